/** People, agents, limits and the record of changes, through the real server on a real database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whoIsFree } from '../../agents/select.ts';
import { loadAgents } from '../../agents/store.ts';
import { testDatabase } from '../../testing/pg.ts';
import { request, type Stage, startStage } from '../compliance/testing.ts';

const db = testDatabase();
let stage: Stage;
beforeAll(async () => {
  stage = await startStage(db.pool, { limits: { caller: { burst: 10_000, everyMs: 1 } } });
});
afterAll(() => stage.stop());

interface Body {
  [name: string]: never;
}
interface Known {
  saved: { savedId: string; name: string; body: string; shared: boolean; mayRemove: boolean }[];
  savedId: string;
  person: { personId: string; agentId: string | null; active: boolean; mustChangePassword: boolean };
  oneTimePassword: string;
  personId: string;
  agentId: string | null;
  error: { code: string; message: string; hint: string; fields?: Record<string, string> };
  agents: { agentId: string }[];
  people: { personId: string; role: string }[];
  limits: { name: string; value: number; default: number }[];
  changes: { by: string; words: string; before: unknown; after: unknown }[];
  nextCursor: string | null;
  licences: { state: string; until: string | null }[];
  target: { kind: string; words: string };
  secret: string;
  webhookId: string;
  deliveryId: string;
  deliveries: { deliveryId: string; event: string; payload: unknown }[];
}
let count = 0;
const as = async (role: 'agent' | 'supervisor' | 'admin', method: string, at: string, body?: unknown) => {
  const answer = await request(stage, method, at, {
    key: stage.keys[role],
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, body: answer.body as Body as unknown as Known };
};
/** A new person; each test has its own. */
async function hire(over: Record<string, unknown> = {}): Promise<Known & { email: string }> {
  const email = `person${++count}@x.example`;
  const { status, body } = await as('admin', 'POST', '/v1/people', {
    name: `Person ${count}`,
    email,
    role: 'agent',
    tz: 'America/Chicago',
    ...over,
  });
  expect(status).toBe(200);
  return { ...body, email };
}
const signIn = (email: string, password: string) =>
  request(stage, 'POST', '/v1/session', { body: { email, password } });
const words = async () =>
  (await as('admin', 'GET', '/v1/changes')).body.changes.map((change) => change.words);

describe('who may', () => {
  it.each([
    ['supervisor', 'GET', '/v1/people'],
    ['supervisor', 'GET', '/v1/changes'],
    ['supervisor', 'PATCH', '/v1/settings'],
    ['agent', 'GET', '/v1/agent-records'],
    ['agent', 'GET', '/v1/settings'],
    ['agent', 'PATCH', '/v1/agents/a'],
    ['agent', 'POST', '/v1/agents/a/override'],
    ['supervisor', 'POST', '/v1/webhooks/w/rotate'],
    ['supervisor', 'POST', '/v1/webhooks/w/test'],
  ] as const)('%s may not %s %s', async (role, method, at) => {
    const { status, body } = await as(role, method, at, method === 'GET' ? undefined : {});
    expect(status).toBe(403);
    expect(body.error.code).toBe('WRONG_ROLE');
  });
});

describe('people', () => {
  it('sign in with a one-time password, must change it, and a reset ends what they have open', async () => {
    const made = await hire({ role: 'supervisor' });
    expect(made.person).toMatchObject({ active: true, mustChangePassword: true, agentId: null });
    const first = await signIn(made.email, made.oneTimePassword);
    expect(first.status).toBe(200);
    const { token } = first.body as unknown as { token: string };
    const floor = await fetch(`${stage.url}/v1/floor`, { headers: { authorization: `Bearer ${token}` } });
    expect(((await floor.json()) as Known).error.code).toBe('PASSWORD_CHANGE');
    const reset = await as('admin', 'POST', `/v1/people/${made.person.personId}/password`);
    expect(reset.body.oneTimePassword).not.toBe(made.oneTimePassword);
    expect((await signIn(made.email, made.oneTimePassword)).status).toBe(401);
    const me = await fetch(`${stage.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(me.status).toBe(401);
    expect((await signIn(made.email, reset.body.oneTimePassword)).status).toBe(200);
  });

  it('who takes calls is on the roster; deactivated they are off it and out, and back they keep what was set', async () => {
    const made = await hire({ takesCalls: true });
    const agentId = made.person.agentId!;
    const onRoster = async () => (await loadAgents(stage.core.db)).some((agent) => agent.id === agentId);
    expect(await onRoster()).toBe(true);
    await as('admin', 'PATCH', `/v1/agents/${agentId}`, { skills: ['insurance'] });
    const { token } = (await signIn(made.email, made.oneTimePassword)).body as unknown as { token: string };
    const gone = await as('admin', 'PATCH', `/v1/people/${made.person.personId}`, { active: false });
    expect(gone.body).toMatchObject({ active: false, agentId: null });
    expect(await onRoster()).toBe(false);
    expect((await signIn(made.email, made.oneTimePassword)).status).toBe(401);
    const me = await fetch(`${stage.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(me.status).toBe(401);
    const back = await as('admin', 'PATCH', `/v1/people/${made.person.personId}`, {
      active: true,
      takesCalls: true,
    });
    expect(back.body.agentId).toBe(agentId);
    expect((await loadAgents(stage.core.db)).find((agent) => agent.id === agentId)!.skills).toEqual([
      'insurance',
    ]);
    expect(await words()).toEqual(
      expect.arrayContaining([`deactivated Person ${count}`, `activated Person ${count} again`]),
    );
  });

  it('the last admin stays; two who remove each other at once leave one', async () => {
    const [one, two] = [await hire({ role: 'admin' }), await hire({ role: 'admin' })];
    const off = (id: string) => as('admin', 'PATCH', `/v1/people/${id}`, { active: false });
    const both = await Promise.all([off(one.person.personId), off(two.person.personId)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)!.body.error).toMatchObject({
      message: 'This is the last admin.',
      hint: 'Make somebody else an admin first.',
    });
  });

  it.each([
    [{ email: 'nonsense' }, 400, 'VALIDATION', 'email', 'Type an e-mail address.'],
    [{ name: '  ' }, 400, 'VALIDATION', 'name', 'Type a name.'],
    [{ tz: 'Mars/Olympus' }, 400, 'VALIDATION', 'tz', 'Type a time zone, for example America/Chicago.'],
    [{ role: 'owner' }, 400, 'VALIDATION', 'role', ''],
    [{ email: 'Twice@x.example' }, 409, 'CONFLICT', 'email', 'Somebody has this address already.'],
  ] as const)('%o is refused where it is wrong', async (bad, status, code, field, says) => {
    if ('email' in bad && bad.email === 'Twice@x.example') await hire({ email: 'twice@x.example' });
    const body = { name: 'A', email: 'a@x.example', role: 'agent', tz: 'UTC', ...bad };
    const answer = await as('admin', 'POST', '/v1/people', body);
    expect(answer.status).toBe(status);
    expect(answer.body.error.code).toBe(code);
    expect(answer.body.error.fields?.[field]).toContain(says);
  });
});

describe('agents', () => {
  it('a licence that ended yesterday takes its state away at once, and says so', async () => {
    const { person } = await hire({ takesCalls: true });
    const agentId = person.agentId!;
    const day = (offset: number) =>
      new Date(stage.core.clock.nowMs() + offset * 86_400_000).toISOString().slice(0, 10);
    const reasons = async () => {
      const agents = (await loadAgents(stage.core.db)).filter((agent) => agent.id === agentId);
      const need = { skills: [], licenceState: 'TX' };
      return whoIsFree(agents, need, stage.core.clock.nowMs()).notFree[0]!.reasons.map(
        ({ reason }) => reason,
      );
    };
    await as('admin', 'PATCH', `/v1/agents/${agentId}`, { licences: [{ state: 'TX', until: day(30) }] });
    expect(await reasons()).not.toContain('lacks-licence');
    const ended = await as('admin', 'PATCH', `/v1/agents/${agentId}`, {
      licences: [{ state: 'TX', until: day(-2) }],
    });
    expect(ended.body.licences).toEqual([{ state: 'TX', until: day(-2) }]);
    expect(await reasons()).toContain('lacks-licence');
    const { changes } = (await as('admin', 'GET', '/v1/changes?limit=1')).body;
    expect(changes[0]).toMatchObject({
      by: 'the admin',
      before: { licences: [{ state: 'TX', until: day(30) }] },
      after: { licences: [{ state: 'TX', until: day(-2) }] },
    });
  });

  it('a supervisor changes shifts and skills, and nothing the law looks at', async () => {
    const { person } = await hire({ takesCalls: true });
    const at = `/v1/agents/${person.agentId}`;
    const shifts = [{ days: [1, 2], from: '09:00', to: '17:00' }];
    expect((await as('supervisor', 'PATCH', at, { shifts, skills: ['lending'] })).status).toBe(200);
    const refused = await as('supervisor', 'PATCH', at, { licences: [], skills: [] });
    expect(refused.status).toBe(403);
    expect(refused.body.error.hint).toBe('A supervisor may change shifts and skills.');
  });

  it('is rung on a mobile when that is set, and in the browser again', async () => {
    const { person } = await hire({ takesCalls: true });
    const at = `/v1/agents/${person.agentId}`;
    const mobile = await as('admin', 'PATCH', at, { target: { kind: 'phone', e164: '(512) 555-0133' } });
    expect(mobile.body.target).toEqual({ kind: 'phone', words: '+15125550133' });
    expect((await as('admin', 'PATCH', at, { target: { kind: 'browser' } })).body.target.kind).toBe(
      'browser',
    );
  });

  it.each([
    [{ shifts: [{ days: [], from: '09:00', to: '17:00' }] }, 'VALIDATION', 'shifts.0.days'],
    [{ shifts: [{ days: [1], from: '9', to: '17:00' }] }, 'VALIDATION', 'shifts.0.from'],
    [{ shifts: [{ days: [1], from: '09:00', to: '09:00' }] }, 'VALIDATION', 'shifts.0'],
    [{ licences: [{ state: 'texas', until: null }] }, 'VALIDATION', 'licences.0.state'],
    [{ licences: [{ state: 'TX', until: '2027-13-01' }] }, 'VALIDATION', 'licences.0.until'],
    [
      {
        licences: [
          { state: 'TX', until: null },
          { state: 'TX', until: '2027-01-01' },
        ],
      },
      'VALIDATION',
      'licences',
    ],
    [{ languages: [] }, 'VALIDATION', 'languages'],
    [{ target: { kind: 'phone', e164: '12345' } }, 'BAD_PHONE', 'target.e164'],
    [{ name: 'Else' }, 'VALIDATION', '(whole)'],
  ])('%o is refused where it is wrong', async (body, code, field) => {
    const { person } = await hire({ takesCalls: true });
    const answer = await as('admin', 'PATCH', `/v1/agents/${person.agentId}`, body);
    expect(answer.body.error.code).toBe(code);
    expect(Object.keys(answer.body.error.fields ?? {})).toContain(field);
  });

  it('whose presence a supervisor sets: with a reason, and on record', async () => {
    const { person } = await hire({ takesCalls: true });
    const at = `/v1/agents/${person.agentId}/override`;
    const nameless = await as('supervisor', 'POST', at, { presence: 'away', reason: ' ' });
    expect(nameless.body.error.fields?.reason).toBe('Say why; it is kept.');
    expect(
      (await as('supervisor', 'POST', at, { presence: 'away', reason: 'left the building' })).status,
    ).toBe(200);
    const [agent] = (await loadAgents(stage.core.db)).filter(({ id }) => id === person.agentId);
    expect(agent!.state).toMatchObject({ set: 'away', reason: 'left the building' });
    expect((await words())[0]).toBe(`set Person ${count} to away: left the building`);
    expect(
      (await as('supervisor', 'POST', '/v1/agents/nobody/override', { presence: 'away', reason: 'x' }))
        .status,
    ).toBe(404);
  });
});

describe('limits', () => {
  it('are in force at once, kept, and on record; a bad one changes nothing', async () => {
    const before = (await as('supervisor', 'GET', '/v1/settings')).body.limits;
    expect(before.find(({ name }) => name === 'ring')).toMatchObject({ value: 20, default: 20 });
    const refused = await as('admin', 'PATCH', '/v1/settings', { limits: { ring: 30, accept: 61 } });
    expect(refused.body.error.fields).toEqual({ 'limits.accept': 'It takes 5 to 60 seconds.' });
    expect(stage.core.settings.limits.ringMs).toBe(20_000);
    const saved = await as('admin', 'PATCH', '/v1/settings', { limits: { ring: 30, 'wrap-up': 0 } });
    expect(saved.body.limits.find(({ name }) => name === 'ring')).toMatchObject({ value: 30, default: 20 });
    expect(stage.core.settings.limits.ringMs).toBe(30_000);
    expect(stage.core.settings.wrapUpMs).toBe(0);
    const { changes } = (await as('admin', 'GET', '/v1/changes?limit=1')).body;
    expect(changes[0]).toMatchObject({
      words: 'changed limits',
      before: { ring: 20, 'wrap-up': 15 },
      after: { ring: 30, 'wrap-up': 0 },
    });
  });
});

describe('the record of changes', () => {
  it('comes in pages, newest first, each change once', async () => {
    for (let i = 0; i < 5; i++) await hire();
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 200; page++) {
      const at: string = `/v1/changes?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
      const { body } = await as('admin', 'GET', at);
      seen.push(...body.changes.map((change) => change.words));
      cursor = body.nextCursor;
      if (cursor === null) break;
    }
    const { rows } = await db.pool.query('select count(*)::int as n from baton.changes');
    expect(seen).toHaveLength(rows[0].n);
    expect(seen[0]).toBe(`added Person ${count} as agent`);
  });
});

describe('a webhook', () => {
  it('gets a new secret, shown once, and a test delivery in its log', async () => {
    const made = await as('admin', 'POST', '/v1/webhooks', {
      url: 'https://hooks.example.com/baton',
      events: ['transfer.joined'],
    });
    const at = `/v1/webhooks/${made.body.webhookId}`;
    const rotated = await as('admin', 'POST', `${at}/rotate`);
    expect(rotated.body.secret).toMatch(/^whsec_/);
    expect(rotated.body.secret).not.toBe(made.body.secret);
    const test = await as('admin', 'POST', `${at}/test`);
    const { deliveries } = (await as('admin', 'GET', `${at}/deliveries`)).body;
    expect(deliveries).toMatchObject([{ deliveryId: test.body.deliveryId, event: 'webhook.test' }]);
    expect(JSON.stringify(deliveries)).not.toContain(rotated.body.secret);
    expect((await words())[0]).toBe('made a new secret for the webhook https://hooks.example.com/baton');
    for (const what of ['rotate', 'test']) {
      const none = await as('admin', 'POST', `/v1/webhooks/none/${what}`);
      expect(none).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    }
  });
});

describe('an API key', () => {
  it('made and revoked is on record by its name, and never by itself', async () => {
    const made = await as('admin', 'POST', '/v1/api-keys', { name: 'sales-crm', role: 'supervisor' });
    const { keyId, key } = made.body as unknown as { keyId: string; key: string };
    expect((await words())[0]).toBe('made the supervisor key sales-crm');
    await as('admin', 'DELETE', `/v1/api-keys/${keyId}`);
    expect((await words())[0]).toBe('revoked the key sales-crm');
    const { rows } = await db.pool.query('select * from baton.changes');
    expect(JSON.stringify(rows)).not.toContain(key.slice(4));
  });
});

describe('canned replies and saved views', () => {
  const keep = (role: 'agent' | 'supervisor' | 'admin', over: Record<string, unknown> = {}) =>
    as(role, 'POST', '/v1/saved', {
      kind: 'reply',
      name: 'Hours',
      body: 'We are open from 9 to 5.',
      ...over,
    });
  const names = async (role: 'agent' | 'supervisor' | 'admin', kind = 'reply') =>
    (await as(role, 'GET', `/v1/saved?kind=${kind}`)).body.saved.map(({ name }) => name);

  it("one's own are one's own; shared ones are everybody's, made and removed by supervisors", async () => {
    const own = await keep('agent');
    const shared = await keep('supervisor', { name: 'Address', shared: true });
    expect(await names('agent')).toEqual(['Address', 'Hours']);
    expect(await names('admin')).toEqual(['Address']);
    expect((await keep('agent', { shared: true })).body.error.code).toBe('WRONG_ROLE');
    expect((await as('agent', 'DELETE', `/v1/saved/${shared.body.savedId}`)).status).toBe(403);
    expect((await as('admin', 'DELETE', `/v1/saved/${own.body.savedId}`)).status).toBe(404);
    expect((await as('admin', 'DELETE', `/v1/saved/${shared.body.savedId}`)).status).toBe(200);
    expect((await as('agent', 'DELETE', `/v1/saved/${own.body.savedId}`)).status).toBe(200);
  });
  it('the same name replaces; kinds are apart', async () => {
    const first = await keep('agent');
    const again = await keep('agent', { name: 'HOURS', body: 'Until 6 now.' });
    expect(again.body.savedId).toBe(first.body.savedId);
    await keep('agent', { kind: 'view', name: 'Texas', body: 'view=warming&q=TX' });
    expect(await names('agent')).toEqual(['Hours']);
    expect(await names('agent', 'view')).toEqual(['Texas']);
  });
  it.each([
    [{ name: ' ' }, 'name', 'Type a name.'],
    [{ body: '' }, 'body', 'Type what is kept.'],
  ])('%o is refused where it is wrong', async (over, field, says) => {
    expect((await keep('agent', over)).body.error.fields?.[field]).toContain(says);
  });
});
