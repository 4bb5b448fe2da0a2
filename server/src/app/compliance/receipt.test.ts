/** What a text means for the law, in the whole product: "no calls" leaves texts, threats and minors are held, wrong numbers close. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../kernel/loop.ts';
import { testDatabase } from '../../testing/pg.ts';
import { arrive, takeText } from '../intake.ts';
import { loadLead } from '../lead-row.ts';
import { narrowedTo, wrongNumberRoom } from './receipt.ts';
import { agreed, request, type Stage, startStage } from './testing.ts';

const db = testDatabase();
let stage: Stage;
beforeAll(async () => {
  stage = await startStage(db.pool, { limits: { caller: { burst: 10_000, everyMs: 1 } } });
  stage.core.loop.start();
});
afterAll(async () => {
  await stage.stop();
});

let made = 0;
const now = () => stage.core.clock.nowMs();
async function freshLead(): Promise<{ phone: string; leadId: string }> {
  const phone = `+1512555${String(5000 + made++).padStart(4, '0')}`;
  const consent = agreed(now());
  const lead = { phone, name: 'Jo Diaz', playbook: 'insurance', source: 'test', consent };
  const { leadId } = await arrive(stage.core, lead, null);
  await until(() => stage.sent.some(({ to }) => to === phone));
  return { phone, leadId };
}
const says = (phone: string, body: string) =>
  takeText(
    stage.core,
    { type: 'text.in', providerId: stage.core.id(), from: phone, to: '', channel: 'sms', body } as never,
    'insurance',
  );
async function until(done: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`it did not come to be; errors: ${stage.errors.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
async function denied(phone: string, channel: 'sms' | 'voice'): Promise<string[]> {
  const { body } = await request(stage, 'POST', '/v1/compliance/may', {
    key: stage.keys.supervisor,
    body: { phone, channel },
  });
  return (body.gates as unknown as { gate: string; verdict: string }[])
    .filter(({ verdict }) => verdict === 'deny')
    .map(({ gate }) => gate);
}
const lastTo = (phone: string) => stage.sent.filter(({ to }) => to === phone).at(-1)?.body ?? '';

describe('T16 "text is fine but don’t call me"', () => {
  it('blocks every call and goes on by text', async () => {
    const { phone, leadId } = await freshLead();
    await says(phone, "text is fine but don't call me");
    expect(await denied(phone, 'voice')).toContain('G04');
    expect(await denied(phone, 'sms')).toEqual([]);
    await until(() => /no calls|No calls/.test(lastTo(phone)));
    const { rows } = await db.pool.query('select phase from baton.conversations where id = $1', [leadId]);
    expect(rows[0]?.phase).toBe('talking');
    // And STOP still ends it all.
    await says(phone, 'stop');
    expect(await denied(phone, 'sms')).toContain('G04');
  });
});

describe('a wish that stops less than everything', () => {
  it.each([
    ["text is fine but don't call me", 'calls'],
    ['no texts please, calls are fine', 'texts'],
    ['No more texts, just call me', 'texts'],
    ['you can call but quit texting', 'texts'],
    ['stop texting me. Please call instead', 'texts'],
    ['no more promotions, but do confirm my appointment', 'marketing'],
    ['No promos please', 'marketing'],
    ['stop sending me promotions', 'marketing'],
    ['stop the promos, i only want appointment reminders', 'marketing'],
    // Clear enough to stop, not clear enough to stop less: everything.
    ['stop', null],
    ['no texts please', null],
    ['please stop texting me', null],
    ['stop texting me or I can call your boss', null],
    ['stop texting and please call off your people', null],
    ['no texts, no calls', null],
    ['STOP. No more promotions', null],
    ['no more promotions or texts', null],
    ['no more promotions, leave me alone', null],
    ['stop the promos and everything else', null],
    // Asks for nothing.
    ["I can't talk now, text me", null],
    ['no texts came through yesterday', null],
    ['are there any promotions?', null],
    ['no promotions on that one?', null],
  ] as const)('%s: %s', (text, stops) => expect(narrowedTo(text)).toBe(stops));

  it('"no texts please, calls are fine" stops texts, leaves calls, says so once, and tells a person', async () => {
    const { phone, leadId } = await freshLead();
    await says(phone, 'no texts please, calls are fine');
    expect(await denied(phone, 'sms')).toContain('G04');
    expect(await denied(phone, 'voice')).toEqual([]);
    await until(() => /more texts/.test(lastTo(phone)));
    const before = stage.sent.filter(({ to }) => to === phone).length;
    await says(phone, 'ok and what does it cost?');
    await stage.core.loop.settle();
    expect(stage.sent.filter(({ to }) => to === phone)).toHaveLength(before);
    expect(await shown(leadId)).toEqual(
      expect.arrayContaining([
        'Asked us to stop texts alone: "no texts please, calls are fine"',
        'Needs a person: they want no texts, and say that calls are fine.',
      ]),
    );
    expect(await kept(phone)).toEqual([
      { channels: 1, purposes: 3, reason: 'free_text', verbatim: 'no texts please, calls are fine' },
    ]);
    await says(phone, 'START');
    await until(async () => (await denied(phone, 'sms')).length === 0);
  });

  it('"no more promotions, but do confirm my appointment" stops promotions alone, and a person sees to the rest', async () => {
    const { phone, leadId } = await freshLead();
    const words = 'no more promotions, but do confirm my appointment';
    await says(phone, words);
    // Texts and calls of the assistant are promotions; the entry itself leaves services alone.
    expect(await denied(phone, 'sms')).toContain('G04');
    expect(await denied(phone, 'voice')).toContain('G04');
    expect(await kept(phone)).toEqual([{ channels: 63, purposes: 1, reason: 'free_text', verbatim: words }]);
    await until(() => /more promotions/.test(lastTo(phone)));
    expect((await shown(leadId)).join(' ')).toMatch(/stop promotions alone.*appointment to confirm/);
  });
});

describe('an opt-out by text, through the whole product', () => {
  const confirmations = (phone: string) =>
    stage.sent.filter(({ to, body }) => to === phone && /START/.test(body)).length;

  it.each([
    ['T13', 'Opt out'],
    ['T18', 'cancel'],
  ])(
    '%s "%s": suppressed, one confirmation within five minutes that tells how to return',
    async (_id, text) => {
      const { phone } = await freshLead();
      const fromMs = now();
      await says(phone, text);
      expect(await denied(phone, 'sms')).toContain('G04');
      expect(await denied(phone, 'voice')).toContain('G04');
      await until(() => confirmations(phone) === 1);
      expect(now() - fromMs).toBeLessThan(300_000);
      // Said again, it is obeyed still and not confirmed again.
      await says(phone, text);
      await stage.core.loop.settle();
      expect(confirmations(phone)).toBe(1);
    },
  );

  it('T36 the carrier delivers the same text twice: one entry, one confirmation', async () => {
    const { phone } = await freshLead();
    const providerId = stage.core.id();
    const text = { type: 'text.in', providerId, from: phone, to: '', channel: 'sms', body: 'STOP' } as never;
    await takeText(stage.core, text, 'insurance');
    await takeText(stage.core, text, 'insurance');
    await until(() => confirmations(phone) === 1);
    await stage.core.loop.settle();
    expect(confirmations(phone)).toBe(1);
    expect(await kept(phone)).toHaveLength(1);
  });

  it('T40 "YES" of somebody who opted out lifts nothing and is not answered', async () => {
    const { phone } = await freshLead();
    await says(phone, 'stop');
    await until(() => confirmations(phone) === 1);
    const before = stage.sent.filter(({ to }) => to === phone).length;
    await says(phone, 'YES');
    await says(phone, 'yes please call me');
    await stage.core.loop.settle();
    expect(await denied(phone, 'sms')).toContain('G04');
    expect(await denied(phone, 'voice')).toContain('G04');
    expect(await kept(phone)).toHaveLength(1);
    expect(stage.sent.filter(({ to }) => to === phone)).toHaveLength(before);
  });
});

async function shown(leadId: string): Promise<string[]> {
  const { body } = await request(stage, 'GET', `/v1/leads/${leadId}`, { key: stage.keys.supervisor });
  return (body.timeline as unknown as { words: string }[]).map(({ words }) => words);
}
async function kept(phone: string): Promise<unknown[]> {
  const { rows } = await db.pool.query(
    'select channels, purposes, reason, verbatim from baton.consent_suppressions where phone = $1 and lifted_ms is null',
    [phone.slice(1)],
  );
  return rows;
}

it.each([
  ['cease and desist', 'legal-threat'],
  ["I'm 15", 'minor'],
  ['the person you want has died', 'deceased'],
])('%s: held as %s in the transaction that receives it, and nothing is sent after it', async (text, kind) => {
  const { phone } = await freshLead();
  const before = stage.sent.filter(({ to }) => to === phone).length;
  await says(phone, text);
  expect(await denied(phone, 'sms')).toEqual(expect.arrayContaining(['G04', 'G05']));
  const { rows } = await db.pool.query('select kind from baton.consent_blocks where phone = $1', [
    phone.slice(1),
  ]);
  expect(rows).toEqual([{ kind }]);
  await stage.core.loop.settle();
  expect(stage.sent.filter(({ to }) => to === phone)).toHaveLength(before);
});

it('a wrong number is apologised to, then closed with its consent; a lead who turns out to be there is not', async () => {
  const { id: seller } = stage.core.settings.seller;
  const room = wrongNumberRoom(seller);
  const { phone, leadId } = await freshLead();
  await says(phone, 'wrong number');
  await until(
    async () =>
      (
        await db.pool.query(
          `select 1 from baton.jobs where kind = 'timer' and room = 'wrong-number' and key = $1`,
          [leadId],
        )
      ).rowCount === 1,
  );
  expect(await denied(phone, 'sms')).toEqual([]);
  const fact = { type: 'timer' as const, name: 'close', token: 1 };
  await room.handle(stage.core.db, leadId, fact, now());
  expect(await denied(phone, 'sms')).toEqual(expect.arrayContaining(['G04', 'G06']));
  const other = await freshLead();
  await room.handle(stage.core.db, other.leadId, fact, now());
  expect(await denied(other.phone, 'sms')).toEqual([]);
});

it('the assistant may introduce only where its own words state what the place demands', async () => {
  const { leadId } = await freshLead();
  const lead = await loadLead(db.pool as unknown as Db, leadId);
  if (!lead) throw new Error('the lead is there');
  const ask = (state: string) =>
    stage.core.gate.call(
      db.pool as unknown as Db,
      { ...lead, state },
      { stage: 'plan', nowMs: now(), technology: 'ai' },
    );
  expect((await ask('TX')).verdict).toBe('allow');
  // Kentucky wants a number said, which the introduction does not: an agent opens the call there.
  expect(await ask('KY')).toMatchObject({ verdict: 'deny', reason: 'SCRIPT' });
});
