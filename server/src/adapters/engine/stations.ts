/**
 * The browser phones that are open now: who is attached, over which peer connection, and for how long one that went
 * away is waited for. It knows nothing of calls but the ids it is asked to pass on.
 *
 *     (no record) --attach--> attached --hello--> greeted --peer connected--> online
 *     any of these --detach--> away --attach within 20 s--> attached ...
 *                              away --20 s--> (no record), and its legs end
 */
import {
  STATION_REATTACH_LIMIT_MS,
  type StationDown,
  type StationLeg,
  type StationUp,
} from '../../../../contract/station.ts';
import type { FromWorker, ToWorker } from '../../media/protocol.ts';
import type { PeerState } from '../../media/transport.ts';
import { createFrameReader, type FrameReader } from './frames.ts';

const PING_EVERY_MS = 5_000;
/** A page that says nothing for this long is gone, whatever its socket looks like. */
const SILENT_LIMIT_MS = 16_000;
/** New sound connections per station: each costs keys and sockets. Reconnecting honestly needs far fewer. */
const HELLOS_MAX = 8;
const HELLOS_WITHIN_MS = 10_000;
/** Stations attached at once. */
const STATIONS_MAX = 2_000;

export type LegFrame = Exclude<StationUp, { type: 'hello' | 'candidate' | 'pong' }>;

export interface StationSession {
  /** One frame of the page: JSON text, or parsed. Never throws. */
  receive(frame: unknown): void;
  /** The page's connection is gone. Doing it twice is doing it once. */
  detach(): void;
}

export interface Stations {
  /**
   * A page has connected as `stationId` (who may do so is decided before). The page before it is told `replaced`.
   * `close` is called when the page is given up, so that its socket can be closed.
   */
  attach(stationId: string, send: (message: StationDown) => void, close?: () => void): StationSession;
  /** Attached, greeted, and its sound connection is up: it can be rung. */
  isOnline(stationId: string): boolean;
  /** Called at each change of `isOnline`. Returns a function that stops it. */
  onPresence(listener: (change: { stationId: string; online: boolean }) => void): () => void;
}

export interface StationsDeps {
  send(order: Extract<ToWorker, { peerId: string }>): void;
  nowMs(): number;
  newId(): string;
  legsOf(stationId: string): StationLeg[];
  onLegFrame(stationId: string, frame: LegFrame): void;
  /** The sound connection is up (again): live legs of the station belong on this peer. */
  onPeer(stationId: string, peerId: string): void;
  /** Attached or not, peer or not: something of `linkOf` changed. */
  onLink(stationId: string): void;
  /** Away for longer than it is waited for. */
  onGone(stationId: string): void;
}

interface Session {
  send(message: StationDown): void;
  close(): void;
  reader: FrameReader;
  lastFrameAtMs: number;
}

interface Station {
  stationId: string;
  session: Session | undefined;
  peerId: string | undefined;
  peerState: PeerState;
  online: boolean;
  awayTimer: NodeJS.Timeout | undefined;
  /** When it last asked for a new sound connection; at most `HELLOS_MAX` entries. */
  hellosAtMs: number[];
}

export interface StationTable extends Stations {
  /** Passes a frame to the page; false when there is none. */
  tell(stationId: string, message: StationDown): boolean;
  /** The peer that carries its sound now. */
  peerOf(stationId: string): string | undefined;
  /** Whether somebody is there to hear of it: attached, or away for less than 20 s. */
  isKnown(stationId: string): boolean;
  takePeerReport(message: FromWorker): void;
  /** The media worker was started anew: all peers are gone. */
  renewAll(): void;
  close(): void;
}

/** Makes the table. Its one timer keeps no process alive. */
export function createStations(deps: StationsDeps): StationTable {
  const stations = new Map<string, Station>();
  const byPeer = new Map<string, Station>();
  const listeners = new Set<(change: { stationId: string; online: boolean }) => void>();

  const touch = (station: Station): void => {
    const online = station.session !== undefined && station.peerState === 'connected';
    if (online === station.online) return;
    station.online = online;
    for (const listener of listeners) listener({ stationId: station.stationId, online });
  };

  const dropPeer = (station: Station): void => {
    if (station.peerId === undefined) return;
    byPeer.delete(station.peerId);
    deps.send({ type: 'peer.close', peerId: station.peerId });
    station.peerId = undefined;
    station.peerState = 'closed';
  };

  /** Begins to wait for a station without page or sound; `isBack` ends the wait. */
  const startAway = (station: Station): void => {
    station.awayTimer ??= setTimeout(() => {
      station.awayTimer = undefined;
      dropPeer(station);
      touch(station);
      if (station.session === undefined) stations.delete(station.stationId);
      else station.session.send({ type: 'renew' });
      deps.onGone(station.stationId);
    }, STATION_REATTACH_LIMIT_MS);
    station.awayTimer.unref();
  };

  const isBack = (station: Station): void => {
    clearTimeout(station.awayTimer);
    station.awayTimer = undefined;
  };

  const changed = (station: Station): void => {
    touch(station);
    if (station.session !== undefined && station.peerState === 'connected') isBack(station);
    else if (station.session === undefined || station.peerState !== 'connecting') startAway(station);
    deps.onLink(station.stationId);
  };

  const hello = (station: Station, session: Session, frame: StationUp & { type: 'hello' }): void => {
    if (frame.sdp !== undefined) {
      const nowMs = deps.nowMs();
      station.hellosAtMs = [...station.hellosAtMs.filter((at) => nowMs - at < HELLOS_WITHIN_MS), nowMs];
      if (station.hellosAtMs.length > HELLOS_MAX) {
        station.hellosAtMs.pop();
        session.send({ type: 'error', code: 'TOO_MANY', message: 'Too many new connections; wait 10 s.' });
        return;
      }
      dropPeer(station);
      const peerId = `${station.stationId}~${deps.newId()}`;
      station.peerId = peerId;
      station.peerState = 'connecting';
      byPeer.set(peerId, station);
      deps.send({ type: 'peer.open', peerId, sdp: frame.sdp });
      changed(station);
    } else if (
      station.peerId !== undefined &&
      frame.peer === station.peerId &&
      station.peerState === 'connected'
    ) {
      session.send({ type: 'welcome', peer: station.peerId, legs: deps.legsOf(station.stationId) });
      changed(station);
    } else {
      session.send({ type: 'renew' });
    }
  };

  const takeFrame = (station: Station, session: Session, frame: StationUp): void => {
    if (frame.type === 'pong') return;
    if (frame.type === 'hello') {
      hello(station, session, frame);
      return;
    }
    if (station.peerId === undefined) {
      session.send({ type: 'error', code: 'NOT_GREETED', message: 'Say hello first.' });
    } else if (frame.type === 'candidate') {
      deps.send({
        type: 'peer.candidate',
        peerId: station.peerId,
        candidate: frame.candidate,
        mid: frame.mid,
      });
    } else {
      deps.onLegFrame(station.stationId, frame);
    }
  };

  const leave = (station: Station, session: Session): void => {
    if (station.session !== session) return;
    station.session = undefined;
    changed(station);
  };

  const attach = (
    stationId: string,
    send: (message: StationDown) => void,
    close: () => void = () => {},
  ): StationSession => {
    const nowMs = deps.nowMs();
    const session: Session = { send, close, reader: createFrameReader(nowMs), lastFrameAtMs: nowMs };
    if (!stations.has(stationId) && stations.size >= STATIONS_MAX) {
      send({ type: 'error', code: 'REFUSED', message: 'Too many phones are open here.' });
      return { receive: () => {}, detach: () => {} };
    }
    const station = stations.get(stationId) ?? {
      stationId,
      session: undefined,
      peerId: undefined,
      peerState: 'closed' as PeerState,
      online: false,
      awayTimer: undefined,
      hellosAtMs: [],
    };
    stations.set(stationId, station);
    const before = station.session;
    station.session = session;
    before?.send({ type: 'replaced', note: 'This phone was opened elsewhere.' });
    before?.close();
    // Until the new page has said hello the sound, if any, is still the old page's.
    startAway(station);
    return {
      receive: (frame) => {
        if (station.session !== session) return;
        session.lastFrameAtMs = deps.nowMs();
        const read = session.reader.read(frame, session.lastFrameAtMs);
        if (read === undefined) return;
        if ('error' in read) session.send(read.error);
        else takeFrame(station, session, read.up);
      },
      detach: () => leave(station, session),
    };
  };

  const takePeerReport = (message: FromWorker): void => {
    if (!('peerId' in message)) return;
    const station = byPeer.get(message.peerId);
    if (station === undefined) return;
    const { peerId, stationId } = { peerId: message.peerId, stationId: station.stationId };
    if (message.type === 'peer.answer') {
      station.session?.send({
        type: 'welcome',
        peer: peerId,
        sdp: message.sdp,
        legs: deps.legsOf(stationId),
      });
    } else if (message.type === 'peer.candidate') {
      station.session?.send({ type: 'candidate', candidate: message.candidate, mid: message.mid });
    } else if (message.type === 'peer.failed') {
      dropPeer(station);
      station.session?.send({ type: 'error', code: 'MEDIA_FAILED', message: message.reason.slice(0, 300) });
      changed(station);
    } else if (message.type === 'peer.state' && station.peerState !== message.state) {
      const wasConnected = station.peerState === 'connected';
      station.peerState = message.state;
      if (message.state === 'connected' && !wasConnected) deps.onPeer(stationId, peerId);
      if (message.state === 'failed' || message.state === 'closed') {
        dropPeer(station);
        station.session?.send({ type: 'renew' });
      }
      changed(station);
    }
  };

  const ping = setInterval(() => {
    const nowMs = deps.nowMs();
    for (const station of stations.values()) {
      const { session } = station;
      if (session === undefined) continue;
      if (nowMs - session.lastFrameAtMs <= SILENT_LIMIT_MS) {
        session.send({ type: 'ping', at: Math.round(nowMs) });
        continue;
      }
      leave(station, session);
      session.close();
    }
  }, PING_EVERY_MS);
  ping.unref();

  return {
    attach,
    isOnline: (stationId) => stations.get(stationId)?.online === true,
    onPresence: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: (stationId, message) => {
      const session = stations.get(stationId)?.session;
      session?.send(message);
      return session !== undefined;
    },
    peerOf: (stationId) => {
      const station = stations.get(stationId);
      return station?.peerState === 'connected' ? station.peerId : undefined;
    },
    isKnown: (stationId) => stations.has(stationId),
    takePeerReport,
    renewAll: () => {
      for (const station of stations.values()) {
        dropPeer(station);
        station.session?.send({ type: 'renew' });
        changed(station);
      }
    },
    close: () => {
      clearInterval(ping);
      for (const station of stations.values()) {
        clearTimeout(station.awayTimer);
        station.session?.close();
      }
      stations.clear();
      byPeer.clear();
    },
  };
}
