/**
 * Is this text a revocation? Used by the reader and by the compliance gate. Stages: keyword, phrase rules, classifier.
 * Judged alone, as a reply to a business text (47 CFR 64.1200(a)(10)).
 */

import { optOutProbability } from './model.ts';
import { isKeyword, isShielded, phraseOptOut } from './optout-rules.ts';
import { type Norm, normalize } from './text.ts';
import type { OptOutReading } from './verdicts.ts';

/** Classifier probability above which a text is an opt-out without any rule's help. */
export const OPT_OUT_THRESHOLD = 0.45;
/** The same where the words are about something else ("don't stop", "keep the texts coming"). */
export const SHIELDED_THRESHOLD = 0.9;
/**
 * The same for the last sentence and the last clause, read alone: a long story and then "delete my number". On held-out
 * families this finds one more in a hundred revocations and takes one more in a thousand near-misses.
 */
const LAST_SENTENCE_THRESHOLD = 0.6;
const LAST_CLAUSE_THRESHOLD = 0.8;
/** Enough for a last sentence that a phrase rule takes too. */
const LAST_PHRASE_THRESHOLD = 0.3;

/**
 * Under this the classifier, which has seen the near-misses, is believed against a phrase rule: on held-out families that
 * loses one in two hundred of the revocations the rules find, and nearly half of the near-misses they take.
 */
const RULE_DOUBT = 0.2;

/** Plain words at the end of a text hold against any doubt: "text is fine but don't call me" stops calls at least. */
const ENDS_SO =
  /\b(dont|do not|never) (call|text|contact|message) (me|us)( [.!]+)?$|\b(done|finished|through|over|(sick|tired) of) hearing from (you|yall)( people| guys| folks)?( [.!]+)?$/;

/** Wants more of it, or speaks of a record inside a product: no revocation whatever else is near. */
const PLAINLY_NOT =
  /^(\w+ ){0,4}(take|walk|talk|run) (me|us) through( \w+){0,6}( [.!?]+)?$|^(please )?(dont|do not|never) (stop|quit)( (now|yet|texting|the|please))?\b(?!.*\b(blocking|ignoring|but)\b).*\b(interested|tell me|whats next|more|keep|updates?|still want|like this|like these)\b|\b(trying|need|want|how (do|can) (i|we)|can (i|you|we)|help me|have) (to )?(remove|delete|deactivate|revoke|unsubscribe) (a|an|the|one|some|another|two|our|\d+|few|several) (\w+ )?(users?|seats?|drivers?|employees?|admins?|logins?|vehicles?|cars?|members?|licenses?|people|clients?|customers?|contacts?|subscribers?|students?|teammates?|patients?|vendors?)\b|^remove \?|^(so |im |i am )?sorry (for|about) (all )?(the|my) (\w+ )?(messages|texts|typos|delay|wait|late)\b|\b(stop|quit) it (lol |haha )?(you are|youre|you re|thats|that is) (too|so|such|the|making|killing|funny|nice|sweet|kind|cute|cheap|adorable|hilarious)\b/;

/** Asks what the word would do, asks why the texts ceased, or wants in: no revocation however many of its words are there. */
const ABOUT_IT =
  /^(\w+ ){0,2}(what|does anything) (happens?|would happen) if (i|we|you) (\w+ )?(say|text|type|send|reply|write|hit|put) (back )?\W?(stop|unsubscribe|end|quit|opt out)\b|^(\w+ ){0,2}why (did|have|would) (you|they|it) (\w+ )?(stop|quit)(ped)? (texting|writing|messaging|sending|calling|answering|responding|replying)\b|\b(want to|wanna|like to|need to|trying to|can (i|you)|let me) opt (me |us )?(back )?in\b|\b(do not call|dnc|no call)( \w+)? .{0,12}\bbut (its|it is|thats|this is|youre|you are) (ok|okay|fine|alright)\b/;

/** Pure; no network; a tenth of a millisecond, twice that where a text of several clauses is not decided as a whole. */
export function isOptOut(message: string): OptOutReading {
  const norm = normalize(message);
  if (isKeyword(norm.words)) return { optOut: true, confidence: 0.99, stage: 'keyword' };
  if (PLAINLY_NOT.test(norm.text) || ABOUT_IT.test(norm.text))
    return { optOut: false, confidence: 0.95, stage: 'rules' };
  const p = optOutProbability(norm);
  if (phraseOptOut(norm.text) && (p >= RULE_DOUBT || ENDS_SO.test(norm.text)))
    return { optOut: true, confidence: Math.max(0.9, p), stage: 'rules' };
  const threshold = isShielded(norm.text) ? SHIELDED_THRESHOLD : OPT_OUT_THRESHOLD;
  if (p >= threshold) return { optOut: true, confidence: p, stage: 'classifier' };
  const end = isShielded(norm.text) ? 0 : endRevokes(norm);
  return end > 0
    ? { optOut: true, confidence: end, stage: 'classifier' }
    : { optOut: false, confidence: Math.max(0.5, 1 - p), stage: 'classifier' };
}

const SENTENCES = / ?[.!?;:()"/]+(?: |$)/;
const CLAUSES = / ?[.!?;:,()"/]+(?: |$)| (?:and|so|but|then|n|because) /;
const COURTESY =
  /^(please|thanks|thank you|ok|lol|bye|goodbye|god bless|bless you|good luck|regards|sincerely|sorry|have a (good|nice|great|blessed) \w+|gracias)( (you|to you|everyone|all|maam|sir|so much|again|please|now|yall|too|of you|and good luck))*$|^\w+$/;

/** How sure the end of a text of several clauses revokes when it is read alone; 0 when it does not. */
function endRevokes(norm: Norm): number {
  const split = (by: RegExp): string[] => norm.text.split(by).filter(Boolean);
  const clauses = split(CLAUSES);
  if (clauses.length < 2) return 0;
  const clause = optOutProbability(alone(clauses.at(-1) as string));
  if (clause >= LAST_CLAUSE_THRESHOLD) return clause;
  const sentences = split(SENTENCES);
  // "Remove. Thank you.": the courtesy after it is passed over.
  const sentence = sentences.findLast((s) => !COURTESY.test(s) || isKeyword([s]));
  if (sentences.length < 2 || sentence === undefined) return 0;
  const p = optOutProbability(alone(sentence));
  const enough = phraseOptOut(sentence) ? LAST_PHRASE_THRESHOLD : LAST_SENTENCE_THRESHOLD;
  return p >= enough ? Math.max(p, LAST_SENTENCE_THRESHOLD) : 0;
}

/** A part of a normalised text as a text of its own. */
const alone = (part: string): Norm => ({
  raw: part,
  clean: part,
  text: part,
  words: part.split(' '),
  shout: 0,
});
