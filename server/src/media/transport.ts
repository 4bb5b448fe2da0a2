/**
 * The way of one leg's packets, whatever carries them: a WebRTC peer, or plain RTP over UDP. The mixer knows only this.
 *
 * An implementation MUST send before it returns or copy (the caller reuses the buffer), MUST NOT throw from `send`,
 * and MUST deliver packets (RTP and RTCP alike) in the order they came.
 */
import type { WireCodec } from './g711.ts';

export interface LegTransport {
  /** False when the path is not open; the packet is then gone. */
  send(packet: Uint8Array): boolean;
  /** A packet delivered may be written to until the listener returns: it can go on in the memory it came in. */
  ownPackets?: true;
  /** What was agreed; read when a leg is bound to it. */
  payloads(): Payloads;
  /** At most one listener; undefined stops delivery. */
  onPacket(listener: ((packet: Uint8Array) => void) | undefined): void;
}

export interface Payloads {
  codec: WireCodec;
  /** RTP payload type of the codec, and of telephone-event when it was agreed. */
  audioType: number;
  keyType: number | undefined;
}

export type PeerState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';

/** A WebRTC peer that answers one offer. Closing twice is closing once. */
export interface Peer extends LegTransport {
  /** The stream id told in the answer; all packets sent carry it. */
  readonly ssrc: number;
  candidate(candidate: string, mid: string): void;
  close(): void;
}

export interface PeerEvents {
  answer(sdp: string): void;
  candidate(candidate: string, mid: string): void;
  state(state: PeerState): void;
}

/** One WebRTC library behind one door. */
export interface PeerMaker {
  name: 'native' | 'werift';
  /** Throws when the offer cannot be answered (no PCMU or PCMA in it, malformed). */
  open(peerId: string, offerSdp: string, events: PeerEvents): Peer;
  /** Frees the library. After it nothing may be opened; the native one must be freed before its thread ends. */
  shutdown(): Promise<void>;
}
