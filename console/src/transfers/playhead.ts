/** Where the replay stands, as pure functions of the events and a time. */
export interface Marked {
  offsetMs: number;
}
/** Quiet stretches longer than this are not played in full length on the bars. */
const TAIL_MS = 2_000;

/** Index of the last event at or before the playhead; -1 before the first. */
export function eventAt(events: readonly Marked[], atMs: number): number {
  return events.findLastIndex((e) => e.offsetMs <= atMs);
}
/** Offset of the next event after the playhead, or the last one's. */
export function nextAt(events: readonly Marked[], atMs: number): number {
  return events.find((e) => e.offsetMs > atMs)?.offsetMs ?? events.at(-1)?.offsetMs ?? 0;
}
export function previousAt(events: readonly Marked[], atMs: number): number {
  return events.findLast((e) => e.offsetMs < atMs)?.offsetMs ?? 0;
}

/** How much time the bars show: up to the join or the last event before it, and a little more. The talk goes on beyond. */
export function shownSpanMs(
  events: readonly Marked[],
  readyToJoinedMs: number | null,
  runningMs: number | null,
): number {
  const last = events.at(-1)?.offsetMs ?? 0;
  const core = readyToJoinedMs ?? last;
  return Math.max(1_000, runningMs ?? 0, core) + TAIL_MS;
}

/** Ticks of the axis: at most nine, at whole seconds. */
export function ticks(spanMs: number): number[] {
  const step =
    [500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000].find(
      (s) => spanMs / s <= 8,
    ) ?? 600_000;
  const all: number[] = [];
  for (let at = 0; at <= spanMs && all.length < 10; at += step) all.push(at);
  return all;
}

/** Instants before this are no epoch times but offsets from ready (2001 in epoch ms). */
const EPOCH_FROM_MS = 1_000_000_000_000;

/** Milliseconds after ready, whether the journal's segment gives an instant or such an offset already. */
export function afterReadyMs(atMs: number, readyAtMs: number): number {
  return atMs >= EPOCH_FROM_MS ? atMs - readyAtMs : atMs;
}
