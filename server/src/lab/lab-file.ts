/** The file of `./baton lab`: which number does what. Pure. */
import { z } from 'zod';
import { parseUri } from '../sip/index.ts';

const sipUri = z
  .string()
  .refine(
    (text) => parseUri(text).ok && /^sips?:/i.test(text),
    'must be a SIP address, for example sip:a@127.0.0.1:7100',
  );

const Rings = {
  ring: z.array(sipUri).min(1).max(500),
  /** Who first answers has it, or who first presses 1. */
  accept: z.enum(['on-answer', 'key-1']).default('on-answer'),
  ringTimeoutMs: z.number().int().min(1_000).max(180_000).default(30_000),
};

const NumberPlan = z.union([
  z.strictObject({ answer: z.union([z.literal(true), z.literal('when-agent-answers')]), ...Rings }),
  z.strictObject({ answer: z.literal(true), room: z.literal(true) }),
  z.strictObject({ answer: z.literal(true), hold: z.literal(true) }),
]);

export const LabFile = z.strictObject({
  sip: z.strictObject({
    host: z.string().min(1).default('127.0.0.1'),
    port: z.number().int().min(0).max(65_535).default(15_060),
  }),
  /** Media threads; left out: by the machine's processors, as in the product. */
  mediaWorkers: z.number().int().min(1).max(16).optional(),
  /** Whose sockets carry sound; left out: the system's calls where they can be had. */
  mediaSockets: z.enum(['auto', 'dgram', 'libc']).optional(),
  /** Two who talk are told to send to each other; left out: their sound goes through the engine always. */
  directMedia: z.boolean().optional(),
  /** By the number dialled; a `*` at the end stands for anything. */
  numbers: z.record(z.string().regex(/^[^*]+\*?$/, 'a * may only stand at the end'), NumberPlan),
});

export type LabFile = z.infer<typeof LabFile>;
export type NumberPlan = z.infer<typeof NumberPlan>;

/** What a dialled number does: the exact name first, then the longest beginning. */
export function planOf(numbers: LabFile['numbers'], dialled: string): NumberPlan | undefined {
  if (Object.hasOwn(numbers, dialled) && !dialled.endsWith('*')) return numbers[dialled];
  let best = '';
  for (const name of Object.keys(numbers)) {
    const begin = name.slice(0, -1);
    if (name.endsWith('*') && dialled.startsWith(begin) && name.length > best.length) best = name;
  }
  return best === '' ? undefined : numbers[best];
}
