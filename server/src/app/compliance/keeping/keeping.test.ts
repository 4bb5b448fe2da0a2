/** Keeping and erasing over the real server and its tables: what goes, what stays, and that the log still verifies. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withTransaction } from '../../../adapters/postgres/pool.ts';
import { verifyAudit } from '../../../consent/index.ts';
import type { Db } from '../../../kernel/loop.ts';
import { inTransaction } from '../../../kernel/transaction.ts';
import { testDatabase } from '../../../testing/pg.ts';
import { arrive } from '../../intake.ts';
import { agreed, request, type Stage, startStage } from '../testing.ts';
import { purgeStep } from './purge.ts';
import { seal, secretOf, unseal } from './secrets.ts';

const db = testDatabase();
let stage: Stage;
beforeAll(async () => {
  stage = await startStage(db.pool, { limits: { caller: { burst: 10_000, everyMs: 1 } } });
});
afterAll(async () => {
  await stage.stop();
});

const YEAR_MS = 365.25 * 86_400_000;
const now = () => stage.core.clock.nowMs();
let made = 0;
const freshPhone = () => `+1512555${String(4000 + made++).padStart(4, '0')}`;
const admin = (method: string, at: string, body?: unknown) =>
  request(stage, method, at, { key: stage.keys.admin, ...(body === undefined ? {} : { body }) });
/** In one snapshot: the floor goes on writing. */
const audited = () =>
  withTransaction(db.pool, (client) => verifyAudit(client), { isolation: 'repeatable read', readOnly: true });
const consent = () => agreed(now());
const arrived = (phone: string) =>
  arrive(
    stage.core,
    { phone, name: 'Jo Diaz', playbook: 'insurance', source: 'test', consent: consent() },
    null,
  );

async function until(done: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`it did not come to be; errors: ${stage.errors.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

describe('T33 an erasure', () => {
  it('takes the person out of every table, keeps the opt-out as a hash, and meets a new import of the number', async () => {
    const phone = freshPhone();
    const { leadId } = await arrived(phone);
    await until(() => stage.sent.some(({ to }) => to === phone));
    await until(
      async () =>
        (await db.pool.query(`select 1 from baton.messages where lead_id = $1 and status = 'sent'`, [leadId]))
          .rowCount === 1,
    );
    const callId = `call-${phone}`;
    const call = {
      id: callId,
      callId,
      leadId,
      phase: 'ended',
      outcome: 'connected',
      readyAtMs: now() - 9_000,
      joinedAtMs: now() - 5_000,
      endedAtMs: now(),
      offered: [],
      token: 1,
      winner: { agentId: 'a', name: 'Ana' },
      leadLeg: { legId: `leg-${phone}`, state: 'ended', atMs: now() },
    };
    await db.pool.query('insert into baton.transfers (id, state) values ($1, $2)', [
      callId,
      JSON.stringify(call),
    ]);
    // What they said on that call, too.
    const words = 'please stop calling me';
    await stage.core.loop.emit({ type: 'leg.said', callId, legId: `leg-${phone}`, words });
    const answer = await admin('POST', `/v1/leads/${leadId}/erase`, { reference: `ticket ${made}` });
    expect(answer.body).toMatchObject({ consentsArchived: 1, callsArchived: 1, messagesDeleted: 1 });

    const digits = phone.slice(1);
    const { rows: tables } = await db.pool.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'baton' and table_type = 'BASE TABLE'`,
    );
    const left: string[] = [];
    for (const { name } of tables) {
      const found = await db.pool.query(
        `select 1 from baton.${name} t where to_jsonb(t)::text like $1 or to_jsonb(t)::text like $2 limit 1`,
        [`%${digits}%`, `%${leadId}%`],
      );
      if (found.rowCount) left.push(name);
    }
    // The consent and its term stay, out of reach of the gate.
    expect(left).toEqual(['consent_records']);
    expect(
      (await db.pool.query('select archived from baton.consent_records where phone = $1', [digits])).rows,
    ).toEqual([{ archived: true }]);

    const again = await arrived(phone);
    expect(again.leadId).not.toBe(leadId);
    expect(again.next).toMatchObject({ willText: false, reason: 'SUPPRESSED' });
    const { rows } = await db.pool.query<{ sealed: Buffer }>(
      'select sealed from baton.erasure_archive where reference = $1',
      [`ticket ${made}`],
    );
    const key = await secretOf(db.pool as unknown as Db, 'archive', now());
    expect(JSON.parse(unseal(key, rows[0]?.sealed as Buffer))).toMatchObject({
      phone,
      call: { outcome: 'connected', agentName: 'Ana' },
    });
    expect(await audited()).toMatchObject({ ok: true });
  });

  it('what was sealed is opened for an admin who says why, and the reading is an entry of the log', async () => {
    const reference = `letter ${stage.core.id()}`;
    const key = await secretOf(db.pool as unknown as Db, 'archive', now());
    const put = (id: string, untilMs: number, sealed: Buffer) =>
      db.pool.query(`insert into baton.erasure_archive values ($1, $2, 'call-detail', $3, $4, $5)`, [
        id,
        reference,
        now(),
        untilMs,
        sealed,
      ]);
    const [kept, past] = [stage.core.id(), stage.core.id()];
    await put(kept, now() + YEAR_MS, seal(key, JSON.stringify({ name: 'Jo Diaz' })));
    await put(past, now() - 1, seal(key, JSON.stringify({ name: 'past its term' })));
    const at = (ref: string, reason: string) =>
      `/v1/compliance/archive?${new URLSearchParams({ reference: ref, reason })}`;
    const why = 'complaint 7 of the regulator';
    const entries = async () =>
      (
        await db.pool.query(
          `select payload from baton.consent_log where kind = 'archive' and payload->'references' ? $1`,
          [reference],
        )
      ).rows.map(({ payload }) => payload);
    expect((await request(stage, 'GET', at(reference, why), { key: stage.keys.supervisor })).status).toBe(
      403,
    );
    expect((await admin('GET', at(reference, 'short'))).status).toBe(400);
    expect((await admin('GET', at('letter unknown', why))).status).toBe(404);
    expect(await entries()).toEqual([]);
    const { status, body } = await admin('GET', at(reference, why));
    expect(status).toBe(200);
    expect(body.records).toMatchObject([{ id: kept, kind: 'call-detail', record: { name: 'Jo Diaz' } }]);
    expect(await entries()).toEqual([
      expect.objectContaining({ opened: [kept], by: 'the admin', references: [reference], reason: why }),
    ]);
    const openings = (await admin('GET', '/v1/compliance/archive/openings')).body.openings;
    expect(openings).toMatchObject([{ by: 'the admin', reason: why, references: [reference], records: 1 }]);
    expect(
      (await request(stage, 'GET', '/v1/compliance/archive/openings', { key: stage.keys.supervisor })).status,
    ).toBe(403);
    await put(stage.core.id(), now() + YEAR_MS, seal(Buffer.alloc(32, 9), '{}'));
    expect((await admin('GET', at(reference, why))).status).toBe(409);
    expect(await entries()).toHaveLength(1);
    expect(await audited()).toMatchObject({ ok: true });
  });

  it('is found by the number it was sealed for, of which only a hash is kept; looking opens nothing', async () => {
    const phone = freshPhone();
    const { leadId } = await arrived(phone);
    const call = `kept-${phone}`;
    const state = {
      id: call,
      callId: call,
      leadId,
      phase: 'ended',
      outcome: 'connected',
      readyAtMs: now(),
      offered: [],
      token: 1,
    };
    await db.pool.query('insert into baton.transfers (id, state) values ($1, $2)', [
      call,
      JSON.stringify(state),
    ]);
    const reference = `letter ${stage.core.id()}`;
    expect((await admin('POST', `/v1/leads/${leadId}/erase`, { reference })).status).toBe(200);
    const count = async () =>
      (await db.pool.query(`select 1 from baton.consent_log where kind = 'archive'`)).rowCount;
    const before = await count();
    const find = (query: Record<string, string>) =>
      admin('GET', `/v1/compliance/archive/find?${new URLSearchParams(query)}`);
    const found = await find({ phone });
    expect(found.body.records).toMatchObject([{ kind: 'call-detail', reference }]);
    expect(found.text).not.toContain('Diaz');
    expect((await find({ reference })).body).toEqual(found.body);
    expect((await find({ phone: freshPhone() })).body.records).toEqual([]);
    expect((await find({})).status).toBe(400);
    expect((await find({ phone, reference })).status).toBe(400);
    expect((await find({ phone: '12' })).status).toBe(400);
    expect(await count()).toBe(before);
    const reason = 'the person asks what we kept';
    const opened = await admin('GET', `/v1/compliance/archive?${new URLSearchParams({ phone, reason })}`);
    expect(opened.body.records).toMatchObject([{ reference, record: { phone } }]);
    expect(await count()).toBe(Number(before) + 1);
    // Nothing but the hash tells whose it is.
    const { rows } = await db.pool.query('select * from baton.erasure_archive where reference = $1', [
      reference,
    ]);
    expect(JSON.stringify(rows)).not.toContain(phone.slice(1));
  });

  it('waits for the end of a call, and is for admins', async () => {
    const phone = freshPhone();
    const { leadId } = await arrived(phone);
    const call = {
      id: `live-${phone}`,
      callId: `live-${phone}`,
      leadId,
      phase: 'ringing',
      readyAtMs: now(),
      offered: [],
      token: 1,
    };
    await db.pool.query('insert into baton.transfers (id, state) values ($1, $2)', [
      call.id,
      JSON.stringify(call),
    ]);
    const body = { reference: 'ticket 13' };
    expect((await admin('POST', `/v1/leads/${leadId}/erase`, body)).status).toBe(409);
    expect(
      (await request(stage, 'POST', `/v1/leads/${leadId}/erase`, { key: stage.keys.supervisor, body }))
        .status,
    ).toBe(403);
    expect((await admin('POST', '/v1/leads/none/erase', body)).status).toBe(404);
  });

  it('a seal opens with its key alone', () => {
    const key = Buffer.alloc(32, 1);
    const sealed = seal(key, 'who called when');
    expect(unseal(key, sealed)).toBe('who called when');
    expect(() => unseal(Buffer.alloc(32, 2), sealed)).toThrow();
    sealed[sealed.length - 1] = (sealed[sealed.length - 1] as number) ^ 1;
    expect(() => unseal(key, sealed)).toThrow();
  });
});

describe('the end of a term', () => {
  it('deletes what is past it, in bounded steps, keeps what a legal threat holds, and the log verifies', async () => {
    const { id: seller } = stage.core.settings.seller;
    const [old, sued] = [freshPhone(), freshPhone()];
    for (const phone of [old, sued]) {
      const { leadId } = await arrived(phone);
      await until(() => stage.sent.some(({ to }) => to === phone));
      await until(
        async () =>
          (
            await db.pool.query(`select 1 from baton.messages where lead_id = $1 and status = 'sent'`, [
              leadId,
            ])
          ).rowCount === 1,
      );
      for (let i = 0; i < 5; i += 1)
        await db.pool.query(
          `insert into baton.consent_number_checks (phone, seller_id, at_ms, answer) values ($1, $2, $3, 'no')`,
          [phone.slice(1), seller, now() - 7 * YEAR_MS + i],
        );
    }
    await db.pool.query(
      `insert into baton.consent_blocks (phone, seller_id, kind, at_ms) values ($1, $2, 'legal-threat', $3)`,
      [sued.slice(1), seller, now()],
    );
    const of = async (table: string, phone: string) =>
      Number(
        (await db.pool.query(`select count(*) as n from baton.${table} where phone = $1`, [phone.slice(1)]))
          .rows[0].n,
      );
    const step = (atMs: number, rows: number) =>
      inTransaction(stage.core.db, (tx) => purgeStep(tx, seller, atMs, rows));

    // Today only the checks of seven years ago are past their term; a step takes no more than it may.
    expect(await step(now(), 3)).toMatchObject({
      'number checks': 3,
      messages: 0,
      attempts: 0,
      decisions: 0,
      journal: 0,
    });
    expect(await step(now(), 3)).toMatchObject({ 'number checks': 2 });
    expect([await of('consent_number_checks', old), await of('consent_number_checks', sued)]).toEqual([0, 5]);

    // Seven years on everything of today is, but for the one who threatened to sue.
    const later = now() + 7 * YEAR_MS;
    let rounds = 0;
    while (Object.values(await step(later, 500)).some((rows) => rows > 0) && rounds < 50) rounds += 1;
    expect(rounds).toBeLessThan(50);
    expect([await of('consent_attempts', old), await of('consent_attempts', sued)]).toEqual([0, 1]);
    const decisions = await db.pool.query(
      `select 1 from baton.consent_log where kind = 'decision' and erased_at_ms is null and phone <> $1`,
      [sued.slice(1)],
    );
    expect(decisions.rowCount).toBe(0);
    expect(await audited()).toMatchObject({ ok: true });
    // An opt-out has no term.
    expect(
      Number((await db.pool.query(`select count(*) as n from baton.consent_suppressions`)).rows[0].n),
    ).toBeGreaterThan(0);
  });

  it('is looked for by the loop’s own alarm, once at the start and then every day', async () => {
    await stage.core.loop.emit({ type: 'records.due' });
    const { rows } = await db.pool.query<{ due_ms: number }>(
      `select due_ms from baton.jobs where kind = 'timer' and room = 'keeping'`,
    );
    expect(rows).toHaveLength(1);
    expect(Number(rows[0]?.due_ms)).toBeGreaterThan(now() + 80_000_000);
  });
});
