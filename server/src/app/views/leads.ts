/** Lists of leads, and one lead whole. */
import type { z } from 'zod';
import type {
  LeadDetail as DetailShape,
  LeadList as ListShape,
  Permit as PermitShape,
} from '../../../../contract/api.ts';
import type { Fact } from '../../kernel/events.ts';
import type { Tx } from '../../kernel/loop.ts';
import type { Transfer } from '../../transfer/transfer.ts';
import type { Gate, Verdict } from '../gate.ts';
import type { Thread } from '../thread.ts';
import type { ViewWiring } from './desk.ts';
import {
  type LeadRow,
  leadColumns,
  leadFrom,
  leadRows,
  questionType,
  summarise,
  thresholdOf,
} from './lead-summary.ts';
import { summariseTransfer } from './transfers.ts';
import { fieldsOf, turnsOf } from './turns.ts';

type LeadList = z.input<typeof ListShape>;
type LeadDetail = z.input<typeof DetailShape>;

/** Views people start from, as conditions over the conversation. */
const views: Record<string, string> = {
  all: 'true',
  warming: `c.phase in ('talking', 'offering') and c.waiting_ms is null`,
  ready: `(c.phase = 'ready' or c.waiting_ms is not null)`,
  booked: 'c.booked_ms is not null',
  silent: `c.phase = 'silent'`,
  'opted-out': `c.phase = 'opted-out'`,
  blocked: `(c.phase = 'opening-held' or (c.phase = 'new' and c.state->'refused' <> 'null'))`,
};

export async function leadList(
  wiring: ViewWiring,
  tx: Tx,
  query: { view?: string; q?: string; cursor?: string; limit: number; agentId?: string },
): Promise<LeadList> {
  const values: unknown[] = [query.limit + 1];
  const add = (value: unknown) => `$${values.push(value)}`;
  const where = [views[query.view ?? 'all'] ?? 'true'];
  if (query.q) {
    const digits = query.q.replace(/\D/g, '');
    const byName = `lower(l.name) like '%' || ${add(query.q.toLowerCase().replace(/[%_\\]/g, '\\$&'))} || '%'`;
    where.push(digits.length >= 3 ? `(${byName} or l.phone like '%' || ${add(digits)} || '%')` : byName);
  }
  if (query.agentId)
    where.push(
      `exists (select 1 from baton.transfers t where t.lead_id = l.id and t.state->'offered' @> jsonb_build_array(jsonb_build_object('agentId', ${add(query.agentId)}::text)))`,
    );
  const counted = [...where];
  const countValues = values.slice(1);
  const [at, id] = (query.cursor ?? '').split('~');
  if (at && id) where.push(`(l.created_ms, l.id) < (${add(Number(at))}, ${add(id)})`);
  const { rows } = await tx.query<LeadRow>({
    text: `select ${leadColumns} from ${leadFrom} where ${where.join(' and ')} order by l.created_ms desc, l.id desc limit $1`,
    values,
  });
  const { rows: total } = await tx.query<{ n: number }>({
    text: `select count(*)::int as n from ${leadFrom} where ${counted.join(' and ').replace(/\$(\d+)/g, (_, n) => `$${Number(n) - 1}`)}`,
    values: countValues,
  });
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    leads: page.map((row) => summarise(row, wiring.playbooks.get(row.lead.playbook))),
    nextCursor: rows.length > query.limit && last ? `${last.lead.created_ms}~${last.lead.id}` : null,
    total: total[0]?.n ?? 0,
  };
}

export async function leadDetail(
  wiring: ViewWiring & { gate: Gate; consents: (tx: Tx, phone: string) => Promise<LeadDetail['consents']> },
  tx: Tx,
  id: string,
  nowMs: number,
): Promise<LeadDetail | null> {
  const row = (await leadRows(tx, [id])).get(id);
  if (!row) return null;
  const { lead, thread } = row;
  const playbook = wiring.playbooks.get(lead.playbook);
  const turns = (await turnsOf(tx, [id], 200)).get(id) ?? [];
  const journal = await journalOf(tx, id);
  const { rows: transfers } = await tx.query<{ state: Transfer }>({
    name: 'transfers-of-lead',
    text: 'select state from baton.transfers where lead_id = $1 order by ready_ms desc limit 50',
    values: [id],
  });
  const sms = await wiring.gate.text(
    tx,
    lead,
    { channel: lead.channel, kind: 'follow-up', body: '' },
    { stage: 'plan', nowMs },
  );
  const voice = await wiring.gate.call(tx, lead, { stage: 'plan', nowMs });
  return {
    lead: summarise(row, playbook),
    email: lead.email,
    source: lead.source,
    turns,
    fields: fieldsOf(playbook, thread),
    readiness: {
      score: thread?.readiness ?? 0,
      threshold: thresholdOf(playbook, thread),
      questionType: questionType(playbook, thread),
      reasons: thread?.reasons ?? [],
      history: journal.flatMap(({ at_ms, body }) =>
        body.type === 'turn.read' ? [{ atMs: at_ms, score: body.readiness, messageId: body.messageId }] : [],
      ),
    },
    assistant: {
      mode: thread?.takenOverBy
        ? 'asleep'
        : thread?.phase === 'opted-out' || thread?.phase === 'closed'
          ? 'off'
          : (thread?.suggest ?? playbook?.assistant.suggest)
            ? 'suggest'
            : 'on',
      takenOverBy: thread?.takenOverBy ?? null,
      untilMs: null,
      suggestion: suggestionOf(thread),
    },
    permit: { sms: permitView(sms), voice: permitView(voice) },
    consents: await wiring.consents(tx, lead.phone),
    timeline: journal.flatMap(({ at_ms, body }) => timeline(at_ms, body)),
    transfers: transfers.map((one) => summariseTransfer(one.state)),
    model: await modelOf(tx, id),
  };
}

function suggestionOf(thread: Thread | null): LeadDetail['assistant']['suggestion'] {
  const waits = thread?.suggested;
  if (!waits || (waits.kind !== 'opening' && waits.kind !== 'reply' && waits.kind !== 'follow-up'))
    return null;
  const { id, body, kind, atMs, problem } = waits;
  return { suggestionId: id, body, kind, atMs, problem: problem ?? null };
}

/** What a larger model was asked in this conversation, and what it cost. */
async function modelOf(tx: Tx, leadId: string): Promise<LeadDetail['model']> {
  const { rows } = await tx.query<{
    turns: number;
    answered: number;
    input: string;
    output: string;
    cost: number | null;
    failures: string[] | null;
  }>({
    name: 'model-of-lead',
    text: `select count(*)::int as turns, count(*) filter (where outcome = 'answered')::int as answered,
             sum(input_tokens) as input, sum(output_tokens) as output, sum(cost_usd) as cost,
             array_agg(outcome order by at_ms desc) filter (where outcome <> 'answered') as failures
           from baton.model_turns where lead_id = $1`,
    values: [leadId],
  });
  const row = rows[0];
  if (!row || row.turns === 0) return null;
  return {
    turns: row.turns,
    answered: row.answered,
    inputTokens: Number(row.input),
    outputTokens: Number(row.output),
    costUsd: row.cost,
    failures: (row.failures ?? []).slice(0, 20),
  };
}

interface JournalRow {
  at_ms: number;
  body: Fact;
}

async function journalOf(tx: Tx, leadId: string): Promise<JournalRow[]> {
  const { rows } = await tx.query<JournalRow>({
    name: 'journal-of-lead',
    text: 'select at_ms, body from baton.journal where lead_id = $1 order by seq desc limit 400',
    values: [leadId],
  });
  return rows.reverse();
}

export function permitView(verdict: Verdict): z.input<typeof PermitShape> {
  const { decision } = verdict;
  const gates = decision.gates.map(({ gate, verdict: said, detail }) => ({ gate, verdict: said, detail }));
  if (verdict.verdict === 'allow')
    return {
      verdict: 'allow',
      reason: null,
      words: 'Yes.',
      untilMs: null,
      ruleId: null,
      rulesVersion: decision.rulesVersion,
      gates,
    };
  const ruleId = decision.verdict === 'allow' ? null : decision.ruleId;
  return {
    verdict: verdict.verdict,
    reason: verdict.reason,
    words: verdict.words,
    untilMs: verdict.untilMs ?? null,
    ruleId,
    rulesVersion: decision.rulesVersion,
    gates,
  };
}

/** Facts a person wants to see beside the thread, in words; texts themselves are in the thread. */
function timeline(atMs: number, fact: Fact): LeadDetail['timeline'] {
  const line = (words: string, why: string | null = null) => [{ atMs, fact: fact.type, words, why }];
  switch (fact.type) {
    case 'lead.created':
      return line(`Arrived from ${fact.source}.`);
    case 'lead.seen-again':
      return line(`Arrived again from ${fact.source}.`);
    case 'turn.read':
      return line(
        `${fact.by ? 'Read again by the model as' : 'Read as'} "${fact.action}" (${Math.round(fact.confidence * 100)} %).`,
        fact.reasons.map((reason) => reason.text).join('; ') || null,
      );
    case 'model.answered':
      return fact.failure
        ? line('The embedded reader answered for the model.', fact.failure)
        : line(`The model answered in ${(fact.tookMs / 1000).toFixed(1)} s.`);
    case 'model.refused':
      return line("The model's words were not used.", fact.words);
    case 'lead.handed-over':
      return line(`Handed over to the playbook ${fact.playbookId}.`, `context: ${fact.context}`);
    case 'text.held':
      return line(`Held: ${fact.words}`, fact.reason);
    case 'text.refused':
      return line(`Not sent: ${fact.words}`, fact.reason);
    case 'text.failed':
      return line(`The carrier did not take it: ${fact.error}`);
    case 'caller.asked':
      return line(`Called us and ${fact.verbatim}.`);
    case 'caller.left':
      return line('Their call to us ended.', fact.owed);
    case 'lead.ready':
      return line('Ready.', fact.reasons.join('; ') || null);
    case 'transfer.offered':
      return line(`${fact.agents.length} rung: ${fact.agents.map((agent) => agent.name).join(', ')}.`);
    case 'transfer.accepted':
      return line(`${fact.agentName} accepted.`);
    case 'transfer.joined':
      return line(`Talking with ${fact.agentName}.`);
    case 'transfer.ended':
      return line(fact.detail || `Ended: ${fact.outcome}.`, fact.outcome);
    case 'lead.booked':
      return line(
        `Booked for ${new Intl.DateTimeFormat('en-US', { timeZone: fact.tz, dateStyle: 'medium', timeStyle: 'long' }).format(fact.atMs)}.`,
      );
    case 'lead.unbooked':
      return line(`Booking dropped: ${fact.why}.`);
    case 'consent.revoked':
      return fact.by === 'carrier'
        ? line(`Had opted out with the carrier. ${fact.words}`, fact.by)
        : line(`Asked us to stop: "${fact.words}"`, fact.by);
    case 'consent.narrowed':
      return line(
        `Asked us to stop ${fact.stops === 'marketing' ? 'promotions' : fact.stops} alone: "${fact.words}"`,
        fact.by ?? 'lead',
      );
    case 'consent.given':
      return line('Consent given.', fact.by);
    case 'thread.taken-over':
      return line(`${fact.by} took the thread over.`);
    case 'thread.given-back':
      return line(`${fact.by} gave the thread back.`);
    case 'lead.escalated':
      return line(`Needs a person: ${fact.why}.`);
    case 'lead.wrong-person':
      return line('Said to be the wrong person.');
    case 'lead.closed':
      return line(`Closed: ${fact.why}.`);
    case 'lead.silent':
      return line(`Silent after ${fact.afterFollowUps} follow-ups.`);
    default:
      return [];
  }
}
