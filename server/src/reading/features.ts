/** Features of the classifiers, hashed into buckets. The same code serves training and reading. */
import type { RuleVerdict } from './action-rules.ts';
import { conceptsIn } from './concepts.ts';
import type { DialogueContext } from './context.ts';
import { phraseOptOut } from './optout-rules.ts';
import type { Norm } from './text.ts';
import type { When } from './when.ts';
import { wordClass } from './word-classes.ts';

export const BUCKETS = 1 << 16;

/** FNV-1a over UTF-16 units. */
export function bucket(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    h ^= name.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  return ((h ^ (h >>> 15)) >>> 0) & (BUCKETS - 1);
}

/** Words with figures made alike, at most 60. */
function plainWords(norm: Norm): string[] {
  return norm.words.slice(0, 60).map((w) => (/^\$?\d[\d,.:/k-]*$/.test(w) ? '<num>' : w));
}

function textFeatures(norm: Norm, out: string[]): string[] {
  const words = plainWords(norm);
  const solid = words.filter((w) => !/^[.,;:()"]+$/.test(w));
  for (const w of new Set(words)) out.push(`w:${w}`);
  for (let i = 0; i + 1 < solid.length; i++) out.push(`b:${solid[i]} ${solid[i + 1]}`);
  for (let i = 0; i + 2 < solid.length; i++) out.push(`t:${solid[i]} ${solid[i + 1]} ${solid[i + 2]}`);
  for (let i = 0; i + 2 < solid.length; i++) out.push(`s:${solid[i]} ${solid[i + 2]}`);
  classFeatures(solid, out);
  const grams = new Set<string>();
  for (const w of solid) {
    if (w.length < 4) continue;
    const padded = `^${w}$`;
    for (let n = 3; n <= 4; n++)
      for (let i = 0; i + n <= padded.length; i++) grams.add(padded.slice(i, i + n));
  }
  for (const g of grams) out.push(`c:${g}`);
  out.push(
    `f1:${solid[0] ?? ''}`,
    `f2:${solid.slice(0, 2).join(' ')}`,
    `l1:${solid.at(-1) ?? ''}`,
    `l2:${solid.slice(-2).join(' ')}`,
  );
  out.push(`len:${Math.min(6, Math.floor(Math.log2(solid.length + 1)))}`);
  if (solid.length <= 6) out.push(`all:${solid.join(' ')}`);
  if (norm.shout > 0.6) out.push('shout');
  return solid;
}

/** The words with classes in their place: alone, in pairs and triples, and the whole shape of a short text. */
function classFeatures(solid: string[], out: string[]): void {
  const shape = solid.map((w) => wordClass(w) ?? w);
  const core = shape.filter((w) => w !== '@fillerword');
  for (const w of new Set(shape)) if (w.startsWith('@')) out.push(`W:${w}`);
  for (let i = 0; i + 1 < core.length; i++) {
    const a = core[i] as string;
    const b = core[i + 1] as string;
    if (a.startsWith('@') || b.startsWith('@')) out.push(`B:${a} ${b}`);
    const c = core[i + 2];
    if (c === undefined) continue;
    if (a.startsWith('@') || b.startsWith('@') || c.startsWith('@')) out.push(`T:${a} ${b} ${c}`);
    if (a.startsWith('@') || c.startsWith('@')) out.push(`S:${a} ${c}`);
  }
  const found = [...new Set(core.filter((w) => w.startsWith('@')))].slice(0, 8).sort();
  for (let i = 0; i < found.length; i++)
    for (let j = i + 1; j < found.length; j++) out.push(`P:${found[i]} ${found[j]}`);
  out.push(`F:${core[0] ?? ''}`, `FF:${core.slice(0, 2).join(' ')}`, `L:${core.at(-1) ?? ''}`);
  if (core.length <= 6) out.push(`A:${core.join(' ')}`);
}

/** Features of the opt-out classifier: the message alone. */
export function optOutFeatures(norm: Norm): string[] {
  const out: string[] = ['bias'];
  textFeatures(norm, out);
  if (phraseOptOut(norm.text)) out.push('rule', 'rule2');
  for (const c of [
    'question',
    'qMark',
    'callMe',
    'wantHuman',
    'price',
    'notInterested',
    'wrongPerson',
    'cancelService',
    'complaint',
    'schedule',
  ])
    if (conceptsIn(norm.text).has(c)) out.push(`k:${c}`);
  return out;
}

export interface ActionEvidence {
  norm: Norm;
  ctx: DialogueContext;
  when: When | null;
  rule: RuleVerdict;
  optOutP: number;
  newSlots: number;
  answeredAsked: boolean;
  asked: number;
}

/** Features of the action classifier: words, concepts, the dialogue and what the grammars found. */
export function actionFeatures(e: ActionEvidence): string[] {
  const out: string[] = ['bias'];
  const solid = textFeatures(e.norm, out);
  const ctx = contextTags(e);
  const evidence: string[] = [];
  for (const c of conceptsIn(e.norm.text)) evidence.push(`k:${c}`);
  if (e.when) {
    const kind = e.when.now ? 'now' : e.when.closing ? 'closing' : 'later';
    evidence.push(
      `when:${kind}`,
      `whenkind:${kind}:${e.when.kind}`,
      e.when.named ? 'when:named' : 'when:vague',
    );
  }
  if (e.newSlots > 0) evidence.push('newslot');
  if (e.answeredAsked) evidence.push('answered');
  evidence.push(`rule:${e.rule.action}`, `rulewhy:${e.rule.rule}`);
  out.push(...evidence, ...ctx, `opt:${Math.min(9, Math.floor(e.optOutP * 10))}`);
  for (const c of ctx) for (const k of evidence) out.push(`${c}*${k}`);
  for (let i = 0; i < evidence.length && i < 12; i++)
    for (let j = i + 1; j < evidence.length && j < 12; j++)
      if (evidence[i]?.startsWith('k:') && evidence[j]?.startsWith('k:'))
        out.push(`${evidence[i]}&${evidence[j]}`);
  if (solid.length <= 5) for (const c of ctx) for (const w of solid) out.push(`${c}|${w}`);
  return out;
}

function contextTags(e: ActionEvidence): string[] {
  const c = e.ctx;
  const out: string[] = [];
  if (c.empty) out.push('x:empty');
  if (c.offersNow) out.push('x:offer');
  if (c.asksTime) out.push('x:time');
  if (c.missedCall) out.push('x:missed');
  if (c.asksIdentity) out.push('x:identity');
  if (c.existing) out.push('x:existing');
  if (c.asksReady) out.push('x:ready');
  if (e.asked > 0) out.push('x:field');
  if (!c.offersNow && !c.asksTime && !c.missedCall && !c.empty)
    out.push(c.question ? 'x:question' : 'x:statement');
  return out;
}
