/**
 * An opt-out said aloud, from the lead's mouth to the gate: the real rooms, engine and mixer, real telephones and a real WebRTC
 * handset, on a real PostgreSQL. Only who turns speech into text is scripted, behind its real wire, and looks at the sound it gets.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../src/adapters/engine/engine.ts';
import { type NodePhone, openNodePhone } from '../src/adapters/engine/node-phone.ts';
import {
  type ScriptedTranscriber,
  startScriptedTranscriber,
} from '../src/adapters/models/testing/scripted-transcriber.ts';
import { withTransaction } from '../src/adapters/postgres/pool.ts';
import { createSipTelephony, type SipTelephony } from '../src/adapters/sip/telephony.ts';
import { openTestPhone, type TestPhone } from '../src/adapters/sip/test-phone.ts';
import type { Core } from '../src/app/core.ts';
import { createGateFor } from '../src/app/gate-for.ts';
import { hearingCommands } from '../src/app/hearing-commands.ts';
import { createHearingSide, type HearingSide } from '../src/app/hearing-side.ts';
import { loadLead } from '../src/app/lead-row.ts';
import { recordingCommands } from '../src/app/recordings/commands.ts';
import { createRecordingPlan } from '../src/app/recordings/plan.ts';
import { demoSettings } from '../src/app/settings.ts';
import { deskView } from '../src/app/views/desk.ts';
import { maskSensitive } from '../src/brief/index.ts';
import { defaultRules, demoTenant, verifyAudit } from '../src/consent/index.ts';
import type { Fact } from '../src/kernel/events.ts';
import type { Tx } from '../src/kernel/loop.ts';
import { tonePowerDb } from '../src/media/goertzel.ts';
import { babble, joinSounds } from '../src/media/speech-for-tests.ts';
import { mediaWorkerUrl } from '../src/media/worker-for-tests.ts';
import type { Speech } from '../src/ports/speech.ts';
import { udpTransport } from '../src/sip/index.ts';
import { testDatabase } from '../src/testing/pg.ts';
import { addLead, hire, runAlong, type SimFloor, simFloor, wantsCall } from './sim-floor.ts';

/** Voices are told apart by pitch; each is far from the others' overtones. */
const HZ = { early: 310, lead: 200, agent: 1_450 };
const WISH = 'Please stop calling me and take me off your list.';
const pause = new Int16Array(8_000);
const actor = { kind: 'person', id: 'per_dana', name: 'Dana', role: 'admin', agentId: null } as const;

describe('an opt-out said aloud', () => {
  const db = testDatabase();
  let engine: Engine;
  let telephony: SipTelephony;
  let floor: SimFloor;
  let far: ScriptedTranscriber;
  let side: HearingSide;
  let sipLead: TestPhone;
  let handset: NodePhone | undefined;
  let ana: TestPhone;
  let ben: TestPhone;
  let ids: { ana: string; ben: string };
  let target: () => { kind: 'sip'; uri: string } | { kind: 'station'; stationId: string };
  let running: ReturnType<typeof runAlong>;
  let begun = 0;

  const speech: Speech = {
    available: async () => ({ ok: true, engine: 'tones' }),
    synthesize: async () => new Int16Array(4_000).fill(900),
  };
  const core = (): Core =>
    ({
      db: db.pool,
      loop: floor.loop,
      recordingsFolder: '/nowhere',
      settings: demoSettings,
      hearing: { side, fromEnvironment: false, speech },
    }) as unknown as Core;
  const asked = <B>(id: string, body: B) => ({
    id,
    body,
    query: undefined,
    scope: { kind: 'all' } as const,
    requestKey: null,
    nowMs: floor.clock.nowMs(),
  });
  const until = async (what: string, is: () => boolean | Promise<boolean>, limitMs = 40_000) => {
    const endMs = performance.now() + limitMs;
    while (!(await is())) {
      if (performance.now() > endMs)
        throw new Error(
          `not within ${limitMs} ms: ${what}; ${floor.errors}; ${JSON.stringify(side.health(0))}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const factsOf = <T extends Fact['type']>(type: T, id: string): Extract<Fact, { type: T }>[] =>
    floor.facts.flatMap(({ fact }) =>
      fact.type === type && JSON.stringify(fact).includes(id) ? [fact as Extract<Fact, { type: T }>] : [],
    );

  beforeAll(async () => {
    far = await startScriptedTranscriber();
    engine = createEngine({
      webrtc: 'werift',
      workerUrl: await mediaWorkerUrl(),
      rtpSpares: 8,
      onUtterance: (utterance) => side.take(utterance),
    });
    telephony = createSipTelephony({
      engine,
      endpoint: { transports: [udpTransport({ host: '127.0.0.1', port: 0 })] },
    });
    sipLead = await openTestPhone('lead');
    ana = await openTestPhone('ana', { toneHz: HZ.agent });
    ben = await openTestPhone('ben');
    floor = await simFloor({
      pool: db.pool,
      change: {
        telephony,
        leadTarget: () => target(),
        // These phones say nothing when they answer, which no person does.
        settings: { ...demoSettings, detectMachines: false },
        recordingPlan: createRecordingPlan(
          defaultRules(),
          () => {},
          () => side.isOn(),
        ),
        speech,
      },
    });
    side = createHearingSide({
      clock: floor.clock,
      settings: null,
      mask: (words) => maskSensitive(words).text,
      emit: (fact) => floor.loop.emit(fact),
      onError: (error, what) => floor.errors.push(`${what}: ${String(error)}`),
    });
    await telephony.start();
    running = runAlong(floor);
    ids = { ana: await hire(db.pool, floor, 'ana'), ben: await hire(db.pool, floor, 'ben', false) };
    for (const [id, phone] of [[ids.ana, ana] as const, [ids.ben, ben] as const])
      await db.pool.query('update baton.agents set target = $2 where id = $1', [
        id,
        JSON.stringify({ kind: 'sip', uri: phone.uri }),
      ]);
  });
  afterAll(async () => {
    await running?.stop();
    await floor?.loop.stop();
    await handset?.close();
    await telephony?.drain(0);
    for (const phone of [sipLead, ana, ben]) await phone?.close();
    await far?.close();
  });

  /** What an attempt that failed left behind; and a lead whom nobody knows, with hearing set up as an admin does it. */
  const fresh = async (): Promise<{ leadId: string; phone: string }> => {
    const { rows } = await db.pool.query<{ id: string }>(
      `select id from baton.transfers where phase <> 'ended'`,
    );
    for (const { id } of rows)
      await floor.loop.emit({ type: 'supervisor.cancelled', transferId: id, by: 'test' });
    for (const { legId } of await telephony.liveLegs()) await telephony.hangup(legId, 'hung-up');
    await until('all transfers have ended', async () => {
      const live = await db.pool.query(`select 1 from baton.transfers where phase <> 'ended'`);
      return live.rows.length === 0;
    });
    await db.pool.query(`update baton.agents set state = jsonb_set(state, '{hold}', 'null')`);
    await setPresence(ids.ben, 'offline');
    begun += 1;
    far.heard.length = 0;
    far.script(() => ({ text: 'Well, yes.' }));
    await hearingCommands(core()).saveHearing(
      actor,
      asked('', { url: far.url, model: 'small.en', key: null }),
    );
    const phone = `+1512555${String(3_000 + begun)}`;
    return { phone, leadId: await addLead(db.pool, floor, phone) };
  };
  const setPresence = (agentId: string, presence: 'available' | 'offline') =>
    floor.loop.emit({ type: 'agent.presence-set', agentId, presence, by: 'test' });
  const ready = (leadId: string, transferId: string, mode: 'warm' | 'agentic-warm') =>
    floor.loop.emit(wantsCall(leadId, transferId, { mode, spoken: '' }));
  /** From ready until the lead and Ana hear each other; the transfer's id. */
  const connect = async (
    leadId: string,
    mode: 'warm' | 'agentic-warm',
    answer: () => Promise<void>,
  ): Promise<string> => {
    const transferId = `hear-${begun}`;
    const before = ana.calls.length;
    await ready(leadId, transferId, mode);
    await until('Ana rings', () => ana.calls.length > before);
    ana.calls.at(-1)!.answer();
    // Pressed until it counts: a key before the question is heard is nobody's.
    await until('Ana has taken it', async () => {
      ana.press('1');
      await new Promise((resolve) => setTimeout(resolve, 500));
      return factsOf('transfer.accepted', transferId).length > 0;
    });
    await answer();
    await until('both are joined', () => factsOf('transfer.joined', transferId).length > 0);
    return transferId;
  };
  const recordingState = async (id: string): Promise<string | undefined> => {
    const { rows } = await db.pool.query<{ state: string }>(
      `select state->'recording'->>'state' as state from baton.calls where id = $1`,
      [id],
    );
    return rows[0]?.state;
  };
  /** The notice was given, and the mixer has been told what follows from it. */
  const listening = async (id: string): Promise<void> => {
    await until('the notice was given', async () => (await recordingState(id)) === 'on');
    const { rows } = await db.pool.query<{ revision: number }>(
      `select (state->>'revision')::int as revision from baton.calls where id = $1`,
      [id],
    );
    await until('it is arranged', () =>
      factsOf('call.arranged', id).some(({ revision }) => revision >= rows[0]!.revision),
    );
  };
  const entries = async (phone: string) =>
    (
      await db.pool.query<{ reason: string; verbatim: string; channels: number; evidence_ref: string }>(
        `select reason, verbatim, channels, evidence_ref from baton.consent_suppressions where phone = $1::bigint order by id`,
        [phone.slice(1)],
      )
    ).rows;
  const { seller } = demoSettings;
  const mayText = async (leadId: string): Promise<string> => {
    const rules = defaultRules();
    const tenant = demoTenant(rules, {
      sellerId: seller.id,
      sellerName: seller.name,
      senders: [seller.number],
    });
    const { gate } = createGateFor({
      rules,
      tenant,
      callerId: seller.number,
      facts: floor.records.facts,
      playbooks: floor.playbooks,
    });
    const tx = db.pool as unknown as Tx;
    const lead = await loadLead(tx, leadId);
    const body = `This is ${seller.name}'s AI assistant. Are you still looking for a quote? Reply STOP to opt out.`;
    const text = { channel: 'sms', kind: 'operator', body } as const;
    const answer = await gate.text(tx, lead!, text, { stage: 'plan', nowMs: floor.clock.nowMs() });
    return answer.verdict === 'allow' ? 'allow' : answer.reason;
  };
  const power = (pcm: Int16Array, hz: number) => tonePowerDb(pcm, hz, 16_000);

  it('on a telephone, to an agent: it counts at once, what rings for them stops, and the two talk on', async () => {
    const { leadId, phone } = await fresh();
    target = () => ({ kind: 'sip', uri: sipLead.uri });
    const before = sipLead.calls.length;
    const id = await connect(leadId, 'warm', async () => {
      await until('the lead rings', () => sipLead.calls.length > before);
      sipLead.calls.at(-1)!.answer();
    });
    expect(await mayText(leadId)).toBe('allow');
    // Before the agent has given the notice nobody listens but they.
    expect(await recordingState(id)).toBe('planned');
    sipLead.say(joinSounds(babble(1_500, HZ.early), pause));
    expect(tonePowerDb(await ana.listen(2_000), HZ.early, 8_000)).toBeGreaterThan(-40);
    await recordingCommands(core()).record({ ...actor, agentId: ids.ana }, asked(id, { on: true }));
    await listening(id);

    // Somebody else is rung for the same lead meanwhile.
    const rang = ben.calls.length;
    await setPresence(ids.ben, 'available');
    await ready(leadId, `${id}-again`, 'warm');
    await until('Ben rings', () => ben.calls.length > rang);

    far.script(() => ({ text: WISH }));
    sipLead.say(joinSounds(babble(1_800, HZ.lead), pause));
    await until('it is on file', async () => (await entries(phone)).length > 0);
    const leg = factsOf('leg.said', id);
    expect(new Set(leg.map(({ words }) => words))).toEqual(new Set([WISH]));
    expect(await entries(phone)).toMatchObject([
      { reason: 'voice', verbatim: WISH, evidence_ref: `${leg[0]!.legId}:voice` },
    ]);
    expect(await mayText(leadId)).toBe('SUPPRESSED');
    await until('Ben rings no more', () => !ben.calls.at(-1)!.ringing);
    expect(factsOf('transfer.ended', `${id}-again`)).toMatchObject([{ outcome: 'not-permitted' }]);

    // What was sent away is the lead's voice alone, said after the notice: one utterance, or two where this machine stood still.
    for (const { fields, sampleRateHz, pcm } of far.heard) {
      expect(fields).toMatchObject({ model: 'small.en', language: 'en' });
      expect(sampleRateHz).toBe(16_000);
      expect(power(pcm, HZ.lead)).toBeGreaterThan(-45);
      expect(power(pcm, HZ.early)).toBeLessThan(power(pcm, HZ.lead) - 15);
      expect(power(pcm, HZ.agent)).toBeLessThan(power(pcm, HZ.lead) - 20);
    }

    // Nobody was cut off: Ana still hears the lead, and reads what was asked.
    const ordinary = `I am glad we talked, ${id}.`;
    far.script(() => ({ text: ordinary }));
    const { understood, optOuts } = side.health(0);
    sipLead.say(joinSounds(babble(1_500, HZ.early), pause));
    expect(tonePowerDb(await ana.listen(2_000), HZ.early, 8_000)).toBeGreaterThan(-40);
    const wiring = { playbooks: floor.playbooks, settings: demoSettings };
    const desk = await deskView(wiring, db.pool as unknown as Tx, ids.ana, floor.clock.nowMs());
    expect(desk?.call).toMatchObject({
      state: 'live',
      optedOut: { stops: 'everything', words: WISH },
      recording: { state: 'on', written: false, listens: true },
    });
    // The proof is in the chain, and what did not revoke is nowhere.
    const snapshot = { isolation: 'repeatable read', readOnly: true } as const;
    expect(await withTransaction(db.pool, (client) => verifyAudit(client), snapshot)).toMatchObject({
      ok: true,
    });
    await until('the last words were understood', () => side.health(0).understood > understood);
    expect(side.health(0).optOuts).toBe(optOuts);
    const { rows: tables } = await db.pool.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'baton' and table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables) {
      const like = `select 1 from baton.${name} t where to_jsonb(t)::text like $1 limit 1`;
      expect((await db.pool.query(like, [`%${ordinary}%`])).rows, name).toEqual([]);
    }
    sipLead.calls.at(-1)!.sip.bye();
    await until('the transfer has ended', () =>
      factsOf('transfer.ended', id).some((one) => one.transferId === id),
    );
    expect(floor.errors).toEqual([]);
  }, 180_000);

  it('on a handset in the browser, with the notice by the assistant: less than everything, then everything in the last breath', async () => {
    const { leadId, phone } = await fresh();
    handset = await openNodePhone(engine.stations, `handset:${phone}`);
    const lead = handset;
    target = () => ({ kind: 'station', stationId: `handset:${phone}` });
    const rung = () => lead.frames.flatMap(({ message }) => (message.type === 'ring' ? [message.legId] : []));
    const id = await connect(leadId, 'agentic-warm', async () => {
      await until('the handset rings', () => rung().length > 0);
      lead.send({ type: 'answer', legId: rung()[0]! });
    });
    await listening(id);

    const first = "Text is fine but don't call me anymore.";
    far.script(() => ({ text: first }));
    lead.say(joinSounds(babble(1_500, HZ.lead), pause));
    await until('it is on file', async () => (await entries(phone)).length > 0);
    expect(factsOf('consent.narrowed', leadId)[0]).toMatchObject({
      stops: 'calls',
      words: first,
      by: 'voice',
    });
    expect(await mayText(leadId)).toBe('allow');
    const { pcm } = far.heard.at(-1)!;
    expect(power(pcm, HZ.lead)).toBeGreaterThan(-45);
    expect(power(pcm, HZ.agent)).toBeLessThan(power(pcm, HZ.lead) - 20);

    // They hang up in the middle of a word: what was said until then is heard all the same.
    far.script(() => ({ text: 'Just take me off your list!' }));
    const arrivals = ana.arrivals.length;
    lead.say(babble(30_000, HZ.lead));
    await until(
      'Ana hears a second of it',
      () => ana.arrivals.slice(arrivals).filter(({ peak }) => peak > 3_000).length > 40,
    );
    lead.send({ type: 'hangup', legId: rung()[0]! });
    await until('the transfer has ended', () => factsOf('transfer.ended', id).length > 0);
    await until('all of it is on file', async () => (await entries(phone)).length > 1);
    expect(await mayText(leadId)).toBe('SUPPRESSED');
    expect(floor.errors).toEqual([]);
  }, 180_000);

  it('nobody is asked once it is removed: the next call is neither announced nor heard', async () => {
    const { leadId, phone } = await fresh();
    await hearingCommands(core()).removeHearing(actor, asked('', undefined));
    target = () => ({ kind: 'sip', uri: sipLead.uri });
    const before = sipLead.calls.length;
    const id = await connect(leadId, 'agentic-warm', async () => {
      await until('the lead rings', () => sipLead.calls.length > before);
      sipLead.calls.at(-1)!.answer();
    });
    await until('the introduction is over', async () => {
      const { rows } = await db.pool.query(
        `select 1 from baton.calls where id = $1 and state->>'phase' = 'connected'`,
        [id],
      );
      return rows.length > 0;
    });
    sipLead.say(joinSounds(babble(1_200, HZ.lead), pause));
    expect(tonePowerDb(await ana.listen(2_500), HZ.lead, 8_000)).toBeGreaterThan(-40);
    expect(far.heard).toEqual([]);
    expect(await recordingState(id)).toBeNull();
    expect(await entries(phone)).toEqual([]);
  }, 120_000);
});
