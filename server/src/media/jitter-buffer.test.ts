import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from './frame.ts';
import { G711 } from './g711.ts';
import { createJitterBuffer } from './jitter-buffer.ts';

/** A packet whose bytes all say which packet it is: loud codes, so that concealment never looks like one. */
function packet(number: number, length = FRAME_SAMPLES): Uint8Array {
  return new Uint8Array(length).fill(number & 0x7f);
}

const create = () => createJitterBuffer('PCMU');
type Buffer = ReturnType<typeof create>;

function push(buffer: Buffer, sequence: number, length = FRAME_SAMPLES): void {
  buffer.push(sequence & 0xffff, packet(sequence, length), 0, length);
}

/** Plays `ticks` frames; what each said: the packet's number, 'concealed', or undefined for silence. */
function play(buffer: Buffer, ticks: number): (number | 'concealed' | undefined)[] {
  const into = new Uint8Array(FRAME_SAMPLES);
  return Array.from({ length: ticks }, () => {
    const before = buffer.stats.concealed;
    if (!buffer.pull(into)) return undefined;
    return buffer.stats.concealed > before ? 'concealed' : into[0];
  });
}

describe('jitter buffer', () => {
  it('plays the very first packet at the next tick', () => {
    const buffer = create();
    expect(play(buffer, 1)).toEqual([undefined]);
    push(buffer, 7);
    expect(play(buffer, 1)).toEqual([7]);
  });

  it('puts swapped packets in order, over the end of the sequence, and drops repeated ones', () => {
    const buffer = create();
    for (const sequence of [65_535, 1, 0, 1, 2]) push(buffer, sequence);
    expect(play(buffer, 4)).toEqual([0x7f, 0, 1, 2]);
    expect(buffer.stats.duplicate + buffer.stats.late).toBe(1);
  });

  it('conceals a lost packet for at most two ticks and goes on', () => {
    const buffer = create();
    push(buffer, 10);
    // Packet 11 is lost. Its own tick passes before packet 12 is there.
    expect(play(buffer, 2)).toEqual([10, 'concealed']);
    const said = [12, 13, 14, 15].flatMap((sequence) => {
      push(buffer, sequence);
      return play(buffer, 1);
    });
    expect(said).toEqual(['concealed', 12, 13, 14]);
  });

  it('repeats the last sound ever quieter, then is silent', () => {
    const buffer = create();
    buffer.push(1, new Uint8Array(FRAME_SAMPLES).fill(G711.PCMU.fromLinear[6_000]!), 0, FRAME_SAMPLES);
    const into = new Uint8Array(FRAME_SAMPLES);
    buffer.pull(into);
    const levels = Array.from({ length: 7 }, () => (buffer.pull(into) ? G711.PCMU.toLinear[into[0]!]! : 0));
    for (const [i, level] of levels.entries())
      expect(Math.abs(level - Math.max(0, 5 - i) * 1_000)).toBeLessThan(150);
  });

  it('a late packet adds delay instead of being lost, and the delay is taken away again when nothing is late', () => {
    const buffer = create();
    let sequence = 0;
    const pushNext = (): void => {
      push(buffer, sequence);
      sequence += 1;
    };
    pushNext();
    play(buffer, 4);
    for (let i = 0; i < 4; i += 1) pushNext();
    for (let i = 0; i < 1_000; i += 1) {
      pushNext();
      play(buffer, 1);
    }
    expect(buffer.stats.late).toBe(0);
    expect(buffer.stats.shrunk).toBeGreaterThan(0);
    expect(buffer.depth()).toBeLessThanOrEqual(2 * FRAME_SAMPLES);
  });

  it('absorbs a clock that runs 0.5 % fast, and one that runs slow, for two minutes', () => {
    for (const rate of [1.005, 0.995]) {
      const buffer = create();
      const into = new Uint8Array(FRAME_SAMPLES);
      let sent = 0;
      let deepest = 0;
      for (let tick = 0; tick < 6_000; tick += 1) {
        for (; sent < (tick + 1) * rate; sent += 1) push(buffer, sent);
        buffer.pull(into);
        deepest = Math.max(deepest, buffer.depth());
      }
      expect(buffer.stats.late).toBe(0);
      expect(deepest).toBeLessThanOrEqual(5 * FRAME_SAMPLES);
      expect(buffer.stats.concealed).toBeLessThan(60);
    }
  });

  it('re-cuts packets of other lengths', () => {
    for (const length of [16, 80, 240, 480]) {
      const buffer = create();
      for (let i = 0; i < 480 / length; i += 1) buffer.push(i, packet(5, length), 0, length);
      expect(play(buffer, 3)).toEqual([5, 5, 5]);
    }
  });

  it('begins anew after a jump of the sequence, as of a new sender; a gap longer than the slots is passed over', () => {
    const buffer = create();
    push(buffer, 100);
    play(buffer, 1);
    push(buffer, 30_002);
    expect(play(buffer, 1)).toEqual([30_002 & 0x7f]);
    push(buffer, 30_100);
    expect(play(buffer, 3).filter((said) => said !== 'concealed')).toEqual([30_100 & 0x7f]);
  });

  it('whatever arrives: never throws, bounded delay, sound only of packets given, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant('tick' as const), fc.integer({ min: 0, max: 120 })), {
          maxLength: 400,
        }),
        (steps) => {
          const buffer = create();
          let latest = -1;
          for (const step of steps) {
            if (step === 'tick') {
              const shrunk = buffer.stats.shrunk;
              const said = play(buffer, 1)[0];
              if (typeof said !== 'number' || buffer.stats.shrunk > shrunk) continue;
              expect(said).toBeGreaterThan(latest);
              latest = said;
            } else push(buffer, step);
            expect(buffer.depth()).toBeLessThanOrEqual(12 * FRAME_SAMPLES);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
