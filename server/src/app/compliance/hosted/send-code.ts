/** A one-time code on its way to a number nobody knows yet: gated at dispatch like every text, its decision and attempt on record. */
import type { Db } from '../../../kernel/loop.ts';
import { inTransaction } from '../../../kernel/transaction.ts';
import type { Messaging } from '../../../ports/messaging.ts';
import type { Gate } from '../../gate.ts';
import { strangerOf } from '../../lead-row.ts';
import type { SendWiring } from '../../send-text.ts';

export type SendCode = (
  to: { phone: string; body: string; ref: string },
  nowMs: number,
) => Promise<{ ok: true } | { ok: false; words: string; reason: string }>;

const VALID_MS = 10 * 60_000;

export function createSendCode(wiring: {
  db: Db;
  gate: Gate;
  messaging: Messaging;
  from: string;
  sending: Pick<SendWiring, 'recordAttempt' | 'recordDecision'>;
}): SendCode {
  const { sending } = wiring;
  return async ({ phone, body, ref }, nowMs) => {
    const answer = await inTransaction(wiring.db, async (tx) => {
      const attempt = { channel: 'sms' as const, kind: 'code' as const, body };
      const verdict = await wiring.gate.text(tx, strangerOf(phone), attempt, { stage: 'dispatch', nowMs });
      const about = { leadId: '', phone, what: 'text:code', ref, atMs: nowMs };
      await sending.recordDecision(tx, about, verdict.decision);
      if (verdict.verdict === 'allow')
        await sending.recordAttempt(tx, {
          phone,
          leadId: '',
          messageId: ref,
          channel: 'sms',
          atMs: nowMs,
          directReply: false,
        });
      return verdict;
    });
    if (answer.verdict !== 'allow') return { ok: false, words: answer.words, reason: answer.reason };
    const text = {
      messageId: ref,
      channel: 'sms' as const,
      from: wiring.from,
      to: phone,
      body,
      validityMs: VALID_MS,
    };
    await wiring.messaging.send(text);
    return { ok: true };
  };
}
