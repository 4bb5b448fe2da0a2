/**
 * The live feed. One socket per page: topics are counted, each view replaces the one before. The socket is pinged every
 * second; two seconds of silence is "reconnecting", fifteen is "offline". After a new connection every topic is asked
 * for again, so nothing can be missed or counted twice.
 */
import { useEffect, useSyncExternalStore } from 'react';
import type { LiveDown, LiveUp, TopicData } from '../../../contract/live.ts';
import { ApiError, call, reportSignInExpired } from './client.ts';
import { socketUrl } from './pane.ts';

export type LinkState = 'connecting' | 'live' | 'reconnecting' | 'offline';

const PING_EVERY_MS = 1_000;
const SILENT_AFTER_MS = 2_000;
const OFFLINE_AFTER_MS = 15_000;
const DROP_AFTER_MS = 5_000;
/** Beats further apart than this are a throttled page's. */
const LATE_BEAT_MS = 1_800;
const TIMER_SLACK_MS = 100;
/** Changes seen this long after coming back are those missed; later ones are news. */
const BACK_WINDOW_MS = 1_500;
/** Close codes of the server: the session ended; this person may not. */
const SIGNED_OUT = 4401;
const NOT_ALLOWED = 4403;
const BACKOFF_MS = [250, 500, 1_000, 2_000, 4_000] as const;

interface Held {
  count: number;
  view: { data: unknown; seq: number; nowMs: number } | undefined;
}
export interface LinkInfo {
  state: LinkState;
  /** By the page's clock: when the feed fell silent. */
  silentSinceMs: number;
  /** Changes seen at the resync, null when nothing is to be said. */
  back: number | null;
}

const topics = new Map<string, Held>();
const listeners = new Set<() => void>();
let socket: WebSocket | null = null;
let lastHeardMs = Date.now();
let tries = 0;
let everLive = false;
let wanted = 0;
let link: LinkInfo = { state: 'connecting', silentSinceMs: Date.now(), back: null };
let timer: ReturnType<typeof setInterval> | null = null;
let retry: ReturnType<typeof setTimeout> | null = null;
let offsetMs = 0;
let bestTripMs = Number.POSITIVE_INFINITY;

const tell = (): void => {
  for (const listener of listeners) listener();
};
const send = (frame: LiveUp): void => {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
};

/** The server's time now, ms. Countdowns compare this with the server's deadlines. */
export const serverNowMs = (): number => Date.now() + offsetMs;

function learnOffset(nowMs: number, tripMs: number): void {
  // The quickest round trip tells the clock best; a slow drift is followed because the best is slowly forgotten.
  bestTripMs += 1;
  if (tripMs > bestTripMs) return;
  bestTripMs = tripMs;
  offsetMs = nowMs + tripMs / 2 - Date.now();
}

let backUntilMs = 0;
function setLink(state: LinkState): void {
  if (state === link.state) return;
  const wasAway = link.state === 'reconnecting' || link.state === 'offline';
  if (state === 'live' && wasAway) backUntilMs = Date.now() + BACK_WINDOW_MS;
  link = {
    state,
    silentSinceMs: state === 'live' ? lastHeardMs : link.state === 'live' ? lastHeardMs : link.silentSinceMs,
    back: state === 'live' && wasAway ? 0 : null,
  };
  // No clock may run on, not even for one tick, beside the word that says the feed is silent.
  if (ticking !== null) tick();
  tell();
}

let pingedAtMs = 0;
let openedAtMs = 0;
let beatAtMs = 0;
/** When the oldest ping that nothing answered was sent; silence is counted from there. */
let unansweredSinceMs = Date.now();

function beat(): void {
  const nowMs = Date.now();
  // A hidden page's timers come late: that is not the server's silence.
  const late = beatAtMs !== 0 && nowMs - beatAtMs > LATE_BEAT_MS;
  beatAtMs = nowMs;
  if (late || lastHeardMs >= unansweredSinceMs) unansweredSinceMs = nowMs;
  pingedAtMs = nowMs;
  send({ type: 'ping', nowMs });
  const silentMs = nowMs - unansweredSinceMs;
  if (silentMs >= OFFLINE_AFTER_MS) setLink('offline');
  else if (silentMs >= SILENT_AFTER_MS - TIMER_SLACK_MS) setLink(everLive ? 'reconnecting' : 'connecting');
  // A new socket gets its own time to speak.
  if (silentMs > DROP_AFTER_MS && nowMs - openedAtMs > DROP_AFTER_MS && socket?.readyState === WebSocket.OPEN)
    socket.close();
}

function hear(raw: string): void {
  let frame: LiveDown;
  try {
    frame = JSON.parse(raw) as LiveDown;
  } catch {
    return;
  }
  lastHeardMs = Date.now();
  if (frame.type === 'pong') {
    learnOffset(frame.nowMs, Math.max(0, lastHeardMs - pingedAtMs));
    everLive = true;
    setLink('live');
    return;
  }
  if (frame.type === 'error') {
    if (frame.code === 'NOT_SIGNED_IN') void checkSession();
    return;
  }
  const held = topics.get(frame.topic);
  if (held === undefined) return;
  if (bestTripMs === Number.POSITIVE_INFINITY) offsetMs = frame.nowMs - Date.now();
  if (held.view !== undefined && link.back !== null && lastHeardMs < backUntilMs && frame.seq > held.view.seq)
    link = { ...link, back: link.back + frame.seq - held.view.seq };
  held.view = { data: frame.data, seq: frame.seq, nowMs: frame.nowMs };
  everLive = true;
  if (link.state !== 'live') setLink('live');
  tell();
}

/** A socket cannot say why it was refused; the session can. */
async function checkSession(): Promise<void> {
  try {
    await call('me');
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) reportSignInExpired();
  }
}

function connect(): void {
  if (socket !== null || wanted === 0) return;
  const mine = new WebSocket(socketUrl('/v1/live'));
  socket = mine;
  let opened = false;
  mine.onopen = () => {
    opened = true;
    openedAtMs = Date.now();
    tries = 0;
    if (topics.size > 0) send({ type: 'subscribe', topics: [...topics.keys()] });
    beat();
  };
  mine.onmessage = (event) => hear(String(event.data));
  mine.onclose = (event) => {
    if (socket === mine) socket = null;
    if (event.code === SIGNED_OUT || (!opened && tries > 0 && tries % 3 === 0)) void checkSession();
    if (wanted === 0 || event.code === NOT_ALLOWED) return;
    const wait =
      event.code === SIGNED_OUT ? 4_000 : (BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)] ?? 4_000);
    tries += 1;
    retry = setTimeout(connect, wait);
  };
}

function want(topic: string): void {
  wanted += 1;
  const held = topics.get(topic);
  if (held !== undefined) {
    held.count += 1;
  } else {
    topics.set(topic, { count: 1, view: undefined });
    send({ type: 'subscribe', topics: [topic] });
  }
  if (timer === null) timer = setInterval(beat, PING_EVERY_MS);
  if (socket === null && retry === null) lastHeardMs = Date.now();
  if (socket === null) connect();
}

function release(topic: string): void {
  wanted -= 1;
  const held = topics.get(topic);
  if (held === undefined) return;
  held.count -= 1;
  if (held.count > 0) return;
  topics.delete(topic);
  send({ type: 'unsubscribe', topics: [topic] });
}

/** Opens a new socket with the present token, for instance after another sign-in. */
export function reconnectLive(): void {
  tries = 0;
  if (retry !== null) clearTimeout(retry);
  retry = null;
  const old = socket;
  socket = null;
  if (old !== null) {
    old.onclose = null;
    old.close();
  }
  connect();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

type NameOf<T extends string> = T extends `${infer N}:${string}` ? N : T;
type DataOf<T extends string> = NameOf<T> extends keyof TopicData ? TopicData[NameOf<T>] : unknown;

/** The newest view of a topic, undefined until the first. Null asks for nothing. */
export function useTopic<T extends string>(topic: T | null): DataOf<T> | undefined {
  useEffect(() => {
    if (topic === null) return;
    want(topic);
    return () => release(topic);
  }, [topic]);
  return useSyncExternalStore(subscribe, () =>
    topic === null ? undefined : (topics.get(topic)?.view?.data as DataOf<T> | undefined),
  );
}

/** Sequence number of the newest view of a topic, for pages that fetch again when it moves. */
export function useTopicSeq(topic: string): number {
  useTopic(topic);
  return useSyncExternalStore(subscribe, () => topics.get(topic)?.view?.seq ?? 0);
}

/** State of the feed. */
export const useLink = (): LinkInfo => useSyncExternalStore(subscribe, () => link);

let nowMs = Date.now();
const tickers = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | null = null;

function tick(): void {
  // When the feed is silent the clocks stop: an old number must not look alive.
  const silent = link.state === 'reconnecting' || link.state === 'offline';
  nowMs = silent ? link.silentSinceMs + offsetMs : serverNowMs();
  for (const ticker of tickers) ticker();
}

function subscribeTick(ticker: () => void): () => void {
  tickers.add(ticker);
  if (ticking === null) {
    tick();
    ticking = setInterval(tick, 200);
  }
  return () => {
    tickers.delete(ticker);
    if (tickers.size === 0 && ticking !== null) {
      clearInterval(ticking);
      ticking = null;
    }
  };
}

/** The server's time, at least five times a second; stands still while the feed is silent. `stepMs` coarsens it. */
export const useNowMs = (stepMs = 200): number =>
  useSyncExternalStore(subscribeTick, () => Math.floor(nowMs / stepMs) * stepMs);
