/**
 * The sound of a telephone for tests, on a plain socket: it sends a tone and presses keys to whom a description names, and
 * keeps what it hears. Nothing of the media under test is in it but the codecs and packets.
 */
import { createSocket } from 'node:dgram';
import { decodeG711, encodeG711, type WireCodec } from '../../media/g711.ts';
import { createG722, decodeG722, encodeG722 } from '../../media/g722.ts';
import { emptyRtpHeader, readRtp, writeRtpHeader } from '../../media/rtp.ts';
import { keyPackets, writeKeyEvent } from '../../media/telephone-event.ts';
import { agree, buildAnswer, buildOffer, type Direction, OUR_CODECS, parseSdp } from '../../sip/sdp.ts';

export interface TestSound {
  offer(direction?: Direction, host?: string): string;
  /** Throws where the two have no codec in common. */
  answerTo(sdp: string): string;
  /** What it hears from now on, one listener at a time. */
  listen(forMs: number): Promise<Int16Array>;
  packetsHeard(): number;
  /** Peak and arrival of each packet heard (performance.now, ms). */
  arrivals: { atMs: number; peak: number }[];
  /** Keys heard as events in the stream. */
  keysHeard: string[];
  /** Payload types of the sound it was sent. */
  typesHeard: ReadonlySet<number>;
  /** Sends sound to the far end of this description from now on, or stops with undefined. */
  sendTo(sdp: string | undefined): void;
  press(key: string): void;
  /** Says this tone from now on, or silence with undefined. */
  tone(hz: number | undefined): void;
  /** Says these samples once (mono, 8 kHz), in place of the tone. */
  say(samples: Int16Array): void;
  /** Says nothing any more, presses no key. */
  hush(): void;
  close(): void;
}

export interface TestSoundOptions {
  toneHz?: number;
  /** In the order of its liking. */
  codecs?: string[];
}

const TONE_AMPLITUDE = 6_000;
const HEARD_MAX_SAMPLES = 8_000 * 60;

export async function openTestSound(options: TestSoundOptions = {}): Promise<TestSound> {
  let { toneHz } = options;
  const rtp = createSocket('udp4');
  await new Promise<void>((resolve) => rtp.bind(0, '127.0.0.1', resolve));
  const codecs = (options.codecs ?? ['pcmu', 'telephone-event']).flatMap((name) =>
    OUR_CODECS.filter((codec) => codec.name === name),
  );
  const arrivals: TestSound['arrivals'] = [];
  const keysHeard: string[] = [];
  const typesHeard = new Set<number>();
  const wide = { in: createG722(), out: createG722() };
  const heard = new Int16Array(HEARD_MAX_SAMPLES);
  let heardCount = 0;
  let version = 1;
  let remote: { host: string; port: number; law: WireCodec; type: number; keyType: number } | undefined;

  const local = () => ({ host: '127.0.0.1', port: rtp.address().port, sessionId: '7', version: version++ });
  const offer = (direction: Direction = 'sendrecv', host?: string): string =>
    buildOffer({ ...local(), direction, ...(host === undefined ? {} : { host }) }, codecs);
  const sendTo = (sdp: string | undefined): void => {
    const parsed = sdp === undefined ? undefined : parseSdp(sdp);
    const audio = parsed?.ok ? parsed.value.audio : undefined;
    const agreed = audio === undefined ? undefined : agree(audio, codecs);
    if (audio === undefined || agreed === undefined) remote = undefined;
    else
      remote = {
        host: audio.host,
        port: audio.port,
        law: agreed.codec.name === 'g722' ? 'G722' : agreed.codec.name === 'pcma' ? 'PCMA' : 'PCMU',
        type: agreed.codec.payload,
        keyType: agreed.events?.payload ?? -1,
      };
  };
  const answerTo = (sdp: string): string => {
    const parsed = parseSdp(sdp);
    const agreed =
      parsed.ok && parsed.value.audio !== undefined ? agree(parsed.value.audio, codecs) : undefined;
    if (!parsed.ok || agreed === undefined) throw new Error('the phone cannot agree');
    return buildAnswer(parsed.value, agreed, local());
  };

  const header = emptyRtpHeader();
  const samples = new Int16Array(480);
  let lastKeyAt = -1;
  rtp.on('message', (packet) => {
    if (!readRtp(packet, header)) return;
    if (header.payloadType === 101) {
      if (header.timestamp !== lastKeyAt) keysHeard.push('0123456789*#ABCD'[packet[header.payloadOffset]!]!);
      lastKeyAt = header.timestamp;
      return;
    }
    const { payloadType, payloadOffset, payloadLength } = header;
    if (payloadType === 9) decodeG722(wide.in, packet, payloadOffset, payloadLength, samples);
    else if (payloadType === 0 || payloadType === 8)
      decodeG711(payloadType === 8 ? 'PCMA' : 'PCMU', packet, payloadOffset, payloadLength, samples);
    else return;
    typesHeard.add(payloadType);
    let peak = 0;
    for (let i = 0; i < header.payloadLength; i += 1) peak = Math.max(peak, Math.abs(samples[i]!));
    arrivals.push({ atMs: performance.now(), peak });
    const room = Math.min(header.payloadLength, HEARD_MAX_SAMPLES - heardCount);
    heard.set(samples.subarray(0, room), heardCount);
    heardCount += room;
  });
  rtp.on('error', () => {});

  const packet = Buffer.alloc(172);
  const frame = new Int16Array(160);
  const keys: ReturnType<typeof keyPackets> = [];
  let spoken: Int16Array = new Int16Array(0);
  // Each phone is a source of its own.
  const ssrc = rtp.address().port;
  const stream = { sequence: 900, timestamp: 4_000, position: 0, keyAt: 0 };
  const sendFrame = (): void => {
    if (remote === undefined) return;
    stream.sequence = (stream.sequence + 1) & 0xffff;
    stream.timestamp += 160;
    const key = keys.shift();
    if (key !== undefined) {
      if (key.marker) stream.keyAt = stream.timestamp;
      writeRtpHeader(packet, remote.keyType, key.marker, stream.sequence, stream.keyAt, ssrc);
      writeKeyEvent(packet, 12, key.event);
      rtp.send(Buffer.from(packet.subarray(0, 16)), remote.port, remote.host);
      return;
    }
    const words = spoken.subarray(0, 160);
    spoken = spoken.subarray(160);
    for (let i = 0; i < 160; i += 1) {
      const phase = (2 * Math.PI * (toneHz ?? 0) * stream.position) / 8_000;
      frame[i] = toneHz === undefined ? 0 : Math.sin(phase) * TONE_AMPLITUDE;
      stream.position += 1;
    }
    if (words.length > 0) frame.fill(0).set(words);
    writeRtpHeader(packet, remote.type, false, stream.sequence, stream.timestamp, ssrc);
    if (remote.law === 'G722') encodeG722(wide.out, frame, 160, packet, 12);
    else encodeG711(remote.law, frame, 160, packet, 12);
    rtp.send(Buffer.from(packet), remote.port, remote.host);
  };
  const startedMs = performance.now();
  let sent = 0;
  const pace = setInterval(() => {
    for (; sent < Math.floor((performance.now() - startedMs) / 20); sent += 1) sendFrame();
  }, 5);

  return {
    offer,
    answerTo,
    sendTo,
    listen: async (forMs) => {
      // What was heard before nobody asks for any more.
      if (heardCount > HEARD_MAX_SAMPLES / 2) heardCount = 0;
      const begin = heardCount;
      await new Promise((resolve) => setTimeout(resolve, forMs));
      return heard.slice(begin, heardCount);
    },
    packetsHeard: () => arrivals.length,
    arrivals,
    keysHeard,
    typesHeard,
    tone: (hz) => {
      toneHz = hz;
    },
    say: (samples) => {
      spoken = samples;
    },
    press: (key) => void keys.push(...keyPackets(key)),
    hush: () => {
      remote = undefined;
      keys.length = 0;
    },
    close: () => {
      clearInterval(pace);
      rtp.close();
    },
  };
}
