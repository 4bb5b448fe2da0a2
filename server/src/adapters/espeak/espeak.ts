/**
 * Speech by the program espeak-ng, run beside the server: the text goes to its standard input, a WAV comes back, and
 * nothing leaves the machine. Where the program is missing `available` says how to install it; callers then play a
 * tone and show the words on the screen instead.
 */
import { execFile, spawn } from 'node:child_process';
import { SAMPLE_RATE_HZ } from '../../media/frame.ts';
import { readWav } from '../../media/wav.ts';
import type { Speech } from '../../ports/speech.ts';
import { resample } from './resample.ts';

export interface EspeakOptions {
  /** The program; default 'espeak-ng', looked for on the PATH. */
  program?: string;
  /** Words per minute. 165 is easy to follow on a telephone. */
  wordsPerMinute?: number;
}

/** Longest text spoken; about two minutes. What is longer is refused, not cut. */
const TEXT_MAX_CHARACTERS = 2_000;
const OUTPUT_MAX_BYTES = 16_000_000;
/** Spoken texts kept, least recently used dropped first. */
const CACHE_MAX_SAMPLES = 8_000 * 60 * 10;
/** Programs at once; the others wait their turn within their own limit. */
const RUNNING_MAX = 2;
const VERSION_LIMIT_MS = 2_000;

/** Makes the port; no program runs before the first call. */
export function createEspeak(options: EspeakOptions = {}): Speech {
  const program = options.program ?? 'espeak-ng';
  const rate = options.wordsPerMinute ?? 165;
  const cache = new Map<string, Int16Array>();
  let cachedSamples = 0;
  let running = 0;
  const waiting: (() => void)[] = [];

  const remember = (key: string, samples: Int16Array): void => {
    cache.set(key, samples);
    cachedSamples += samples.length;
    for (const [oldest, old] of cache) {
      if (cachedSamples <= CACHE_MAX_SAMPLES || oldest === key) break;
      cache.delete(oldest);
      cachedSamples -= old.length;
    }
  };

  const enter = async (untilMs: number): Promise<void> => {
    if (running < RUNNING_MAX) {
      running += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        clearTimeout(limit);
        resolve();
      };
      const limit = setTimeout(() => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(new Error('speech did not get its turn in time'));
      }, untilMs - performance.now());
      waiting.push(turn);
    });
  };

  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  return {
    available: () => askVersion(program),
    synthesize: async (text, { language, limitMs }) => {
      const words = speakable(text);
      if (words === '') return new Int16Array(0);
      if (words.length > TEXT_MAX_CHARACTERS)
        throw new RangeError(`text of ${words.length} characters is too long`);
      const voice = voiceOf(language);
      const key = `${voice}\n${words}`;
      const known = cache.get(key);
      if (known !== undefined) {
        cache.delete(key);
        cache.set(key, known);
        return known;
      }
      const untilMs = performance.now() + limitMs;
      await enter(untilMs);
      try {
        const wav = readWav(await run(program, voice, rate, words, untilMs - performance.now()));
        const samples = resample(wav.samples, wav.sampleRateHz, SAMPLE_RATE_HZ);
        remember(key, samples);
        return samples;
      } finally {
        leave();
      }
    },
  };
}

/** Control characters out (the program would take some for orders of its own), white space joined. */
function speakable(text: string): string {
  return text
    .replace(/\p{C}/gu, ' ')
    .replace(/\[\[/g, '[ [') // two brackets begin phonemes
    .replace(/\s+/g, ' ')
    .trim();
}

/** A language tag as the program's voice name: 'en-US' to 'en-us'. Anything odd is English. */
function voiceOf(language: string): string {
  return /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/.test(language) ? language.toLowerCase() : 'en-us';
}

function run(program: string, voice: string, rate: number, words: string, limitMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['-v', voice, '-s', String(rate), '--stdin', '--stdout'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const parts: Buffer[] = [];
    let size = 0;
    let complaint = '';
    const fail = (reason: string): void => {
      clearTimeout(limit);
      child.kill('SIGKILL');
      reject(new Error(reason));
    };
    const limit = setTimeout(() => fail(`speech took longer than its limit`), Math.max(0, limitMs));
    child.on('error', (error) => fail(`${program} did not start: ${error.message}`));
    child.stdin.on('error', () => {
      // It ended before it read all; its exit code tells why.
    });
    child.stderr.on('data', (data: Buffer) => {
      complaint = (complaint + data.toString()).slice(0, 300);
    });
    child.stdout.on('data', (data: Buffer) => {
      parts.push(data);
      size += data.length;
      if (size > OUTPUT_MAX_BYTES) fail(`${program} gave more than ${OUTPUT_MAX_BYTES} bytes`);
    });
    child.on('close', (code) => {
      clearTimeout(limit);
      if (code === 0 && size > 44) resolve(Buffer.concat(parts));
      else reject(new Error(`${program} ended with ${code}: ${complaint.trim()}`));
    });
    child.stdin.end(words);
  });
}

function askVersion(program: string): ReturnType<Speech['available']> {
  return new Promise((resolve) => {
    execFile(program, ['--version'], { timeout: VERSION_LIMIT_MS }, (error, stdout) => {
      if (error === null) {
        const version = /(\d+\.\d+(\.\d+)?)/.exec(stdout)?.[1];
        resolve({ ok: true, engine: version === undefined ? 'espeak-ng' : `espeak-ng ${version}` });
        return;
      }
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      resolve({
        ok: false,
        reason: isMissing ? 'The program espeak-ng is not installed.' : 'The program espeak-ng does not run.',
        mend: 'Debian, Ubuntu: apt-get install espeak-ng. macOS: brew install espeak-ng. Until then agents hear a tone and read the brief.',
      });
    });
  });
}
