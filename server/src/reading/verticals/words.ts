/**
 * Words leads use for a vertical's fields. A playbook's own specs come first; these lexicons widen a field of the same
 * name, so that an operator's short list of options is read as generously as a shipped one.
 */
import type { FieldSpec } from '../../playbook/playbook.ts';

export interface FieldWords {
  spec: FieldSpec;
  /** How the assistant asks for it. */
  asked: RegExp;
  /** Words that count only when the field was asked for. */
  weak?: Record<string, string[]>;
  /** Where an option's words say that it is not so ("no GED yet"), by option. */
  veto?: Record<string, RegExp>;
  /** Who asks about one is after it ("do you do roofs?"); elsewhere a question names a value without giving it. */
  askingWants?: true;
  /** Wordings too varied for a list, by option; tried where no listed word stands. */
  patterns?: Record<string, RegExp>;
}

/** "a, b, c" as a list. */
export const list = (words: string): string[] => words.split(', ');

export const choice = (options: Record<string, string[]>): FieldSpec => ({ kind: 'choice', options });
