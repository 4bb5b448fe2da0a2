/**
 * What the main thread and a media worker say to each other. All control; audio never crosses, except the samples of
 * a play, once, and an utterance of a leg that is listened to. (Between two workers a browser's may: see `loans.ts`.)
 * Messages of one direction are handled in the order they were sent.
 */
import type { MessagePort } from 'node:worker_threads';
import type { SoundFrame } from './ear.ts';
import type { WireCodec } from './g711.ts';
import type { DatagramSockets, SocketsChoice } from './sockets.ts';
import type { SrtpKeys } from './srtp.ts';
import type { ToneName } from './tones.ts';
import type { PeerState } from './transport.ts';
import type { ListenPlan } from './utterance.ts';

export interface WorkerSettings {
  webrtc: 'native' | 'werift' | 'none';
  /** Where sockets are bound, and the only ICE candidate offered. */
  mediaAddress: string;
  /** Pairs of sockets kept open for plain RTP legs to come, so that one is there at once; 0 opens each when asked. */
  rtpSpares: number;
  /** Where recordings are written; undefined: arrangements that name one are heard, and not recorded. */
  recordings: string | undefined;
  /** Whose sockets carry plain RTP. */
  sockets: SocketsChoice;
}

/** Given to the thread when it is made. */
export interface WorkerData {
  /** Set to 1 by a process that is about to exit: the worker frees its native parts and sets it to 2. */
  exitLatch: SharedArrayBuffer;
}

export type PlayAudio = { kind: 'samples'; pcm: Int16Array } | { kind: 'tone'; name: ToneName };

/** One file a call: what its left and right channel hear. Nothing named is silence; no plan ends the file. */
export interface RecordPlan {
  recordingId: string;
  left: string[];
  right: string[];
}

/** What a leg that is listened to said without a long pause, 15 s at most: mono at 8 kHz. */
export interface Utterance {
  callId: string;
  legId: string;
  language: string;
  pcm: Int16Array;
}

export type ToWorker =
  /** First message, and again after `stop`: a thread may serve one engine after the other. */
  | { type: 'start'; settings: WorkerSettings }
  | { type: 'peer.open'; peerId: string; sdp: string }
  | { type: 'peer.candidate'; peerId: string; candidate: string; mid: string }
  | { type: 'peer.close'; peerId: string }
  /** Makes a leg of a call and binds it to a peer: from now on it may be heard and hear. Repeated: binds anew. */
  | { type: 'leg.open'; callId: string; legId: string; peerId: string }
  /** Gives the peer's packets to the worker that has the other end of the port, until it is closed or the peer bound anew. */
  | { type: 'peer.lend'; peerId: string; port: MessagePort }
  /** As `leg.open`, with a peer that another worker lends. */
  | { type: 'leg.borrow'; callId: string; legId: string; port: MessagePort }
  | { type: 'leg.close'; legId: string }
  | { type: 'leg.keys'; legId: string; keys: string }
  /** Tells `leg.sound` of it for so long. */
  | { type: 'leg.listen'; legId: string; forMs: number }
  | {
      type: 'arrange';
      callId: string;
      revision: number;
      hears: Record<string, string[]>;
      plays: { sourceId: string; audio: PlayAudio; loop: boolean }[];
      record?: RecordPlan;
      listen?: ListenPlan;
    }
  /** `collect`: after a full collection of garbage, for measuring memory; it stops the thread for some ms. */
  | { type: 'stats'; ask: number; collect?: boolean }
  /** Makes a leg on a plain RTP socket. It is heard and hears as arranged from its first packet, ringing or not. */
  | { type: 'rtp.open'; ask: number; callId: string; legId: string }
  /** The same on a spare port that was told; needs no answer. */
  | { type: 'rtp.use'; callId: string; legId: string; port: number }
  | { type: 'rtp.remote'; legId: string; remote: RtpRemote }
  | { type: 'stop' };

/** Where a plain RTP leg sends, as signalled, and what was agreed. */
export interface RtpRemote {
  host: string;
  port: number;
  codec: WireCodec;
  audioType: number;
  keyType: number | undefined;
  /** Both on one port (RFC 5761); otherwise RTCP goes to the next port. */
  rtcpMux: boolean;
  /** SRTP by keys told in the signalling; left out: in the clear. */
  srtp?: { send: SrtpKeys; receive: SrtpKeys };
  /** They asked to be sent nothing (hold). */
  muted?: boolean;
  /** Somebody waits for keys of theirs: without events they are looked for in the sound, at some microseconds a packet. */
  readsTones?: boolean;
  /** They were told to send elsewhere for now: what does not come is not lost. */
  away?: boolean;
  /** Whether packets may come from another port or host than signalled: 'host' the same host, 'first' whoever is first. */
  latch: 'none' | 'host' | 'first';
}

export type FromWorker =
  /** `why`: 'auto' was asked for, and the faster sockets could not be had. */
  | { type: 'ready'; sockets: DatagramSockets['kind']; why: string | undefined }
  /** `hint`: what to do, where somebody asked for what cannot be had. */
  | { type: 'start.failed'; reason: string; hint?: string }
  | { type: 'peer.answer'; peerId: string; sdp: string }
  | { type: 'peer.candidate'; peerId: string; candidate: string; mid: string }
  | { type: 'peer.state'; peerId: string; state: PeerState }
  | { type: 'peer.failed'; peerId: string; reason: string }
  /** First packet since the leg was opened. */
  | { type: 'leg.heard'; callId: string; legId: string }
  | { type: 'leg.key'; callId: string; legId: string; key: string }
  /** What it says, 20 ms each; see `leg.listen`. */
  | { type: 'leg.sound'; callId: string; legId: string; frames: SoundFrame[] }
  | ({ type: 'leg.utterance' } & Utterance)
  /** No packet for `QUIET_AFTER_MS`, and the first one after that. */
  | { type: 'leg.quiet'; callId: string; legId: string }
  | { type: 'leg.flowing'; callId: string; legId: string }
  | { type: 'play.finished'; callId: string; sourceId: string }
  | { type: 'call.arranged'; callId: string; revision: number }
  /** The file is there and takes sound. */
  | { type: 'recording.started'; callId: string; recordingId: string }
  /** It is whole and closed, or the disk failed: then it holds what it could. */
  | {
      type: 'recording.ended';
      callId: string;
      recordingId: string;
      lengthMs: number;
      bytes: number;
      lostMs: number;
      failure?: string;
    }
  /** A leg was closed: what was counted of its sound. */
  | { type: 'leg.measured'; measure: LegMeasure }
  | { type: 'stats'; ask: number; stats: WorkerStats }
  | { type: 'rtp.opened'; ask: number; legId: string; port: number }
  /** These ports are open and nobody's: each may be used for one leg. */
  | { type: 'rtp.spare'; ports: number[] }
  | { type: 'rtp.failed'; ask: number; legId: string; reason: string }
  /** An order could not be carried out; the worker goes on. */
  | { type: 'fault'; reason: string }
  | { type: 'stopped' };

/** A live stream always has packets, muted or not; half a second without is a page that went away. */
export const QUIET_AFTER_MS = 400;

export interface LegStats {
  legId: string;
  callId: string;
  packetsReceived: number;
  packetsSent: number;
  packetsLost: number;
  jitterMs: number;
  concealedFrames: number;
  /** What the far end reports, when it does. */
  farLossShare: number | undefined;
  roundTripMs: number | undefined;
}

/** The same at the end, with all that the far end says it missed. */
export interface LegMeasure extends LegStats {
  farLost: number | undefined;
  /** How long its sound went elsewhere, where nobody here counts it. */
  awayMs: number;
}

export interface WorkerStats {
  /** Whose sockets carry plain RTP. */
  sockets: DatagramSockets['kind'];
  rooms: number;
  peers: number;
  legs: LegStats[];
  /** How late ticks ran since the last question, ms. */
  lateP99Ms: number;
  lateMaxMs: number;
  /** Ticks left out because the thread stood still too long. */
  skippedTicks: number;
  /** CPU time of the whole process so far (user and system), microseconds. */
  cpuMicros: number;
  /** JavaScript memory of this thread: heap and buffers. */
  heapBytes: number;
  /** CPU time of this thread so far, ms; where the system does not tell, how long it was not waiting. */
  threadCpuMs: number;
}
