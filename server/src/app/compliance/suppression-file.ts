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
import { parsePhone } from '../../lead/phone.ts';
import type { Core } from '../core.ts';
import { asQueryable } from '../record.ts';
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
  return (cells: string[]): Entry | string => {
    const [number = '', channelText = '', purposeText = '', received = '', why = ''] = cells;
    const phone = parsePhone(number);
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

/**
 * The same from any stream: rows are read and written in batches, so memory does not grow with their number.
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
    const report = await readRows(chunks, readEntry(nowMs), (rows) => writeRows(tx, sellerId, rows, nowMs));
    const { taken, known, rejected, sha256 } = report;
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

async function writeRows(tx: Tx, sellerId: string, rows: GoodRow<Entry>[], nowMs: number): Promise<number> {
  const refOf = (one: Entry) => `import:${one.channels}:${one.purposes}:${one.receivedMs}`;
  const entries = [...new Map(rows.map(({ value }) => [`${value.phone} ${refOf(value)}`, value])).values()];
  const numbers = entries.map(({ phone }) => phone.slice(1));
  const { rowCount } = await tx.query({
    name: 'suppressions-import',
    text: `insert into baton.consent_suppressions (phone, seller_id, channels, purposes, reason, received_ms, effective_ms, evidence_ref, lead_id)
           select n, $1, c, p, r, a, $2, e, l.id
           from unnest($3::bigint[], $4::smallint[], $5::smallint[], $6::text[], $7::bigint[], $8::text[]) as t (n, c, p, r, a, e)
           left join baton.leads l on l.phone = '+' || n
           on conflict (seller_id, evidence_ref, phone) where evidence_ref is not null do nothing`,
    values: [
      sellerId,
      nowMs,
      numbers,
      entries.map(({ channels }) => channels),
      entries.map(({ purposes }) => purposes),
      entries.map(({ reason }) => reason),
      entries.map(({ receivedMs }) => receivedMs),
      entries.map(refOf),
    ],
  });
  // What was planned for them is decided again.
  await tx.query({
    name: 'contacts-moved-on',
    text: 'update baton.consent_contacts set version = version + 1 where phone = any($1::bigint[]) and seller_id = $2',
    values: [numbers, sellerId],
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
