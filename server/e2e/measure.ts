/** From what the pages noted to figures. Times are epoch ms, levels dBFS. */
import type { Fact, FactType } from '../src/kernel/events.ts';
import type { Baton } from './baton-process.ts';
import { type Heard, type PageNotes, POLL_MS, type Who } from './in-page.ts';

/** A tone of a page is -20 dBFS; this is still plainly heard. */
export const HEARD_DB = -32;
/** What is not meant for somebody stays below this: nobody could make it out. */
export const UNHEARD_DB = -60;

/** The ear's window is 85 ms long: what it says at a moment is about the time just before. */
const WINDOW_MS = 85;

export const between = (heard: Heard[], fromMs: number, toMs: number): Heard[] =>
  heard.filter(({ at }) => at >= fromMs + WINDOW_MS && at <= toMs);

/** The loudest moment; -120 when all is silent. */
export const loudest = (heard: Heard[]): number => Math.max(-120, ...heard.map(({ rms }) => rms));

export const median = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** Typical power of one tone. */
export const toneLevel = (heard: Heard[], who: Who): number => median(heard.map(({ tones }) => tones[who]));

/** What one tone stays below most of the time: a click, which has every tone in it, is no voice. */
export const toneMostly = (heard: Heard[], who: Who): number => {
  const sorted = heard.map(({ tones }) => tones[who]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.75)] ?? Number.NaN;
};

/** The strongest moment of one tone. */
export const tonePeak = (heard: Heard[], who: Who): number =>
  Math.max(-120, ...heard.map(({ tones }) => tones[who]));

/** Share of the time that was listened to at all, so that silence is not claimed of what nobody heard. */
export function coverage(heard: Heard[], fromMs: number, toMs: number): number {
  const looked = between(heard, fromMs, toMs).map(({ at }) => at);
  let covered = 0;
  let last = fromMs;
  for (const at of looked) {
    covered += Math.min(WINDOW_MS, at - last);
    last = at;
  }
  return covered / Math.max(1, toMs - fromMs);
}

/** Seconds, as looks above a level, during which something was heard. */
export const heardMs = (heard: Heard[], aboveDb: number): number =>
  heard.filter(({ rms }) => rms > aboveDb).length * POLL_MS;

type Looked = Pick<Baton, 'pool' | 'aheadMs'>;

/** Facts of one type in the journal, oldest first; times by our clock. */
export async function journal<T extends FactType>(
  { pool, aheadMs }: Looked,
  type: T,
): Promise<{ seq: number; atMs: number; fact: Extract<Fact, { type: T }> }[]> {
  const { rows } = await pool.query<{ seq: string; at_ms: string; body: Extract<Fact, { type: T }> }>(
    'select seq, at_ms, body from baton.journal where type = $1 order by seq',
    [type],
  );
  return rows.map(({ seq, at_ms, body }) => ({
    seq: Number(seq),
    atMs: Number(at_ms) - aheadMs,
    fact: body,
  }));
}

/** What the carrier took for the lead, oldest first. */
export async function carried({
  pool,
  aheadMs,
}: Looked): Promise<{ id: string; atMs: number; body: string; kind: string | null }[]> {
  const { rows } = await pool.query<{ id: string; at_ms: string; body: string; kind: string | null }>(
    `select c.id, c.at_ms, c.body, m.kind from baton.carrier_texts c left join baton.messages m on m.id = c.id
     where c.direction = 'to' order by c.at_ms, c.id`,
  );
  return rows.map(({ id, at_ms, body, kind }) => ({ id, atMs: Number(at_ms) - aheadMs, body, kind }));
}

/** Texts of the same words to the same person: none is ever meant to be there. */
export const repeated = (texts: { body: string }[]): string[] =>
  texts.map(({ body }) => body).filter((body, i, all) => all.indexOf(body) !== i);

/** The first heading with these words at or after a moment: when it was in the page, and the frame that showed it. */
export function headingAt(
  notes: PageNotes,
  words: string,
  afterMs: number,
): { at: number; frameAt: number } | null {
  const found = notes.headings.find(({ at, text }) => at >= afterMs && text.includes(words));
  return found ? { at: found.at, frameAt: found.frameAt ?? found.at } : null;
}

/** When the ring that sounded at this moment was silenced; null while it still sounds, undefined when none did. */
export function ringStopped(notes: PageNotes, atMs: number): number | null | undefined {
  const rings = notes.played.filter(({ on, off }) => on <= atMs && (off === null || off > atMs));
  const ring = rings.filter((one) => !isBeep(one)).at(-1);
  return ring === undefined ? undefined : ring.off;
}

/** One short sound, such as the one that says an offer was lost. */
const isBeep = ({ on, off }: { on: number; off: number | null }): boolean => off !== null && off - on < 600;

/** Polls until the check gives a value. The limit is generous: it only ends a test that has failed. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | null | undefined | false>,
  limitMs = 60_000,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = await check();
    if (value !== null && value !== undefined && value !== false) return value;
    if (performance.now() > end) throw new Error(`Did not happen within ${limitMs / 1_000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}
