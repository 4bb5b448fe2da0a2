/** One lead's whole file, gathered from the records: read in one snapshot, so that nothing is half of a moment. */

import type { Queryable } from '../../adapters/postgres/pool.ts';
import { sql } from '../../adapters/postgres/sql.ts';
import {
  buildEvidence,
  ConsentRecord,
  defaultRules,
  type Evidence,
  type EvidenceData,
  verifyNumber,
} from '../../consent/index.ts';
import { channelsOf, purposesOf } from '../../consent/suppressions/masks.ts';
import { BatonError } from '../../errors.ts';
import type { Fact } from '../../kernel/events.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import type { Lead } from '../../lead/lead.ts';
import type { Transfer } from '../../transfer/transfer.ts';
import type { Core } from '../core.ts';
import { loadLead } from '../lead-row.ts';
import { asQueryable } from '../queryable.ts';
import { type DecisionPayload, decisionsWhere } from './decisions.ts';

/** A file beyond this is not of one person; the newest are kept and the summary says so. */
const MOST = 20_000;

/**
 * Everything on record about one lead.
 * @throws BatonError NOT_FOUND
 */
export async function evidenceOf(core: Core, leadId: string, nowMs: number): Promise<Evidence> {
  return inTransaction(core.db, async (tx) => {
    await tx.query({ text: 'set transaction isolation level repeatable read, read only', values: [] });
    const lead = await loadLead(tx, leadId);
    if (!lead) throw new BatonError('NOT_FOUND', `There is no lead ${leadId}.`);
    return buildEvidence(await gather(core, asQueryable(tx), lead, nowMs));
  });
}

async function gather(core: Core, db: Queryable, lead: Lead, nowMs: number): Promise<EvidenceData> {
  const { seller } = core.settings;
  const digits = lead.phone.slice(1);
  const about: EvidenceData['lead'] = { id: lead.id, name: lead.name, phone: lead.phone, tz: lead.tz };
  if (lead.state) about.state = lead.state;
  if (lead.zip) about.zip = lead.zip;
  const verified = await verifyNumber(db, lead.phone);
  return {
    generatedAtMs: nowMs,
    rulesVersion: defaultRules().version,
    seller: { id: seller.id, name: seller.legalName },
    lead: about,
    consents: await consentsOf(db, seller.id, digits),
    suppressions: await suppressionsOf(db, seller.id, digits),
    messages: await messagesOf(core, db, lead),
    calls: await callsOf(db, lead.id),
    decisions: await decisionsOf(db, lead),
    listening: await listeningOf(db, digits),
    audit: { ok: verified.ok, rows: verified.rows, faults: verified.faults.length },
  };
}

async function consentsOf(
  db: Queryable,
  sellerId: string,
  digits: string,
): Promise<EvidenceData['consents']> {
  const { rows } = await db.query<{ record: unknown; status: string; changed_ms: number }>(
    sql`select r.record, s.status, s.changed_ms from baton.consent_records r join baton.consent_status s using (consent_id)
        where r.phone = ${digits}::bigint and r.seller_id = ${sellerId} order by r.at_ms limit ${MOST}`,
  );
  return rows.map((row) => ({
    record: ConsentRecord.parse(row.record),
    status: row.status,
    changedAtMs: Number(row.changed_ms),
  }));
}

async function suppressionsOf(
  db: Queryable,
  sellerId: string,
  digits: string,
): Promise<EvidenceData['suppressions']> {
  const { rows } = await db.query<{
    id: number;
    seller_id: string;
    channels: number;
    purposes: number;
    reason: string;
    effective_ms: number;
    received_ms: number;
    lifted_ms: number | null;
    verbatim: string | null;
    evidence_ref: string | null;
  }>(
    sql`select id, seller_id, channels, purposes, reason, effective_ms, received_ms, lifted_ms, verbatim, evidence_ref
        from baton.consent_suppressions where phone = ${digits}::bigint and seller_id in (${sellerId}, '*') order by received_ms limit ${MOST}`,
  );
  return rows.map((row) => ({
    id: String(row.id),
    sellerId: row.seller_id,
    channels: channelsOf(row.channels),
    purposes: purposesOf(row.purposes),
    reason: row.reason,
    effectiveAtMs: Number(row.effective_ms),
    receivedAtMs: Number(row.received_ms),
    liftedAtMs: row.lifted_ms === null ? null : Number(row.lifted_ms),
    verbatim: row.verbatim,
    evidenceRef: row.evidence_ref,
  }));
}

async function messagesOf(core: Core, db: Queryable, lead: Lead): Promise<EvidenceData['messages']> {
  const { rows } = await db.query<{
    id: string;
    at_ms: number;
    channel: string;
    sender: string;
    sent_by: string | null;
    body: string;
    status: string;
  }>(
    sql`select id, at_ms, channel, sender, sent_by, body, status from baton.messages where lead_id = ${lead.id} order by at_ms, id limit ${MOST}`,
  );
  const assistant = core.playbooks.get(lead.playbook)?.assistant.name;
  const by: Record<string, string> = {
    lead: lead.name,
    assistant: assistant ? `the AI assistant ${assistant}` : 'the AI assistant',
    system: 'the system',
  };
  return rows.map((row) => ({
    id: row.id,
    atMs: Number(row.at_ms),
    direction: row.sender === 'lead' ? 'in' : 'out',
    channel: row.channel,
    text: core.mask(row.body),
    by: row.sent_by ?? by[row.sender] ?? row.sender,
    status: row.status,
  }));
}

/** Calls to the lead's phone: those whose lead leg was ordered, with what was heard of it. */
async function callsOf(db: Queryable, leadId: string): Promise<EvidenceData['calls']> {
  const { rows } = await db.query<{
    state: Transfer;
    attempt_ms: number | null;
    facts: { at: number; body: Fact }[] | null;
  }>(
    sql`select t.state, a.at_ms as attempt_ms,
          (select jsonb_agg(jsonb_build_object('at', j.at_ms, 'body', j.body) order by j.seq) from baton.journal j
           where j.room in ('transfer', 'call') and j.key = t.id and j.type in ('leg.answered', 'leg.machine', 'leg.ended', 'play.finished')) as facts
        from baton.transfers t left join baton.consent_attempts a on a.ref = t.state->'leadLeg'->>'legId'
        where t.lead_id = ${leadId} and t.state->>'leadLeg' is not null order by t.ready_ms limit ${MOST}`,
  );
  return rows.map(({ state, attempt_ms, facts }) =>
    callOf(state, attempt_ms === null ? null : Number(attempt_ms), facts ?? []),
  );
}

function callOf(
  transfer: Transfer,
  attemptMs: number | null,
  facts: { at: number; body: Fact }[],
): EvidenceData['calls'][number] {
  const leadLegId = transfer.leadLeg?.legId;
  const ofLead = (type: Fact['type']) =>
    facts.find(({ body }) => body.type === type && 'legId' in body && body.legId === leadLegId);
  const answered = ofLead('leg.answered');
  const machine = ofLead('leg.machine');
  const ended = ofLead('leg.ended');
  const winner = 'winner' in transfer ? transfer.winner : undefined;
  const joined = 'joinedAtMs' in transfer && transfer.joinedAtMs !== undefined;
  const call: EvidenceData['calls'][number] = {
    id: transfer.id,
    startedAtMs: attemptMs ?? transfer.leadLeg?.atMs ?? transfer.readyAtMs,
    endedAtMs: ended?.at ?? (transfer.phase === 'ended' ? transfer.endedAtMs : null),
    direction: attemptMs === null ? 'in' : 'out',
    disposition:
      transfer.phase === 'ended'
        ? transfer.outcome
        : joined
          ? 'talking'
          : machine
            ? 'voicemail'
            : answered
              ? 'answered'
              : 'ringing',
    disclosures: facts.flatMap(({ at, body }) => {
      const said = body.type === 'play.finished' ? saidBy(transfer, body.sourceId) : null;
      return said === null ? [] : [{ name: `"${said}"`, atMs: at }];
    }),
  };
  if (winner) call.agent = winner.name;
  if (joined && winner) call.transferredTo = winner.name;
  return call;
}

interface Heard {
  what: 'call' | 'recording';
  by: string;
  callId: string;
  recordingId?: string;
  how?: string;
  announced?: { text: string; by: string } | null;
}

const how: Record<string, string> = {
  listen: 'listening',
  whisper: 'whispering to the agent',
  barge: 'heard by both',
};

/** What the assistant said to the lead in a source that was heard to its end; null for other sounds. */
function saidBy({ id, spec, ...transfer }: Transfer, sourceId: string): string | null {
  const winner = 'winner' in transfer ? transfer.winner : undefined;
  if (sourceId === `${id}:intro`)
    return spec.introduction.replaceAll('{agent}', winner?.name.split(' ')[0] ?? 'the agent');
  if (sourceId.startsWith(`${id}:notice:`)) return spec.recording?.notice ?? null;
  // What a caller hears is the menu; whom we dialled hears but this one sentence.
  if (sourceId.startsWith(`${id}:say:`) && spec.leadTarget !== null) return spec.unattended ?? null;
  return null;
}

/** Every time somebody heard this person, of the log that cannot be changed. */
async function listeningOf(db: Queryable, digits: string): Promise<NonNullable<EvidenceData['listening']>> {
  const { rows } = await db.query<{ at_ms: number; payload: Heard | null }>(
    sql`select at_ms, payload from baton.consent_log where phone = ${digits}::bigint and kind = 'listening' order by at_ms limit ${MOST}`,
  );
  return rows.flatMap(({ at_ms, payload }) => {
    if (payload === null) return [];
    const { by, callId: ref, announced } = payload;
    const said = announced
      ? `; said first, by ${announced.by}: "${announced.text}"`
      : '; nothing had to be said first';
    const words =
      payload.what === 'recording'
        ? `${by} listened to recording ${payload.recordingId ?? ''}`
        : `${by} joined the call, ${how[payload.how ?? ''] ?? payload.how}${said}`;
    return [{ atMs: Number(at_ms), words, ref }];
  });
}

async function decisionsOf(db: Queryable, lead: Lead): Promise<EvidenceData['decisions']> {
  const rows = await decisionsWhere(db, { leadId: lead.id, phone: lead.phone }, MOST);
  return rows.reverse().flatMap(({ chain, seq, at_ms, payload }) => {
    if (payload === null) return [];
    return [
      {
        atMs: Number(at_ms),
        ref: payload.ref,
        stage: payload.stage,
        channel: channelOf(payload),
        chain,
        seq: Number(seq),
        decision: payload.decision,
      },
    ];
  });
}

const channelOf = (payload: DecisionPayload) =>
  String(payload.attempt).startsWith('call') ? 'voice' : 'sms';
