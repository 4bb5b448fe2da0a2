/** What a text means for the law, in the whole product: "no calls" leaves texts, threats and minors are held, wrong numbers close. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../kernel/loop.ts';
import { testDatabase } from '../../testing/pg.ts';
import { loadLead } from '../conversation-room.ts';
import { arrive, takeText } from '../intake.ts';
import { stopsOnlyCalls, wrongNumberRoom } from './receipt.ts';
import { demoConsentText, request, type Stage, startStage } from './testing.ts';

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
  const consent = {
    channels: ['sms' as const, 'voice' as const],
    textShown: demoConsentText,
    atMs: now() - 60_000,
    source: 'own form',
    ip: '192.0.2.7',
    pageUrl: 'https://quotes.example/auto',
  };
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
  it.each([
    ["text is fine but don't call me", true],
    ['please stop texting me', false],
    ['stop', false],
    ['you can call but quit texting', false],
    ["I can't talk now, text me", false],
  ])('%s: %s', (text, narrow) => expect(stopsOnlyCalls(text)).toBe(narrow));
});

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
