import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeG711 } from '../../media/g711.ts';
import { loudnessDb, tonePowerDb } from '../../media/goertzel.ts';
import { createToneKeys } from '../../media/tone-keys.ts';
import { createEspeak } from './espeak.ts';
import { resample } from './resample.ts';

const sine = (hz: number, rate: number): Int16Array =>
  Int16Array.from({ length: rate }, (_, i) => 10_000 * Math.sin((2 * Math.PI * hz * i) / rate));

describe('resampling', () => {
  it('keeps a voice tone and removes what would fold over', () => {
    const kept = resample(sine(1_000, 22_050), 22_050, 8_000);
    expect(kept.length).toBe(8_000);
    expect(tonePowerDb(kept.subarray(500, 7_500), 1_000, 8_000)).toBeCloseTo(-10.3, 0);
    const folded = resample(sine(5_500, 22_050), 22_050, 8_000);
    expect(loudnessDb(folded.subarray(500, 7_500))).toBeLessThan(-60);
  });
});

const speech = createEspeak();
const there = await speech.available();
if (!there.ok) console.warn(`skipped: ${there.reason} ${there.mend}`);

describe.runIf(there.ok)('espeak-ng', () => {
  it('says what it is and speaks a sentence at 8 kHz', async () => {
    expect(there).toMatchObject({ ok: true, engine: expect.stringMatching(/^espeak-ng \d/) });
    const samples = await speech.synthesize('Maria Alvarez wants a quote for two cars.', {
      language: 'en-US',
      limitMs: 5_000,
    });
    expect(samples.length).toBeGreaterThan(8_000);
    expect(samples.length).toBeLessThan(8_000 * 6);
    expect(loudnessDb(samples)).toBeGreaterThan(-35);
  });

  it('a voice presses no keys (media/tone-keys.ts), in two languages, high and low', async () => {
    const text =
      'Ninety-nine people asked: who, when, and how much? One said no, two said so, and three were on the phone. ';
    const read = createToneKeys();
    let keys = '';
    let spoken = 0;
    for (const language of ['en', 'es']) {
      const pcm = await speech.synthesize(text.repeat(3), { language, limitMs: 60_000 });
      for (const factor of [1, 1.4]) {
        // Read faster, it is a higher voice.
        const voice = Int16Array.from(
          { length: Math.floor(pcm.length / factor) },
          (_, i) => pcm[Math.floor(i * factor)]!,
        );
        for (let at = 0; at + 160 <= voice.length; at += 160) {
          const packet = new Uint8Array(160);
          encodeG711('PCMU', voice.subarray(at, at + 160), 160, packet, 0);
          keys += read.take('PCMU', packet, 0, 160) ?? '';
          spoken += 1;
        }
      }
    }
    expect(spoken).toBeGreaterThan(1_000);
    expect(keys).toBe('');
  });

  it('answers a repeat from memory, and takes text as text: no markup, no option, no file', async () => {
    const options = { language: 'en-US', limitMs: 5_000 };
    const text = '--help -f /etc/passwd <break time="20s"/>\u0001+9S';
    const first = await speech.synthesize(text, options);
    expect(first.length).toBeLessThan(8_000 * 19);
    expect(await speech.synthesize(text, options)).toBe(first);
  });

  it('an unknown language and an empty text are no errors of the server', async () => {
    expect(await speech.synthesize(' \n', { language: 'en', limitMs: 1_000 })).toHaveLength(0);
    const odd = await speech.synthesize('hello', { language: '../../x', limitMs: 5_000 });
    expect(odd.length).toBeGreaterThan(1_000);
  });

  it('four at once are all spoken', async () => {
    const texts = ['one', 'two', 'three', 'four'];
    const spoken = await Promise.all(
      texts.map((text) => speech.synthesize(text, { language: 'en', limitMs: 5_000 })),
    );
    for (const samples of spoken) expect(samples.length).toBeGreaterThan(1_000);
  });
});

describe('a speech program that misbehaves', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'baton-speech-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fake = (name: string, script: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const say = (program: string, limitMs = 2_000): Promise<Int16Array> =>
    createEspeak({ program }).synthesize('hello', { language: 'en', limitMs });

  it('hangs: rejected at the limit', async () => {
    const beganMs = performance.now();
    await expect(say(fake('hang', 'exec sleep 30'), 200)).rejects.toThrow('longer than its limit');
    expect(performance.now() - beganMs).toBeLessThan(1_000);
  });

  it('fails, or gives what is no WAV: rejected with its words', async () => {
    await expect(say(fake('fail', 'echo "no such voice" >&2; exit 3'))).rejects.toThrow(
      'ended with 3: no such voice',
    );
    await expect(say(fake('noise', 'head -c 100 /dev/zero'))).rejects.toThrow('not a WAV file');
  });

  it('is missing: says so and how to mend it', async () => {
    const missing = createEspeak({ program: path.join(folder, 'none') });
    expect(await missing.available()).toMatchObject({
      ok: false,
      mend: expect.stringContaining('apt-get install'),
    });
    await expect(missing.synthesize('hello', { language: 'en', limitMs: 500 })).rejects.toThrow(
      'did not start',
    );
  });

  it('too long a text is refused', async () => {
    await expect(
      createEspeak().synthesize('word '.repeat(1_000), { language: 'en', limitMs: 500 }),
    ).rejects.toThrow(RangeError);
  });
});
