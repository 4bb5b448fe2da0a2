/**
 * Everything over telephones: agents on desk phones that sign in, the lead on a number behind a carrier. The real rooms on a
 * real PostgreSQL, real SIP and RTP over loopback; speech is tones, so that what each party heard can be measured.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../src/adapters/engine/engine.ts';
import { openTestPhone, type TestPhone } from '../src/adapters/sip/test-phone.ts';
import type { Core } from '../src/app/core.ts';
import { demoSettings } from '../src/app/settings.ts';
import { createSipSide, type SipSide } from '../src/app/sip.ts';
import { sipCommands } from '../src/app/sip-commands.ts';
import type { Db } from '../src/kernel/loop.ts';
import { tonePowerDb } from '../src/media/goertzel.ts';
import { mediaWorkerUrl } from '../src/media/worker-for-tests.ts';
import { testDatabase } from '../src/testing/pg.ts';
import { addLead, hire, runAlong, type SimFloor, simFloor, writes } from './sim-floor.ts';

const LEAD = '+15125550142';
const TONES = { question: 900, brief: 500, lead: 700, ana: 1_500, ben: 1_900 };
type Tone = keyof typeof TONES;

describe('agents and lead on telephones', () => {
  const db = testDatabase();
  let engine: Engine;
  let side: SipSide;
  let floor: SimFloor;
  let carrier: TestPhone;
  const phones: Record<string, TestPhone> = {};
  let running: ReturnType<typeof runAlong>;

  const until = async (what: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<void> => {
    const endMs = performance.now() + limitMs;
    while (!(await what())) {
      if (performance.now() > endMs) throw new Error(`not within ${limitMs} ms: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const heard = async (phone: TestPhone, ms = 400): Promise<Tone[]> => {
    const samples = await phone.listen(ms);
    return (Object.keys(TONES) as Tone[]).filter((name) => tonePowerDb(samples, TONES[name], 8_000) > -35);
  };
  const fact = (type: string) => floor.facts.find((one) => one.fact.type === type)?.fact;

  beforeAll(async () => {
    const probe = await openTestPhone('probe');
    const port = probe.sipPort;
    await probe.close();
    engine = createEngine({ webrtc: 'none', workerUrl: await mediaWorkerUrl(), rtpSpares: 8 });
    const late = { floor: undefined as SimFloor | undefined };
    side = createSipSide({
      config: { sip: { host: '127.0.0.1', port } },
      db: db.pool as unknown as Db,
      engine,
      clock: { nowMs: () => late.floor?.clock.nowMs() ?? 0, after: () => ({ cancel: () => {} }) },
      onError: (error) => {
        throw error;
      },
      settings: demoSettings,
      onDevice: async () => {},
    });
    floor = await simFloor({
      pool: db.pool,
      change: {
        telephony: side.telephony!,
        leadTarget: (e164) => ({ kind: 'phone', e164 }),
        // The lead's phone sends one tone without a pause, which no person does.
        settings: { ...demoSettings, detectMachines: false },
        speech: {
          available: async () => ({ ok: true, engine: 'tones' }),
          synthesize: async (text) => {
            const hz = text.includes('Press 1') ? TONES.question : TONES.brief;
            return Int16Array.from(
              { length: 24_000 },
              (_, i) => 6_000 * Math.sin((2 * Math.PI * hz * i) / 8_000),
            );
          },
        },
      },
    });
    late.floor = floor;
    await side.load();
    await side.telephony!.start();
    await side.connect();
    running = runAlong(floor);
    const commands = sipCommands({
      db: db.pool,
      id: () => 'trunk-1',
      playbooks: floor.playbooks,
      settings: demoSettings,
      sip: side,
    } as unknown as Core);
    const actor = { kind: 'local', id: 'local', name: 'test', role: 'admin', agentId: null } as const;
    const call = {
      id: '',
      query: undefined,
      scope: { kind: 'all' },
      requestKey: null,
      nowMs: floor.clock.nowMs(),
    } as const;
    carrier = await openTestPhone('carrier', { toneHz: TONES.lead });
    const trunk = {
      name: 'Carrier',
      server: `sip:127.0.0.1:${carrier.sipPort}`,
      registers: false,
      hosts: [],
      caller: '+15125550100',
      directMedia: true,
    };
    await expect(commands.createTrunk(actor, { ...call, body: { ...trunk, srtp: true } })).rejects.toThrow(
      'Encrypted sound (SRTP) always passes through Baton: switch off one of the two.',
    );
    const { id } = await commands.createTrunk(actor, { ...call, body: trunk });
    expect(await commands.testTrunk(actor, { ...call, id, body: undefined })).toMatchObject({
      ok: true,
      words: 'The carrier answered: it is there.',
    });
    await expect(
      commands.testTrunkCall(actor, { ...call, id, body: { to: '+18095551234' } }),
    ).rejects.toThrow('Calls to Dominican Republic are not allowed.');
    for (const name of ['ana', 'ben'] as const) {
      const agentId = await hire(db.pool, floor, name);
      const made = await commands.createPhone(actor, {
        ...call,
        body: { agentId, label: 'desk', old: name === 'ben', directMedia: true },
      });
      const phone = await openTestPhone(name, { toneHz: TONES[name] });
      const credentials = { username: made.user, secret: { password: made.secret } };
      phone.sip.addTrunk({
        id: 'home',
        server: `sip:${made.server}`,
        credentials,
        register: { aor: `sip:${made.user}@127.0.0.1` },
        pingMs: 0,
      });
      phones[name] = phone;
    }
    const ready = async () => {
      const { rows } = await db.pool.query(
        `select 1 from baton.agents where target->>'kind' = 'registered' and (state->'device'->>'ok')::boolean`,
      );
      return rows.length === 2;
    };
    await until(ready);
    const { phones: rows } = await commands.sipPhones(actor, { ...call, body: undefined });
    expect(rows.map(({ registered }) => registered)).toEqual([true, true]);
    const { rows: kept } = await db.pool.query(
      'select sha256, md5 from baton.sip_phones where sha256 is null',
    );
    expect(kept).toHaveLength(1);
  });
  afterAll(async () => {
    await running?.stop();
    await floor?.loop.stop();
    await side?.telephony?.drain(0);
    for (const phone of [...Object.values(phones), carrier]) await phone?.close();
  });

  it('both phones ring; each is asked on its own leg; key 1 wins, the other stops; the brief, the lead, the bridge', async () => {
    const leadId = await addLead(db.pool, floor, LEAD);
    for (const [i, body] of [
      'hi, I want a quote for car insurance',
      '78701',
      'State Farm',
      'can someone call me now?',
    ].entries()) {
      if (fact('lead.ready')) break;
      await writes(floor, leadId, body, `in-${i}`);
      await new Promise((resolve) => setTimeout(resolve, 2_500));
    }
    const { ana, ben } = phones as { ana: TestPhone; ben: TestPhone };
    await until(() => ana.calls.length === 1 && ben.calls.length === 1);
    expect(ana.calls[0]!.brief).toMatch(/quote/);
    ana.calls[0]!.answer();
    ben.calls[0]!.answer();
    await until(() => ana.packetsHeard() > 30 && ben.packetsHeard() > 30);
    expect(await Promise.all([heard(ana), heard(ben)])).toEqual([['question'], ['question']]);
    expect(carrier.calls, 'the lead is not called before somebody has taken it').toHaveLength(0);
    // The question is over; key 3 asks again, on that leg alone.
    await new Promise((resolve) => setTimeout(resolve, 3_200));
    ben.press('3');
    await until(async () => (await heard(ben, 200)).includes('question'));
    expect(await heard(ana, 200)).toEqual([]);
    ben.press('1');
    await until(() => ana.calls[0]!.stoppedAtMs !== undefined);
    expect(fact('transfer.accepted')).toMatchObject({ agentName: 'ben' });
    await until(() => carrier.calls.length === 1);
    expect(carrier.calls[0]!.invite!.number).toBe(LEAD);
    // The brief is ben's alone; the lead, whose phone only rings, hears nothing yet. Who answers ends it.
    await until(async () => (await heard(ben, 200)).includes('brief'));
    expect(await heard(carrier, 200), 'the lead never hears the brief').toEqual([]);
    carrier.calls[0]!.answer();
    await until(() => fact('transfer.joined') !== undefined);
    // The introduction and the live tone pass.
    await expect.poll(() => heard(carrier), { timeout: 8_000 }).toEqual(['ben']);
    expect(await heard(ben)).toEqual(['lead']);
    // Both may, so from then on their sound goes directly, and they hear each other as before.
    const told = (phone: TestPhone) =>
      phone.calls[0]!.events.flatMap((event) => (event.type === 'offer' ? [event.offer.sdp ?? ''] : [])).at(
        -1,
      );
    const portOf = (sdp: string | undefined) => /^m=audio (\d+)/m.exec(sdp ?? '')?.[1];
    await until(
      () => portOf(told(carrier)) === portOf(ben.offer()) && portOf(told(ben)) === portOf(carrier.offer()),
    );
    await expect.poll(() => heard(carrier), { timeout: 8_000 }).toEqual(['ben']);
    expect(await heard(ben)).toEqual(['lead']);
    carrier.calls[0]!.sip.bye();
    await until(() => ben.calls[0]!.stoppedAtMs !== undefined);
    await until(() => fact('transfer.ended') !== undefined);
    expect(fact('transfer.ended')).toMatchObject({ outcome: 'connected' });
    expect(floor.errors).toEqual([]);
  }, 90_000);
});
