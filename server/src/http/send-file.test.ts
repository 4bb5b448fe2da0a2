import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/pg.ts';
import { createApiKey } from './api-keys.ts';
import { rangeOf, sendFile } from './send-file.ts';
import { type Running, runServer } from './testing.ts';

describe('ranges', () => {
  it.each([
    [undefined, 'whole'],
    ['bytes=0-', { first: 0, last: 99 }],
    ['bytes=10-19', { first: 10, last: 19 }],
    ['bytes=90-500', { first: 90, last: 99 }],
    ['bytes=-10', { first: 90, last: 99 }],
    ['bytes=-500', { first: 0, last: 99 }],
    ['bytes=100-', 'none'],
    ['bytes=-0', 'none'],
    ['bytes=20-10', 'whole'],
    ['bytes=0-1,5-6', 'whole'],
    ['lines=1-2', 'whole'],
    ['bytes=-', 'whole'],
  ] as const)('%s of 100 bytes', (header, expected) => expect(rangeOf(header, 100)).toEqual(expected));
});

describe('a file over HTTP', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'baton-file-'));
  const file = path.join(folder, 'x.wav');
  const app = Fastify();
  beforeAll(() => {
    writeFileSync(file, '0123456789behind the end');
    app.get('/x', (request, reply) => sendFile(request, reply, { path: file, bytes: 10 }));
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });
  const get = (range?: string) => app.inject({ url: '/x', headers: range === undefined ? {} : { range } });

  it('is sent whole, as far as it counts', async () => {
    const answer = await get();
    expect([answer.statusCode, answer.body]).toEqual([200, '0123456789']);
    expect(answer.headers).toMatchObject({ 'accept-ranges': 'bytes', 'content-length': '10' });
    expect(answer.headers['cache-control']).toContain('no-store');
  });
  it('is sent in part', async () => {
    const answer = await get('bytes=3-5');
    expect([answer.statusCode, answer.body]).toEqual([206, '345']);
    expect(answer.headers['content-range']).toBe('bytes 3-5/10');
  });
  it('refuses what lies behind the end', async () => {
    const answer = await get('bytes=10-');
    expect([answer.statusCode, answer.headers['content-range']]).toEqual([416, 'bytes */10']);
  });
});

describe('the sound of a recording, over the API', () => {
  const db = testDatabase();
  let server: Running;
  let key: string;
  beforeAll(async () => {
    server = await runServer(db.pool);
    const made = { id: 'ks', name: 'ks', role: 'supervisor', createdBy: 'test' } as const;
    key = (await createApiKey(db.pool, made, Date.now())).key;
    const file = path.join(server.dataDir, 'r.wav');
    writeFileSync(file, 'RIFF and so on');
    server.fake.answers.recordingAudio = () => ({ path: file, bytes: 14 });
  });
  afterAll(() => server.stop());
  const get = (headers: Record<string, string>, method = 'GET') =>
    fetch(`${server.url}/v1/recordings/r/audio`, { method, headers });

  it('is for who is signed in', async () => {
    expect((await get({})).status).toBe(401);
    expect(server.fake.calls).toEqual([]);
  });
  it('comes as audio, whole or in part', async () => {
    const whole = await get({ authorization: `Bearer ${key}` });
    expect([whole.status, await whole.text()]).toEqual([200, 'RIFF and so on']);
    expect(whole.headers.get('content-type')).toBe('audio/wav');
    const part = await get({ authorization: `Bearer ${key}`, range: 'bytes=5-7' });
    expect([part.status, await part.text()]).toEqual([206, 'and']);
    expect(part.headers.get('content-type')).toBe('audio/wav');
  });
});
