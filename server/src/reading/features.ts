/** Features of the classifiers, hashed into buckets. The same code serves training and reading. */
import { conceptsIn } from './concepts.ts';
import type { DialogueContext } from './context.ts';
import { FeatureSet, feed } from './feature-set.ts';
import { phraseOptOut } from './optout-rules.ts';
import type { Norm } from './text.ts';
import { NAME, textFeatures } from './text-features.ts';
import type { RuleVerdict } from './verdicts.ts';
import type { When } from './when.ts';

/** Filled anew by each call below; whoever wants to keep it copies it. */
const shared = new FeatureSet();

/** Concepts that tell a revocation from its near-misses. */
const OPT_OUT_CONCEPTS = [
  'question',
  'qMark',
  'callMe',
  'wantHuman',
  'price',
  'notInterested',
  'wrongPerson',
  'cancelService',
  'complaint',
  'schedule',
];

/** Features of the opt-out classifier: the message alone. */
export function optOutFeatures(norm: Norm): FeatureSet {
  const out = shared;
  out.clear();
  out.put(NAME, 'bias');
  textFeatures(norm, out);
  if (phraseOptOut(norm.text)) {
    out.put(NAME, 'rule');
    out.put(NAME, 'rule2');
  }
  const found = conceptsIn(norm.text);
  for (const c of OPT_OUT_CONCEPTS) if (found.has(c)) out.put(NAME, `k:${c}`);
  return out;
}

export interface ActionEvidence {
  norm: Norm;
  ctx: DialogueContext;
  when: When | null;
  rule: RuleVerdict;
  optOutP: number;
  newSlots: number;
  answeredAsked: boolean;
  asked: number;
}

/** Features of the action classifier: words, concepts, the dialogue and what the grammars found. */
export function actionFeatures(e: ActionEvidence): FeatureSet {
  const out = shared;
  out.clear();
  out.put(NAME, 'bias');
  const solid = textFeatures(e.norm, out);
  const ctx = contextTags(e);
  const evidence: string[] = [];
  for (const c of conceptsIn(e.norm.text)) evidence.push(`k:${c}`);
  if (e.when) {
    const kind = e.when.now ? 'now' : e.when.closing ? 'closing' : 'later';
    evidence.push(
      `when:${kind}`,
      `whenkind:${kind}:${e.when.kind}`,
      e.when.named ? 'when:named' : 'when:vague',
    );
  }
  if (e.newSlots > 0) evidence.push('newslot');
  if (e.answeredAsked) evidence.push('answered');
  evidence.push(`rule:${e.rule.action}`, `rulewhy:${e.rule.rule}`);
  for (const k of evidence) out.put(NAME, k);
  for (const c of ctx) out.put(NAME, c);
  out.put(NAME, `opt:${Math.min(9, Math.floor(e.optOutP * 10))}`);
  for (const c of ctx) {
    const both = feed(NAME, `${c}*`);
    for (const k of evidence) out.put(both, k);
  }
  for (let i = 0; i < evidence.length && i < 12; i++)
    for (let j = i + 1; j < evidence.length && j < 12; j++)
      if (evidence[i]?.startsWith('k:') && evidence[j]?.startsWith('k:'))
        out.put(NAME, `${evidence[i]}&${evidence[j]}`);
  if (solid.length <= 5)
    for (const c of ctx) {
      const both = feed(NAME, `${c}|`);
      for (const w of solid) out.put(both, w);
    }
  return out;
}

function contextTags(e: ActionEvidence): string[] {
  const c = e.ctx;
  const out: string[] = [];
  if (c.empty) out.push('x:empty');
  if (c.offersNow) out.push('x:offer');
  if (c.asksTime) out.push('x:time');
  if (c.missedCall) out.push('x:missed');
  if (c.asksIdentity) out.push('x:identity');
  if (c.existing) out.push('x:existing');
  if (c.asksReady) out.push('x:ready');
  if (e.asked > 0) out.push('x:field');
  if (!c.offersNow && !c.asksTime && !c.missedCall && !c.empty)
    out.push(c.question ? 'x:question' : 'x:statement');
  return out;
}
