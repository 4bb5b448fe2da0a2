/** The fields of a playbook, widened by the vertical's lexicon, and which of them an assistant text asks for. */
import type { FieldSpec, Playbook } from '../playbook/playbook.ts';
import { readChoice } from './fields/choice.ts';
import { type FieldContext, type FieldHit, mentions } from './fields/common.ts';
import { readCompany } from './fields/company.ts';
import { readCredit } from './fields/credit.ts';
import { readEmail } from './fields/email.ts';
import { readInteger } from './fields/integer.ts';
import { readMoneyField } from './fields/money-field.ts';
import { readProgram } from './fields/program.ts';
import { readTerm } from './fields/term.ts';
import { readText, readYesNo } from './fields/text.ts';
import { readWeekday } from './fields/weekday.ts';
import { readZip } from './fields/zip.ts';
import { type Norm, normalize } from './text.ts';
import { PROGRAMS } from './verticals/programs.ts';
import type { FieldWords } from './verticals/words.ts';
import { VERTICAL_FIELDS, type Vertical } from './verticals.ts';
import { parseWhen } from './when.ts';

export interface Field {
  name: string;
  spec: FieldSpec;
  words?: FieldWords;
  /** The playbook's own wordings of the question, normalised. */
  asks: string[];
}

const cache = new WeakMap<Playbook, Field[]>();

/** The playbook's fields, widened by the vertical's lexicon; the vertical's own when the playbook has none. */
export function fieldsOf(playbook: Playbook): Field[] {
  const known = cache.get(playbook);
  if (known) return known;
  const lexicon = VERTICAL_FIELDS[playbook.vertical as Vertical] ?? {};
  const fields: Field[] = playbook.questions.map((q) => ({
    name: q.field,
    spec: merge(q.value, lexicon[q.field]?.spec),
    words: lexicon[q.field],
    asks: [...q.ask, ...q.again].map((a) => normalize(a).text),
  }));
  for (const [name, words] of Object.entries(lexicon))
    if (!fields.some((f) => f.name === name)) fields.push({ name, spec: words.spec, words, asks: [] });
  cache.set(playbook, fields);
  return fields;
}

function merge(own: FieldSpec, lexicon: FieldSpec | undefined): FieldSpec {
  if (!lexicon || own.kind !== lexicon.kind) return own;
  if (own.kind === 'choice' && lexicon.kind === 'choice') {
    const options: Record<string, string[]> = {};
    for (const [key, aliases] of Object.entries(own.options))
      options[key] = [...new Set([...aliases.map((a) => a.toLowerCase()), ...(lexicon.options[key] ?? [])])];
    return { kind: 'choice', options };
  }
  if (own.kind === 'company' && lexicon.kind === 'company')
    return { kind: 'company', known: { ...lexicon.known, ...own.known } };
  return own;
}

/** "16 seats, noted.": a sentence that takes down an answer. */
const NOTED =
  /(^|[.!?] )[^.!?]*\b(noted|got it|thanks|thank you|booked|confirmed|it is|perfect|sounds good|understood)\b[^.!?]*[.!](?= )/g;
const TELLS_TO = /\b(need|tell|send|share|reply|let me know|give|confirm|text me|grab|get your)\b/;

/** The fields an assistant text asks for; the last question counts most. */
export function askedFields(ai: string, fields: Field[]): string[] {
  const questions = ai.split(/(?<=[?])/);
  const lastQ = [...questions].reverse().find((q) => q.includes('?')) ?? ai;
  // "Classes begin Monday!" asks nothing.
  const asks =
    ai.includes('?') ||
    /\b(need|tell|send|share|what|which|how|your|reply|let me know|please|give|have|works|get|confirm)\b/.test(
      ai,
    );
  if (!asks) return [];
  const verbatim = fields.flatMap((f) => f.asks.filter((a) => a.length > 12 && ai.includes(a)));
  if (verbatim.length > 0) {
    // "How many people, and what's your budget?": the second is the playbook's own wording, the first is asked as well.
    const rest = verbatim.reduce((text, a) => text.replace(a, ' '), lastQ);
    const beside = /^(.*[a-z].*) (?:and|y) [^?]*\?? *$/.exec(rest)?.[1] ?? '';
    return fields
      .filter(
        (f) => f.asks.some((a) => verbatim.includes(a)) || (beside !== '' && f.words?.asked.test(beside)),
      )
      .map((f) => f.name);
  }
  const inLast = [questionProper(lastQ, questions), lastQ.replace(NOTED, ' ')]
    .map((q) => fields.filter((f) => f.words?.asked.test(q) || offersOptions(f, q)).map((f) => f.name))
    .find((names) => names.length > 0);
  // "16 seats, noted. Could sales call?" asks for no seats.
  const asking = ai
    .split(/(?<= ?[.!?]) /)
    .filter((p) => p.includes('?') || !ai.includes('?') || TELLS_TO.test(p))
    .join(' ');
  return inLast ?? fields.filter((f) => f.words?.asked.test(asking)).map((f) => f.name);
}

/** The last sentence of a question without the statement before it ("It depends on credit. How much?"), joined to the one it continues ("... And the zip?"). */
function questionProper(lastQ: string, questions: string[]): string {
  const proper = (lastQ.split(/(?<= [.!] )/).at(-1) ?? lastQ).trim();
  const before = questions[questions.indexOf(lastQ) - 1];
  return before !== undefined && /^(and|y)\b/.test(proper) ? `${before} ${proper}` : proper;
}

/** "Reading or leadership?", "car, home or renters?": the options are the question. */
function offersOptions(f: Field, question: string): boolean {
  if (!/\b(or|o)\b/.test(question)) return false;
  if (f.spec.kind === 'choice') return optionsIn(f, question) >= 2;
  const padded = ` ${question.replace(/[?.,]/g, ' ')} `;
  return (
    f.name === 'program' && PROGRAMS.filter((p) => p.length > 3 && padded.includes(` ${p} `)).length >= 2
  );
}

/** How many options of a choice a text names. */
export function optionsIn(field: Field, text: string): number {
  if (field.spec.kind !== 'choice') return 0;
  return new Set(mentions(text, field.spec.options).map((m) => m.key)).size;
}

/** One field read from one text, by the grammar of its kind. */
export function readField(field: Field, norm: Norm, c: FieldContext): FieldHit | null {
  const spec = field.spec;
  switch (spec.kind) {
    case 'choice':
      return readChoice(norm, spec, c, field.words);
    case 'zip':
      return readZip(norm);
    case 'money':
      return readMoneyField(norm, c, spec, field.name);
    case 'integer':
      return readInteger(norm, c, spec);
    case 'email':
      return readEmail(norm);
    case 'weekday':
      return readWeekday(norm, c);
    case 'term':
      return readTerm(norm, c);
    case 'credit':
      return readCredit(norm, c);
    case 'company':
      return readCompany(norm, spec, field.words?.spec.kind === 'company' ? field.words.spec.known : {}, c);
    case 'yes-no':
      return c.asked ? readYesNo(norm) : null;
    case 'date': {
      if (!c.asked) return null;
      const w = parseWhen(norm.raw, { nowMs: c.nowMs, tz: c.tz, loose: false });
      return w && w.kind !== 'daypart' ? { value: w.at.slice(0, 10), confidence: 0.7 } : null;
    }
    case 'text':
      return field.name === 'program' ? readProgram(norm, c) : readText(norm, c, spec.maxChars);
  }
}
