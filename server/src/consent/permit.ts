/**
 * The compliance gate. May we contact this person, here, now, this way? Pure: everything it needs is in the input, missing facts
 * deny, and the strictest candidate place wins. Run when an attempt is planned and again inside the transaction that dispatches
 * it; only the dispatch answer may send. Gates G01 to G18 in order; all answer, so that a stored decision explains itself.
 */
import type { CompiledRules } from './compile.ts';
import type { Case } from './gate.ts';
import {
  consentBasis,
  g06Consent,
  g07Reassigned,
  g08DoNotCall,
  g09Registration,
  g10AiVoice,
} from './gates-consent.ts';
import { g01KillSwitch, g02Number, g03Jurisdiction, g04Suppression, g05LegalHold } from './gates-person.ts';
import { g13Sender, g14Content, g15Script, g16Pacing, g17Throughput, g18Race } from './gates-send.ts';
import { g11QuietHours, g12Caps } from './gates-time.ts';
import { asEvidence, candidates } from './location.ts';
import type { GateAnswer, PermitDecision, PermitInput, SuppressionChannel } from './types.ts';

const GATES: readonly ((c: Case) => GateAnswer)[] = [
  g01KillSwitch,
  g02Number,
  g03Jurisdiction,
  g04Suppression,
  g05LegalHold,
  g06Consent,
  g07Reassigned,
  g08DoNotCall,
  g09Registration,
  g10AiVoice,
  g11QuietHours,
  g12Caps,
  g13Sender,
  g14Content,
  g15Script,
  g16Pacing,
  g17Throughput,
  g18Race,
];

/** Suppression channels an attempt would use. */
export function channelsUsed(input: PermitInput): readonly SuppressionChannel[] {
  const { channel, technology, voicemail } = input.attempt;
  if (channel === 'sms') return ['sms'];
  if (channel === 'webchat') return ['webchat'];
  const voice: SuppressionChannel = technology === 'live' ? 'voice_live' : 'voice_ai';
  return voicemail === true ? [voice, 'voicemail'] : [voice];
}

/** A direct answer to the person's own message, on texts and chat only, within the grace. */
function isReply(input: PermitInput, rules: CompiledRules): boolean {
  const { attempt } = input;
  const since = attempt.directReply?.msSinceInbound;
  if (since === undefined || since < 0 || attempt.channel === 'voice') return false;
  return since <= rules.limits.replyGraceMs;
}

/** The person's own words ask for a call now, and name the message that holds them (QH-03). */
function isRequested(input: PermitInput, rules: CompiledRules): boolean {
  const { attempt, nowMs } = input;
  const asked = attempt.requested;
  if (asked === undefined || attempt.channel !== 'voice') return false;
  if (asked.verbatim.trim() === '' || asked.messageId === '') return false;
  const untilMs = Math.min(asked.untilMs, asked.fromMs + rules.limits.requestedWindowMaxMs);
  return nowMs >= asked.fromMs && nowMs <= untilMs;
}

function caseOf(input: PermitInput): Case {
  const { rules, lead, tenant, nowMs, attempt } = input;
  const list = candidates(rules, lead, nowMs, tenant);
  const c: Case = {
    input,
    candidates: list,
    places: [...new Set(list.map(({ place }) => place))],
    reply: isReply(input, rules),
    requested: isRequested(input, rules),
    aiVoice: attempt.channel === 'voice' && attempt.technology !== 'live',
    uses: channelsUsed(input),
    consent: { kind: 'none' },
  };
  c.consent = consentBasis(c).basis;
  return c;
}

/**
 * Decides one attempt. The first denying gate in order gives the reason; with no denial the latest defer does.
 * Times are epoch milliseconds; never throws on any well-typed input.
 */
export function permit(input: PermitInput): PermitDecision {
  const c = caseOf(input);
  const gates = GATES.map((gate) => gate(c));
  const common = { gates, rulesVersion: input.rules.version, zoneEvidence: asEvidence(c.candidates) };
  let latest: GateAnswer | null = null;
  for (const answer of gates) {
    if (answer.verdict === 'deny') {
      const { reason = 'BAD_INPUT', ruleId = answer.gate, words = answer.detail, untilMs } = answer;
      const base = { verdict: 'deny' as const, reason, ruleId, words, ...common };
      return untilMs === undefined ? base : { ...base, untilMs };
    }
    if (answer.verdict === 'defer' && (latest === null || (answer.untilMs ?? 0) > (latest.untilMs ?? 0)))
      latest = answer;
  }
  if (latest === null) return { verdict: 'allow', ...common };
  const {
    reason = 'QUIET_HOURS',
    ruleId = latest.gate,
    words = latest.detail,
    untilMs = input.nowMs,
  } = latest;
  return { verdict: 'defer', untilMs, reason, ruleId, words, ...common };
}

/**
 * Whether nothing that the person said (G04) and no hours of their place (G11) close this instant: times to offer are asked of
 * dozens at once, and the other gates answer when one is dialled.
 */
export function mayBeOffered(input: PermitInput): boolean {
  const c = caseOf(input);
  return g04Suppression(c).verdict === 'allow' && g11QuietHours(c).verdict === 'allow';
}

/**
 * The first instant at or after now at which this attempt would be allowed as a new contact (not as an answer), and the
 * decision there; null when time alone will not allow it. Looks at most 14 days and 40 steps ahead.
 */
export function nextPermitted(input: PermitInput): { atMs: number; decision: PermitDecision } | null {
  const horizon = input.nowMs + 14 * 86_400_000;
  const { directReply: _answered, ...attempt } = input.attempt;
  let at = input.nowMs;
  for (let step = 0; step < 40; step += 1) {
    const decision = permit({ ...input, attempt, nowMs: at });
    if (decision.verdict === 'allow') return { atMs: at, decision };
    const blocked = decision.gates.filter((g) => g.verdict === 'deny' && g.untilMs === undefined);
    if (blocked.length > 0) return null;
    const next = Math.max(...decision.gates.map((g) => (g.verdict === 'allow' ? 0 : (g.untilMs ?? 0))));
    if (next <= at || next > horizon) return null;
    at = next;
  }
  return null;
}
