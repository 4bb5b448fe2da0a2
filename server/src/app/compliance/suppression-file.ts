/** Opt-outs of another system brought in, and ours taken out, as one file format: number, channels, purpose, received on, reason. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { FileReport } from '../../../../contract/compliance-files.ts';
import { ALL_CHANNELS, appendLog, type SuppressionChannel } from '../../consent/index.ts';
import {
  bits,
  CHANNEL_BITS,
  channelsOf,
  PURPOSE_BITS,
  purposesOf,
} from '../../consent/suppressions/masks.ts';
import type { Db, Tx } from '../../kernel/loop.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { createPhoneReader } from '../../lead/phone.ts';
import type { Core } from '../core.ts';
import { asQueryable } from '../queryable.ts';
import { LIST_LIMIT_BYTES } from './lists.ts';
import { type GoodRow, readRows } from './row-file.ts';
import { spooled } from './spool.ts';

const PAGE = 5_000;
const HEADER = 'number,channels,purpose,received on,reason';
/** Reasons a file may state; anything else is kept as `import`. The first four are held for ever. */
const REASONS = new Set([
  'complaint',
  'wrong_number',
  'reassigned',
  'legal',
  'keyword',
  'free_text',
  'voice',
  'keypress',
  'web_link',
  'web_form',
  'email',
  'post',
  'staff',
  'carrier_block',
  'dnc_request',
]);

interface Entry {
  phone: string;
  channels: number;
  purposes: number;
  receivedMs: number;
  reason: string;
}

/** A row's entry, or what is wrong with it. What is left out means the most: all channels, everything, today. */
function readEntry(nowMs: number) {
  const readPhone = createPhoneReader();
  return (cells: string[]): Entry | string => {
    const [number = '', channelText = '', purposeText = '', received = '', why = ''] = cells;
    const phone = readPhone(number);
    if (!phone.ok) return phone.message;
    const names = channelText === '' || channelText === 'all' ? ALL_CHANNELS : channelText.split('+');
    const unknown = names.find((name) => !(name in CHANNEL_BITS));
    if (unknown !== undefined)
      return `"${unknown.slice(0, 20)}" is no channel: all, or ${ALL_CHANNELS.join('+')}.`;
    const purpose = purposeText === '' ? 'all' : purposeText;
    if (!(purpose in PURPOSE_BITS))
      return `"${purpose.slice(0, 20)}" is no purpose: all, marketing or service.`;
    const receivedMs = received === '' ? nowMs : Date.parse(received);
    if (Number.isNaN(receivedMs)) return `"${received.slice(0, 30)}" is no day such as 2026-11-15.`;
    if (receivedMs > nowMs + 86_400_000) return 'It cannot have been received in the future.';
    return {
      phone: phone.e164,
      channels: bits(CHANNEL_BITS, names as SuppressionChannel[]),
      purposes: PURPOSE_BITS[purpose as keyof typeof PURPOSE_BITS],
      receivedMs,
      reason: REASONS.has(why) ? why : 'import',
    };
  };
}

/**
 * Brings a file in, in one transaction: in force at once, and never taken away by a later file. The same row twice is known.
 * @throws BatonError VALIDATION, BODY_TOO_LARGE
 */
export async function importSuppressions(
  core: Core,
  actor: { name: string },
  body: unknown,
  nowMs: number,
): Promise<z.input<typeof FileReport>> {
  const who = { sellerId: core.settings.seller.id, by: actor.name };
  return spooled(body, LIST_LIMIT_BYTES, (file) =>
    importSuppressionRows(core.db, who, createReadStream(file), nowMs),
  );
}

/** Ten million entries are sorted and indexed in one statement; shorter limits are for questions, not for this. */
const WRITE_LIMIT_MS = 1_800_000;

/**
 * The same from any stream. Rows are read and laid aside in batches, so memory does not grow with their number; then all are written
 * in the order of the indexes. Written as they come, ten million numbers in no order touch a random page of each index for each row,
 * and most of the time goes into reading and writing those pages.
 * @throws BatonError VALIDATION when not a single row is good
 */
export async function importSuppressionRows(
  db: Db,
  who: { sellerId: string; by: string },
  chunks: AsyncIterable<Buffer>,
  nowMs: number,
): Promise<z.input<typeof FileReport>> {
  const { sellerId, by } = who;
  return inTransaction(db, async (tx) => {
    const run = (text: string, values: unknown[] = []) => tx.query({ text, values });
    await run(`set local statement_timeout = ${WRITE_LIMIT_MS}`);
    await run(
      'create temp table suppressions_import (phone bigint, channels smallint, purposes smallint, reason text, received_ms bigint) on commit drop',
    );
    const read = await readRows(chunks, readEntry(nowMs), (rows) => layAside(tx, rows));
    await run('analyze suppressions_import');
    const taken = await writeAll(tx, sellerId, nowMs);
    const report = { ...read, taken, known: read.taken - taken };
    const { known, rejected, sha256 } = report;
    await appendLog(asQueryable(tx), {
      atMs: nowMs,
      kind: 'list',
      sellerId,
      phone: null,
      leadId: null,
      payload: { list: 'opt-outs', by, taken, known, rejected, sha256 },
    });
    return report;
  });
}

/** An array as PostgreSQL writes it. Numbers and names of `REASONS` need no quotes, and the driver quotes each by itself. */
const literal = (values: readonly (number | string)[]): string => `{${values.join(',')}}`;

async function layAside(tx: Tx, rows: GoodRow<Entry>[]): Promise<number> {
  await tx.query({
    text: `insert into suppressions_import
           select * from unnest($1::bigint[], $2::smallint[], $3::smallint[], $4::text[], $5::bigint[])`,
    values: [
      literal(rows.map(({ value }) => value.phone.slice(1))),
      literal(rows.map(({ value }) => value.channels)),
      literal(rows.map(({ value }) => value.purposes)),
      literal(rows.map(({ value }) => value.reason)),
      literal(rows.map(({ value }) => value.receivedMs)),
    ],
  });
  return rows.length;
}

/** @returns how many are new; the same row twice, in this file or in one before it, is known */
async function writeAll(tx: Tx, sellerId: string, nowMs: number): Promise<number> {
  const { rowCount } = await tx.query({
    text: `insert into baton.consent_suppressions (phone, seller_id, channels, purposes, reason, received_ms, effective_ms, evidence_ref, lead_id)
           select i.phone, $1, i.channels, i.purposes, i.reason, i.received_ms, $2,
                  'import:' || i.channels || ':' || i.purposes || ':' || i.received_ms, l.id
           from suppressions_import i left join baton.leads l on l.phone = '+' || i.phone
           order by i.phone, i.received_ms
           on conflict (seller_id, evidence_ref, phone) where evidence_ref is not null do nothing`,
    values: [sellerId, nowMs],
  });
  // What was planned for them is decided again.
  await tx.query({
    text: `update baton.consent_contacts c set version = version + 1
           where c.seller_id = $1 and exists (select 1 from suppressions_import i where i.phone = c.phone)`,
    values: [sellerId],
  });
  return rowCount ?? 0;
}

/** Every entry in force whose number is known, oldest first, page by page as the receiver reads. */
export function exportSuppressions(core: Core): Readable {
  const sellerId = core.settings.seller.id;
  async function* lines() {
    yield `${HEADER}\n`;
    let after = 0;
    for (;;) {
      const { rows } = await core.db.query<{
        id: number;
        phone: number;
        channels: number;
        purposes: number;
        received_ms: number;
        reason: string;
      }>({
        name: 'suppressions-export',
        text: `select id, phone, channels, purposes, received_ms, reason from baton.consent_suppressions
               where id > $1 and seller_id = $2 and phone is not null and lifted_ms is null order by id limit $3`,
        values: [after, sellerId, PAGE],
      });
      if (rows.length === 0) return;
      after = Number(rows.at(-1)?.id);
      yield rows
        .map((row) =>
          [
            `+${row.phone}`,
            channelsOf(row.channels).join('+'),
            purposesOf(row.purposes).join('+'),
            new Date(Number(row.received_ms)).toISOString(),
            row.reason,
          ].join(','),
        )
        .join('\n')
        .concat('\n');
    }
  }
  return Readable.from(lines());
}
