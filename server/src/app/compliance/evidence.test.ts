/** Evidence and meter over a floor that really worked: conversations, transfers and calls of a rehearsed day. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWorld } from '../../../sim/world.ts';
import { checkoutRoot } from '../../config.ts';
import { type Evidence, evidenceFits, renderEvidencePdf } from '../../consent/index.ts';
import type { Db } from '../../kernel/loop.ts';
import { loadPlaybooks } from '../../playbook/load.ts';
import { testDatabase } from '../../testing/pg.ts';
import { evidenceOf } from './evidence.ts';
import { meterNow } from './meter.ts';
import { type Stage, startStage } from './testing.ts';

const db = testDatabase();
let stage: Stage;
/** After everything of the rehearsed day. */
let laterMs = 0;
beforeAll(async () => {
  const { playbooks } = await loadPlaybooks(path.join(checkoutRoot(), 'playbooks'));
  await runWorld({
    db: db.pool as unknown as Db,
    playbooks,
    leads: 40,
    agents: 5,
    hours: 4,
    seed: 4,
  });
  const { rows } = await db.pool.query<{ ms: number }>('select max(at_ms) as ms from baton.journal');
  laterMs = Number(rows[0]?.ms) + 60_000;
  stage = await startStage(db.pool);
}, 120_000);
afterAll(async () => {
  await stage.stop();
});

const leadsWhere = async (condition: string) =>
  (
    await db.pool.query<{ lead_id: string }>(
      `select distinct t.lead_id from baton.transfers t join baton.conversations c on c.id = t.lead_id where ${condition} order by 1`,
    )
  ).rows.map((row) => row.lead_id);

describe('evidence of a worked floor', () => {
  it('of every lead: made in time, fits its hash, and holds no incident', async () => {
    const { rows } = await db.pool.query<{ id: string }>('select id from baton.leads order by id');
    expect(rows.length).toBe(40);
    for (const { id } of rows) {
      const began = performance.now();
      const file = await evidenceOf(stage.core, id, laterMs);
      expect(performance.now() - began).toBeLessThan(5_000);
      expect(evidenceFits(file)).toBe(true);
      expect({ id, incidents: file.incidents }).toEqual({ id, incidents: [] });
    }
  });

  it('a lead who was called: consent as shown, each message, the call with who took it, each decision with its rule', async () => {
    const [leadId] = await leadsWhere(`t.outcome = 'connected'`);
    const file = await evidenceOf(stage.core, leadId!, laterMs);
    expect(file.consents).toEqual([
      expect.objectContaining({ type: 'PEWC', hashFits: true, status: 'active' }),
    ]);
    const { rows } = await db.pool.query<{ n: number }>(
      'select count(*)::int as n from baton.messages where lead_id = $1',
      [leadId],
    );
    expect(file.timeline.filter((row) => row.kind === 'message')).toHaveLength(rows[0]!.n);
    expect(file.timeline.filter((row) => row.kind === 'call').map((row) => row.words)).toContainEqual(
      expect.stringMatching(/^Call to the lead: connected, transferred to \S+/),
    );
    const called = file.decisions.filter((one) => one.channel === 'voice' && one.verdict === 'allow');
    expect(called.length).toBeGreaterThan(0);
    expect(called[0]?.gates).toHaveLength(18);
    expect(called[0]?.gates.find((gate) => gate.gate === 'G16')?.verdict).toBe('allow');
    const sentRefs = file.decisions
      .filter((one) => one.channel === 'sms' && one.verdict === 'allow')
      .map((one) => one.ref);
    const left = (
      await db.pool.query<{ id: string }>(
        `select id from baton.messages where lead_id = $1 and sender <> 'lead' and status in ('sent', 'delivered')`,
        [leadId],
      )
    ).rows.map((row) => row.id);
    expect(left.length).toBeGreaterThan(0);
    for (const id of left) expect(sentRefs).toContain(id);
    await keep(file, 'called');
  });

  it('a lead who opted out: the words, when, and nothing after', async () => {
    const { rows } = await db.pool.query<{ lead_id: string }>(
      `select distinct lead_id from baton.consent_suppressions where lead_id is not null order by 1`,
    );
    expect(rows.length).toBeGreaterThan(0);
    const file = await evidenceOf(stage.core, rows[0]!.lead_id, laterMs);
    const at = file.timeline.findIndex((row) => row.kind === 'opt-out');
    expect(at).toBeGreaterThan(0);
    expect(file.timeline[at]?.words).toMatch(/: ".+"$/);
    expect(file.summary.join(' ')).toContain('Opted out of');
    const sentAfter = file.timeline
      .slice(at + 1)
      .filter((row) => row.kind === 'message' && row.words.startsWith('Sent'));
    expect(sentAfter.length).toBeLessThanOrEqual(1);
    await keep(file, 'opted-out');
  });

  it('a message without decision, and one after an opt-out, are incidents', async () => {
    const { rows } = await db.pool.query<{ lead_id: string; received_ms: number }>(
      `select lead_id, max(received_ms) as received_ms from baton.consent_suppressions where lead_id is not null group by 1 order by 1`,
    );
    const { lead_id: leadId, received_ms } = rows[0]!;
    await db.pool.query(
      `insert into baton.messages (id, lead_id, at_ms, channel, sender, kind, body, status) values ('smuggled', $1, $2, 'sms', 'assistant', 'follow-up', 'one more thing', 'sent')`,
      [leadId, Number(received_ms) + 3_600_000],
    );
    const file = await evidenceOf(stage.core, leadId, laterMs);
    expect(file.incidents).toEqual([
      expect.stringContaining('smuggled'),
      expect.stringContaining('after the opt-out'),
    ]);
    await db.pool.query(`delete from baton.messages where id = 'smuggled'`);
  });
});

describe('the meter of a worked floor', () => {
  it('counts every call that was placed, and as abandoned exactly those that waited longer than the law allows', async () => {
    const meter = await meterNow(stage.core, laterMs);
    const sum = (of: 'dialled' | 'answered' | 'abandoned') =>
      meter.campaigns.reduce((all, one) => all + one[of], 0);
    const attempts = await db.pool.query<{ n: number }>(
      `select count(*)::int as n from baton.consent_attempts where channel = 'voice'`,
    );
    expect(sum('dialled')).toBe(attempts.rows[0]?.n);
    // Counted again, from the journal alone: the lead's answer, and when both heard each other.
    const { rows } = await db.pool.query<{ key: string; type: string; at_ms: number }>(
      `select j.key, j.type, j.at_ms from baton.journal j join baton.transfers t on t.id = j.key
       where j.type = 'transfer.joined' or (j.type in ('leg.answered', 'leg.machine') and j.body->>'legId' = t.state->'leadLeg'->>'legId') order by j.seq`,
    );
    const calls = new Map<string, Record<string, number>>();
    for (const { key, type, at_ms } of rows) calls.set(key, { ...calls.get(key), [type]: Number(at_ms) });
    const answered = [...calls.values()].filter(
      (call) => call['leg.answered'] !== undefined && call['leg.machine'] === undefined,
    );
    const waited = answered.filter(
      (call) => !(call['transfer.joined']! - call['leg.answered']! <= meter.connectMaxMs),
    );
    expect(answered.length).toBeGreaterThan(0);
    expect(sum('answered')).toBe(answered.length);
    expect(sum('abandoned')).toBe(waited.length);
    // Whoever answers while the agent hears the brief ends the brief: nobody who stays on the line waits two seconds.
    const late = answered.filter(
      (call) => call['transfer.joined']! - call['leg.answered']! > meter.connectMaxMs,
    );
    expect(late).toEqual([]);
    for (const one of meter.campaigns)
      expect(one.state).toBe(one.pct >= 2.5 ? 'stop' : one.pct >= 1.5 ? 'throttle' : 'ok');
  });

  it('a call that nobody joined counts, and stops dialling', async () => {
    const { rows } = await db.pool.query<{ id: string; state: object }>(
      `select id, state from baton.transfers where outcome = 'connected' order by id`,
    );
    for (const { id } of rows)
      await db.pool.query(`update baton.transfers set state = state - 'joinedAtMs' where id = $1`, [id]);
    const meter = await meterNow(stage.core, laterMs);
    for (const one of meter.campaigns) expect(one.abandoned).toBe(one.answered);
    expect(meter.campaigns.some((one) => one.abandoned > 0 && one.state === 'stop' && one.overLegal)).toBe(
      true,
    );
    for (const { id, state } of rows)
      await db.pool.query('update baton.transfers set state = $2 where id = $1', [id, JSON.stringify(state)]);
  });
});

/** Kept for the eye when BATON_KEEP_EVIDENCE names a folder. */
async function keep(file: Evidence, name: string): Promise<void> {
  const pdf = await renderEvidencePdf(file);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  const folder = process.env.BATON_KEEP_EVIDENCE;
  if (folder) writeFileSync(path.join(folder, `${name}.pdf`), pdf);
}
