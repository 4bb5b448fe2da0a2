/** Small makers for a gate's answer, and what the gates share about one attempt. */
import type { Candidate } from './location.ts';
import type { GateAnswer, GateId, PermitInput, ReasonCode, SuppressionChannel } from './types.ts';
import { notDone } from './words.ts';

/** The attempt as the gates see it: input plus what was derived once. */
export interface Case {
  input: PermitInput;
  candidates: readonly Candidate[];
  places: readonly string[];
  /** Answers the person's own message within the grace (section 1). */
  reply: boolean;
  /** The person asked for this call, with evidence, and the moment is inside what they asked for (QH-03). */
  requested: boolean;
  aiVoice: boolean;
  /** Channels of the suppression store this attempt would use. */
  uses: readonly SuppressionChannel[];
  consent: ConsentBasis;
}

/** What G06 relied on, for the gates after it. */
export interface ConsentBasis {
  kind: 'PEWC' | 'PEC' | 'SOFT' | 'INBOUND' | 'none';
  consentId?: string;
}

export function allow(gate: GateId, detail: string, ruleId?: string): GateAnswer {
  return ruleId === undefined
    ? { gate, verdict: 'allow', detail }
    : { gate, verdict: 'allow', detail, ruleId };
}

/** A denial. `because` completes "Not sent: ...". */
export function deny(
  c: Case,
  gate: GateId,
  reason: ReasonCode,
  ruleId: string,
  because: string,
  untilMs?: number,
): GateAnswer {
  const answer: GateAnswer = {
    gate,
    verdict: 'deny',
    reason,
    ruleId,
    detail: because,
    words: `${notDone(c.input)}: ${because}`,
  };
  if (untilMs !== undefined) answer.untilMs = untilMs;
  return answer;
}

export function defer(
  c: Case,
  gate: GateId,
  reason: ReasonCode,
  ruleId: string,
  untilMs: number,
  because: string,
): GateAnswer {
  return {
    gate,
    verdict: 'defer',
    reason,
    ruleId,
    untilMs,
    detail: because,
    words: `${notDone(c.input)}: ${because}`,
  };
}
