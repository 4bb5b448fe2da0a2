import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from './frame.ts';
import { encodeG711 } from './g711.ts';
import {
  advancePlays,
  arrange,
  codedFor,
  createMixLeg,
  createRoom,
  type MixLeg,
  mixFor,
  type Room,
  resolve,
} from './mixer.ts';

function room(...names: string[]): Room {
  const made = createRoom('c');
  for (const [i, name] of names.entries()) {
    const leg = createMixLeg(name);
    leg.speaking = true;
    leg.decoded = true;
    leg.frame.fill(10 ** i);
    made.legs.set(name, leg);
  }
  resolve(made);
  return made;
}

function hears(of: Room, name: string): number {
  const into = new Int16Array(FRAME_SAMPLES);
  mixFor(of.legs.get(name)!, into, new Int32Array(FRAME_SAMPLES));
  return into[FRAME_SAMPLES - 1]!;
}

const samples = (length: number, value: number): Int16Array => new Int16Array(length).fill(value);

describe('mixer', () => {
  it('each leg hears the sum of what it is arranged to hear, never itself', () => {
    const call = room('a', 'b', 'c');
    arrange(call, 1, { a: ['b', 'c', 'a'], b: ['a'], c: [] }, []);
    expect([hears(call, 'a'), hears(call, 'b'), hears(call, 'c')]).toEqual([110, 1, 0]);
  });

  it('an arrangement replaces the one before as a whole; an older one is refused, the same one is done already', () => {
    const call = room('a', 'b', 'c');
    expect(arrange(call, 2, { a: ['b'] }, [])).toBe(true);
    expect(arrange(call, 3, { b: ['c'] }, [])).toBe(true);
    expect([hears(call, 'a'), hears(call, 'b')]).toEqual([0, 100]);
    expect(arrange(call, 2, { a: ['c'] }, [])).toBe(false);
    expect(arrange(call, 3, { a: ['c'] }, [])).toBe(true);
    expect([hears(call, 'a'), hears(call, 'b')]).toEqual([0, 100]);
  });

  it('sums saturate instead of wrapping', () => {
    const call = room('a', 'b', 'c', 'd');
    for (const name of ['b', 'c', 'd']) call.legs.get(name)!.frame.fill(30_000);
    arrange(call, 1, { a: ['b', 'c', 'd'] }, []);
    expect(hears(call, 'a')).toBe(32_767);
    for (const name of ['b', 'c', 'd']) call.legs.get(name)!.frame.fill(-30_000);
    expect(hears(call, 'a')).toBe(-32_768);
  });

  it('a play waits for its first listener, loses no sample, ends once and does not begin again', () => {
    const call = room();
    const brief = { sourceId: 's', samples: samples(FRAME_SAMPLES + 1, 7), loop: false };
    arrange(call, 1, { a: ['s'] }, [brief]);
    expect(advancePlays(call)).toEqual([]);
    call.legs.set('a', createMixLeg('a'));
    resolve(call);
    const said: number[] = [];
    const ends: string[] = [];
    for (let tick = 0; tick < 4; tick += 1) {
      ends.push(...advancePlays(call));
      const leg = call.legs.get('a')!;
      const into = new Int16Array(FRAME_SAMPLES);
      if (mixFor(leg, into, new Int32Array(FRAME_SAMPLES)) > 0)
        said.push(...into.filter((value) => value !== 0));
    }
    expect(said).toHaveLength(FRAME_SAMPLES + 1);
    expect(ends).toEqual(['s']);
    arrange(call, 2, { a: ['s'] }, [brief]);
    expect(advancePlays(call)).toEqual([]);
    expect(hears(call, 'a')).toBe(0);
  });

  it('a loop goes on over arrangements from where it is, and is dropped when nobody is to hear it', () => {
    const call = room('a');
    const hold = { sourceId: 'h', samples: Int16Array.from({ length: 1_000 }, (_, i) => i), loop: true };
    arrange(call, 1, { a: ['h'] }, [hold]);
    advancePlays(call);
    arrange(call, 2, { a: ['h'] }, [hold]);
    advancePlays(call);
    expect(hears(call, 'a')).toBe(2 * FRAME_SAMPLES - 1);
    arrange(call, 3, { a: [] }, []);
    expect(call.plays.size).toBe(0);
  });

  it('a play too short to fill a frame loops within it; an empty one ends', () => {
    const call = room('a');
    arrange(call, 1, { a: ['x', 'e'] }, [
      { sourceId: 'x', samples: samples(7, 3), loop: true },
      { sourceId: 'e', samples: samples(0, 0), loop: true },
    ]);
    expect(advancePlays(call)).toEqual(['e']);
    expect(hears(call, 'a')).toBe(3);
  });

  it('one speaker of the same codec is passed on as it came; a play or another codec are not', () => {
    const into = new Uint8Array(FRAME_SAMPLES);
    const call = room('a', 'b', 'c');
    arrange(call, 1, { a: ['b', 'c'] }, []);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => call.legs.get(name)!) as [MixLeg, MixLeg, MixLeg];
    c.speaking = false;
    expect(codedFor(a, 'PCMU', into)).toBe(b.encoded);
    expect(codedFor(a, 'PCMA', into)).toBeUndefined();
    b.speaking = false;
    expect(codedFor(a, 'PCMU', into)).toBeUndefined();
    b.speaking = true;
    arrange(call, 2, { a: ['b', 'p'] }, [{ sourceId: 'p', samples: samples(500, 1), loop: false }]);
    advancePlays(call);
    expect(codedFor(a, 'PCMU', into)).toBeUndefined();
  });

  it('two speakers summed by table are what their samples summed and encoded are, for every pair of codes', () => {
    const into = new Uint8Array(FRAME_SAMPLES);
    const encoded = new Uint8Array(FRAME_SAMPLES);
    const [mixed, sums] = [new Int16Array(FRAME_SAMPLES), new Int32Array(FRAME_SAMPLES)];
    for (const codec of ['PCMU', 'PCMA'] as const) {
      const call = room('a', 'b', 'c', 'd');
      arrange(call, 1, { a: ['b', 'c'] }, []);
      const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => call.legs.get(name)!) as MixLeg[];
      for (const one of [b!, c!, d!]) one.codec = codec;
      for (let pair = 0; pair < 65_536; pair += FRAME_SAMPLES) {
        for (const one of [b!, c!]) one.decoded = false;
        for (let i = 0; i < FRAME_SAMPLES; i += 1) {
          b!.encoded[i] = (pair + i) >> 8;
          c!.encoded[i] = (pair + i) & 255;
        }
        expect(mixFor(a!, mixed, sums)).toBe(2);
        encodeG711(codec, mixed, FRAME_SAMPLES, encoded, 0);
        expect(codedFor(a!, codec, into)).toEqual(encoded);
      }
      arrange(call, 2, { a: ['b', 'c', 'd'] }, []);
      expect(codedFor(a!, codec, into), 'three').toBeUndefined();
    }
  });

  it('whatever the matrix: a leg hears exactly the sources named for it', () => {
    const names = ['a', 'b', 'c', 'd'];
    const matrix = fc.dictionary(fc.constantFrom(...names), fc.array(fc.constantFrom(...names, 'ghost')));
    fc.assert(
      fc.property(matrix, (wanted) => {
        const call = room(...names);
        arrange(call, 1, wanted, []);
        for (const name of names) {
          const sources = new Set(
            (wanted[name] ?? []).filter((source) => source !== name && source !== 'ghost'),
          );
          const sum = [...sources].reduce((total, source) => total + 10 ** names.indexOf(source), 0);
          expect(hears(call, name)).toBe(sum);
        }
      }),
    );
  });
});
