/** A self-hoster without the demo: from a gate that denies everything to one that lets a text and a call through, by the API alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withTransaction } from '../../adapters/postgres/pool.ts';
import { verifyAudit } from '../../consent/index.ts';
import { testDatabase } from '../../testing/pg.ts';
import { arrive } from '../intake.ts';
import { agreed, request, type Stage, startStage } from './testing.ts';

const db = testDatabase();
let stage: Stage;
beforeAll(async () => {
  stage = await startStage(db.pool, { real: true, limits: { caller: { burst: 10_000, everyMs: 1 } } });
});
afterAll(async () => {
  await stage.stop();
});

const PHONE = '+12125550143';
const SETTINGS = '/v1/compliance/settings';
const now = () => stage.core.clock.nowMs();
const call = (method: string, at: string, body?: unknown, type?: string, key = stage.keys.admin) =>
  request(stage, method, at, { key, ...(body === undefined ? {} : { body }), ...(type ? { type } : {}) });
const day = (offsetDays: number) => new Date(now() + offsetDays * 86_400_000).toISOString().slice(0, 10);

interface View {
  version: number;
  value: Record<string, unknown>;
  readiness: { ok: boolean; problems: { gate: string }[] }[];
  history: { version: number; by: string; note: string; changed: string[] }[];
}
const view = async () => (await call('GET', SETTINGS)).body as unknown as View;
const whole = () => ({
  seller: { legalName: 'Northside Quotes LLC', name: 'Northside Quotes', number: '+15125550100' },
  callerIds: [
    {
      number: '+15125550100',
      channels: ['sms', 'voice'],
      verified: { how: 'bought', onDay: day(-30), ref: 'invoice 17' },
      a2p: 'approved',
      campaign: 'CNORTH1',
      useCases: [],
    },
  ],
  places: ['US'],
  hours: 'legal',
  registrations: [
    { place: 'US-TX', number: 'TX-1', untilDay: day(200) },
    { place: 'US-RI', number: 'RI-1', untilDay: null },
  ],
  subscriptions: [{ list: 'national', account: 'SAN 1', untilDay: day(200) }],
  throughput: { segmentsPerMinute: 60, segmentsPerDay: 2_000, callsPerMinute: 30 },
});
async function save(value: unknown, note = 'as our counsel advised') {
  return call('POST', SETTINGS, { basedOn: (await view()).version, note, value });
}
const consent = () => agreed(now());
async function until(done: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`it did not come to be; errors: ${stage.errors.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
async function may(phone: string, channel: 'sms' | 'voice'): Promise<string> {
  const { body } = await call('POST', '/v1/compliance/may', { phone, channel });
  const permit = body.permit as unknown as { verdict: string; reason?: string };
  return permit.verdict === 'allow' ? 'allow' : (permit.reason ?? permit.verdict);
}

describe('settings', () => {
  it('nothing saved: the gate is shut, and says with which gates', async () => {
    const first = await view();
    expect(first.version).toBe(0);
    const gates = first.readiness.map((one) => one.problems.map((problem) => problem.gate));
    expect(first.readiness.every((one) => !one.ok)).toBe(true);
    expect(gates[0]).toEqual(expect.arrayContaining(['G03', 'G13', 'G17']));
    expect(await may(PHONE, 'sms')).toBe('JURISDICTION_DISABLED');
  });

  it('what is wrong is named, all of it, and nothing is kept', async () => {
    const base = whole();
    const bad = {
      ...base,
      places: ['US', 'ZZ'],
      caps: { per24h: 9 },
      exceptions: ['NOPE'],
      registrations: [{ place: 'US-TX', number: 'TX-1', untilDay: day(-3) }],
      callerIds: [{ ...base.callerIds[0], number: '+15125550177', campaign: '' }],
    };
    const answer = await save(bad);
    expect(answer.status).toBe(400);
    const { problems } = (answer.body.error as unknown as { details: { problems: { path: string }[] } })
      .details;
    expect(problems.map(({ path }) => path)).toEqual([
      'places.1',
      'registrations.0.untilDay',
      'callerIds.0.campaign',
      'seller.number',
      'caps.per24h',
      'exceptions.0',
    ]);
    expect((await view()).version).toBe(0);
    expect(
      (await call('POST', SETTINGS, { basedOn: 0, note: 'x', value: base }, undefined, stage.keys.supervisor))
        .status,
    ).toBe(403);
  });

  it('saved whole, a consented lead is texted; every version is kept and logged', async () => {
    const saved = await save(whole());
    expect(saved.status, saved.text).toBe(200);
    expect((saved.body as unknown as View).readiness.map((one) => one.ok)).toEqual([true, true, true]);
    // Fresh consent is no proof that the number is still theirs: the database of reassigned numbers is asked first.
    const lead = { name: 'Ann', playbook: 'insurance', source: 'test', phone: PHONE, consent: consent() };
    expect((await arrive(stage.core, lead, null)).next.reason).toBe('RND_STALE');
    const checks = await call(
      'POST',
      `/v1/compliance/number-checks?checkedAtMs=${now() - 1000}`,
      `number,answer,database day\n${PHONE},no,${day(-6)}\n2125550144,no data,${day(-6)},q7\nhello,no\n2125550145,perhaps\n`,
      'text/csv',
    );
    expect(checks.body).toMatchObject({
      lines: 5,
      taken: 2,
      rejected: 2,
      errors: [{ line: 4 }, { line: 5, problem: '"perhaps" is no answer: yes, no or no-data.' }],
    });
    expect(await may(PHONE, 'sms')).toBe('allow');
    expect(await may(PHONE, 'voice')).toBe('allow');
    const { history } = await view();
    expect(history[0]).toMatchObject({ by: 'the admin', note: 'as our counsel advised' });
    expect([...(history[0]?.changed ?? [])].sort()).toEqual([
      'callerIds',
      'hours',
      'places',
      'registrations',
      'subscriptions',
      'throughput',
    ]);
    const stale = await call('POST', SETTINGS, { basedOn: 0, note: 'from an old page', value: whole() });
    expect(stale.status).toBe(409);
  });

  it('a text really leaves, and the carrier’s allowance ends it', async () => {
    const [first, second] = ['+12125550146', '+12125550147'] as const;
    await call(
      'POST',
      `/v1/compliance/number-checks?checkedAtMs=${now()}`,
      `${first},no\n${second},no\n`,
      'text/csv',
    );
    const lead = { name: 'Ann', playbook: 'insurance', source: 'test', consent: consent() };
    await arrive(stage.core, { ...lead, phone: first }, null);
    await until(() => stage.sent.some(({ to }) => to === first));
    await save({
      ...whole(),
      throughput: { segmentsPerMinute: 1, segmentsPerDay: 2_000, callsPerMinute: 30 },
    });
    await arrive(stage.core, { ...lead, phone: second }, null);
    await until(async () => {
      const { rows } = await db.pool.query(
        `select payload->'decision'->>'reason' as reason from baton.consent_log where kind = 'decision' and phone = $1`,
        [second.slice(1)],
      );
      return rows.some(({ reason }) => reason === 'THROTTLE');
    });
    expect(stage.sent.some(({ to }) => to === second)).toBe(false);
    await save(whole());
  });

  it('a pause stops everything at once and is lifted again', async () => {
    const pause = (on: boolean) =>
      call(
        'POST',
        '/v1/compliance/pause',
        { on, note: 'the carrier called' },
        undefined,
        stage.keys.supervisor,
      );
    expect((await pause(true)).body).toEqual({ paused: true });
    expect(await may(PHONE, 'sms')).toBe('KILL_SWITCH');
    await pause(false);
    expect(await may(PHONE, 'sms')).toBe('allow');
  });

  it('a list copy counts while its subscription does', async () => {
    // Without written consent the registry decides: an agent calls a person who only asked for service.
    await call(
      'POST',
      `/v1/compliance/lists?list=national&copyAtMs=${now() - 86_400_000}`,
      '9725550199\n',
      'text/csv',
    );
    expect(stage.core.tenant.dncLists.map(({ list }) => list)).toEqual(['national']);
    await save({ ...whole(), subscriptions: [{ list: 'national', account: 'SAN 1', untilDay: day(-3) }] });
    expect(stage.core.tenant.dncLists).toEqual([]);
    await save(whole());
    expect(stage.core.tenant.dncLists).toHaveLength(1);
  });

  it('the log still verifies, with the settings in it', async () => {
    const { rows } = await db.pool.query(
      `select payload from baton.consent_log where kind = 'settings' order by seq`,
    );
    expect(rows.length).toBeGreaterThan(4);
    expect(rows[0]?.payload).toMatchObject({ by: 'the admin', note: 'as our counsel advised' });
    const verified = await withTransaction(db.pool, (client) => verifyAudit(client), {
      isolation: 'repeatable read',
      readOnly: true,
    });
    expect(verified).toMatchObject({ ok: true });
  });
});

describe('files', () => {
  it('opt-outs come in with an error for each bad row, hold at once, and go out in the same form', async () => {
    const file = [
      'number,channels,purpose,received on,reason',
      '+12125550150,all,all,2025-03-01,keyword',
      '(212) 555-0151;sms+voice_ai;marketing;2025-03-02T10:00:00Z;something',
      '12,all',
      '+12125550152,fax',
      '+12125550153,sms,everything',
      '+12125550154,sms,all,someday',
      '+12125550155,sms,all,2099-01-01',
    ].join('\n');
    const first = await call('POST', '/v1/compliance/suppressions/import', file, 'text/csv');
    expect(first.body).toMatchObject({ lines: 8, taken: 2, known: 0, rejected: 5 });
    expect((first.body.errors as unknown as { line: number }[]).map(({ line }) => line)).toEqual([
      4, 5, 6, 7, 8,
    ]);
    const again = await call('POST', '/v1/compliance/suppressions/import', file, 'text/csv');
    expect(again.body).toMatchObject({ taken: 0, known: 2 });
    expect(await may('+12125550150', 'sms')).toBe('SUPPRESSED');
    const out = await call('GET', '/v1/compliance/suppressions/export');
    expect(out.type).toContain('text/csv');
    expect(out.text).toContain(
      '+12125550150,sms+voice_ai+voice_live+voicemail+email+webchat,all,2025-03-01T00:00:00.000Z,keyword',
    );
    expect(out.text).toContain('+12125550151,sms+voice_ai,marketing,2025-03-02T10:00:00.000Z,import');
    // What went out comes in again unchanged.
    expect(
      (await call('POST', '/v1/compliance/suppressions/import', out.text, 'text/csv')).body,
    ).toMatchObject({ taken: 0, rejected: 0 });
    const nothing = await call('POST', '/v1/compliance/suppressions/import', 'a\nb\n', 'text/csv');
    expect(nothing.status).toBe(400);
    for (const at of ['/v1/compliance/suppressions/import', '/v1/compliance/number-checks?checkedAtMs=1'])
      expect((await call('POST', at, '1', 'text/csv', stage.keys.supervisor)).status).toBe(403);
  });
});
