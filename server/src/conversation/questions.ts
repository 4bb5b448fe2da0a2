/** Which question comes next, and whether a value is one the playbook accepts. Pure. */
import type { Condition, FieldSpec, Playbook, Question, QuestionType } from '../playbook/playbook.ts';
import type { SlotValue } from '../ports/reader.ts';
import type { Conversation, Field } from './conversation.ts';

/** Once, and differently at most twice again (C6). */
export const MAX_ASKS = 3;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

/** Whether `value` is one that this kind of field can hold. */
export function accepts(spec: FieldSpec, value: SlotValue): boolean {
  switch (spec.kind) {
    case 'choice':
      return Object.hasOwn(spec.options, String(value));
    case 'zip':
      return /^\d{5}$/.test(String(value));
    case 'email':
      return EMAIL.test(String(value));
    case 'money':
    case 'integer':
      return (
        typeof value === 'number' &&
        Number.isFinite(value) &&
        value >= (spec.min ?? Number.NEGATIVE_INFINITY) &&
        value <= (spec.max ?? Number.POSITIVE_INFINITY)
      );
    case 'yes-no':
      return typeof value === 'boolean' || value === 'yes' || value === 'no';
    case 'company':
      // A ZIP or an amount that lost its way is no company.
      return /^(?!.*\d{4})[^?]{2,40}$/.test(String(value).trim());
    case 'text':
      return String(value).length > 0 && String(value).length <= spec.maxChars;
    default:
      return String(value).trim().length > 0;
  }
}

export function questionFor(playbook: Playbook, field: string): Question | undefined {
  return playbook.questions.find((question) => question.field === field);
}

function holds(condition: Condition, fields: Record<string, Field>): boolean {
  const known = fields[condition.field];
  if (condition.known !== undefined && condition.known !== (known !== undefined)) return false;
  if (condition.is !== undefined && known?.value !== condition.is) return false;
  if (condition.isNot !== undefined && known?.value === condition.isNot) return false;
  return true;
}

/** Questions that apply to this lead as far as is known. */
export function applicable(playbook: Playbook, fields: Record<string, Field>): Question[] {
  return playbook.questions.filter((question) =>
    question.when.every((condition) => holds(condition, fields)),
  );
}

export function mayAsk(s: Conversation, question: Question): boolean {
  return (
    s.fields[question.field] === undefined &&
    !s.skipped.includes(question.field) &&
    (s.asked[question.field] ?? 0) < MAX_ASKS
  );
}

/**
 * The question to ask next: the one just asked again when it went unanswered, otherwise the first that is
 * open.
 */
export function nextQuestion(playbook: Playbook, s: Conversation): Question | null {
  const open = applicable(playbook, s.fields).filter((question) => mayAsk(s, question));
  return (
    open.find((question) => question.field === s.lastAsked) ?? open.find((q) => q.required) ?? open[0] ?? null
  );
}

/** Every required question that applies is answered, or cannot be asked any more. */
export function requiredDone(playbook: Playbook, s: Conversation): boolean {
  return !applicable(playbook, s.fields).some((question) => question.required && mayAsk(s, question));
}

/** Phrasings for asking now: the first ones once, then the other ones. */
export function askOptions(s: Conversation, question: Question): string[] {
  const words = s.language === 'es' && question.es ? question.es : question;
  return (s.asked[question.field] ?? 0) === 0 ? words.ask : words.again;
}

/** The kind of the question that is open: what a wrong reading of the answer would cost. Open where none is. */
export function openQuestionType(playbook: Playbook, s: Pick<Conversation, 'lastAsked'>): QuestionType {
  return (s.lastAsked && questionFor(playbook, s.lastAsked)?.type) || 'open';
}

/**
 * Readiness or confidence needed before a transfer, by the kind of question at hand: the playbook's own
 * threshold, and never less than the regulated one where the whole playbook is regulated.
 */
export function thresholdFor(playbook: Playbook, s: Pick<Conversation, 'lastAsked'>): number {
  const own = playbook.thresholds[openQuestionType(playbook, s)];
  return playbook.regulated ? Math.max(own, playbook.thresholds.regulated) : own;
}
