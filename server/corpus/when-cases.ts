/** Call-time cases in a short form: "message ; now ; zone ; from ; to", or "none" for from. */
import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';

export interface WhenCase {
  message: string;
  now: string;
  tz: string;
  expect: { from: string; to: string } | null;
}

export function whenCases(file: string): WhenCase[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((l) => l.trim() && !l.startsWith('#'))
    .map((l) => {
      const [message, now, tz, from, to] = l.split(';').map((x) => x.trim()) as [
        string,
        string,
        string,
        string,
        string,
      ];
      const iso = (t: string): string => DateTime.fromISO(t, { zone: tz }).toISO() ?? '';
      return {
        message,
        now: iso(now),
        tz,
        expect: from === 'none' ? null : { from: iso(from), to: iso(to) },
      };
    });
}
