/** Opt-out cases in a short form: "+ text" revokes, "- text" does not. */
import { readFileSync } from 'node:fs';
import type { OptOutLine } from '../src/reading/lines.ts';

export function optOutCases(file: string): OptOutLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((l) => /^[+-] /.test(l))
    .map((l, i) => ({
      id: `opt-${i + 1}`,
      message: l.slice(2),
      expect: l.startsWith('+') ? 'opt_out' : 'not_opt_out',
    }));
}
