import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/pg.ts';
import { createApiKey, revokeApiKey } from './api-keys.ts';
import { CLOSE } from './close-codes.ts';
import { upsertPerson } from './people.ts';
import { createSession } from './sessions.ts';
import { ask, openPage, type Running, runServer } from './testing.ts';

const db = testDatabase();
let server: Running;
let supervisor: string;
let ana: { token: string; id: string };
beforeAll(async () => {
  server = await runServer(db.pool);
  const now = Date.now();
  supervisor = (await createApiKey(db.pool, { id: 'ks', name: 's', role: 'supervisor', createdBy: 't' }, now))
    .key;
  const person = {
    id: 'ana',
    email: 'ana@x.example',
    name: 'Ana',
    role: 'agent' as const,
    agentId: 'ag-ana',
  };
  await upsertPerson(db.pool, person, now);
  ana = await createSession(db.pool, 'ana', 'pane', now);
});
afterAll(() => server.stop());

const LEAD = {
  leadId: 'l1',
  name: 'Maria Gomez',
  phone: '+15125550142',
  line: 'Maria asked for a price',
};
const FLOOR = { warming: [LEAD], booked: [], transfers: [], calls: [], agents: [] };
const view = (topic: string) => (frame: Record<string, unknown>) =>
  frame.type === 'view' && frame.topic === topic;

describe('the live feed', () => {
  it('sends the whole view at once and again after a change, with growing seq', async () => {
    let count = 0;
    server.fake.viewData['desk:ag-ana'] = () => ({ count: ++count });
    const page = openPage(server, `/v1/live?token=${ana.token}`);
    page.send({ type: 'subscribe', topics: ['desk'] });
    const first = await page.next(view('desk'));
    server.fake.change('desk:ag-ana');
    const second = await page.next(view('desk'));
    expect([first.seq, second.seq]).toEqual([1, 2]);
    expect((second.data as { count: number }).count).toBeGreaterThan((first.data as { count: number }).count);
    expect(Math.abs((second.nowMs as number) - Date.now())).toBeLessThan(5_000);
    page.send({ type: 'unsubscribe', topics: ['desk'] });
    page.send({ type: 'ping', nowMs: 1 });
    await page.next((frame) => frame.type === 'pong');
    server.fake.change('desk:ag-ana');
    expect(server.feed.topics()).toEqual([]);
    page.close();
  });

  it('merges many changes of the floor into few views', async () => {
    server.fake.viewData.floor = FLOOR;
    const page = openPage(server, '/v1/live', { authorization: `Bearer ${supervisor}` });
    page.send({ type: 'subscribe', topics: ['floor'] });
    await page.next(view('floor'));
    const before = server.fake.viewLoads.filter((one) => one === 'floor').length;
    for (let i = 0; i < 200; i++) server.fake.change('floor');
    expect((await page.next(view('floor'))).seq).toBe(2);
    expect(server.fake.viewLoads.filter((one) => one === 'floor').length - before).toBe(1);
    page.close();
  });

  it('masks leads on the floor for agents and shows them to supervisors', async () => {
    server.fake.viewData.floor = FLOOR;
    const agent = openPage(server, `/v1/live?token=${ana.token}`);
    const chief = openPage(server, `/v1/live?token=${supervisor}`);
    for (const page of [agent, chief]) page.send({ type: 'subscribe', topics: ['floor'] });
    const seen = JSON.stringify((await agent.next(view('floor'))).data);
    expect(seen).not.toMatch(/Maria|Gomez|5550142/);
    expect(seen).toContain('+1512•••••42');
    expect(JSON.stringify((await chief.next(view('floor'))).data)).toContain('Maria Gomez');
    agent.close();
    chief.close();
  });

  it('lets an agent follow only what they are tied to', async () => {
    server.fake.viewData['lead:l1'] = { lead: LEAD };
    const page = openPage(server, `/v1/live?token=${ana.token}`);
    page.send({ type: 'subscribe', topics: ['lead:l1'] });
    expect((await page.next()).code).toBe('WRONG_ROLE');
    server.fake.tied.add('ag-ana lead l1');
    page.send({ type: 'subscribe', topics: ['lead:l1'] });
    await page.next(view('lead:l1'));
    page.close();
  });

  it('says so when there is no such thing', async () => {
    const page = openPage(server, `/v1/live?token=${supervisor}`);
    page.send({ type: 'subscribe', topics: ['transfer:none'] });
    expect((await page.next()).code).toBe('NOT_FOUND');
    page.close();
  });

  it('tries a view again that could not be made', async () => {
    let broken = true;
    server.fake.viewData['lead:l2'] = () => {
      if (broken) throw new Error('database away');
      return { lead: LEAD };
    };
    const page = openPage(server, `/v1/live?token=${supervisor}`);
    page.send({ type: 'subscribe', topics: ['lead:l2'] });
    page.send({ type: 'ping', nowMs: 1 });
    await page.next((frame) => frame.type === 'pong');
    broken = false;
    expect((await page.next(view('lead:l2'))).seq).toBe(1);
    page.close();
  });
});

describe('a frame that is not right', () => {
  it.each([
    ['not JSON', 'hello'],
    ['not an object', '[]'],
    ['an unknown type', '{"type":"shutdown"}'],
    ['a missing field', '{"type":"subscribe"}'],
    ['an unknown topic', '{"type":"subscribe","topics":["secrets"]}'],
    ['too long', `{"type":"ping","nowMs":1,"x":"${'x'.repeat(20_000)}"}`],
  ])('%s: BAD_FRAME, and the socket goes on', async (_, text) => {
    const page = openPage(server, `/v1/live?token=${supervisor}`);
    page.send(text);
    const error = await page.next();
    expect(error).toMatchObject({ type: 'error', code: 'BAD_FRAME' });
    expect(String(error.message).length).toBeGreaterThan(8);
    page.send({ type: 'ping', nowMs: 1 });
    expect((await page.next()).type).toBe('pong');
    page.close();
  });

  it('binary: BAD_FRAME', async () => {
    const page = openPage(server, `/v1/live?token=${supervisor}`);
    page.socket.on('open', () => page.socket.send(Buffer.from([1, 2, 3])));
    expect((await page.next()).code).toBe('BAD_FRAME');
    page.close();
  });

  it('too many of them end the socket; a monstrous one at once', async () => {
    const page = openPage(server, `/v1/live?token=${supervisor}`);
    for (let i = 0; i < 200; i++) page.send('nonsense');
    expect(await page.closed).toBe(CLOSE.policy);
    const huge = openPage(server, `/v1/live?token=${supervisor}`);
    huge.send('x'.repeat(300_000));
    expect(await huge.closed).toBe(1009);
  });
});

describe('who may open a socket', () => {
  it.each([
    ['nobody', '/v1/live', CLOSE.signedOut, 'NOT_SIGNED_IN'],
    ['a wrong key', '/v1/live?token=bk_wrong', CLOSE.signedOut, 'UNKNOWN_KEY'],
    [
      'somebody who takes no calls, the desk phone',
      '/v1/station/desk?token=SUPERVISOR',
      CLOSE.notAllowed,
      'WRONG_ROLE',
    ],
    ['a handset that is no number', '/v1/handset/12345', CLOSE.notFound, 'BAD_PHONE'],
    ['an unknown chat', '/v1/chat/unknown', CLOSE.notFound, 'NOT_FOUND'],
  ])('%s is told why and put out', async (_, at, code, error) => {
    const page = openPage(server, at.replace('SUPERVISOR', supervisor));
    expect(await page.next()).toMatchObject({ type: 'error', code: error });
    expect(await page.closed).toBe(code);
  });

  it('a page of another site gets none, but for the chat', async () => {
    const headers = { origin: 'https://evil.example' };
    for (const at of ['/v1/live', '/v1/handset/+15125550142', `/v1/station/desk?token=${ana.token}`]) {
      expect(await openPage(server, at, headers).closed).toBe(1006);
    }
    const chat = openPage(server, '/v1/chat/site1', headers);
    chat.send({ type: 'ping' });
    expect((await chat.next()).type).toBe('pong');
    chat.close();
  });

  it('a cookie opens one from our own page only', async () => {
    const cookie = `baton_session=${(await createSession(db.pool, 'ana', 'cookie', Date.now())).token}`;
    expect(await openPage(server, '/v1/live', { cookie }).closed).toBe(1006);
    const page = openPage(server, '/v1/live', { cookie, origin: server.url });
    page.send({ type: 'ping', nowMs: 1 });
    expect((await page.next()).type).toBe('pong');
    page.close();
  });

  it('handsets are there in demo mode only, and a passed-on request is not local', async () => {
    const proxied = openPage(server, '/v1/handset/+15125550142', { 'x-forwarded-for': '203.0.113.9' });
    expect((await proxied.next()).code).toBe('DEMO_ONLY');
    const plain = await runServer(db.pool, { demo: false });
    for (const at of ['/v1/handset/+15125550142', '/v1/station/handset/+15125550142']) {
      const page = openPage(plain, at);
      expect((await page.next()).code).toBe('DEMO_ONLY');
      expect(await page.closed).toBe(CLOSE.notAllowed);
    }
    expect((await ask(plain, 'POST', '/v1/demo/session', { body: { person: 'ana' } })).body.error.code).toBe(
      'DEMO_ONLY',
    );
    await plain.stop();
  });
});

describe('stations, handset and chat', () => {
  it('a desk plays the phone of its agent; frames arrive checked, answers go back, closing detaches', async () => {
    const page = openPage(server, `/v1/station/desk?token=${ana.token}`);
    page.send({ type: 'answer', legId: 'leg1' });
    page.send({ type: 'answer' });
    expect(await page.next()).toMatchObject({ type: 'error', code: 'BAD_FRAME' });
    server.fake.sends.get('desk:ag-ana')!({ type: 'ping', at: 5 });
    expect(await page.next()).toEqual({ type: 'ping', at: 5 });
    expect(server.fake.frames.filter((one) => one.end === 'desk:ag-ana')).toEqual([
      { end: 'desk:ag-ana', frame: { type: 'answer', legId: 'leg1' } },
    ]);
    server.fake.closes.get('desk:ag-ana')!();
    expect(await page.closed).toBe(CLOSE.replaced);
    await expect.poll(() => server.fake.frames.at(-1)).toEqual({ end: 'desk:ag-ana', frame: 'detached' });
  });

  it('a handset needs no sign-in here; its number is E.164 however it is written', async () => {
    const page = openPage(server, '/v1/handset/15125550142');
    page.send({ type: 'text', clientId: 'c1', body: 'hello' });
    await expect
      .poll(() => server.fake.frames.at(-1))
      .toEqual({ end: '+15125550142', frame: { type: 'text', clientId: 'c1', body: 'hello' } });
    page.send({ type: 'text', clientId: 'c2', body: 'x'.repeat(1601) });
    expect((await page.next()).code).toBe('BAD_FRAME');
    page.close();
  });

  it('more frames than allowed are dropped, and said so', async () => {
    const page = openPage(server, '/v1/handset/+15125550143');
    for (let i = 0; i < 100; i++) page.send({ type: 'ping', nowMs: i });
    expect((await page.next((frame) => frame.type === 'error')).code).toBe('TOO_MANY');
    page.close();
  });
});

describe('the web chat', () => {
  const START = {
    playbook: 'insurance',
    name: 'Maria',
    phone: '(512) 555-0142',
    consent: { textShown: 'I agree to get texts from Northside.', checked: true },
  };
  const evil = { origin: 'https://shop.example' };
  const start = (body: unknown) => ask(server, 'POST', '/v1/chat', { body, headers: evil });

  it('begins from pages of any site, with the evidence of where', async () => {
    const preflight = await ask(server, 'OPTIONS', '/v1/chat', { headers: evil });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type');
    const got = await start(START);
    expect(got.body).toEqual({ token: 'x'.repeat(32), seller: 'Northside' });
    expect(got.headers.get('access-control-allow-origin')).toBe('*');
    expect(got.headers.get('set-cookie')).toBeNull();
    expect(server.fake.frames.at(-1)?.frame).toMatchObject({
      input: { phone: '+15125550142' },
      seen: { ip: '127.0.0.1', origin: 'https://shop.example' },
    });
  });

  it.each([
    ['a bad phone', { ...START, phone: '555-0142' }, 'BAD_PHONE'],
    ['an unknown playbook', { ...START, playbook: 'none' }, 'UNKNOWN_PLAYBOOK'],
    ['no words of consent', { ...START, consent: { checked: true } }, 'VALIDATION'],
  ])('with %s is refused, readably for the page', async (_, body, code) => {
    const got = await start(body);
    expect(got.body.error.code).toBe(code);
    expect(got.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('is rationed by address', async () => {
    const codes = [];
    for (let i = 0; i < 11; i++) codes.push((await start(START)).status);
    expect(codes.at(-1)).toBe(429);
  });

  it('carries texts and answers pings', async () => {
    const page = openPage(server, '/v1/chat/token1', evil);
    page.send({ type: 'text', clientId: 'c1', body: 'hello' });
    page.send({ type: 'ping' });
    expect(await page.next()).toEqual({ type: 'pong' });
    expect(server.fake.frames.at(-1)).toEqual({
      end: 'chat token1',
      frame: { type: 'text', clientId: 'c1', body: 'hello' },
    });
    page.close();
  });
});

describe('the end of a socket', () => {
  it('signing out ends the sockets of that session', async () => {
    const session = await createSession(db.pool, 'ana', 'pane', Date.now());
    const page = openPage(server, `/v1/live?token=${session.token}`);
    page.send({ type: 'ping', nowMs: 1 });
    await page.next();
    await ask(server, 'DELETE', '/v1/session', { token: session.token });
    expect(await page.closed).toBe(CLOSE.signedOut);
  });

  it('a revoked key is put out too, through the API', async () => {
    const { key } = await createApiKey(
      db.pool,
      { id: 'kx', name: 'x', role: 'admin', createdBy: 't' },
      Date.now(),
    );
    const page = openPage(server, `/v1/live?token=${key}`);
    page.send({ type: 'ping', nowMs: 1 });
    await page.next();
    expect((await ask(server, 'DELETE', '/v1/api-keys/kx', { token: key })).body).toEqual({ ok: true });
    expect(await page.closed).toBe(CLOSE.signedOut);
    expect(await revokeApiKey(db.pool, 'kx', 1)).toBe(false);
  });

  it('draining tells pages to come back and refuses new work', async () => {
    const other = await runServer(db.pool);
    const page = openPage(other, '/v1/handset/+15125550142');
    page.send({ type: 'ping', nowMs: 1 });
    await page.next();
    await other.drain(500);
    expect(await page.closed).toBe(CLOSE.restart);
    await expect(ask(other, 'GET', '/healthz')).rejects.toThrow();
    await other.stop();
  });

  it('draining lets a request under way finish, and not for ever', async () => {
    const other = await runServer(db.pool);
    let finish: (value: unknown) => void = () => undefined;
    const waiting = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    other.fake.answers.leads = waiting;
    const asked = ask(other, 'GET', '/v1/leads', { token: supervisor });
    await expect.poll(() => other.fake.calls.length).toBe(1);
    const drained = other.drain(2_000);
    finish({ leads: [], nextCursor: null, total: 0 });
    expect((await asked).status).toBe(200);
    await drained;
    await other.stop();
    const stuck = await runServer(db.pool);
    stuck.fake.answers.leads = waiting;
    const lost = ask(stuck, 'GET', '/v1/leads', { token: supervisor });
    lost.catch(() => undefined);
    await expect.poll(() => stuck.fake.calls.length).toBe(1);
    await stuck.drain(50);
    await expect(lost).rejects.toThrow();
    await stuck.stop();
  });

  it('nothing of a phone, a name or a token is in the log', () => {
    const log = server.log.join('\n');
    expect(log.length).toBeGreaterThan(100);
    expect(log).not.toMatch(/5550142|Maria|bs_|bk_|ana@/);
  });
});
