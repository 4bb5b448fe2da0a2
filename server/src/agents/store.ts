/** The agents' rows: reading the roster, and the one place where reservations are made under lock. */
import type { Fact } from '../kernel/events.ts';
import type { RoomHandler, Tx } from '../kernel/loop.ts';
import { type Made, nothing, type Statement } from '../kernel/made.ts';
import type { TimerChange } from '../kernel/room.ts';
import { type Agent, type AgentState, reservationSlackMs, wrapUpMs } from './agent.ts';
import { decideAgent, reserve } from './presence.ts';
import { whoIsFree } from './select.ts';

const columns = 'id, name, tz, skills, languages, licences, shifts, target, demo, state';

export async function loadAgents(tx: Tx): Promise<Agent[]> {
  const { rows } = await tx.query<Agent>({
    name: 'agents-all',
    text: `select ${columns} from baton.agents where retired_ms is null order by id`,
    values: [],
  });
  return rows;
}

export async function loadAgent(tx: Tx, id: string): Promise<Agent | null> {
  const { rows } = await tx.query<Agent>({
    name: 'agent-one',
    text: `select ${columns} from baton.agents where id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Adds or changes what is configured about an agent; presence is left as it is. */
export async function saveAgent(tx: Tx, agent: Omit<Agent, 'state'>, state: AgentState): Promise<void> {
  await tx.query({
    text: `insert into baton.agents (id, name, tz, skills, languages, licences, shifts, target, demo, state)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           on conflict (id) do update set name = excluded.name, tz = excluded.tz, skills = excluded.skills,
             languages = excluded.languages, licences = excluded.licences, shifts = excluded.shifts, target = excluded.target,
             retired_ms = null`,
    values: [
      agent.id,
      agent.name,
      agent.tz,
      agent.skills,
      agent.languages,
      JSON.stringify(agent.licences),
      JSON.stringify(agent.shifts),
      JSON.stringify(agent.target),
      agent.demo,
      JSON.stringify(state),
    ],
  });
}

/** Off the roster from now on, or back on it. What was set about them stays. */
export async function retireAgent(tx: Tx, id: string, atMs: number | null): Promise<void> {
  await tx.query({ text: 'update baton.agents set retired_ms = $2 where id = $1', values: [id, atMs] });
}

const saveStates = (states: { id: string; state: AgentState }[]): Statement => ({
  name: 'agents-save',
  text: `update baton.agents a set state = r.state from jsonb_to_recordset($1::jsonb) as r(id text, state jsonb) where a.id = r.id`,
  values: [JSON.stringify(states)],
});

/**
 * Atomic reservation: the whole roster is locked in id order (no deadlock), the free and fitting are chosen, and all
 * chosen are reserved in this one transaction. Two transfers that want the same agent wait for each other, and the
 * second finds the agent reserved.
 */
async function reserveAgents(
  tx: Tx,
  fact: Extract<Fact, { type: 'agents.wanted' }>,
  nowMs: number,
): Promise<Made> {
  const { rows } = await tx.query<Agent>({
    name: 'agents-lock',
    text: `select ${columns} from baton.agents where retired_ms is null order by id for update`,
    values: [],
  });
  // Without those who may not be asked again, so that a department whose agents all declined is stood in for.
  const roster = rows.filter(
    (agent) => !fact.exclude.includes(agent.id) && (fact.only?.includes(agent.id) ?? true),
  );
  const { free: wanted, notFree } = whoIsFree(roster, fact.need, nowMs);
  const ownerOnly = fact.ring === 'owner-first' && fact.wave === 1 && fact.need.ownerId;
  const eligible = ownerOnly ? wanted.filter((agent) => agent.id === fact.need.ownerId) : wanted;
  // The owner is away: do not spend the first wave on nobody.
  const chosen = (ownerOnly && eligible.length === 0 ? wanted : eligible).slice(
    0,
    ownerOnly && eligible.length === 0 ? wanted.length : fact.limit,
  );
  const saved: { id: string; state: AgentState }[] = [];
  const timers: TimerChange[] = [];
  for (const agent of chosen) {
    const step = reserve(
      agent.state,
      fact.transferId,
      fact.leadName,
      nowMs,
      fact.untilMs + reservationSlackMs,
    );
    saved.push({ id: agent.id, state: step.state });
    for (const timer of step.timers) timers.push({ ...timer, key: agent.id });
  }
  const reserved: Fact = {
    type: 'agents.reserved',
    transferId: fact.transferId,
    wave: fact.wave,
    agents: chosen.map(({ id, name, target }) => ({ agentId: id, name, target })),
    whyNot: notFree.map(({ agent, reasons }) => ({
      agentId: agent.id,
      name: agent.name,
      reason: reasons[0]!.reason,
    })),
  };
  return {
    facts: [reserved],
    orders: [],
    timers,
    saves: chosen.length === 0 ? [] : [saveStates(saved)],
  };
}

/** The room of all agents. Key: an agent's id, or `floor` for a reservation over the roster. */
export function agentsRoom(
  id: () => string,
  random: () => number,
  /** Read at each decision, so that a change counts from the next one on. */
  settings: { readonly wrapUpMs: number; readonly maxMisses?: number } = { wrapUpMs },
): RoomHandler {
  return {
    async handle(tx, key, fact, nowMs) {
      if (fact.type === 'agents.wanted') return reserveAgents(tx, fact, nowMs);
      const { rows } = await tx.query<{ state: AgentState }>({
        name: 'agent-lock',
        text: 'select state from baton.agents where id = $1 for update',
        values: [key],
      });
      const before = rows[0]?.state;
      if (!before) return nothing;
      const { state, facts, orders, timers } = decideAgent(before, fact, {
        nowMs,
        id,
        random,
        inputs: {
          agentId: key,
          wrapUpMs: settings.wrapUpMs,
          ...(settings.maxMisses === undefined ? {} : { maxMisses: settings.maxMisses }),
        },
      });
      const saves = state === before ? [] : [saveStates([{ id: key, state }])];
      if (fact.type === 'agent.disposition') saves.push(disposition(fact, nowMs));
      return { facts, orders, timers, saves };
    },
  };
}

const disposition = (fact: Extract<Fact, { type: 'agent.disposition' }>, nowMs: number): Statement => ({
  text: `insert into baton.dispositions (transfer_id, agent_id, lead_id, at_ms, disposition, notes, playbook, question_type, score, threshold)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (transfer_id, agent_id) do update set disposition = excluded.disposition, notes = excluded.notes`,
  values: [
    fact.transferId,
    fact.agentId,
    fact.leadId,
    nowMs,
    fact.disposition,
    fact.notes,
    fact.judged?.playbookId ?? null,
    fact.judged?.questionType ?? null,
    fact.judged?.score ?? null,
    fact.judged?.threshold ?? null,
  ],
});

/** The desk or the phone (`kind` of the target: only the device that rings counts) tells whether it works. Not a fact of the journal: it changes every time a page reloads. */
export async function setDevice(
  tx: Tx,
  agentId: string,
  device: AgentState['device'],
  kind: 'station' | 'registered' = 'station',
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'agent-device',
    text: `update baton.agents set state = jsonb_set(state, '{device}', $2::jsonb) where id = $1 and target->>'kind' = $4 and (state->'device'->>'ok')::boolean is distinct from $3`,
    values: [agentId, JSON.stringify(device), device.ok, kind],
  });
  return (rowCount ?? 0) > 0;
}
