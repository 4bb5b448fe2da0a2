/** Where leads come in: API, CSV, widget, and a text out of the blue. */
import type { z } from 'zod';
import type { LeadCreated, LeadInput } from '../../../contract/api.ts';
import { BatonError } from '../errors.ts';
import type { Fact } from '../kernel/events.ts';
import { parsePhone } from '../lead/phone.ts';
import type { MessagingEvent } from '../ports/messaging.ts';
import type { ConsentGiven } from './consent-given.ts';
import type { Core } from './core.ts';
import { loadLead } from './lead-row.ts';

/** As the API takes it; our own form knows more of the consent than the API asks for. */
type Input = Omit<z.output<typeof LeadInput>, 'consent'> & { consent?: ConsentGiven | undefined };

/**
 * A lead arrives, checked: kept in every case, texted only when the gate permits.
 * @param requestKey makes the lead's id, so that a repeat after a crash is the same lead
 * @throws BatonError UNKNOWN_PLAYBOOK, BAD_PHONE
 */
export async function arrive(
  core: Core,
  input: Input,
  requestKey: string | null,
): Promise<z.input<typeof LeadCreated>> {
  if (!core.playbooks.has(input.playbook)) {
    throw new BatonError(
      'UNKNOWN_PLAYBOOK',
      `There is no playbook "${input.playbook}". There are: ${[...core.playbooks.keys()].join(', ')}.`,
    );
  }
  const phone = parsePhone(input.phone);
  if (!phone.ok) throw new BatonError('BAD_PHONE', phone.message);
  const known = await idOf(core, phone.e164);
  const leadId = known ?? core.id();
  const nowMs = core.clock.nowMs();
  const lead: Extract<Fact, { type: 'lead.arrived' }>['lead'] = {
    leadId,
    phone: phone.e164,
    name: input.name,
    playbookId: input.playbook,
    channel: 'sms',
    source: input.source,
    demo: core.demo,
  };
  if (input.tz) lead.tz = input.tz;
  if (input.zip) lead.zip = input.zip;
  if (input.state) lead.state = input.state.toUpperCase();
  if (input.email) lead.email = input.email;
  if (input.language) lead.language = input.language;
  if (input.fields) lead.fields = input.fields;
  if (input.dealValue !== undefined) lead.dealValue = input.dealValue;
  // Consent is written first: the opening asks the gate, and the gate reads what is on record.
  if (input.consent)
    await core.saveConsent({ phone: phone.e164, name: input.name, leadId }, input.consent, nowMs);
  void requestKey;
  await core.loop.emit({ type: 'lead.arrived', lead });
  const kept = await idOf(core, phone.e164);
  if (!kept) throw new BatonError('INTERNAL', 'The lead was not kept.');
  return { leadId: kept, joinedExisting: known !== null, next: await next(core, kept, nowMs) };
}

async function idOf(core: Core, phone: string): Promise<string | null> {
  const { rows } = await core.db.query<{ id: string }>({
    name: 'lead-by-phone',
    text: 'select id from baton.leads where phone = $1',
    values: [phone],
  });
  return rows[0]?.id ?? null;
}

/** What happens next, as the gate says now; it is asked again when the text leaves. */
async function next(core: Core, leadId: string, nowMs: number): Promise<z.input<typeof LeadCreated>['next']> {
  const lead = await loadLead(core.db, leadId);
  if (!lead) return { willText: false, reason: 'NOT_FOUND', words: 'The lead was not kept.', untilMs: null };
  const answer = await core.gate.text(
    core.db,
    lead,
    { channel: lead.channel, kind: 'opening', body: '' },
    { stage: 'plan', nowMs },
  );
  if (answer.verdict === 'allow')
    return { willText: true, reason: null, words: 'The first text leaves now.', untilMs: null };
  return {
    willText: answer.verdict === 'defer',
    reason: answer.reason,
    words: answer.words,
    untilMs: answer.untilMs ?? null,
  };
}

/**
 * A text came in. Its id is made from the carrier's, so that a repeat is the same text. A number we do not know is a new
 * lead who wrote first: no opening, their text is answered.
 */
export async function takeText(
  core: Core,
  event: Extract<MessagingEvent, { type: 'text.in' }>,
  fallbackPlaybook: string,
): Promise<void> {
  let leadId = await idOf(core, event.from);
  if (leadId === null) {
    leadId = core.id();
    await core.loop.emit({
      type: 'lead.arrived',
      lead: {
        leadId,
        phone: event.from,
        name: event.from,
        playbookId: fallbackPlaybook,
        channel: event.channel,
        source: `inbound-${event.channel}`,
        demo: core.demo,
        wroteFirst: true,
      },
    });
    leadId = (await idOf(core, event.from)) ?? leadId;
  }
  await core.loop.emit({
    type: 'text.received',
    leadId,
    messageId: `in-${event.providerId}`,
    channel: event.channel,
    body: event.body,
    atMs: core.clock.nowMs(),
  });
}

/** The carrier reports what became of a text. */
export async function takeStatus(
  core: Core,
  event: Extract<MessagingEvent, { type: 'text.status' }>,
): Promise<void> {
  const status = event.status === 'delivered' ? 'delivered' : 'failed';
  const { rows } = await core.db.query<{ id: string; lead_id: string }>({
    name: 'message-status',
    text: `update baton.messages set status = $2, status_words = $3 where (provider_id = $1 or id = $1) and status in ('sending', 'sent') returning id, lead_id`,
    values: [event.providerId, status, event.error ?? null],
  });
  const row = rows[0];
  if (!row) return;
  await core.loop.emit(
    event.status === 'delivered'
      ? { type: 'text.delivered', leadId: row.lead_id, messageId: row.id }
      : { type: 'text.failed', leadId: row.lead_id, messageId: row.id, error: event.error ?? 'undelivered' },
  );
}
