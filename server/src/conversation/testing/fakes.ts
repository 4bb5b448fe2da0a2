/** Scripted parties for tests: a reader that says what it is told, and a brief of fixed form. */
import type { MakeBrief } from '../../ports/brief.ts';
import type { Action, Reader, Reading, SlotValue } from '../../ports/reader.ts';

export type Script = Partial<Omit<Reading, 'slots'>> & { slots?: Record<string, SlotValue> };

const NO_CHANCE: Record<Action, number> = {
  ask: 0,
  answer: 0,
  transfer: 0,
  schedule: 0,
  opt_out: 0,
  wrong_person: 0,
  close: 0,
  escalate: 0,
};

/** Fills what a script leaves out: an unremarkable answer. */
export function readingOf(script: Script, turn = 0, messageId?: string): Reading {
  const action = script.action ?? 'ask';
  const slots = Object.entries(script.slots ?? {}).map(([field, value]) => [
    field,
    { value, turn, confidence: 0.95, ...(messageId ? { messageId } : {}) },
  ]);
  return {
    confidence: 0.9,
    probabilities: { ...NO_CHANCE, [action]: 1 },
    ready: action === 'transfer' ? 'yes' : 'unclear',
    readiness: 0.3,
    reasons: [{ code: 'scripted', text: 'scripted', weight: 0.1 }],
    at: null,
    asksFor: [],
    isQuestion: action === 'answer',
    language: 'en',
    answered: script.slots ? 'yes' : 'no',
    ...script,
    action,
    slots: Object.fromEntries(slots),
  };
}

/** Answers each message by its exact text; an unknown one is an error of the test. */
export function scriptedReader(scripts: Record<string, Script>): Reader {
  return {
    read: (input) => {
      const script = scripts[input.message];
      if (!script) throw new Error(`no script for "${input.message}"`);
      return readingOf(script, input.history.length, input.messageId);
    },
  };
}

export const plainBrief: MakeBrief = ({ lead, turns }) => ({
  headline: `${lead.name}, ${turns.length} turns`,
  spoken: lead.name,
  screen: turns.map((turn) => turn.text).join('\n'),
  facts: [],
  withheld: [],
});
