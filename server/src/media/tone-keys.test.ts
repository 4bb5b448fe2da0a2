import { describe, expect, it } from 'vitest';
import { createRandom } from '../kernel/ids.ts';
import { encodeG711 } from './g711.ts';
import { createToneKeys } from './tone-keys.ts';

const RATE = 8_000;
const PACKET = 160;
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1_209, 1_336, 1_477, 1_633];
const ALL = ['123A', '456B', '789C', '*0#D'];

interface Press {
  key: string;
  ms?: number;
  /** Amplitudes of row and column. */
  low?: number;
  high?: number;
  /** Off in pitch, as a factor. */
  off?: number;
}

function tones({ key, ms = 100, low = 4_000, high = 4_000, off = 1 }: Press): number[] {
  const row = ALL.findIndex((keys) => keys.includes(key));
  const [a, b] = [ROWS[row]! * off, COLUMNS[ALL[row]!.indexOf(key)]! * off];
  return Array.from(
    { length: (ms * RATE) / 1_000 },
    (_, i) => low * Math.sin((2 * Math.PI * a * i) / RATE) + high * Math.sin((2 * Math.PI * b * i) / RATE),
  );
}
const silence = (ms: number): number[] => new Array<number>((ms * RATE) / 1_000).fill(0);

/** What is heard of this sound, sent in packets of 20 ms. */
function heard(sound: number[], law: 'PCMU' | 'PCMA' = 'PCMU'): string {
  const read = createToneKeys();
  let keys = '';
  for (let at = 0; at + PACKET <= sound.length; at += PACKET) {
    const samples = Int16Array.from(sound.slice(at, at + PACKET), (value) =>
      Math.max(-32_768, Math.min(32_767, value)),
    );
    const packet = new Uint8Array(PACKET);
    encodeG711(law, samples, PACKET, packet, 0);
    keys += read.take(law, packet, 0, PACKET) ?? '';
  }
  return keys;
}

describe('keys as tones (ITU-T Q.23, Q.24)', () => {
  it('all sixteen, in either law', () => {
    for (const key of ALL.join('')) {
      expect(heard([...silence(33), ...tones({ key }), ...silence(60)])).toBe(key);
      expect(heard([...silence(7), ...tones({ key }), ...silence(60)], 'PCMA')).toBe(key);
    }
  });

  it('wherever among the stretches it begins, those that are not looked at unless another is a key included', () => {
    for (let ms = 0; ms < 60; ms += 1)
      expect(heard([...silence(ms), ...tones({ key: '7', ms: 66 }), ...silence(60)]), `${ms} ms`).toBe('7');
  });

  it('a long press is one, two presses of one key are two, a row of them is in order', () => {
    expect(heard([...tones({ key: '5', ms: 1_500 }), ...silence(60)])).toBe('5');
    expect(heard([...tones({ key: '5' }), ...silence(60), ...tones({ key: '5' }), ...silence(60)])).toBe(
      '55',
    );
    const row = [...'4#0911*'].flatMap((key) => [...tones({ key, ms: 65 }), ...silence(55)]);
    expect(heard([...silence(11), ...row, ...silence(40)])).toBe('4#0911*');
  });

  it('off in pitch by 1.5 %, uneven, faint, or with noise beneath', () => {
    const random = createRandom(5);
    for (const key of ALL.join('')) {
      expect(heard([...tones({ key, off: 1.015 }), ...silence(60)]), `${key} high`).toBe(key);
      expect(heard([...tones({ key, off: 0.985 }), ...silence(60)]), `${key} low`).toBe(key);
      expect(heard([...tones({ key, low: 2_000, high: 2_900 }), ...silence(60)])).toBe(key);
      expect(heard([...tones({ key, low: 4_000, high: 1_800 }), ...silence(60)])).toBe(key);
      expect(heard([...tones({ key, low: 260, high: 260 }), ...silence(60)])).toBe(key);
      const noisy = tones({ key }).map((value) => value + 600 * (random() * 2 - 1));
      expect(heard([...noisy, ...silence(60)])).toBe(key);
    }
  });

  it('too short, off by 4 %, one tone alone, three tones, far too uneven: nothing', () => {
    for (const key of ALL.join('')) {
      expect(heard([...silence(40), ...tones({ key, ms: 20 }), ...silence(60)])).toBe('');
      expect(heard([...tones({ key, off: 1.04 }), ...silence(60)])).toBe('');
      expect(heard([...tones({ key, low: 0 }), ...silence(60)])).toBe('');
      expect(heard([...tones({ key, high: 0 }), ...silence(60)])).toBe('');
      expect(heard([...tones({ key, low: 4_000, high: 900 }), ...silence(60)])).toBe('');
    }
    const both = tones({ key: '1' }).map((value, i) => value + tones({ key: '5' })[i]!);
    expect(heard([...both, ...silence(60)])).toBe('');
  });
});
