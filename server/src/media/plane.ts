/**
 * The media plane of one worker: rooms, legs and peers, driven by orders and by the clock. No thread and no library in
 * here: the worker's entry, a test or a benchmark gives it a way to send reports, a maker of peers and the time.
 */
import { createEar } from './ear.ts';
import { mixedAs } from './g711.ts';
import { bindLeg, isCarried, queueKeys, readFrame, sendFrame, sendReport, unbindLeg } from './leg.ts';
import {
  createMediaLeg,
  createOutStream,
  createScratch,
  type LegEvents,
  type MediaLeg,
  type OutStream,
} from './leg-state.ts';
import { endListening, setListening, type TellUtterance, takeUtterances } from './listening.ts';
import { createBorrowing, lendPeer } from './loans.ts';
import { advancePlays, arrange, codedFor, mixFor, type Room, resolve } from './mixer.ts';
import type { FromWorker, LegMeasure, LegStats, RtpRemote, ToWorker } from './protocol.ts';
import type { RecordingFile } from './recording-file.ts';
import { createRecordings } from './recordings.ts';
import { planRelays } from './relay.ts';
import { expectedPackets, pauseCounter } from './rtcp.ts';
import { createToneKeys } from './tone-keys.ts';
import { tone } from './tones.ts';
import type { LegTransport, Peer, PeerMaker } from './transport.ts';
import type { ListenPlan } from './utterance.ts';

/** An arranged room without legs is kept this long for legs to come. */
const EMPTY_ROOM_MS = 60_000;
const SWEEP_EVERY_MS = 5_000;
/** How long a room rests in which relays carry everything; less than a tick short of three. */
const REST_MS = 59;

export interface PlaneDeps {
  report(message: FromWorker): void;
  /** Undefined: this plane has no browsers. */
  peers: PeerMaker | undefined;
  nowMs(): number;
  wallMs(): number;
  /** 32 bits of chance: stream ids and starting numbers. */
  random32(): number;
  /** Begins a recording's file; left out: nothing is recorded. */
  openRecording?: (recordingId: string, onFailure: () => void) => RecordingFile;
}

interface OpenPeer {
  peer: Peer;
  stream: OutStream;
  /** Takes it back from a call of another worker. */
  endLoan: (() => void) | undefined;
}

interface OpenRoom extends Room {
  bucket: number;
  emptySinceMs: number;
  /** Nothing to do for it before then: all its sound is relayed. */
  restUntilMs: number;
  listen: ListenPlan | undefined;
}

export interface Plane {
  take(order: ToWorker): void;
  /** One bucket's tick. */
  step(bucket: number, dueMs: number): void;
  /** Makes a leg on a transport that is not a peer. */
  openLeg(callId: string, legId: string, transport: LegTransport, stream: OutStream): void;
  /** The leg's agreed payloads changed. */
  renegotiated(legId: string, remote: Pick<RtpRemote, 'away' | 'readsTones'>): void;
  createStream(): OutStream;
  /** Packets taken from all legs so far. */
  taken(): number;
  figures(): { rooms: number; peers: number; legs: LegStats[] };
  /** Resolves when what was being recorded is on disk. */
  close(): Promise<void>;
}

/** Makes an empty plane with `buckets` staggered groups of calls. */
export function createPlane(deps: PlaneDeps, buckets: number): Plane {
  const { report } = deps;
  const rooms = new Map<string, OpenRoom>();
  const legs = new Map<string, MediaLeg>();
  const peers = new Map<string, OpenPeer>();
  const byBucket: Set<OpenRoom>[] = Array.from({ length: buckets }, () => new Set());
  const scratch = createScratch();
  const recordings = createRecordings(deps);
  let nextSweepMs = 0;

  const events: LegEvents = {
    heard: (leg) => report({ type: 'leg.heard', callId: leg.callId, legId: leg.legId }),
    key: (leg, key) => report({ type: 'leg.key', callId: leg.callId, legId: leg.legId, key }),
    quiet: (leg) => report({ type: 'leg.quiet', callId: leg.callId, legId: leg.legId }),
    flowing: (leg) => report({ type: 'leg.flowing', callId: leg.callId, legId: leg.legId }),
    codecChanged: (leg) => {
      const room = rooms.get(leg.callId);
      if (room !== undefined) plan(room);
    },
  };
  const tellUtterance: TellUtterance = ({ callId, legId }, pcm, language) =>
    report({ type: 'leg.utterance', callId, legId, language, pcm });
  const legDeps = { scratch, events, nowMs: deps.nowMs, wallMs: deps.wallMs };

  const plan = (room: OpenRoom): void => {
    room.restUntilMs = 0;
    planRelays(room.legs.values() as Iterable<MediaLeg>, deps.nowMs(), scratch, room.ears);
  };

  /** After every change of a room's legs or plays. */
  const changed = (room: OpenRoom): void => {
    resolve(room);
    setListening(room.legs.values() as Iterable<MediaLeg>, room.listen, tellUtterance);
    plan(room);
  };

  const roomOf = (callId: string): OpenRoom => {
    const known = rooms.get(callId);
    if (known !== undefined) return known;
    let bucket = 0;
    for (let b = 1; b < buckets; b += 1) if (byBucket[b]!.size < byBucket[bucket]!.size) bucket = b;
    // Written out and not spread from `createRoom`, for the reason told at `createMediaLeg`.
    const room: OpenRoom = {
      callId,
      revision: 0,
      legs: new Map(),
      ears: undefined,
      plays: new Map(),
      hears: {},
      finished: new Set(),
      bucket,
      emptySinceMs: deps.nowMs(),
      restUntilMs: 0,
      listen: undefined,
    };
    rooms.set(callId, room);
    byBucket[bucket]!.add(room);
    return room;
  };

  const dropRoom = (room: OpenRoom): void => {
    recordings.set(room.callId, undefined);
    rooms.delete(room.callId);
    byBucket[room.bucket]!.delete(room);
  };

  const createStream = (): OutStream =>
    createOutStream(deps.random32(), deps.random32() & 0x7fff, deps.random32());

  const openLeg = (callId: string, legId: string, transport: LegTransport, stream: OutStream): void => {
    const known = legs.get(legId);
    const leg = known ?? createMediaLeg(callId, legId, deps.nowMs());
    bindLeg(leg, transport, stream, legDeps);
    const room = roomOf(leg.callId);
    legs.set(legId, leg);
    room.legs.set(legId, leg);
    changed(room);
  };

  const borrowing = createBorrowing(openLeg, deps.nowMs);

  const closeLeg = (legId: string): void => {
    const leg = legs.get(legId);
    if (leg === undefined) return;
    legs.delete(legId);
    if (leg.counter.received > 0) report({ type: 'leg.measured', measure: measureOf(leg, deps.nowMs()) });
    endListening(leg, tellUtterance);
    unbindLeg(leg);
    const room = rooms.get(leg.callId);
    if (room === undefined) return;
    room.legs.delete(legId);
    changed(room);
    if (room.legs.size === 0) dropRoom(room);
  };

  const openPeer = (peerId: string, sdp: string): void => {
    if (deps.peers === undefined) throw new Error('this media plane was started without WebRTC');
    closePeer(peerId);
    const peer = deps.peers.open(peerId, sdp, {
      answer: (answer) => report({ type: 'peer.answer', peerId, sdp: answer }),
      candidate: (candidate, mid) => report({ type: 'peer.candidate', peerId, candidate, mid }),
      state: (state) => report({ type: 'peer.state', peerId, state }),
    });
    peers.set(peerId, {
      peer,
      stream: createOutStream(peer.ssrc, deps.random32() & 0x7fff, deps.random32()),
      endLoan: undefined,
    });
  };

  /** Nobody has the peer's packets after that. */
  const freePeer = (open: OpenPeer): void => {
    open.endLoan?.();
    open.endLoan = undefined;
    for (const leg of legs.values()) if (leg.transport === open.peer) unbindLeg(leg);
  };

  const closePeer = (peerId: string): void => {
    const open = peers.get(peerId);
    if (open === undefined) return;
    peers.delete(peerId);
    freePeer(open);
    open.peer.close();
  };

  const takeArrangement = (order: ToWorker & { type: 'arrange' }): void => {
    const plays = order.plays.map(({ sourceId, audio, loop }) => ({
      sourceId,
      loop,
      samples: audio.kind === 'tone' ? tone(audio.name) : audio.pcm,
    }));
    const room = roomOf(order.callId);
    if (!arrange(room, order.revision, order.hears, plays, order.record)) return;
    recordings.set(order.callId, order.record?.recordingId);
    room.listen = order.listen;
    setListening(room.legs.values() as Iterable<MediaLeg>, room.listen, tellUtterance);
    plan(room);
    report({ type: 'call.arranged', callId: order.callId, revision: order.revision });
  };

  const take = (order: ToWorker): void => {
    switch (order.type) {
      case 'peer.open':
        try {
          openPeer(order.peerId, order.sdp);
        } catch (error) {
          report({ type: 'peer.failed', peerId: order.peerId, reason: String(error) });
        }
        return;
      case 'peer.candidate':
        peers.get(order.peerId)?.peer.candidate(order.candidate, order.mid);
        return;
      case 'peer.close':
        closePeer(order.peerId);
        return;
      case 'leg.open': {
        const open = peers.get(order.peerId);
        if (open === undefined) report({ type: 'fault', reason: `no peer for leg ${order.legId}` });
        else {
          freePeer(open);
          openLeg(order.callId, order.legId, open.peer, open.stream);
        }
        return;
      }
      case 'peer.lend': {
        const open = peers.get(order.peerId);
        if (open === undefined) order.port.close();
        else {
          freePeer(open);
          open.endLoan = lendPeer(open.peer, open.stream, order.port, deps.nowMs);
        }
        return;
      }
      case 'leg.borrow':
        borrowing.begin(order.callId, order.legId, order.port);
        return;
      case 'leg.close':
        borrowing.end(order.legId);
        closeLeg(order.legId);
        return;
      case 'leg.keys': {
        const leg = legs.get(order.legId);
        if (leg === undefined) return;
        if (!queueKeys(leg, order.keys))
          report({ type: 'fault', reason: `leg ${order.legId} cannot be sent keys` });
        const room = rooms.get(leg.callId);
        if (room !== undefined) room.restUntilMs = 0;
        return;
      }
      case 'leg.listen': {
        const leg = legs.get(order.legId);
        if (leg === undefined) return;
        const { callId, legId } = leg;
        leg.ear = createEar(deps.nowMs() + order.forMs, (frames) =>
          report({ type: 'leg.sound', callId, legId, frames }),
        );
        return;
      }
      case 'arrange':
        takeArrangement(order);
        return;
      default:
        return;
    }
  };

  /** A room whose every leg is relayed to and from is looked at again in 60 ms: all it may need is silence, or an end. */
  const mayRest = (room: OpenRoom, nowMs: number): boolean => {
    if (room.plays.size > 0 || room.legs.size === 0 || room.ears !== undefined) return false;
    for (const leg of room.legs.values()) if (!isCarried(leg as MediaLeg, nowMs)) return false;
    room.restUntilMs = nowMs + REST_MS;
    return true;
  };

  const stepRoom = (room: OpenRoom, nowMs: number): void => {
    if (nowMs < room.restUntilMs || mayRest(room, nowMs)) return;
    for (const leg of room.legs.values()) readFrame(leg as MediaLeg, nowMs, events);
    if (room.listen !== undefined) takeUtterances(room.legs.values() as Iterable<MediaLeg>, tellUtterance);
    const finished = advancePlays(room);
    // A listener whose play is over may be relayed to from here on.
    if (finished.length > 0) plan(room);
    const wallMs = deps.wallMs();
    for (const each of room.legs.values()) {
      const leg = each as MediaLeg;
      if (isCarried(leg, nowMs)) continue;
      const coded = codedFor(leg, mixedAs(leg.payloads.codec), scratch.coded);
      const heard = coded ?? mixFor(leg, scratch.mixed, scratch.sums);
      sendFrame(leg, heard, nowMs, scratch);
      sendReport(leg, nowMs, wallMs, scratch);
    }
    if (room.ears !== undefined) recordings.take(room.callId, room.ears, scratch);
    for (const sourceId of finished) report({ type: 'play.finished', callId: room.callId, sourceId });
  };

  const sweep = (nowMs: number): void => {
    nextSweepMs = nowMs + SWEEP_EVERY_MS;
    for (const room of rooms.values()) {
      if (room.legs.size > 0) room.emptySinceMs = nowMs;
      else if (nowMs - room.emptySinceMs > EMPTY_ROOM_MS) dropRoom(room);
    }
  };

  return {
    take,
    openLeg,
    createStream,
    step: (bucket, dueMs) => {
      for (const room of byBucket[bucket]!) stepRoom(room, dueMs);
      if (dueMs >= nextSweepMs) sweep(dueMs);
    },
    renegotiated: (legId, { away = false, readsTones = false }) => {
      const leg = legs.get(legId);
      const room = leg === undefined ? undefined : rooms.get(leg.callId);
      if (leg?.transport === undefined || room === undefined) return;
      noteAway(leg, away, deps.nowMs());
      leg.payloads = leg.transport.payloads();
      // A far end that agreed to no events may still press keys: in its sound.
      leg.toneKeys =
        readsTones && leg.payloads.keyType === undefined ? (leg.toneKeys ?? createToneKeys()) : undefined;
      plan(room);
    },
    taken: () => scratch.taken,
    figures: () => ({ rooms: rooms.size, peers: peers.size, legs: [...legs.values()].map(legStats) }),
    close: () => {
      borrowing.endAll();
      for (const legId of [...legs.keys()]) closeLeg(legId);
      for (const peerId of [...peers.keys()]) closePeer(peerId);
      for (const room of [...rooms.values()]) dropRoom(room);
      return recordings.closed();
    },
  };
}

/** From here on its sound goes elsewhere, or comes here again. */
function noteAway(leg: MediaLeg, away: boolean, nowMs: number): void {
  const wasAway = leg.awaySinceMs >= 0;
  if (away === wasAway) return;
  leg.awayMs = awayMsOf(leg, nowMs);
  leg.awaySinceMs = away ? nowMs : -1;
  if (away) pauseCounter(leg.counter);
}

const awayMsOf = (leg: MediaLeg, nowMs: number): number =>
  leg.awayMs + (leg.awaySinceMs < 0 ? 0 : nowMs - leg.awaySinceMs);

const measureOf = (leg: MediaLeg, nowMs: number): LegMeasure => ({
  ...legStats(leg),
  farLost: leg.far?.lost,
  awayMs: Math.round(awayMsOf(leg, nowMs)),
});

function legStats(leg: MediaLeg): LegStats {
  return {
    legId: leg.legId,
    callId: leg.callId,
    packetsReceived: leg.counter.received,
    packetsSent: leg.stream?.packets ?? 0,
    packetsLost: Math.max(0, expectedPackets(leg.counter) - leg.counter.received),
    jitterMs: leg.counter.jitter / 8,
    concealedFrames: leg.jitter.stats.concealed,
    farLossShare: leg.far?.fractionLost,
    roundTripMs: leg.far?.roundTripMs,
  };
}
