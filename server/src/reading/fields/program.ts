/** A program of study: a known one, or the words given as the answer. */
import type { Norm } from '../text.ts';
import { PROGRAMS } from '../verticals/programs.ts';
import { list } from '../verticals/words.ts';
import {
  CORRECTION,
  type FieldContext,
  type FieldHit,
  type Mention,
  mentions,
  misspelt,
  UNSURE,
} from './common.ts';
import { ownOf } from './standing.ts';

const PROGRAM_LEAD =
  /^(?:(?:uh+|um+|hmm+|well|oh|so|ok|yeah|yes|yep|its|it is|im|i am|i|id|ill|want|wanted|would|like|love|to|do|study|get|looking|look|at|into|interested|in|the|my|a|an|for|probably|thinking|think|of|about|going|go|leaning|towards?|toward|be|become|maybe|just|definitely|pursue|trying|major|majoring|degree|program|your|our|hoping|finish|was|quiero|estudiar|me|interesa|la|el|de|carrera|lets|say|and|,|\.|still|honestly|prefer|bachelors?|masters?|associates?|certificate|online|something|it)\s)+/;
const NOT_PROGRAM =
  /\b(dont|no|not|what|why|how|when|who|know|sure|idk|any|anything|something|whatever|call|text|stop|later|you|your|open|undecided|help|pay|cost|money|nothing|none|else|depends|looking around|browsing|ninguna|havent|tell|maybe|deciding|which|can|is|are|somebody|someone|yes|yeah|ok|busy|never|applied|wrong|number)\b/;

const SPANISH: Record<string, string[]> = {
  nursing: ['enfermeria'],
  business: ['negocios', 'administracion'],
  accounting: ['contabilidad'],
  welding: ['soldadura', 'weld', 'welder'],
  psychology: ['psicologia'],
  education: ['educacion'],
  cosmetology: ['cosmetologia'],
};
const PROGRAM_OPTIONS: Record<string, string[]> = Object.fromEntries(
  PROGRAMS.map((p) => [p, SPANISH[p] ?? []]),
);

/** Programs that are words too: they count only when the program was asked for. */
const SHORT_WORDS = new Set(
  list(
    'it, law, art, cs, business, finance, education, english, reading, history, music, math, teaching, leadership, film, ' +
      'real estate, hr, med, marketing, coding, electrical, engineering, ministry, fashion, baking, theater, ' +
      'management, ai, cloud, cad, mis, hair, nails, massage, tax, safety, library, general ed, insurance, nuclear, ' +
      'pilot, chef, plumber, programming, networking, social media, medicine, makeup, spanish, french, speech, ' +
      'acting, drama, dance, bible, religion, interpreter, translation, logistics, construction, electric, solar, ' +
      'crisis, disaster, doctorate, phd, family studies, intelligence, graphics, barber, drafting, pharmacy, ' +
      'psych, physics, geography, water treatment, equine, ota, pct, ux, yoga, dba, apprenticeship, payroll, ' +
      'electronics, automation, communication studies, advertising, home health aide, undeclared, corrections, ' +
      'respiratory, wildlife, tourism, geology, power line, community health, jd, med office, nursing assistant, ' +
      'medical records, hair design, masonry, surveying, derecho, cocina, belleza, electricidad, mecanica',
  ),
);
/** The normaliser reads "rn" as "right now"; as a whole answer it is the nurse. */
const REGISTERED_NURSE = /^\W*(an |the |my |to be an )?rn( program| degree)?\W*($|[.,])/i;

const IS_ONE = /\b(im|i am|been|work|working|currently)( (as|already|now|just|still))?( (a|an|in))?( \w+)? $/;
/** "Got my bachelors in psych, want the MFT program": a degree held is none sought. */
const HELD =
  /\b(have|got|has|hold|holds|earned|finished|completed|with|already)( (a|an|my|his|her))? (\w+ )?(bachelors?|associates?|masters?|degree|ba|bs|bsn|aa|as|aas|ms|ma|diploma|certificate)( degree)? (in|of)( \w+)? $/;

/** "The surg tech program", "your dispatcher certificate": a program that no list has. */
const NAMED_SO =
  /\b(?:the|your|ur|yalls|a|an|that) ((?:[a-z]+ ){1,3}?)(?:program|cert|certificate|certification|bootcamp|boot camp|course|apprenticeship)\b/;
const LEADING =
  /^(?:(?:night|evening|online|weekend|free|new|one|two|year|full|part|time|same|accelerated|hybrid|day) )+| $/g;
const GENERAL =
  /^(|masters?|bachelors?|associates?|degree|graduate|undergrad|right|best|whole|other|good|great|cheapest|shortest|fastest|first|last|next|real|training|loyalty|rewards?|payment|discount)$/;

export function readProgram(norm: Norm, c: FieldContext): FieldHit | null {
  if (c.asked && !c.fromAi && REGISTERED_NURSE.test(norm.raw)) return { value: 'RN', confidence: 0.9 };
  const named = mentions(
    norm.text,
    PROGRAM_OPTIONS,
    (k) =>
      (!c.asked && SHORT_WORDS.has(k)) ||
      (k === 'it' && !/^(it|i ?t)$|\b(in|study|do) it\b(?!.*\b(to|the)\b)/.test(norm.text)),
  ).filter((m) => !m.negated && !HELD.test(norm.text.slice(0, m.index)));
  // "Was nursing but I faint at blood so health admin", "my daughter did nursing, I want accounting".
  // "RN. I'm an LPN now": what they are is not what they seek.
  const sought = named.filter((m) => !IS_ONE.test(norm.text.slice(0, m.index)));
  const found = c.fromAi ? named : ownOf(norm.text, sought.length > 0 ? sought : named, c.asked);
  const corrected = CORRECTION.test(norm.text);
  // "Cybersecurity or maybe data": the second need not be a program we know.
  const only = found.at(-1);
  if (only && !corrected && /^ or (maybe |possibly |perhaps )?\w/.test(norm.text.slice(only.end)))
    return null;
  if (
    /\bsomething\b.*\bmaybe\b|\bso maybe \w|\banything (with|in)\b.*\?|\b(torn|between|cant decide|deciding)\b.*\b(and|or|vs)\b/.test(
      norm.text,
    )
  )
    return null;
  if (found.length > 0 && !c.fromAi) {
    const names = [...new Set(found.map((m) => m.key))];
    const first = found[0] as Mention;
    const last = found.at(-1) as Mention;
    if (names.length > 1 && !corrected) {
      const gapText = norm.text.slice(first.end, last.index);
      if (/\b(or|maybe)\b/.test(gapText)) return null;
      if (/\bso (its |ill take |i pick |that is )?$/.test(gapText))
        return { value: last.key, confidence: 0.8 };
      // "Was gonna do business but now radiology", "my aunt says nursing but i want cosmetology".
      if (/\bbut (now|i|im|id|actually|really)\b/.test(gapText))
        return { value: last.key, confidence: 0.8, corrected: true };
      return { value: first.key, confidence: 0.65 };
    }
    return { value: last.key, confidence: c.asked ? 0.92 : 0.75, corrected };
  }
  if (c.fromAi) {
    const names = [...new Set(found.map((m) => m.key))];
    if (names.length !== 1 || /\b(or|o)\b/.test(norm.text)) return null;
    return { value: names[0] as string, confidence: 0.5 };
  }
  const title = NAMED_SO.exec(norm.text)?.[1]?.replace(LEADING, '');
  if (title && !NOT_PROGRAM.test(title) && !GENERAL.test(title)) return { value: title, confidence: 0.7 };
  if (
    !c.asked ||
    /\?/.test(norm.raw) ||
    /^(right|yes|yeah|correct|ok|sure|hello|hi|hey|thanks|call|can|busy|ready)\b/.test(norm.text)
  )
    return null;
  let head = norm.text.split(/ [.,;!] | (?:but|because|so i|since|cause|if|for my|with|when)\b/)[0] ?? '';
  head = `${head.replace(/\blol\b/g, '').trim()} `
    .replace(PROGRAM_LEAD, '')
    .replace(/\b(one|course|program|degree|stuff|please|i think|i guess|maybe|probably)\s*$/g, '')
    .trim();
  const words = head.split(' ').filter(Boolean);
  if (
    words.length === 0 ||
    words.length > 4 ||
    NOT_PROGRAM.test(head) ||
    /^\d/.test(head) ||
    head.length < 3 ||
    UNSURE.test(norm.text) ||
    /\bsomething\b/.test(norm.text)
  )
    return null;
  const meant = misspelt(head, PROGRAM_OPTIONS);
  return meant === undefined ? { value: head, confidence: 0.6 } : { value: meant, confidence: 0.8 };
}
