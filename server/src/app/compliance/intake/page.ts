/** The intake's rows: written once with their judgement, settled once, listed newest first. */
import type { z } from 'zod';
import type { RevocationPage, RevocationView } from '../../../../../contract/compliance-intake.ts';
import { defaultRules } from '../../../consent/index.ts';
import { businessDayDeadline } from '../../../consent/revocation-after.ts';
import { BatonError } from '../../../errors.ts';
import type { Tx } from '../../../kernel/loop.ts';
import type { Scope } from './withdraw.ts';

export type View = z.input<typeof RevocationView>;

export interface Row {
  id: string;
  receipt: string;
  received_ms: number;
  written_ms: number;
  how: View['how'];
  status: View['status'];
  sender: string | null;
  words: string | null;
  judged: { label: string; scope: Scope; evidenceRef?: string };
  phones: string[];
  evidence: (NonNullable<View['evidence']> & { base64: string }) | null;
  due_ms: number | null;
  settled_by: string | null;
  settled_ms: number | null;
  settled_why: string | null;
}

/** The file itself is not read for a list. */
const columns = `id, receipt, received_ms, written_ms, how, status, sender, words, judged, phones, evidence - 'base64' as evidence,
  due_ms, settled_by, settled_ms, settled_why`;

export async function addRow(tx: Tx, row: Row): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'revocation-add',
    text: `insert into baton.revocation_intake
             (id, receipt, received_ms, written_ms, how, status, sender, words, judged, phones, evidence, due_ms, settled_by, settled_ms, settled_why)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict (receipt) do nothing`,
    values: [
      row.id,
      row.receipt,
      row.received_ms,
      row.written_ms,
      row.how,
      row.status,
      row.sender,
      row.words,
      JSON.stringify(row.judged),
      row.phones,
      row.evidence === null ? null : JSON.stringify(row.evidence),
      row.due_ms,
      row.settled_by,
      row.settled_ms,
      row.settled_why,
    ],
  });
  return rowCount === 1;
}

export async function rowByReceipt(tx: Tx, receipt: string): Promise<Row | null> {
  const { rows } = await tx.query<Row>({
    name: 'revocation-by-receipt',
    text: `select ${columns} from baton.revocation_intake where receipt = $1`,
    values: [receipt],
  });
  return rows[0] ?? null;
}

export async function rowForUpdate(tx: Tx, id: string): Promise<Row | null> {
  const { rows } = await tx.query<Row>({
    name: 'revocation-lock',
    text: `select ${columns} from baton.revocation_intake where id = $1 for update`,
    values: [id],
  });
  return rows[0] ?? null;
}

export async function settleRow(
  tx: Tx,
  id: string,
  to: { status: View['status']; phones: string[]; scope: Scope; by: string; why: string; nowMs: number },
): Promise<void> {
  await tx.query({
    name: 'revocation-settle',
    text: `update baton.revocation_intake set status = $2, phones = $3, judged = jsonb_set(judged, '{scope}', to_jsonb($4::text)),
             settled_by = $5, settled_why = $6, settled_ms = $7 where id = $1`,
    values: [id, to.status, to.phones, to.scope, to.by, to.why, to.nowMs],
  });
}

export function viewOf(row: Row, nowMs: number): View {
  const rules = defaultRules();
  const legalMs = businessDayDeadline(rules, Number(row.received_ms), rules.limits.revocationBusinessDays);
  const honouredMs = row.status === 'review' ? nowMs : Number(row.settled_ms ?? row.written_ms);
  return {
    id: row.id,
    receivedAtMs: Number(row.received_ms),
    writtenAtMs: Number(row.written_ms),
    how: row.how,
    status: row.status,
    sender: row.sender,
    words: row.words,
    label: row.judged.label,
    scope: row.judged.scope,
    phones: row.phones,
    dueAtMs: row.due_ms === null ? null : Number(row.due_ms),
    late: (row.status === 'applied' || row.status === 'review') && honouredMs > legalMs,
    evidence: row.evidence === null ? null : fileOf(row.evidence),
    evidenceRef: row.judged.evidenceRef ?? null,
    settledBy: row.settled_by,
    settledWhy: row.settled_why,
  };
}

const fileOf = ({ name, type, bytes, sha256 }: NonNullable<Row['evidence']>) => ({
  name,
  type,
  bytes,
  sha256,
});

/** @throws BatonError VALIDATION for a cursor that was not given */
export async function revocationPage(
  tx: Tx,
  query: { status: 'review' | 'all'; cursor?: string | undefined; limit: number },
  nowMs: number,
): Promise<z.input<typeof RevocationPage>> {
  const [at, id] = query.cursor === undefined ? [null, null] : query.cursor.split('~');
  if (at !== null && !Number.isSafeInteger(Number(at)))
    throw new BatonError('VALIDATION', 'The cursor is not one that was given.');
  const [{ rows }, counted] = await Promise.all([
    tx.query<Row>({
      name: 'revocations-newest',
      text: `select ${columns} from baton.revocation_intake
             where ($1::bigint is null or (written_ms, id) < ($1, $2)) and ($3 = 'all' or status = $3)
             order by written_ms desc, id desc limit $4`,
      values: [at === null ? null : Number(at), id ?? '', query.status, query.limit + 1],
    }),
    tx.query<{ waiting: number; overdue: number }>({
      name: 'revocations-waiting',
      text: `select count(*)::int as waiting, count(*) filter (where due_ms < $1)::int as overdue from baton.revocation_intake where status = 'review'`,
      values: [nowMs],
    }),
  ]);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    revocations: shown.map((row) => viewOf(row, nowMs)),
    nextCursor: rows.length > query.limit && last ? `${last.written_ms}~${last.id}` : null,
    waiting: counted.rows[0]?.waiting ?? 0,
    overdue: counted.rows[0]?.overdue ?? 0,
  };
}
