/** Every attempt with its decision, from the hash-chained log. */
import type { z } from 'zod';
import type { DecisionPage, DecisionView } from '../../../../contract/compliance.ts';
import type { Queryable } from '../../adapters/postgres/pool.ts';
import { GATE_NAMES, type PermitDecision, phoneDigits } from '../../consent/index.ts';
import { BatonError } from '../../errors.ts';
import { parsePhone } from '../../lead/phone.ts';

export interface DecisionPayload {
  ref: string;
  stage: string;
  attempt: unknown;
  decision: PermitDecision;
}
interface DecisionRow {
  chain: number;
  seq: number | string;
  at_ms: number | string;
  lead_id: string | null;
  phone: number | string | null;
  /** Null once the person was erased. */
  payload: DecisionPayload | null;
}

export interface DecisionFilter {
  leadId?: string | undefined;
  /** With a lead: that lead's decisions and those of the number before it was a lead. */
  phone?: string | undefined;
  verdict?: string | undefined;
  rule?: string | undefined;
  before?: { atMs: number; chain: number; seq: number } | undefined;
}

/** Newest first. Each filter is a condition of the statement; the log's indexes hold lead, number and time. */
export async function decisionsWhere(
  db: Queryable,
  filter: DecisionFilter,
  limit: number,
): Promise<DecisionRow[]> {
  const values: unknown[] = [limit];
  const add = (value: unknown) => `$${values.push(value)}`;
  const where = [`kind = 'decision'`];
  const who: string[] = [];
  if (filter.leadId !== undefined) who.push(`lead_id = ${add(filter.leadId)}`);
  if (filter.phone !== undefined) who.push(`phone = ${add(phoneDigits(filter.phone))}::bigint`);
  if (who.length > 0) where.push(`(${who.join(' or ')})`);
  if (filter.verdict !== undefined) where.push(`payload->'decision'->>'verdict' = ${add(filter.verdict)}`);
  if (filter.rule !== undefined) {
    const rule = add(filter.rule);
    where.push(`(payload->'decision'->>'ruleId' = ${rule} or payload->'decision'->>'reason' = ${rule})`);
  }
  if (filter.before !== undefined) {
    const { atMs, chain, seq } = filter.before;
    where.push(`(at_ms, chain, seq) < (${add(atMs)}::bigint, ${add(chain)}::smallint, ${add(seq)}::bigint)`);
  }
  const { rows } = await db.query<DecisionRow>({
    text: `select chain, seq, at_ms, lead_id, phone, payload from baton.consent_log where ${where.join(' and ')}
           order by at_ms desc, chain desc, seq desc limit $1`,
    values,
  });
  return rows;
}

/** @throws BatonError BAD_PHONE, VALIDATION */
export async function decisionPage(
  db: Queryable,
  query: {
    lead?: string | undefined;
    phone?: string | undefined;
    verdict?: string | undefined;
    rule?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  },
): Promise<z.input<typeof DecisionPage>> {
  const filter: DecisionFilter = {
    leadId: query.lead || undefined,
    verdict: query.verdict,
    rule: query.rule || undefined,
    before: cursorOf(query.cursor),
  };
  if (query.phone) {
    const phone = parsePhone(query.phone);
    if (!phone.ok) throw new BatonError('BAD_PHONE', phone.message);
    filter.phone = phone.e164;
  }
  const rows = await decisionsWhere(db, filter, query.limit + 1);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    decisions: shown.flatMap(viewOf),
    nextCursor: rows.length > query.limit && last ? `${last.at_ms}~${last.chain}~${last.seq}` : null,
  };
}

function cursorOf(cursor: string | undefined): DecisionFilter['before'] {
  if (cursor === undefined) return undefined;
  const [atMs, chain, seq] = cursor.split('~').map(Number);
  if (![atMs, chain, seq].every(Number.isSafeInteger))
    throw new BatonError('VALIDATION', 'The cursor is not one that was given.');
  return { atMs: atMs!, chain: chain!, seq: seq! };
}

function viewOf(row: DecisionRow): z.input<typeof DecisionView>[] {
  const { payload } = row;
  if (payload === null) return [];
  const { decision } = payload;
  const refused = decision.verdict === 'allow' ? null : decision;
  const basis = decision.gates.find((gate) => gate.gate === 'G06');
  return [
    {
      logged: `${row.chain}:${row.seq}`,
      atMs: Number(row.at_ms),
      leadId: row.lead_id,
      phone: row.phone === null ? null : `+${row.phone}`,
      ref: payload.ref,
      stage: payload.stage,
      attempt: typeof payload.attempt === 'string' ? payload.attempt : 'attempt',
      verdict: decision.verdict,
      reason: refused?.reason ?? null,
      ruleId: refused?.ruleId ?? basis?.ruleId ?? null,
      words: refused?.words ?? `Allowed: ${basis?.detail ?? 'every gate'}`,
      untilMs: refused?.untilMs ?? null,
      rulesVersion: decision.rulesVersion,
      gates: decision.gates.map((gate) => ({
        gate: gate.gate,
        name: GATE_NAMES[gate.gate],
        verdict: gate.verdict,
        reason: gate.reason ?? null,
        ruleId: gate.ruleId ?? null,
        detail: gate.detail,
      })),
      zones: decision.zoneEvidence,
    },
  ];
}
