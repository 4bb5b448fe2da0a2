import { describe, expect, it } from 'vitest';
import { type Client, withTransaction } from '../adapters/postgres/pool.ts';
import { testDatabase } from '../testing/pg.ts';
import { appendLog, verifyAudit } from './audit/store.ts';
import { ConsentIntake, consentWording, recordFromIntake } from './consent-intake.ts';
import {
  addSuppression,
  attemptsOf,
  checkSuppressedForUpdate,
  consentsOf,
  contactFacts,
  contactVersion,
  recordAttempt,
  recordDecision,
  setConsentStatus,
  settleAttempt,
  suppressionsOf,
  touchContact,
  writeConsent,
} from './index.ts';
import { permit } from './permit.ts';
import { ALL_CHANNELS } from './revocation.ts';
import { ask, askCall, at } from './testing.ts';
import type { Suppression } from './types.ts';

const db = testDatabase();
const NOON = at('2026-12-01T17:00:00Z');
const stop: Suppression = {
  sellerId: 'sel_acme',
  channels: ALL_CHANNELS,
  purposes: ['all'],
  reason: 'keyword',
  effectiveAtMs: NOON,
};

function receipt(phone: string, evidenceRef: string, entry: Suppression = stop) {
  return { phone, leadId: 'lead1', entry, receivedAtMs: NOON, verbatim: 'STOP', evidenceRef };
}

function intake(phone: string, iso: string, change: object = {}) {
  const text_shown = consentWording({
    seller: 'Acme Insurance LLC',
    button: 'Get my quote',
    topic: 'auto insurance',
    optOutUrl: 'https://acme.example/stop',
  });
  return ConsentIntake.parse({
    seller: { legal_name: 'Acme Insurance LLC', seller_id: 'sel_acme' },
    phone,
    channels: ['sms', 'voice_ai', 'voice_live'],
    text_shown,
    at: iso,
    source: 'own_form',
    checkbox: { prechecked: false },
    ...change,
  });
}
let ids = 0;
const record = (phone: string, iso: string, change: object = {}) => {
  ids += 1;
  const consentId = `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  return recordFromIntake(intake(phone, iso, change), { consentId, personId: 'per_1' });
};

describe('the do-not-contact store', () => {
  it('T36: the same receipt twice is one entry and one log row', async () => {
    const phone = '+13055550111';
    expect((await addSuppression(db.pool, receipt(phone, 'msg_1'))).added).toBe(true);
    expect((await addSuppression(db.pool, receipt(phone, 'msg_1'))).added).toBe(false);
    const found = await suppressionsOf(db.pool, 'sel_acme', phone);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ channels: ALL_CHANNELS, purposes: ['all'], reason: 'keyword' });
    expect(await suppressionsOf(db.pool, 'sel_other', phone)).toHaveLength(0);
  });

  it('a block of every seller stops each', async () => {
    const phone = '+13055550112';
    await addSuppression(db.pool, receipt(phone, 'msg_2', { ...stop, sellerId: '*' }));
    expect(await suppressionsOf(db.pool, 'sel_other', phone)).toHaveLength(1);
  });

  it('G18: a send that waits for an opt-out sees it; a send before it goes first', async () => {
    for (let round = 0; round < 20; round += 1) {
      const phone = `+1305555${String(2000 + round)}`;
      const events: string[] = [];
      const send = withTransaction(db.pool, async (client: Client) => {
        const facts = await checkSuppressedForUpdate(client, 'sel_acme', phone);
        if (facts.suppressions.length === 0)
          await client.query(
            `insert into baton.consent_attempts (ref, seller_id, phone, at_ms, channel) values ('send ${round}', 'sel_acme', ${phone.slice(1)}, ${NOON}, 'sms')`,
          );
        events.push(facts.suppressions.length === 0 ? 'sent' : 'refused');
      });
      const optOut = withTransaction(db.pool, async (client: Client) => {
        await addSuppression(client, receipt(phone, `race ${round}`));
        // What was sent when the opt-out holds the lock: nothing may be added until it commits.
        const sent = await client.query(`select 1 from baton.consent_attempts where ref = 'send ${round}'`);
        events.push(`opted out after ${sent.rowCount} sent`);
      });
      await Promise.all(round % 2 === 0 ? [send, optOut] : [optOut, send]);
      const sent = events.includes('sent');
      expect(events).toContain(sent ? 'opted out after 1 sent' : 'opted out after 0 sent');
      expect((await checkSuppressedForUpdate(db.pool, 'sel_acme', phone)).suppressions).toHaveLength(1);
    }
  });

  it('G18: a send that starts while an opt-out is being written waits for it and is refused', async () => {
    const phone = '+13055550116';
    await touchContact(db.pool, 'sel_acme', phone, NOON);
    let send: Promise<number> | undefined;
    let settled = false;
    await withTransaction(db.pool, async (client: Client) => {
      await addSuppression(client, receipt(phone, 'slow opt-out'));
      send = withTransaction(db.pool, async (other: Client) => {
        const facts = await checkSuppressedForUpdate(other, 'sel_acme', phone);
        return facts.suppressions.length;
      });
      void send.then(() => {
        settled = true;
      });
      // Commit only once the send waits for the row (or has wrongly gone through).
      for (let look = 0; look < 2_000 && !settled; look += 1) {
        const waiting = await client.query('select 1 from pg_locks where not granted');
        if (waiting.rowCount !== 0) break;
      }
      expect(settled).toBe(false);
    });
    expect(await send).toBe(1);
  });

  it('G18: an opt-out that starts while a send is under way waits until it has gone', async () => {
    const phone = '+13055550117';
    await touchContact(db.pool, 'sel_acme', phone, NOON);
    let optOut: Promise<unknown> | undefined;
    let settled = false;
    await withTransaction(db.pool, async (client: Client) => {
      expect((await checkSuppressedForUpdate(client, 'sel_acme', phone)).suppressions).toEqual([]);
      optOut = addSuppression(db.pool, receipt(phone, 'opt-out during a send')).then(() => {
        settled = true;
      });
      for (let look = 0; look < 2_000 && !settled; look += 1) {
        const waiting = await client.query('select 1 from pg_locks where not granted');
        if (waiting.rowCount !== 0) break;
      }
      // Otherwise the text would leave after the opt-out was on record.
      expect(settled).toBe(false);
    });
    await optOut;
    expect(await suppressionsOf(db.pool, 'sel_acme', phone)).toHaveLength(1);
  });

  it('T14: nothing of what was queued before STOP leaves after it, texts and call alike', async () => {
    const phone = '+13055550113';
    const planned = await touchContact(db.pool, 'sel_acme', phone, NOON);
    await addSuppression(db.pool, receipt(phone, 'msg_t14'));
    const verdicts = await Promise.all(
      ['sms', 'sms', 'sms', 'voice'].map((channel) =>
        withTransaction(db.pool, async (client: Client) => {
          const { version, suppressions } = await checkSuppressedForUpdate(client, 'sel_acme', phone);
          const change = {
            lead: { phone },
            input: { suppressions, race: { plannedVersion: planned, currentVersion: version } },
          };
          return permit(channel === 'sms' ? ask(NOON, change) : askCall(NOON, change));
        }),
      ),
    );
    for (const decision of verdicts) {
      expect(decision).toMatchObject({ verdict: 'deny', reason: 'SUPPRESSED' });
      expect(decision.gates[17]).toMatchObject({ gate: 'G18', verdict: 'deny' });
    }
  });

  it('G18: the version moves with anything that arrives', async () => {
    const phone = '+13055550114';
    const planned = await touchContact(db.pool, 'sel_acme', phone, NOON);
    expect(await contactVersion(db.pool, 'sel_acme', phone)).toBe(planned);
    await addSuppression(db.pool, receipt(phone, 'msg_4'));
    const now = (await checkSuppressedForUpdate(db.pool, 'sel_acme', phone)).version;
    expect(
      permit(ask(NOON, { input: { race: { plannedVersion: planned, currentVersion: now } } })),
    ).toMatchObject({ verdict: 'deny', reason: 'SUPPRESSED_RACE' });
  });
});

describe('consent records', () => {
  it('are written once and read back as the gate sees them', async () => {
    const phone = '+13055550120';
    const raw = record(phone, '2026-11-30T12:00:00Z');
    expect(await writeConsent(db.pool, raw, 'lead2', NOON)).toMatchObject({
      ok: true,
      added: true,
      warnings: [],
    });
    expect(await writeConsent(db.pool, raw, 'lead2', NOON)).toMatchObject({ ok: true, added: false });
    const [facts] = await consentsOf(db.pool, 'sel_acme', phone);
    expect(facts).toMatchObject({
      type: 'PEWC',
      status: 'active',
      technologies: [
        'autodialer',
        'artificial_voice',
        'prerecorded',
        'ai_generated_voice',
        'ai_written_text',
      ],
    });
    await expect(db.pool.query("update baton.consent_records set record = '{}'")).rejects.toThrow(
      'append-only',
    );
    await expect(db.pool.query('delete from baton.consent_records')).rejects.toThrow('append-only');
    await setConsentStatus(db.pool, {
      consentId: raw.consent_id,
      sellerId: 'sel_acme',
      phone,
      leadId: null,
      status: 'revoked',
      nowMs: NOON,
    });
    expect((await consentsOf(db.pool, 'sel_acme', phone))[0]?.status).toBe('revoked');
  });

  it('are asked for once, and their status each time', async () => {
    const phone = '+13055550129';
    await writeConsent(db.pool, record(phone, '2026-11-30T12:00:00Z'), 'lead3', NOON);
    const asked: string[] = [];
    const watched: Pick<typeof db.pool, 'query'> = {
      query: ((statement: { text: string }) => {
        asked.push(statement.text);
        return db.pool.query(statement);
      }) as typeof db.pool.query,
    };
    const read = () => asked.filter((text) => /select digest, record/.test(text)).length;
    const first = await consentsOf(watched, 'sel_acme', phone);
    expect(read()).toBe(1);
    expect(await consentsOf(watched, 'sel_acme', phone)).toEqual(first);
    expect(read()).toBe(1);
    expect(first).toMatchObject([{ type: 'PEWC', status: 'active', phone }]);
  });

  it('a fresh own consent lifts an opt-out for the channels it names; an import does not', async () => {
    const phone = '+13055550121';
    await addSuppression(db.pool, receipt(phone, 'msg_5'));
    const imported = record(phone, '2026-12-02T12:00:00Z', {
      source: 'import',
      evidence_ref: 'row 7',
      signature: 'wet',
    });
    expect(await writeConsent(db.pool, imported, null, NOON + 2 * 86_400_000)).toMatchObject({
      ok: true,
      lifted: 0,
    });
    const own = record(phone, '2026-12-02T12:00:00Z');
    expect(await writeConsent(db.pool, own, null, NOON + 2 * 86_400_000)).toMatchObject({
      ok: true,
      lifted: 1,
    });
    const left = await suppressionsOf(db.pool, 'sel_acme', phone);
    expect(left.flatMap((s) => s.channels).sort()).toEqual(['email', 'voicemail', 'webchat']);
  });
});

describe('facts of one person', () => {
  it('feed the gate', async () => {
    const phone = '+12125550130';
    await writeConsent(db.pool, record(phone, '2026-11-30T12:00:00Z'), 'lead3', NOON);
    await recordAttempt(db.pool, {
      ref: 'a1',
      sellerId: 'sel_acme',
      phone,
      leadId: 'lead3',
      channel: 'sms',
      atMs: NOON - 3_600_000,
    });
    await recordAttempt(db.pool, {
      ref: 'a1',
      sellerId: 'sel_acme',
      phone,
      leadId: 'lead3',
      channel: 'sms',
      atMs: NOON - 3_600_000,
    });
    await settleAttempt(db.pool, 'a1', { answered: true });
    expect(await attemptsOf(db.pool, 'sel_acme', phone, NOON)).toEqual([
      {
        ref: 'a1',
        channel: 'sms',
        atMs: NOON - 3_600_000,
        answered: true,
        voicemail: false,
        directReply: false,
        failedBeforeRinging: false,
      },
    ]);
    await db.pool.query(
      `insert into baton.consent_number_checks values (12125550130, 'sel_acme', ${NOON - 1000}, 'no')`,
    );
    const facts = await withTransaction(db.pool, (client: Client) =>
      contactFacts(client, { sellerId: 'sel_acme', phone, nowMs: NOON, lock: true }),
    );
    expect(facts.lead).toMatchObject({ reassigned: { answer: 'no' }, blocks: [], dncListed: [] });
    const input = ask(NOON, { lead: { phone, ...facts.lead } });
    const decision = permit({
      ...input,
      consents: facts.consents,
      history: facts.history,
      suppressions: facts.suppressions,
    });
    expect(decision.verdict).toBe('allow');
    await recordDecision(db.pool, {
      atMs: NOON,
      sellerId: 'sel_acme',
      phone,
      leadId: 'lead3',
      ref: 'a2',
      stage: 'dispatch',
      attempt: input.attempt,
      decision,
    });
  });
});

describe('the log', () => {
  it('links what many write at the same moment on one chain, one after the other', async () => {
    const entry = { atMs: NOON, kind: 'decision', sellerId: 'sel_crowd', phone: '+13055559999' } as const;
    const placed = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        withTransaction(db.pool, (client) =>
          appendLog(client, { ...entry, leadId: `l${n}`, payload: { n } }),
        ),
      ),
    );
    const seqs = placed.map(({ seq }) => seq).sort((a, b) => a - b);
    expect(new Set(placed.map(({ chain }) => chain)).size).toBe(1);
    expect(seqs).toEqual(Array.from({ length: 40 }, (_, n) => (seqs[0] ?? 0) + n));
    expect(await verifyAudit(db.pool)).toMatchObject({ ok: true, faults: [] });
  });

  it('finds any change, even one made behind the trigger', async () => {
    for (let n = 0; n < 40; n += 1) {
      await appendLog(db.pool, {
        atMs: NOON + n,
        kind: 'decision',
        sellerId: 'sel_acme',
        phone: `+1305555${1000 + n}`,
        leadId: `l${n}`,
        payload: { n, half: n / 2, words: 'ä “x”' },
      });
    }
    const clean = await verifyAudit(db.pool);
    expect(clean).toMatchObject({ ok: true, faults: [] });
    expect(clean.rows).toBeGreaterThan(40);
    await expect(db.pool.query("update baton.consent_log set payload = '{}'")).rejects.toThrow('append-only');
    await expect(db.pool.query('delete from baton.consent_log')).rejects.toThrow('append-only');
    await expect(db.pool.query('truncate baton.consent_log')).rejects.toThrow('append-only');
    const behind = async (change: string) =>
      withTransaction(db.pool, async (client: Client) => {
        await client.query('alter table baton.consent_log disable trigger all');
        await client.query(change);
        const found = await verifyAudit(client);
        await client.query('rollback');
        await client.query('begin');
        return found.faults.map((f) => f.problem);
      });
    const row = "lead_id = 'l7'";
    expect(await behind(`update baton.consent_log set payload = '{"n": 8}' where ${row}`)).toContain(
      'content',
    );
    expect(await behind(`update baton.consent_log set at_ms = at_ms + 1 where ${row}`)).toContain('content');
    expect(
      await behind(
        `update baton.consent_log set phone = null, lead_id = null, payload = null, erased_at_ms = 1 where ${row}`,
      ),
    ).toContain('unexplained erasure');
    expect(await behind(`delete from baton.consent_log where ${row}`)).not.toEqual([]);
    expect(await behind(`update baton.consent_log set digest = repeat('1', 64) where ${row}`)).toContain(
      'link',
    );
    expect(await behind('update baton.consent_log_heads set seq = seq - 1 where chain = 3')).toEqual([
      'head',
    ]);
    expect((await verifyAudit(db.pool)).ok).toBe(true);
  });
});
