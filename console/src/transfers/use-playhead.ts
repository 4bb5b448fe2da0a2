/** The playhead: moved by keys event by event, or played at 1x, 4x, 16x. Works with no recording. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { TransferDetail } from '../api/types.ts';
import { useKeys } from '../ui/keys.ts';
import { nextAt, previousAt } from './playhead.ts';

const speeds = [1, 4, 16] as const;
export type Speed = (typeof speeds)[number];
const FRAME_MS = 50;

export interface Playhead {
  atMs: number;
  playing: boolean;
  speed: Speed;
  seek(atMs: number): void;
  next(): void;
  previous(): void;
  toggle(): void;
  faster(by: 1 | -1): void;
}

export function usePlayhead(detail: TransferDetail): Playhead {
  const { events } = detail;
  const end = events.at(-1)?.offsetMs ?? 0;
  const [atMs, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(1);
  const last = useRef(0);
  useEffect(() => {
    if (!playing) return;
    last.current = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const passed = (now - last.current) * speed;
      last.current = now;
      setAt((was) => Math.min(end, was + passed));
    }, FRAME_MS);
    return () => clearInterval(timer);
  }, [playing, speed, end]);
  useEffect(() => {
    if (playing && atMs >= end) setPlaying(false);
  }, [playing, atMs, end]);

  const seek = useCallback((to: number) => setAt(Math.max(0, to)), []);
  const next = (): void => setAt((was) => nextAt(events, was));
  const previous = (): void => setAt((was) => previousAt(events, was));
  const toggle = (): void => {
    if (!playing && atMs >= end) setAt(0);
    setPlaying((was) => !was);
  };
  const faster = (by: 1 | -1): void =>
    setSpeed((was) => speeds[Math.max(0, Math.min(speeds.length - 1, speeds.indexOf(was) + by))] ?? 1);
  useKeys({
    ArrowRight: next,
    ArrowLeft: previous,
    Home: () => setAt(0),
    End: () => setAt(end),
    ' ': toggle,
    '.': () => faster(1),
    ',': () => faster(-1),
  });
  return { atMs, playing, speed, seek, next, previous, toggle, faster };
}
