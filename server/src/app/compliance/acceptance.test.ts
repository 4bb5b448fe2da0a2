/**
 * Acceptance tests of the compliance reference that a decision alone cannot prove: through the rooms, the gate at dispatch and
 * PostgreSQL, with the far ends of both wires scripted.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compileRules, verifyAudit } from '../../consent/index.ts';
import { loadRuleTables } from '../../consent/load-rules.ts';
import type { Lead } from '../../lead/lead.ts';
import { MessagingError } from '../../ports/messaging.ts';
import type { Speech } from '../../ports/speech.ts';
import { testDatabase } from '../../testing/pg.ts';
import { asQueryable } from '../queryable.ts';
import { createScene } from './scene-for-tests.ts';
import { request, type Stage, type StageOptions } from './testing.ts';

const db = testDatabase();
const scene = createScene(db);
const {
  freshPhone,
  now,
  until,
  lead,
  says,
  to,
  rows,
  messages,
  confirmed,
  decisions,
  transfer,
  agent,
  offered,
  leadLeg,
  ringing,
  joined,
} = scene;
let stage: Stage;
const open = async (options: StageOptions = {}) => {
  stage = await scene.open(options);
};
afterEach(async () => {
  await stage.stop();
});
vi.setConfig({ testTimeout: 120_000 });

describe('T07 Louisiana', () => {
  const MARDI_GRAS_NOON = Date.UTC(2027, 1, 9, 18, 0, 0);
  /** The shipped tables and one day that a governor proclaims. */
  function proclaimed(day: string) {
    const tables = loadRuleTables();
    const lists = tables.holidays.rows.map((row) => (row.list === 'US-LA' ? { ...row, extra: [day] } : row));
    return compileRules({ ...tables, holidays: { ...tables.holidays, rows: lists } });
  }
  it.each([
    ['Mardi Gras', { startMs: MARDI_GRAS_NOON }, Date.UTC(2027, 1, 10)],
    ['a day the governor proclaimed', { rules: proclaimed('2026-11-17') }, Date.UTC(2026, 10, 18)],
  ])(
    '%s: neither a text nor a call leaves, and the text goes the next morning',
    async (_day, options, nextDay) => {
      await open(options);
      const phone = freshPhone('504');
      const leadId = await lead(phone);
      await until('the opening is held', async () => (await messages(leadId))[0]?.status === 'held');
      expect(to(phone)).toEqual([]);
      const [held] = await decisions(phone);
      expect(held).toMatchObject({ verdict: 'defer', reason: 'BARRED_DAY' });
      // 8:02 in the morning there.
      expect(Number(held?.until)).toBe(nextDay + 14 * 3_600_000 + 2 * 60_000);
      await agent();
      const transferId = await offered(leadId);
      await until('the call is refused', async () => (await transfer(transferId)).phase === 'ended');
      expect(await transfer(transferId)).toMatchObject({ outcome: 'not-permitted' });
      expect(stage.dialled).not.toContain(await leadLeg(transferId));
      expect((await decisions(phone)).find(({ attempt }) => attempt === 'call')).toMatchObject({
        reason: 'BARRED_DAY',
      });
    },
  );

  it('on the day before, the same lead is texted and called', async () => {
    await open({ rules: proclaimed('2026-11-18') });
    const phone = freshPhone('504');
    const leadId = await lead(phone);
    await until('the opening left', () => to(phone).length === 1);
    await agent();
    await ringing(await offered(leadId));
    const made = await decisions(phone);
    expect(made.every(({ verdict }) => verdict === 'allow')).toBe(true);
    expect(made.map(({ attempt }) => attempt)).toContain('call');
  });
});

describe('T14, T15 STOP while texts are queued and a call is ringing', () => {
  it('empties the queue, takes the call down, and nothing is sent afterwards but the one confirmation', async () => {
    await open();
    const phone = freshPhone('512');
    // The carrier is slow with the opening, and three texts stand behind it in the queue.
    let release: () => void = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    stage.onSend.hook = async (text) => {
      if (text.to === phone && taken.push(text.body) === 1) await slow;
    };
    const taken: string[] = [];
    const leadId = await lead(phone);
    await until('the opening is with the carrier', () => taken.length === 1);
    await agent();
    const transferId = await offered(leadId);
    const legId = await ringing(transferId);
    const agentLeg = (await transfer(transferId)).offered[0]?.legId ?? '';
    const written = ['first', 'second', 'third'].map((word) => ({ messageId: stage.core.id(), word }));
    for (const { messageId, word } of written) {
      const body = `Northside Quotes here, the ${word}. Reply STOP to opt out.`;
      await stage.core.loop.emit({ type: 'thread.written', leadId, by: 'Dana', body, messageId });
    }
    const queued = () =>
      rows<{ id: string }>(
        `select body->>'messageId' as id from baton.jobs where kind = 'order' and body->>'type' = 'text.send' and body->>'leadId' = $1`,
        leadId,
      );
    expect((await queued()).map(({ id }) => id)).toEqual(
      expect.arrayContaining(written.map(({ messageId }) => messageId)),
    );

    await says(phone, 'STOP');
    // With the receipt: the call comes down although a text is still stuck.
    await until('both phones fall silent', () =>
      [legId, agentLeg].every((leg) => stage.hungUp.includes(leg)),
    );
    expect(await transfer(transferId)).toMatchObject({ phase: 'ended', outcome: 'not-permitted' });
    release();
    await until('the queue is empty', async () => (await queued()).length === 0);
    const status = new Map((await messages(leadId)).map((one) => [one.id, one.status]));
    expect(written.map(({ messageId }) => status.get(messageId))).toEqual(['refused', 'refused', 'refused']);
    await until('the confirmation left', () => taken.length === 2);
    await stage.core.loop.settle();
    expect(await confirmed(leadId)).toEqual(['sent']);
    expect(taken).toHaveLength(2);
    // T15: a STOP by text closes calls too, by a person and by an artificial voice.
    const { rows: found } = await stage.core.db.query<Lead>({
      text: 'select * from baton.leads where id = $1',
      values: [leadId],
    });
    for (const technology of ['live', 'ai'] as const)
      expect(
        await stage.core.gate.call(stage.core.db, found[0] as Lead, {
          stage: 'plan',
          nowMs: now(),
          technology,
        }),
      ).toMatchObject({ verdict: 'deny', reason: 'SUPPRESSED' });
    expect(stage.dialled.filter((one) => one === legId)).toHaveLength(1);
  });
});

describe('T20 the carrier says that they opted out with it', () => {
  it('is an opt-out in force at once, an incident on file, and never tried again', async () => {
    await open();
    const phone = freshPhone('512');
    let tries = 0;
    stage.onSend.hook = async (text) => {
      if (text.to !== phone) return;
      tries += 1;
      throw new MessagingError('opted-out', '21610: attempt to send to an unsubscribed recipient');
    };
    const leadId = await lead(phone);
    await until('the text failed', async () => (await messages(leadId))[0]?.status === 'failed');
    await until(
      'the thread rests',
      async () =>
        (await rows<{ phase: string }>('select phase from baton.conversations where id = $1', leadId))[0]
          ?.phase === 'opted-out',
    );
    await stage.core.loop.settle();
    expect(tries).toBe(1);
    expect(
      await rows(
        'select reason, channels, purposes, verbatim from baton.consent_suppressions where phone = $1',
        phone.slice(1),
      ),
    ).toEqual([
      {
        reason: 'carrier_block',
        channels: 63,
        purposes: 3,
        verbatim: 'The carrier refused a text: 21610: attempt to send to an unsubscribed recipient',
      },
    ]);
    const { body: evidence } = await request(stage, 'GET', `/v1/leads/${leadId}/evidence.json`, {
      key: stage.keys.supervisor,
    });
    expect((evidence.incidents as unknown as string[]).join(' ')).toMatch(/our own list did not hold them/);
    const { body: page } = await request(stage, 'GET', `/v1/leads/${leadId}`, { key: stage.keys.supervisor });
    const lines = (page.timeline as unknown as { words: string }[]).map(({ words }) => words).join('\n');
    expect(lines).toMatch(/Had opted out with the carrier/);
    expect(lines).toMatch(/Needs a person: The carrier refused/);
    // And what somebody writes by hand is refused by our own gate, without asking the carrier.
    await stage.core.loop.emit({
      type: 'thread.written',
      leadId,
      by: 'Dana',
      body: 'Northside Quotes here. Reply STOP to opt out.',
      messageId: stage.core.id(),
    });
    await stage.core.loop.settle();
    expect(tries).toBe(1);
    expect((await verifyAudit(asQueryable(stage.core.db))).ok).toBe(true);
  });

  it('any other refusal is a text that failed, and no opt-out', async () => {
    await open();
    const phone = freshPhone('512');
    stage.onSend.hook = async (text) => {
      if (text.to === phone) throw new MessagingError('refused', '30007: filtered');
    };
    const leadId = await lead(phone);
    await until('the text failed', async () => (await messages(leadId))[0]?.status === 'failed');
    expect(await rows('select 1 from baton.consent_suppressions where phone = $1', phone.slice(1))).toEqual(
      [],
    );
  });
});

describe('T22 the consent names another seller than the one whose agents are rung', () => {
  it('the lead is neither texted nor dialled, and the refusal says whom the consent names', async () => {
    await open({ tenant: { sellerLegalName: 'Bolt Mutual Insurance Company' } });
    const phone = freshPhone('512');
    const leadId = await lead(phone);
    await until('the opening is refused', async () => (await messages(leadId))[0]?.status === 'refused');
    await agent();
    const transferId = await offered(leadId);
    await until('the transfer ended', async () => (await transfer(transferId)).phase === 'ended');
    expect(await transfer(transferId)).toMatchObject({ outcome: 'not-permitted' });
    expect(stage.dialled).not.toContain(await leadLeg(transferId));
    expect((await decisions(phone)).map(({ reason, rule }) => [reason, rule])).toEqual([
      ['CONSENT_SCOPE', 'XFER-01'],
      ['CONSENT_SCOPE', 'XFER-01'],
    ]);
    const { body } = await request(stage, 'POST', '/v1/compliance/may', {
      key: stage.keys.supervisor,
      body: { phone, channel: 'voice' },
    });
    expect((body.permit as unknown as { words: string }).words).toMatch(
      /names Northside Quotes LLC, not Bolt Mutual/,
    );
    // Asked again and agreed to for this seller: then they may be called.
    await stage.stop();
    await open();
    await agent();
    await ringing(await offered(leadId));
  });
});

describe('T30 a person answers a call we dialled, and nobody is there for them', () => {
  /** What was spoken, by the samples it became. */
  const spoken = new Map<Int16Array, string>();
  const speech: Speech = {
    available: async () => ({ ok: true, engine: 'a test' }),
    async synthesize(text) {
      const pcm = new Int16Array(800);
      spoken.set(pcm, text);
      return pcm;
    },
  };
  /** What this leg was arranged to hear of what is spoken, oldest first. */
  const heardBy = (legId: string) =>
    stage.arranged.flatMap(({ hears, plays }) =>
      plays.flatMap(({ sourceId, audio }) =>
        hears[legId]?.includes(sourceId) && audio.kind === 'samples' ? [spoken.get(audio.pcm) ?? ''] : [],
      ),
    );
  const abandoned = async () => {
    const { body } = await request(stage, 'GET', '/v1/compliance/meter', { key: stage.keys.supervisor });
    const found = body.campaigns as unknown as { campaign: string; abandoned: number }[];
    return found.find(({ campaign }) => campaign === 'insurance')?.abandoned ?? 0;
  };

  it('hears who called, on what number and how to stop; it counts as abandoned; the key works', async () => {
    await open({ speech });
    const phone = freshPhone('512');
    const leadId = await lead(phone);
    await agent();
    const before = await abandoned();
    const transferId = await offered(leadId);
    const legId = await ringing(transferId);
    const agentLeg = (await transfer(transferId)).offered[0]?.legId ?? '';
    await stage.core.loop.emit({ type: 'leg.answered', callId: transferId, legId });
    // The winner's line drops in the very moment of the answer, and nobody else is free.
    await stage.core.loop.emit({
      type: 'leg.ended',
      callId: transferId,
      legId: agentLeg,
      by: 'network',
      cause: 'network',
    });
    await until('they are told', () => heardBy(legId).length > 0);
    expect(heardBy(legId)[0]).toBe(
      'This is Northside Quotes, 5 1 2, 5 5 5, 0 1 0 0. This is a telemarketing call. To get no more calls, press 9.',
    );
    expect(await abandoned()).toBe(before + 1);
    await stage.core.loop.emit({ type: 'leg.key', callId: transferId, legId, key: '9' });
    await until('the line is released', () => stage.hungUp.includes(legId));
    expect(
      await rows('select reason from baton.consent_suppressions where phone = $1', phone.slice(1)),
    ).toEqual([{ reason: 'keypress' }]);
  });

  it('who is joined is told nothing of the kind', async () => {
    await open({ speech });
    const phone = freshPhone('512');
    const leadId = await lead(phone);
    await agent();
    const before = await abandoned();
    const transferId = await offered(leadId);
    const legId = await ringing(transferId);
    await joined(transferId, legId);
    expect(await abandoned()).toBe(before);
    expect(heardBy(legId)).toEqual([]);
  });
});

describe('T39 what a lead hears on the phone is in the language of their thread', () => {
  it.each([
    [
      'es',
      /^Hola Jo, le habla el asistente de IA de Northside Quotes; pulse 9/,
      /telemarketing\. Para no recibir/,
    ],
    [
      'en',
      /^Hi Jo, the AI assistant of Northside Quotes here; press 9/,
      /telemarketing call\. To get no more/,
    ],
  ])('%s', async (language, introduced, unattended) => {
    await open();
    const phone = freshPhone('512');
    const leadId = await lead(phone);
    await until('the thread is there', async () => (await messages(leadId)).length > 0);
    await db.pool.query(
      `update baton.conversations set state = jsonb_set(state, '{language}', to_jsonb($2::text)) where id = $1`,
      [leadId, language],
    );
    await agent();
    const { spec } = await transfer(await offered(leadId, 'agentic-warm'));
    // The gate was asked about both openings before the assistant was allowed to introduce.
    expect(spec.mode).toBe('agentic-warm');
    expect(spec.introduction).toMatch(introduced);
    expect(spec.unattended).toMatch(unattended);
    expect(spec.language ?? 'en').toBe(language);
  });
});
