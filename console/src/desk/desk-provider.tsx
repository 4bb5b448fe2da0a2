/** The desk behind every page: offer and call are known on every route, so its bar can stay in sight. */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { ApiError, call } from '../api/client.ts';
import { serverNowMs, useNowMs, useTopic } from '../api/live.ts';
import { useSession } from '../api/session.tsx';
import type { DeskView } from '../api/types.ts';
import { type DeskState, deskState, type Local, NOTICE_MS } from './desk-state.ts';
import { useNotification } from './use-notification.ts';
import { type DeskPhone, useStation } from './use-station.ts';

/** The offer ignores 1 2 3 for this long, so that a digit typed for something else cannot accept it. */
export const OFFER_GUARD_MS = 400;

export interface Desk {
  view: DeskView | undefined;
  state: DeskState | null;
  phone: DeskPhone;
  /** Last refusal, shown in place until the next act. */
  error: ApiError | null;
  accept(): void;
  decline(reason?: 'busy' | 'not-mine' | 'no-sound'): void;
  /** True when the offer has stood long enough for digit keys. */
  digitsCount(): boolean;
  /** Runs an act and keeps its error for the page. Resolves to whether it was done. */
  act(work: () => Promise<unknown>): Promise<boolean>;
  setPresence(presence: 'available' | 'away' | 'offline'): Promise<boolean>;
}

const Context = createContext<Desk | null>(null);
/** Null for people who take no calls. */
export const useDeskMaybe = (): Desk | null => useContext(Context);
export function useDesk(): Desk {
  const desk = useContext(Context);
  if (desk === null) throw new Error('useDesk without a desk');
  return desk;
}

const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError(0, {
        code: 'PAGE',
        message: 'This page failed to do that.',
        hint: 'Reload the page.',
        requestId: '',
      });

export function DeskProvider({ children }: { children: ReactNode }) {
  const { me } = useSession();
  const agentId = me?.agentId ?? null;
  return agentId === null ? (
    <Context value={null}>{children}</Context>
  ) : (
    <Provider agentId={agentId}>{children}</Provider>
  );
}

function Provider({ agentId, children }: { agentId: string; children: ReactNode }) {
  const view = useTopic('desk');
  const [local, setLocal] = useState<Local>({ act: null, stopped: new Map(), notice: null });
  const [error, setError] = useState<ApiError | null>(null);
  const nowMs = useNowMs(500);
  const offerSeenAt = useRef({ legId: '', atMs: 0 });

  const onStop = useCallback((legId: string, note: string | undefined) => {
    setLocal((was) => ({
      ...was,
      stopped: new Map([...was.stopped, [legId, note ?? '']].slice(-20) as [string, string][]),
      notice:
        note === undefined || note === ''
          ? was.notice
          : { words: sentence(note), untilMs: serverNowMs() + NOTICE_MS },
    }));
  }, []);
  const phone = useStation(agentId, {
    onStop,
    onLive: () => undefined,
    onError: (message) =>
      setError(
        new ApiError(0, { code: 'PHONE', message, hint: 'Check sound, or reload the page.', requestId: '' }),
      ),
  });

  const state = useMemo(
    () => (view === undefined ? null : deskState(view, local, nowMs)),
    [view, local, nowMs],
  );
  const offer = state?.is === 'offer' ? state.offer : null;
  // An offer is its leg: the same lead may be passed to the same agent a second time.
  const offerId = offer?.legId ?? '';
  // From when it stands on the screen: a busy machine may draw it long after it was told.
  useLayoutEffect(() => {
    offerSeenAt.current = { legId: offerId, atMs: performance.now() };
  }, [offerId]);

  const act = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    setError(null);
    try {
      await work();
      return true;
    } catch (caught) {
      setError(asApiError(caught));
      return false;
    }
  }, []);

  const clearAct = useCallback(
    (legId: string) => setLocal((was) => (was.act?.legId === legId ? { ...was, act: null } : was)),
    [],
  );

  const accepting = useRef('');
  const accept = useCallback(() => {
    if (offer === null || accepting.current === offer.legId) return;
    const { transferId, legId } = offer;
    accepting.current = legId;
    setLocal((was) => ({ ...was, act: { kind: 'accepting', legId } }));
    phone.sounds?.stopRing();
    void phone.openInput();
    void act(async () => {
      try {
        const answer = await call('accept', { params: { id: transferId } });
        if (answer.won) phone.station?.answer(legId);
        else onStop(legId, answer.takenBy === null ? 'No longer offered' : `Taken by ${answer.takenBy}`);
      } catch (caught) {
        accepting.current = '';
        clearAct(legId);
        throw caught;
      }
    });
  }, [offer, phone, act, onStop, clearAct]);

  const decline = useCallback(
    (reason?: 'busy' | 'not-mine' | 'no-sound') => {
      if (offer === null) return;
      const { transferId, legId } = offer;
      setLocal((was) => ({ ...was, act: { kind: 'declining', legId } }));
      phone.sounds?.stopRing();
      void act(() =>
        call('decline', { params: { id: transferId }, body: reason === undefined ? {} : { reason } }),
      ).then((done) => {
        if (!done) clearAct(legId);
      });
    },
    [offer, phone, act, clearAct],
  );

  useRing(phone, state);
  useAnswerOwnLeg(phone, view);
  useNotification(offer, accept, decline);
  useLiveTone(phone, state);

  const desk = useMemo<Desk>(
    () => ({
      view,
      state,
      phone,
      error,
      accept,
      decline,
      digitsCount: () =>
        offerSeenAt.current.legId === offerId &&
        performance.now() - offerSeenAt.current.atMs >= OFFER_GUARD_MS,
      act,
      setPresence: (presence) =>
        act(async () => {
          if (presence === 'available') void phone.openInput();
          await call('presence', { params: { id: agentId }, body: { presence } });
        }),
    }),
    [view, state, phone, error, accept, decline, act, agentId, offerId],
  );
  return <Context value={desk}>{children}</Context>;
}

const sentence = (note: string): string => (/[.!?…]$/.test(note) ? note : `${note}.`);

/** Rings while an offer stands here, and stops the moment it is ours, lost or withdrawn. */
function useRing(phone: DeskPhone, state: DeskState | null): void {
  const rings = state?.is === 'offer' && !state.accepting && !state.declining && phone.tab === 'holder';
  const { sounds } = phone;
  useEffect(() => {
    if (!rings || sounds === null) return;
    sounds.startRing();
    return () => sounds.stopRing();
  }, [rings, sounds]);
  const lost = state?.is === 'notice' ? state.words : '';
  useEffect(() => {
    if (lost !== '') sounds?.play('lost');
  }, [lost, sounds]);
}

/** A call that is ours while its leg still rings here (a reload, a claim made elsewhere) is answered. */
function useAnswerOwnLeg({ station, state, tab }: DeskPhone, view: DeskView | undefined): void {
  const legId = view?.call?.legId;
  const ringing = state?.legs.some((leg) => leg.legId === legId && leg.state === 'ringing') ?? false;
  useEffect(() => {
    if (legId !== undefined && ringing && tab === 'holder') station?.answer(legId);
  }, [legId, ringing, tab, station]);
}

/** One short tone when the lead can hear the agent: now. */
function useLiveTone({ sounds }: DeskPhone, state: DeskState | null): void {
  const live = state?.is === 'call' && state.call.state === 'live' ? state.call.callId : '';
  useEffect(() => {
    if (live !== '') sounds?.play('live');
  }, [live, sounds]);
}
