/** Scoring of readings against labelled lines: pure, used by `baton read --score` and by the regression gate. */
import { ACTIONS, type Action, type Reading, type SlotValue } from '../ports/reader.ts';

export interface Expect {
  actions: Action[];
  slots: Record<string, SlotValue>;
  ready: 'yes' | 'no' | 'unclear';
  at: string | null;
}
export interface Judged {
  id: string;
  message: string;
  expect: Expect;
  got: Reading;
  recordZip?: string;
}

const ALIASES: string[][] = [
  ['blue cross blue shield', 'bcbs', 'blue cross'],
  ['unitedhealthcare', 'united healthcare', 'uhc', 'united'],
  ['american family', 'amfam'],
];

/** Case-insensitive, one containing the other, or aliases of one name. */
export function sameValue(a: SlotValue, b: SlotValue): boolean {
  const x = String(a).toLowerCase().trim();
  const y = String(b).toLowerCase().trim();
  if (typeof a === 'number' || typeof b === 'number') return x === y;
  return x === y || x.includes(y) || y.includes(x) || ALIASES.some((s) => s.includes(x) && s.includes(y));
}

export interface SlotTally {
  expected: number;
  right: number;
  wrong: string[];
  missing: string[];
  extra: string[];
}

/** Extra values the assistant alone had named are optional and not counted. */
export function scoreSlots(j: Judged): SlotTally {
  const t: SlotTally = { expected: 0, right: 0, wrong: [], missing: [], extra: [] };
  for (const [name, want] of Object.entries(j.expect.slots)) {
    t.expected++;
    const got = j.got.slots[name];
    if (got === undefined) t.missing.push(name);
    else if (sameValue(got.value, want)) t.right++;
    else t.wrong.push(name);
  }
  for (const [name, got] of Object.entries(j.got.slots)) {
    if (name in j.expect.slots || got.confidence <= 0.55) continue;
    if (name === 'zip' && j.recordZip !== undefined && got.value === j.recordZip) continue;
    t.extra.push(name);
  }
  return t;
}

/** Within 15 minutes of the label, or up to 60 minutes later where the words were a bound or approximate. */
export function scoreAt(j: Judged): boolean {
  const want = j.expect.at;
  const got = j.got.at;
  if (want === null) return got === null || j.got.atKind === 'daypart' || j.got.atKind === 'day';
  if (got === null) return false;
  const late = (Date.parse(got) - Date.parse(want)) / 60_000;
  return Math.abs(late) <= 15 || (late > 0 && late <= 60 && j.got.atKind !== 'exact');
}

/** A proposed start inside the closed range, or none where no usable time was given. */
export function isRightStart(
  at: string | null | undefined,
  want: { from: string; to: string } | null | undefined,
): boolean {
  if (!want || !at) return !want && !at;
  return Date.parse(at) >= Date.parse(want.from) && Date.parse(at) <= Date.parse(want.to);
}

export interface ActionRow {
  action: Action;
  n: number;
  recall: number;
  precision: number;
}
export interface Report {
  n: number;
  accuracy: number;
  byAction: ActionRow[];
  confusion: Record<Action, Record<Action, number>>;
  slots: {
    expected: number;
    right: number;
    wrong: number;
    missing: number;
    extra: number;
    exact: number;
    threads: number;
  };
  at: { n: number; right: number; accuracy: number };
  ready: { yesPrecision: number; yesRecall: number; threeWay: number };
  ece: number;
  worst: { id: string; message: string; want: Action[]; got: Action; confidence: number }[];
  slotErrors: { id: string; errors: string[] }[];
  atErrors: { id: string; message: string; want: string | null; got: string | null }[];
}

const share = (a: number, b: number): number => (b === 0 ? 1 : a / b);

export function report(cases: Judged[]): Report {
  const confusion = Object.fromEntries(
    ACTIONS.map((a) => [a, Object.fromEntries(ACTIONS.map((b) => [b, 0]))]),
  ) as Record<Action, Record<Action, number>>;
  const right = (j: Judged): boolean => j.expect.actions.includes(j.got.action);
  for (const j of cases) {
    const truth = right(j) ? j.got.action : (j.expect.actions[0] as Action);
    confusion[truth][j.got.action]++;
  }
  const byAction = ACTIONS.map((action) => {
    const n = ACTIONS.reduce((a, b) => a + confusion[action][b], 0);
    const said = ACTIONS.reduce((a, b) => a + confusion[b][action], 0);
    return {
      action,
      n,
      recall: share(confusion[action][action], n),
      precision: share(confusion[action][action], said),
    };
  });
  const tallies = cases.map((j) => ({ j, t: scoreSlots(j) }));
  const sum = (f: (t: SlotTally) => number): number => tallies.reduce((a, x) => a + f(x.t), 0);
  const slots = {
    expected: sum((t) => t.expected),
    right: sum((t) => t.right),
    wrong: sum((t) => t.wrong.length),
    missing: sum((t) => t.missing.length),
    extra: sum((t) => t.extra.length),
  };
  const timed = cases.filter(
    (j) =>
      j.expect.at !== null || (j.got.at !== null && j.got.atKind !== 'daypart' && j.got.atKind !== 'day'),
  );
  const yes = cases.filter((j) => j.expect.ready === 'yes');
  const saidYes = cases.filter((j) => j.got.ready === 'yes');
  const bothYes = yes.filter((j) => j.got.ready === 'yes').length;
  return {
    n: cases.length,
    accuracy: share(cases.filter(right).length, cases.length),
    byAction,
    confusion,
    slots: {
      ...slots,
      exact: share(slots.right, slots.expected + slots.extra),
      threads: share(
        tallies.filter((x) => x.t.right === x.t.expected && x.t.extra.length === 0).length,
        cases.length,
      ),
    },
    at: {
      n: timed.length,
      right: timed.filter(scoreAt).length,
      accuracy: share(timed.filter(scoreAt).length, timed.length),
    },
    ready: {
      yesPrecision: share(bothYes, saidYes.length),
      yesRecall: share(bothYes, yes.length),
      threeWay: share(cases.filter((j) => j.got.ready === j.expect.ready).length, cases.length),
    },
    ece: ece(cases.map((j) => ({ p: j.got.confidence, ok: right(j) }))),
    worst: cases
      .filter((j) => !right(j))
      .sort((a, b) => b.got.confidence - a.got.confidence)
      .slice(0, 40)
      .map((j) => ({
        id: j.id,
        message: j.message,
        want: j.expect.actions,
        got: j.got.action,
        confidence: j.got.confidence,
      })),
    slotErrors: tallies
      .filter((x) => x.t.wrong.length + x.t.missing.length + x.t.extra.length > 0)
      .map((x) => ({
        id: x.j.id,
        errors: [
          ...x.t.wrong.map((n) => `${n}: got ${x.j.got.slots[n]?.value}, want ${x.j.expect.slots[n]}`),
          ...x.t.missing.map((n) => `${n}: missing ${x.j.expect.slots[n]}`),
          ...x.t.extra.map((n) => `${n}: extra ${x.j.got.slots[n]?.value}`),
        ],
      })),
    atErrors: timed
      .filter((j) => !scoreAt(j))
      .map((j) => ({ id: j.id, message: j.message, want: j.expect.at, got: j.got.at })),
  };
}

/** Expected calibration error over ten equal bins. */
export function ece(items: { p: number; ok: boolean }[]): number {
  const bins = Array.from({ length: 10 }, () => ({ p: 0, ok: 0 }));
  for (const x of items) {
    const bin = bins[Math.min(9, Math.floor(x.p * 10))] as { p: number; ok: number };
    bin.p += x.p;
    bin.ok += x.ok ? 1 : 0;
  }
  return items.length === 0 ? 0 : bins.reduce((a, b) => a + Math.abs(b.p - b.ok), 0) / items.length;
}

const pct = (x: number): string => `${(100 * x).toFixed(1)} %`;

export function printReport(r: Report): string {
  const out = [
    `dialogues: ${r.n} cases, action accuracy ${pct(r.accuracy)}, ECE ${r.ece.toFixed(3)}`,
    `  ${'action'.padEnd(13)} ${'n'.padStart(5)} ${'recall'.padStart(8)} ${'precision'.padStart(10)}`,
  ];
  for (const row of r.byAction)
    out.push(
      `  ${row.action.padEnd(13)} ${String(row.n).padStart(5)} ${pct(row.recall).padStart(8)} ${pct(row.precision).padStart(10)}`,
    );
  out.push(
    '',
    `  confusion (row: right, column: read)`,
    `  ${''.padEnd(13)} ${ACTIONS.map((c) => c.slice(0, 7).padStart(8)).join('')}`,
  );
  for (const a of ACTIONS)
    out.push(`  ${a.padEnd(13)} ${ACTIONS.map((b) => String(r.confusion[a][b]).padStart(8)).join('')}`);
  out.push(
    '',
    `slots: ${pct(r.slots.exact)} exact (${r.slots.right} of ${r.slots.expected} right, ${r.slots.wrong} wrong, ${r.slots.missing} missing, ${r.slots.extra} invented); whole threads ${pct(r.slots.threads)}`,
  );
  out.push(
    `call time: ${pct(r.at.accuracy)} of ${r.at.n}`,
    `ready "yes": precision ${pct(r.ready.yesPrecision)}, recall ${pct(r.ready.yesRecall)}; three-way ${pct(r.ready.threeWay)}`,
  );
  if (r.worst.length)
    out.push(
      '',
      'worst cases:',
      ...r.worst.map(
        (w) =>
          `  ${w.id} want ${w.want.join('|')} got ${w.got} (${w.confidence.toFixed(2)}): ${w.message.replace(/\s+/g, ' ').slice(0, 110)}`,
      ),
    );
  if (r.slotErrors.length)
    out.push('', 'slot errors:', ...r.slotErrors.slice(0, 40).map((s) => `  ${s.id} ${s.errors.join('; ')}`));
  if (r.atErrors.length)
    out.push(
      '',
      'call time errors:',
      ...r.atErrors
        .slice(0, 40)
        .map((a) => `  ${a.id} want ${a.want} got ${a.got}: ${a.message.replace(/\s+/g, ' ').slice(0, 80)}`),
    );
  return `${out.join('\n')}\n`;
}
