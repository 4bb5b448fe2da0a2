/**
 * The call engine in this process: legs of browser stations on our own media plane. It translates between the
 * telephony port, the pages and the media worker; it never bridges, retries or gives up on its own.
 *
 *     dial ──> ringing ──answer (page)──> live ──> ended
 *     call (page) ──> calling ──answer (us)──> live
 *     ringing, calling ──hangup, decline, no-answer, unreachable──> ended
 */
import { randomUUID } from 'node:crypto';
import type { StationLeg } from '../../../../contract/station.ts';
import type { SoundFrame } from '../../media/ear.ts';
import type { FromWorker, LegMeasure, RtpRemote } from '../../media/protocol.ts';
import type { SocketsChoice } from '../../media/sockets.ts';
import {
  type DialOrder,
  type EndCause,
  incomingCallId,
  type Telephony,
  type TelephonyEvent,
} from '../../ports/telephony.ts';
import { guarded } from './guarded.ts';
import { createMediaWorkers, type EngineStats } from './media-workers.ts';
import { createStations, type LegFrame, type Stations } from './stations.ts';

export interface EngineOptions {
  /**
   * Which WebRTC library the worker loads: 'native' (node-datachannel), or 'werift', in TypeScript, slower; 'none' has no
   * stations.
   */
  webrtc: 'native' | 'werift' | 'none';
  /** Where media sockets are bound, and what browsers are told to send to. Default loopback. */
  mediaAddress?: string;
  /** The built worker. Default: the one beside this file's build. Tests: `await mediaWorkerUrl()`. */
  workerUrl?: URL;
  newId?: () => string;
  nowMs?: () => number;
  /** Media threads, each with whole calls; default 1. */
  workers?: number;
  /** Pairs of RTP ports each of them keeps open ahead for `openRtpNow`; default 0. Fifty phones rung at once take fifty. */
  rtpSpares?: number;
  /** Whose sockets carry it; default 'auto': the system's calls where they can be had. See `media/sockets.ts`. */
  sockets?: SocketsChoice;
  /** Where recordings are written, a folder of its own; left out: nothing is recorded. */
  recordings?: string;
  /** Told once a leg whose sound was received has ended. */
  onMeasured?: (measure: LegMeasure) => void;
  /** What a leg said that an arrangement listens to. */
  onUtterance?: (utterance: Extract<FromWorker, { type: 'leg.utterance' }>) => void;
  /** What an operator should know; no personal data in it. */
  log?: (event: { kind: 'media-fault' | 'media-sockets' | 'worker-restarted'; reason: string }) => void;
}

/**
 * The sound of a live leg stopped with its page gone, or came back. No end: the leg lives on for up to 20 s, and the
 * call decides what the others hear meanwhile.
 */
export type LegLinkEvent =
  | { type: 'leg.lost'; callId: string; legId: string }
  | { type: 'leg.back'; callId: string; legId: string };

/** Facts about the sound of a plain RTP leg; its calls' life is told by whoever signals it. */
export type RtpLegEvent =
  | { type: 'leg.heard'; callId: string; legId: string }
  | { type: 'leg.key'; callId: string; legId: string; key: string }
  | { type: 'leg.quiet'; callId: string; legId: string }
  | { type: 'leg.flowing'; callId: string; legId: string }
  | { type: 'leg.sound'; callId: string; legId: string; frames: SoundFrame[] }
  /** The sound is gone for good: its media worker died. */
  | { type: 'leg.gone'; legId: string };

/**
 * Plain RTP legs on the same mixer: for an adapter that does the signalling (SIP). They are named in arrangements like
 * any other leg, and are not in `liveLegs`, `dial` or `hangup`: their life is the adapter's.
 */
export interface RtpPort {
  /** Opens sockets; the leg may be heard and hear as arranged. Rejects when no ports are free. */
  openRtp(callId: string, legId: string): Promise<{ address: string; port: number }>;
  /** The same without a wait, on a port opened ahead; undefined when none is left. */
  openRtpNow(callId: string, legId: string): { address: string; port: number } | undefined;
  /** Where to send and what was agreed; again after each new answer. */
  setRemote(legId: string, remote: RtpRemote): void;
  sendRtpKeys(legId: string, keys: string): void;
  /** Tells `leg.sound` of the leg for so long. */
  listenRtp(legId: string, forMs: number): void;
  closeRtp(legId: string): void;
  onRtpLeg(listener: (event: RtpLegEvent) => void): void;
}

export interface Engine extends Telephony {
  stations: Stations;
  rtp: RtpPort;
  onLegLink(listener: (event: LegLinkEvent) => void): void;
  /** Figures of the media workers. `collect`: after collecting garbage, which stops the sound for some ms. */
  stats(collect?: boolean): Promise<EngineStats>;
}

interface Leg {
  legId: string;
  callId: string;
  stationId: string;
  phase: 'ringing' | 'calling' | 'live';
  from: { number: string; name: string };
  context: DialOrder['context'];
  /** The page's own id of a call it made. */
  call: string | undefined;
  told: boolean;
  quiet: boolean;
  lost: boolean;
  timers: NodeJS.Timeout[];
}

/** A page that has not confirmed the ring by then is not there. */
const RING_CONFIRM_LIMIT_MS = 4_000;
/** A page's own call that nobody answers. */
const CALLING_LIMIT_MS = 60_000;
/** Ids of ended legs remembered, so that a repeated dial does not ring again. */
const ENDED_MAX = 10_000;
const REVISIONS_MAX = 10_000;
const DRAIN_LOOK_MS = 100;

/** Makes the engine; nothing runs before `start`. */
export function createEngine(options: EngineOptions): Engine {
  const newId = options.newId ?? randomUUID;
  const nowMs = options.nowMs ?? (() => performance.now());
  const address = options.mediaAddress ?? '127.0.0.1';
  const legs = new Map<string, Leg>();
  const ended = new Set<string>();
  const revisions = new Map<string, number>();
  const listeners: ((event: TelephonyEvent) => void)[] = [];
  const rtpLegs = new Set<string>();
  const rtpListeners: ((event: RtpLegEvent) => void)[] = [];
  const linkListeners: ((event: LegLinkEvent) => void)[] = [];
  const events: (TelephonyEvent | LegLinkEvent)[] = [];
  let state: 'new' | 'running' | 'draining' | 'stopped' = 'new';

  /** Facts go out after the order that caused them has returned, in the order they happened. */
  const emit = (event: TelephonyEvent | LegLinkEvent): void => {
    events.push(event);
    if (events.length === 1) queueMicrotask(flush);
  };

  const flush = (): void => {
    for (const event of events) {
      if (event.type === 'leg.lost' || event.type === 'leg.back')
        for (const listener of linkListeners) guarded(() => listener(event));
      else for (const listener of listeners) guarded(() => listener(event));
    }
    events.length = 0;
  };

  const stations = createStations({
    send: (order) => media.toPeers(order),
    nowMs,
    newId,
    legsOf: (stationId) => [...legs.values()].filter((leg) => leg.stationId === stationId).map(toStationLeg),
    onLegFrame: (stationId, frame) => takeLegFrame(stationId, frame),
    onPeer: (stationId, peerId) => {
      for (const leg of legsAt(stationId)) if (leg.phase === 'live') openMedia(leg, peerId);
    },
    onLink: (stationId) => {
      for (const leg of legsAt(stationId)) judgeLink(leg);
    },
    onGone: (stationId) => {
      for (const leg of legsAt(stationId)) end(leg, 'network', 'network');
    },
  });

  const legsAt = (stationId: string): Leg[] =>
    [...legs.values()].filter((leg) => leg.stationId === stationId);

  const openMedia = (leg: Leg, peerId: string): void => media.openLeg(leg.callId, leg.legId, peerId);

  /** A leg is lost when its sound stopped and its page or peer is away too; a quiet page that is there is just quiet. */
  const judgeLink = (leg: Leg): void => {
    const linked = stations.isOnline(leg.stationId);
    const lost = leg.phase === 'live' && leg.quiet && (leg.lost || !linked);
    if (lost === leg.lost) return;
    leg.lost = lost;
    emit({ type: lost ? 'leg.lost' : 'leg.back', callId: leg.callId, legId: leg.legId });
  };

  const rememberEnded = (legId: string): void => {
    ended.add(legId);
    if (ended.size > ENDED_MAX) ended.delete(ended.values().next().value!);
  };

  const forget = (leg: Leg): void => {
    legs.delete(leg.legId);
    rememberEnded(leg.legId);
    for (const timer of leg.timers) clearTimeout(timer);
  };

  const end = (leg: Leg, by: 'us' | 'them' | 'network', cause: EndCause, note?: string): void => {
    if (!legs.has(leg.legId)) return;
    forget(leg);
    const { callId, legId } = leg;
    const words = note === undefined ? {} : { note: note.slice(0, 200) };
    if (leg.phase === 'live') {
      stations.tell(leg.stationId, { type: 'ended', legId, by, cause, ...words });
      media.closeLeg(legId);
    } else {
      stations.tell(leg.stationId, { type: 'stop', legId, cause, ...words });
    }
    emit({ type: 'leg.ended', callId, legId, by, cause });
  };

  const later = (leg: Leg, delayMs: number, act: () => void): void => {
    const timer = setTimeout(() => {
      if (legs.get(leg.legId) === leg) act();
    }, delayMs);
    timer.unref();
    leg.timers.push(timer);
  };

  /** The far end took the leg, or we took the page's call: sound is open from here, silent until arranged. */
  const goLive = (leg: Leg): boolean => {
    const peerId = stations.peerOf(leg.stationId);
    if (peerId === undefined) return false;
    for (const timer of leg.timers) clearTimeout(timer);
    const incoming = leg.phase === 'calling';
    leg.phase = 'live';
    openMedia(leg, peerId);
    stations.tell(leg.stationId, { type: 'live', legId: leg.legId, callId: leg.callId });
    if (!leg.told && !incoming) emit({ type: 'leg.ringing', callId: leg.callId, legId: leg.legId });
    leg.told = true;
    emit({ type: 'leg.answered', callId: leg.callId, legId: leg.legId });
    return true;
  };

  const isTalking = (stationId: string): boolean =>
    legsAt(stationId).some((leg) => leg.phase === 'live' || leg.phase === 'calling');

  const refuse = (
    stationId: string,
    code: 'REFUSED' | 'NO_SUCH_LEG',
    message: string,
    call?: string,
  ): void => {
    stations.tell(stationId, { type: 'error', code, message, ...(call === undefined ? {} : { call }) });
  };

  const takeCall = (stationId: string, call: string, to: string): void => {
    if (legsAt(stationId).some((leg) => leg.call === call)) return;
    if (state !== 'running') {
      refuse(stationId, 'REFUSED', 'No new calls are taken now.', call);
      return;
    }
    if (isTalking(stationId)) {
      refuse(stationId, 'REFUSED', 'This phone is in a call.', call);
      return;
    }
    const number = stationId.slice(stationId.indexOf(':') + 1);
    const leg: Leg = {
      legId: newId(),
      callId: incomingCallId(newId()),
      stationId,
      phase: 'calling',
      from: { number: to, name: '' },
      context: undefined,
      call,
      told: true,
      quiet: false,
      lost: false,
      timers: [],
    };
    legs.set(leg.legId, leg);
    later(leg, CALLING_LIMIT_MS, () => end(leg, 'us', 'no-answer'));
    stations.tell(stationId, { type: 'calling', call, legId: leg.legId, callId: leg.callId, to });
    emit({ type: 'leg.incoming', callId: leg.callId, legId: leg.legId, from: number, to });
  };

  const takeAnswer = (leg: Leg): void => {
    if (leg.phase !== 'ringing') return;
    if (isTalking(leg.stationId)) {
      refuse(leg.stationId, 'REFUSED', 'Hang up the other call first.');
      return;
    }
    if (!goLive(leg))
      stations.tell(leg.stationId, {
        type: 'error',
        code: 'MEDIA_FAILED',
        message: 'The sound connection is not up yet.',
      });
  };

  const takeLegFrame = (stationId: string, frame: LegFrame): void => {
    if (frame.type === 'call') {
      takeCall(stationId, frame.call, frame.to);
      return;
    }
    const leg = legs.get(frame.legId);
    // Another station's leg is answered exactly like one that never was.
    if (leg === undefined || leg.stationId !== stationId) {
      if (frame.type === 'answer' || frame.type === 'key')
        refuse(stationId, 'NO_SUCH_LEG', 'That call is not here any more.');
      return;
    }
    switch (frame.type) {
      case 'ringing':
        if (leg.phase !== 'ringing' || leg.told) return;
        leg.told = true;
        emit({ type: 'leg.ringing', callId: leg.callId, legId: leg.legId });
        return;
      case 'answer':
        takeAnswer(leg);
        return;
      case 'decline':
        if (leg.phase === 'ringing') end(leg, 'them', 'rejected');
        return;
      case 'hangup':
        end(leg, 'them', leg.phase === 'live' ? 'hung-up' : 'cancelled');
        return;
      case 'key':
        if (leg.phase === 'live')
          emit({ type: 'leg.key', callId: leg.callId, legId: leg.legId, key: frame.key });
    }
  };

  const takeReport = (message: FromWorker): void => {
    if (message.type === 'leg.utterance') options.onUtterance?.(message);
    else if ('legId' in message && rtpLegs.has(message.legId) && !('ask' in message)) {
      for (const listener of rtpListeners) guarded(() => listener(message));
      return;
    }
    stations.takePeerReport(message);
    switch (message.type) {
      case 'leg.quiet':
      case 'leg.flowing': {
        const leg = legs.get(message.legId);
        if (leg === undefined) return;
        leg.quiet = message.type === 'leg.quiet';
        judgeLink(leg);
        return;
      }
      case 'leg.heard':
      case 'leg.key':
        // The leg may have ended while the report was on its way; nothing is said of a leg after its end.
        if (legs.has(message.legId)) emit(message);
        return;
      case 'play.finished':
      case 'call.arranged':
      case 'recording.started':
      case 'recording.ended':
        emit(message);
        return;
      case 'leg.measured':
        options.onMeasured?.(message.measure);
        return;
      case 'ready':
        if (message.why !== undefined)
          options.log?.({
            kind: 'media-sockets',
            reason: `Node's own sockets carry sound, at more processor time a packet: ${message.why}`,
          });
        return;
      case 'fault':
        options.log?.({ kind: 'media-fault', reason: message.reason });
        return;
      default:
        return;
    }
  };

  /** Sound of a worker's calls is gone with it: they end. */
  const loseSound = (legIds: string[]): void => {
    for (const legId of legIds) {
      const leg = legs.get(legId);
      if (leg !== undefined) end(leg, 'network', 'network');
      else if (rtpLegs.delete(legId))
        for (const listener of rtpListeners) guarded(() => listener({ type: 'leg.gone', legId }));
    }
  };

  const media = createMediaWorkers({
    count: options.workers ?? 1,
    workerUrl: options.workerUrl ?? new URL('../../media/worker.js', import.meta.url),
    settings: {
      webrtc: options.webrtc,
      mediaAddress: address,
      rtpSpares: options.rtpSpares ?? 0,
      recordings: options.recordings,
      sockets: options.sockets ?? 'auto',
    },
    nowMs,
    onReport: (message) => takeReport(message),
    onLost: loseSound,
    onRestarted: (reason, hadPeers) => {
      options.log?.({ kind: 'worker-restarted', reason });
      if (hadPeers) stations.renewAll();
    },
  });

  const rtp: RtpPort = {
    openRtp: async (callId, legId) => {
      rtpLegs.add(legId);
      try {
        return { address, port: await media.openRtp(callId, legId) };
      } catch (error) {
        rtpLegs.delete(legId);
        throw error;
      }
    },
    openRtpNow: (callId, legId) => {
      const port = media.openRtpNow(callId, legId);
      if (port === undefined) return undefined;
      rtpLegs.add(legId);
      return { address, port };
    },
    setRemote: (legId, remote) => media.toLeg({ type: 'rtp.remote', legId, remote }),
    sendRtpKeys: (legId, keys) => media.toLeg({ type: 'leg.keys', legId, keys }),
    listenRtp: (legId, forMs) => media.toLeg({ type: 'leg.listen', legId, forMs }),
    closeRtp: (legId) => {
      if (rtpLegs.delete(legId)) media.closeLeg(legId);
    },
    onRtpLeg: (listener) => void rtpListeners.push(listener),
  };

  const dial = async (order: DialOrder): Promise<void> => {
    const { callId, legId, target } = order;
    if (legs.has(legId) || ended.has(legId)) return;
    const fail = (cause: EndCause): void => {
      rememberEnded(legId);
      emit({ type: 'leg.ended', callId, legId, by: 'network', cause });
    };
    if (state !== 'running') return fail('overload');
    if (target.kind !== 'station' || !stations.isKnown(target.stationId)) return fail('unreachable');
    if (isTalking(target.stationId)) return fail('busy');
    const leg: Leg = {
      legId,
      callId,
      stationId: target.stationId,
      phase: 'ringing',
      from: order.from,
      context: order.context,
      call: undefined,
      told: false,
      quiet: false,
      lost: false,
      timers: [],
    };
    legs.set(legId, leg);
    later(leg, order.ringTimeoutMs, () => end(leg, 'us', 'no-answer'));
    later(leg, RING_CONFIRM_LIMIT_MS, () => {
      if (!leg.told) end(leg, 'network', 'unreachable');
    });
    const { from, context } = order;
    stations.tell(leg.stationId, { type: 'ring', legId, callId, from, ...(context ? { context } : {}) });
  };

  return {
    stations,
    rtp,
    capabilities: () => ({
      whisper: true,
      refer: false,
      replaces: false,
      webrtc: options.webrtc !== 'none',
      sip: false,
    }),
    start: async () => {
      if (state !== 'new') throw new Error('the engine was started already');
      await media.start();
      state = 'running';
    },
    drain: async (limitMs) => {
      if (state === 'stopped') return;
      state = 'draining';
      const untilMs = nowMs() + limitMs;
      while (legs.size + rtpLegs.size > 0 && nowMs() < untilMs)
        await new Promise((resolve) => setTimeout(resolve, DRAIN_LOOK_MS));
      for (const leg of [...legs.values()]) end(leg, 'us', leg.phase === 'live' ? 'hung-up' : 'cancelled');
      state = 'stopped';
      stations.close();
      await media.stop();
    },
    onEvent: (listener) => void listeners.push(listener),
    onLegLink: (listener) => void linkListeners.push(listener),
    dial,
    answer: async (legId) => {
      const leg = legs.get(legId);
      if (leg?.phase === 'calling' && !goLive(leg)) end(leg, 'network', 'unreachable');
    },
    hangup: async (legId, cause, note) => {
      const leg = legs.get(legId);
      if (leg !== undefined) end(leg, 'us', cause, note);
    },
    arrange: async (arrangement) => {
      const { callId, revision } = arrangement;
      if ((revisions.get(callId) ?? 0) > revision) return;
      // Deleting first keeps the map in order of use, so that the bound forgets the oldest call.
      revisions.delete(callId);
      revisions.set(callId, revision);
      if (revisions.size > REVISIONS_MAX) revisions.delete(revisions.keys().next().value!);
      media.toCall({ type: 'arrange', ...arrangement });
    },
    sendKeys: async (legId, keys) => {
      if (!/^[0-9*#A-D]{1,32}$/.test(keys)) throw new RangeError('keys are 1 to 32 of 0-9 * # A-D');
      if (legs.get(legId)?.phase === 'live') media.toLeg({ type: 'leg.keys', legId, keys });
    },
    move: async ({ callId, asLegId }) =>
      emit({ type: 'leg.ended', callId, legId: asLegId, by: 'network', cause: 'unreachable' }),
    // A browser page has no transfer key of its own: it passes on over the API.
    tellRefer: async () => {},
    liveLegs: async () => [...legs.values()].map(({ callId, legId }) => ({ callId, legId })),
    stats: (collect) => media.stats(collect),
  };
}

function toStationLeg(leg: Leg): StationLeg {
  const { legId, callId, phase, from, context } = leg;
  return { legId, callId, state: phase, from, ...(context === undefined ? {} : { context }) };
}
