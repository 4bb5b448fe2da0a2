import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from './frame.ts';
import { G711 } from './g711.ts';
import { createOutStream } from './leg-state.ts';
import { createPlane, type Plane } from './plane.ts';
import type { FromWorker } from './protocol.ts';
import { emptyRtpHeader, isRtcp, readRtp, sequenceDistance, writeRtpHeader } from './rtp.ts';
import type { LegTransport } from './transport.ts';

interface Sent {
  atMs: number;
  sequence: number;
  timestamp: number;
  length: number;
  first: number;
  samples: Int16Array;
}

/** A far end without network: what it is sent, and a way to send. Its voice is one sample of its own in each frame. */
interface Far {
  name: string;
  /** Which sample of a frame is its voice. */
  index: number;
  level: number;
  sent: Sent[];
  say(sequence: number, length?: number, codec?: 'PCMU' | 'PCMA'): void;
}

interface World {
  plane: Plane;
  far: Far[];
  reports: FromWorker[];
  tick(): void;
  /** The time, ms; may be moved on by a test between ticks. */
  nowMs: number;
  arrange(
    hears: Record<string, string[]>,
    plays?: { sourceId: string; level: number; frames: number }[],
  ): void;
}

/** A-law has no zero: two silences summed and encoded again are 24. */
const SILENT = 60;
const LEVELS = [4_000, 6_000, 9_000];

function world(codecs: ('PCMU' | 'PCMA')[]): World {
  const reports: FromWorker[] = [];
  let revision = 0;
  const made: World = {
    plane: createPlane(
      {
        report: (message) => reports.push(message),
        peers: undefined,
        nowMs: () => made.nowMs,
        wallMs: () => made.nowMs,
        random32: () => 1,
      },
      1,
    ),
    far: [],
    reports,
    nowMs: 1_000,
    tick: () => {
      made.nowMs += 20;
      made.plane.step(0, made.nowMs);
    },
    arrange: (hears, plays = []) => {
      revision += 1;
      made.plane.take({
        type: 'arrange',
        callId: 'c',
        revision,
        hears,
        plays: plays.map(({ sourceId, level, frames }) => ({
          sourceId,
          audio: { kind: 'samples', pcm: new Int16Array(frames * FRAME_SAMPLES).fill(level) },
          loop: false,
        })),
      });
    },
  };
  for (const [i, codec] of codecs.entries()) made.far.push(openFar(made, i, codec));
  return made;
}

function openFar(made: World, index: number, codec: 'PCMU' | 'PCMA'): Far {
  const name = 'abc'[index]!;
  const level = LEVELS[index]!;
  const sent: Sent[] = [];
  const header = emptyRtpHeader();
  let listener: ((packet: Uint8Array) => void) | undefined;
  const transport: LegTransport = {
    payloads: () => ({ codec, audioType: G711[codec].payloadType, keyType: 101 }),
    onPacket: (next) => {
      listener = next;
    },
    send: (packet) => {
      if (isRtcp(packet) || !readRtp(packet, header) || header.payloadType === 101) return true;
      const bytes = packet.subarray(header.payloadOffset, header.payloadOffset + header.payloadLength);
      const samples = Int16Array.from(bytes, (byte) => G711[codec].toLinear[byte]!);
      const { sequence, timestamp, payloadLength: length } = header;
      sent.push({ atMs: made.nowMs, sequence, timestamp, length, first: samples[0]!, samples });
      return true;
    },
  };
  made.plane.openLeg('c', name, transport, createOutStream(7, 65_500, 4_294_960_000));
  return {
    name,
    index,
    level,
    sent,
    say: (sequence, length = FRAME_SAMPLES, as = codec) => {
      const packet = new Uint8Array(12 + length).fill(G711[as].silence, 12);
      packet[12 + index] = G711[as].fromLinear[level]!;
      writeRtpHeader(packet, G711[as].payloadType, false, sequence & 0xffff, sequence * FRAME_SAMPLES, 99);
      listener?.(packet);
    },
  };
}

const near = (value: number, level: number): boolean => Math.abs(value - level) < 400;

describe('media plane', () => {
  it('two that hear only each other are relayed at once, not at the next tick', () => {
    const { far, arrange, tick } = world(['PCMU', 'PCMU']);
    const [a, b] = far as [Far, Far];
    arrange({ a: ['b'], b: ['a'] });
    tick();
    const before = b.sent.length;
    a.say(10);
    expect(b.sent.length).toBe(before + 1);
    expect(near(b.sent.at(-1)!.first, a.level)).toBe(true);
    tick();
    // The relay carries the stream: no silence is sent in between.
    expect(b.sent.length).toBe(before + 1);
  });

  it('relays packets of 2 ms as they are', () => {
    const { far, arrange } = world(['PCMU', 'PCMU']);
    const [a, b] = far as [Far, Far];
    arrange({ b: ['a'] });
    for (let i = 0; i < 10; i += 1) a.say(i, 16);
    expect(b.sent.map((sent) => sent.length)).toEqual(new Array(10).fill(16));
  });

  it('a first packet that came before the arrangement is heard, one of long before is not', () => {
    for (const codec of ['PCMU', 'PCMA'] as const) {
      const early = world(['PCMU', codec]);
      early.far[0]!.say(0);
      for (let i = 0; i < 3; i += 1) early.tick();
      early.arrange({ b: ['a'] });
      early.tick();
      expect(
        early.far[1]!.sent.some((sent) => near(sent.first, LEVELS[0]!)),
        codec,
      ).toBe(true);

      const late = world(['PCMU', codec]);
      late.far[0]!.say(0);
      for (let i = 0; i < 30; i += 1) late.tick();
      late.arrange({ b: ['a'] });
      late.tick();
      expect(
        late.far[1]!.sent.some((sent) => near(sent.first, LEVELS[0]!)),
        codec,
      ).toBe(false);
    }
  });

  it('different codecs are mixed, and a speaker that changes codec in mid-call stays heard', () => {
    const { far, arrange, tick } = world(['PCMU', 'PCMA']);
    const [a, b] = far as [Far, Far];
    arrange({ a: ['b'], b: ['a'] });
    for (let i = 0; i < 20; i += 1) {
      a.say(i, FRAME_SAMPLES, i < 10 ? 'PCMU' : 'PCMA');
      tick();
    }
    expect(b.sent.slice(-12).every((sent) => near(sent.first, a.level))).toBe(true);
  });

  it('a speaker that falls silent is replaced by silence within 120 ms, and heard again at its next packet', () => {
    const made = world(['PCMU', 'PCMU']);
    const [a, b] = made.far as [Far, Far];
    made.arrange({ b: ['a'] });
    for (let i = 0; i < 10; i += 1) {
      a.say(i);
      made.tick();
    }
    const from = b.sent.length;
    for (let i = 0; i < 10; i += 1) made.tick();
    expect(b.sent.length - from).toBeGreaterThanOrEqual(4);
    expect(b.sent.slice(from).every((sent) => sent.first === 0)).toBe(true);
    a.say(20);
    expect(near(b.sent.at(-1)!.first, a.level)).toBe(true);
  });

  it('a play and a voice are summed; when the play ends the voice goes on', () => {
    const { far, arrange, tick, reports } = world(['PCMU', 'PCMU']);
    const [a, b] = far as [Far, Far];
    arrange({ b: ['a', 'p'] }, [{ sourceId: 'p', level: 8_000, frames: 5 }]);
    for (let i = 0; i < 15; i += 1) {
      a.say(i);
      tick();
    }
    expect(b.sent.filter((sent) => near(sent.first, 8_000 + a.level))).toHaveLength(5);
    expect(b.sent.slice(-8).every((sent) => near(sent.first, a.level))).toBe(true);
    expect(reports.filter((report) => report.type === 'play.finished')).toHaveLength(1);
  });

  it('quiet and flowing are told once each', () => {
    const { far, tick, reports } = world(['PCMU']);
    far[0]!.say(0);
    for (let i = 0; i < 40; i += 1) tick();
    far[0]!.say(1);
    far[0]!.say(2);
    const told = reports.map((report) => report.type);
    expect(told).toEqual(['leg.heard', 'leg.quiet', 'leg.flowing']);
  });

  it('whatever is said and arranged: nobody hears a source not arranged, and every stream stays one', () => {
    const source = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ say: source }) },
      { weight: 6, arbitrary: fc.constant({ tick: true }) },
      {
        weight: 1,
        arbitrary: fc.record({ hears: fc.dictionary(source, fc.array(source, { maxLength: 3 })) }),
      },
      { weight: 1, arbitrary: fc.record({ pauseMs: fc.integer({ min: 50, max: 900 }) }) },
    );
    const codecs = fc.array(fc.constantFrom('PCMU' as const, 'PCMA' as const), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(codecs, fc.array(step, { maxLength: 120 }), (chosen, steps) => {
        const made = world(chosen);
        const said: Record<string, number> = { a: 0, b: 0, c: 0 };
        let hears: Record<string, string[]> = {};
        const checked = [0, 0, 0];

        for (const next of steps) {
          if ('hears' in next) {
            hears = next.hears;
            made.arrange(next.hears);
          } else if ('pauseMs' in next) made.nowMs += next.pauseMs;
          else if ('say' in next) {
            said[next.say]! += 1;
            made.far.find(({ name }) => name === next.say)!.say(said[next.say]!);
          } else made.tick();
          for (const [i, far] of made.far.entries()) {
            for (; checked[i]! < far.sent.length; checked[i]! += 1) {
              const heard = far.sent[checked[i]!]!;
              for (const other of made.far) {
                const isArranged = other !== far && (hears[far.name] ?? []).includes(other.name);
                if (!isArranged)
                  expect(Math.abs(heard.samples[other.index]!), `${other.name} at ${far.name}`).toBeLessThan(
                    SILENT,
                  );
              }
              const before = far.sent[checked[i]! - 1];
              if (before === undefined) continue;
              expect(sequenceDistance(heard.sequence, before.sequence)).toBe(1);
              const moved = (heard.timestamp - before.timestamp) >>> 0;
              expect(moved % 160).toBe(0);
              expect(moved).toBeGreaterThan(0);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
