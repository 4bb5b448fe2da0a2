/** Which knowledge entries and objections of the playbook a text touches, by overlap of stemmed words weighted by rarity. */
import type { Playbook } from '../playbook/playbook.ts';
import { normalize } from './text.ts';

const STOP = new Set(
  'the a an is are do does did i you we it this that to of for in on at and or my your me be can will would with have has if so what how when who where which there any get got just like from they them u im its not no yes ok please about want need too off here number up out over now then still also really very much many more some thing way call text good time one back into been being was were am as by than these those all only other same because know see tell give take make come going should could might may must lol sure thanks thank hi hello hey someone somebody person guys yall say said right well'.split(
    ' ',
  ),
);

function stems(text: string): string[] {
  return text
    .split(' ')
    .filter((w) => /^[a-z]{2,}$/.test(w) && !STOP.has(w))
    .map((w) => w.replace(/(ing|ed|es|s|ly)$/, ''));
}

interface Entry {
  id: string;
  stems: Set<string>[];
  /** The normalised wordings whole, for those with too few telling words ("how much is it"). */
  phrases: string[];
  objection: boolean;
}
interface Index {
  entries: Entry[];
  idf: Map<string, number>;
}
/** Wordings of at least two words (or one long one), without closing marks. */
function phrasesOf(asked: string[]): string[] {
  return asked
    .map((a) => normalize(a).text.replace(/[ ?.!,]+$/g, ''))
    .filter((a) => a.includes(' ') || a.length >= 6);
}

const cache = new WeakMap<Playbook, Index>();

function indexOf(playbook: Playbook): Index {
  const hit = cache.get(playbook);
  if (hit) return hit;
  const entries: Entry[] = [
    ...playbook.knowledge.map((k) => ({
      id: k.id,
      stems: k.asked.map((a) => new Set(stems(normalize(a).text))),
      phrases: phrasesOf(k.asked),
      objection: false,
    })),
    ...playbook.objections.map((o) => ({
      id: o.id,
      stems: o.said.map((a) => new Set(stems(normalize(a).text))),
      phrases: phrasesOf(o.said),
      objection: true,
    })),
  ];
  const df = new Map<string, number>();
  for (const e of entries)
    for (const w of new Set(e.stems.flatMap((s) => [...s]))) df.set(w, (df.get(w) ?? 0) + 1);
  const idf = new Map([...df].map(([w, n]) => [w, Math.log(1 + entries.length / n)]));
  const made = { entries, idf };
  cache.set(playbook, made);
  return made;
}

export function matchKnowledge(
  playbook: Playbook,
  text: string,
): { asksFor: { knowledgeId: string; score: number }[]; objectionId?: string } {
  const { entries, idf } = indexOf(playbook);
  const words = new Set(stems(text));
  const weight = (set: Iterable<string>): number => [...set].reduce((a, w) => a + (idf.get(w) ?? 1.5), 0);
  const padded = ` ${text} `;
  const scored = entries.map((e) => ({
    e,
    score: Math.max(
      e.phrases.some((p) => padded.includes(` ${p} `)) ? 0.95 : 0,
      ...e.stems.map((s) => {
        const both = weight([...s].filter((w) => words.has(w)));
        const all = weight(s);
        return all === 0 ? 0 : (both / all) * (s.size === 1 ? 0.8 : 1);
      }),
    ),
  }));
  const good = scored.filter((s) => s.score >= 0.45).sort((a, b) => b.score - a.score);
  return {
    asksFor: good
      .filter((s) => !s.e.objection)
      .slice(0, 3)
      .map((s) => ({ knowledgeId: s.e.id, score: Math.round(s.score * 100) / 100 })),
    objectionId: good.find((s) => s.e.objection)?.e.id,
  };
}
