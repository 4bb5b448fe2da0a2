/** The consent room's records, wired to this installation's seller: facts for the gate, attempts, decisions, opt-outs. */
import type { z } from 'zod';
import type { LeadDetail } from '../../../contract/api.ts';
import { ConsentIntake, type ConsentIntakeInput, recordFromIntake } from '../consent/consent-intake.ts';
import { writeConsent } from '../consent/records/store.ts';
import { phoneHmac } from '../consent/retention.ts';
import { ALL_CHANNELS } from '../consent/revocation.ts';
import { CARRIER_BLOCK, restart } from '../consent/revocation-after.ts';
import { NARROWED_SCOPES } from '../consent/revocation-scope.ts';
import { contactFacts, recordAttempt, recordDecision, settleAttempt } from '../consent/store.ts';
import { addSuppression, liftSuppressions, touchContact } from '../consent/suppressions/store.ts';
import type { Suppression, SuppressionChannel } from '../consent/types.ts';
import { BatonError } from '../errors.ts';
import type { Fact } from '../kernel/events.ts';
import type { Tx } from '../kernel/loop.ts';
import type { Lead } from '../lead/lead.ts';
import type { ConsentGiven } from './consent-given.ts';
import type { PersonFacts } from './gate.ts';
import { asQueryable } from './queryable.ts';
import type { SendWiring } from './send-text.ts';
import type { Settings } from './settings.ts';

/** Why an entry is there, by how the wish reached us. */
const REASONS: Record<Extract<Fact, { type: 'consent.revoked' }>['by'], string> = {
  lead: 'free_text',
  staff: 'staff',
  link: 'web_link',
  keypress: 'keypress',
  voice: 'voice',
  email: 'email',
  post: 'post',
  carrier: CARRIER_BLOCK.reason,
};

export interface Records {
  facts: (tx: Tx, phone: string, nowMs: number, lock: boolean) => Promise<PersonFacts>;
  sending: Pick<SendWiring, 'recordAttempt' | 'recordDecision' | 'suppress'>;
  settleCall: (tx: Tx, legId: string, outcome: { answered?: boolean; voicemail?: boolean }) => Promise<void>;
  suppressFact: (
    tx: Tx,
    fact: Extract<Fact, { type: 'consent.revoked' | 'consent.narrowed' }>,
    nowMs: number,
  ) => Promise<void>;
  /** START: lifts what may be lifted, in the transaction of the receipt. */
  restoreFact: (tx: Tx, fact: Extract<Fact, { type: 'consent.given' }>, nowMs: number) => Promise<void>;
  suppress: (
    tx: Tx,
    about: {
      phone: string;
      leadId: string;
      words: string;
      reason: string;
      ref: string;
      /** All when left out. */
      channels?: readonly SuppressionChannel[];
      purposes?: Suppression['purposes'];
    },
    nowMs: number,
  ) => Promise<void>;
  saveConsent: (
    tx: Tx,
    lead: { phone: string; name: string; leadId: string },
    consent: ConsentGiven,
    ids: () => string,
    nowMs: number,
  ) => Promise<void>;
  consents: (tx: Tx, phone: string) => Promise<z.input<typeof LeadDetail>['consents']>;
  inbound: (tx: Tx, phone: string, nowMs: number) => Promise<void>;
}

/** @param erasureKey finds what an erasure left of a number: the opt-out as a keyed hash */
export function createRecords(seller: Settings['seller'], erasureKey: Buffer | null = null): Records {
  const sellerId = seller.id;
  const suppress: Records['suppress'] = async (tx, about, nowMs) => {
    const { phone, leadId, words, reason, ref, channels = ALL_CHANNELS, purposes = ['all'] } = about;
    await addSuppression(asQueryable(tx), {
      phone,
      leadId,
      entry: { sellerId, channels, purposes, reason, effectiveAtMs: nowMs },
      receivedAtMs: nowMs,
      verbatim: words,
      evidenceRef: ref,
    });
  };
  return {
    facts: (tx, phone, nowMs, lock) =>
      contactFacts(asQueryable(tx), {
        sellerId,
        phone,
        nowMs,
        lock,
        hmac: erasureKey && phoneHmac(erasureKey, phone),
      }),
    sending: {
      suppress,
      recordAttempt: (tx, { phone, leadId, messageId, channel, atMs, directReply }) =>
        recordAttempt(asQueryable(tx), {
          ref: messageId,
          sellerId,
          phone,
          leadId,
          channel,
          atMs,
          directReply,
        }),
      async recordDecision(tx, { leadId, phone, what, ref, atMs }, decision) {
        await recordDecision(asQueryable(tx), {
          atMs,
          sellerId,
          phone,
          leadId,
          ref,
          stage: 'dispatch',
          attempt: what,
          decision,
        });
      },
    },
    settleCall: (tx, legId, outcome) => settleAttempt(asQueryable(tx), legId, outcome),
    async suppressFact(tx, fact, nowMs) {
      const { rows } = await tx.query<Pick<Lead, 'phone'>>({
        name: 'phone-of-lead',
        text: 'select phone from baton.leads where id = $1',
        values: [fact.leadId],
      });
      if (!rows[0]) return;
      if (fact.type === 'consent.narrowed') {
        const { leadId, words, messageId } = fact;
        const reason = fact.by ?? 'free_text';
        const about = { phone: rows[0].phone, leadId, words, reason, ref: messageId };
        return suppress(tx, { ...about, ...NARROWED_SCOPES[fact.stops] }, nowMs);
      }
      const ref = fact.messageId ?? `${fact.by}:${fact.leadId}:${nowMs}`;
      await suppress(
        tx,
        {
          phone: rows[0].phone,
          leadId: fact.leadId,
          words: fact.words,
          reason: REASONS[fact.by],
          ref,
        },
        nowMs,
      );
    },
    async restoreFact(tx, fact, nowMs) {
      const { rows } = await tx.query<Pick<Lead, 'phone'>>({
        name: 'phone-of-lead',
        text: 'select phone from baton.leads where id = $1',
        values: [fact.leadId],
      });
      const phone = rows[0]?.phone;
      if (!phone || fact.by !== 'lead') return;
      const record = await contactFacts(asQueryable(tx), { sellerId, phone, nowMs, lock: true });
      const { lift, keep, allowed } = restart(record.suppressions, record.consents, sellerId, nowMs);
      if (!allowed) return;
      await liftSuppressions(asQueryable(tx), {
        sellerId,
        phone,
        leadId: fact.leadId,
        ids: lift.map((entry) => entry.id ?? ''),
        by: 'START',
        nowMs,
      });
      for (const entry of keep) {
        await addSuppression(asQueryable(tx), {
          phone,
          leadId: fact.leadId,
          entry,
          receivedAtMs: nowMs,
          verbatim: null,
          evidenceRef: `rest of ${entry.id} after START`,
        });
      }
    },
    suppress,
    async saveConsent(tx, lead, consent, ids, nowMs) {
      const channels = consent.channels.flatMap((channel): ConsentIntakeInput['channels'] =>
        channel === 'sms' ? ['sms', 'webchat'] : ['voice_ai', 'voice_live', 'voicemail_ai'],
      );
      const given: ConsentIntakeInput = {
        seller: { legal_name: seller.legalName, seller_id: seller.id, dba: seller.name },
        phone: lead.phone,
        name: lead.name,
        channels,
        text_shown: consent.textShown,
        at: new Date(consent.atMs).toISOString(),
        source: consent.evidenceRef ? 'import' : 'own_form',
      };
      if (consent.ip) given.ip = consent.ip;
      if (consent.pageUrl) given.page_url = consent.pageUrl;
      if (consent.evidenceRef) given.evidence_ref = consent.evidenceRef;
      if (consent.userAgent) given.user_agent = consent.userAgent;
      if (consent.formId) given.form_id = consent.formId;
      if (consent.verifiedAtMs !== undefined)
        given.verified_at = new Date(consent.verifiedAtMs).toISOString();
      // Signed with a button of our own form: its box was there, and empty until they ticked it.
      if (consent.signedWith)
        Object.assign(given, { signed_with: consent.signedWith, checkbox: { prechecked: false } });
      const parsed = ConsentIntake.safeParse(given);
      if (!parsed.success)
        throw new BatonError(
          'VALIDATION',
          `The consent is not complete: ${parsed.error.issues[0]?.message ?? 'unknown'}.`,
        );
      const record = recordFromIntake(parsed.data, { consentId: ids(), personId: lead.leadId });
      const written = await writeConsent(asQueryable(tx), record, lead.leadId, nowMs);
      if (!written.ok) {
        const first = written.problems[0];
        throw new BatonError(
          'VALIDATION',
          `The consent cannot be relied on: ${written.problems.map((one) => `${one.problem}. ${one.mend}`).join(' ')}`,
          { details: { field: first?.path ?? 'consent' } },
        );
      }
    },
    async consents(tx, phone) {
      const { rows } = await tx.query<{
        at_ms: number;
        record: { channels: string[]; disclosure: { text_shown: string }; source: { kind: string } };
        status: string;
      }>({
        name: 'consents-of-phone',
        text: `select r.at_ms, r.record, s.status from baton.consent_records r join baton.consent_status s using (consent_id)
               where r.phone = $1::bigint and r.seller_id = $2 and not r.archived order by r.at_ms desc limit 50`,
        values: [phone.replace(/\D/g, ''), sellerId],
      });
      return rows.map(({ at_ms, record, status }) => ({
        atMs: Number(at_ms),
        channels: record.channels,
        textShown: record.disclosure.text_shown,
        source: record.source.kind,
        status,
      }));
    },
    async inbound(tx, phone, nowMs) {
      await touchContact(asQueryable(tx), sellerId, phone, nowMs);
    },
  };
}
