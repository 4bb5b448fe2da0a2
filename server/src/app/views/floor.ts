/** The floor in one glance: who waits, who rings, who talks, who is free and for the others why not. */
import type { z } from 'zod';
import type { FloorView as Shape } from '../../../../contract/api.ts';
import { whoIsFree } from '../../agents/select.ts';
import { loadAgents } from '../../agents/store.ts';
import type { Call } from '../../call/call.ts';
import type { Tx } from '../../kernel/loop.ts';
import type { Transfer } from '../../transfer/transfer.ts';
import { needOf } from '../lead-row.ts';
import { listeningPlan } from '../listening.ts';
import { agentView, ordinary, whyWords } from './agents.ts';
import type { ViewWiring } from './desk.ts';
import {
  type LeadRow,
  type LeadSummary,
  leadColumns,
  leadFrom,
  leadRows,
  summarise,
} from './lead-summary.ts';
import { summariseTransfer } from './transfers.ts';

type FloorView = z.input<typeof Shape>;
/** Cards a column shows; a longer column is a table on its own page. */
const columnLimit = 100;

export async function floorView(wiring: ViewWiring, tx: Tx, nowMs: number): Promise<FloorView> {
  const agents = await loadAgents(tx);
  const summaryOf = (row: LeadRow) => summarise(row, wiring.playbooks.get(row.lead.playbook));
  const { rows: live } = await tx.query<{ state: Transfer }>({
    name: 'floor-live',
    text: `select state from baton.transfers where phase <> 'ended' order by ready_ms limit $1`,
    values: [columnLimit],
  });
  const transfers = live.map((row) => row.state);
  const rows = await leadRows(
    tx,
    transfers.map((transfer) => transfer.leadId),
  );
  const card = (transfer: Transfer) => {
    const row = rows.get(transfer.leadId);
    return row ? [{ ...summariseTransfer(transfer), lead: summaryOf(row), row }] : [];
  };
  const talking = transfers.filter((transfer) => transfer.phase === 'connected').flatMap(card);
  const ringing = transfers.filter((transfer) => transfer.phase !== 'connected').flatMap(card);
  const waiting = await column(tx, summaryOf, `c.waiting_ms is not null`, 'c.waiting_ms');
  const free = whoIsFree(agents, ordinary, nowMs).free.length;
  const waitingSince = waiting.rows.map((row) => row.thread?.waiting?.sinceMs ?? nowMs);
  return {
    nowMs,
    serviceLevel: await serviceLevel(wiring, tx, nowMs),
    readyWaiting: waiting.rows.length,
    longestWaitMs: waitingSince.length === 0 ? 0 : Math.max(0, nowMs - Math.min(...waitingSince)),
    freeAgents: free,
    warming: (
      await column(
        tx,
        summaryOf,
        `c.phase in ('talking', 'offering') and c.waiting_ms is null`,
        'c.readiness desc',
      )
    ).leads,
    transfers: [
      ...ringing.map(({ row, ...one }) => ({ ...one, whyNot: whyNot(wiring, row, agents, nowMs) })),
      ...waiting.rows.map((row) => ({
        ...waitingCard(row),
        lead: summaryOf(row),
        whyNot: whyNot(wiring, row, agents, nowMs),
      })),
    ],
    calls: await withMonitors(
      tx,
      talking.map(({ row, ...one }) => ({ ...one, listening: listeningOf(wiring, transfers, one, row) })),
    ),
    agents: agents.map((agent) => agentView(agent, nowMs)),
    booked: (await column(tx, summaryOf, 'c.booked_ms is not null', 'c.booked_ms')).leads,
    optedOutToday: await optedOut(tx, nowMs),
  };
}

/** What is said first when a supervisor joins this call. */
function listeningOf(
  wiring: ViewWiring,
  transfers: Transfer[],
  { transferId }: { transferId: string },
  { lead }: LeadRow,
): FloorView['calls'][number]['listening'] {
  const spec = transfers.find(({ id }) => id === transferId)?.spec;
  if (!spec) return { say: 'nobody', words: null };
  const { say, text } = listeningPlan(wiring.settings, spec, lead);
  return { say, words: text };
}

const waitsFor = ({ on, answered, announce }: NonNullable<Call['monitor']>) =>
  answered && !on && announce ? announce.by : null;

/** Who listens to each call, and which agents ask for a supervisor. */
async function withMonitors<T extends { transferId: string }>(
  tx: Tx,
  calls: T[],
): Promise<(T & Pick<FloorView['calls'][number], 'monitor' | 'helpSinceMs'>)[]> {
  const { rows } = await tx.query<{ id: string; monitor: Call['monitor']; help: Call['help'] }>({
    name: 'floor-monitors',
    text: `select id, state->'monitor' as monitor, state->'help' as help from baton.calls where id = any($1)`,
    values: [calls.map((call) => call.transferId)],
  });
  const found = new Map(rows.map((row) => [row.id, row]));
  return calls.map((call) => {
    const had = found.get(call.transferId);
    const by = had?.monitor;
    return {
      ...call,
      monitor: by
        ? { personId: by.personId, by: by.by, how: by.how, on: by.on, waitsFor: waitsFor(by) }
        : null,
      helpSinceMs: had?.help?.atMs ?? null,
    };
  });
}

async function column(
  tx: Tx,
  summaryOf: (row: LeadRow) => LeadSummary,
  where: string,
  order: string,
): Promise<{ rows: LeadRow[]; leads: LeadSummary[] }> {
  const { rows } = await tx.query<LeadRow>({
    text: `select ${leadColumns} from ${leadFrom} where ${where} order by ${order}, l.id limit $1`,
    values: [columnLimit],
  });
  return { rows, leads: rows.map(summaryOf) };
}

/** For this lead: each agent who is not free, with the first reason in words. */
function whyNot(
  wiring: ViewWiring,
  row: LeadRow,
  agents: Awaited<ReturnType<typeof loadAgents>>,
  nowMs: number,
): FloorView['transfers'][number]['whyNot'] {
  const playbook = wiring.playbooks.get(row.lead.playbook);
  const { notFree } = whoIsFree(
    agents,
    playbook ? needOf(row.lead, playbook, wiring.settings) : ordinary,
    nowMs,
  );
  return notFree.map(({ agent, reasons }) => ({
    agentId: agent.id,
    name: agent.name,
    words: whyWords(reasons[0]!, agent.tz, nowMs),
  }));
}

/** A lead who is ready while nobody is free has no transfer yet, but stands in the same column. */
function waitingCard(row: LeadRow): Omit<FloorView['transfers'][number], 'lead' | 'whyNot'> {
  return {
    transferId: `waiting-${row.lead.id}`,
    leadId: row.lead.id,
    leadName: row.lead.name,
    state: 'waiting',
    outcome: null,
    readyAtMs: row.thread?.waiting?.sinceMs ?? row.lead.created_ms,
    joinedAtMs: null,
    endedAtMs: null,
    agentId: null,
    agentName: null,
    ringing: [],
    line: 'Nobody is free',
    nextStep: row.thread?.booking ? 'booked' : 'the assistant offers times',
  };
}

async function serviceLevel(wiring: ViewWiring, tx: Tx, nowMs: number): Promise<FloorView['serviceLevel']> {
  const withinMs = wiring.settings.serviceLevelMs;
  const { rows } = await tx.query<{ total: number; joined: number }>({
    name: 'service-level',
    text: `select count(*)::int as total, count(*) filter (where joined_ms - ready_ms <= $1)::int as joined
           from baton.transfers where ready_ms > $2 and (joined_ms is not null or phase = 'ended')`,
    values: [withinMs, nowMs - 86_400_000],
  });
  return { withinMs, joined: rows[0]?.joined ?? 0, total: rows[0]?.total ?? 0 };
}

async function optedOut(tx: Tx, nowMs: number): Promise<number> {
  const { rows } = await tx.query<{ n: number }>({
    name: 'opted-out-today',
    text: `select count(*)::int as n from baton.journal where type = 'consent.revoked' and at_ms > $1`,
    values: [nowMs - 86_400_000],
  });
  return rows[0]?.n ?? 0;
}
