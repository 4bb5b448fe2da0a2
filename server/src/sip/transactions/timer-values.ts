/** RFC 3261 17.1.1.1 and table 4, in milliseconds. Tests and lossless links may shorten them. */
export interface TimerValues {
  t1Ms: number;
  t2Ms: number;
  t4Ms: number;
  /** Timer D over datagrams: at least 32 s. */
  dMs: number;
}

export const RFC_TIMERS: TimerValues = { t1Ms: 500, t2Ms: 4_000, t4Ms: 5_000, dMs: 32_000 };

/** 64*T1: timers B, F, H, J, L and M. */
export function giveUpMs(timers: TimerValues): number {
  return 64 * timers.t1Ms;
}
