/** Peers on the same lines: chrono-node for call times, the carriers' keyword list for opt-outs. Run: node server/corpus/run.mjs peers FILE... */
import { readFileSync } from 'node:fs';
import * as chrono from 'chrono-node';
import { DateTime } from 'luxon';
import { isOptOut, parseWhen } from '../src/reading/index.ts';
import { parseLine } from '../src/reading/lines.ts';
import { optOutCases } from './opt-out-cases.ts';
import { type WhenCase, whenCases } from './when-cases.ts';

const inside = (at: string | null, e: WhenCase['expect']): boolean =>
  e === null
    ? at === null
    : at !== null && Date.parse(at) >= Date.parse(e.from) && Date.parse(at) <= Date.parse(e.to);

function byChrono(c: WhenCase): string | null {
  const now = DateTime.fromISO(c.now, { zone: c.tz });
  const hit = chrono.parse(
    c.message,
    { instant: now.toJSDate(), timezone: now.offset },
    { forwardDate: true },
  )[0];
  return hit ? hit.start.date().toISOString() : null;
}

const CARRIER = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);

for (const file of process.argv.slice(2)) {
  if (/when/.test(file)) {
    const cases = file.endsWith('.txt')
      ? whenCases(file)
      : readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((l) => JSON.parse(l) as WhenCase);
    const ours = cases.filter((c) =>
      inside(parseWhen(c.message, { nowMs: Date.parse(c.now), tz: c.tz, loose: true })?.at ?? null, c.expect),
    );
    const theirs = cases.filter((c) => inside(byChrono(c), c.expect));
    console.log(
      `${file}: ${cases.length} call times; Baton ${((100 * ours.length) / cases.length).toFixed(0)} %, chrono-node ${((100 * theirs.length) / cases.length).toFixed(0)} %`,
    );
    for (const c of cases)
      if (!ours.includes(c))
        console.log(
          `  ${c.message}: want ${c.expect?.from ?? 'none'} got ${parseWhen(c.message, { nowMs: Date.parse(c.now), tz: c.tz, loose: true })?.at ?? 'none'}`,
        );
  } else {
    const lines = file.endsWith('.txt')
      ? optOutCases(file)
      : readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .flatMap((l) => {
            const p = parseLine(l);
            return p.ok && p.value.kind === 'optout' ? [p.value.line] : [];
          });
    const yes = lines.filter((l) => l.expect === 'opt_out');
    const no = lines.filter((l) => l.expect !== 'opt_out');
    const keyword = (m: string): boolean => CARRIER.has(m.trim().toUpperCase());
    console.log(
      `${file}: recall Baton ${yes.filter((l) => isOptOut(l.message).optOut).length}/${yes.length}, carriers' keywords ${yes.filter((l) => keyword(l.message)).length}/${yes.length}; false Baton ${no.filter((l) => isOptOut(l.message).optOut).length}/${no.length}, keywords ${no.filter((l) => keyword(l.message)).length}/${no.length}`,
    );
  }
}
