/** Questions that name a value without giving it: "do you guys have Progressive?", "is there a discount for 15 or more?". */
import type { Norm } from '../text.ts';

const LEAD_IN =
  /^((hey|hi|hello|so|ok|okay|um|uh|well|but|and|also|just curious|curious|quick question|first|no|yeah|why|can i ask if|may i ask|i was wondering if|wondering if)[ ,]+)+/;
const OPENER =
  /^(do|does|did (you|they|yall)|is|are|what|whats|how|when|why|who|which|where|you (do|take|have|offer|cover|work|sell)|any (discount|deal)s?|cuanto|aceptan|tienen|hacen)\b/;
/** "What about life?", "how much for 12?" choose; "what i want is ..." tells. */
const CHOOSES = /^(what|how) (about|bout)\b|^how much (for|to)\b|^what (i|we) (want|need|have)\b/;
/** "Do i need a bachelors for this?" is in the first person and tells nothing all the same. */
const RULE_ASKED =
  /^(do|does|did|should|must) (i|we) (need|have)( to)?\b|\bcan i\b|\b(you|yall|they|u) (\w+ )?(need|want)\b/g;
const OWN =
  /\b(i|im|ive|id|my|mine|me|we|were|our|ours|us|myself|need|want|got (a|an|one|two)|zip|mi|mio|tengo|necesito|quiero)\b/;

const asksOnly = (clause: string): boolean => {
  const s = clause.trim().replace(LEAD_IN, '');
  // "Is it too late for summer? if so fall" hangs on the answer.
  if (/^if (so|not|its not|it isnt)\b/.test(s)) return true;
  return OPENER.test(s) && !CHOOSES.test(s) && !OWN.test(s.replace(RULE_ASKED, ''));
};

/** The text without its clauses that only ask: itself where none does, nothing where all do. */
export function besidesQuestions(norm: Norm): Norm | undefined {
  const clauses = norm.text.split(/(?<= [.?!;](?= |$))/);
  const told = clauses.filter((c) => !asksOnly(c));
  if (told.length === clauses.length) return norm;
  const text = told.join('').trim();
  if (!/[a-z0-9]/.test(text)) return undefined;
  return { ...norm, text, clean: text, raw: text, words: text.split(' ') };
}

/** Whether the rest of a text speaks of the lead, so that its question is about their own matter ("... mine's a 2014"). */
export const speaksOfSelf = (text: string): boolean => OWN.test(text);
