/** What a revocation covers, what else it says, and the careful rows of section 3.4 (A01 to A15). */
import { normalise, wholeMessage } from './revocation-text.ts';
import type { Purpose, SuppressionChannel } from './types.ts';

export type RevocationLabel =
  | 'revoke_all'
  | 'revoke_channel'
  | 'revoke_purpose'
  | 'time_preference'
  | 'wrong_number'
  | 'not_interested'
  | 'negative_other'
  | 'none';

export interface RevocationScope {
  channels: readonly SuppressionChannel[];
  purposes: readonly (Purpose | 'all')[];
}

export type RevocationFlag =
  | 'legal_hold'
  | 'complaint'
  | 'privacy_request'
  | 'wrong_number'
  | 'consent_dispute'
  | 'missed_opt_out'
  | 'dnc_check'
  | 'no_auto_resume'
  | 'end_call'
  | 'end_sequence'
  | 'identify'
  | 'say_ai'
  | 'minor'
  | 'deceased'
  | 'voice_rest_24h'
  | 'new_number'
  | 'all_sellers'
  | 'classifier_down';

const ALL: readonly SuppressionChannel[] = ['sms', 'voice_ai', 'voice_live', 'voicemail', 'email', 'webchat'];
const VOICE: readonly SuppressionChannel[] = ['voice_ai', 'voice_live', 'voicemail'];

/** What a clearly narrower wish stops, as the store keeps it. */
export const NARROWED_SCOPES: Record<'calls' | 'texts' | 'marketing', RevocationScope> = {
  calls: { channels: VOICE, purposes: ['all'] },
  texts: { channels: ['sms'], purposes: ['all'] },
  marketing: { channels: ALL, purposes: ['marketing'] },
};

/** Says that calls are welcome. "Or I can call your boss" and "please call off your people" do not. */
const CALLS_ARE_FINE =
  /\b(you can|you may|please|pls|just|only) (still )?call( me)?(?! (me )?(not|never))(?=\W*$|[,.;!]| (but|and|instead|only|if|any|when|after|before|at|on|tomorrow|today)\b)|\bcall(s|ing)?( me)?( is| are|'s)? (fine|ok|okay|good)\b(?! (with|for) (no|some))|\b(calls only|only calls|prefer (a )?(phone )?calls?|call me instead)\b/;
const PROMOTIONS_ALONE =
  /\b(only|just)( want)?( the| my)?( appointment| service)? ?(reminders?|appointment|alerts?|service)\b|\b(stop|quit|end|no|no more)( with)?( sending)?( me)?( the| your| these| those| all)? ?(promos?|promotions?|promotional \w+|ads?|advertising|marketing)\b/;
/** Asks for more than that after all, or says "stop" by itself first: then it is everything. */
const MORE_THAN_PROMOTIONS =
  /^(stop|quit|end|cancel|unsubscribe)\s*[.!,;:]|\b(everything|anything|nothing|whatever|at all|any ?more of (this|it)|leave me alone|lose my number|remove me|delete my)\b|\b(or|and|nor) (any |other |all )*(calls?|texts?|messages?|contact|appointments?|reminders?)\b/;

/** Scope of a message already known to revoke. Without a clear narrowing it is everything (REV-06, REV-08). */
export function scopeOf(text: string): RevocationScope {
  const said = wholeMessage(text);
  if (
    /\b(text|texts|texting|sms)( me)?( is| are|'s)? (fine|ok|okay|good|works)\b|\b(just|only) (text|sms)\b|\btext me instead\b/.test(
      said,
    )
  ) {
    return NARROWED_SCOPES.calls;
  }
  if (CALLS_ARE_FINE.test(said) && /\btext|sms|messag/.test(said)) {
    return NARROWED_SCOPES.texts;
  }
  if (/\be-?mail( me)?( only| instead)\b|\bonly e-?mail\b/.test(said)) {
    return { channels: ['sms', ...VOICE], purposes: ['all'] };
  }
  if (PROMOTIONS_ALONE.test(said) && !MORE_THAN_PROMOTIONS.test(said)) {
    return NARROWED_SCOPES.marketing;
  }
  return { channels: ALL, purposes: ['all'] };
}

const FLAGS: readonly (readonly [RevocationFlag, RegExp])[] = [
  [
    'legal_hold',
    /\bcease and desist\b|\bharass|\b(fcc|ftc|attorney general|tcpa)\b|\b(lawyer|attorney|sue|lawsuit|legal action)\b|\breporting you\b/,
  ],
  ['complaint', /\b(second|third|fourth|\d+(st|nd|rd|th)) time\b|\bcomplain/],
  ['privacy_request', /\b(delete|erase|remove) (all )?(my )?(info|information|data|personal)\b/],
  ['wrong_number', /\bwrong (person|number|guy)\b/],
  ['consent_dispute', /\bnever (signed|opted|agreed|gave)\b|\bdidn'?t (sign|opt|agree|ask)\b/],
  ['missed_opt_out', /\bafter i (said|told|asked)\b|\b(already|i) (said|told you) (to )?stop\b/],
  ['dnc_check', /\bdo[- ]not[- ]call (registry|list)\b.{0,30}$|\bon the (do[- ]not[- ]call|dnc)\b/],
  [
    'no_auto_resume',
    /\b(until|til|till|before) (next|after|january|february|march|april|may|june|july|august|september|october|november|december|the)\b/,
  ],
  ['all_sellers', /\ball of you\b|\bevery ?one of you\b|\bany of you\b/],
];

/** What else a revoking message says. */
export function flagsOf(text: string, channel: 'sms' | 'voice' | 'webchat' | 'email'): RevocationFlag[] {
  const said = wholeMessage(text);
  const flags = FLAGS.filter(([, re]) => re.test(said)).map(([flag]) => flag);
  // Asking to be put on our list is the request itself, not a report of being on the registry.
  if (/\bput me on\b|\badd (this|my) number\b/.test(said)) return withoutDnc(flags, channel);
  if (channel === 'voice') flags.push('end_call');
  return flags;
}

function withoutDnc(flags: RevocationFlag[], channel: string): RevocationFlag[] {
  const kept = flags.filter((flag) => flag !== 'dnc_check');
  return channel === 'voice' ? [...kept, 'end_call'] : kept;
}

export interface CarefulReading {
  id: string;
  action: 'suppress-marketing' | 'suppress-all' | 'pause' | 'continue';
  label: RevocationLabel;
  flags: RevocationFlag[];
  answer: 'opt-out' | 'clarify' | null;
}

const NEGATIVE = /^(no|nah|nope|no thanks|no thank you|im good|i'm good|pass|no gracias|non merci)$/;
const PROFANE =
  /^((f+u+c+k+( you| off| this)?|screw you|piss off|go to hell|eat shit|bite me|asshole|bastards?|shit)[ !.]*)+$/;

/** A careful row, or null. `answersOffer` decides whether a bare "no" declines an offer or answers a question. */
export function carefulReading(text: string, answersOffer: boolean): CarefulReading | null {
  const said = wholeMessage(text);
  const words = normalise(text);
  const row = (
    id: string,
    action: CarefulReading['action'],
    label: RevocationLabel,
    flags: RevocationFlag[] = [],
    answer: CarefulReading['answer'] = null,
  ): CarefulReading => ({ id, action, label, flags, answer });
  if (words === '') {
    if (/[\u{1F44E}\u{1F595}\u{1F621}\u{1F92C}]/u.test(text))
      return row('A10', 'pause', 'negative_other', [], 'clarify');
    return row('A15', 'continue', 'none');
  }
  if (
    /^(i'?m |im |we are )?(really |just |honestly )?not interested( thanks| thank you| anymore| sorry)?[.! ]*$/.test(
      said,
    )
  ) {
    return row('A01', 'suppress-marketing', 'not_interested', ['end_sequence']);
  }
  if (NEGATIVE.test(words)) {
    return answersOffer
      ? row('A02', 'suppress-marketing', 'not_interested', ['end_sequence'])
      : row('A02', 'continue', 'none');
  }
  if (/\bremove (the|my) old number\b|\bmy new (number|one) is\b/.test(said)) {
    return row('A11', 'suppress-all', 'wrong_number', ['wrong_number', 'new_number']);
  }
  if (/\bwrong (number|person)\b/.test(said))
    return row('A03', 'suppress-all', 'wrong_number', ['wrong_number']);
  if (/\b(has|have|is|he|she|they) (passed away|died|dead|deceased)\b|\bhas died\b/.test(said)) {
    return row('A12', 'suppress-all', 'revoke_all', ['deceased']);
  }
  if (
    /\bi'?m (only )?(1[0-7]|[5-9])\b(?!\d|[- ]?(k|%|month|week|day|hour|min|mile))|\bi'?m a minor\b|\bunder 18\b/.test(
      said,
    )
  ) {
    return row('A13', 'suppress-all', 'revoke_all', ['minor']);
  }
  if (PROFANE.test(said)) return row('A14', 'suppress-all', 'revoke_all', [], 'opt-out');
  if (/\b(this is|is this|sounds like|looks like|total|a) (a )?(spam|scam)\b|^(spam|scam)[!.]*$/.test(said)) {
    return row('A08', 'pause', 'negative_other', ['identify'], 'clarify');
  }
  if (/\balready (bought|got|have|purchased|found) (one|it|something|insurance|a )/.test(said)) {
    return row('A05', 'suppress-marketing', 'not_interested', ['end_sequence']);
  }
  if (/\bwho('?s| is) this\b|\bhow (did|do) you (get|have) my\b/.test(said))
    return row('A04', 'continue', 'none', ['identify']);
  if (/\b(are|r) (you|u) (a )?(bot|robot|ai|real|human|machine|computer)\b/.test(said))
    return row('A09', 'continue', 'none', ['say_ai']);
  if (/\bdon'?t call( me)? (right )?now\b/.test(said))
    return row('A07', 'continue', 'time_preference', ['voice_rest_24h']);
  return null;
}
