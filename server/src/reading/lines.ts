/** Labelled or bare lines as they come on standard input: dialogues, opt-outs and call times. Checked by hand-sized schemas. */
import { z } from 'zod';
import { ACTIONS, type ReadInput } from '../ports/reader.ts';
import { isVertical, verticalPlaybook } from './vertical-playbook.ts';

const Turn = z.object({ from: z.enum(['ai', 'lead']), text: z.string() });
const Action = z.enum(ACTIONS);
const Instant = z.string().refine((s) => Number.isFinite(Date.parse(s)), 'is not an ISO 8601 time');
const Zone = z.string().refine((tz) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: tz });
    return true;
  } catch {
    return false;
  }
}, 'is not an IANA time zone');
export const DialogueLine = z.object({
  id: z.string(),
  vertical: z.string().refine(isVertical, 'is not one of the seven verticals'),
  lead: z.object({ name: z.string(), tz: Zone, zip: z.string().optional() }),
  now: Instant,
  history: z.array(Turn),
  message: z.string(),
  expect: z
    .object({
      actions: z.array(Action).min(1),
      slots: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      ready: z.enum(['yes', 'no', 'unclear']),
      at: z.string().nullable(),
    })
    .optional(),
});
export const WhenLine = z.object({
  id: z.string(),
  message: z.string(),
  now: Instant,
  tz: Zone,
  expect: z.object({ from: Instant, to: Instant }).nullable().optional(),
});
export const OptOutLine = z.object({
  id: z.string(),
  message: z.string(),
  expect: z.enum(['opt_out', 'not_opt_out']).optional(),
});
export type DialogueLine = z.infer<typeof DialogueLine>;
export type WhenLine = z.infer<typeof WhenLine>;
export type OptOutLine = z.infer<typeof OptOutLine>;
export type Line =
  | { kind: 'dialogue'; line: DialogueLine }
  | { kind: 'when'; line: WhenLine }
  | { kind: 'optout'; line: OptOutLine };

/** One line of JSON, or what is wrong with it. */
export function parseLine(text: string): { ok: true; value: Line } | { ok: false; problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `is not JSON (${error instanceof Error ? error.message : 'unreadable'})` };
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return { ok: false, problem: 'is not a JSON object' };
  const shape =
    'vertical' in json || 'history' in json || 'lead' in json ? 'dialogue' : 'tz' in json ? 'when' : 'optout';
  const result =
    shape === 'dialogue'
      ? DialogueLine.safeParse(json)
      : shape === 'when'
        ? WhenLine.safeParse(json)
        : OptOutLine.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0];
    return { ok: false, problem: `${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'is wrong'}` };
  }
  return { ok: true, value: { kind: shape, line: result.data } as Line };
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
