/**
 * A recorded conversation, heard in the file itself: the real rooms, engine and mixer, two real telephones with a tone each, on
 * a real PostgreSQL. Speech is tones too, so what may not be in the file can be looked for.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../src/adapters/engine/engine.ts';
import { createSipTelephony, type SipTelephony } from '../src/adapters/sip/telephony.ts';
import { openTestPhone, type TestPhone } from '../src/adapters/sip/test-phone.ts';
import type { Core } from '../src/app/core.ts';
import { keepMeasures, lineCommands } from '../src/app/line-quality.ts';
import { recordingCommands } from '../src/app/recordings/commands.ts';
import { fileOf } from '../src/app/recordings/files.ts';
import { closeCutOff, deleteOld, deleteStrays } from '../src/app/recordings/housekeeping.ts';
import { createRecordingPlan } from '../src/app/recordings/plan.ts';
import { noteRecording } from '../src/app/recordings/store.ts';
import { demoSettings } from '../src/app/settings.ts';
import { defaultRules, verifyAudit } from '../src/consent/index.ts';
import type { Fact } from '../src/kernel/events.ts';
import type { Db } from '../src/kernel/loop.ts';
import { tonePowerDb } from '../src/media/goertzel.ts';
import { WAV_HEADER_BYTES } from '../src/media/wav.ts';
import { mediaWorkerUrl } from '../src/media/worker-for-tests.ts';
import { udpTransport } from '../src/sip/index.ts';
import { testDatabase } from '../src/testing/pg.ts';
import { addLead, hire, runAlong, type SimFloor, simFloor, wantsCall } from './sim-floor.ts';

const LEAD = '+15125550142';
const TONES = { question: 1_310, brief: 470, introduction: 830, notice: 2_330, lead: 620, agent: 1_110 };
/** Tones are far from each other's overtones, as companding makes them. */
const HEARD_DB = -35;
/** Each spoken thing takes this long. */
const SPOKEN_SAMPLES = 8_000;

describe('a recorded conversation', () => {
  const db = testDatabase();
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'baton-e2e-rec-')), 'recordings');
  const errors: unknown[] = [];
  let engine: Engine;
  let telephony: SipTelephony;
  let floor: SimFloor;
  let lead: TestPhone;
  let agent: TestPhone;
  let agentId: string;
  let leadId: string;
  /** Transfers begun; a test that is tried again has one of its own. */
  let begun = 0;
  /** The recording of the second test, and of the fourth. */
  const made = { byAssistant: '', byAgent: '' };
  let running: ReturnType<typeof runAlong>;

  const core = (): Core =>
    ({
      db: db.pool,
      loop: floor.loop,
      recordingsFolder: folder,
      settings: demoSettings,
    }) as unknown as Core;
  const asked = (id: string, scope: 'all' | string = 'all') => ({
    id,
    body: undefined,
    query: undefined,
    scope: scope === 'all' ? ({ kind: 'all' } as const) : ({ kind: 'agent', agentId: scope } as const),
    requestKey: null,
    nowMs: floor.clock.nowMs(),
  });
  const actor = { kind: 'person', id: 'per_dana', name: 'Dana', role: 'admin', agentId: null } as const;
  const until = async (what: string, is: () => boolean | Promise<boolean>, limitMs = 30_000) => {
    const endMs = performance.now() + limitMs;
    while (!(await is())) {
      if (performance.now() > endMs) throw new Error(`not within ${limitMs} ms: ${what}; ${floor.errors}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const factsOf = <T extends Fact['type']>(type: T, id: string): Extract<Fact, { type: T }>[] =>
    floor.facts.flatMap(({ fact }) =>
      fact.type === type && JSON.stringify(fact).includes(id) ? [fact as Extract<Fact, { type: T }>] : [],
    );

  beforeAll(async () => {
    engine = createEngine({
      webrtc: 'none',
      workerUrl: await mediaWorkerUrl(),
      rtpSpares: 8,
      recordings: folder,
      // The floor and its clock are made after the engine.
      onMeasured: keepMeasures(db.pool as unknown as Db, { nowMs: () => floor.clock.nowMs() }, (error) =>
        errors.push(error),
      ),
    });
    telephony = createSipTelephony({
      engine,
      endpoint: { transports: [udpTransport({ host: '127.0.0.1', port: 0 })] },
    });
    lead = await openTestPhone('lead', { toneHz: TONES.lead });
    agent = await openTestPhone('agent', { toneHz: TONES.agent });
    const hzOf = (text: string): number =>
      text.includes('Press 1')
        ? TONES.question
        : text.includes('recorded')
          ? TONES.notice
          : text.startsWith('Hi ')
            ? TONES.introduction
            : TONES.brief;
    floor = await simFloor({
      pool: db.pool,
      change: {
        telephony,
        leadTarget: () => ({ kind: 'sip', uri: lead.uri }),
        // The lead's phone sends one tone without a pause, which no person does.
        settings: { ...demoSettings, detectMachines: false },
        recordingPlan: createRecordingPlan(defaultRules(), () => {}),
        alongside: async (tx, facts, nowMs) => {
          for (const fact of facts) await noteRecording(tx, fact, nowMs);
        },
        speech: {
          available: async () => ({ ok: true, engine: 'tones' }),
          synthesize: async (text) =>
            Int16Array.from(
              { length: SPOKEN_SAMPLES },
              (_, i) => 6_000 * Math.sin((2 * Math.PI * hzOf(text) * i) / 8_000),
            ),
        },
      },
    });
    await telephony.start();
    running = runAlong(floor);
    agentId = await hire(db.pool, floor, 'ana');
    await db.pool.query(`update baton.agents set target = $2 where id = $1`, [
      agentId,
      JSON.stringify({ kind: 'sip', uri: agent.uri }),
    ]);
    leadId = await addLead(db.pool, floor, LEAD);
  });
  afterAll(async () => {
    await running?.stop();
    await floor?.loop.stop();
    await telephony?.drain(0);
    await lead?.close();
    await agent?.close();
    rmSync(path.dirname(folder), { recursive: true, force: true });
  });

  /** What an attempt that failed left behind: legs, and an agent who is taken. */
  const clear = async (): Promise<void> => {
    const { rows: live } = await db.pool.query<{ id: string }>(
      `select id from baton.transfers where phase <> 'ended'`,
    );
    for (const { id } of live)
      await floor.loop.emit({ type: 'supervisor.cancelled', transferId: id, by: 'test' });
    for (const { legId } of await telephony.liveLegs()) await telephony.hangup(legId, 'hung-up');
    await until('all transfers have ended', async () => {
      const { rows } = await db.pool.query(`select 1 from baton.transfers where phase <> 'ended'`);
      return rows.length === 0;
    });
    await db.pool.query(`update baton.agents set state = jsonb_set(state, '{hold}', 'null') where id = $1`, [
      agentId,
    ]);
  };
  /** From ready to both on the line; the transfer's id. */
  const connect = async (mode: 'warm' | 'agentic-warm'): Promise<string> => {
    await clear();
    begun += 1;
    const transferId = `rec-${begun}`;
    const [before, leadBefore] = [agent.calls.length, lead.calls.length];
    await floor.loop.emit(wantsCall(leadId, transferId, { mode }));
    await until('the agent rings', () => agent.calls.length > before);
    agent.calls.at(-1)!.answer();
    await until('the question is asked', () => agent.packetsHeard() > 20);
    // Pressed until it counts: a key before the question is heard is nobody's.
    await until('the agent has taken it', async () => {
      agent.press('1');
      await new Promise((resolve) => setTimeout(resolve, 500));
      return factsOf('transfer.accepted', transferId).length > 0;
    });
    await until('the lead rings', () => lead.calls.length > leadBefore);
    lead.calls.at(-1)!.answer();
    await until('both are joined', () => factsOf('transfer.joined', transferId).length > 0);
    return transferId;
  };
  const hangUp = async (transferId: string): Promise<void> => {
    lead.calls.at(-1)!.sip.bye();
    await until('the transfer has ended', () => factsOf('transfer.ended', transferId).length > 0);
  };
  const powers = (file: Buffer, channel: 0 | 1, fromMs: number, toMs: number): Record<string, number> => {
    const samples: number[] = [];
    for (let i = fromMs * 8; i < toMs * 8; i += 1)
      samples.push(file.readInt16LE(WAV_HEADER_BYTES + i * 4 + channel * 2));
    return Object.fromEntries(
      Object.entries(TONES).map(([name, hz]) => [name, tonePowerDb(samples, hz, 8_000)]),
    );
  };
  const heard = (file: Buffer, channel: 0 | 1, fromMs: number, toMs: number): string[] =>
    Object.entries(powers(file, channel, fromMs, toMs)).flatMap(([name, level]) =>
      level > HEARD_DB ? [name] : [],
    );
  /** Says it and waits until the mixer does it; then what the file was at least as long as, ms. */
  const record = async (id: string, on: boolean): Promise<number> => {
    const before = factsOf('call.arranged', id).length;
    await floor.loop.emit({ type: 'call.record', callId: id, on, by: 'Ana' });
    await until('it is arranged', () => factsOf('call.arranged', id).length > before);
    return Math.floor(statSync(fileOf(folder, `${id}_0`)).size / 32);
  };

  it('is off until it is switched on', async () => {
    const id = await connect('agentic-warm');
    await hangUp(id);
    expect((await recordingCommands(core()).recordings(actor, asked(id))).recordings).toEqual([]);
    const body = { on: true, keepMonths: 2 };
    expect(await recordingCommands(core()).changeRecordingSettings(actor, { ...asked(''), body })).toEqual(
      body,
    );
  }, 90_000);

  it('begins with the notice; lead left, agent right, and neither question, brief nor introduction', async () => {
    const id = await connect('agentic-warm');
    await until('the recording begins', () => factsOf('recording.started', id).length > 0);
    const file = fileOf(folder, `${id}_0`);
    const isWritten = (ms: number): boolean => statSync(file).size > ms * 32;
    await until('the notice and some talk are written', () => isWritten(5_500));
    // The disk is a second or two behind the talk: what was said then is looked for three seconds later.
    const pausedMs = await record(id, false);
    await until('the pause is written', () => isWritten(pausedMs + 5_500));
    const resumedMs = await record(id, true);
    await until('the rest is written', () => isWritten(resumedMs + 5_500));
    await hangUp(id);
    await until('the recording has ended', () => factsOf('recording.ended', id).length > 0);
    const { recordings } = await recordingCommands(core()).recordings(actor, asked(id));
    expect(recordings).toMatchObject([{ id: `${id}_0`, state: 'kept', words: '', agentName: 'ana' }]);
    const bytes = readFileSync(file);
    expect(bytes.length).toBe(recordings[0]!.bytes);
    made.byAssistant = id;
    // The notice is on the right only; both talk while it is said, as test phones do.
    expect(heard(bytes, 1, 200, 800)).toEqual(['notice', 'agent']);
    expect(heard(bytes, 0, 200, 800)).toEqual(['lead']);
    expect(heard(bytes, 0, 2_500, 4_000)).toEqual(['lead']);
    expect(heard(bytes, 1, 2_500, 4_000)).toEqual(['agent']);
    for (const channel of [0, 1] as const) {
      expect(heard(bytes, channel, pausedMs + 3_000, pausedMs + 4_000), 'while it was paused').toEqual([]);
      expect(heard(bytes, channel, resumedMs + 3_000, resumedMs + 4_000)).toEqual([
        channel === 0 ? 'lead' : 'agent',
      ]);
    }
    // Both phones send without losing a packet on loopback, and report nothing of what they hear.
    const lines = async () => (await lineCommands(core()).lineQuality(actor, asked(id))).lines;
    await until('both lines are measured', async () => (await lines()).length === 2);
    expect((await lines()).map(({ name }) => name).sort()).toEqual(['Maria', 'ana']);
    for (const line of await lines())
      expect(line).toMatchObject({ farLostShare: null, roundTripMs: null, lostShare: expect.any(Number) });
    const wave = await recordingCommands(core()).recordingWave(actor, asked(`${id}_0`));
    expect(wave.lengthMs).toBe(recordings[0]!.lengthMs);
    expect(Math.max(...wave.left)).toBeGreaterThan(0.1);
    expect(floor.errors).toEqual([]);
  }, 120_000);

  it('is for the agent it belongs to and for supervisors; who listens is noted, once a listening', async () => {
    const commands = recordingCommands(core());
    await expect(
      commands.recordingAudio(actor, asked(`${made.byAssistant}_0`, 'somebody-else')),
    ).rejects.toThrow('no recording');
    expect((await commands.recordings(actor, asked(made.byAssistant, 'somebody-else'))).recordings).toEqual(
      [],
    );
    const ana = { ...actor, id: 'per_ana', name: 'Ana' };
    for (let i = 0; i < 3; i += 1)
      await commands.recordingAudio(ana, asked(`${made.byAssistant}_0`, agentId));
    await commands.recordingAudio(actor, asked(`${made.byAssistant}_0`));
    const { recordings } = await commands.recordings(actor, asked(made.byAssistant));
    expect(recordings[0]!.plays.map(({ by }) => by).sort()).toEqual(['Ana', 'Dana']);
    // The same in the log that cannot be changed, an entry a listening.
    const { rows } = await db.pool.query<{ payload: { what: string; recordingId: string; by: string } }>(
      `select payload from baton.consent_log where kind = 'listening' and payload->>'recordingId' = $1`,
      [`${made.byAssistant}_0`],
    );
    expect(rows.map(({ payload }) => payload.by).sort()).toEqual(['Ana', 'Dana']);
    expect((await verifyAudit(db.pool)).ok).toBe(true);
  });

  it('where the lead agreed to no artificial voice, the agent says the notice and then begins', async () => {
    const id = await connect('warm');
    const asks = { ...asked(id), body: { on: true } };
    await recordingCommands(core()).record({ ...actor, agentId }, asks);
    await until('the recording begins', () => factsOf('recording.started', id).length > 0);
    await until('a second is written', () => statSync(fileOf(folder, `${id}_0`)).size > 1_500 * 32);
    await hangUp(id);
    await until('the recording has ended', () => factsOf('recording.ended', id).length > 0);
    expect(heard(readFileSync(fileOf(folder, `${id}_0`)), 1, 200, 900)).toEqual(['agent']);
    made.byAgent = id;
  }, 90_000);

  it('what a crash cut off is kept as far as it went; what is old, stray or erased is deleted', async () => {
    const db_ = db.pool as unknown as Db;
    const nowMs = floor.clock.nowMs();
    const whole = readFileSync(fileOf(folder, `${made.byAgent}_0`));
    writeFileSync(fileOf(folder, 'cut_0'), whole);
    writeFileSync(fileOf(folder, 'stray_0'), whole);
    const insert = `insert into baton.recordings (id, transfer_id, lead_id, agent_id, began_ms, state) values ($1, 'nobody', $2, $3, $4, 'running')`;
    await db.pool.query(insert, ['cut_0', leadId, agentId, nowMs]);
    await db.pool.query(insert, ['gone_0', leadId, agentId, nowMs]);
    expect(await closeCutOff(db_, folder, nowMs)).toBe(2);
    const { rows } = await db.pool.query(
      `select id, state, bytes::int as bytes from baton.recordings where id in ('cut_0', 'gone_0') order by id`,
    );
    expect(rows).toEqual([
      { id: 'cut_0', state: 'kept', bytes: whole.length },
      { id: 'gone_0', state: 'failed', bytes: 0 },
    ]);

    const now = new Date(nowMs);
    utimesSync(fileOf(folder, 'stray_0'), now, now);
    expect(await deleteStrays(db_, folder, nowMs)).toBe(0);
    const longAgo = new Date(nowMs - 3 * 86_400_000);
    utimesSync(fileOf(folder, 'stray_0'), longAgo, longAgo);
    expect(await deleteStrays(db_, folder, nowMs)).toBe(1);
    expect(() => statSync(fileOf(folder, 'stray_0'))).toThrow('ENOENT');

    expect(await deleteOld(db_, folder, nowMs + 50 * 86_400_000, (error) => errors.push(error))).toBe(0);
    await db.pool.query(`update baton.recordings set began_ms = $1 where id = $2`, [
      nowMs - 70 * 86_400_000,
      `${made.byAssistant}_0`,
    ]);
    expect(await deleteOld(db_, folder, nowMs, (error) => errors.push(error))).toBe(1);
    expect(() => statSync(fileOf(folder, `${made.byAssistant}_0`))).toThrow('ENOENT');
    const commands = recordingCommands(core());
    await expect(commands.recordingAudio(actor, asked(`${made.byAssistant}_0`))).rejects.toThrow(
      'its time was over',
    );

    // The one of the agent, and the two that were cut off; more, where a test above was tried again.
    expect((await commands.eraseRecordings(actor, asked(leadId))).deleted).toBeGreaterThanOrEqual(3);
    expect(() => statSync(fileOf(folder, `${made.byAgent}_0`))).toThrow('ENOENT');
    expect(await commands.eraseRecordings(actor, asked(leadId))).toEqual({ deleted: 0 });
    expect(errors).toEqual([]);
  });
});
