/**
 * A machine answers the lead's phone behind a carrier: nobody is joined to it, the message that is set is spoken after its tone
 * where the gate lets it, and the line is hung up. The real rooms, gate and judge of who answered; speech is tones.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneCall } from '../src/adapters/sip/test-phone.ts';
import { demoSettings } from '../src/app/settings.ts';
import { SUGGESTION } from '../src/app/voicemail-message.ts';
import { testDatabase } from '../src/testing/pg.ts';
import { OUR_NUMBER, openPhoneFloor, type PhoneFloor } from './phone-floor.ts';
import { addLead, writes } from './sim-floor.ts';

const BEEP_HZ = 1_000;
const OPT_OUT = '+18005550199';
const LIMIT_MS = 240_000;

describe("a machine answers the lead's phone", () => {
  const db = testDatabase();
  let world: PhoneFloor;
  let count = 100;

  beforeAll(async () => {
    const voicemail = { optOutNumber: OPT_OUT, messages: { insurance: SUGGESTION } };
    world = await openPhoneFloor(db.pool, ['ana'], { settings: { ...demoSettings, voicemail } });
  }, LIMIT_MS);
  afterAll(() => world?.close());

  /** A lead in Texas asks to be called, Ana takes it, and their phone is taken by a machine that beeps. */
  const reachMachine = async (before: (leadId: string, phone: string) => Promise<void>) => {
    count += 1;
    const phone = `+15125550${count}`;
    const { carrier, floor } = world;
    const ana = world.phones.ana!;
    await world.until(async () => {
      const { rows } = await db.pool.query(`select 1 from baton.agents where state->'hold' <> 'null'::jsonb`);
      return rows.length === 0;
    });
    const leadId = await addLead(db.pool, floor, phone);
    await before(leadId, phone);
    const calls = ana.calls.length;
    const dialled = carrier.calls.length;
    const texts = ['hi, I want a quote for car insurance', '78701', 'State Farm', 'can someone call me now?'];
    const isReady = () =>
      floor.facts.some(({ fact }) => fact.type === 'lead.ready' && fact.leadId === leadId);
    const answersTo = () =>
      floor.facts.filter(({ fact }) => fact.type === 'text.sent' && fact.leadId === leadId).length;
    for (const [i, body] of texts.entries()) {
      if (isReady()) break;
      const answers = answersTo();
      await writes(floor, leadId, body, `in-${count}-${i}`);
      await world.until(() => isReady() || answersTo() > answers);
    }
    await world.until(() => ana.calls.length > calls && ana.calls.at(-1)!.ringing);
    ana.calls.at(-1)!.answer();
    await world.until(async () => (await world.heard(ana, 200)).includes('question'));
    ana.press('1');
    await world.until(() => carrier.calls.length > dialled && carrier.calls.at(-1)!.ringing);
    carrier.tone(BEEP_HZ);
    const machine: PhoneCall = carrier.calls.at(-1)!;
    machine.answer();
    await world.until(() => ana.calls.at(-1)!.stoppedAtMs !== undefined);
    expect(outcomeOf(leadId)).toBe('lead-voicemail');
    return { leadId, machine };
  };
  const outcomeOf = (leadId: string): string | undefined => {
    const ended = world.floor.facts.findLast(
      ({ fact }) => fact.type === 'transfer.ended' && fact.leadId === leadId,
    )?.fact;
    return ended?.type === 'transfer.ended' ? ended.outcome : undefined;
  };
  const told = (leadId: string) =>
    world.floor.facts.flatMap(({ fact }) =>
      fact.type.startsWith('voicemail.') && 'leadId' in fact && fact.leadId === leadId ? [fact] : [],
    );
  const attemptOf = async (phone: string): Promise<boolean[]> => {
    const { rows } = await db.pool.query(
      `select voicemail from baton.consent_attempts where phone = $1::bigint and channel = 'voice'`,
      [phone.slice(1)],
    );
    return rows.map((row) => row.voicemail);
  };

  it(
    'the message is spoken once the tone is over, and the line is hung up',
    async () => {
      let number = '';
      const { leadId, machine } = await reachMachine(async (_, phone) => {
        number = phone;
      });
      await world.until(() => told(leadId).some(({ type }) => type === 'voicemail.permitted'));
      expect(await world.heard(world.carrier, 200), 'nothing is said before the tone is over').toEqual([]);
      expect(machine.stoppedAtMs).toBeUndefined();
      world.carrier.tone(undefined);
      await world.until(async () => (await world.heard(world.carrier, 200)).includes('message'));
      await world.until(() => machine.stoppedAtMs !== undefined);
      await world.until(() => told(leadId).length === 2);
      expect(told(leadId).at(-1)).toMatchObject({ type: 'voicemail.left', whole: true });
      expect(world.spoken.findLast((text) => text.includes('toll-free'))).toMatch(
        /^Hello Maria, this is the AI assistant of .*5 1 2, 5 5 5, 0 1 0 0.*8 0 0, 5 5 5, 0 1 9 9, toll-free\.$/,
      );
      expect(OUR_NUMBER).toBe('+15125550100');
      expect(await attemptOf(number)).toEqual([true]);
      // The text goes out whether or not a message was left, and not before that is known.
      const at = (type: 'transfer.ended' | 'voicemail.left') =>
        world.floor.facts.findIndex(({ fact }) => fact.type === type && fact.leadId === leadId);
      const texts = () =>
        world.floor.facts.flatMap(({ fact }, i) =>
          i > at('transfer.ended') && fact.type === 'text.sent' && fact.leadId === leadId ? [i] : [],
        );
      await world.until(() => texts().length > 0);
      expect(texts()[0]).toBeGreaterThan(at('voicemail.left'));
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'an opt-out after the gate has answered and before the tone is over stops the message',
    async () => {
      const { leadId, machine } = await reachMachine(async () => {});
      await world.until(() => told(leadId).some(({ type }) => type === 'voicemail.permitted'));
      const spoken = world.spoken.filter((text) => text.includes('toll-free')).length;
      await writes(world.floor, leadId, 'STOP', `stop-${leadId}`);
      await world.until(() => machine.stoppedAtMs !== undefined);
      await world.until(() => told(leadId).length === 3);
      expect(told(leadId)).toMatchObject([
        { type: 'voicemail.permitted' },
        { type: 'voicemail.stopped' },
        { type: 'voicemail.not-left', why: 'The lead asked us to stop.' },
      ]);
      expect(world.spoken.filter((text) => text.includes('toll-free'))).toHaveLength(spoken);
      expect(outcomeOf(leadId)).toBe('lead-voicemail');
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'where the gate refuses, nothing is said, the line is hung up at once, and why is kept',
    async () => {
      const { leadId, machine } = await reachMachine(async (id, phone) => {
        const about = { phone, leadId: id, words: 'no messages please', reason: 'keyword', ref: `no-${id}` };
        await world.floor.records.suppress(
          db.pool as never,
          { ...about, channels: ['voicemail'] },
          world.floor.clock.nowMs(),
        );
      });
      await world.until(() => machine.stoppedAtMs !== undefined);
      await world.until(() => told(leadId).length === 2);
      expect(told(leadId)).toMatchObject([
        { type: 'voicemail.refused', reason: 'SUPPRESSED' },
        { type: 'voicemail.not-left' },
      ]);
      const { rows } = await db.pool.query(
        `select payload->'decision'->>'verdict' as verdict from baton.consent_log where lead_id = $1 and kind = 'decision' and payload->>'ref' like '%:voicemail'`,
        [leadId],
      );
      expect(rows).toEqual([{ verdict: 'deny' }]);
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );
});
