/**
 * WebRTC by node-datachannel (libdatachannel). The fast one: half of the CPU of the other, 2 to 3 ms to set up a peer.
 *
 * It must live in exactly one thread of the process, and `shutdown` must run in that thread before it or the process
 * ends: otherwise the process aborts.
 */
import * as datachannel from 'node-datachannel';
import { isHidden, readOffer } from '../../media/offer.ts';
import type { Peer, PeerEvents, PeerMaker, PeerState } from '../../media/transport.ts';

const STATES: Record<string, PeerState> = {
  new: 'new',
  connecting: 'connecting',
  connected: 'connected',
  disconnected: 'disconnected',
  failed: 'failed',
  closed: 'closed',
};

/** Loads the library into this thread. Sockets are bound to `mediaAddress` only. */
export function createNativePeers(mediaAddress: string): PeerMaker {
  return {
    name: 'native',
    open: (peerId, offerSdp, events) => openPeer(peerId, offerSdp, events, mediaAddress),
    shutdown: async () => datachannel.cleanup(),
  };
}

function openPeer(peerId: string, offerSdp: string, events: PeerEvents, mediaAddress: string): Peer {
  const offer = readOffer(offerSdp);
  const { codec, audioType, keyType } = offer.payloads;
  const ssrc = Math.floor(Math.random() * 4_294_967_295) + 1;
  const connection = new datachannel.PeerConnection(peerId, { iceServers: [], bindAddress: mediaAddress });
  const audio = new datachannel.Audio(offer.mid, 'SendRecv');
  audio.addAudioCodec(audioType, codec);
  if (keyType !== undefined) audio.addAudioCodec(keyType, 'telephone-event');
  audio.addSSRC(ssrc, 'baton', 'baton', 'baton');
  let closed = false;
  let listener: ((packet: Uint8Array) => void) | undefined;
  connection.onLocalDescription((sdp, type) => {
    if (!closed && type === 'answer') events.answer(mendAnswer(sdp));
  });
  connection.onLocalCandidate((candidate, mid) => {
    if (!closed) events.candidate(candidate.replace(/^a=/, ''), mid);
  });
  connection.onStateChange((state) => {
    if (!closed) events.state(STATES[state] ?? 'failed');
  });
  const track = connection.addTrack(audio);
  track.onMessage((packet) => {
    if (!closed) listener?.(packet);
  });
  try {
    connection.setRemoteDescription(offer.sdp, 'offer');
  } catch (error) {
    connection.close();
    throw error;
  }
  return {
    ssrc,
    payloads: () => offer.payloads,
    send: (packet) => {
      if (closed || !track.isOpen()) return false;
      try {
        return track.sendMessageBinary(packet as Buffer);
      } catch {
        // Closing between the question and the call is the one way to get here; the packet is gone either way.
        return false;
      }
    },
    onPacket: (next) => {
      listener = next;
    },
    candidate: (candidate, mid) => {
      if (closed || candidate === '' || isHidden(candidate)) return;
      try {
        connection.addRemoteCandidate(candidate, mid);
      } catch {
        // A candidate that cannot be read is one way less, not an error.
      }
    },
    close: () => {
      if (closed) return;
      closed = true;
      listener = undefined;
      connection.close();
    },
  };
}

/** The library writes every clock rate it does not know as 48000/2; keys run on the audio's clock (RFC 4733, 2.1). */
function mendAnswer(sdp: string): string {
  return sdp.replace(/telephone-event\/48000(\/2)?/g, 'telephone-event/8000');
}
