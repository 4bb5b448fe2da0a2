/**
 * One assistant hands the thread to another playbook of the same seller (sales, support, billing), with the context that the
 * playbook declares: what the next one does not get, its reader, its brief and its model never see. Pure.
 */
import type { HandOver } from '../playbook/playbook.ts';
import type { Reading } from '../ports/reader.ts';
import type { Conversation } from './conversation.ts';
import { accepts, questionFor } from './questions.ts';
import type { Work } from './work.ts';

/** A thread that is passed around serves nobody: after so many the last one keeps it. */
const MAX_HAND_OVERS = 4;
/** A guess below this does not stand against the words that the operator named. */
const SURE_OF_AN_END = 0.6;
const STAYS: readonly Reading['action'][] = ['opt_out', 'escalate', 'wrong_person', 'close'];

/** Whether the thread was handed over; the text is then to be read again, by the playbook that has it now. */
export function handOver(w: Work, reading: Reading, message: string): boolean {
  const { playbook } = w.inputs;
  if (STAYS.includes(reading.action) && reading.confidence >= SURE_OF_AN_END) return false;
  if (w.s.transferId !== null) return false;
  if ((w.s.handOvers ?? 0) >= MAX_HAND_OVERS) return false;
  const words = plain(message);
  const rule = playbook.handOvers?.find(({ said }) => said.some((phrase) => words.includes(plain(phrase))));
  const next = rule && w.inputs.squad?.[rule.to];
  if (!rule || !next) return false;
  w.facts.push({
    type: 'lead.handed-over',
    leadId: w.s.leadId,
    from: playbook.id,
    playbookId: rule.to,
    context: rule.context,
  });
  const { department: _, ...inputs } = w.inputs;
  w.inputs = { ...inputs, ...next };
  w.introduces = w.s.language === 'es' && rule.es ? rule.es : rule.say;
  begin(w.s, rule, w);
  return true;
}

/** The thread as the next playbook finds it. What was said stays said (C3), and what was promised stays promised. */
function begin(s: Conversation, rule: HandOver, w: Work): void {
  s.playbookId = rule.to;
  s.handOvers = (s.handOvers ?? 0) + 1;
  s.fields = rule.context === 'all' || rule.context === 'fields' ? fieldsFor(w) : {};
  if (rule.context !== 'all') s.seenFrom = firstSeen(s, rule);
  s.asked = {};
  s.skipped = [];
  delete s.lastAsked;
  s.offer = null;
  s.offersMade = 0;
  s.lastOfferAtTextsIn = s.textsIn;
  s.guard = null;
  s.followUpStep = 0;
  s.unknown = rule.context === 'all' ? s.unknown : [];
  s.readiness = 0;
  s.reasons = [];
}

/** Values under a name that the next playbook has too, and that it accepts. */
function fieldsFor(w: Work): Conversation['fields'] {
  return Object.fromEntries(
    Object.entries(w.s.fields).filter(([field, { value }]) => {
      const question = questionFor(w.inputs.playbook, field);
      return question !== undefined && accepts(question.value, value);
    }),
  );
}

/** The first turn that the next one may see; the text that caused the hand-over is always among them. */
function firstSeen(s: Conversation, rule: HandOver): string {
  const shown = rule.context === 'last' ? rule.turns : 1;
  return s.turns.at(-Math.max(1, shown))?.id ?? s.turns[0]?.id ?? '';
}

function plain(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}
