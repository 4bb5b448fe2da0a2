/**
 * WebRTC by werift, in TypeScript: for machines without a prebuilt native library. About twice the CPU of the native
 * one for a packet, ten times for a new peer.
 */
import { isHidden, readOffer } from '../../media/offer.ts';
import type { Peer, PeerEvents, PeerMaker, PeerState } from '../../media/transport.ts';
import { createWeriftConnection, onlyAddress, sendRaw } from './werift-connection.ts';

/** Sockets are bound to `mediaAddress` only. */
export function createWeriftPeers(mediaAddress: string): PeerMaker {
  return {
    name: 'werift',
    open: (_peerId, offerSdp, events) => openPeer(offerSdp, events, mediaAddress),
    shutdown: async () => {},
  };
}

function openPeer(offerSdp: string, events: PeerEvents, mediaAddress: string): Peer {
  const offer = readOffer(offerSdp);
  const connection = createWeriftConnection(mediaAddress, offer.payloads);
  const line = connection.addTransceiver('audio', { direction: 'sendrecv' });
  let closed = false;
  let listener: ((packet: Uint8Array) => void) | undefined;

  connection.connectionStateChange.subscribe((state: PeerState) => {
    if (!closed) events.state(state);
  });
  const close = (): void => {
    if (closed) return;
    closed = true;
    listener = undefined;
    connection.close().catch(() => {});
  };
  const negotiate = async (): Promise<void> => {
    await connection.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
    await connection.setLocalDescription(await connection.createAnswer());
    line.dtlsTransport?.onRtp.subscribe((packet) => listener?.(packet.serialize()));
    if (!closed) events.answer(onlyAddress(connection.localDescription?.sdp ?? '', mediaAddress));
  };
  negotiate().catch(() => {
    if (closed) return;
    close();
    events.state('failed');
  });

  return {
    ssrc: line.sender.ssrc,
    payloads: () => offer.payloads,
    send: (packet) => !closed && sendRaw(line, packet),
    onPacket: (next) => {
      listener = next;
    },
    candidate: (candidate, mid) => {
      if (closed || candidate === '' || isHidden(candidate)) return;
      connection.addIceCandidate({ candidate, sdpMid: mid }).catch(() => {
        // A candidate that cannot be read is one way less, not an error.
      });
    },
    close,
  };
}
