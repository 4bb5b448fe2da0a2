/** Free words and plain yes or no, given as the answer to a question. */
import type { Norm } from '../text.ts';
import type { FieldContext, FieldHit } from './common.ts';

const YES =
  /^(yes|yeah|yep|yup|sure|correct|right|i do|i am|we do|of course|definitely|absolutely|yesemoji|si|claro|uh huh|mhm|ok|affirmative|indeed)\b/;
const NO = /^(no|nope|nah|never|not|none|noemoji|i dont|we dont|negative|nada)\b/;

export function readYesNo(norm: Norm): FieldHit | null {
  if (YES.test(norm.text)) return { value: true, confidence: 0.9 };
  if (NO.test(norm.text)) return { value: false, confidence: 0.9 };
  return null;
}

export function readText(norm: Norm, c: FieldContext, maxChars: number): FieldHit | null {
  if (!c.asked || /\?/.test(norm.raw) || norm.words.length > 30) return null;
  if (/\b(not sure|no idea|dont know|idk|stop|call me)\b/.test(norm.text)) return null;
  const value = norm.raw.replace(/\s+/g, ' ').trim().slice(0, maxChars);
  return value.length >= 2 ? { value, confidence: 0.5 } : null;
}
