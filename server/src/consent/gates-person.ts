/** G01 to G05: is the switch on, is the number one, do we know the place, did the person say no, is anybody threatening. */
import { allow, type Case, deny } from './gate.ts';
import { areaCodeOf } from './location.ts';
import type { GateAnswer, Suppression } from './types.ts';
import { listed, placeName, who } from './words.ts';

/** Kill switches: installation, tenant, campaign, sender. */
export function g01KillSwitch(c: Case): GateAnswer {
  const { tenant, attempt } = c.input;
  const kill = tenant.kill;
  if (kill?.global === true)
    return deny(c, 'G01', 'KILL_SWITCH', 'G01', 'all outreach is paused for this installation.');
  if (kill?.tenant === true)
    return deny(c, 'G01', 'KILL_SWITCH', 'G01', `all outreach of ${tenant.sellerName} is paused.`);
  if (attempt.campaignId !== undefined && kill?.campaigns?.includes(attempt.campaignId) === true) {
    return deny(c, 'G01', 'KILL_SWITCH', 'G01', 'this campaign is paused.');
  }
  if (attempt.callerId !== undefined && kill?.senders?.includes(attempt.callerId) === true) {
    return deny(c, 'G01', 'KILL_SWITCH', 'G01', 'the number it would be sent from is paused.');
  }
  return allow('G01', 'nothing is paused');
}

/** Why a number cannot be contacted, or null. E.164; emergency, premium and unsupported ranges are refused. */
export function badNumber(c: Case, phone: string): string | null {
  const { rules } = c.input;
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) return 'the number is not a valid international number.';
  const area = areaCodeOf(phone);
  if (phone.startsWith('+1')) {
    if (area === null || !/^\+1[2-9]\d{2}[2-9]\d{6}$/.test(phone))
      return 'the number is not a valid North American number.';
    if (/^\+1(\d11|\d{3}[2-9]11)/.test(phone)) return 'the number is a service or emergency number.';
    if (rules.premiumCodes.has(area) || phone.slice(5, 8) === '976')
      return 'the number is a premium-rate number.';
    if (rules.areaCodes.has(area) || rules.nowhereCodes.has(area)) return null;
    return `area code ${area} belongs to no supported country.`;
  }
  const digits = phone.slice(1);
  const country = [3, 2, 1]
    .map((n) => digits.slice(0, n))
    .find((code) => rules.tables.places.countries[code] !== undefined);
  if (country === undefined) return 'the number belongs to no supported country.';
  const national = digits.slice(country.length);
  if (/^(9|87|118|112|999)/.test(national) && country === '44')
    return 'the number is a premium-rate or service number.';
  if (/^(900|190|112|899)/.test(national)) return 'the number is a premium-rate or service number.';
  return null;
}

export function g02Number(c: Case): GateAnswer {
  const { attempt, lead } = c.input;
  if (attempt.channel === 'webchat') return allow('G02', 'web chat needs no number');
  if (lead.phone === undefined)
    return deny(c, 'G02', 'BAD_NUMBER', 'G02', `there is no number for ${who(c.input)}.`);
  const bad = badNumber(c, lead.phone);
  return bad === null ? allow('G02', 'valid number') : deny(c, 'G02', 'BAD_NUMBER', 'G02', bad);
}

function isEnabled(enabled: readonly string[], place: string): boolean {
  return (
    enabled.includes(place) ||
    enabled.includes(place.slice(0, 2)) ||
    (place === 'UNKNOWN' && enabled.includes('US'))
  );
}

export function g03Jurisdiction(c: Case): GateAnswer {
  const { attempt, tenant, rules } = c.input;
  if (attempt.channel === 'webchat' && c.reply) return allow('G03', 'the person opened the chat');
  if (c.candidates.length === 0) {
    return deny(c, 'G03', 'JURISDICTION_UNKNOWN', 'TZ-01', `it is not known where ${who(c.input)} is.`);
  }
  const off = c.places.filter((place) => !isEnabled(tenant.enabled, place));
  if (off.length === 0) return allow('G03', `may be in ${c.places.join(', ')}`);
  const names = listed(off.map((place) => placeName(rules, place)));
  return deny(
    c,
    'G03',
    'JURISDICTION_DISABLED',
    'G03',
    `${who(c.input)} may be in ${names}, which is not switched on.`,
  );
}

function coversPurpose(entry: Suppression, c: Case): boolean {
  return entry.purposes.includes('all') || entry.purposes.includes(c.input.attempt.purpose);
}

/** The entries that forbid this attempt now. An entry counts from its receipt; only a fresh consent lifts it. */
export function suppressing(c: Case): Suppression[] {
  const { suppressions, tenant, nowMs } = c.input;
  return suppressions.filter(
    (entry) =>
      (entry.sellerId === '*' || entry.sellerId === tenant.sellerId) &&
      (entry.liftedAtMs === undefined || entry.liftedAtMs === null || entry.liftedAtMs > nowMs) &&
      entry.channels.some((channel) => c.uses.includes(channel)) &&
      coversPurpose(entry, c),
  );
}

/** G04. A confirmation may follow an opt-out once within its window (REV-05); HELP is always answered (SMS-06). */
export function g04Suppression(c: Case): GateAnswer {
  const { attempt, nowMs, rules } = c.input;
  const found = suppressing(c);
  if (attempt.kind === 'confirmation') {
    const confirms = attempt.confirms;
    if (confirms === undefined)
      return deny(c, 'G04', 'BAD_INPUT', 'REV-05', 'a confirmation must name what it confirms.');
    if (confirms.providerConfirms)
      return deny(c, 'G04', 'SUPPRESSED', 'REV-05', 'the carrier confirms the opt-out itself.');
    if (confirms.alreadySent >= rules.limits.confirmMax) {
      return deny(c, 'G04', 'SUPPRESSED', 'REV-05', 'the opt-out was confirmed already.');
    }
    const age = nowMs - confirms.atMs;
    if (age < 0 || age > rules.limits.confirmWindowMs) {
      return deny(
        c,
        'G04',
        'SUPPRESSED',
        'REV-05',
        'more than 5 minutes have passed since the opt-out, so it is not confirmed.',
      );
    }
    return allow('G04', 'the one confirmation of an opt-out', 'REV-05');
  }
  const first = found[0];
  if (first === undefined) return allow('G04', 'not on the do-not-contact list');
  if (attempt.kind === 'help' && c.reply && first.sellerId !== '*')
    return allow('G04', 'HELP is always answered', 'SMS-06');
  // The person came back by opening a web chat of their own after opting out: answering there is not outreach.
  const inboundAt = attempt.directReply === undefined ? 0 : nowMs - attempt.directReply.msSinceInbound;
  if (attempt.channel === 'webchat' && c.reply && found.every((entry) => inboundAt > entry.effectiveAtMs)) {
    return allow('G04', 'the person opened a chat after opting out; only answers there', 'REV-08');
  }
  const ruleId =
    first.reason === 'keyword' ? 'REV-02' : first.reason === 'wrong_number' ? 'RND-01' : 'REV-01';
  return deny(
    c,
    'G04',
    'SUPPRESSED',
    ruleId,
    `${who(c.input)} opted out. Only a new consent from them can lift it.`,
  );
}

const BLOCK_WORDS: Record<string, string> = {
  litigator: 'the number is on the litigator list.',
  complaint: 'the person complained.',
  'legal-threat': 'the person threatened legal action.',
  'tenant-block': 'the number is on your block list.',
  minor: 'the person may be under 18.',
  deceased: 'the person has died.',
};

export function g05LegalHold(c: Case): GateAnswer {
  const block = c.input.lead.blocks?.[0];
  if (block === undefined) return allow('G05', 'no block or complaint');
  return deny(c, 'G05', 'LEGAL_HOLD', 'G05', BLOCK_WORDS[block] ?? 'the number is blocked.');
}
