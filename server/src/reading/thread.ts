import type { SlotReading } from '../ports/reader.ts';
import type { Field } from './asked-fields.ts';
import type { Norm } from './text.ts';

/** Confidence of a value the assistant named: confirmed by the lead, or merely not denied. */
export const AI_CONFIRMED = 0.79;
export const AI_NAMED = 0.55;

/** What is known and open while a thread is read turn by turn. */
export interface Thread {
  fields: Field[];
  slots: Record<string, SlotReading>;
  /** Fields whose value the assistant named first. */
  weak: Set<string>;
  /** Fields given in the lead's latest turn. */
  newly: string[];
  /** What the lead's turn before gave. */
  before: string[];
  /** The assistant's texts since the lead last wrote. */
  ai: Norm[];
  nowMs: number;
  tz: string;
  vertical: string;
}
