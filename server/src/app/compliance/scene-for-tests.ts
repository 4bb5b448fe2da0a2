/** For tests: what a lead, an agent and their phones do on a stage, step by step, and what the records say of it. */
import { newAgentState } from '../../agents/agent.ts';
import { saveAgent } from '../../agents/store.ts';
import type { Fact } from '../../kernel/events.ts';
import type { testDatabase } from '../../testing/pg.ts';
import type { Transfer } from '../../transfer/transfer.ts';
import { arrive, takeText } from '../intake.ts';
import { agreed, NOON_MS, type Stage, type StageOptions, startStage } from './testing.ts';

/** A stage is opened for each test, on the database of the file, and stopped by the test. */
export function createScene(db: ReturnType<typeof testDatabase>) {
  let stage: Stage;
  let people = 0;
  /** Fresh at each attempt of a test, so that a second look finds no number that the first one used. */
  const freshPhone = (areaCode: string) => `+1${areaCode}555${String(1000 + people++).padStart(4, '0')}`;
  const now = () => stage.core.clock.nowMs();

  let opened = 0;
  /** Each later than the one before, so that no stage finds records of its own future. */
  async function open(options: StageOptions = {}): Promise<Stage> {
    opened += 1;
    const startMs = NOON_MS + opened * 300_000;
    stage = await startStage(db.pool, {
      limits: { caller: { burst: 10_000, everyMs: 1 } },
      startMs,
      ...options,
    });
    stage.core.loop.start();
    return stage;
  }
  async function until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + 30_000;
    while (!(await done())) {
      if (performance.now() > end) throw new Error(`not so: ${what}; errors: ${stage.errors.join('; ')}`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }

  const consent = () => agreed(now());
  async function lead(phone: string): Promise<string> {
    const given = { phone, name: 'Jo Diaz', playbook: 'insurance', source: 'test', consent: consent() };
    return (await arrive(stage.core, given, null)).leadId;
  }
  const says = (phone: string, body: string) =>
    takeText(
      stage.core,
      { type: 'text.in', providerId: stage.core.id(), from: phone, to: '', channel: 'sms', body },
      'insurance',
    );
  const to = (phone: string) => stage.sent.filter((text) => text.to === phone);

  async function rows<T>(text: string, ...values: unknown[]): Promise<T[]> {
    return (await db.pool.query(text, values)).rows as T[];
  }
  const messages = (leadId: string) =>
    rows<{ id: string; status: string; body: string }>(
      `select id, status, body from baton.messages where lead_id = $1 and sender <> 'lead' order by at_ms, id`,
      leadId,
    );
  const confirmed = async (leadId: string) =>
    (
      await rows<{ status: string }>(
        `select status from baton.messages where lead_id = $1 and kind = 'confirmation'`,
        leadId,
      )
    ).map(({ status }) => status);
  /** What the gate said at dispatch about this number, oldest first. */
  const decisions = (phone: string) =>
    rows<{
      verdict: string;
      reason: string | null;
      rule: string | null;
      until: number | null;
      attempt: string;
    }>(
      `select payload->'decision'->>'verdict' as verdict, payload->'decision'->>'reason' as reason, payload->'decision'->>'ruleId' as rule,
              (payload->'decision'->>'untilMs')::bigint as until, payload->>'attempt' as attempt
       from baton.consent_log where phone = $1::bigint and kind = 'decision' order by seq`,
      phone.slice(1),
    );
  async function transfer(id: string): Promise<Transfer> {
    const [row] = await rows<{ state: Transfer }>('select state from baton.transfers where id = $1', id);
    if (!row) throw new Error(`no transfer ${id}`);
    return row.state;
  }

  /** One agent, free, with an open desk; of this stage alone. */
  async function agent(): Promise<string> {
    await db.pool.query('delete from baton.agents');
    const id = `agent-${stage.core.id()}`;
    await saveAgent(
      stage.core.db,
      {
        id,
        name: 'Ana Brooks',
        tz: 'America/Chicago',
        skills: [],
        languages: ['en'],
        licences: [],
        shifts: [],
        target: { kind: 'station', stationId: `desk:${id}` },
        demo: false,
      },
      { ...newAgentState(now()), set: 'available', device: { ok: true, sinceMs: now(), words: 'desk open' } },
    );
    return id;
  }

  /** A supervisor's "offer now": agents are rung first, then the lead. @returns the transfer's id */
  async function offered(leadId: string, mode: 'warm' | 'agentic-warm' = 'warm'): Promise<string> {
    const transferId = stage.core.id();
    const ready: Extract<Fact, { type: 'lead.ready' }> = {
      type: 'lead.ready',
      leadId,
      transferId,
      origin: 'operator',
      readiness: 80,
      reasons: ['offered by Dana'],
      brief: { headline: 'Jo wants a quote', spoken: '', screen: '', facts: [], withheld: [] },
      need: { skills: [] },
      mode,
      ring: 'all',
    };
    await stage.core.loop.emit(ready);
    await until('an agent is rung', async () => (await transfer(transferId)).phase === 'ringing');
    const [leg] = (await transfer(transferId)).offered;
    if (!leg?.agentId) throw new Error('nobody was rung');
    const { agentId, legId } = leg;
    await stage.core.loop.emit({ type: 'leg.ringing', callId: transferId, legId });
    await stage.core.loop.emit({ type: 'agent.accepted', transferId, agentId, legId, by: 'desk' });
    return transferId;
  }

  const leadLeg = async (transferId: string) => (await transfer(transferId)).leadLeg?.legId ?? null;

  /** Until the lead's own phone rings. @returns its leg */
  async function ringing(transferId: string): Promise<string> {
    await until('the lead is dialled', async () => {
      const legId = await leadLeg(transferId);
      return legId !== null && stage.dialled.includes(legId);
    });
    const legId = (await leadLeg(transferId)) as string;
    await stage.core.loop.emit({ type: 'leg.ringing', callId: transferId, legId });
    return legId;
  }

  /** The lead answers, and both hear each other. */
  async function joined(transferId: string, legId: string): Promise<void> {
    await stage.core.loop.emit({ type: 'leg.answered', callId: transferId, legId });
    const ours = () => stage.arranged.filter(({ callId }) => callId === transferId);
    await until('both are arranged to hear each other', () =>
      ours().some(
        ({ hears }) =>
          (hears[legId]?.length ?? 0) > 0 &&
          Object.keys(hears).length === 2 &&
          !hears[legId]?.some((one) => one.endsWith(':hold')),
      ),
    );
    const { revision } = ours().at(-1) ?? { revision: 0 };
    await stage.core.loop.emit({ type: 'call.arranged', callId: transferId, revision });
    await until('they are joined', async () => (await transfer(transferId)).phase === 'connected');
  }

  return {
    open,
    freshPhone,
    now,
    until,
    lead,
    says,
    to,
    rows,
    messages,
    confirmed,
    decisions,
    transfer,
    agent,
    offered,
    leadLeg,
    ringing,
    joined,
  };
}
