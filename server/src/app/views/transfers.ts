/** A transfer in one line, and whole: the flight recorder. */

import type { z } from 'zod';
import type { TransferDetail as DetailShape, TransferSummary as Shape } from '../../../../contract/api.ts';
import { outcomeWords } from '../../../../contract/words.ts';
import { whyNotFree } from '../../agents/select.ts';
import { loadAgents } from '../../agents/store.ts';
import type { Fact } from '../../kernel/events.ts';
import type { Tx } from '../../kernel/loop.ts';
import { isMonitorLeg } from '../../kernel/monitor-leg.ts';
import { firstWinner, liveAgentLegs, type Transfer } from '../../transfer/transfer.ts';
import { firstName } from '../names.ts';
import { whyWords } from './agents.ts';
import { loadTransfer, type ViewWiring } from './desk.ts';
import { leadRows, summarise } from './lead-summary.ts';
import { holdsOf, passSegments, passWords, talkOf } from './pass-line.ts';
import { askedWords, beganWords, supervisorLegs } from './supervisors.ts';

export type TransferSummary = z.input<typeof Shape>;
type TransferDetail = z.input<typeof DetailShape>;
type Segment = TransferDetail['legs'][number]['segments'][number];

const winnerOf = (transfer: Transfer) => ('winner' in transfer ? transfer.winner : undefined);

/** What comes after each end; every outcome has one (T12). */
export function nextStepOf(transfer: Transfer): string | null {
  if (transfer.phase !== 'ended') return null;
  switch (transfer.outcome) {
    case 'connected':
      return `with ${winnerOf(transfer)?.name ?? 'an agent'}`;
    case 'lead-left':
      return 'the assistant follows up by text';
    case 'not-permitted':
      return transfer.detail;
    case 'cancelled':
      return transfer.detail;
    case 'declined-by-lead':
      return 'the conversation goes on';
    default:
      return 'text and book';
  }
}

function lineOf(transfer: Transfer): string {
  const winner = winnerOf(transfer);
  switch (transfer.phase) {
    case 'waiting':
      return 'Finding an agent';
    case 'ringing':
      return `Ringing ${liveAgentLegs(transfer).length}`;
    case 'briefing':
      return `Briefing ${firstName(winner?.name ?? '')}`;
    case 'joining':
      return transfer.leadLeg?.state === 'answered'
        ? 'Joining'
        : `Joining: ${transfer.spec.leadName}'s phone rings`;
    case 'connected':
      return transfer.pass
        ? `Connected with ${firstName(winner?.name ?? '')}, who passes the call on to ${transfer.pass.toName}`
        : `Connected with ${firstName(winner?.name ?? '')}`;
    case 'ended':
      return `${outcomeWords[transfer.outcome]}. ${transfer.detail.replace(/\.$/, '')}`;
  }
}

export function summariseTransfer(transfer: Transfer): TransferSummary {
  const ended = transfer.phase === 'ended' ? transfer : null;
  return {
    transferId: transfer.id,
    leadId: transfer.leadId,
    leadName: transfer.spec.leadName,
    state: transfer.phase,
    outcome: ended?.outcome ?? null,
    readyAtMs: transfer.readyAtMs,
    joinedAtMs: 'joinedAtMs' in transfer ? (transfer.joinedAtMs ?? null) : null,
    endedAtMs: ended?.endedAtMs ?? null,
    agentId: winnerOf(transfer)?.agentId ?? null,
    agentName: winnerOf(transfer)?.name ?? null,
    ringing: transfer.phase === 'ringing' ? liveAgentLegs(transfer).map((leg) => firstName(leg.name)) : [],
    line: lineOf(transfer),
    nextStep: nextStepOf(transfer),
  };
}

interface Event {
  at_ms: number;
  room: string;
  body: Fact;
}

/** Facts of this transfer and of its call, in order; what a page needs to tell the story leg by leg. */
async function eventsOf(tx: Tx, id: string): Promise<Event[]> {
  const { rows } = await tx.query<Event>({
    name: 'transfer-events',
    text: `select at_ms, room, body from baton.journal where key = $1 and room in ('transfer', 'call', 'referral') order by seq limit 1000`,
    values: [id],
  });
  return rows;
}

export async function transferDetail(
  wiring: ViewWiring,
  tx: Tx,
  id: string,
  nowMs: number,
): Promise<TransferDetail | null> {
  const transfer = await loadTransfer(tx, id);
  if (!transfer) return null;
  const row = (await leadRows(tx, [transfer.leadId])).get(transfer.leadId);
  if (!row) return null;
  const events = await eventsOf(tx, id);
  const agents = await loadAgents(tx);
  return {
    transfer: summariseTransfer(transfer),
    lead: summarise(row, wiring.playbooks.get(row.lead.playbook)),
    mode: transfer.spec.mode,
    parts: partsOf(transfer),
    limits: {
      ringMs: transfer.spec.limits.ringMs,
      acceptMs: transfer.spec.limits.acceptMs,
      briefMs: transfer.spec.limits.briefMs,
      totalMs: transfer.spec.limits.totalMs,
    },
    legs: [
      ...legsOf(transfer, nowMs),
      ...supervisorLegs(
        events.map((event) => ({ atMs: event.at_ms, room: event.room, fact: event.body })),
        transfer.readyAtMs,
      ),
    ],
    events: events.flatMap((event) => told(transfer, event)),
    brief: transfer.spec.brief,
    offered: transfer.offered.map((leg) => ({
      agentId: leg.agentId,
      name: leg.name,
      ...resultOf(transfer, leg.state),
    })),
    notOffered: transfer.notOffered.map((one) => {
      const agent = agents.find((had) => had.id === one.agentId);
      const why =
        agent &&
        whyNotFree(agent, transfer.spec.need, transfer.readyAtMs).find(
          (reason) => reason.reason === one.reason,
        );
      return {
        agentId: one.agentId,
        name: one.name,
        reason: one.reason as TransferDetail['notOffered'][number]['reason'],
        words: agent && why ? whyWords(why, agent.tz, transfer.readyAtMs) : one.reason,
      };
    }),
    nextStep: nextStepOf(transfer),
  };
}

/** The four parts of ready-to-joined; each is null until it is known, and together they are the whole. */
export function partsOf(transfer: Transfer): TransferDetail['parts'] {
  const winner = firstWinner(transfer);
  const ringing = transfer.ringingAtMs;
  const joined = 'joinedAtMs' in transfer ? (transfer.joinedAtMs ?? null) : null;
  const accepted = winner?.acceptedAtMs ?? null;
  const answeredRaw = transfer.leadLeg?.answeredAtMs ?? null;
  const answered =
    joined !== null && accepted !== null
      ? Math.min(joined, Math.max(accepted, answeredRaw ?? accepted))
      : answeredRaw;
  const between = (from: number | null, to: number | null) =>
    from === null || to === null ? null : Math.max(0, to - from);
  return {
    readyToRingingMs: between(transfer.readyAtMs, ringing),
    ringingToAcceptedMs: between(ringing, accepted),
    acceptedToAnsweredMs: between(accepted, answered),
    answeredToJoinedMs: between(answered, joined),
    readyToJoinedMs: between(transfer.readyAtMs, joined),
  };
}

function resultOf(
  transfer: Transfer,
  state: Transfer['offered'][number]['state'],
): { result: TransferDetail['offered'][number]['result']; words: string } {
  const winner = winnerOf(transfer);
  switch (state) {
    case 'won':
    case 'second':
      return { result: 'accepted', words: 'Accepted.' };
    case 'passed':
      return { result: 'accepted', words: 'Accepted, and passed the lead on.' };
    case 'taken':
      return { result: 'taken', words: `Taken by ${winner ? firstName(winner.name) : 'another'}.` };
    case 'declined':
      return { result: 'declined', words: 'Declined.' };
    case 'missed':
      return { result: 'missed', words: 'Missed it.' };
    case 'withdrawn':
      return winner
        ? { result: 'accepted', words: 'Accepted.' }
        : { result: 'withdrawn', words: 'Withdrawn: the transfer ended.' };
    case 'unreachable':
      return { result: 'unreachable', words: 'The phone could not be reached.' };
    default:
      return { result: 'ringing', words: 'Ringing.' };
  }
}

function legsOf(transfer: Transfer, nowMs: number): TransferDetail['legs'] {
  const winner = firstWinner(transfer);
  const joined = 'joinedAtMs' in transfer ? transfer.joinedAtMs : undefined;
  const endMs = transfer.phase === 'ended' ? transfer.endedAtMs : null;
  const start = transfer.readyAtMs;
  const lead: Segment[] = [
    {
      kind: 'text',
      fromMs: 0,
      toMs: (winner?.acceptedAtMs ?? endMs ?? nowMs) - start,
      words: 'texting with the assistant',
    },
  ];
  if (winner && transfer.leadLeg) {
    lead.push({
      kind: 'ringing',
      fromMs: winner.acceptedAtMs - start,
      toMs: (joined ?? endMs ?? nowMs) - start,
      words: `${transfer.spec.leadName}'s phone rings`,
    });
  }
  if (joined !== undefined)
    lead.push({
      kind: 'talk',
      fromMs: joined - start,
      toMs: endMs === null ? null : endMs - start,
      words: 'talking',
    });
  lead.push(...holdsOf(transfer));
  const assistant: Segment[] = [
    { kind: 'text', fromMs: 0, toMs: (winner?.acceptedAtMs ?? endMs ?? nowMs) - start, words: 'texting' },
  ];
  if (winner)
    assistant.push({
      kind: 'brief',
      fromMs: winner.acceptedAtMs - start,
      toMs: (joined ?? endMs ?? nowMs) - start,
      words: `briefing ${firstName(winner.name)}`,
    });
  const agents = transfer.offered.map((leg) => {
    const inPass = passSegments(transfer, leg, nowMs, lostSegments(transfer, leg));
    if (inPass) return { legId: leg.legId, role: 'agent' as const, name: leg.name, segments: inPass };
    const from = (transfer.ringingAtMs ?? start) - start;
    const segments: Segment[] = [
      {
        kind: 'ringing',
        fromMs: from,
        toMs:
          (leg.state === 'won' || leg.legId === winner?.legId
            ? (winner?.acceptedAtMs ?? leg.atMs)
            : leg.atMs) - start,
        words: 'phone rings',
      },
    ];
    if (winner && leg.legId === winner.legId) {
      segments.push({
        kind: 'brief',
        fromMs: winner.acceptedAtMs - start,
        toMs: (joined ?? endMs ?? nowMs) - start,
        words: 'hears the brief',
      });
      if (joined !== undefined) segments.push(talkOf(transfer, leg.legId, joined));
    } else segments.push(...lostSegments(transfer, leg));
    return { legId: leg.legId, role: 'agent' as const, name: leg.name, segments };
  });
  return [
    { legId: transfer.leadLeg?.legId ?? 'lead', role: 'lead', name: transfer.spec.leadName, segments: lead },
    { legId: 'assistant', role: 'assistant', name: 'Assistant', segments: assistant },
    ...agents,
  ];
}

/** The instant in which a leg stopped ringing without having been taken. */
function lostSegments(transfer: Transfer, leg: Transfer['offered'][number]): Segment[] {
  if (leg.state !== 'taken' && leg.state !== 'declined' && leg.state !== 'missed') return [];
  const atMs = leg.atMs - transfer.readyAtMs;
  return [{ kind: leg.state, fromMs: atMs, toMs: atMs, words: resultOf(transfer, leg.state).words }];
}

/** One journal fact in plain words, with whose leg it is; facts that tell a person nothing are left out. */
function told(transfer: Transfer, event: Event): TransferDetail['events'] {
  const fact = event.body;
  const nameOf = (legId: string) =>
    isMonitorLeg(legId)
      ? 'Supervisor'
      : legId === transfer.leadLeg?.legId
        ? transfer.spec.leadName
        : (transfer.offered.find((leg) => leg.legId === legId)?.name ?? 'Lead');
  const agentName = (agentId: string) =>
    transfer.offered.find((leg) => leg.agentId === agentId)?.name ?? 'Agent';
  const line = (leg: string, words: string) => [
    { offsetMs: event.at_ms - transfer.readyAtMs, leg, fact: fact.type, words },
  ];
  if (
    event.room === 'call' &&
    fact.type !== 'bridge.joined' &&
    fact.type !== 'call.hold' &&
    fact.type !== 'call.mute' &&
    fact.type !== 'call.monitor' &&
    fact.type !== 'monitor.began' &&
    fact.type !== 'call.help' &&
    fact.type !== 'call.record' &&
    !fact.type.startsWith('recording.') &&
    !fact.type.startsWith('voicemail.') &&
    !('legId' in fact && isMonitorLeg(fact.legId))
  )
    return [];
  const passed = passWords(fact, agentName);
  if (passed) return line(passed.leg, passed.words);
  switch (fact.type) {
    case 'lead.ready':
      return line('Assistant', `Ready: ${fact.reasons.join(', ') || 'asked to talk'}.`);
    case 'agents.wanted':
      return line('Assistant', `Looks who is free, wave ${fact.wave}.`);
    case 'transfer.offered':
      return line('Assistant', `Rings ${fact.agents.map((agent) => firstName(agent.name)).join(', ')}.`);
    case 'agent.accepted':
      return line(agentName(fact.agentId), 'Accepts.');
    case 'agent.declined':
      return line(agentName(fact.agentId), fact.reason ? `Declines: ${fact.reason}.` : 'Declines.');
    case 'transfer.accepted':
      return line(fact.agentName, `Won. ${fact.losers.length} released.`);
    case 'agent.released':
      return line(agentName(fact.agentId), `Released: ${fact.how}.`);
    case 'leg.ringing':
      return line(nameOf(fact.legId), 'Phone rings.');
    case 'leg.answered':
      return line(nameOf(fact.legId), 'Answered.');
    case 'leg.ended':
      return line(nameOf(fact.legId), `Leg ended: ${fact.cause}.`);
    case 'brief.done':
      return line('Assistant', 'The brief is over.');
    case 'bridge.joined':
      return line('Join', 'Both hear each other.');
    case 'call.hold':
      return line(transfer.spec.leadName, fact.on ? `On hold by ${fact.by}.` : 'Off hold.');
    case 'monitor.began':
      return line('Supervisor', beganWords(fact));
    case 'call.monitor':
      return line('Supervisor', `${fact.by} ${askedWords[fact.how]}.`);
    case 'call.help':
      return line(fact.by, fact.on ? 'Asks for a supervisor.' : 'Needs no supervisor any more.');
    case 'call.record':
      return line(fact.by, fact.on ? 'Lets the recording run.' : 'Pauses the recording.');
    case 'recording.started':
      return line('Join', 'The recording begins.');
    case 'recording.ended':
      return line('Join', fact.failure ? `The recording failed: ${fact.failure}.` : 'The recording ends.');
    case 'leg.machine':
      return line(nameOf(fact.legId), `A machine answered: ${fact.verdict}.`);
    case 'voicemail.permitted':
      return line('Assistant', 'A message may be left.');
    case 'voicemail.refused':
      return line('Assistant', `No message may be left: ${fact.words}`);
    case 'voicemail.stopped':
      return line('Assistant', `The message is stopped. ${fact.words}`);
    case 'voicemail.left':
      return line('Assistant', fact.whole ? 'Left the message.' : 'Left part of the message.');
    case 'voicemail.not-left':
      return line('Assistant', `No message left. ${fact.why}`);
    case 'transfer.ended':
      return line('Join', `Ended: ${outcomeWords[fact.outcome]}. ${fact.detail}`);
    default:
      return [];
  }
}
