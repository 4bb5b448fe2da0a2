import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tonePowerDb } from '../../media/goertzel.ts';
import { ModelError } from '../../ports/model.ts';
import { createTranscriber, hearingFaultOf } from './index.ts';
import {
  FAULTS,
  type ScriptedTranscriber,
  startScriptedTranscriber,
  type TranscriberFault,
} from './testing/scripted-transcriber.ts';

const tone = (hz: number, ms: number): Int16Array =>
  Int16Array.from({ length: ms * 8 }, (_, i) => 8_000 * Math.sin((2 * Math.PI * hz * i) / 8_000));

describe('the wire of transcriptions', () => {
  let far: ScriptedTranscriber;
  beforeAll(async () => {
    far = await startScriptedTranscriber();
  });
  afterAll(() => far.close());

  const transcribe = (fault: TranscriberFault, text = 'Hello.', signal = new AbortController().signal) => {
    far.script(() => ({ fault, text }));
    return createTranscriber({ url: `${far.url}/`, model: 'small.en', key: 'sk-very-secret' }).transcribe(
      tone(1_000, 500),
      'es',
      signal,
    );
  };

  it('sends one form with the sound as WAV at 16 kHz, and reads the text', async () => {
    far.heard.length = 0;
    expect(await transcribe('none', 'Please stop calling me.')).toBe('Please stop calling me.');
    expect(far.heard).toHaveLength(1);
    const [one] = far.heard;
    expect(one).toMatchObject({
      path: '/v1/audio/transcriptions',
      fields: { model: 'small.en', language: 'es', response_format: 'json', temperature: '0' },
      fileName: 'utterance.wav',
      fileType: 'audio/wav',
      sampleRateHz: 16_000,
      channels: 1,
    });
    expect(one!.headers.authorization).toBe('Bearer sk-very-secret');
    expect(one!.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    // The same sound: as long, as high, and nothing folded over.
    expect(one!.pcm.length).toBe(8_000);
    expect(tonePowerDb(one!.pcm, 1_000, 16_000)).toBeGreaterThan(-14);
    expect(tonePowerDb(one!.pcm, 7_000, 16_000)).toBeLessThan(-60);
  });

  it('names nobody and asks nothing of the recogniser: no prompt, no user', async () => {
    far.heard.length = 0;
    await transcribe('none');
    expect(Object.keys(far.heard[0]!.fields).sort()).toEqual([
      'language',
      'model',
      'response_format',
      'temperature',
    ]);
  });

  it('sends no key where there is none', async () => {
    far.heard.length = 0;
    far.script(() => ({ text: 'hi' }));
    const open = createTranscriber({ url: far.url, model: 'm', key: null });
    await open.transcribe(tone(500, 200), 'en', new AbortController().signal);
    expect(far.heard[0]!.headers.authorization).toBeUndefined();
  });

  it('silence is no words, and no failure', async () => {
    expect(await transcribe('none', '')).toBe('');
  });

  const FAILURES: Record<Exclude<TranscriberFault, 'none' | 'slow'>, string> = {
    broken: 'malformed',
    'other-form': 'malformed',
    'cut-off': 'unreachable',
    'rate-limited': 'rate-limited',
    overloaded: 'overloaded',
    'unknown-key': 'not-authorised',
    'no-such-path': 'not-accepted',
    'hung-up': 'unreachable',
    endless: 'malformed',
  };
  it.each(Object.entries(FAILURES))('%s is told as %s, without a word of the exchange', async (fault, as) => {
    const error: unknown = await transcribe(fault as TranscriberFault, 'my card is 4111').catch((one) => one);
    expect(error).toBeInstanceOf(ModelError);
    expect((error as ModelError).failure).toBe(as);
    expect((error as ModelError).message).not.toMatch(/secret|4111|card|you you/);
    if (fault === 'rate-limited') expect((error as ModelError).retryAfterMs).toBe(7_000);
  });

  it('stops waiting when it is told to, and lets the connection go', async () => {
    const stop = new AbortController();
    const waiting = transcribe('slow', '', stop.signal);
    await expect.poll(() => far.open(), { timeout: 20_000 }).toBe(1);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ failure: 'deadline' });
    await expect.poll(() => far.open(), { timeout: 20_000 }).toBe(0);
  });

  it('has a case for every fault', () => {
    expect([...Object.keys(FAILURES), 'none', 'slow'].toSorted()).toEqual([...FAULTS].toSorted());
  });
});

describe('settings of hearing', () => {
  const near = { url: 'http://127.0.0.1:8081/v1', model: 'small.en', key: null };
  it.each([
    [near, null],
    [{ ...near, url: 'https://api.openai.com/v1', key: 'k' }, null],
    [{ ...near, url: 'http://speech.example.com/v1', key: 'k' }, /unencrypted/],
    [{ ...near, url: 'http://127.0.0.1:8081/v1/audio/transcriptions/' }, /last part/],
    [{ ...near, model: '' }, /Name the model/],
    [{ ...near, url: 'nonsense' }, /none/],
  ])('%#', (one, words) => {
    const fault = hearingFaultOf(one);
    if (words === null) expect(fault).toBeNull();
    else expect(fault).toMatch(words);
  });
});
