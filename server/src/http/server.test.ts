import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/pg.ts';
import { createApiKey } from './api-keys.ts';
import { ensureAdmin, upsertPerson } from './people.ts';
import { ask, type Running, runServer } from './testing.ts';

const db = testDatabase();
let server: Running;
let admin: string;
let supervisor: string;
let agentKey: string;
beforeAll(async () => {
  server = await runServer(db.pool, { limits: { account: { burst: 4, everyMs: 60_000 } } });
  const key = async (id: string, role: 'admin' | 'supervisor' | 'agent') =>
    (await createApiKey(db.pool, { id, name: id, role, createdBy: 'test' }, Date.now())).key;
  [admin, supervisor, agentKey] = [
    await key('ka', 'admin'),
    await key('ks', 'supervisor'),
    await key('kg', 'agent'),
  ];
});
afterAll(() => server.stop());

const LEAD = { phone: '(512) 555-0142', name: 'Maria Gomez', playbook: 'insurance' };
const CONSENT = {
  channels: ['sms'],
  textShown: 'I agree to get texts from Northside.',
  atMs: 1,
  source: 'form',
};

describe('bad input gets a clear error', () => {
  const cases: [
    string,
    string,
    string,
    Parameters<typeof ask>[3] & { as?: string },
    number,
    string,
    string?,
  ][] = [
    [
      'an unknown playbook',
      'POST',
      '/v1/leads',
      { body: { ...LEAD, playbook: 'none' } },
      404,
      'UNKNOWN_PLAYBOOK',
      'playbook',
    ],
    ['a bad phone', 'POST', '/v1/leads', { body: { ...LEAD, phone: '12345' } }, 400, 'BAD_PHONE', 'phone'],
    [
      'a missing name',
      'POST',
      '/v1/leads',
      { body: { ...LEAD, name: undefined } },
      400,
      'VALIDATION',
      'name',
    ],
    [
      'an oversized text',
      'POST',
      '/v1/leads/l1/texts',
      { body: { body: 'x'.repeat(1601) } },
      413,
      'TEXT_TOO_LONG',
      'body',
    ],
    ['an unknown key', 'GET', '/v1/leads', { token: 'bk_nothing' }, 401, 'UNKNOWN_KEY'],
    ['an ended session', 'GET', '/v1/leads', { token: 'bs_nothing' }, 401, 'NOT_SIGNED_IN'],
    ['no key', 'GET', '/v1/leads', { as: '' }, 401, 'NOT_SIGNED_IN'],
    [
      'an unreadable Authorization',
      'GET',
      '/v1/leads',
      { as: '', headers: { authorization: 'Basic x' } },
      401,
      'NOT_SIGNED_IN',
    ],
    ['a wrong role', 'POST', '/v1/leads', { as: 'agent', body: LEAD }, 403, 'WRONG_ROLE'],
    ['a wrong role, admin things', 'GET', '/v1/api-keys', {}, 403, 'WRONG_ROLE'],
    ['malformed JSON', 'POST', '/v1/leads', { body: '{"phone":' }, 400, 'VALIDATION'],
    ['no body', 'POST', '/v1/leads', { headers: { 'content-type': 'application/json' } }, 400, 'VALIDATION'],
    ['a body that is no object', 'POST', '/v1/leads', { body: '[]' }, 400, 'VALIDATION'],
    [
      'a too large body',
      'POST',
      '/v1/leads',
      { body: { ...LEAD, name: 'x'.repeat(300_000) } },
      413,
      'BODY_TOO_LARGE',
    ],
    [
      'a wrong content type',
      'POST',
      '/v1/leads',
      { body: 'phone=1', headers: { 'content-type': 'text/plain' } },
      415,
      'UNSUPPORTED_MEDIA',
    ],
    ['an unknown route', 'GET', '/v1/nothing', {}, 404, 'NOT_FOUND'],
    ['a wrong method', 'PUT', '/v1/leads', { body: {} }, 404, 'NOT_FOUND'],
    ['a bad query', 'GET', '/v1/leads?limit=0', {}, 400, 'VALIDATION', 'limit'],
    ['a bad id', 'GET', '/v1/leads/a%20b', {}, 400, 'VALIDATION', 'id'],
    ['an unreadable address', 'GET', '/v1/leads/%zz', {}, 400, 'VALIDATION'],
    ['a socket address without a socket', 'GET', '/v1/live', {}, 426, 'UPGRADE_NEEDED'],
    [
      'a bad idempotency key',
      'POST',
      '/v1/leads',
      { body: LEAD, headers: { 'idempotency-key': 'a b' } },
      400,
      'VALIDATION',
      'Idempotency-Key',
    ],
  ];
  it.each(cases)('%s', async (_, method, at, { as, token, ...rest }, status, code, field) => {
    const key = as === '' ? undefined : as === 'agent' ? agentKey : (token ?? supervisor);
    const before = server.fake.leads.length;
    const got = await ask(server, method, at, { ...rest, ...(key ? { token: key } : {}) });
    expect(got.status, JSON.stringify(got.body)).toBe(status);
    expect(got.body.error).toMatchObject({ code, requestId: got.headers.get('x-request-id') });
    expect(got.body.error.message.length).toBeGreaterThan(10);
    expect(got.body.error.hint.length).toBeGreaterThan(8);
    if (field) expect(Object.keys(got.body.error.fields)).toContain(field);
    expect(server.fake.leads).toHaveLength(before);
  });

  it('a lead without consent is kept, and the answer says that nothing is sent and why', async () => {
    const without = await ask(server, 'POST', '/v1/leads', { body: LEAD, token: supervisor });
    expect(without.body).toMatchObject({ next: { willText: false, reason: 'NO_CONSENT' } });
    const with_ = await ask(server, 'POST', '/v1/leads', {
      body: { ...LEAD, consent: CONSENT },
      token: supervisor,
    });
    expect(with_.body).toMatchObject({ joinedExisting: true, next: { willText: true } });
    expect(server.fake.leads.at(-1)).toMatchObject({ phone: '+15125550142', source: 'api' });
  });

  it('a wrong answer of the app is our error and tells nothing', async () => {
    server.fake.answers.floor = () => ({ secret: 'x' });
    const got = await ask(server, 'GET', '/v1/floor', { token: admin });
    expect(got.status).toBe(500);
    expect(got.body.error.code).toBe('INTERNAL');
    expect(JSON.stringify(got.body)).not.toContain('secret');
  });
});

describe('the first admin', () => {
  it('is made once, signs in with the one-time password, and must change it first', async () => {
    const made = await ensureAdmin(db.pool, { id: 'admin1', nowMs: Date.now() });
    expect(await ensureAdmin(db.pool, { id: 'admin2', nowMs: Date.now() })).toBeNull();
    const signedIn = await ask(server, 'POST', '/v1/session', { body: made });
    expect(signedIn.body.me).toMatchObject({ role: 'admin', mustChangePassword: true });
    const { token } = signedIn.body;
    expect((await ask(server, 'GET', '/v1/leads', { token })).body.error.code).toBe('PASSWORD_CHANGE');
    const next = 'a longer password';
    const changed = await ask(server, 'POST', '/v1/me/password', {
      token,
      body: { current: made!.password, next },
    });
    expect(changed.body).toEqual({ ok: true });
    expect((await ask(server, 'GET', '/v1/leads', { token })).status).toBe(200);
    const again = await ask(server, 'POST', '/v1/session', { body: made });
    expect(again.body.error.code).toBe('BAD_SIGN_IN');
  });
});

describe('sign-in', () => {
  beforeAll(async () => {
    const input = {
      id: 'dana',
      email: 'Dana@example.com',
      name: 'Dana Whitfield',
      role: 'supervisor' as const,
    };
    await upsertPerson(db.pool, { ...input, password: 'correct horse' }, Date.now());
  });
  const signIn = (headers: Record<string, string> = {}) =>
    ask(server, 'POST', '/v1/session', {
      body: { email: 'dana@example.com', password: 'correct horse' },
      headers,
    });

  it('gives a page a cookie that scripts cannot read and other sites do not send, and no token', async () => {
    const got = await signIn({ origin: server.url });
    expect(got.body.token).toBe('');
    const cookie = got.headers.get('set-cookie')!;
    expect(cookie).toMatch(/^baton_session=bs_[\w-]{43};/);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    const stored = await db.pool.query('select id from baton.sessions');
    for (const row of stored.rows) expect(cookie).not.toContain(row.id);
  });

  it('a cookie writes only from our own page, and sign-out ends it', async () => {
    const got = await signIn({ origin: server.url });
    const cookie = got.headers.get('set-cookie')!.split(';')[0]!;
    const write = (headers: Record<string, string>) =>
      ask(server, 'POST', '/v1/leads', { body: LEAD, headers: { cookie, ...headers } });
    expect((await write({ origin: 'https://evil.example' })).body.error.code).toBe('WRONG_ORIGIN');
    expect((await write({})).body.error.code).toBe('WRONG_ORIGIN');
    expect((await write({ origin: server.url })).status).toBe(200);
    expect((await ask(server, 'GET', '/v1/me', { headers: { cookie } })).body.email).toBe('Dana@example.com');
    await ask(server, 'DELETE', '/v1/session', { headers: { cookie, origin: server.url } });
    expect((await ask(server, 'GET', '/v1/me', { headers: { cookie } })).body.error.code).toBe(
      'NOT_SIGNED_IN',
    );
  });

  it('from a page of another site is refused', async () => {
    expect((await signIn({ origin: 'https://evil.example' })).body.error.code).toBe('WRONG_ORIGIN');
  });

  it('is slowed down for one account, known or not, whoever tries', async () => {
    for (const email of ['dana@example.com', 'nobody@example.com']) {
      const codes = [];
      for (let i = 0; i < 5; i++) {
        codes.push(
          (await ask(server, 'POST', '/v1/session', { body: { email, password: 'no' } })).body.error.code,
        );
      }
      expect(codes).toEqual([...Array(4).fill('BAD_SIGN_IN'), 'RATE_LIMITED']);
    }
    const late = await signIn();
    expect(late.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it('names who has the role that is missing', async () => {
    await upsertPerson(
      db.pool,
      { id: 'ben', email: 'b@x.example', name: 'Ben', role: 'agent', agentId: 'ag1', demo: true },
      1,
    );
    server.fake.demoPeople.ben = 'ben';
    const { token } = (await ask(server, 'POST', '/v1/demo/session', { body: { person: 'ben' } })).body;
    const got = await ask(server, 'POST', '/v1/transfers/t1/monitor', { token, body: { how: 'barge' } });
    expect(got.body.error.message).toMatch(
      /^Listening in.* needs the supervisor role\. Dana Whitfield and 1 other/,
    );
  });
});
