/** The first words of a reply: the lead's own where there are any, in a tone that fits theirs. */
import type { Reading } from '../ports/reader.ts';
import { maybe, type Part, phrases } from './compose.ts';
import { questionFor } from './questions.ts';
import type { Work } from './work.ts';

type Tone = 'plain' | 'warm' | 'brisk' | 'calm';

const RUDE =
  /\b(wtf|stupid|annoying|ridiculous|scam\w*|spam|damn|hell|crap|idiot\w*|ffs|seriously|waste)\b|\?{2,}|!{3,}/i;
const WARM = /\b(thanks|thank you|thx|ty|please|great|awesome|love|perfect|gracias)\b|[!😀-🙏❤]/u;

export function toneOf(message: string): Tone {
  if (RUDE.test(message)) return 'calm';
  if (WARM.test(message)) return 'warm';
  if (message.trim().split(/\s+/).length <= 2) return 'brisk';
  return 'plain';
}

/** Nothing, or one part that may give way. Chance keeps it from opening every text alike. */
export function acknowledge(w: Work, reading: Reading, message: string, answering: boolean): Part[] {
  const words = phrases(w);
  const echo = safeEcho(w);
  if (reading.answered === 'refused') return [maybe(words.ackRefused)];
  if (reading.answered === 'unsure') return [maybe(words.ackUnsure)];
  if (w.s.owed.corrected && echo) return [maybe(words.ackCorrection, { echo })];
  const hint = hintFor(w, reading, message);
  if (hint) return [maybe(hint)];
  if (answering) return [];
  const tone = toneOf(message);
  if (tone === 'calm') return [maybe(words.ackCalm)];
  const chance = w.context.random();
  if (echo && chance < 0.75) return [maybe(words.ackEcho, { echo })];
  if (chance > 0.8) return [];
  return [maybe(tone === 'warm' ? words.ackWarm : tone === 'brisk' ? words.ackBrisk : words.ackPlain)];
}

/** What the lead said, when it is short and harmless: their text is data, never our words. */
function safeEcho(w: Work): string | null {
  const echo = (valueWords(w) ?? withoutFiller(w.s.owed.echo))?.trim();
  if (!echo || !/^[\p{L}\p{N}$][\p{L}\p{N} ,.'$&/-]{1,38}$/u.test(echo)) return null;
  if (/\d{6,}/.test(echo.replace(/[ ,.-]/g, ''))) return null;
  const asked = w.s.lastAsked ? questionFor(w.inputs.playbook, w.s.lastAsked) : undefined;
  return asked?.sensitive ? null : echo.replace(/[.,]+$/, '');
}

const FILLER =
  /^(?:oops|sorry|uhh?|umm?|well|lol|ok|okay|yeah|yes|no|nope|wait|hmm+|so|like|i guess|maybe|idk)\b/i;

function withoutFiller(echo: string | undefined): string | undefined {
  return echo && !FILLER.test(echo.trim()) && !/[?]/.test(echo) ? echo : undefined;
}

/** The value that was just understood, in words: the surest sign of having been heard. */
function valueWords(w: Work): string | undefined {
  const { filled } = w.s.owed;
  const question = filled ? questionFor(w.inputs.playbook, filled) : undefined;
  const value = filled ? w.s.fields[filled]?.value : undefined;
  if (!question || value === undefined || question.sensitive) return undefined;
  switch (question.value.kind) {
    case 'choice':
      return w.s.language === 'en' ? choiceWords(String(value)) : undefined;
    case 'money':
      return typeof value === 'number' ? `$${value.toLocaleString('en-US')}` : undefined;
    case 'zip':
    case 'company':
    case 'term':
    case 'text':
      return value === 'none' || value === 'self-pay' ? undefined : String(value);
    case 'weekday':
      return w.s.language === 'en' ? String(value) : undefined;
    default:
      return undefined;
  }
}

function choiceWords(value: string): string | undefined {
  return Object.hasOwn(CHOICE_WORDS, value) ? CHOICE_WORDS[value] : value.replaceAll('_', ' ');
}

/** Canonical values that no person would say back. */
const CHOICE_WORDS: Record<string, string | undefined> = {
  ac: 'the AC',
  furnace: 'the furnace',
  roof: 'the roof',
  auto: 'auto',
  cancel: undefined,
  technical: 'a technical one',
  install: 'a new install',
  repair: 'a repair',
  quote: 'an estimate',
  purchase: 'a home purchase',
  refinance: 'a refinance',
  personal: 'a personal loan',
  group: 'a group',
  urgent: undefined,
  high_school: 'high school',
  associate: 'an associate degree',
  bachelor: "a bachelor's",
  master: "a master's",
  new_patient: 'a first visit',
  scheduling: undefined,
};

/** The lead tried to answer and it could not be taken: say what is missing before asking again. */
function hintFor(w: Work, reading: Reading, message: string): string[] | null {
  const asked = w.s.lastAsked ? questionFor(w.inputs.playbook, w.s.lastAsked) : undefined;
  if (!asked || w.s.fields[asked.field] || reading.isQuestion) return null;
  const words = phrases(w);
  const hasDigit = /\d/.test(message);
  switch (asked.value.kind) {
    case 'zip':
      return hasDigit ? words.hintZip : null;
    case 'email':
      return /@|\bat\b|\.com/i.test(message) ? words.hintEmail : null;
    case 'money':
      return hasDigit ? words.hintMoney : null;
    case 'integer':
      return hasDigit ? words.hintNumber : null;
    case 'choice':
      return reading.answered === 'yes' ? words.hintChoice : null;
    default:
      return null;
  }
}
