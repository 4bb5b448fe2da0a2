/** The handset's voice: one station, the mobile's ring, and the microphone only once a call is answered. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { socketUrl } from '../api/pane.ts';
import { toneOfPane, useEars } from '../desk/use-station.ts';
import type { AudioIn } from '../phone/input.ts';
import { createSounds } from '../phone/sounds.ts';
import { createStation, type Phone, type Station, type StationState } from '../phone/station.ts';

export interface HandsetPhone {
  station: Station | null;
  state: StationState | null;
  leg: Phone | null;
  /** Why the last call ended, for two seconds. */
  ended: string | null;
  problem: string | null;
  answer(): void;
  /** Calls a number, as any mobile does. */
  call(to: string): void;
  decline(): void;
  end(): void;
}

const ENDED_MS = 2_000;

export function useHandsetPhone(number: string): HandsetPhone {
  const [station, setStation] = useState<Station | null>(null);
  const [state, setState] = useState<StationState | null>(null);
  const [ended, setEnded] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const tone = toneOfPane();
  const input = useRef<AudioIn>(tone === null ? 'mic' : { toneHz: tone });
  const opened = useRef(false);
  const sounds = useMemo(() => {
    try {
      return createSounds();
    } catch {
      return null;
    }
  }, []);

  useEffect(() => {
    let made: Station;
    try {
      made = createStation({
        url: socketUrl(`/v1/station/handset/${encodeURIComponent(number)}`),
        audioIn: typeof input.current === 'object' ? input.current : 'none',
        onState: (next) => setState({ ...next }),
        onEnded: () => setEnded('Call ended'),
        onStop: ({ cause }) => setEnded(cause === 'unreachable' ? 'The number is not in service' : null),
        onReplaced: () => setProblem('This phone is open in another tab.'),
        onError: (error) => setProblem(error.message),
      });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'The phone did not start.');
      return;
    }
    setStation(made);
    setState(made.state());
    window.batonStation = made;
    const unlock = (): void => {
      void Promise.allSettled([made.unlock(), sounds?.unlock()]);
    };
    document.addEventListener('pointerdown', unlock, true);
    document.addEventListener('keydown', unlock, true);
    return () => {
      document.removeEventListener('pointerdown', unlock, true);
      document.removeEventListener('keydown', unlock, true);
      setStation(null);
      made.close();
    };
  }, [number, sounds]);

  useEars(station, input, opened);
  useEffect(() => () => sounds?.close(), [sounds]);

  const leg = state?.legs[0] ?? null;
  const rings = leg?.state === 'ringing';
  useEffect(() => {
    if (!rings || sounds === null) return;
    sounds.startHandsetRing();
    return () => sounds.stopRing();
  }, [rings, sounds]);
  useEffect(() => {
    if (ended === null) return;
    const timer = setTimeout(() => setEnded(null), ENDED_MS);
    return () => clearTimeout(timer);
  }, [ended]);

  /** The microphone, from the first call on. */
  const openEar = useCallback(() => {
    if (opened.current || station === null) return;
    opened.current = true;
    void station.setInput(input.current).catch(() => {
      opened.current = false;
    });
  }, [station]);
  const call = useCallback(
    (to: string) => {
      setProblem(null);
      station?.call(to);
      openEar();
    },
    [station, openEar],
  );
  const answer = useCallback(() => {
    if (leg === null || leg.state !== 'ringing' || station === null) return;
    sounds?.stopRing();
    station.answer(leg.legId);
    openEar();
  }, [leg, station, sounds, openEar]);
  return {
    station,
    state,
    leg,
    ended,
    problem,
    answer,
    call,
    decline: useCallback(() => {
      if (leg !== null) station?.decline(leg.legId);
    }, [leg, station]),
    end: useCallback(() => {
      if (leg !== null) station?.hangup(leg.legId);
    }, [leg, station]),
  };
}
