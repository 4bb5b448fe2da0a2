/** `baton read`: judges JSON Lines from standard input, or scores labelled files. */
import { createReader, isOptOut, parseWhen } from '../reading/index.ts';
import { type Line, parseLine, toInput } from '../reading/lines.ts';
import { ece, isRightStart, type Judged, printReport, report } from '../reading/score.ts';
import { type LinesCommand, type Output, runLines } from './json-lines.ts';

const USAGE = `usage: baton read < lines.jsonl
       baton read --score FILE...

Reads JSON Lines with the fields of a dialogue (id, vertical, lead, now, history, message), a call time (id, message,
now, tz) or an opt-out (id, message), and prints one JSON object a line. With --score the files' "expect" is compared.
`;

const reader = createReader();

const COMMAND: LinesCommand<Line> = {
  usage: USAGE,
  parse: parseLine,
  answer: (line) => JSON.stringify(answer(line)),
  labelled: ({ line }) => line.expect !== undefined,
  score: scoreLines,
};

/** One answer line. Opt-out and call-time lines have no thread: they are read as replies to a business text. */
export function answer(line: Line): Record<string, unknown> {
  if (line.kind === 'dialogue') {
    const r = reader.read(toInput(line.line));
    const slots = Object.fromEntries(Object.entries(r.slots).map(([k, v]) => [k, v.value]));
    return {
      id: line.line.id,
      action: r.action,
      slots,
      ready: r.ready,
      at: r.at,
      confidence: round(r.confidence),
      reasons: r.reasons.map((x) => x.text),
      readiness: r.readiness,
      ...(r.atWindow ? { atWindow: r.atWindow } : {}),
    };
  }
  if (line.kind === 'when') {
    const w = parseWhen(line.line.message, {
      nowMs: Date.parse(line.line.now),
      tz: line.line.tz,
      loose: true,
    });
    return {
      id: line.line.id,
      action: w ? 'schedule' : 'ask',
      slots: {},
      ready: w?.now ? 'yes' : w ? 'no' : 'unclear',
      at: w?.at ?? null,
      confidence: w ? 0.9 : 0.6,
      reasons: w ? [`${w.kind} time`] : ['no usable time'],
      ...(w ? { atWindow: { from: w.from, to: w.to } } : {}),
    };
  }
  const o = isOptOut(line.line.message);
  return {
    id: line.line.id,
    action: o.optOut ? 'opt_out' : 'ask',
    optOut: o.optOut,
    slots: {},
    ready: o.optOut ? 'no' : 'unclear',
    at: null,
    confidence: round(o.confidence),
    reasons: [`opt-out ${o.stage}`],
  };
}

const round = (x: number): number => Math.round(x * 1000) / 1000;

/** The command; see `runLines`. */
export function runRead(
  argv: string[],
  stdin: AsyncIterable<Buffer | string>,
  stdout: Output,
  stderr: Output = process.stderr,
): Promise<number> {
  return runLines(COMMAND, argv, stdin, stdout, stderr);
}

export function judge(line: Extract<Line, { kind: 'dialogue' }>['line']): Judged {
  if (!line.expect) throw new Error(`${line.id} has no label`);
  return {
    id: line.id,
    message: line.message,
    expect: line.expect,
    got: reader.read(toInput(line)),
    recordZip: line.lead.zip,
  };
}

/** The reports on the kinds of lines there are. */
export function scoreLines(lines: Line[]): string {
  const dialogues = lines.flatMap((l) => (l.kind === 'dialogue' ? [judge(l.line)] : []));
  const optouts = lines.flatMap((l) => (l.kind === 'optout' ? [l.line] : []));
  const whens = lines.flatMap((l) => (l.kind === 'when' ? [l.line] : []));
  return [
    dialogues.length ? printReport(report(dialogues)) : '',
    optouts.length ? optOutReport(optouts) : '',
    whens.length ? whenReport(whens) : '',
  ].join('');
}

const pct = (a: number, b: number): string => (b === 0 ? '-' : `${((100 * a) / b).toFixed(1)} %`);

function optOutReport(lines: { id: string; message: string; expect?: string }[]): string {
  const read = lines.map((l) => ({ l, r: isOptOut(l.message) }));
  const positive = read.filter((x) => x.l.expect === 'opt_out');
  const negative = read.filter((x) => x.l.expect === 'not_opt_out');
  const hit = positive.filter((x) => x.r.optOut).length;
  const false_ = negative.filter((x) => x.r.optOut).length;
  const wrong = read.filter((x) => x.r.optOut !== (x.l.expect === 'opt_out'));
  return `opt-outs: ${lines.length} cases, recall ${pct(hit, positive.length)} of ${positive.length}, near-misses taken ${pct(false_, negative.length)} of ${negative.length}, ECE ${ece(read.map((x) => ({ p: x.r.confidence, ok: x.r.optOut === (x.l.expect === 'opt_out') }))).toFixed(3)}\n${wrong.map((x) => `  ${x.l.id} want ${x.l.expect} by ${x.r.stage} (${x.r.confidence.toFixed(2)}): ${x.l.message}\n`).join('')}`;
}

function whenReport(
  lines: {
    id: string;
    message: string;
    now: string;
    tz: string;
    expect?: { from: string; to: string } | null;
  }[],
): string {
  const read = lines.map((l) => ({
    l,
    w: parseWhen(l.message, { nowMs: Date.parse(l.now), tz: l.tz, loose: true }),
  }));
  const wrong = read.filter((x) => !isRightStart(x.w?.at, x.l.expect));
  return `call times: ${lines.length} cases, right ${pct(lines.length - wrong.length, lines.length)}\n${wrong.map((x) => `  ${x.l.id} want ${x.l.expect ? `${x.l.expect.from} to ${x.l.expect.to}` : 'none'} got ${x.w?.at ?? 'none'} (now ${x.l.now}): ${x.l.message}\n`).join('')}`;
}
