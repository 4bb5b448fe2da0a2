/** Requests to stop from the human channels: what staff write down, what an e-mail says, and what somebody settles later. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { MailInput, RevocationInput, SettleInput } from '../../../../../contract/compliance-intake.ts';
import {
  defaultRules,
  phoneDigits,
  type RevocationOutcome,
  revocationStage,
} from '../../../consent/index.ts';
import { addressIn, ownWords, readMail } from '../../../consent/mail.ts';
import { businessDayDeadline } from '../../../consent/revocation-after.ts';
import { BatonError } from '../../../errors.ts';
import { inTransaction } from '../../../kernel/transaction.ts';
import { parsePhone } from '../../../lead/phone.ts';
import { isOptOut } from '../../../reading/index.ts';
import type { Core } from '../../core.ts';
import { addRow, type Row, rowByReceipt, rowForUpdate, settleRow, type View, viewOf } from './page.ts';
import { scopeOf, type Wish, withdraw } from './withdraw.ts';

const AHEAD_MS = 60_000;
/** One business day for a person to say whose number a request means (REV-10); the law's ten are the limit. */
const REVIEW_BUSINESS_DAYS = 1;
const MAIL_LIMIT_BYTES = 1_000_000;
const WORDS = 2_000;
const MOST_NUMBERS = 5;

const e164 = (text: string): string => {
  const phone = parsePhone(text);
  if (!phone.ok) throw new BatonError('BAD_PHONE', phone.message);
  return phone.e164;
};

/** How a way of asking is told to the rooms, and kept as the entry's reason. */
const BY: Record<View['how'], Wish['by']> = {
  email: 'email',
  post: 'post',
  phone: 'staff',
  'in-person': 'staff',
  chat: 'staff',
  other: 'staff',
};

/**
 * Staff write down a request. It takes effect at once, whatever day it is of.
 * @param receipt names this form, so that sending it twice is one request
 * @throws BatonError BAD_PHONE, VALIDATION
 */
export async function recordByStaff(
  core: Core,
  actor: { name: string },
  input: z.output<typeof RevocationInput>,
  receipt: string,
  nowMs: number,
): Promise<View> {
  const phone = e164(input.phone);
  if (input.receivedAtMs > nowMs + AHEAD_MS)
    throw new BatonError('VALIDATION', 'It cannot have been received in the future.');
  const bytes = input.evidence === undefined ? null : Buffer.from(input.evidence.base64, 'base64');
  const row: Row = {
    id: core.id(),
    receipt,
    received_ms: input.receivedAtMs,
    written_ms: nowMs,
    how: input.how,
    status: 'applied',
    sender: null,
    words: input.words,
    judged: {
      label: 'staff',
      scope: input.scope,
      ...(input.evidenceRef ? { evidenceRef: input.evidenceRef } : {}),
    },
    phones: [phone],
    evidence:
      input.evidence && bytes
        ? {
            ...input.evidence,
            bytes: bytes.length,
            sha256: createHash('sha256').update(bytes).digest('hex'),
          }
        : null,
    due_ms: null,
    settled_by: actor.name,
    settled_ms: nowMs,
    settled_why: null,
  };
  const by = BY[input.how];
  const { scope, words, receivedAtMs } = input;
  await apply(core, row, [{ phone, scope, by, reason: by, words, ref: receipt, receivedAtMs }], nowMs);
  return stored(core, receipt, nowMs);
}

/** @throws BatonError VALIDATION when nothing names the sender */
export async function takeMail(core: Core, mail: z.output<typeof MailInput>, nowMs: number): Promise<View> {
  const from = addressIn(mail.from);
  if (from === null)
    throw new BatonError('VALIDATION', 'The sender has no e-mail address.', {
      hint: 'Give "from" as jo@example.com, or as "Jo <jo@example.com>".',
    });
  const words = ownWords(mail.text);
  const receipt = `mail:${mail.messageId ?? sha256(`${from}\n${mail.subject}\n${mail.text}`)}`;
  const receivedAtMs = Math.min(mail.receivedAtMs ?? nowMs, nowMs);
  const outcome = judge(mail.subject, words);
  const phones = await numbersOf(core, from, `${mail.subject}\n${words}`);
  const asks = outcome.action === 'suppress';
  const status: Row['status'] = asks
    ? phones.length > 0
      ? 'applied'
      : 'review'
    : outcome.action === 'pause'
      ? 'review'
      : 'no-request';
  const said = [mail.subject, words]
    .filter((part) => part !== '')
    .join('\n')
    .slice(0, WORDS);
  const row: Row = {
    id: core.id(),
    receipt,
    received_ms: receivedAtMs,
    written_ms: nowMs,
    how: 'email',
    status,
    sender: status === 'no-request' ? null : from,
    words: status === 'no-request' ? null : said,
    judged: { label: outcome.label, scope: scopeOf(outcome) },
    phones: status === 'no-request' ? [] : phones,
    evidence: null,
    due_ms:
      status === 'review' ? businessDayDeadline(defaultRules(), receivedAtMs, REVIEW_BUSINESS_DAYS) : null,
    settled_by: null,
    settled_ms: null,
    settled_why: null,
  };
  const wishes = phones.map(
    (phone): Wish => ({
      phone,
      scope: scopeOf(outcome),
      by: 'email',
      reason: 'email',
      words: said,
      ref: receipt,
      receivedAtMs,
      flags: outcome.flags,
    }),
  );
  await apply(core, row, status === 'applied' ? wishes : [], nowMs);
  return stored(core, receipt, nowMs);
}

/** @throws BatonError VALIDATION, BODY_TOO_LARGE */
export async function takeRawMail(core: Core, body: unknown, nowMs: number): Promise<View> {
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body))
    throw new BatonError('VALIDATION', 'Send the message itself, as message/rfc822.');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAIL_LIMIT_BYTES)
      throw new BatonError('BODY_TOO_LARGE', `A message of more than ${MAIL_LIMIT_BYTES} bytes is not read.`);
    chunks.push(chunk);
  }
  const mail = readMail(Buffer.concat(chunks));
  return takeMail(
    core,
    {
      from: mail.from ?? '',
      subject: mail.subject,
      text: mail.text,
      ...(mail.messageId === null ? {} : { messageId: mail.messageId }),
      ...(mail.dateMs === null ? {} : { receivedAtMs: mail.dateMs }),
    },
    nowMs,
  );
}

/**
 * Somebody says whose number a waiting request means, or why it asks for nothing.
 * @throws BatonError NOT_FOUND, CONFLICT, BAD_PHONE
 */
export async function settle(
  core: Core,
  actor: { name: string },
  id: string,
  input: z.output<typeof SettleInput>,
  nowMs: number,
): Promise<View> {
  const found = await inTransaction(core.db, (tx) => rowForUpdate(tx, id));
  if (!found) throw new BatonError('NOT_FOUND', `There is no request ${id}.`);
  const words = found.words ?? '';
  const wish: Wish[] =
    'phone' in input
      ? [
          {
            phone: e164(input.phone),
            scope: input.scope,
            by: BY[found.how],
            reason: BY[found.how],
            words,
            ref: found.receipt,
            receivedAtMs: Number(found.received_ms),
          },
        ]
      : [];
  await withdraw(core, wish, nowMs, async (tx) => {
    const row = await rowForUpdate(tx, id);
    if (row?.status !== 'review') throw new BatonError('CONFLICT', 'This request was settled already.');
    await settleRow(tx, id, {
      status: 'phone' in input ? 'applied' : 'dismissed',
      phones: wish.map(({ phone }) => phone),
      scope: 'phone' in input ? input.scope : found.judged.scope,
      by: actor.name,
      why: 'phone' in input ? 'number given' : input.dismiss,
      nowMs,
    });
  });
  return stored(core, found.receipt, nowMs);
}

async function apply(core: Core, row: Row, wishes: Wish[], nowMs: number): Promise<void> {
  await withdraw(core, wishes, nowMs, async (tx) => void (await addRow(tx, row)));
}

async function stored(core: Core, receipt: string, nowMs: number): Promise<View> {
  const row = await rowByReceipt(core.db, receipt);
  if (!row) throw new BatonError('INTERNAL', 'The request was not kept.');
  return viewOf(row, nowMs);
}

/** Subject and words each say enough alone: "STOP" above an empty mail, or a polite subject above "take me off your list". */
function judge(subject: string, words: string): RevocationOutcome {
  const rules = defaultRules();
  const classify = (text: string) => {
    const { optOut, confidence } = isOptOut(text);
    return { label: optOut ? ('revoke_all' as const) : ('none' as const), score: confidence };
  };
  const [first, ...others] = [words, subject.replace(/^((re|fwd?|aw|sv|rv): ?)+/i, '')].map((text) =>
    revocationStage(rules, { text, channel: 'email' }, classify),
  ) as [RevocationOutcome, ...RevocationOutcome[]];
  const found = [first, ...others];
  return (
    found.find((one) => one.action === 'suppress') ?? found.find((one) => one.action === 'pause') ?? first
  );
}

/** Leads with this address, and numbers they wrote that we know or that stand alone. */
async function numbersOf(core: Core, from: string, text: string): Promise<string[]> {
  const { rows } = await core.db.query<{ phone: string }>({
    name: 'leads-by-email',
    text: 'select phone from baton.leads where lower(email) = $1 order by created_ms desc limit $2',
    values: [from, MOST_NUMBERS],
  });
  const written = [...text.matchAll(/(?<![\d.])\+?\d[\d\s().-]{7,18}\d(?!\d)/g)]
    .slice(0, MOST_NUMBERS)
    .flatMap(([one]) => {
      const phone = parsePhone(one);
      return phone.ok && phoneDigits(phone.e164).length >= 10 ? [phone.e164] : [];
    });
  return [...new Set([...rows.map(({ phone }) => phone), ...written])].slice(0, MOST_NUMBERS);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
