/** Departments, saved and in force, on the real rooms and a real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Department } from '../../../contract/departments.ts';
import { newAgentState } from '../agents/agent.ts';
import { saveAgent } from '../agents/store.ts';
import type { Actor } from '../http/services.ts';
import { testDatabase } from '../testing/pg.ts';
import type { Transfer } from '../transfer/transfer.ts';
import { createCommands } from './commands.ts';
import { agreed, type Stage, startStage } from './compliance/testing.ts';
import { arrive } from './intake.ts';

describe('departments', () => {
  const db = testDatabase();
  let stage: Stage;
  let commands: ReturnType<typeof createCommands>;
  let numbers = 300;
  const admin: Actor = { kind: 'person', id: 'p-admin', name: 'Dana', role: 'admin', agentId: null };
  beforeAll(async () => {
    stage = await startStage(db.pool);
    stage.core.loop.start();
    commands = createCommands(stage.core);
  }, 120_000);
  afterAll(() => stage?.stop());

  const now = () => stage.core.clock.nowMs();
  const call = (id: string, body: unknown) =>
    ({ id, body, query: undefined, scope: { kind: 'all' }, requestKey: null, nowMs: now() }) as never;
  async function until(what: string, done: () => Promise<boolean>): Promise<void> {
    const endMs = performance.now() + 60_000;
    while (!(await done())) {
      if (performance.now() > endMs) throw new Error(`not so: ${what}; ${stage.errors.join('; ')}`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
  async function hire(name: string): Promise<string> {
    const id = `${name.toLowerCase()}-${stage.core.id()}`;
    const skills = [...new Set([...stage.core.playbooks.values()].flatMap((one) => one.needs.skills))];
    await saveAgent(
      stage.core.db,
      {
        id,
        name,
        tz: 'America/Chicago',
        skills,
        languages: ['en'],
        licences: [{ state: 'TX', until: null }],
        shifts: [],
        target: { kind: 'station', stationId: `desk:${id}` },
        demo: false,
      },
      {
        ...newAgentState(now()),
        set: 'available',
        device: { ok: true, sinceMs: now(), words: 'desk open' },
      },
    );
    return id;
  }
  const department = (id: string, agentIds: string[], over: Partial<Department> = {}): Department => ({
    id,
    name: id,
    playbook: 'insurance',
    agentIds,
    callerId: null,
    hours: [],
    tz: 'America/Chicago',
    ring: null,
    ringSeconds: null,
    fallback: null,
    ...over,
  });
  const save = (departments: Department[]) => commands.editDepartments(admin, call('', { departments }));
  async function transferOf(id: string): Promise<Transfer> {
    const { rows } = await db.pool.query<{ state: Transfer }>(
      'select state from baton.transfers where id = $1',
      [id],
    );
    return rows[0]!.state;
  }
  async function lead(): Promise<string> {
    const consent = agreed(now());
    const phone = `+1512555${String(++numbers).padStart(4, '0')}`;
    const { leadId } = await arrive(
      stage.core,
      { phone, name: 'Maria Diaz', playbook: 'insurance', source: 'test', consent },
      null,
    );
    // Their thread begins in a transaction of its own.
    await until('a thread', async () => {
      const { rowCount } = await db.pool.query('select 1 from baton.conversations where id = $1', [leadId]);
      return rowCount === 1;
    });
    return leadId;
  }

  it('is refused with the field and the mend, and nothing is saved', async () => {
    const before = (await commands.departments(admin, call('', undefined))).departments;
    await expect(save([department('empty', [])])).rejects.toMatchObject({
      code: 'VALIDATION',
      details: { fields: { 'departments.0.agentIds': expect.stringContaining('nobody works in empty') } },
    });
    expect((await commands.departments(admin, call('', undefined))).departments).toEqual(before);
  }, 60_000);

  it('a change of the one agent it rests on is refused, and of another is not', async () => {
    const [ana, ben] = [await hire('Ana'), await hire('Ben')];
    await save([department('claims', [ben])]);
    const bare = (id: string) => commands.editAgent(admin, call(id, { skills: [] }));
    await expect(bare(ben)).rejects.toMatchObject({ code: 'CONFLICT' });
    await bare(ana);
    const records = (await commands.agentRecords(admin, call('', undefined))).agents;
    expect(records.find((one) => one.agentId === ben)?.skills).not.toEqual([]);
    await save([]);
  }, 60_000);

  it('a playbook that leads to one rings its agents alone, its way, for as long, under its number', async () => {
    const [ana, ben] = [await hire('Ana'), await hire('Ben')];
    const claims = department('claims', [ben], {
      callerId: stage.core.settings.seller.number,
      ringSeconds: 45,
      ring: 'one-by-one',
    });
    await save([claims]);
    const playbook = stage.core.playbooks.get('insurance')!;
    const before = playbook.transfer.department;
    playbook.transfer.department = 'claims';
    try {
      const { transferId } = await commands.offerNow(admin, call(await lead(), undefined));
      await until('rung', async () => (await transferOf(transferId)).phase === 'ringing');
      const one = await transferOf(transferId);
      expect(one.offered.map((leg) => leg.agentId)).toEqual([ben]);
      expect(one.spec).toMatchObject({
        ring: 'one-by-one',
        limits: { ringMs: 45_000 },
        seller: { number: stage.core.settings.seller.number },
      });
      expect(one.notOffered.find((had) => had.agentId === ana)).toMatchObject({ reason: 'lacks-skill' });
      const line = await commands.transfer(admin, call(transferId, undefined));
      expect(line.notOffered.find((had) => had.agentId === ana)?.words).toBe(
        'Does not have: the department claims',
      );
      // Ben says no: nobody stands in for this department, and the lead has their next step.
      await stage.core.loop.emit({
        type: 'agent.declined',
        transferId,
        agentId: ben,
        legId: one.offered[0]!.legId,
      });
      await until('ended', async () => (await transferOf(transferId)).phase === 'ended');
      expect(await transferOf(transferId)).toMatchObject({ outcome: 'all-declined' });

      // With somebody who stands in, they are rung next.
      await save([{ ...claims, fallback: 'sales' }, department('sales', [ana])]);
      const second = await commands.offerNow(admin, call(await lead(), undefined));
      await until('rung', async () => (await transferOf(second.transferId)).phase === 'ringing');
      const rung = await transferOf(second.transferId);
      await stage.core.loop.emit({
        type: 'agent.declined',
        transferId: second.transferId,
        agentId: ben,
        legId: rung.offered[0]!.legId,
      });
      await until('Ana is rung', async () =>
        (await transferOf(second.transferId)).offered.some((leg) => leg.agentId === ana),
      );
      await stage.core.loop.emit({ type: 'supervisor.cancelled', transferId: second.transferId, by: 'Dana' });
      // It may not go while a playbook leads there.
      await expect(save([department('sales', [ana])])).rejects.toMatchObject({ code: 'VALIDATION' });
    } finally {
      if (before === undefined) delete playbook.transfer.department;
      else playbook.transfer.department = before;
    }
  }, 120_000);

  it('a number is answered by a department: its playbook speaks, its agents count as free', async () => {
    const ben = await hire('Ben');
    await save([department('night', [ben], { playbook: 'lending' })]);
    const number = `+1512556${String(++numbers).padStart(4, '0')}`;
    const trunk = stage.core.id();
    await db.pool.query(
      `insert into baton.sip_trunks (id, name, server, created_ms) values ($1, 'carrier', 'sip:carrier.example', 1)`,
      [trunk],
    );
    const body = { e164: number, trunkId: trunk, playbook: '', notice: true };
    await expect(
      commands.createNumber(admin, call('', { ...body, department: 'nowhere' })),
    ).rejects.toMatchObject({
      code: 'VALIDATION',
    });
    await commands.createNumber(admin, call('', { ...body, department: 'night' }));
    const row = (await commands.sipNumbers(admin, call('', undefined))).numbers.find(
      (one) => one.e164 === number,
    );
    expect(row).toMatchObject({ playbook: 'lending', department: 'night' });
    const callId = `in-${stage.core.id()}`;
    const from = `+1512557${String(++numbers).padStart(4, '0')}`;
    await stage.core.loop.emit({ type: 'leg.incoming', callId, legId: `${callId}-leg`, from, to: number });
    await until('answered by it', async () => {
      const { rows } = await db.pool.query<{ line: unknown }>(
        `select state->'line' as line from baton.callers where id = $1`,
        [callId],
      );
      return (rows[0]?.line as { department?: string } | undefined)?.department === 'night';
    });
    const { rows } = await db.pool.query<{ line: unknown }>(
      `select state->'line' as line from baton.callers where id = $1`,
      [callId],
    );
    expect(rows[0]?.line).toMatchObject({ playbookId: 'lending', department: 'night' });
    await stage.core.loop.emit({
      type: 'leg.ended',
      callId,
      legId: `${callId}-leg`,
      by: 'them',
      cause: 'hung-up',
    });
    // A number that leads there keeps the department.
    await expect(save([])).rejects.toMatchObject({ code: 'VALIDATION' });
    await commands.deleteNumber(admin, call(number, undefined));
    await save([]);
  }, 120_000);
});
