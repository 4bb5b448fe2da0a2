/** G.722 legs in the plane: relayed to one another untouched, mixed with the others in the lower half of the spectrum. */
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from './frame.ts';
import { decodeG711, encodeG711, G711, type WireCodec } from './g711.ts';
import { createWideEnd } from './g722-for-tests.ts';
import { tonePowerDb } from './goertzel.ts';
import { createOutStream } from './leg-state.ts';
import { createPlane } from './plane.ts';
import type { FromWorker } from './protocol.ts';
import { emptyRtpHeader, isRtcp, readRtp, writeRtpHeader } from './rtp.ts';

const PEAK = 6_000;
const LEVEL_DB = 20 * Math.log10(PEAK / 32_768);

function world() {
  let nowMs = 1_000;
  const reports: FromWorker[] = [];
  const plane = createPlane(
    {
      report: (message) => reports.push(message),
      peers: undefined,
      nowMs: () => nowMs,
      wallMs: () => nowMs,
      random32: () => 1,
    },
    1,
  );
  /** A far end that says a tone; a G.722 one at 16 kHz. */
  const open = (name: string, codec: WireCodec, hz: number, ownsPackets = false) => {
    const end = createWideEnd();
    const rateHz = codec === 'G722' ? 16_000 : 8_000;
    const audioType = codec === 'G722' ? 9 : G711[codec].payloadType;
    const got: Uint8Array[] = [];
    const said: Uint8Array[] = [];
    const header = emptyRtpHeader();
    let listener: ((packet: Uint8Array) => void) | undefined;
    let sequence = 0;
    let position = 0;
    const take = (packet: Uint8Array): boolean => {
      if (!isRtcp(packet) && readRtp(packet, header) && header.payloadType === audioType)
        got.push(Uint8Array.from(packet.subarray(header.payloadOffset)));
      return true;
    };
    plane.openLeg(
      'c',
      name,
      {
        payloads: () => ({ codec, audioType, keyType: 101 }),
        onPacket: (next) => {
          listener = next;
        },
        send: take,
        ...(ownsPackets ? { ownPackets: true as const } : {}),
      },
      createOutStream(7, 1, 1),
    );
    return {
      got,
      said,
      say: () => {
        const count = (rateHz * 20) / 1_000;
        const samples = Int16Array.from({ length: count }, (_, i) =>
          Math.round(PEAK * Math.sin((2 * Math.PI * hz * (position + i)) / rateHz)),
        );
        position += count;
        let payload = new Uint8Array(FRAME_SAMPLES);
        if (codec === 'G722') payload = new Uint8Array(end.encode(samples));
        else encodeG711(codec, samples, FRAME_SAMPLES, payload, 0);
        said.push(payload);
        const packet = new Uint8Array(12 + FRAME_SAMPLES);
        packet.set(payload, 12);
        sequence += 1;
        writeRtpHeader(packet, audioType, false, sequence, sequence * FRAME_SAMPLES, 99);
        listener?.(packet);
      },
      /** Level of a tone in the later half of what it was sent, dBFS. */
      hears: (toneHz: number): number => {
        const all = got.map((payload) => {
          if (codec === 'G722') return end.decode(payload);
          const samples = new Int16Array(payload.length);
          decodeG711(codec, payload, 0, payload.length, samples);
          return samples;
        });
        const samples = all.slice(all.length >> 1).flatMap((one) => [...one]);
        return tonePowerDb(samples, toneHz, rateHz);
      },
    };
  };
  type Far = ReturnType<typeof open>;
  return {
    open,
    reports,
    arrange: (revision: number, hears: Record<string, string[]>) =>
      plane.take({ type: 'arrange', callId: 'c', revision, hears, plays: [] }),
    listen: (legId: string) => plane.take({ type: 'leg.listen', legId, forMs: 60_000 }),
    run: (far: Far[], ticks: number) => {
      for (let i = 0; i < ticks; i += 1) {
        for (const one of far) one.say();
        nowMs += 20;
        plane.step(0, nowMs);
      }
    },
  };
}

describe('G.722 in the media plane', () => {
  it.each([false, true])('two legs of it are relayed octet by octet, the upper half too', (ownsPackets) => {
    const made = world();
    const [a, b] = [made.open('a', 'G722', 5_000, ownsPackets), made.open('b', 'G722', 1_000, ownsPackets)];
    made.arrange(1, { a: ['b'], b: ['a'] });
    made.run([a, b], 100);
    expect(b.got).toEqual(a.said);
    expect(a.got).toEqual(b.said);
    expect(Math.abs(b.hears(5_000) - LEVEL_DB)).toBeLessThan(1);
  });

  it.each(['PCMU', 'PCMA'] as const)(
    'bridged with %s each hears the other, at its level and at the narrow rate',
    (law) => {
      const made = world();
      const [a, b] = [made.open('a', 'G722', 1_000), made.open('b', law, 700)];
      made.arrange(1, { a: ['b'], b: ['a'] });
      made.run([a, b], 150);
      expect(Math.abs(b.hears(1_000) - LEVEL_DB)).toBeLessThan(1);
      expect(Math.abs(a.hears(700) - LEVEL_DB)).toBeLessThan(1);
      // The image of 700 Hz in the upper half.
      expect(a.hears(7_300)).toBeLessThan(-65);
    },
  );

  it('three are mixed: each hears the two others and not itself', () => {
    const made = world();
    const tones = { a: 600, b: 1_000, c: 1_700 };
    const far = {
      a: made.open('a', 'G722', tones.a),
      b: made.open('b', 'G722', tones.b),
      c: made.open('c', 'PCMU', tones.c),
    };
    made.arrange(1, { a: ['b', 'c'], b: ['a', 'c'], c: ['a', 'b'] });
    made.run(Object.values(far), 150);
    for (const me of ['a', 'b', 'c'] as const)
      for (const other of ['a', 'b', 'c'] as const) {
        const level = far[me].hears(tones[other]);
        if (other === me) expect(level).toBeLessThan(-50);
        else expect(Math.abs(level - LEVEL_DB)).toBeLessThan(1.5);
      }
  });

  it('from relay to mix and back: sound goes on, and silence is sent to a leg that hears nobody', () => {
    const made = world();
    const far = [made.open('a', 'G722', 1_000), made.open('b', 'G722', 700), made.open('c', 'PCMU', 1_700)];
    const [a, b, c] = far as [(typeof far)[0], (typeof far)[0], (typeof far)[0]];
    made.arrange(1, { a: ['b'], b: ['a'] });
    made.run(far, 50);
    b.got.length = 0;
    made.arrange(2, { a: ['b', 'c'], b: ['a', 'c'], c: ['a', 'b'] });
    made.run(far, 100);
    expect(Math.abs(b.hears(1_000) - LEVEL_DB)).toBeLessThan(1.5);
    expect(Math.abs(c.hears(700) - LEVEL_DB)).toBeLessThan(1.5);
    made.arrange(3, { a: ['b'], b: ['a'], c: [] });
    const [from, before] = [a.said.length, b.got.length];
    a.got.length = 0;
    c.got.length = 0;
    made.run(far, 50);
    expect(b.got.slice(before)).toEqual(a.said.slice(from));
    expect(c.got).toHaveLength(50);
    expect(c.hears(1_000)).toBeLessThan(-80);
  });

  it('whoever judges what a leg says hears it as well', () => {
    const made = world();
    const a = made.open('a', 'G722', 1_000);
    made.listen('a');
    made.run([a], 50);
    const frames = made.reports.flatMap((one) => (one.type === 'leg.sound' ? one.frames : []));
    expect(frames.length).toBeGreaterThanOrEqual(45);
    for (const frame of frames.slice(10)) {
      expect(Math.abs(frame.toneHz - 1_000)).toBeLessThan(5);
      expect(Math.abs(frame.levelDb + 3 - LEVEL_DB)).toBeLessThan(1);
    }
  });
});
