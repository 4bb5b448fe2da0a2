/** Passing a live call on, through the commands, the rooms and a real PostgreSQL; only the telephones are scripted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newAgentState } from '../agents/agent.ts';
import { saveAgent } from '../agents/store.ts';
import type { Actor, Call, Commands } from '../http/services.ts';
import { testDatabase } from '../testing/pg.ts';
import type { Transfer } from '../transfer/transfer.ts';
import { createCommands } from './commands.ts';
import { agreed, type Stage, startStage } from './compliance/testing.ts';
import type { Core } from './core.ts';
import { arrive } from './intake.ts';

type PassBody = Call<'pass'>['body'];

describe('passing a live call on', () => {
  const db = testDatabase();
  let stage: Stage;
  let commands: Pick<Commands, keyof ReturnType<typeof createCommands>>;
  let numbers = 100;
  beforeAll(async () => {
    stage = await startStage(db.pool);
    stage.core.loop.start();
    commands = createCommands(stage.core);
  }, 120_000);
  afterAll(() => stage?.stop());

  const now = () => stage.core.clock.nowMs();
  async function until(what: string, done: () => Promise<boolean>): Promise<void> {
    const endMs = performance.now() + 60_000;
    while (!(await done())) {
      if (performance.now() > endMs) throw new Error(`not so: ${what}; ${stage.errors.join('; ')}`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
  const call = <B>(id: string, body: B) =>
    ({ id, body, query: undefined, scope: { kind: 'all' }, requestKey: null, nowMs: now() }) as never;
  const as = (agentId: string): Actor => ({
    kind: 'person',
    id: `p-${agentId}`,
    name: agentId,
    role: 'agent',
    agentId,
  });
  const transfer = async (id: string): Promise<Transfer> => {
    const { rows } = await db.pool.query<{ state: Transfer }>(
      'select state from baton.transfers where id = $1',
      [id],
    );
    return rows[0]!.state;
  };
  const holdOf = async (agentId: string): Promise<string | null> => {
    const { rows } = await db.pool.query<{ hold: string | null }>(
      `select state->'hold'->>'kind' as hold from baton.agents where id = $1`,
      [agentId],
    );
    return rows[0]!.hold;
  };
  /** Fresh people at each attempt. */
  async function hire(
    name: string,
    over: { available?: boolean; skills?: string[]; licences?: string[] } = {},
  ): Promise<string> {
    const id = `${name.toLowerCase()}-${stage.core.id()}`;
    await saveAgent(
      stage.core.db,
      {
        id,
        name,
        tz: 'America/Chicago',
        skills: over.skills ?? ['auto'],
        languages: ['en'],
        licences: (over.licences ?? ['TX']).map((state) => ({ state, until: null })),
        shifts: [],
        target: { kind: 'station', stationId: `desk:${id}` },
        demo: false,
      },
      {
        ...newAgentState(now()),
        set: over.available === false ? 'away' : 'available',
        device: { ok: true, sinceMs: now(), words: 'desk open' },
      },
    );
    return id;
  }
  const legIn = (one: Transfer, agentId: string) =>
    one.offered.filter((leg) => leg.agentId === agentId).at(-1)!.legId;
  /** The engine says that what the call arranged last is heard. */
  async function heard(callId: string): Promise<void> {
    await stage.core.loop.emit({
      type: 'call.arranged',
      callId,
      revision: stage.arranged.findLast((one) => one.callId === callId)!.revision,
    });
  }
  /** This agent is live with a lead of their own. @returns the transfer's id */
  async function live(agentId: string): Promise<string> {
    const phone = `+1512555${String(++numbers).padStart(4, '0')}`;
    const consent = agreed(now());
    const { leadId } = await arrive(
      stage.core,
      { phone, name: 'Maria Diaz', playbook: 'insurance', source: 'test', consent },
      null,
    );
    const transferId = stage.core.id();
    await stage.core.loop.emit({
      type: 'lead.ready',
      leadId,
      transferId,
      origin: 'operator',
      readiness: 80,
      reasons: [],
      brief: { headline: 'Two cars', spoken: 'Maria has two cars.', screen: '', facts: [], withheld: [] },
      need: { skills: ['auto'], licenceState: 'TX', ownerId: agentId },
      mode: 'warm',
      ring: 'owner-first',
    });
    await until('the agent is rung', async () => (await transfer(transferId)).phase === 'ringing');
    await stage.core.loop.emit({
      type: 'agent.accepted',
      transferId,
      agentId,
      legId: legIn(await transfer(transferId), agentId),
      by: 'desk',
    });
    await until('the lead is dialled', async () => (await transfer(transferId)).leadLeg !== null);
    const leadLegId = (await transfer(transferId)).leadLeg!.legId;
    await until('the lead rings', async () => stage.dialled.includes(leadLegId));
    await stage.core.loop.emit({ type: 'leg.answered', callId: transferId, legId: leadLegId });
    await stage.core.loop.emit({ type: 'brief.done', transferId });
    await until('the bridge is ordered', async () =>
      stage.arranged.some(
        (one) => one.callId === transferId && one.hears[leadLegId]?.includes(legIn2(one.hears, leadLegId)),
      ),
    );
    await heard(transferId);
    await until('joined', async () => (await transfer(transferId)).phase === 'connected');
    return transferId;
  }
  /** The leg that the lead hears, if any. */
  const legIn2 = (hears: Record<string, string[]>, leadLegId: string): string =>
    Object.keys(hears).find((legId) => legId !== leadLegId && hears[legId]?.includes(leadLegId)) ?? '-';
  const last = (callId: string) => stage.arranged.findLast((one) => one.callId === callId)!.hears;
  const pass = (agentId: string, id: string, body: Partial<PassBody>) =>
    commands.pass(as(agentId), call(id, { mode: 'warm', note: '', to: { kind: 'anyone' }, ...body }));
  const stageOf = async (id: string): Promise<string | null> => {
    const one = await transfer(id);
    return one.phase === 'connected' ? (one.pass?.stage ?? null) : one.phase;
  };

  it('warm: by name, with a note; toggled; handed over; both have a result, and the time line tells it', async () => {
    const ana = await hire('Ana');
    const id = await live(ana);
    const ben = await hire('Ben', { skills: [] });
    const away = await hire('Cleo', { available: false });
    const options = await commands.passOptions(as(ana), call(id, undefined));
    expect(options.agents.find((one) => one.agentId === ben)).toMatchObject({
      free: true,
      words: 'Available',
    });
    expect(options.agents.find((one) => one.agentId === away)?.words).toMatch(/^Away since .* CST$/);
    expect(options.agents.some((one) => one.agentId === ana)).toBe(false);
    await pass(ana, id, {
      to: { kind: 'agent', agentId: ben },
      note: 'Card 4111 1111 1111 1111, asks about a boat.',
    });
    await until('Ben is rung', async () => (await stageOf(id)) === 'ringing');
    const { offer } = await commands.desk(as(ben), call('', undefined));
    expect(offer?.pass).toMatchObject({ by: 'Ana', mode: 'warm' });
    expect(offer?.pass?.note).toContain('asks about a boat');
    expect(offer?.pass?.note, 'nothing sensitive is passed on').not.toContain('4111');
    expect((await commands.desk(as(ana), call('', undefined))).call).toMatchObject({
      state: 'live',
      pass: { role: 'first', stage: 'ringing', name: 'Ben' },
    });
    expect(await commands.accept(as(ben), call(id, undefined))).toEqual({ won: true, takenBy: null });
    expect((await commands.desk(as(ben), call('', undefined))).call).toMatchObject({ state: 'briefing' });
    await commands.skipBrief(as(ben), call(id, undefined));
    await until('they talk', async () => (await stageOf(id)) === 'talking');
    const one = await transfer(id);
    const [leadLeg, anas, bens] = [one.leadLeg!.legId, legIn(one, ana), legIn(one, ben)];
    await until('aside', async () => last(id)[anas]?.[0] === bens);
    expect(last(id)[bens]).toEqual([anas]);
    expect(last(id)[leadLeg]).toEqual([`${id}:hold`]);
    expect((await commands.desk(as(ben), call('', undefined))).call?.state).toBe('aside');
    await expect(commands.hold(as(ana), call(id, { on: true }))).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(commands.passComplete(as(ben), call(id, undefined))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await commands.passTalk(as(ana), call(id, { with: 'lead' }));
    await until('with the lead', async () => last(id)[leadLeg]?.[0] === anas);
    expect(last(id)[bens]).toEqual([`${id}:hold`]);
    await commands.passTalk(as(ana), call(id, { with: 'all' }));
    await until('all three', async () => last(id)[leadLeg]?.length === 2);
    await commands.passComplete(as(ana), call(id, undefined));
    await until('the join is arranged', async () => last(id)[leadLeg]?.join() === bens);
    expect(stage.hungUp, 'Ana has the lead until Ben is heard').not.toContain(anas);
    await heard(id);
    await until('Ana is let go', async () => stage.hungUp.includes(anas));
    expect(stage.hungUp).not.toContain(leadLeg);
    await until('Ana wraps up', async () => (await holdOf(ana)) === 'wrap-up');
    expect(await holdOf(ben)).toBe('on-call');
    const { rows } = await db.pool.query('select agent_id, phase from baton.transfers where id = $1', [id]);
    expect(rows[0]).toEqual({ agent_id: ben, phase: 'connected' });
    await stage.core.loop.emit({
      type: 'leg.ended',
      callId: id,
      legId: leadLeg,
      by: 'them',
      cause: 'hung-up',
    });
    await until('over', async () => (await stageOf(id)) === 'ended');
    for (const agentId of [ana, ben])
      await commands.disposition(as(agentId), call(id, { disposition: 'quoted', notes: agentId }));
    const results = await db.pool.query(
      'select agent_id from baton.dispositions where transfer_id = $1 order by agent_id',
      [id],
    );
    expect(results.rows.map((row) => row.agent_id)).toEqual([ana, ben].sort());
    const line = await commands.transfer(as(ana), call(id, undefined));
    const kinds = (legId: string) =>
      line.legs.find((leg) => leg.legId === legId)?.segments.map((segment) => segment.kind);
    expect(kinds(anas)).toEqual(['ringing', 'brief', 'talk']);
    expect(kinds(bens)).toEqual(['ringing', 'brief', 'aside', 'talk']);
    expect(kinds(leadLeg)).toContain('hold');
    const words = line.events.map((event) => `${event.leg}: ${event.words}`);
    expect(words).toContain('Ana: Passes the call on to Ben (warm).');
    expect(words).toContain('Ben: Has the lead, from Ana.');
    const {
      readyToRingingMs,
      ringingToAcceptedMs,
      acceptedToAnsweredMs,
      answeredToJoinedMs,
      readyToJoinedMs,
    } = line.parts;
    expect(readyToRingingMs! + ringingToAcceptedMs! + acceptedToAnsweredMs! + answeredToJoinedMs!).toBe(
      readyToJoinedMs,
    );
  }, 180_000);

  it('cold to whoever is free: the first to accept has it, the other is released', async () => {
    const ana = await hire('Ana');
    const id = await live(ana);
    await db.pool.query(`update baton.agents set retired_ms = 1 where id <> $1`, [ana]);
    await expect(pass(ana, id, { mode: 'cold' })).rejects.toMatchObject({ code: 'CONFLICT' });
    const [ben, cleo] = [await hire('Ben'), await hire('Cleo')];
    await hire('Dev', { skills: [] });
    await pass(ana, id, { mode: 'cold' });
    await until('both are rung', async () => (await stageOf(id)) === 'ringing');
    expect((await transfer(id)).offered.map((leg) => leg.agentId).sort()).toEqual([ana, ben, cleo].sort());
    const answers = await Promise.all(
      [ben, cleo].map((who) => commands.accept(as(who), call(id, undefined))),
    );
    expect(answers.filter((one) => one.won)).toHaveLength(1);
    await stage.core.loop.emit({ type: 'brief.done', transferId: id });
    await until('joining', async () => (await stageOf(id)) === 'joining');
    const winner = [ben, cleo][answers.findIndex((one) => one.won)]!;
    const one = await transfer(id);
    await until('arranged', async () => last(id)[one.leadLeg!.legId]?.[0] === legIn(one, winner));
    await heard(id);
    await until('handed over', async () => (await stageOf(id)) === null && (await holdOf(ana)) === 'wrap-up');
    expect(await holdOf([ben, cleo].find((who) => who !== winner)!)).toBeNull();
  }, 180_000);

  it('two agents pass to the same one at once: one gets them, the other keeps the lead and reads why', async () => {
    const [ana, eve] = [await hire('Ana'), await hire('Eve')];
    const ids = [await live(ana), await live(eve)];
    const ben = await hire('Ben');
    await Promise.all(
      [ana, eve].map((who, i) =>
        pass(who, ids[i]!, { to: { kind: 'agent', agentId: ben } }).catch(() => null),
      ),
    );
    await until('settled', async () =>
      (await Promise.all(ids.map(stageOf))).every((found) => found === 'ringing' || found === null),
    );
    const stages = await Promise.all(ids.map(stageOf));
    expect(stages.filter((found) => found === 'ringing')).toHaveLength(1);
    const kept = stages.indexOf(null);
    const desk = await commands.desk(as([ana, eve][kept]!), call('', undefined));
    expect(desk.call?.state).toBe('live');
    if (desk.call?.passWords)
      expect(desk.call.passWords.words).toBe('Ben is not free any more. Maria is still with you.');
    const rung = 1 - kept;
    await commands.passCancel(as([ana, eve][rung]!), call(ids[rung]!, undefined));
    await until('Ben is free again', async () => (await holdOf(ben)) === null);
  }, 180_000);

  it('a phone outside is dialled only when the list allows it; a machine never gets the lead', async () => {
    const ana = await hire('Ana');
    const id = await live(ana);
    const to = (typed: string) => pass(ana, id, { mode: 'cold', to: { kind: 'outside', to: typed } });
    await expect(to('+15125550177')).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    const admin: Actor = { kind: 'person', id: 'p-admin', name: 'Dana', role: 'admin', agentId: null };
    const targets = [{ name: 'Claims desk', to: '+15125550177' }];
    await commands.editOutsideTargets(admin, call('', { targets }));
    expect((await commands.passOptions(as(ana), call(id, undefined))).outside).toEqual(targets);
    await to('(512) 555-0177');
    await until('it is dialled', async () =>
      (await transfer(id)).offered.some((leg) => leg.agentId === null),
    );
    const legId = (await transfer(id)).offered.find((leg) => leg.agentId === null)!.legId;
    await stage.core.loop.emit({ type: 'leg.machine', callId: id, legId, verdict: 'voicemail' });
    await until('Ana keeps the lead', async () => (await stageOf(id)) === null);
    const desk = await commands.desk(as(ana), call('', undefined));
    expect(desk.call?.passWords?.words).toBe('Claims desk could not be reached. Maria is still with you.');
    expect((await commands.transfer(as(ana), call(id, undefined))).offered.at(-1)).toMatchObject({
      agentId: null,
    });
    const changes = await db.pool.query(
      `select by_name from baton.changes where thing_id = 'outside-targets'`,
    );
    expect(changes.rows).toEqual([{ by_name: 'Dana' }]);
  }, 180_000);

  it("a cold pass outside is left to the lead's carrier where that is set so, and cannot be taken back once it does it", async () => {
    const asked: string[] = [];
    const sip = {
      movesByCarrier: (legId: string) => {
        asked.push(legId);
        return true;
      },
    };
    const settings = {
      ...stage.core.settings,
      outsideTargets: [{ name: 'Claims desk', to: '+15125550178' }],
    };
    const carried = createCommands({ ...stage.core, settings, demo: false, sip } as unknown as Core);
    const ana = await hire('Ana');
    const id = await live(ana);
    const body = { mode: 'cold', note: '', to: { kind: 'outside', to: '+15125550178' } } as const;
    await carried.pass(as(ana), call(id, body));
    await until('the carrier is asked', async () => (await stageOf(id)) === 'ringing');
    const one = await transfer(id);
    expect(asked).toEqual([one.leadLeg!.legId]);
    const leg = one.offered.at(-1)!;
    expect(leg).toMatchObject({ agentId: null, byCarrier: { kind: 'phone', e164: '+15125550178' } });
    await stage.core.loop.emit({ type: 'leg.ringing', callId: id, legId: leg.legId });
    await expect(carried.passCancel(as(ana), call(id, undefined))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'The carrier is taking Maria to Claims desk.',
    });
    await stage.core.loop.emit({ type: 'leg.moved', callId: id, legId: leg.legId });
    await until('it is over here', async () => (await stageOf(id)) === 'ended');
    await until('both are let go', async () =>
      [one.leadLeg!.legId, legIn(one, ana)].every((legId) => stage.hungUp.includes(legId)),
    );
    const detail = await commands.transfer(as(ana), call(id, undefined));
    expect(detail.transfer.outcome).toBe('connected');
    expect(detail.events.map(({ words }) => words)).toContain('Has the lead, from Ana.');
  }, 180_000);

  it('the lead hangs up while it rings: nobody is left ringing or held', async () => {
    const ana = await hire('Ana');
    const id = await live(ana);
    const ben = await hire('Ben');
    await pass(ana, id, { to: { kind: 'agent', agentId: ben } });
    await until('Ben is rung', async () => (await stageOf(id)) === 'ringing');
    const one = await transfer(id);
    await stage.core.loop.emit({
      type: 'leg.ended',
      callId: id,
      legId: one.leadLeg!.legId,
      by: 'them',
      cause: 'hung-up',
    });
    await until('all let go', async () => [ana, ben].every((who) => stage.hungUp.includes(legIn(one, who))));
    await until('Ben is free', async () => (await holdOf(ben)) === null);
    expect(await transfer(id)).toMatchObject({ phase: 'ended', outcome: 'connected' });
  }, 180_000);
});
