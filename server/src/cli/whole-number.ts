/** A numeric option of a command. */
import { BatonError } from '../errors.ts';

export interface NumberOption {
  name: string;
  fallback: number;
  least: number;
  most: number;
  /** What to do about a wrong one; the message names the bounds. */
  hint?: string;
}

/** @throws BatonError USAGE for anything but a whole number within the bounds */
export function wholeNumber(text: string | undefined, option: NumberOption): number {
  const { name, fallback, least, most, hint } = option;
  const value = text === undefined ? fallback : Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const problem = `--${name} takes a whole number from ${least} to ${most}, not "${text}".`;
  throw new BatonError('USAGE', problem, hint === undefined ? {} : { hint });
}
