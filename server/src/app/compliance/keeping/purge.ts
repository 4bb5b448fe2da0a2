/**
 * What is past its term goes, a bounded step at a time, by the loop's own alarms: each step is one transaction, the next one comes
 * in a minute while there is more, and tomorrow when there is none. A number with a legal threat on file keeps everything.
 */
import { appendLog, endedBefore, type HeldRecord } from '../../../consent/index.ts';
import type { RoomHandler, Tx } from '../../../kernel/loop.ts';
import { nothing } from '../../../kernel/made.ts';
import { asQueryable } from '../../queryable.ts';

/** Rows of one kind that one step takes. */
const STEP_ROWS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export type Purged = Record<string, number>;

/** Nothing of somebody who threatened to sue is deleted while the block stands. */
const held = (phone: string) =>
  `exists (select 1 from baton.consent_blocks h where h.phone = ${phone} and h.kind = 'legal-threat')`;

/** One kind of record: the rows of a step, given the instant before which they are past their term. */
const KINDS: readonly { what: string; kind: HeldRecord['kind']; text: string }[] = [
  {
    what: 'messages',
    kind: 'message',
    text: `delete from baton.messages where id in (
             select m.id from baton.messages m join baton.leads l on l.id = m.lead_id
             where m.at_ms < $1 and not ${held('substr(l.phone, 2)::bigint')} order by m.at_ms limit $2)`,
  },
  {
    what: 'attempts',
    kind: 'call-detail',
    text: `delete from baton.consent_attempts where ref in (
             select ref from baton.consent_attempts a where a.at_ms < $1 and not ${held('a.phone')} order by a.at_ms limit $2)`,
  },
  {
    what: 'number checks',
    kind: 'scrub-proof',
    text: `delete from baton.consent_number_checks where ctid in (
             select ctid from baton.consent_number_checks c where c.at_ms < $1 and not ${held('c.phone')} order by c.at_ms limit $2)`,
  },
  {
    what: 'archived consents',
    kind: 'consent',
    text: `with gone as (
             delete from baton.consent_status where consent_id in (
               select r.consent_id from baton.consent_records r join baton.consent_status s using (consent_id)
               where r.archived and greatest(r.at_ms, s.last_relied_on_ms) < $1 and not ${held('r.phone')} order by r.at_ms limit $2)
             returning consent_id)
           select consent_id from gone`,
  },
];

/** One step. @returns rows that went, by kind; nothing more is past its term when all are below the step */
export async function purgeStep(tx: Tx, sellerId: string, nowMs: number, rows = STEP_ROWS): Promise<Purged> {
  const purged: Purged = {};
  for (const { what, kind, text } of KINDS) {
    const before = endedBefore(kind, nowMs);
    if (before === null) continue;
    const done = await tx.query<{ consent_id?: string }>({
      name: `purge ${what}`,
      text,
      values: [before, rows],
    });
    purged[what] = done.rowCount ?? 0;
    const consents = done.rows.flatMap((row) => row.consent_id ?? []);
    // The status names its record, so it goes first.
    if (consents.length > 0)
      await tx.query({
        text: 'delete from baton.consent_records where consent_id = any($1)',
        values: [consents],
      });
  }
  purged.journal = await purgeJournal(tx, nowMs, rows);
  purged.decisions = await emptyDecisions(tx, sellerId, nowMs, rows);
  purged['erasure archive'] = await count(
    tx,
    'delete from baton.erasure_archive where id in (select id from baton.erasure_archive where until_ms < $1 limit $2)',
    nowMs,
    rows,
  );
  purged['number codes'] = await count(
    tx,
    'delete from baton.number_codes where id in (select id from baton.number_codes where expires_ms < $1 limit $2)',
    nowMs - DAY_MS,
    rows,
  );
  return purged;
}

async function count(tx: Tx, text: string, beforeMs: number, rows: number): Promise<number> {
  return (await tx.query({ text, values: [beforeMs, rows] })).rowCount ?? 0;
}

/** The journal grows at one end, so the oldest rows are the first: when they are young enough, nothing is looked through. */
async function purgeJournal(tx: Tx, nowMs: number, rows: number): Promise<number> {
  const before = endedBefore('message', nowMs);
  return count(
    tx,
    `delete from baton.journal where seq in (
       select seq from (select seq, at_ms, lead_id from baton.journal order by seq limit $2) oldest
       where at_ms < $1 and not exists (
         select 1 from baton.leads l where l.id = oldest.lead_id and ${held('substr(l.phone, 2)::bigint')}))`,
    before ?? 0,
    rows,
  );
}

/** Decisions stay as links of their chain; what they said is emptied, and an entry names the rows (see verifyAudit). */
async function emptyDecisions(tx: Tx, sellerId: string, nowMs: number, rows: number): Promise<number> {
  const before = endedBefore('decision', nowMs);
  const { rows: emptied } = await tx.query<{ chain: number; seq: number }>({
    name: 'purge decisions',
    text: `update baton.consent_log l set phone = null, lead_id = null, payload = null, erased_at_ms = $3
           from (select chain, seq from baton.consent_log d
                 where d.at_ms < $1 and d.erased_at_ms is null and d.kind = 'decision' and not ${held('d.phone')}
                 order by d.at_ms limit $2) old
           where l.chain = old.chain and l.seq = old.seq returning l.chain, l.seq`,
    values: [before, rows, nowMs],
  });
  if (emptied.length === 0) return 0;
  await appendLog(asQueryable(tx), {
    atMs: nowMs,
    kind: 'erasure',
    sellerId,
    phone: null,
    leadId: null,
    payload: { reference: 'end of term', rows: emptied.map(({ chain, seq }) => `${chain}:${seq}`) },
  });
  return emptied.length;
}

/** The room that does it: woken at each start, then by its own alarm. */
export function keepingRoom(sellerId: string): RoomHandler {
  return {
    async handle(tx, _key, fact, nowMs) {
      if (fact.type !== 'records.due' && fact.type !== 'timer') return nothing;
      const purged = await purgeStep(tx, sellerId, nowMs);
      const more = Object.values(purged).some((rows) => rows >= STEP_ROWS);
      const atMs = nowMs + (more ? MINUTE_MS : DAY_MS);
      return { ...nothing, timers: [{ name: 'purge', token: nowMs, atMs }] };
    },
  };
}
