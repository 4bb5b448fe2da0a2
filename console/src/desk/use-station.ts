/**
 * This desk's phone: the station, its sounds, which tab holds it, and the microphone. Several tabs of one person may be
 * open; Web Locks let exactly one of them ring and talk.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { socketUrl } from '../api/pane.ts';
import type { AudioIn } from '../phone/input.ts';
import { createSounds, type Sounds } from '../phone/sounds.ts';
import { createStation, type Station, type StationState } from '../phone/station.ts';

export type TabRole = 'waiting' | 'holder' | 'elsewhere';

export interface DeskPhone {
  station: Station | null;
  sounds: Sounds | null;
  state: StationState | null;
  tab: TabRole;
  /** The browser holds sound back until the page is touched. */
  locked: boolean;
  /** Takes the phone from another tab. */
  takeHere(): void;
  /** Opens the microphone (or the pane's tone). Never rejects; `state.inputError` says what was wrong. */
  openInput(deviceId?: string): Promise<void>;
}

interface Hooks {
  onStop(legId: string, note: string | undefined): void;
  onLive(): void;
  onError(message: string): void;
}

declare global {
  interface Window {
    /** The page's phone, for trying and for browser tests. */
    batonStation?: Station;
  }
}

const query = new URLSearchParams(window.location.search);
/** `?tone=523` makes the pane speak a soft tone in place of the microphone. */
export function toneOfPane(): number | null {
  const hz = Number(query.get('tone'));
  return Number.isFinite(hz) && hz >= 100 && hz <= 3_000 ? hz : null;
}

/** The Try it page decides whose ears and microphone are "you": the others speak their tone and are not heard. */
export interface EarsMessage {
  baton: 'ears';
  mine: boolean;
  toneHz: number;
}
export const isEars = (data: unknown): data is EarsMessage =>
  typeof data === 'object' && data !== null && (data as { baton?: unknown }).baton === 'ears';

function makeSounds(): Sounds | null {
  try {
    return createSounds();
  } catch {
    return null;
  }
}

/** Holds the lock named for this agent; `elsewhere` while another tab has it. */
function useTabLock(name: string | null): { tab: TabRole; takeHere(): void } {
  const [tab, setTab] = useState<TabRole>('waiting');
  const [steal, setSteal] = useState(0);
  useEffect(() => {
    if (name === null) return;
    const { locks } = navigator;
    if (locks === undefined) {
      setTab('holder');
      return;
    }
    let letGo: () => void = () => undefined;
    let over = false;
    let held = false;
    const hold = (): Promise<void> | undefined => {
      if (over) return undefined;
      held = true;
      setTab('holder');
      return new Promise((resolve) => {
        letGo = resolve;
      });
    };
    const waiting = new AbortController();
    const lost = (): void => {
      if (!over) setTab('elsewhere');
    };
    if (steal > 0) {
      locks.request(name, { steal: true }, hold).catch(lost);
    } else {
      locks.request(name, { signal: waiting.signal }, hold).catch(lost);
      void locks.query().then((all) => {
        if (!over && !held && all.held?.some((lock) => lock.name === name)) setTab('elsewhere');
      });
    }
    return () => {
      over = true;
      waiting.abort();
      letGo();
    };
  }, [name, steal]);
  return { tab, takeHere: useCallback(() => setSteal((n) => n + 1), []) };
}

/** Null agent: no phone. */
export function useStation(agentId: string | null, hooks: Hooks): DeskPhone {
  const { tab, takeHere } = useTabLock(agentId === null ? null : `baton-desk-${agentId}`);
  const [state, setState] = useState<StationState | null>(null);
  const [station, setStation] = useState<Station | null>(null);
  const [replaced, setReplaced] = useState(false);
  const sounds = useMemo(() => (agentId === null ? null : makeSounds()), [agentId]);
  const [locked, setLocked] = useState(() => sounds?.locked() ?? false);
  const called = useRef(hooks);
  called.current = hooks;
  const input = useRef<AudioIn>(toneOfPane() === null ? 'mic' : { toneHz: toneOfPane() ?? 440 });
  const opened = useRef(false);

  useEffect(() => () => sounds?.close(), [sounds]);

  // A tab that lost the lock keeps its (silenced) station: closing it would hang up the call the other tab takes over.
  const [begun, setBegun] = useState(false);
  useEffect(() => {
    if (tab === 'holder') setBegun(true);
  }, [tab]);

  useEffect(() => {
    if (!begun || agentId === null) return;
    let made: Station;
    try {
      made = createStation({
        url: socketUrl('/v1/station/desk'),
        audioIn: typeof input.current === 'object' ? input.current : 'none',
        onState: (next) => setState({ ...next }),
        onStop: (stop) => called.current.onStop(stop.legId, stop.note),
        onEnded: (ended) => called.current.onStop(ended.legId, ended.note),
        onLive: () => called.current.onLive(),
        onReplaced: () => setReplaced(true),
        onError: (error) => called.current.onError(error.message),
      });
    } catch (error) {
      called.current.onError(error instanceof Error ? error.message : 'The phone did not start.');
      return;
    }
    opened.current = false;
    setReplaced(false);
    setStation(made);
    setState(made.state());
    window.batonStation = made;
    return () => {
      setStation(null);
      setState(null);
      made.close();
    };
  }, [begun, agentId]);

  const openInput = useCallback(
    async (deviceId?: string) => {
      if (station === null || (opened.current && deviceId === undefined)) return;
      opened.current = true;
      await station.setInput(input.current, deviceId === undefined ? undefined : { deviceId }).catch(() => {
        opened.current = false;
      });
    },
    [station],
  );

  useUnlock(station, sounds, setLocked);
  useEars(station, input, opened);

  return {
    station,
    sounds,
    state,
    tab: replaced ? 'elsewhere' : tab,
    locked,
    takeHere: useCallback(() => {
      setReplaced(false);
      takeHere();
      station?.takeBack();
    }, [station, takeHere]),
    openInput,
  };
}

/** The first click or key lets the page make sound. */
function useUnlock(
  station: Station | null,
  sounds: Sounds | null,
  setLocked: (locked: boolean) => void,
): void {
  useEffect(() => {
    if (sounds === null) return;
    const check = (): void => setLocked(sounds.locked());
    const unlock = (): void => {
      void Promise.all([sounds.unlock(), station?.unlock()]).then(check, check);
    };
    check();
    // The browser may let sound through a moment after the page asked for it.
    const again = setInterval(check, 1_000);
    document.addEventListener('pointerdown', unlock, true);
    document.addEventListener('keydown', unlock, true);
    return () => {
      clearInterval(again);
      document.removeEventListener('pointerdown', unlock, true);
      document.removeEventListener('keydown', unlock, true);
    };
  }, [station, sounds, setLocked]);
}

/** Follows the Try it page's choice of ears. */
export function useEars(
  station: Station | null,
  input: React.RefObject<AudioIn>,
  opened: React.RefObject<boolean>,
): void {
  useEffect(() => {
    if (window.parent === window || station === null) return;
    const onMessage = (event: MessageEvent): void => {
      if (event.origin !== window.location.origin || !isEars(event.data)) return;
      input.current =
        event.data.mine && toneOfPane() === null ? 'mic' : { toneHz: event.data.toneHz, level: 0.15 };
      station.setVolume(event.data.mine ? 1 : 0);
      const live = station.state().legs.some((leg) => leg.state === 'live');
      // Asking for the microphone waits until somebody takes a call; a soft tone asks nobody.
      if (input.current !== 'mic' || opened.current || live) {
        opened.current = true;
        void station.setInput(input.current).catch(() => undefined);
      }
    };
    window.addEventListener('message', onMessage);
    window.parent.postMessage({ baton: 'ears?' }, window.location.origin);
    return () => window.removeEventListener('message', onMessage);
  }, [station, input, opened]);
}
