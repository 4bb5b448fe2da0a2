/**
 * One text on its way out. Three moments, so that a crash at any instant loses nothing and sends nothing twice:
 *
 *   1. one transaction: lock the person, ask the gate (dispatch stage, G18), write `sending`, the attempt, the decision
 *   2. the carrier takes it, under the message's id as its idempotency key
 *   3. `sent` is written and the fact returns to the conversation
 *
 * Found `sending` after a crash, the carrier is asked whether it has the message; if it cannot know, the message is held
 * for a person and never resent blindly.
 */
import { CARRIER_BLOCK, type PermitDecision } from '../consent/index.ts';
import type { Fact, Order } from '../kernel/events.ts';
import type { Db, Tx } from '../kernel/loop.ts';
import type { Statement } from '../kernel/made.ts';
import { inTransaction, write } from '../kernel/transaction.ts';
import type { Lead } from '../lead/lead.ts';
import type { Messaging } from '../ports/messaging.ts';
import { MessagingError } from '../ports/messaging.ts';
import type { Gate, Verdict } from './gate.ts';

type SendOrder = Extract<Order, { type: 'text.send' }>;

export interface SendWiring {
  db: Db;
  gate: Gate;
  messaging: Messaging;
  from: string;
  recordAttempt: (
    tx: Tx,
    attempt: {
      phone: string;
      leadId: string;
      messageId: string;
      channel: 'sms' | 'webchat' | 'voice';
      atMs: number;
      directReply: boolean;
    },
  ) => Promise<void>;
  recordDecision: (
    tx: Tx,
    about: { leadId: string; phone: string; what: string; ref: string; atMs: number },
    decision: PermitDecision,
  ) => Promise<void>;
  /** Writes an opt-out that the carrier knew of. */
  suppress: (
    tx: Tx,
    about: { phone: string; leadId: string; words: string; reason: string; ref: string },
    nowMs: number,
  ) => Promise<void>;
}

const validityMs = 15 * 60_000;

export function createSendText(wiring: SendWiring) {
  return async (order: SendOrder, nowMs: number): Promise<Fact[]> => {
    const { messageId } = order;
    const step = await inTransaction(wiring.db, (tx, last) => prepare(wiring, tx, last, order, nowMs));
    if (step.done) return step.facts;
    try {
      if (step.wasSending) {
        const known = await wiring.messaging.lookup(messageId);
        if (known === 'unknown')
          return [
            await settle(
              wiring,
              order,
              'unknown',
              'It is not known whether this text left. It is held for a person.',
            ),
          ];
        if (known === 'sent') return [await settle(wiring, order, 'sent', null)];
      }
      const receipt = await wiring.messaging.send({
        messageId,
        channel: order.channel,
        from: wiring.from,
        to: step.phone,
        body: order.body,
        validityMs,
      });
      return [await settle(wiring, order, 'sent', null, receipt)];
    } catch (error) {
      if (error instanceof MessagingError && error.kind === 'opted-out')
        return inTransaction(wiring.db, (tx) => blocked(wiring, tx, order, step.phone, error.message, nowMs));
      if (error instanceof MessagingError && !error.retryable)
        return [await settle(wiring, order, 'failed', error.message)];
      throw error;
    }
  };
}

type Prepared = { done: true; facts: Fact[] } | { done: false; phone: string; wasSending: boolean };

async function prepare(
  wiring: SendWiring,
  tx: Tx,
  last: (statement: Statement) => void,
  order: SendOrder,
  nowMs: number,
): Promise<Prepared> {
  const { rows } = await tx.query<Lead & { message_status: string }>({
    name: 'message-lock',
    text: `select l.*, m.status as message_status from baton.messages m join baton.leads l on l.id = $2
           where m.id = $1 for update of m`,
    values: [order.messageId, order.leadId],
  });
  const lead = rows[0];
  if (!lead) return { done: true, facts: [] };
  const status = lead.message_status;
  if (!['planned', 'held', 'sending'].includes(status)) return { done: true, facts: [] };
  if (status === 'sending') return { done: false, phone: lead.phone, wasSending: true };
  const attempt = {
    channel: order.channel,
    kind: order.kind,
    body: order.body,
    ...(order.inReplyToMs === undefined ? {} : { inReplyToMs: order.inReplyToMs }),
  };
  const confirms =
    order.kind === 'confirmation'
      ? { confirms: { atMs: order.inReplyToMs ?? nowMs, alreadySent: 0, providerConfirms: false } }
      : {};
  const answer = await wiring.gate.text(tx, lead, { ...attempt, ...confirms }, { stage: 'dispatch', nowMs });
  const decided = wiring.recordDecision(
    tx,
    { leadId: lead.id, phone: lead.phone, what: `text:${order.kind}`, ref: order.messageId, atMs: nowMs },
    answer.decision,
  );
  if (answer.verdict !== 'allow') {
    await decided;
    return { done: true, facts: refuse(last, order, answer) };
  }
  last(mark(order.messageId, 'sending', null));
  const attempted = wiring.recordAttempt(tx, {
    phone: lead.phone,
    leadId: lead.id,
    messageId: order.messageId,
    channel: order.channel,
    atMs: nowMs,
    directReply: order.inReplyToMs !== undefined,
  });
  await Promise.all([decided, attempted]);
  return { done: false, phone: lead.phone, wasSending: false };
}

function refuse(
  last: (statement: Statement) => void,
  order: SendOrder,
  answer: Exclude<Verdict, { verdict: 'allow' }>,
): Fact[] {
  const { leadId, messageId } = order;
  const held = answer.verdict === 'defer' && answer.untilMs !== undefined;
  last(mark(messageId, held ? 'held' : 'refused', answer.words));
  return held
    ? [
        {
          type: 'text.held',
          leadId,
          messageId,
          untilMs: answer.untilMs!,
          reason: answer.reason,
          words: answer.words,
        },
      ]
    : [{ type: 'text.refused', leadId, messageId, reason: answer.reason, words: answer.words }];
}

/**
 * The carrier refused because the person opted out with it: proof of an opt-out that our own gate should have known. Written at
 * once, so that nothing else leaves; never tried again; said to people, because something upstream was missed.
 */
async function blocked(
  wiring: SendWiring,
  tx: Tx,
  order: SendOrder,
  phone: string,
  said: string,
  nowMs: number,
): Promise<Fact[]> {
  const { leadId, messageId } = order;
  const words = `The carrier refused a text: ${said}`;
  const ref = `carrier:${messageId}`;
  await wiring.suppress(tx, { phone, leadId, words, reason: CARRIER_BLOCK.reason, ref }, nowMs);
  await tx.query(mark(messageId, 'failed', said));
  return [
    { type: 'consent.revoked', leadId, words, by: 'carrier', messageId: ref },
    { type: 'lead.escalated', leadId, messageId, why: CARRIER_BLOCK.incident },
    { type: 'text.failed', leadId, messageId, error: said },
  ];
}

const mark = (messageId: string, status: string, words: string | null): Statement => ({
  name: 'message-mark',
  text: 'update baton.messages set status = $2, status_words = $3 where id = $1',
  values: [messageId, status, words],
});

async function settle(
  wiring: SendWiring,
  order: SendOrder,
  status: 'sent' | 'failed' | 'unknown',
  words: string | null,
  receipt?: { providerId: string; segments: number },
): Promise<Fact> {
  const { leadId, messageId } = order;
  await write(wiring.db, {
    name: 'message-settle',
    text: `update baton.messages set status = case when status = 'delivered' then status else $2 end, status_words = $3,
             provider_id = coalesce($4, provider_id), segments = coalesce($5, segments) where id = $1`,
    values: [messageId, status, words, receipt?.providerId ?? null, receipt?.segments ?? null],
  });
  return status === 'sent'
    ? { type: 'text.sent', leadId, messageId }
    : { type: 'text.failed', leadId, messageId, error: words ?? 'not known' };
}
