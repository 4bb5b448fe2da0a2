/**
 * A station for tests, in this process: speaks the page's protocol and has a real WebRTC connection (werift), so that
 * what is heard really went through ICE, DTLS and SRTP. It sends a steady tone and keeps what it hears.
 */
import type { StationDown, StationLeg, StationUp } from '../../../../contract/station.ts';
import { decodeG711, encodeG711 } from '../../media/g711.ts';
import { emptyRtpHeader, readRtp, writeRtpHeader } from '../../media/rtp.ts';
import { keyPackets, writeKeyEvent } from '../../media/telephone-event.ts';
import { createWeriftConnection, onlyAddress, sendRaw } from '../webrtc/werift-connection.ts';
import type { StationSession, Stations } from './stations.ts';

export interface NodePhone {
  stationId: string;
  /** Every frame the server sent, with the time it came (performance.now, ms). */
  frames: { atMs: number; message: StationDown }[];
  send(frame: StationUp | string): void;
  /** Samples heard so far; grows. */
  heard(): Int16Array;
  /** What is heard from now for so long. */
  listen(forMs: number): Promise<Int16Array>;
  packetsHeard(): number;
  /** When the first packet of at least this loudness (peak, 16-bit) came after `sinceMs`. */
  firstLoudMs(sinceMs: number, peak: number): number | undefined;
  setTone(hz: number | undefined): void;
  /** Says these samples once (mono, 8 kHz), in place of the tone. */
  say(samples: Int16Array): void;
  /** One key as RFC 4733 events in the stream, as a telephone does. */
  pressInStream(key: string): void;
  legs(): StationLeg[];
  /** The page goes away without a word. */
  vanish(): void;
  /** The WebSocket is lost, the sound goes on; `reattach` resumes. */
  cutSocket(): void;
  reattach(): void;
  close(): Promise<void>;
}

const PAYLOADS = { codec: 'PCMU', audioType: 0, keyType: 126 } as const;
const HEARD_MAX_SAMPLES = 8_000 * 60;
const TONE_AMPLITUDE = 6_000;

/** Opens the phone and waits until its sound connection is up. */
export async function openNodePhone(
  stations: Stations,
  stationId: string,
  toneHz?: number,
): Promise<NodePhone> {
  const connection = createWeriftConnection('127.0.0.1', PAYLOADS);
  const line = connection.addTransceiver('audio', { direction: 'sendrecv' });
  const frames: NodePhone['frames'] = [];
  const heard = new Int16Array(HEARD_MAX_SAMPLES);
  const arrivals: { atMs: number; peak: number }[] = [];
  let heardCount = 0;
  let tone = toneHz;
  let spoken: Int16Array = new Int16Array(0);
  let peerId: string | undefined;
  let session: StationSession;

  const header = emptyRtpHeader();
  const samples = new Int16Array(480);
  const takePacket = (packet: Uint8Array): void => {
    if (!readRtp(packet, header) || header.payloadType !== PAYLOADS.audioType) return;
    decodeG711('PCMU', packet, header.payloadOffset, header.payloadLength, samples);
    let peak = 0;
    for (let i = 0; i < header.payloadLength; i += 1) peak = Math.max(peak, Math.abs(samples[i]!));
    arrivals.push({ atMs: performance.now(), peak });
    const room = Math.min(header.payloadLength, HEARD_MAX_SAMPLES - heardCount);
    heard.set(samples.subarray(0, room), heardCount);
    heardCount += room;
  };

  const receive = (message: StationDown): void => {
    frames.push({ atMs: performance.now(), message });
    if (message.type === 'welcome') peerId = message.peer;
    if (message.type === 'welcome' && message.sdp !== undefined)
      void connection.setRemoteDescription({ type: 'answer', sdp: message.sdp });
    if (message.type === 'candidate')
      void connection.addIceCandidate({ candidate: message.candidate, sdpMid: message.mid });
    if (message.type === 'ring') session.receive({ type: 'ringing', legId: message.legId });
    if (message.type === 'ping') session.receive({ type: 'pong', at: message.at });
  };

  const packet = Buffer.alloc(172);
  const frame = new Int16Array(160);
  const stream = {
    sequence: 1_000,
    timestamp: 5_000,
    position: 0,
    keys: [] as ReturnType<typeof keyPackets>,
    keyAt: 0,
  };
  const sendFrame = (): void => {
    stream.sequence = (stream.sequence + 1) & 0xffff;
    stream.timestamp += 160;
    const key = stream.keys.shift();
    if (key !== undefined) {
      if (key.marker) stream.keyAt = stream.timestamp;
      writeRtpHeader(packet, PAYLOADS.keyType, key.marker, stream.sequence, stream.keyAt, line.sender.ssrc);
      writeKeyEvent(packet, 12, key.event);
      sendRaw(line, packet.subarray(0, 16));
      return;
    }
    const words = spoken.subarray(0, 160);
    spoken = spoken.subarray(160);
    for (let i = 0; i < 160; i += 1) {
      const phase = (2 * Math.PI * (tone ?? 0) * stream.position) / 8_000;
      frame[i] = tone === undefined ? 0 : Math.sin(phase) * TONE_AMPLITUDE;
      stream.position += 1;
    }
    if (words.length > 0) frame.fill(0).set(words);
    writeRtpHeader(packet, PAYLOADS.audioType, false, stream.sequence, stream.timestamp, line.sender.ssrc);
    encodeG711('PCMU', frame, 160, packet, 12);
    sendRaw(line, packet);
  };
  const startedMs = performance.now();
  let sent = 0;
  const pace = setInterval(() => {
    for (; sent < Math.floor((performance.now() - startedMs) / 20); sent += 1) sendFrame();
  }, 5);

  const connected = new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`${stationId}: no sound connection`)), 10_000);
    connection.connectionStateChange.subscribe((state) => {
      if (state !== 'connected') return;
      clearTimeout(limit);
      resolve();
    });
  });
  session = stations.attach(stationId, receive);
  await connection.setLocalDescription(await connection.createOffer());
  line.dtlsTransport?.onRtp.subscribe((rtp) => takePacket(rtp.serialize()));
  session.receive({ type: 'hello', sdp: onlyAddress(connection.localDescription?.sdp ?? '', '127.0.0.1') });
  await connected;
  const limitMs = performance.now() + 5_000;
  while (!stations.isOnline(stationId)) {
    if (performance.now() > limitMs) throw new Error(`${stationId}: never online`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  const stopSound = async (): Promise<void> => {
    clearInterval(pace);
    await connection.close();
  };
  return {
    stationId,
    frames,
    send: (next) => session.receive(next),
    heard: () => heard.slice(0, heardCount),
    listen: async (forMs) => {
      const from = heardCount;
      await new Promise((resolve) => setTimeout(resolve, forMs));
      return heard.slice(from, heardCount);
    },
    packetsHeard: () => arrivals.length,
    firstLoudMs: (sinceMs, peak) =>
      arrivals.find((arrival) => arrival.atMs >= sinceMs && arrival.peak >= peak)?.atMs,
    setTone: (hz) => {
      tone = hz;
    },
    say: (samples) => {
      spoken = samples;
    },
    pressInStream: (key) => void stream.keys.push(...keyPackets(key)),
    legs: () => frames.flatMap(({ message }) => (message.type === 'welcome' ? message.legs : [])),
    vanish: () => {
      session.detach();
      void stopSound();
    },
    cutSocket: () => session.detach(),
    reattach: () => {
      session = stations.attach(stationId, receive);
      session.receive({ type: 'hello', ...(peerId === undefined ? {} : { peer: peerId }) });
    },
    close: async () => {
      session.detach();
      await stopSound();
    },
  };
}
