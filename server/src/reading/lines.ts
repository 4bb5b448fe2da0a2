/** Labelled or bare lines as they come on standard input: dialogues, opt-outs and call times. */
import { ACTIONS, type Action, type HistoryTurn, type ReadInput, type SlotValue } from '../ports/reader.ts';
import {
  type Check,
  instant,
  isObject,
  isText,
  list,
  object,
  oneOf,
  optional,
  orNull,
  record,
  says,
  scalar,
  text,
  zone,
} from './shape.ts';
import { isVertical, verticalPlaybook } from './vertical-playbook.ts';

export interface DialogueLine {
  id: string;
  vertical: string;
  lead: { name: string; tz: string; zip?: string };
  now: string;
  history: HistoryTurn[];
  message: string;
  expect?: {
    actions: Action[];
    slots: Record<string, SlotValue>;
    ready: 'yes' | 'no' | 'unclear';
    at: string | null;
  };
}
export interface WhenLine {
  id: string;
  message: string;
  now: string;
  tz: string;
  expect?: { from: string; to: string } | null;
}
export interface OptOutLine {
  id: string;
  message: string;
  expect?: 'opt_out' | 'not_opt_out';
}
export type Line =
  | { kind: 'dialogue'; line: DialogueLine }
  | { kind: 'when'; line: WhenLine }
  | { kind: 'optout'; line: OptOutLine };

const SHAPES: Record<Line['kind'], Check> = {
  dialogue: object({
    id: text,
    vertical: says((v) => isText(v) && isVertical(v), 'is not one of the seven verticals'),
    lead: object({ name: text, tz: zone, zip: optional(text) }),
    now: instant,
    history: list(object({ from: oneOf(['ai', 'lead']), text })),
    message: text,
    expect: optional(
      object({
        actions: list(oneOf(ACTIONS), 1),
        slots: record(scalar),
        ready: oneOf(['yes', 'no', 'unclear']),
        at: orNull(text),
      }),
    ),
  }),
  when: object({
    id: text,
    message: text,
    now: instant,
    tz: zone,
    expect: optional(orNull(object({ from: instant, to: instant }))),
  }),
  optout: object({ id: text, message: text, expect: optional(oneOf(['opt_out', 'not_opt_out'])) }),
};

/** One line of JSON, or what is wrong with it. */
export function parseLine(text: string): { ok: true; value: Line } | { ok: false; problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `is not JSON (${error instanceof Error ? error.message : 'unreadable'})` };
  }
  if (!isObject(json)) return { ok: false, problem: 'is not a JSON object' };
  const kind =
    'vertical' in json || 'history' in json || 'lead' in json ? 'dialogue' : 'tz' in json ? 'when' : 'optout';
  const problem = SHAPES[kind](json, '');
  return problem === undefined
    ? { ok: true, value: { kind, line: json } as unknown as Line }
    : { ok: false, problem };
}

export function toInput(line: DialogueLine): ReadInput {
  if (!isVertical(line.vertical)) throw new Error(`unknown vertical ${line.vertical}`);
  return {
    playbook: verticalPlaybook(line.vertical),
    lead: line.lead,
    nowMs: Date.parse(line.now),
    history: line.history,
    message: line.message,
  };
}
