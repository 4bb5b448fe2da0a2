/** An agent asks about the lead before accepting: answered from what was said, with the message it comes from. */
import type { Transfer } from '../transfer/transfer.ts';
import type { Core } from './core.ts';
import { turnsOf } from './views/turns.ts';

const words = (text: string) => new Set(text.toLowerCase().match(/[a-z0-9$]{3,}/g) ?? []);
const common = new Set(
  'the and has have does did what when who how many much are was were they their with for from said say any about lead want wants'.split(
    ' ',
  ),
);

/** The fact or message that shares most words with the question; honest when nothing does. */
export async function answerAboutLead(
  core: Core,
  transfer: Transfer,
  question: string,
): Promise<{ answer: string; messageId: string | null }> {
  const asked = [...words(question)].filter((word) => !common.has(word));
  const facts = transfer.spec.brief.facts.map((fact) => ({
    text: `${fact.label}: ${fact.text}`,
    messageId: fact.messageId ?? null,
    weight: 2,
  }));
  const turns = (await turnsOf(core.db, [transfer.leadId], 100)).get(transfer.leadId) ?? [];
  const said = turns
    .filter((turn) => turn.from === 'lead')
    .map((turn) => ({
      text: `${transfer.spec.leadName} wrote: "${core.mask(turn.body)}"`,
      messageId: turn.messageId,
      weight: 1,
    }));
  let best: { text: string; messageId: string | null } | null = null;
  let bestScore = 0;
  for (const one of [...facts, ...said]) {
    const has = words(one.text);
    // Words match by their beginning, so that "insured" finds "insurance".
    const score =
      one.weight *
      asked.filter((word) => [...has].some((other) => other.startsWith(word.slice(0, 5)))).length;
    if (score > bestScore) {
      best = one;
      bestScore = score;
    }
  }
  return best
    ? { answer: best.text, messageId: best.messageId }
    : { answer: `${transfer.spec.leadName} has not said.`, messageId: null };
}
