/** Speech to text through the real API: kept, shown without its key, tried with a sentence, removed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ScriptedTranscriber,
  startScriptedTranscriber,
} from '../adapters/models/testing/scripted-transcriber.ts';
import type { Db } from '../kernel/loop.ts';
import { testDatabase } from '../testing/pg.ts';
import { type Stage, startStage } from './compliance/testing.ts';
import { loadHearingSettings } from './hearing-commands.ts';

const db = testDatabase();
let stage: Stage;
let mute: Stage;
let far: ScriptedTranscriber;
beforeAll(async () => {
  far = await startScriptedTranscriber();
  const limits = { stranger: { burst: 5_000, everyMs: 1 } };
  mute = await startStage(db.pool, { limits });
  stage = await startStage(db.pool, {
    limits,
    speech: {
      available: async () => ({ ok: true, engine: 'tone' }),
      synthesize: async () => new Int16Array(12_000).fill(700),
    },
  });
}, 60_000);
afterAll(async () => {
  await stage?.stop();
  await mute?.stop();
  await far?.close();
});

interface Answer {
  status: number;
  body: Record<string, unknown> & { words: string; error: { message: string } };
}
async function api(
  method: string,
  path: string,
  body?: unknown,
  on = stage,
  key = on.keys.admin,
): Promise<Answer> {
  const response = await fetch(on.url + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}
const settings = () => ({ url: far.url, model: 'small.en', key: 'sk-very-secret-8f2a' });

describe('the settings of hearing', () => {
  it('are kept with a key that is never shown again', async () => {
    await api('DELETE', '/v1/hearing');
    expect((await api('GET', '/v1/hearing')).body).toMatchObject({
      source: 'none',
      hearing: null,
      understood: 0,
      dropped: { 'queue-full': 0, resting: 0, failed: 0, off: 0 },
    });
    expect((await api('POST', '/v1/hearing', settings())).status).toBe(200);
    const seen = await api('GET', '/v1/hearing');
    expect(seen.body).toMatchObject({
      source: 'settings',
      hearing: { url: far.url, model: 'small.en', keyEnds: '8f2a' },
    });
    expect(JSON.stringify(seen.body)).not.toContain('very-secret');
    // What the next start reads.
    expect(await loadHearingSettings(db.pool as unknown as Db)).toEqual(settings());
  });

  it('are tried with a sentence, and it is said what was understood', async () => {
    await api('POST', '/v1/hearing', settings());
    const { key: _typedBefore, ...again } = settings();
    far.script(() => ({ text: 'please stop calling me' }));
    const good = await api('POST', '/v1/hearing/test', again);
    expect(good.body).toMatchObject({ ok: true, failure: null });
    expect(good.body.words).toContain('“please stop calling me”, which counts as an opt-out');
    expect(far.heard.at(-1)).toMatchObject({ sampleRateHz: 16_000, fields: { model: 'small.en' } });
    expect(far.heard.at(-1)?.pcm.length).toBe(24_000);
    expect(far.heard.at(-1)?.headers.authorization).toBe('Bearer sk-very-secret-8f2a');
    far.script(() => ({ text: 'please start golfing' }));
    expect((await api('POST', '/v1/hearing/test', again)).body).toMatchObject({
      ok: false,
      words: expect.stringContaining('“please start golfing” where “Please stop calling me.” was said'),
    });
  });

  it('are tried with silence where this machine cannot speak', async () => {
    far.script(() => ({ text: '' }));
    const tried = await api('POST', '/v1/hearing/test', settings(), mute);
    expect(tried.body).toMatchObject({ ok: true, words: expect.stringContaining('Install espeak-ng') });
  });

  it('say what is wrong with the server and how to mend it, without the key', async () => {
    far.script(() => ({ fault: 'unknown-key' }));
    const refused = await api('POST', '/v1/hearing/test', settings());
    expect(refused.body).toMatchObject({ ok: false, failure: 'not-authorised' });
    expect(refused.body.words).toMatch(/does not accept the key \(HTTP 401\)\. Check the key/);
    far.script(() => ({ fault: 'no-such-path' }));
    const lost = await api('POST', '/v1/hearing/test', settings());
    expect(lost.body.words).toContain('--inference-path /v1/audio/transcriptions');
    expect(JSON.stringify([refused, lost])).not.toContain('secret');
  });

  it('send a kept key to no other address', async () => {
    await api('POST', '/v1/hearing', settings());
    const other = await startScriptedTranscriber();
    await api('POST', '/v1/hearing/test', { url: other.url, model: 'small.en' });
    expect(other.heard).toHaveLength(1);
    expect(other.heard[0]?.headers.authorization).toBeUndefined();
    await other.close();
  });

  it('are refused where they cannot work, and to roles below admin', async () => {
    const bad = await api('POST', '/v1/hearing', { ...settings(), url: 'http://speech.example.com/v1' });
    expect(bad.status).toBe(400);
    expect(bad.body.error.message).toMatch(/unencrypted/);
    expect((await api('GET', '/v1/hearing', undefined, stage, stage.keys.supervisor)).status).toBe(403);
    expect((await api('POST', '/v1/hearing', settings(), stage, stage.keys.supervisor)).status).toBe(403);
  });
});
