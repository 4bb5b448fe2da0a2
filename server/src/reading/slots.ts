/** Fields over the whole thread: each lead turn is read in the light of what the assistant had just asked; last correction wins. */
import type { FieldSpec, Playbook } from '../playbook/playbook.ts';
import type { HistoryTurn, SlotReading } from '../ports/reader.ts';
import {
  type FieldContext,
  type FieldHit,
  readChoice,
  readCompany,
  readCredit,
  readEmail,
  readInteger,
  readMoneyField,
  readProgram,
  readTerm,
  readWeekday,
  readZip,
} from './field-readers.ts';
import { digitize } from './number-words.ts';
import { type Norm, normalize } from './text.ts';
import { type FieldWords, PROGRAMS, VERTICAL_FIELDS, type Vertical } from './verticals.ts';
import { parseWhen } from './when.ts';

/** Confidence of a value the assistant named: confirmed by the lead, or merely not denied. */
export const AI_CONFIRMED = 0.79;
export const AI_NAMED = 0.55;

interface Field {
  name: string;
  spec: FieldSpec;
  words?: FieldWords;
  asks: string[];
}

/** The playbook's fields, widened by the vertical's lexicon; the vertical's own when the playbook has none. */
export function fieldsOf(playbook: Playbook): Field[] {
  const lexicon = VERTICAL_FIELDS[playbook.vertical as Vertical] ?? {};
  const out: Field[] = playbook.questions.map((q) => ({
    name: q.field,
    spec: merge(q.value, lexicon[q.field]?.spec),
    words: lexicon[q.field],
    asks: [...q.ask, ...q.again].map((a) => normalize(a).text),
  }));
  for (const [name, words] of Object.entries(lexicon))
    if (!out.some((f) => f.name === name)) out.push({ name, spec: words.spec, words, asks: [] });
  return out;
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

const cache = new WeakMap<Playbook, Field[]>();
function cachedFields(playbook: Playbook): Field[] {
  let f = cache.get(playbook);
  if (!f) {
    f = fieldsOf(playbook);
    cache.set(playbook, f);
  }
  return f;
}

/** The field an assistant text asks for, if any; the last question counts most. */
export function askedFields(ai: string, fields: Field[]): string[] {
  const questions = ai.split(/(?<=[?])/);
  const lastQ = [...questions].reverse().find((q) => q.includes('?')) ?? ai;
  const hit = fields.filter((f) => f.asks.some((a) => a.length > 12 && ai.includes(a))).map((f) => f.name);
  if (hit.length) return hit;
  const inLast = fields
    .filter((f) => f.words?.asked.test(lastQ) || offersOptions(f, lastQ))
    .map((f) => f.name);
  return inLast.length ? inLast : fields.filter((f) => f.words?.asked.test(ai)).map((f) => f.name);
}

/** "Reading or leadership?", "car, home or renters?": the options are the question. */
function offersOptions(f: Field, question: string): boolean {
  if (!/\b(or|o)\b/.test(question)) return false;
  const norm = { raw: question, clean: question, text: question, words: question.split(' '), shout: 0 };
  if (f.spec.kind === 'choice') return distinctMentions(f, norm) >= 2;
  return (
    f.name === 'program' &&
    PROGRAMS.filter((p) => p.length > 3 && ` ${question.replace(/[?.,]/g, ' ')} `.includes(` ${p} `))
      .length >= 2
  );
}

export interface SlotState {
  slots: Record<string, SlotReading>;
  newly: string[];
  asked: string[];
  unsure: boolean;
}

export function readSlots(
  playbook: Playbook,
  history: HistoryTurn[],
  message: string,
  nowMs: number,
  tz: string,
  askedField?: string,
  messageId?: string,
): SlotState {
  const fields = cachedFields(playbook);
  const slots: Record<string, SlotReading> = {};
  const weak = new Set<string>();
  let aiTexts: Norm[] = [];
  let lastAsked: string[] = [];
  let newly: string[] = [];
  const turns = [...history, { from: 'lead' as const, text: message, id: messageId }];
  turns.forEach((turn, index) => {
    const norm = normalize(turn.text);
    if (turn.from === 'ai') {
      aiTexts.push(norm);
      return;
    }
    const isLast = index === turns.length - 1;
    const ai = aiTexts.map((a) => a.text).join(' . ');
    let asked = askedFields(ai, fields);
    if (asked.length === 0 && aiTexts.length && aiTexts.every((a) => !a.text.includes('?'))) asked = [];
    if (isLast && askedField) asked = [askedField, ...asked];
    lastAsked = asked;
    const open = new Set(asked.length > 0 ? asked : restated(norm, newly, aiTexts));
    newly = [];
    for (const field of fields) {
      const c: FieldContext = {
        asked: open.has(field.name),
        nowMs,
        tz,
        fromAi: false,
        vertical: playbook.vertical,
      };
      const hit = readField(field, norm, c);
      if (!hit) continue;
      const known = slots[field.name];
      const overrides =
        !known ||
        weak.has(field.name) ||
        c.asked ||
        hit.corrected === true ||
        ['zip', 'email'].includes(field.spec.kind);
      if (!overrides) continue;
      if (known && !c.asked && !hit.corrected && hit.confidence < 0.8) continue;
      slots[field.name] = { value: hit.value, turn: index, messageId: turn.id, confidence: hit.confidence };
      weak.delete(field.name);
      newly.push(field.name);
    }
    reviseAmounts(fields, slots, norm, index, turn.id, playbook, nowMs, tz, newly);
    confirmFromAi(fields, slots, weak, aiTexts, norm, index, turn.id, nowMs, tz, playbook.vertical);
    aiTexts = [];
  });
  return {
    slots,
    newly,
    asked: lastAsked,
    unsure:
      /\b(not sure|no idea|dont know|idk|unsure|let me (look|check)|have to check|cant remember)\b/.test(
        normalize(message).text,
      ),
  };
}

/** A short denial or a lone value after nothing else was asked restates what the lead said a turn before. */
function restated(norm: Norm, before: string[], ai: Norm[]): string[] {
  if (before.length === 0 || ai.length === 0 || norm.words.length > 8) return [];
  const denies = /^(no|nope|nah|not|wait|sorry|oops|actually|i meant?|correction)\b/.test(norm.text);
  const lone = norm.words.length <= 3 && /\d/.test(norm.text);
  return denies || lone ? before : [];
}

function readField(field: Field, norm: Norm, c: FieldContext): FieldHit | null {
  const spec = field.spec;
  switch (spec.kind) {
    case 'choice':
      return readChoice(norm, spec, c, field.words?.weak);
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

export function readYesNo(norm: Norm): FieldHit | null {
  if (
    /^(yes|yeah|yep|yup|sure|correct|right|i do|i am|we do|of course|definitely|absolutely|yesemoji|si|claro|uh huh|mhm|ok|affirmative|indeed)\b/.test(
      norm.text,
    )
  )
    return { value: true, confidence: 0.9 };
  if (/^(no|nope|nah|never|not|none|noemoji|i dont|we dont|negative|nada)\b/.test(norm.text))
    return { value: false, confidence: 0.9 };
  return null;
}

function readText(norm: Norm, c: FieldContext, maxChars: number): FieldHit | null {
  if (
    !c.asked ||
    /\?/.test(norm.raw) ||
    norm.words.length > 30 ||
    /\b(not sure|no idea|dont know|idk|stop|call me)\b/.test(norm.text)
  )
    return null;
  const value = norm.raw.replace(/\s+/g, ' ').trim().slice(0, maxChars);
  return value.length >= 2 ? { value, confidence: 0.5 } : null;
}

/** "make it 65" after an amount was known, though the question has moved on. */
function reviseAmounts(
  fields: Field[],
  slots: Record<string, SlotReading>,
  norm: Norm,
  index: number,
  id: string | undefined,
  playbook: Playbook,
  nowMs: number,
  tz: string,
  newly: string[],
): void {
  const s = norm.text;
  const cue =
    /\b(make (it|that)|scratch|change (it|that|my)|i meant|i mean|actually|correction|typo|instead|bump (it|that)|should be|sorry|add)\b/.exec(
      s,
    );
  if (!cue) return;
  for (const field of fields) {
    const known = slots[field.name];
    if (!known || newly.includes(field.name) || known.turn === index) continue;
    if (field.spec.kind !== 'money' && field.spec.kind !== 'integer' && field.spec.kind !== 'zip') continue;
    if (parseWhen(norm.raw, { nowMs, tz, loose: false })?.named) continue;
    const tail = s.slice(cue.index);
    const hit = readField(
      field,
      { ...norm, text: tail, clean: tail, raw: tail },
      { asked: true, nowMs, tz, fromAi: false, vertical: playbook.vertical },
    );
    if (!hit) continue;
    const plus = /\badd (\d+|\w+) more\b/.exec(digitize(s));
    const value =
      plus && typeof hit.value === 'number' && typeof known.value === 'number'
        ? hit.value + known.value
        : hit.value;
    slots[field.name] = { value, turn: index, messageId: id, confidence: 0.8 };
    newly.push(field.name);
    return;
  }
}

/** A value the assistant named ("about your furnace") that the lead answered without objecting. */
function confirmFromAi(
  fields: Field[],
  slots: Record<string, SlotReading>,
  weak: Set<string>,
  ai: Norm[],
  lead: Norm,
  index: number,
  id: string | undefined,
  nowMs: number,
  tz: string,
  vertical: string,
): void {
  if (/^(no|nope|nah|wrong|stop|not|neither|never)\b/.test(lead.text)) return;
  if (
    vertical === 'home-services' &&
    !slots.service &&
    ai.some((a) =>
      /\b(sorry|heat (has been )?out|no heat|broke\w*|leak\w*|not working|stopped)\b/.test(a.text),
    )
  ) {
    slots.service = { value: 'repair', turn: index, messageId: id, confidence: AI_NAMED };
    weak.add('service');
  }
  for (const norm of ai) {
    for (const field of fields) {
      if (
        slots[field.name] ||
        !['choice', 'credit', 'term', 'company', 'integer', 'money', 'text'].includes(field.spec.kind)
      )
        continue;
      if (field.spec.kind === 'text' && field.name !== 'program') continue;
      const mine = field.words?.asked.test(norm.text) ?? false;
      if (
        field.spec.kind === 'choice' &&
        (/\b(or|o)\b/.test(norm.text) || /,.*,/.test(norm.text)) &&
        distinctMentions(field, norm) > 1
      )
        continue;
      const sentence = sentenceWith(field, norm);
      const yes =
        sentence &&
        (readYesNo(lead)?.value === true ||
          /\b(correct|that is right|right|exactly|yes|uh huh)\b/.test(lead.text));
      if (
        (field.spec.kind === 'integer' ||
          field.spec.kind === 'money' ||
          field.spec.kind === 'company' ||
          field.spec.kind === 'term' ||
          field.spec.kind === 'credit') &&
        !yes
      )
        continue;
      const hit = readField(field, norm, {
        asked:
          mine &&
          field.spec.kind !== 'text' &&
          field.spec.kind !== 'company' &&
          field.spec.kind !== 'integer' &&
          field.spec.kind !== 'money',
        nowMs,
        tz,
        fromAi: true,
        vertical,
      });
      if (!hit || (hit.confidence < 0.6 && field.spec.kind !== 'text')) continue;
      slots[field.name] = {
        value: hit.value,
        turn: index,
        messageId: id,
        confidence: yes ? AI_CONFIRMED : AI_NAMED,
      };
      weak.add(field.name);
    }
  }
}

/** Whether the assistant asked about the value (in the same sentence, or with a closing "right?"). */
function sentenceWith(field: Field, norm: Norm): boolean {
  if (/\b(right|correct|yes|no|si) \?\s*$/.test(norm.text)) return true;
  const asking = norm.text
    .split(/(?<=[.!?])/)
    .filter((p) => p.includes('?'))
    .join(' ');
  if (field.spec.kind !== 'choice') return asking.length > 0;
  return distinctMentions(field, { ...norm, text: asking }) > 0;
}

function distinctMentions(field: Field, norm: Norm): number {
  if (field.spec.kind !== 'choice') return 0;
  let n = 0;
  for (const aliases of Object.values(field.spec.options))
    if (aliases.some((a) => ` ${norm.text} `.includes(` ${a} `))) n++;
  return n;
}
