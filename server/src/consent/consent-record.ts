/**
 * The consent record (section 2.2): write once, never updated; a correction is a new record. Validated at write, with its
 * rejections; what the gate reads of it is `consentFacts`.
 */
import { z } from 'zod';
import { canonicalJson, sha256 } from './hash-chain.ts';
import type { ConsentFacts } from './types.ts';

const text = z.string().trim().min(1).max(20_000);
const short = z.string().trim().min(1).max(500);
const instant = z.iso.datetime({ offset: true });
const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'write the number as +13055550100');

export const ConsentChannel = z.enum(['sms', 'voice_ai', 'voice_live', 'voicemail_ai', 'email', 'webchat']);
export const ConsentTechnology = z.enum([
  'autodialer',
  'artificial_voice',
  'prerecorded',
  'ai_generated_voice',
  'ai_written_text',
]);

export const ConsentRecord = z.strictObject({
  consent_id: z.uuid(),
  schema_version: z.literal(3),
  seller: z.strictObject({
    legal_name: short,
    registered_name_state: z.string().max(50).optional(),
    dba: short.optional(),
    seller_id: short,
  }),
  person: z.strictObject({ name_as_entered: z.string().max(200), person_id: short }),
  phone_e164: e164,
  phone_verified: z.strictObject({ method: z.enum(['sms_otp', 'callback', 'none']), at: instant.nullable() }),
  channels: z.array(ConsentChannel).min(1),
  technologies_disclosed: z.array(ConsentTechnology),
  purposes: z.array(z.enum(['marketing', 'service'])).min(1),
  topics: z.array(short).default([]),
  /** Soft opt-in (UK) and implied consent (CASL) are kept but never enough for an AI voice. */
  basis: z
    .enum(['express', 'soft_opt_in', 'casl_implied_purchase', 'casl_implied_inquiry'])
    .default('express'),
  disclosure: z.strictObject({
    text_shown: text,
    text_sha256: z.string().regex(/^[0-9a-f]{64}$/),
    language: short,
    position: z.string().max(500).optional(),
    checkbox: z.strictObject({
      present: z.boolean(),
      prechecked: z.boolean(),
      checked_at: instant.nullable(),
    }),
    not_condition_of_purchase_stated: z.boolean(),
    frequency_stated: z.string().max(200).nullable().optional(),
    rates_stated: z.boolean().optional(),
    help_stop_stated: z.boolean().optional(),
    terms_url: z.url().optional(),
    privacy_url: z.url().optional(),
    terms_version: z.string().max(100).optional(),
  }),
  signature: z.strictObject({
    type: z.enum(['esign_click', 'keyword_reply', 'voice_recorded', 'wet']),
    value: short,
    esign_disclosure_version: z.string().max(100).optional(),
  }),
  capture: z.strictObject({
    at: instant,
    tz_of_device: z.string().max(100).optional(),
    ip: z.string().max(64).optional(),
    user_agent: z.string().max(1000).optional(),
    page_url: z.string().max(2000).optional(),
    referrer: z.string().max(2000).optional(),
    form_id: z.string().max(200).optional(),
    form_version: z.string().max(100).optional(),
    /** The number was entered in the same form that showed the text. */
    phone_in_form: z.boolean(),
    session_replay_ref: z.string().max(500).nullable().optional(),
    screenshot_sha256: z.string().max(64).nullable().optional(),
    html_snapshot_ref: z.string().max(500).nullable().optional(),
    utm: z.record(z.string(), z.string()).optional(),
    geo_from_ip: z.strictObject({ country: z.string(), region: z.string().optional() }).optional(),
  }),
  source: z.strictObject({
    kind: z.enum(['own_form', 'partner', 'import', 'inbound_call', 'inbound_sms']),
    partner_id: z.string().nullable().optional(),
    partner_contract_ref: z.string().nullable().optional(),
    /** Where this one person's evidence lies; demanded of imports. */
    evidence_ref: z.string().max(500).nullable().optional(),
    chain: z.array(z.string()).default([]),
  }),
  expires_at: instant.nullable().default(null),
});
export type ConsentRecord = z.infer<typeof ConsentRecord>;

export interface ConsentProblem {
  path: string;
  code: string;
  problem: string;
  mend: string;
}

export type ConsentCheck =
  | { ok: true; record: ConsentRecord; warnings: ConsentProblem[] }
  | { ok: false; problems: ConsentProblem[] };

const plain = (value: string) =>
  value
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Words by which a text shown discloses a technology. */
const TECHNOLOGY_WORDS: Record<z.infer<typeof ConsentTechnology>, RegExp> = {
  autodialer:
    /\bauto(matic|mated|matically)?[- ]?(dial|tele|tech|text|call|system|message)|\bautomated\b|\bautodial/i,
  artificial_voice: /\bartificial\b/i,
  prerecorded: /\bpre-?recorded\b/i,
  ai_generated_voice: /\b(ai|artificial intelligence)[- ]generated\b|\bai voice\b/i,
  ai_written_text:
    /\b(ai|artificial intelligence)[- ](written|generated|powered)\b.{0,40}\b(text|message)|\btexts? written by (an )?ai\b|\bai texts?\b|\bai-written\b/i,
};

/** The technologies a text really mentions. */
export function technologiesIn(shown: string): z.infer<typeof ConsentTechnology>[] {
  return ConsentTechnology.options.filter((name) => TECHNOLOGY_WORDS[name].test(shown));
}

/** Whether a text says that consent is not a condition of buying. */
export function saysNotCondition(shown: string): boolean {
  return /\bnot\b.{0,40}\b(condition|required|requirement|necessary|obliged)\b|\b(without|no need to) (agreeing|consent)/i.test(
    shown,
  );
}

type Note = (path: string, code: string, problem: string, mend: string) => void;

function checkText(record: ConsentRecord, note: Note): void {
  const { disclosure, seller } = record;
  const shown = plain(disclosure.text_shown);
  if (!shown.includes(plain(seller.legal_name))) {
    note(
      'disclosure.text_shown',
      'SELLER_MISSING',
      'the text shown does not name the seller',
      'Show the legal name of the seller.',
    );
  }
  const mentioned = technologiesIn(disclosure.text_shown);
  for (const technology of record.technologies_disclosed) {
    if (mentioned.includes(technology)) continue;
    const words = technology.replaceAll('_', ' ');
    note(
      'technologies_disclosed',
      'TECHNOLOGY_MISSING',
      `the text shown does not mention ${words}`,
      `Name ${words} in the text or remove it.`,
    );
  }
  const automated = record.channels.some((c) => c === 'sms' || c === 'voice_ai' || c === 'voicemail_ai');
  if (automated && record.technologies_disclosed.length === 0) {
    note(
      'technologies_disclosed',
      'TECHNOLOGY_MISSING',
      'no technology was disclosed',
      'Say that texts and calls are automated and AI-generated.',
    );
  }
  if (
    record.purposes.includes('marketing') &&
    !(disclosure.not_condition_of_purchase_stated && saysNotCondition(disclosure.text_shown))
  ) {
    note(
      'disclosure',
      'CONDITION_MISSING',
      'the text does not say that consent is not a condition of purchase',
      'Add that sentence.',
    );
  }
  if (sha256(disclosure.text_shown) !== disclosure.text_sha256) {
    note(
      'disclosure.text_sha256',
      'HASH_MISMATCH',
      'the hash is not that of the text shown',
      'Send the SHA-256 of the exact text.',
    );
  }
}

function checkCapture(record: ConsentRecord, nowMs: number, note: Note): void {
  const { capture, disclosure, source, signature } = record;
  if (disclosure.checkbox.prechecked) {
    note(
      'disclosure.checkbox',
      'PRECHECKED',
      'the box was ticked beforehand',
      'Consent by a pre-ticked box is void; ask again.',
    );
  }
  const web = source.kind === 'own_form' || source.kind === 'partner';
  if (web && !capture.phone_in_form) {
    note(
      'capture.phone_in_form',
      'PHONE_ELSEWHERE',
      'the number was not entered in the same form',
      'Ask for the number beside the text.',
    );
  }
  if (Date.parse(capture.at) > nowMs) {
    note('capture.at', 'FUTURE', 'the capture time is in the future', 'Correct the clock of the sender.');
  }
  const perPerson = source.evidence_ref ?? capture.session_replay_ref ?? capture.html_snapshot_ref ?? null;
  if (source.kind === 'import' && (perPerson === null || perPerson === '')) {
    note(
      'source.evidence_ref',
      'NO_EVIDENCE',
      'an import without evidence for this person',
      'Name the evidence of each person in its row.',
    );
  }
  if (source.kind === 'partner' && (!capture.session_replay_ref || !source.partner_contract_ref)) {
    note(
      'capture.session_replay_ref',
      'NO_CERTIFICATE',
      'a bought lead without certificate or contract',
      'Give certificate and contract.',
    );
  }
  if (
    signature.type === 'esign_click' &&
    web &&
    disclosure.checkbox.present &&
    disclosure.checkbox.checked_at === null
  ) {
    note(
      'disclosure.checkbox.checked_at',
      'UNCHECKED',
      'the box was not ticked',
      'Record when the person ticked it.',
    );
  }
}

/**
 * Checks a record at write time. `nowMs` is the server's clock. Rejections follow section 2.2; a verbal consent is accepted with
 * the warning that it is not sufficient for marketing (CON-05).
 */
export function validateConsent(raw: unknown, nowMs: number): ConsentCheck {
  const read = ConsentRecord.safeParse(raw);
  if (!read.success) {
    const problems = read.error.issues.map((issue) => {
      const path = issue.path.map(String).join('.') || '(record)';
      return { path, code: 'SHAPE', problem: issue.message, mend: `Correct ${path}.` };
    });
    return { ok: false, problems };
  }
  const problems: ConsentProblem[] = [];
  const note: Note = (path, code, problem, mend) => problems.push({ path, code, problem, mend });
  // Words of a call are evidence of what was said, not a form; only its time and evidence are checked.
  if (read.data.signature.type !== 'voice_recorded' && read.data.source.kind !== 'inbound_sms')
    checkText(read.data, note);
  checkCapture(read.data, nowMs, note);
  if (problems.length > 0) return { ok: false, problems };
  const warnings: ConsentProblem[] = [];
  if (consentType(read.data) !== 'PEWC') {
    const problem = 'this consent is not a signed writing';
    const mend = 'Ask for consent by the form before marketing by text or AI voice.';
    warnings.push({ path: 'signature.type', code: 'NOT_WRITTEN', problem, mend });
  }
  return { ok: true, record: read.data, warnings };
}

/** How strong a record is (CON-02, CON-03, CON-05; UK and Canada: section 12). */
export function consentType(record: ConsentRecord): ConsentFacts['type'] {
  if (record.basis !== 'express') return 'SOFT';
  if (record.signature.type === 'voice_recorded') return 'PEC';
  const full =
    saysNotCondition(record.disclosure.text_shown) && technologiesIn(record.disclosure.text_shown).length > 0;
  if (full && plain(record.disclosure.text_shown).includes(plain(record.seller.legal_name))) return 'PEWC';
  return record.source.kind === 'inbound_sms' ? 'INBOUND' : 'PEC';
}

function monthsLater(iso: string, months: number): number {
  const date = new Date(iso);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.getTime();
}

/** What the gate reads. `change` carries what happened since: revoked, mismatch, last relied on. */
export function consentFacts(
  record: ConsentRecord,
  change: { status?: ConsentFacts['status']; lastReliedOnAtMs?: number | null } = {},
): ConsentFacts {
  const ends = [record.expires_at === null ? null : Date.parse(record.expires_at)];
  // CASL: implied consent lasts two years after a purchase, six months after an inquiry (CA-08).
  if (record.basis === 'casl_implied_purchase') ends.push(monthsLater(record.capture.at, 24));
  if (record.basis === 'casl_implied_inquiry') ends.push(monthsLater(record.capture.at, 6));
  const known = ends.filter((end): end is number => end !== null);
  return {
    consentId: record.consent_id,
    sellerId: record.seller.seller_id,
    sellerLegalName: record.seller.legal_name,
    phone: record.phone_e164,
    type: consentType(record),
    channels: record.channels,
    technologies: record.technologies_disclosed,
    purposes: record.purposes,
    topics: record.topics,
    atMs: Date.parse(record.capture.at),
    status: change.status ?? 'active',
    expiresAtMs: known.length === 0 ? null : Math.min(...known),
    lastReliedOnAtMs: change.lastReliedOnAtMs ?? null,
  };
}

/** Digest of a record for the hash chain. */
export function consentDigest(record: ConsentRecord): string {
  return sha256(canonicalJson(record));
}
