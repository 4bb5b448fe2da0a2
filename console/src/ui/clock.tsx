/** Clocks that follow the server: they count from its instants, and stand still, greyed, while the feed is silent. */
import { useLink, useNowMs } from '../api/live.ts';
import { age, clock, countdown, dayAndTime, timeForBoth } from './format.ts';

export const myZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Time since an instant, m:ss. */
export function Clock({ sinceMs, className }: { sinceMs: number; className?: string }) {
  const nowMs = useNowMs();
  const stale = useStale();
  return (
    <span className={`b-num ${className ?? ''}`} data-stale={stale || undefined}>
      {clock(nowMs - sinceMs)}
    </span>
  );
}

/** True while the feed is silent and numbers are old. */
export function useStale(): boolean {
  const { state } = useLink();
  return state === 'reconnecting' || state === 'offline';
}

/** What is left until the server's deadline; silent for screen readers, the alert speaks instead. */
export function Countdown({ deadlineMs, className }: { deadlineMs: number; className?: string }) {
  const nowMs = useNowMs();
  const stale = useStale();
  return (
    <span className={`b-num ${className ?? ''}`} role="timer" aria-live="off" data-stale={stale || undefined}>
      {countdown(deadlineMs - nowMs)}
    </span>
  );
}

/** "42 s ago", with the exact instant in the tooltip. */
export function Age({ atMs, zone }: { atMs: number; zone: string }) {
  const nowMs = useNowMs(1_000);
  return (
    <time className="b-num" dateTime={new Date(atMs).toISOString()} title={dayAndTime(atMs, zone, nowMs)}>
      {age(atMs, nowMs, zone)}
    </time>
  );
}

/** An instant in the lead's zone, then in the reader's when it differs. */
export function BothTimes({ atMs, zone }: { atMs: number; zone: string }) {
  return (
    <time className="b-num" dateTime={new Date(atMs).toISOString()}>
      {timeForBoth(atMs, zone, myZone)}
    </time>
  );
}

/** The lead's time of day now. */
export function LeadNow({ zone }: { zone: string }) {
  return <BothTimes atMs={useNowMs(1_000)} zone={zone} />;
}
