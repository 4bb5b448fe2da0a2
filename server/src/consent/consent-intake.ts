/** The short form of consent for the API, CSV import, the widget and the demo: what they know, made into a full record. */
import { z } from 'zod';
import { ConsentChannel, type ConsentRecord, saysNotCondition, technologiesIn } from './consent-record.ts';
import { sha256 } from './hash-chain.ts';

export const ConsentIntake = z.strictObject({
  seller: z.strictObject({
    legal_name: z.string().min(1),
    seller_id: z.string().min(1),
    dba: z.string().optional(),
  }),
  phone: z.string().regex(/^\+[1-9]\d{6,14}$/, 'write the number as +13055550100'),
  name: z.string().max(200).default(''),
  channels: z.array(ConsentChannel).min(1),
  /** The exact text the person saw. */
  text_shown: z.string().min(1).max(20_000),
  /** When they agreed, ISO 8601 with zone. */
  at: z.iso.datetime({ offset: true }),
  source: z.enum(['own_form', 'partner', 'import', 'inbound_call', 'inbound_sms']),
  purposes: z.array(z.enum(['marketing', 'service'])).default(['marketing', 'service']),
  topics: z.array(z.string()).default([]),
  language: z.string().default('en-US'),
  signature: z.enum(['esign_click', 'keyword_reply', 'voice_recorded', 'wet']).default('esign_click'),
  /** The button's label, the typed name or the keyword. */
  signed_with: z.string().min(1).default('submit'),
  checkbox: z.strictObject({ prechecked: z.boolean() }).optional(),
  phone_in_form: z.boolean().default(true),
  page_url: z.string().optional(),
  ip: z.string().optional(),
  user_agent: z.string().optional(),
  device_tz: z.string().optional(),
  form_id: z.string().optional(),
  form_version: z.string().optional(),
  evidence_ref: z.string().optional(),
  certificate_ref: z.string().optional(),
  partner_id: z.string().optional(),
  partner_contract_ref: z.string().optional(),
  expires_at: z.iso.datetime({ offset: true }).optional(),
  /** When the person typed back a code that was sent to this number. */
  verified_at: z.iso.datetime({ offset: true }).optional(),
});
export type ConsentIntake = z.infer<typeof ConsentIntake>;
/** What a sender may leave out. */
export type ConsentIntakeInput = z.input<typeof ConsentIntake>;

/**
 * The full record of a short form. The technologies are those the text really mentions, never what the sender claims. Ids are
 * arguments. Validate the result with `validateConsent` before it is written.
 */
export function recordFromIntake(
  intake: ConsentIntake,
  ids: { consentId: string; personId: string },
): ConsentRecord {
  return {
    consent_id: ids.consentId,
    schema_version: 3,
    seller: intake.seller,
    person: { name_as_entered: intake.name, person_id: ids.personId },
    phone_e164: intake.phone,
    phone_verified:
      intake.verified_at === undefined
        ? { method: 'none', at: null }
        : { method: 'sms_otp', at: intake.verified_at },
    channels: intake.channels,
    technologies_disclosed: technologiesIn(intake.text_shown),
    purposes: intake.purposes,
    topics: intake.topics,
    basis: 'express',
    disclosure: {
      text_shown: intake.text_shown,
      text_sha256: sha256(intake.text_shown),
      language: intake.language,
      checkbox:
        intake.checkbox === undefined
          ? { present: false, prechecked: false, checked_at: null }
          : { present: true, prechecked: intake.checkbox.prechecked, checked_at: intake.at },
      not_condition_of_purchase_stated: saysNotCondition(intake.text_shown),
    },
    signature: { type: intake.signature, value: intake.signed_with },
    capture: {
      at: intake.at,
      phone_in_form: intake.phone_in_form,
      ...(intake.device_tz === undefined ? {} : { tz_of_device: intake.device_tz }),
      ...(intake.ip === undefined ? {} : { ip: intake.ip }),
      ...(intake.user_agent === undefined ? {} : { user_agent: intake.user_agent }),
      ...(intake.page_url === undefined ? {} : { page_url: intake.page_url }),
      ...(intake.form_id === undefined ? {} : { form_id: intake.form_id }),
      ...(intake.form_version === undefined ? {} : { form_version: intake.form_version }),
      session_replay_ref: intake.certificate_ref ?? null,
    },
    source: {
      kind: intake.source,
      partner_id: intake.partner_id ?? null,
      partner_contract_ref: intake.partner_contract_ref ?? null,
      evidence_ref: intake.evidence_ref ?? null,
      chain: [],
    },
    expires_at: intake.expires_at ?? null,
  };
}

/** The wording offered to tenants (section 2.3), to be edited with counsel. */
export function consentWording(fill: {
  seller: string;
  button: string;
  topic: string;
  optOutUrl: string;
}): string {
  return (
    `By checking this box and clicking "${fill.button}" I sign electronically and agree that ${fill.seller} may call and text me ` +
    `at the number above about ${fill.topic}, including marketing, using automated technology, an AI-generated (artificial) ` +
    'voice, prerecorded messages and AI-written texts. I am not required to agree as a condition of buying anything. ' +
    'Msg frequency varies, msg and data rates may apply. Reply STOP to opt out, HELP for help. I can also opt out by saying so ' +
    `on any call or at ${fill.optOutUrl}.`
  );
}
