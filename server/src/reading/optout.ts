/**
 * Is this text a revocation? Used by the reader and by the compliance gate. Stages: keyword, phrase rules, classifier.
 * Judged alone, as a reply to a business text (47 CFR 64.1200(a)(10)).
 */

import { optOutProbability } from './model.ts';
import { isKeyword, isShielded, phraseOptOut } from './optout-rules.ts';
import { normalize } from './text.ts';
import type { OptOutReading } from './verdicts.ts';

/** Classifier probability above which a text is an opt-out without any rule's help. */
export const OPT_OUT_THRESHOLD = 0.55;
/** The same where the words are about something else ("don't stop", "keep the texts coming"). */
export const SHIELDED_THRESHOLD = 0.97;

/**
 * Under this the classifier, which has seen the near-misses, is believed against a phrase rule: on held-out families that
 * loses one in two hundred of the revocations the rules find, and nearly half of the near-misses they take.
 */
const RULE_DOUBT = 0.2;

/** Plain words at the end of a text hold against any doubt: "text is fine but don't call me" stops calls at least. */
const ENDS_SO = /\b(dont|do not|never) (call|text|contact|message) (me|us)( [.!]+)?$/;

/** Wants more of it, or speaks of a record inside a product: no revocation whatever else is near. */
const PLAINLY_NOT =
  /^(please )?(dont|do not|never) (stop|quit)( (now|yet|texting|the|please))?\b(?!.*\b(blocking|ignoring|but)\b).*\b(interested|tell me|whats next|more|keep|updates?|still want|like this|like these)\b|\b(trying|need|want|how (do|can) (i|we)|can (i|you|we)|help me|have) (to )?(remove|delete|deactivate|revoke|unsubscribe) (a|an|the|one|some|another|two|our|\d+|few|several) (\w+ )?(users?|seats?|drivers?|employees?|admins?|logins?|vehicles?|cars?|members?|licenses?|people|clients?|customers?|contacts?|subscribers?|students?|teammates?|patients?|vendors?)\b|^remove \?|^(so |im |i am )?sorry (for|about) (all )?(the|my) (\w+ )?(messages|texts|typos|delay|wait|late)\b|\b(stop|quit) it (lol |haha )?(you are|youre|you re|thats|that is) (too|so|such|the|making|killing|funny|nice|sweet|kind|cute|hilarious)\b/;

/** Pure; no network; about a tenth of a millisecond. */
export function isOptOut(message: string): OptOutReading {
  const norm = normalize(message);
  if (isKeyword(norm.words)) return { optOut: true, confidence: 0.99, stage: 'keyword' };
  if (PLAINLY_NOT.test(norm.text)) return { optOut: false, confidence: 0.95, stage: 'rules' };
  const p = optOutProbability(norm);
  if (phraseOptOut(norm.text) && (p >= RULE_DOUBT || ENDS_SO.test(norm.text)))
    return { optOut: true, confidence: Math.max(0.9, p), stage: 'rules' };
  const threshold = isShielded(norm.text) ? SHIELDED_THRESHOLD : OPT_OUT_THRESHOLD;
  return p >= threshold
    ? { optOut: true, confidence: p, stage: 'classifier' }
    : { optOut: false, confidence: Math.max(0.5, 1 - p), stage: 'classifier' };
}
