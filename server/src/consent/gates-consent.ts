/** G06 to G10: on what footing may we contact this person at all. */

import { localTime } from './clock.ts';
import { type AiVoiceRow, rowOn, rowsFor } from './compile.ts';
import { allow, type Case, type ConsentBasis, deny } from './gate.ts';
import { areaCodeOf } from './location.ts';
import type { ConsentFacts, GateAnswer, PermitInput, ReasonCode, TenantFacts } from './types.ts';
import { listed, placeName, who } from './words.ts';

/** The channel name a consent record must carry for this attempt. */
export function consentChannel(input: PermitInput): string {
  const { channel, technology, voicemail } = input.attempt;
  if (channel !== 'voice') return channel;
  if (technology === 'live') return 'voice_live';
  return voicemail === true ? 'voicemail_ai' : 'voice_ai';
}

/** Technology words the record must have disclosed: any of the inner lists' members satisfies that list. */
function technologiesNeeded(input: PermitInput): readonly (readonly string[])[] {
  const { channel, technology } = input.attempt;
  if (technology === 'live') return [];
  if (channel === 'voice') {
    return technology === 'ai'
      ? [['artificial_voice'], ['ai_generated_voice']]
      : [['artificial_voice', 'prerecorded']];
  }
  return channel === 'sms' ? [['ai_written_text', 'autodialer']] : [];
}

interface Refusal {
  reason: ReasonCode;
  ruleId: string;
  because: string;
}

/** "Acme Insurance, LLC" and "ACME Insurance LLC." are one company; a name put right voids no consent. */
const companyOf = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/**
 * The seller a record names, when it is another than the one whose agents would talk to them: consent is given to one seller and is
 * not handed on with a campaign or a company (CON-04, CON-09, XFER-01). Null when it is the same, or nobody says.
 */
function otherSeller(record: ConsentFacts, tenant: TenantFacts): string | null {
  const { sellerLegalName: named } = record;
  if (named === undefined || tenant.sellerLegalName === undefined) return null;
  return companyOf(named) === companyOf(tenant.sellerLegalName) ? null : named;
}

/** Why one record does not carry the attempt, or null when it does. */
export function refusalOf(record: ConsentFacts, c: Case): Refusal | null {
  const { input } = c;
  const { attempt, nowMs, rules } = input;
  if (record.status === 'revoked') {
    return { reason: 'CONSENT_REVOKED', ruleId: 'REV-01', because: `${who(input)} withdrew consent.` };
  }
  if (record.status === 'number_mismatch') {
    return { reason: 'CONSENT_REVOKED', ruleId: 'CON-09', because: 'the number belongs to somebody else.' };
  }
  if (record.atMs > nowMs) {
    return { reason: 'NO_CONSENT', ruleId: 'CON-02', because: 'the consent on file is dated in the future.' };
  }
  const other = otherSeller(record, input.tenant);
  if (other !== null) {
    const because = `the consent on file names ${other}, not ${input.tenant.sellerLegalName}; ask for a new one.`;
    return { reason: 'CONSENT_SCOPE', ruleId: 'XFER-01', because };
  }
  const last = Math.max(record.atMs, record.lastReliedOnAtMs ?? 0, input.lead.lastInboundAtMs ?? 0);
  const expires = Math.min(
    record.expiresAtMs ?? Number.POSITIVE_INFINITY,
    last + rules.limits.consentMaxAgeMs,
  );
  if (nowMs >= expires) {
    return { reason: 'CONSENT_EXPIRED', ruleId: 'CONSENT', because: 'the consent on file has expired.' };
  }
  const scope = (because: string, ruleId: string): Refusal => ({ reason: 'CONSENT_SCOPE', ruleId, because });
  const channel = consentChannel(input);
  if (!record.channels.includes(channel))
    return scope(`the consent on file does not cover ${channelWords(channel)}.`, 'CON-02');
  if (!record.purposes.includes(attempt.purpose))
    return scope(`the consent on file does not cover ${attempt.purpose}.`, 'CON-03');
  for (const any of technologiesNeeded(input)) {
    if (!any.some((word) => record.technologies.includes(word))) {
      const ruleId = attempt.channel === 'voice' ? 'CON-01' : 'CON-08';
      return scope(`the consent on file does not mention ${any.join(' or ').replaceAll('_', ' ')}.`, ruleId);
    }
  }
  if (attempt.topic !== undefined && record.topics !== undefined && record.topics.length > 0) {
    if (!record.topics.includes(attempt.topic))
      return scope('the consent on file is about another subject.', 'SMS-02');
  }
  return typeRefusal(record, c);
}

/** Whether the kind of consent is strong enough for this attempt in every place the person may be. */
function typeRefusal(record: ConsentFacts, c: Case): Refusal | null {
  const { attempt, rules } = c.input;
  if (record.type === 'PEWC') return null;
  const scope = (because: string, ruleId: string): Refusal => ({ reason: 'CONSENT_SCOPE', ruleId, because });
  const strict = c.places.find((place) => rules.pewcPlaces.has(place));
  if (strict !== undefined) {
    return scope(`${placeName(rules, strict)} asks for a signed written consent.`, 'CON-10');
  }
  if (attempt.purpose === 'service' && record.type === 'PEC') return null;
  if (c.aiVoice)
    return scope('an AI voice needs a signed written consent.', record.type === 'SOFT' ? 'UK-01' : 'CON-02');
  if (attempt.channel === 'sms' && attempt.technology !== 'live') {
    return scope('marketing texts need a signed written consent.', 'CON-05');
  }
  if (attempt.channel === 'sms' && record.type !== 'PEC')
    return scope('texts need an express consent.', 'CON-05');
  return null;
}

function channelWords(channel: string): string {
  const words: Record<string, string> = {
    sms: 'texts',
    voice_ai: 'calls with an AI voice',
    voice_live: 'calls by a person',
    voicemail_ai: 'AI voicemails',
    webchat: 'chat',
  };
  return words[channel] ?? channel;
}

const ORDER: readonly ReasonCode[] = ['CONSENT_REVOKED', 'CONSENT_EXPIRED', 'CONSENT_SCOPE', 'NO_CONSENT'];

/** Finds the record the attempt relies on, preferring written consent; otherwise the nearest refusal. */
export function consentBasis(c: Case): { basis: ConsentBasis; refusal: Refusal | null } {
  const { consents, tenant, lead } = c.input;
  let refusal: Refusal | null = null;
  let basis: ConsentBasis | null = null;
  for (const record of consents) {
    if (record.sellerId !== tenant.sellerId) continue;
    if (record.phone !== lead.phone && c.input.attempt.channel !== 'webchat') continue;
    const why = refusalOf(record, c);
    if (why === null) {
      if (basis === null || record.type === 'PEWC')
        basis = { kind: record.type, consentId: record.consentId };
    } else if (refusal === null || ORDER.indexOf(why.reason) < ORDER.indexOf(refusal.reason)) {
      refusal = why;
    }
  }
  if (basis !== null) return { basis, refusal: null };
  return { basis: { kind: 'none' }, refusal };
}

export function g06Consent(c: Case): GateAnswer {
  const { attempt, tenant } = c.input;
  if (attempt.channel === 'webchat') return allow('G06', 'the person opened the chat');
  if (attempt.kind === 'confirmation') return allow('G06', 'confirms what the person asked', 'REV-05');
  if (attempt.kind === 'help' && c.reply) return allow('G06', 'HELP is answered without opt-in', 'SMS-06');
  if (attempt.kind === 'code') return allow('G06', 'a code that was asked for on our own form', 'CODE');
  const { basis, refusal } = consentBasis(c);
  if (basis.kind !== 'none') return allow('G06', `consent ${basis.consentId} (${basis.kind})`, 'CON-02');
  const revoked = refusal?.reason === 'CONSENT_REVOKED';
  // The person's own message is consent to its answer, and their own request to the call they asked for by a person.
  if (!revoked && c.reply && attempt.channel === 'sms')
    return allow('G06', 'answers the person’s own message', 'REPLY');
  if (!revoked && c.requested && attempt.technology === 'live')
    return allow('G06', 'the person asked for this call', 'QH-03');
  if (refusal !== null) return deny(c, 'G06', refusal.reason, refusal.ruleId, refusal.because);
  return deny(
    c,
    'G06',
    'NO_CONSENT',
    'CON-02',
    `there is no consent from ${who(c.input)} for ${tenant.sellerName}.`,
  );
}

/** Whether the person reached us from this number lately enough to know it is still theirs. */
function recentInbound(c: Case, withinMs: number): boolean {
  const { lead, nowMs, attempt } = c.input;
  if (attempt.directReply !== undefined) return true;
  const seen = Math.max(lead.lastInboundAtMs ?? 0, lead.phoneVerifiedAtMs ?? 0);
  return seen > 0 && nowMs - seen <= withinMs;
}

export function g07Reassigned(c: Case): GateAnswer {
  const { attempt, lead, nowMs, tenant, consents, rules } = c.input;
  const { rndRecheckMs, rndNoDataInboundMs } = rules.limits;
  if (attempt.channel === 'webchat') return allow('G07', 'no number is used');
  const check = lead.reassigned;
  const consented = Math.max(0, ...consents.filter((r) => r.sellerId === tenant.sellerId).map((r) => r.atMs));
  if (check?.answer === 'yes' && check.atMs >= consented) {
    return deny(
      c,
      'G07',
      'RND_REASSIGNED',
      'RND-01',
      'the number was given to somebody else after the consent.',
    );
  }
  if (c.reply) return allow('G07', 'answers a message from this number', 'REPLY');
  if (attempt.kind === 'code') return allow('G07', 'the code itself tells whose number it is', 'CODE');
  if (tenant.demo === true) return allow('G07', 'virtual handset, cannot be reassigned');
  if (recentInbound(c, rndRecheckMs))
    return allow('G07', 'the person was reached at this number within 30 days', 'RND-02');
  if (check === undefined || nowMs - check.atMs > rndRecheckMs) {
    return deny(
      c,
      'G07',
      'RND_STALE',
      'RND-02',
      'the number was not checked for a new owner within 30 days.',
    );
  }
  if (check.answer === 'no-data' && !recentInbound(c, rndNoDataInboundMs)) {
    return deny(
      c,
      'G07',
      'RND_STALE',
      'RND-01',
      'it cannot be told whether the number still belongs to this person.',
    );
  }
  return allow('G07', 'checked, same owner', 'RND-02');
}

/** Instant some calendar months after another (months clamp to their last day). */
function monthsAfter(ms: number, months: number): number {
  const date = new Date(ms);
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  return target.getTime() + (Math.min(date.getUTCDate(), last) - 1) * 86_400_000 + (ms % 86_400_000);
}

/** Established business relationship: DNC exemption only, and never for AI voice or automated texts (DNC-04). */
export function hasRelationship(c: Case): boolean {
  const { lead, nowMs, rules } = c.input;
  const relation = lead.relationship;
  if (relation === undefined || relation.evidenceRef === '') return false;
  const months =
    relation.kind === 'purchase' ? rules.limits.ebrPurchaseMonths : rules.limits.ebrInquiryMonths;
  return relation.atMs <= nowMs && nowMs < monthsAfter(relation.atMs, months);
}

export function g08DoNotCall(c: Case): GateAnswer {
  const { attempt, lead, tenant, nowMs, rules } = c.input;
  if (attempt.channel === 'webchat') return allow('G08', 'no number is used');
  if (attempt.kind === 'confirmation' || attempt.kind === 'help' || attempt.kind === 'code')
    return allow('G08', 'not a solicitation');
  if (c.consent.kind === 'PEWC') return allow('G08', 'written consent naming seller and number', 'DNC-01');
  if (c.reply) return allow('G08', 'answers the person’s own message', 'REPLY');
  if (c.requested) return allow('G08', 'the person asked for this call', 'QH-03');
  if (
    tenant.allowEbr === true &&
    attempt.technology === 'live' &&
    attempt.channel === 'voice' &&
    hasRelationship(c)
  ) {
    return allow('G08', 'established business relationship', 'DNC-04');
  }
  const listedOn = lead.dncListed?.[0];
  if (listedOn === 'national') {
    return deny(c, 'G08', 'NATIONAL_DNC', 'DNC-01', 'the number is on the national do-not-call registry.');
  }
  if (listedOn !== undefined) {
    return deny(
      c,
      'G08',
      'STATE_DNC',
      'DNC-06',
      `the number is on the do-not-call list of ${placeName(rules, listedOn)}.`,
    );
  }
  const abroad = c.places.some((p) => p.startsWith('CA-'))
    ? 'CA'
    : c.places.includes('GB')
      ? 'GB'
      : 'national';
  const copy = tenant.dncLists.find((list) => list.list === abroad);
  const area = areaCodeOf(lead.phone);
  const covered =
    copy !== undefined && (copy.areaCodes === 'all' || (area !== null && copy.areaCodes.includes(area)));
  if (
    copy === undefined ||
    !covered ||
    nowMs - copy.copyAtMs > rules.limits.dncMaxAgeMs ||
    copy.copyAtMs > nowMs
  ) {
    return deny(
      c,
      'G08',
      'DNC_STALE',
      'DNC-02',
      'there is no do-not-call list for this area code younger than 30 days.',
    );
  }
  return allow('G08', 'on no do-not-call list', 'DNC-02');
}

export function g09Registration(c: Case): GateAnswer {
  const { attempt, tenant, rules } = c.input;
  if (attempt.purpose !== 'marketing' || attempt.channel === 'webchat')
    return allow('G09', 'not marketing by phone');
  if (attempt.kind === 'confirmation' || attempt.kind === 'help' || attempt.kind === 'code' || c.reply)
    return allow('G09', 'not a solicitation');
  for (const row of rules.tables.registration.rows) {
    const applies = c.places.some(
      (p) => p === row.place || (row.place.length === 2 && p.startsWith(`${row.place}-`)),
    );
    if (!applies || tenant.registrations.includes(row.place)) continue;
    if (attempt.channel === 'sms' && row.exempt_text_with !== undefined && c.consent.kind === 'PEWC')
      continue;
    return deny(
      c,
      'G09',
      'REGISTRATION',
      'G09',
      `${placeName(rules, row.place)} asks for ${row.what}, and none is on file.`,
    );
  }
  return allow('G09', 'no registration missing');
}

/** Whether one state's announcing-device policy lets the artificial voice through. */
function aiVoiceAllowed(row: AiVoiceRow, place: string, c: Case): boolean {
  const { attempt, tenant } = c.input;
  const written = c.consent.kind === 'PEWC' || (attempt.purpose === 'service' && c.consent.kind === 'PEC');
  const intro = attempt.liveIntro === true;
  const counsel = row.exemptionNeedsCounsel && tenant.aiVoiceExemptions?.includes(place) === true;
  switch (row.policy) {
    case 'PEWC':
      return written;
    case 'NOT_UNSOLICITED':
      return c.consent.kind === 'PEWC';
    case 'LIVE_INTRO':
      return written && (intro || counsel || (row.ebrExempts && hasRelationship(c)));
    case 'PEWC_OR_LIVE_INTRO':
    case 'PEWC_OR_EBR':
      return written;
    case 'EBR_ONLY':
      return written && hasRelationship(c);
  }
}

export function g10AiVoice(c: Case): GateAnswer {
  const { rules, nowMs } = c.input;
  if (!c.aiVoice) return allow('G10', 'no artificial voice');
  const barred = c.candidates.filter(({ place, clock }) => {
    const row = rowOn(rowsFor(rules.aiVoice, place), localTime(clock, nowMs).day);
    return row === undefined || !aiVoiceAllowed(row, place, c);
  });
  if (barred.length === 0) return allow('G10', 'artificial voice allowed in every candidate place', 'AIV-01');
  const names = listed([...new Set(barred.map(({ place }) => placeName(rules, place)))]);
  return deny(
    c,
    'G10',
    'AI_VOICE_STATE',
    'CON-01',
    `an AI voice may not open a call in ${names} on this footing; let a person open it, or text.`,
  );
}
