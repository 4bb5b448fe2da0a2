/**
 * A supervisor's phone. It is opened by the first press on Listen, Whisper or Barge, rings for the call that was asked
 * for and answers that by itself, and stays while the supervisor looks at other pages. Whom one hears, and who hears one,
 * is the server's word; here only the microphone is opened and shut.
 */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { MonitorHow } from '../../../contract/words.ts';
import { ApiError, call } from '../api/client.ts';
import { socketUrl } from '../api/pane.ts';
import { useSession } from '../api/session.tsx';
import { toneOfPane } from '../desk/use-station.ts';
import type { AudioIn } from '../phone/input.ts';
import { createStation, type Station, type Stop } from '../phone/station.ts';
import { may } from '../shell/may.ts';

export interface FloorPhone {
  /** The call that was asked for; `live` once the phone carries its sound. */
  on: { transferId: string; how: MonitorHow; live: boolean } | null;
  /** Why the last wish did not come true, with the call it was about. */
  fault: { transferId: string; error: ApiError } | null;
  /** Opens the phone, so that it is ready when the wish is confirmed. From a click or key. */
  prepare(): void;
  start(transferId: string, how: MonitorHow): void;
  stop(): void;
  /** A reload in the middle: the server still has this person on that call. */
  resume(transferId: string, how: MonitorHow): void;
}

const Context = createContext<FloorPhone | null>(null);
/** Null for those who may not listen in. */
export const useFloorPhone = (): FloorPhone | null => useContext(Context);

export function FloorPhoneProvider({ children }: { children: ReactNode }) {
  const { me } = useSession();
  return may(me, 'monitor').ok ? <Provider>{children}</Provider> : <Context value={null}>{children}</Context>;
}

/** Long enough for a slow machine to connect sound; the press says "Connecting" meanwhile. */
const READY_LIMIT_MS = 15_000;

const fault = (message: string, hint: string): ApiError =>
  new ApiError(0, { code: 'PHONE', message, hint, requestId: '' });

const stopWords: Partial<Record<Stop['cause'], string>> = {
  unreachable: 'Your phone did not answer in time.',
  'no-answer': 'Your phone did not answer in time.',
  busy: 'Your phone is on another call.',
  network: 'The connection of your phone broke.',
};

function Provider({ children }: { children: ReactNode }) {
  const station = useRef<Station | null>(null);
  const wanted = useRef<{ transferId: string; how: MonitorHow } | null>(null);
  const [on, setOn] = useState<FloorPhone['on']>(null);
  const [failed, setFailed] = useState<FloorPhone['fault']>(null);
  const waiting = useRef<(() => void)[]>([]);
  /** Until the first press: afterwards this page knows by itself what it is on. */
  const resumable = useRef(true);

  const drop = useCallback((error: ApiError | null) => {
    const had = wanted.current;
    wanted.current = null;
    setOn(null);
    if (had !== null && error !== null) setFailed({ transferId: had.transferId, error });
    // The microphone is given back: no light stays on in the browser for nothing.
    station.current?.mute(true);
    void station.current?.setInput('none').catch(() => undefined);
  }, []);

  const open = useCallback((): Station => {
    if (station.current !== null) return station.current;
    const made: Station = createStation({
      url: socketUrl('/v1/station/floor'),
      onState: (state) => {
        if (state.media === 'connected' && state.link === 'online')
          for (const go of waiting.current.splice(0)) go();
      },
      onRing: (ring) => {
        if (ring.context?.transferId === wanted.current?.transferId) made.answer(ring.legId);
        else made.decline(ring.legId);
      },
      onLive: () => setOn(wanted.current === null ? null : { ...wanted.current, live: true }),
      onStop: ({ cause }) =>
        drop(fault(stopWords[cause] ?? 'The call was not joined.', 'Press again to try once more.')),
      onEnded: ({ cause }) => {
        const words = stopWords[cause];
        drop(words === undefined ? null : fault(words, 'Press again to go on listening.'));
      },
      onReplaced: () => {
        drop(fault('Your phone was opened in another tab.', 'Listen there, or press again here.'));
        station.current?.close();
        station.current = null;
      },
      onError: (error) => drop(fault(error.message, 'Reload the page.')),
    });
    made.mute(true);
    station.current = made;
    return made;
  }, [drop]);
  useEffect(() => () => station.current?.close(), []);

  const ready = useCallback(async (): Promise<Station> => {
    const made = open();
    void made.unlock();
    const { media, link } = made.state();
    if (media === 'connected' && link === 'online') return made;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(fault('Your phone could not be connected.', 'Check the connection, then press again.')),
        READY_LIMIT_MS,
      );
      waiting.current.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    return made;
  }, [open]);

  const start = useCallback(
    (transferId: string, how: MonitorHow) => {
      resumable.current = false;
      const before = wanted.current;
      const live = before?.transferId === transferId && on?.live === true;
      wanted.current = { transferId, how };
      setOn({ transferId, how, live });
      setFailed(null);
      const run = async (): Promise<void> => {
        // Silence leaves here at once; the server's arrangement follows.
        if (how === 'listen') station.current?.mute(true);
        if (before !== null && before.transferId !== transferId)
          await call('monitor', { params: { id: before.transferId }, body: { how: 'off' } });
        const made = await ready();
        if (how !== 'listen') await speakWith(made);
        await call('monitor', { params: { id: transferId }, body: { how } });
        made.mute(how === 'listen');
      };
      run().catch((error: unknown) => {
        const known =
          error instanceof ApiError ? error : fault('This page failed to do that.', 'Reload the page.');
        // A change that was refused leaves what was before; a start that was refused leaves nothing.
        if (before?.transferId === transferId) {
          wanted.current = before;
          station.current?.mute(before.how === 'listen');
          setOn({ ...before, live });
          setFailed({ transferId, error: known });
        } else drop(known);
      });
    },
    [on, ready, drop],
  );

  const stop = useCallback(() => {
    const had = wanted.current;
    if (had === null) return;
    station.current?.mute(true);
    call('monitor', { params: { id: had.transferId }, body: { how: 'off' } }).then(
      () => drop(null),
      (error: unknown) => {
        if (error instanceof ApiError) setFailed({ transferId: had.transferId, error });
      },
    );
  }, [drop]);

  const resume = useCallback(
    (transferId: string, how: MonitorHow) => {
      if (!resumable.current) return;
      resumable.current = false;
      wanted.current = { transferId, how };
      setOn({ transferId, how, live: false });
      // Only heard again, whatever it was before: a microphone is never opened without a press.
      const run = async (): Promise<void> => {
        const made = await ready();
        // The server waited 20 s for this page, and no longer.
        if (!made.state().legs.some((leg) => leg.state === 'live')) return drop(null);
        if (how !== 'listen') await call('monitor', { params: { id: transferId }, body: { how: 'listen' } });
        if (wanted.current?.transferId !== transferId) return;
        wanted.current = { transferId, how: 'listen' };
        setOn((was) => (was === null ? null : { ...was, how: 'listen' }));
      };
      run().catch((error: unknown) => drop(error instanceof ApiError ? error : null));
    },
    [ready, drop],
  );

  const prepare = useCallback(() => void ready().catch(() => undefined), [ready]);
  const phone = useMemo<FloorPhone>(
    () => ({ on, fault: failed, prepare, start, stop, resume }),
    [on, failed, prepare, start, stop, resume],
  );
  return <Context value={phone}>{children}</Context>;
}

/** Opens the microphone, or the pane's tone. @throws ApiError in words when the browser refuses */
async function speakWith(station: Station): Promise<void> {
  const tone = toneOfPane();
  const input: AudioIn = tone === null ? 'mic' : { toneHz: tone };
  try {
    await station.setInput(input);
  } catch {
    throw fault(
      'The browser gives no microphone to this page.',
      'Allow it beside the address, then press again.',
    );
  }
}
