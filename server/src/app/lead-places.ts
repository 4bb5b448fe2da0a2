/** Every place a lead may be in, as the gate reckons it: the strictest of them governs what has to be announced. */
import { type CompiledRules, candidates } from '../consent/index.ts';
import type { Lead } from '../lead/lead.ts';

/** @returns places such as `US-FL`; `UNKNOWN` stands for anywhere */
export function placesOf(
  rules: CompiledRules,
  { phone, zip, state, tz }: Pick<Lead, 'phone' | 'zip' | 'state' | 'tz'>,
): string[] {
  const at = { phone, ...(zip ? { zip } : {}), ...(state ? { state } : {}), ...(tz ? { tz } : {}) };
  return [...new Set(candidates(rules, at, 0).map(({ place }) => place))];
}
