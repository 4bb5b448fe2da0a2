import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/pg.ts';
import { createApiKey } from './api-keys.ts';
import { forgetOldKeys, KEPT_MS, LEASE_MS, once, requestHash } from './idempotency.ts';
import { ask, type Running, runServer } from './testing.ts';

const db = testDatabase();
const request = { owner: 'key:k1:createLead', key: 'a', hash: 'h' };
let nowMs = 1_000_000;
/** Waiting moves this test's clock and lets others run. */
const waiting = {
  now: () => nowMs,
  sleep: async (ms: number) => {
    nowMs += ms;
    await new Promise((resolve) => setImmediate(resolve));
  },
};

describe('once', () => {
  it('does the work once and replays the answer; other callers and keys are apart', async () => {
    let count = 0;
    const work = async () => ({ count: ++count });
    const run = (more: Partial<typeof request> = {}) => once(db.pool, { ...request, ...more }, waiting, work);
    expect(await run()).toEqual({ answer: { count: 1 }, replayed: false });
    expect(await run()).toEqual({ answer: { count: 1 }, replayed: true });
    expect((await run({ key: 'b' })).answer).toEqual({ count: 2 });
    expect((await run({ owner: 'key:k2:createLead' })).answer).toEqual({ count: 3 });
    await expect(run({ hash: 'other' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
      httpStatus: 409,
    });
    nowMs += KEPT_MS;
    expect((await run({ hash: 'other' })).answer).toEqual({ count: 4 });
  });

  it('gives the key back when the work failed', async () => {
    const mine = { ...request, key: 'fails' };
    const failing = once(db.pool, mine, waiting, async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await once(db.pool, mine, waiting, async () => 'yes')).answer).toBe('yes');
  });

  it('a second one waits for the first and gets its answer', async () => {
    const mine = { ...request, key: 'twice' };
    let finish: (value: string) => void = () => undefined;
    let count = 0;
    const work = () => {
      count += 1;
      return new Promise<string>((resolve) => {
        finish = resolve;
      });
    };
    const first = once(db.pool, mine, waiting, work);
    await expect.poll(() => count).toBe(1);
    const second = once(db.pool, mine, { ...waiting, now: () => 1_000_000 + nowMs * 0 }, work);
    finish('done');
    expect(await Promise.all([first, second])).toEqual([
      { answer: 'done', replayed: false },
      { answer: 'done', replayed: true },
    ]);
    expect(count).toBe(1);
  });

  it('is told to come again when the first takes too long; a dead one is taken over after its lease', async () => {
    const mine = { ...request, key: 'dead' };
    let count = 0;
    void once(db.pool, mine, waiting, () => {
      count += 1;
      return new Promise<string>(() => undefined);
    });
    await expect.poll(() => count).toBe(1);
    await expect(once(db.pool, mine, waiting, async () => 'x')).rejects.toMatchObject({ code: 'CONFLICT' });
    nowMs += LEASE_MS;
    expect((await once(db.pool, mine, waiting, async () => 'taken over')).answer).toBe('taken over');
  });

  it('forgets after a day', async () => {
    nowMs += KEPT_MS + LEASE_MS;
    await forgetOldKeys(db.pool, nowMs);
    expect((await db.pool.query('select 1 from baton.idempotency')).rows).toEqual([]);
  });
});

it('the hash minds values, not the order of keys', () => {
  expect(requestHash('POST /x', { a: 1, b: { c: 2, d: 3 } })).toBe(
    requestHash('POST /x', { b: { d: 3, c: 2 }, a: 1 }),
  );
  expect(requestHash('POST /x', { a: 1 })).not.toBe(requestHash('POST /x', { a: 2 }));
  expect(requestHash('POST /x', [1, 2])).not.toBe(requestHash('POST /x', [2, 1]));
});

describe('over HTTP', () => {
  let server: Running;
  let tokens: string[];
  beforeAll(async () => {
    server = await runServer(db.pool);
    const key = async (id: string) =>
      (await createApiKey(db.pool, { id, name: id, role: 'supervisor', createdBy: 't' }, Date.now())).key;
    tokens = [await key('k1'), await key('k2')];
  });
  afterAll(() => server.stop());
  const LEAD = { phone: '+15125550142', name: 'Maria', playbook: 'insurance' };
  const create = (key: string, body: unknown = LEAD, token = tokens[0]!) =>
    ask(server, 'POST', '/v1/leads', { token, body, headers: { 'idempotency-key': key } });

  it('ten at once create one lead, and all get its id', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => create('key-1')));
    expect(new Set(all.map((one) => one.body.leadId)).size).toBe(1);
    expect(all.filter((one) => one.headers.get('idempotency-replayed') === 'true')).toHaveLength(9);
    expect(server.fake.leads).toHaveLength(1);
    expect(server.fake.calls.at(-1)?.requestKey).toBe('key:k1:createLead:key-1');
  });

  it('another body is refused with 409, another caller is another request', async () => {
    const other = await create('key-1', { ...LEAD, name: 'Ben' });
    expect([other.status, other.body.error.code]).toEqual([409, 'IDEMPOTENCY_MISMATCH']);
    expect((await create('key-1', LEAD, tokens[1])).body.joinedExisting).toBe(true);
  });

  it('a refused request does not use up its key', async () => {
    expect((await create('key-2', { ...LEAD, playbook: 'none' })).body.error.code).toBe('UNKNOWN_PLAYBOOK');
    expect((await create('key-2')).status).toBe(200);
  });
});
