/** Shifts and licences as text that a person can type, paste and read back. Pure. */
import type { AgentRecord } from '../api/types.ts';

type Shift = AgentRecord['shifts'][number];
type Licence = AgentRecord['licences'][number];
export type Read<T> = { ok: true; value: T } | { ok: false; problem: string };

export const dayNames = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** "9", "9:30", "09:30" to "09:30"; null when it is no time of day. */
function timeOf(text: string, isEnd: boolean): string | null {
  const found = /^(\d{1,2})(?::(\d{2}))?$/.exec(text.trim());
  if (found === null) return null;
  const hours = Number(found[1]);
  const minutes = Number(found[2] ?? '0');
  if (minutes > 59 || hours > 24 || (hours === 24 && (minutes > 0 || !isEnd))) return null;
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

const shortTime = (time: string): string => time.replace(/^0/, '').replace(/:00$/, '');

/** One line a weekday, Monday first: "9-13, 14-17"; empty is off. */
export function dayTexts(shifts: readonly Shift[]): string[] {
  return dayNames.map((_, at) =>
    shifts
      .filter((shift) => shift.days.includes(at + 1))
      .sort((a, b) => a.from.localeCompare(b.from))
      .map((shift) => `${shortTime(shift.from)}-${shortTime(shift.to)}`)
      .join(', '),
  );
}

/** Back from the lines: equal spans share one shift. The problem names its day. */
export function shiftsOf(lines: readonly string[]): Read<Shift[]> {
  const bySpan = new Map<string, Shift>();
  for (const [at, line] of lines.entries()) {
    for (const part of line.split(',').filter((one) => one.trim() !== '')) {
      const [from = '', to = '', ...more] = part.split(/[-–─]/);
      const [begins, ends] = [timeOf(from, false), timeOf(to, true)];
      if (begins === null || ends === null || more.length > 0 || begins === ends)
        return { ok: false, problem: `${dayNames[at]}: "${part.trim()}" is no span; write 9-17 or 9:30-13.` };
      const span = `${begins}-${ends}`;
      const had = bySpan.get(span);
      if (had === undefined) bySpan.set(span, { days: [at + 1], from: begins, to: ends });
      else if (!had.days.includes(at + 1)) had.days.push(at + 1);
    }
  }
  return { ok: true, value: [...bySpan.values()] };
}

/** One a line: "TX 2027-05-31"; without a day it has no end. */
export const licenceText = (licences: readonly Licence[]): string =>
  licences.map(({ state, until }) => (until === null ? state : `${state} ${until}`)).join('\n');

export function licencesOf(text: string): Read<Licence[]> {
  const licences: Licence[] = [];
  for (const line of text.split(/[\n,]/)) {
    if (line.trim() === '') continue;
    const found = /^([A-Za-z]{2})(?:\s+(?:until\s+)?(\d{4}-\d{2}-\d{2}))?$/.exec(line.trim());
    if (found === null)
      return {
        ok: false,
        problem: `"${line.trim()}" is no licence; write TX, or TX 2027-05-31 for its last day.`,
      };
    const state = (found[1] ?? '').toUpperCase();
    if (licences.some((one) => one.state === state))
      return { ok: false, problem: `${state} is there twice; keep the later last day.` };
    licences.push({ state, until: found[2] ?? null });
  }
  return { ok: true, value: licences };
}

/** "insurance, claims" to words, each once. */
export const wordsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,\n]/)
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
];
