/** The page's end of the standing sound connection: one audio line, G.711 and keys, no ICE servers. */
export interface StationStats {
  roundTripMs: number | undefined;
  jitterMs: number | undefined;
  packetsSent: number;
  packetsReceived: number;
  packetsLost: number;
}

export interface PagePeer {
  /** Makes the offer; candidates follow by `onCandidate`. */
  offer(): Promise<string>;
  answer(sdp: string): Promise<void>;
  candidate(candidate: string, mid: string): Promise<void>;
  /** What is sent from now on; null sends nothing at all. No negotiation. */
  sendTrack(track: MediaStreamTrack | null): Promise<void>;
  state(): RTCPeerConnectionState;
  stats(): Promise<StationStats>;
  close(): void;
}

export interface PeerEvents {
  onTrack(stream: MediaStream): void;
  onCandidate(candidate: string, mid: string): void;
  onState(state: RTCPeerConnectionState): void;
}

/** G.711 mu-law first: telephones speak it, so nothing is transcoded on the way to one. */
const WANTED = ['audio/pcmu', 'audio/pcma', 'audio/telephone-event'];

export function openPeer(events: PeerEvents): PagePeer {
  const connection = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' });
  const line = connection.addTransceiver('audio', { direction: 'sendrecv' });
  const codecs = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [];
  const chosen = WANTED.flatMap((type) =>
    codecs.filter((codec) => codec.mimeType.toLowerCase() === type && codec.clockRate === 8_000),
  );
  if (chosen.length > 0) line.setCodecPreferences(chosen);
  let remoteSet = false;
  /** Candidates that came before the answer was in place. */
  const early: RTCIceCandidateInit[] = [];
  let sending: MediaStreamTrack | null = null;

  connection.ontrack = (event) => events.onTrack(new MediaStream([event.track]));
  connection.onicecandidate = ({ candidate }) => {
    if (candidate?.candidate) events.onCandidate(candidate.candidate, candidate.sdpMid ?? '0');
  };
  connection.onconnectionstatechange = () => events.onState(connection.connectionState);

  return {
    offer: async () => {
      await connection.setLocalDescription(await connection.createOffer());
      return connection.localDescription?.sdp ?? '';
    },
    answer: async (sdp) => {
      await connection.setRemoteDescription({ type: 'answer', sdp });
      remoteSet = true;
      for (const candidate of early.splice(0)) await connection.addIceCandidate(candidate);
    },
    candidate: async (candidate, mid) => {
      if (remoteSet) await connection.addIceCandidate({ candidate, sdpMid: mid });
      else early.push({ candidate, sdpMid: mid });
    },
    sendTrack: async (track) => {
      if (track === sending || connection.connectionState === 'closed') return;
      sending = track;
      await line.sender.replaceTrack(track);
    },
    state: () => connection.connectionState,
    stats: async () => readStats(await connection.getStats()),
    close: () => {
      connection.onconnectionstatechange = null;
      connection.onicecandidate = null;
      connection.close();
    },
  };
}

function readStats(report: RTCStatsReport): StationStats {
  const stats: StationStats = {
    roundTripMs: undefined,
    jitterMs: undefined,
    packetsSent: 0,
    packetsReceived: 0,
    packetsLost: 0,
  };
  for (const entry of report.values() as Iterable<Record<string, unknown>>) {
    const number = (name: string): number => (typeof entry[name] === 'number' ? entry[name] : 0);
    if (entry.type === 'inbound-rtp') {
      stats.packetsReceived = number('packetsReceived');
      stats.packetsLost = number('packetsLost');
      stats.jitterMs = number('jitter') * 1000;
    }
    if (entry.type === 'outbound-rtp') stats.packetsSent = number('packetsSent');
    if (entry.type === 'candidate-pair' && entry.nominated === true)
      stats.roundTripMs = number('currentRoundTripTime') * 1000;
  }
  return stats;
}
