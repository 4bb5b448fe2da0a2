/** REC-04, REC-05: a supervisor joins a call. Nothing is heard before it was said, and the records say who told whom. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { verifyAudit } from '../consent/index.ts';
import { testDatabase } from '../testing/pg.ts';
import { createScene } from './compliance/scene-for-tests.ts';
import { request, type Stage, type StageOptions } from './compliance/testing.ts';
import type { Core } from './core.ts';
import { monitorCommands } from './monitor.ts';
import { asQueryable } from './queryable.ts';
import { floorView } from './views/floor.ts';

const db = testDatabase();
const scene = createScene(db);
const { freshPhone, now, until, lead, agent, offered, ringing, joined, rows } = scene;
let stage: Stage;
const open = async (options: StageOptions = {}) => {
  stage = await scene.open(options);
};
afterEach(async () => {
  await stage.stop();
});
vi.setConfig({ testTimeout: 120_000 });

describe('REC-04, REC-05 a supervisor listens', () => {
  const dana = () => ({
    kind: 'person',
    id: `person-${stage.core.id()}`,
    name: 'Dana Whitfield',
    role: 'supervisor',
    agentId: null,
  });
  const scope = { kind: 'all' } as const;
  const commands = () => monitorCommands({ ...stage.core, stationOnline: () => true } as Core);
  const wish = (id: string) =>
    commands().monitor(dana() as never, { id, body: { how: 'listen' }, scope, nowMs: now() } as never);
  const heardOf = (phone: string) =>
    rows<{ payload: unknown }>(
      `select payload from baton.consent_log where phone = $1::bigint and kind = 'listening' order by seq`,
      phone.slice(1),
    );
  /** The supervisor's leg, answered. */
  async function phoneOn(transferId: string): Promise<string> {
    const find = () => stage.dialled.find((legId) => legId.startsWith('monitor-')) ?? '';
    await until('their phone is dialled', () => find() !== '');
    await stage.core.loop.emit({ type: 'leg.answered', callId: transferId, legId: find() });
    return find();
  }
  const hears = (legId: string) => stage.arranged.at(-1)?.hears[legId] ?? [];
  async function talking(areaCode: string, mode: 'warm' | 'agentic-warm') {
    const phone = freshPhone(areaCode);
    const leadId = await lead(phone);
    const agentId = await agent();
    const transferId = await offered(leadId, mode);
    const legId = await ringing(transferId);
    await joined(transferId, legId);
    return { phone, leadId, agentId, transferId, legId };
  }
  const floor = async (transferId: string) =>
    (
      await floorView(
        { playbooks: stage.core.playbooks, settings: stage.core.settings },
        stage.core.db,
        now(),
      )
    ).calls.find((call) => call.transferId === transferId);

  it('where only the agent may say it: nothing is heard before they did, and the log and the file say who told whom', async () => {
    await open();
    const { phone, leadId, agentId, transferId } = await talking('512', 'warm');
    const text = 'A supervisor of Northside Quotes is joining this call and will hear it.';
    expect((await floor(transferId))?.listening).toEqual({ say: 'agent', words: text });
    await wish(transferId);
    const monitor = await phoneOn(transferId);
    expect((await floor(transferId))?.monitor).toMatchObject({ on: false, waitsFor: 'agent' });
    expect(stage.arranged.some((one) => (one.hears[monitor] ?? []).length > 0)).toBe(false);
    expect(await heardOf(phone)).toEqual([]);
    await commands().announced(
      { kind: 'person', name: 'Ana Brooks', agentId } as never,
      { id: transferId } as never,
    );
    await until('they hear the call', () => hears(monitor).length === 2);
    expect(await heardOf(phone)).toMatchObject([
      {
        payload: { what: 'call', by: 'Dana Whitfield', how: 'listen', announced: { text, by: 'Ana Brooks' } },
      },
    ]);
    const { body } = await request(stage, 'GET', `/v1/leads/${leadId}/evidence.json`, {
      key: stage.keys.supervisor,
    });
    expect(
      (body.timeline as unknown as { kind: string; words: string }[]).filter(
        ({ kind }) => kind === 'listening',
      ),
    ).toMatchObject([
      { words: `Dana Whitfield joined the call, listening; said first, by Ana Brooks: "${text}"` },
    ]);
    expect((await verifyAudit(asQueryable(stage.core.db))).ok).toBe(true);
  });

  it('where the assistant may: both hear the notice to its end first', async () => {
    const texts = new Map<Int16Array, string>();
    await open({
      speech: {
        available: async () => ({ ok: true, engine: 'a test' }),
        async synthesize(text) {
          const pcm = new Int16Array(80);
          texts.set(pcm, text);
          return pcm;
        },
      },
    });
    const { phone, transferId, legId } = await talking('512', 'agentic-warm');
    await stage.core.loop.emit({
      type: 'play.finished',
      callId: transferId,
      sourceId: `${transferId}:intro`,
    });
    await wish(transferId);
    const monitor = await phoneOn(transferId);
    const source = `${transferId}:listener:${monitor}`;
    await until('the notice plays', () => hears(legId).includes(source));
    expect(hears(monitor)).toEqual([]);
    expect([...texts.values()]).toContainEqual(
      expect.stringMatching(/is joining this call and will hear it/),
    );
    await stage.core.loop.emit({ type: 'play.finished', callId: transferId, sourceId: source });
    await until('they hear the call', () => hears(monitor).length === 2);
    expect(await heardOf(phone)).toMatchObject([{ payload: { announced: { by: 'the assistant' } } }]);
  });

  it('said only where the place asks for it, when the seller chose so; a number of California still hears it', async () => {
    await open();
    stage.core.settings.monitoring.tellEverywhere = false;
    try {
      const texan = await talking('512', 'warm');
      await wish(texan.transferId);
      const monitor = await phoneOn(texan.transferId);
      await until('they hear the call', () => hears(monitor).length === 2);
      expect(await heardOf(texan.phone)).toMatchObject([{ payload: { announced: null } }]);
      await stage.stop();
      await open();
      const californian = await talking('415', 'warm');
      expect((await floor(californian.transferId))?.listening).toMatchObject({ say: 'agent' });
    } finally {
      stage.core.settings.monitoring.tellEverywhere = true;
    }
  });

  it('agents who are not to know cannot be asked to say it: refused, with what to do', async () => {
    await open();
    const { transferId } = await talking('512', 'warm');
    stage.core.settings.monitoring.tellAgents = false;
    try {
      await expect(wish(transferId)).rejects.toThrow(/only the agent can tell them/);
    } finally {
      stage.core.settings.monitoring.tellAgents = true;
    }
    expect(stage.dialled.some((legId) => legId.startsWith('monitor-'))).toBe(false);
  });
});
