/** Numbers, phones and times as the console prints them. Pure: the time and the zone are arguments. */

/** A duration: ms under 1 s, one decimal under 10 s, whole seconds under a minute, m:ss under an hour, then h min. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10_000) return `${(Math.round(ms / 100) / 10).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 3_600_000) return clock(ms);
  const minutes = Math.round(ms / 60_000);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A running clock, m:ss; over an hour h:mm:ss. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (n: number) => String(n).padStart(2, '0');
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** What is left until a deadline, m:ss, whole seconds rounded up. */
export const countdown = (leftMs: number): string => clock(Math.ceil(Math.max(0, leftMs) / 1_000) * 1_000);

const formats = new Map<string, Intl.DateTimeFormat>();
function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone}|${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (made === undefined) {
    try {
      made = new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone });
    } catch {
      made = new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
    }
    formats.set(key, made);
  }
  return made;
}
/** Newer browsers put a narrow space before PM; one kind of space keeps text comparable. */
const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');

/** "2:02 PM CST": never without its zone. */
export const timeWithZone = (atMs: number, zone: string): string =>
  plain(format(zone, { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' }).format(atMs));

/** "2:02 PM", only for use beside a zone that stands in the same list or line. */
export const timeBare = (atMs: number, zone: string): string =>
  plain(format(zone, { hour: 'numeric', minute: '2-digit' }).format(atMs));

/** "Tue 18 Nov". */
export function day(atMs: number, zone: string): string {
  const parts = format(zone, { weekday: 'short', day: 'numeric', month: 'short' }).formatToParts(atMs);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('weekday')} ${part('day')} ${part('month')}`;
}

const dayKey = (atMs: number, zone: string): string =>
  format(zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs);

/** True when both instants fall on one day in the zone. */
export const sameDay = (a: number, b: number, zone: string): boolean => dayKey(a, zone) === dayKey(b, zone);

/** "Today 2:02 PM CST", "Tue 18 Nov 2:02 PM CST". */
export function dayAndTime(atMs: number, zone: string, nowMs: number): string {
  const time = timeWithZone(atMs, zone);
  if (sameDay(atMs, nowMs, zone)) return `Today ${time}`;
  if (sameDay(atMs, nowMs + 86_400_000, zone)) return `Tomorrow ${time}`;
  return `${day(atMs, zone)} ${time}`;
}

/** The lead's time first, then the reader's when it differs: "2:02 PM CST · 3:02 PM your time". */
export function timeForBoth(atMs: number, leadZone: string, myZone: string): string {
  const theirs = timeWithZone(atMs, leadZone);
  const mine = timeBare(atMs, myZone);
  return theirs.startsWith(`${mine} `) ? theirs : `${theirs} · ${mine} your time`;
}

/** "42 s ago" up to an hour, then the time with its zone. */
export function age(atMs: number, nowMs: number, zone: string): string {
  const passed = Math.max(0, nowMs - atMs);
  if (passed < 60_000) return `${Math.floor(passed / 1_000)} s ago`;
  if (passed < 3_600_000) return `${Math.floor(passed / 60_000)} min ago`;
  return sameDay(atMs, nowMs, zone) ? timeWithZone(atMs, zone) : dayAndTime(atMs, zone, nowMs);
}

/** National form for the account's country (+1), otherwise the international digits in groups. */
export function phone(e164: string): string {
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  if (us !== null) return `(${us[1]}) ${us[2]}-${us[3]}`;
  const gb = /^\+44(20)(\d{4})(\d{4})$/.exec(e164);
  if (gb !== null) return `+44 ${gb[1]} ${gb[2]} ${gb[3]}`;
  return e164;
}

/** A share with its counts; under 20 cases counts only. */
export function share(part: number, whole: number): string {
  if (whole < 20) return `${part} of ${whole}`;
  return `${Math.round((part / whole) * 100)} % (${part} of ${whole})`;
}

/** The part of a name one uses in talk. */
export const firstName = (name: string): string => name.split(' ')[0] ?? name;

/** "1 call", "2 calls". */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

const gsm7 =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const gsm7Extended = '^{}\\[~]|€\f';

/** How many SMS segments a text needs (3GPP TS 23.038: 160/153 septets, or 70/67 UCS-2 units). */
export function smsSegments(text: string): {
  segments: number;
  units: number;
  perSegment: number;
  unicode: boolean;
} {
  let septets = 0;
  let unicode = false;
  for (const char of text) {
    if (gsm7.includes(char)) septets += 1;
    else if (gsm7Extended.includes(char)) septets += 2;
    else unicode = true;
  }
  const units = unicode ? text.length : septets;
  const [single, joined] = unicode ? [70, 67] : [160, 153];
  const segments = units === 0 ? 0 : units <= single ? 1 : Math.ceil(units / joined);
  return { segments, units, perSegment: segments > 1 ? joined : single, unicode };
}
