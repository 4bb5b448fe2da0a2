/** Everything one agent's desk shows, computed from what is committed: never from what is hoped. */

import { DateTime } from 'luxon';
import type { z } from 'zod';
import type { DeskView as Shape } from '../../../../contract/api.ts';
import type { Agent } from '../../agents/agent.ts';
import { whyNotFree } from '../../agents/select.ts';
import { onShift } from '../../agents/shift.ts';
import { loadAgent } from '../../agents/store.ts';
import type { Call } from '../../call/call.ts';
import type { Tx } from '../../kernel/loop.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import { liveAgentLegs, secondOf, type Transfer } from '../../transfer/transfer.ts';
import { needOf } from '../lead-row.ts';
import { firstName } from '../names.ts';
import type { Settings } from '../settings.ts';
import { agentView } from './agents.ts';
import { optedOutSince } from './desk-opt-out.ts';
import { firstState, liveSince, passOnDesk, secondState } from './desk-pass.ts';
import { type LeadRow, leadColumns, leadFrom, leadRows, summarise } from './lead-summary.ts';
import { fieldsOf, turnsOf } from './turns.ts';

type DeskView = z.input<typeof Shape>;

export interface ViewWiring {
  playbooks: ReadonlyMap<string, Playbook>;
  settings: Settings;
}

const threadOnDesk = 60;
const noticeMs = 4_000;

export async function deskView(
  wiring: ViewWiring,
  tx: Tx,
  agentId: string,
  nowMs: number,
): Promise<DeskView | null> {
  const agent = await loadAgent(tx, agentId);
  if (!agent) return null;
  const { hold, notice } = agent.state;
  const transfer = hold ? await loadTransfer(tx, hold.transferId) : null;
  const current = transfer
    ? await currentWork(wiring, tx, agent, transfer, nowMs)
    : { offer: null, call: null };
  const wrapping = hold?.kind === 'wrap-up' && transfer ? hold : null;
  return {
    nowMs,
    agent: agentView(agent, nowMs),
    why: whyAvailable(agent, nowMs),
    maxMisses: wiring.settings.maxMisses,
    warming: hold ? [] : await warming(wiring, tx, agent, nowMs),
    ...current,
    wrapUp: wrapping
      ? {
          transferId: wrapping.transferId,
          leadId: transfer?.leadId ?? '',
          leadName: wrapping.leadName,
          leadTz: await tzOf(tx, transfer),
          untilMs: wrapping.untilMs ?? nowMs,
          windowMs: wiring.settings.wrapUpMs,
          notesDraft: transfer?.spec.brief.headline ?? '',
        }
      : null,
    missingResults: await missingResults(tx, agentId, wrapping?.transferId ?? null, nowMs),
    notice: notice && nowMs - notice.atMs < (notice.kind === 'missed' ? 600_000 : noticeMs) ? notice : null,
    today: await today(tx, agent, nowMs),
  };
}

export async function loadTransfer(tx: Tx, id: string): Promise<Transfer | null> {
  const { rows } = await tx.query<{ state: Transfer }>({
    name: 'transfer-one',
    text: 'select state from baton.transfers where id = $1',
    values: [id],
  });
  return rows[0]?.state ?? null;
}

export async function loadCall(tx: Tx, id: string): Promise<Call | null> {
  const { rows } = await tx.query<{ state: Call }>({
    name: 'call-one',
    text: 'select state from baton.calls where id = $1',
    values: [id],
  });
  return rows[0]?.state ?? null;
}

async function tzOf(tx: Tx, transfer: Transfer | null): Promise<string> {
  if (!transfer) return 'UTC';
  const { rows } = await tx.query<{ tz: string }>({
    name: 'lead-tz',
    text: 'select tz from baton.leads where id = $1',
    values: [transfer.leadId],
  });
  return rows[0]?.tz ?? 'UTC';
}

async function currentWork(
  wiring: ViewWiring,
  tx: Tx,
  agent: Agent,
  transfer: Transfer,
  nowMs: number,
): Promise<Pick<DeskView, 'offer' | 'call'>> {
  const row = (await leadRows(tx, [transfer.leadId])).get(transfer.leadId);
  if (!row) return { offer: null, call: null };
  const playbook = wiring.playbooks.get(row.lead.playbook);
  const lead = summarise(row, playbook);
  const turns = (await turnsOf(tx, [transfer.leadId], threadOnDesk)).get(transfer.leadId) ?? [];
  const leg = liveAgentLegs(transfer).find((one) => one.agentId === agent.id);
  const pass = transfer.phase === 'connected' ? (transfer.pass ?? null) : null;
  const rings = transfer.phase === 'ringing' || (pass?.stage === 'ringing' && leg?.pass === pass.number);
  if (rings && leg) {
    const others = liveAgentLegs(transfer).filter((one) => one.agentId !== agent.id && one.state !== 'won');
    const offer: DeskView['offer'] = {
      transferId: transfer.id,
      callId: transfer.callId,
      legId: leg.legId,
      lead,
      brief: transfer.spec.brief,
      deadlineMs: transfer.deadlineMs ?? nowMs,
      windowMs: transfer.spec.limits.ringMs,
      offeredAtMs: pass?.askedAtMs ?? transfer.ringingAtMs ?? nowMs,
      alsoRinging: others.map((one) => firstName(one.name)),
      turns,
      pass:
        pass && transfer.phase === 'connected'
          ? { by: transfer.winner.name, mode: pass.mode, note: pass.note }
          : null,
    };
    return { offer, call: null };
  }
  const second = secondOf(transfer);
  const isSecond = second?.agentId === agent.id;
  const mine = 'winner' in transfer && transfer.winner?.agentId === agent.id;
  if ((!mine && !isSecond) || !('winner' in transfer) || !transfer.winner || transfer.phase === 'ended')
    return { offer: null, call: null };
  const call = await loadCall(tx, transfer.callId);
  const own = isSecond && second ? second : transfer.winner;
  return {
    offer: null,
    call: {
      transferId: transfer.id,
      callId: transfer.callId,
      legId: own.legId,
      lead,
      state: isSecond ? secondState(pass) : firstState(transfer.phase),
      sinceMs: own.acceptedAtMs,
      liveSinceMs: transfer.phase === 'connected' && !isSecond ? liveSince(transfer, own.legId) : null,
      brief: transfer.spec.brief,
      leadLeg: leadLegWords(transfer),
      briefMs: transfer.spec.limits.briefMs,
      onCall: onCall(transfer, call),
      held: call?.held ?? false,
      muted: isSecond ? false : (call?.muted ?? false),
      monitor:
        call?.monitor?.on && wiring.settings.monitoring.tellAgents
          ? { by: call.monitor.by, how: call.monitor.how }
          : null,
      tell: tellOf(call),
      helpSinceMs: call?.help?.atMs ?? null,
      optedOut: await optedOutSince(tx, row.lead, transfer.readyAtMs),
      recording: recordingOf(call),
      turns,
      fields: fieldsOf(playbook, row.thread),
      ...passOnDesk(transfer, isSecond),
    },
  };
}

function recordingOf(call: Call | null): NonNullable<DeskView['call']>['recording'] {
  if (!call?.recording) return null;
  const { state, by, notice, unwritten, listens } = call.recording;
  return { state, by, notice, written: unwritten !== true, listens: listens === true };
}

/** What the agent has to say before a supervisor hears anything. */
function tellOf(call: Call | null): NonNullable<DeskView['call']>['tell'] {
  const monitor = call?.monitor;
  if (!monitor?.answered || monitor.on || monitor.announce?.by !== 'agent') return null;
  return { by: monitor.by, words: monitor.announce.text };
}

function leadLegWords(transfer: Transfer): NonNullable<DeskView['call']>['leadLeg'] {
  const leg = transfer.leadLeg;
  const name = transfer.spec.leadName;
  if (!leg) return { state: 'none', sinceMs: transfer.readyAtMs, words: `${name} is not being called yet.` };
  const words = {
    dialing: `Calling ${name}…`,
    ringing: `Calling ${name}… ringing`,
    answered: transfer.spec.leadTarget === null ? `${name} is on the line, on hold.` : `${name} answered.`,
    ended: `${name} hung up.`,
  }[leg.state];
  return { state: leg.state, sinceMs: leg.atMs, words };
}

function onCall(transfer: Transfer, call: Call | null): string[] {
  if (transfer.phase !== 'connected') return [];
  const people = [transfer.spec.leadName, firstName(transfer.winner.name)];
  if (call && call.phase === 'introduction') people.push('Assistant');
  if (call?.monitor?.on && call.monitor.how === 'barge') people.push(call.monitor.by);
  const second = secondOf(transfer);
  if (second && transfer.pass?.stage === 'talking') people.push(firstName(second.name));
  return people;
}

/** The words beside "You are available": what makes it so. */
function whyAvailable(agent: Agent, nowMs: number): string[] {
  const shift = onShift(agent.shifts, agent.tz, nowMs);
  const until =
    shift.changesAtMs === null
      ? null
      : DateTime.fromMillis(shift.changesAtMs, { zone: agent.tz, locale: 'en-US' }).toFormat('h:mm a ZZZZ');
  const words = [
    shift.on
      ? until
        ? `on shift to ${until}`
        : 'always on shift'
      : `off shift${until ? ` until ${until}` : ''}`,
  ];
  words.push(agent.state.device.ok ? 'this desk rings' : agent.state.device.words);
  return words;
}

/** At most three leads this agent would be offered, nearest to ready first. */
async function warming(
  wiring: ViewWiring,
  tx: Tx,
  agent: Agent,
  nowMs: number,
): Promise<DeskView['warming']> {
  const { rows } = await tx.query<LeadRow>({
    name: 'warming',
    text: `select ${leadColumns} from ${leadFrom} where c.phase in ('talking', 'offering') order by c.readiness desc, l.id limit 12`,
    values: [],
  });
  const fits = rows.filter((row) => {
    const playbook = wiring.playbooks.get(row.lead.playbook);
    return (
      playbook &&
      !whyNotFree(agent, needOf(row.lead, playbook, wiring.settings), nowMs).some(
        (why) => why.reason === 'lacks-skill' || why.reason === 'lacks-licence',
      )
    );
  });
  return fits.slice(0, 3).map((row) => ({
    ...summarise(row, wiring.playbooks.get(row.lead.playbook)),
    reasons: row.thread?.reasons ?? [],
  }));
}

/** Calls of the last day that ended without a disposition. */
async function missingResults(
  tx: Tx,
  agentId: string,
  except: string | null,
  nowMs: number,
): Promise<DeskView['missingResults']> {
  const { rows } = await tx.query<{ id: string; name: string; at_ms: number }>({
    name: 'missing-results',
    text: `select t.id, t.state->'spec'->>'leadName' as name, t.ended_ms as at_ms from baton.transfers t
           left join baton.dispositions d on d.transfer_id = t.id and d.agent_id = t.agent_id
           where t.agent_id = $1 and t.outcome = 'connected' and d.transfer_id is null and t.ready_ms > $2 and t.id is distinct from $3
           order by t.ready_ms desc limit 10`,
    values: [agentId, nowMs - 86_400_000, except],
  });
  return rows.map((row) => ({ transferId: row.id, leadName: row.name, atMs: Number(row.at_ms) }));
}

async function today(tx: Tx, agent: Agent, nowMs: number): Promise<DeskView['today']> {
  const startMs = DateTime.fromMillis(nowMs, { zone: agent.tz }).startOf('day').toMillis();
  const { rows } = await tx.query<{ offers: number; accepted: number; joined: number }>({
    name: 'desk-today',
    text: `select count(*) filter (where o->>'agentId' = $1)::int as offers,
                  count(distinct t.id) filter (where t.agent_id = $1 or (o->>'agentId' = $1 and o->>'state' = 'passed'))::int as accepted,
                  count(distinct t.id) filter (where (t.agent_id = $1 or (o->>'agentId' = $1 and o->>'state' = 'passed')) and t.joined_ms is not null)::int as joined
           from baton.transfers t cross join lateral jsonb_array_elements(t.state->'offered') o where t.ready_ms >= $2`,
    values: [agent.id, startMs],
  });
  return rows[0] ?? { offers: 0, accepted: 0, joined: 0 };
}
