/** A lead calls in over a carrier: the assistant answers, agents on desk phones are rung, and they talk. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneCall, TestPhone } from '../src/adapters/sip/test-phone.ts';
import { testDatabase } from '../src/testing/pg.ts';
import { OUR_NUMBER, openPhoneFloor, type PhoneFloor } from './phone-floor.ts';

describe('a lead calls in', () => {
  const db = testDatabase();
  let world: PhoneFloor;
  let caller = 100;
  const nextCaller = (): string => `+15125550${++caller}`;
  const ringing = (phone: TestPhone): PhoneCall | undefined => phone.calls.findLast((call) => call.ringing);
  const phaseOf = async (phone: string): Promise<string | undefined> => {
    const { rows } = await db.pool.query(
      'select phase from baton.callers where state->>$1 = $2 order by id desc limit 1',
      ['phone', phone],
    );
    return rows[0]?.phase;
  };
  const leadOf = async (phone: string) => {
    const { rows } = await db.pool.query(
      `select l.id, l.source, c.state from baton.leads l left join baton.conversations c on c.id = l.id where l.phone = $1`,
      [phone],
    );
    return rows[0];
  };
  const call = async (from: string): Promise<PhoneCall> => {
    const made = world.carrier.dial(world.uriOf(OUR_NUMBER), { from });
    await world.until(() => made.answeredAtMs !== undefined);
    await world.until(async () => (await world.heard(world.carrier, 200)).includes('greeting'));
    return made;
  };
  const everybodyIsFree = (): Promise<void> =>
    world.until(async () => {
      const { rows } = await db.pool.query(`select 1 from baton.agents where state->'hold' <> 'null'::jsonb`);
      return rows.length === 0;
    });

  beforeAll(async () => {
    world = await openPhoneFloor(db.pool, ['ana', 'ben', 'cem']);
  }, 240_000);
  afterAll(() => world?.close());

  it('key 1 rings all desks together; who presses 1 wins; only they hear the brief, only the lead hears hold', async () => {
    const from = nextCaller();
    const { ana, ben, cem } = world.phones as Record<string, TestPhone>;
    const lead = await call(from);
    expect(world.spoken.findLast((text) => text.startsWith('Thank you for calling'))).toMatch(
      /AI assistant, an artificial voice\. This call may be recorded\. To speak with .* press 1\. .*press 2\. .*press 9/,
    );
    expect(await leadOf(from)).toMatchObject({ source: 'inbound-call' });
    world.carrier.press('1');
    await world.until(() => [ana, ben, cem].every((phone) => ringing(phone!) !== undefined));
    const [anas, bens, cems] = [ana, ben, cem].map((phone) => ringing(phone!)!);
    expect(anas!.brief).toBeTruthy();
    bens!.answer();
    await world.until(async () => (await world.heard(ben!, 200)).includes('question'));
    expect(await world.heard(world.carrier, 200), 'the question is the agent’s alone').not.toContain(
      'question',
    );
    ben!.press('1');
    await world.until(() => anas!.stoppedAtMs !== undefined && cems!.stoppedAtMs !== undefined);
    expect([anas!.events.at(-1), cems!.events.at(-1)]).toMatchObject([
      { type: 'failed', cause: 'cancelled' },
      { type: 'failed', cause: 'cancelled' },
    ]);
    await world.until(async () => (await world.heard(ben!, 200)).includes('brief'));
    const onHold = await world.carrier.listen(200);
    expect(
      onHold.some((sample) => Math.abs(sample) > 200),
      'hold is heard, not silence',
    ).toBe(true);
    expect(await world.heard(world.carrier, 200), 'the lead never hears the brief').not.toContain('brief');
    await world.until(async () => (await world.heard(world.carrier, 200)).includes('intro'));
    await world.until(() => world.fact('transfer.joined') !== undefined);
    await world.until(async () => (await world.heard(world.carrier)).join() === 'ben');
    await world.until(async () => (await world.heard(ben!)).join() === 'lead');
    expect(world.carrier.calls, 'the lead is on the line and is not called').toHaveLength(1);
    expect(lead.stoppedAtMs).toBeUndefined();
    bens!.sip.bye();
    await world.until(() => lead.stoppedAtMs !== undefined);
    await world.until(() => world.fact('transfer.ended')?.outcome === 'connected');
    await world.until(async () => (await phaseOf(from)) === 'over');
    await everybodyIsFree();
    expect(world.floor.errors).toEqual([]);
  }, 240_000);

  it('a caller who hangs up while desks ring silences them at once and is owed a next step', async () => {
    const from = nextCaller();
    const { ana, ben, cem } = world.phones as Record<string, TestPhone>;
    const lead = await call(from);
    world.carrier.press('1');
    await world.until(() => [ana, ben, cem].every((phone) => ringing(phone!) !== undefined));
    lead.sip.bye();
    await world.until(() => [ana, ben, cem].every((phone) => ringing(phone!) === undefined));
    await world.until(() => world.fact('transfer.ended')?.outcome === 'lead-left');
    await world.until(async () => (await phaseOf(from)) === 'over');
    expect(world.fact('caller.left')).toMatchObject({ owed: 'lead-left' });
    await everybodyIsFree();
    expect(world.floor.errors).toEqual([]);
  }, 240_000);

  it('nobody takes it: said so, offered a call back, and the call back is booked', async () => {
    const from = nextCaller();
    const { ana, ben, cem } = world.phones as Record<string, TestPhone>;
    const lead = await call(from);
    world.carrier.press('1');
    await world.until(() => [ana, ben, cem].every((phone) => ringing(phone!) !== undefined));
    for (const phone of [ana, ben, cem]) ringing(phone!)!.sip.reject(603);
    await world.until(() => world.fact('transfer.ended')?.outcome === 'all-declined');
    expect(lead.stoppedAtMs, 'the caller stays on the line').toBeUndefined();
    await world.until(async () => (await world.heard(world.carrier, 200)).includes('words'));
    expect(world.spoken.at(-1)).toMatch(/^I am sorry, nobody could take your call just now\. .*press 2/);
    expect(world.spoken.at(-1)).not.toMatch(/press 1/);
    world.carrier.press('2');
    await world.until(() => lead.stoppedAtMs !== undefined);
    expect(world.spoken.findLast((text) => text.startsWith('It is booked'))).toMatch(
      /It is booked: we call you \w+day/,
    );
    const kept = await leadOf(from);
    expect(kept.state.booking).not.toBeNull();
    expect(world.floor.errors).toEqual([]);
  }, 240_000);

  it('key 9 is an opt-out, written with the key and the leg that pressed it', async () => {
    const from = nextCaller();
    const lead = await call(from);
    world.carrier.press('9');
    await world.until(() => lead.stoppedAtMs !== undefined);
    const { rows } = await db.pool.query(
      'select reason from baton.consent_suppressions where phone = $1::bigint',
      [from.slice(1)],
    );
    expect(rows).toMatchObject([{ reason: 'keypress' }]);
    expect((await leadOf(from)).state.phase).toBe('opted-out');
  }, 120_000);

  it('a number nobody owns is 404 to the carrier, and the operator is told which', async () => {
    const made = world.carrier.dial(world.uriOf('+15125559999'), { from: nextCaller() });
    await world.until(() => made.stoppedAtMs !== undefined);
    expect(made.events.at(-1)).toMatchObject({ type: 'failed', status: 404 });
    expect(world.side.refused()[0]).toMatchObject({ dialled: '+15125559999', status: 404 });
  }, 120_000);
});
