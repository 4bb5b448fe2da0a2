import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loudnessDb, tonePowerDb } from './goertzel.ts';
import { isHidden, readOffer } from './offer.ts';
import {
  countReceived,
  createReceiveCounter,
  expectedPackets,
  pauseCounter,
  readRtcp,
  writeSenderReport,
} from './rtcp.ts';
import { createKeyReader, keyPackets, readKeyEvent, writeKeyEvent } from './telephone-event.ts';
import { makeAllTones, tone } from './tones.ts';
import { readWav, writeWav } from './wav.ts';

describe('keys (RFC 4733)', () => {
  it('a press of many packets, some lost, counts once; two presses of one key count twice', () => {
    const packets = keyPackets('5');
    for (const lost of packets.keys()) {
      const read = createKeyReader();
      const payload = new Uint8Array(4);
      const keys: string[] = [];
      for (const timestamp of [1_000, 9_000]) {
        for (const [i, packet] of packets.entries()) {
          if (i === lost) continue;
          writeKeyEvent(payload, 0, packet.event);
          const key = read(timestamp, payload, 0, 4);
          if (key !== undefined) keys.push(key);
        }
      }
      expect(keys).toEqual(['5', '5']);
    }
  });

  it('tells the end three times, and knows all sixteen keys', () => {
    for (const key of '0123456789*#ABCD') {
      const ends = keyPackets(key).filter((packet) => packet.event.end);
      expect(ends).toHaveLength(3);
      const payload = new Uint8Array(4);
      writeKeyEvent(payload, 0, ends[0]!.event);
      expect(readKeyEvent(payload, 0, 4)).toEqual({ key, end: true, duration: 1_280 });
    }
    expect(() => writeKeyEvent(new Uint8Array(4), 0, { key: 'x', end: false, duration: 0 })).toThrow(
      RangeError,
    );
    expect(readKeyEvent(Uint8Array.of(16, 0, 0, 0), 0, 4)).toBeUndefined();
  });
});

describe('RTCP', () => {
  it('counts loss over the end of the sequence', () => {
    const counter = createReceiveCounter();
    for (let i = 0; i < 100; i += 1) {
      if (i % 10 === 5) continue;
      countReceived(counter, 1, (65_500 + i) & 0xffff, i * 160, i * 20);
    }
    expect(expectedPackets(counter)).toBe(100);
    expect(counter.received).toBe(90);
    expect(counter.jitter).toBe(0);
  });

  it('what was sent elsewhere is not missing, over the end of the numbers too; what is lost before and after is', () => {
    for (const first of [100, 65_000]) {
      const counter = createReceiveCounter();
      const come = (i: number) => countReceived(counter, 1, (first + i) & 0xffff, i * 160, i * 20);
      for (const i of [0, 1, 3]) come(i);
      pauseCounter(counter);
      for (const i of [900, 901, 903, 904]) come(i);
      expect([expectedPackets(counter), counter.received]).toEqual([9, 7]);
    }
  });

  it('two ends tell each other loss and round trip', () => {
    const seenByB = createReceiveCounter();
    for (let i = 0; i < 8; i += 1)
      if (i !== 3) countReceived(seenByB, 0xaaaa, i, i * 160, i * 20 + (i % 2) * 4);
    const into = new Uint8Array(64);
    const sender = { ssrc: 0xaaaa, timestamp: 1, packets: 8, bytes: 1_280 };
    const fromA = writeSenderReport(
      into,
      { ...sender, wallMs: 1_700_000_000_000 },
      createReceiveCounter(),
      0,
    );
    expect(fromA).toBe(28);
    // 30 ms there, 500 ms kept, 30 ms back.
    readRtcp(into.subarray(0, fromA), 0xbbbb, seenByB, 10_000, 0);
    const fromB = writeSenderReport(
      into,
      { ...sender, ssrc: 0xbbbb, wallMs: 1_700_000_123_456 },
      seenByB,
      10_500,
    );
    expect(fromB).toBe(52);
    const report = readRtcp(into.subarray(0, fromB), 0xaaaa, createReceiveCounter(), 0, 1_700_000_000_560);
    expect(report?.roundTripMs).toBeCloseTo(60, 0);
    expect(report?.lost).toBe(1);
    expect(report?.fractionLost).toBeCloseTo(1 / 8, 1);
    expect(report?.jitterMs).toBeGreaterThan(0.5);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        if (bytes.length > 1) bytes.set([0x81, bytes[1]! % 2 ? 200 : 201]);
        readRtcp(bytes, 1, createReceiveCounter(), 0, 0);
      }),
    );
  });
});

describe('tones', () => {
  it('are all there, loud enough to hear, never clipped, and begin and end without a click', () => {
    makeAllTones();
    for (const name of ['hold', 'ringback', 'live', 'taken', 'attention', 'beep'] as const) {
      const samples = tone(name);
      const most = samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
      expect(most, name).toBeGreaterThan(1_500);
      expect(most, name).toBeLessThan(16_000);
      if (name !== 'hold') expect(Math.abs(samples[0]!), name).toBeLessThan(200);
    }
  });

  it('hold music loops without a seam and is never silent for a second', () => {
    const hold = tone('hold');
    const seam = Math.abs(hold[0]! - hold.at(-1)!);
    expect(seam).toBeLessThan(600);
    for (let at = 0; at + 8_000 <= hold.length; at += 8_000)
      expect(loudnessDb(hold.subarray(at, at + 8_000))).toBeGreaterThan(-45);
  });

  it('ringing is 440 and 480 Hz', () => {
    const on = tone('ringback').subarray(2_000, 10_000);
    expect(tonePowerDb(on, 440, 8_000)).toBeCloseTo(-22, 0);
    expect(tonePowerDb(on, 480, 8_000)).toBeCloseTo(-22, 0);
    expect(tonePowerDb(on, 700, 8_000)).toBeLessThan(-60);
  });
});

describe('WAV', () => {
  it('reads what it writes, left of two channels', () => {
    const left = Int16Array.of(1, -2, 3);
    const file = writeWav([left, Int16Array.of(9)], 8_000);
    expect(file.length).toBe(44 + 12);
    expect(readWav(file)).toEqual({ samples: left, sampleRateHz: 8_000, channels: 2 });
  });

  it('reads a stream whose sizes were not known, and refuses what is none', () => {
    const file = writeWav([Int16Array.of(1, 2)], 22_050);
    file.writeUInt32LE(0x7ffff000, 40);
    expect([...readWav(file).samples]).toEqual([1, 2]);
    expect(() => readWav(Buffer.from('hello'))).toThrow('not a WAV file');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const broken = Buffer.from(writeWav([Int16Array.of(1, 2)], 8_000));
        broken.set(bytes.subarray(0, broken.length - 12), 12);
        try {
          readWav(broken);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect(error).not.toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe('offers', () => {
  const offer = (types: string, ...lines: string[]): string =>
    ['v=0', `m=audio 9 UDP/TLS/RTP/SAVPF ${types}`, 'a=mid:0', ...lines, ''].join('\r\n');

  it('takes the first of PCMU and PCMA, and keys only on their clock', () => {
    const sdp = offer(
      '111 110 8 0 126',
      'a=rtpmap:110 telephone-event/48000',
      'a=rtpmap:126 telephone-event/8000',
    );
    expect(readOffer(sdp)).toEqual({
      sdp,
      mid: '0',
      payloads: { codec: 'PCMA', audioType: 8, keyType: 126 },
    });
    expect(readOffer(offer('0')).payloads.keyType).toBeUndefined();
  });

  it('leaves hidden candidates out and keeps the others', () => {
    const open = 'a=candidate:1 1 udp 2113937151 127.0.0.1 50000 typ host';
    const hidden = 'a=candidate:2 1 udp 2113937151 4f1e8d2a-0000.local 50001 typ host';
    expect(readOffer(offer('0', open, hidden)).sdp).toBe(offer('0', open));
    expect(isHidden(hidden.slice(2))).toBe(true);
  });

  it('refuses in plain words', () => {
    expect(() => readOffer('v=0')).toThrow('no audio');
    expect(() => readOffer(offer('111', 'a=rtpmap:111 opus/48000/2'))).toThrow('neither PCMU nor PCMA');
    expect(() => readOffer(`${offer('0')}m=video 9 UDP/TLS/RTP/SAVPF 96\r\n`)).toThrow('more than one');
  });
});
