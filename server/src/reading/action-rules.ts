/** Sure rules for the next action, and the first guess that the classifier refines. Order is precedence. */
import type { Action } from '../ports/reader.ts';
import { conceptsIn } from './concepts.ts';
import { type DialogueContext, pickedAction } from './context.ts';
import type { Norm } from './text.ts';
import type { OptOutReading, RuleVerdict } from './verdicts.ts';
import type { When } from './when.ts';

export interface RuleInput {
  norm: Norm;
  ctx: DialogueContext;
  optOut: OptOutReading;
  when: When | null;
  /** The time is one that the assistant had proposed. */
  tookTime?: boolean;
  leadFirstName: string;
  newSlots: number;
  answeredAsked: boolean;
  asked: number;
  /** One of the fields asked for is a weekday (of the visit, not of the call). */
  asksWeekday?: boolean;
}

const sure = (action: Action, rule: string, confidence = 0.97): RuleVerdict => ({
  action,
  rule,
  confidence,
  sure: true,
});
const guess = (action: Action, rule: string, confidence: number): RuleVerdict => ({
  action,
  rule,
  confidence,
  sure: false,
});

export function judge(i: RuleInput): RuleVerdict {
  const { norm, ctx, when } = i;
  const c = conceptsIn(norm.text);
  const has = (...names: string[]): boolean => names.some((n) => c.has(n));
  const bare = norm.text.replace(/[ .!,]+$/g, '');
  const picked = pickedAction(ctx, norm.text);
  if (picked) return sure(picked, 'menu');
  if (i.optOut.optOut && i.optOut.stage !== 'classifier')
    return sure('opt_out', `opt-out ${i.optOut.stage}`, i.optOut.confidence);
  if (i.optOut.optOut) return guess('opt_out', 'opt-out classifier', i.optOut.confidence);
  if (ctx.changesTime && when?.named && !when.inferred) return sure('schedule', 'changes the time', 0.88);
  if (i.tookTime) return sure('schedule', 'takes the time proposed', 0.92);
  const weekdays =
    /\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(any|either|both|whichever) ?(day|one|works)?\b/;
  const lone = /^[$#]?[\d][\d,. ]*k?$/.test(bare) && ctx.question;
  const answers =
    i.answeredAsked ||
    (lone && !ctx.offersNow) ||
    (i.asked > 0 && i.asksWeekday && norm.words.length <= 9 && weekdays.test(norm.text)) ||
    (i.asked > 0 && norm.words.length <= 6 && has('unsure', 'number') && !ctx.offersNow);
  const disturbed =
    MID_QUESTION.test(norm.text) ||
    has(
      'callMe',
      'wantHuman',
      'needsTalk',
      'question',
      ...(has('unsure') && has('number') && norm.words.length <= 6 ? [] : ['qMark']),
      'objection',
      'complaint',
      'distress',
      'notInterested',
      'solved',
      'wrongPerson',
      'textOnly',
      'anger',
      'cancelService',
      'freeNow',
      'goAhead',
    );
  if (
    answers &&
    !disturbed &&
    !ctx.offersNow &&
    !ctx.asksTime &&
    !ctx.missedCall &&
    !has('notNow') &&
    when === null
  )
    return sure('ask', 'answers the question', 0.93);
  // "Upgrade, 12 seats. does the bigger plan come in Spanish".
  if (
    answers &&
    ASKS_AFTER.test(norm.text) &&
    !weekdays.test(norm.text) &&
    when === null &&
    !ctx.offersNow &&
    !ctx.asksTime &&
    !has('callMe', 'wantHuman', 'complaint', 'distress', 'notInterested', 'wrongPerson', 'anger', 'notNow')
  )
    return sure('answer', 'answers and asks', 0.85);
  if (
    i.asked > 0 &&
    i.asksWeekday &&
    norm.words.length <= 9 &&
    weekdays.test(norm.text) &&
    !has('qMark', 'callNoun', 'notInterested') &&
    !ctx.offersNow &&
    !ctx.asksTime
  )
    return sure('ask', 'names a day for the visit', 0.9);
  if (
    when?.closing &&
    (ctx.offersNow || ctx.asksTime || ctx.missedCall) &&
    !has('no', 'notInterested', 'textOnly', 'qMark')
  )
    return /\b(free|available|here|home|around|open|desk|libre)\b[^.!?]{0,14}\b(until|hasta)\b/.test(
      norm.text,
    )
      ? sure('transfer', 'free until then', 0.9)
      : guess('transfer', 'free until then', 0.9);
  const lastQuestion =
    /\b(anything else|any (other |more )?questions?|before (i|we) (connect|put|pass|transfer|bring))\b/;
  if (
    ctx.offersNow &&
    lastQuestion.test(ctx.lastAi) &&
    has('no') &&
    norm.words.length <= 6 &&
    !has('notInterested')
  )
    return sure('transfer', 'nothing else before the call', 0.9);
  const named = wrongName(norm.text, i.leadFirstName);
  if (named) return guess('wrong_person', 'name denied', 0.9);
  const nowToo =
    /^now\b(?! (is|isnt|not|im|i|your|you|youre|that|were|we))|\b(now even|even now|like now|now too|or now|now works|now if|now (is )?(good|fine|ok|okay|best|perfect|great))\b/.test(
      norm.text,
    );
  const timed = when !== null && !when.now && !when.closing && !nowToo;
  if (has('sarcasm') && !has('complaint')) return guess('close', 'sarcasm', 0.5);
  if (nowToo && (ctx.offersNow || ctx.asksTime) && !has('notInterested', 'no'))
    return /^now\b/.test(norm.text) ? sure('transfer', 'now', 0.9) : guess('transfer', 'now is fine', 0.9);
  const wantsCall =
    has('wantHuman', 'goAhead') ||
    (has('callMe') && !has('negCall')) ||
    (has('needsTalk') && has('callNoun'));
  if (has('distress') && !has('yes')) return guess('escalate', 'distress', 0.75);
  if (has('complaint') && (has('existing', 'anger', 'cancelService') || norm.shout > 0.5 || ctx.existing))
    return guess('escalate', 'complaint', 0.75);
  if (has('cancelService') && !has('qMark')) return guess('escalate', 'cancels a service', 0.7);
  if (has('wrongPerson') && !has('sameRoom')) return guess('wrong_person', 'not the lead', 0.8);
  if (timed && (ctx.asksTime || ctx.changesTime || ctx.offersNow || wantsCall || has('notNow') || ctx.empty))
    return guess('schedule', 'time given', 0.88);
  if (
    ctx.offersNow &&
    has('goAhead') &&
    !timed &&
    !has('question', 'textOnly', 'notInterested', 'no', 'negCall', 'complaint')
  )
    return sure('transfer', 'says go ahead', 0.93);
  const closesWithYes =
    /\? (yes|yeah|sure|ok)\b|([.!?,] (ok |so |and |then |but )?|\bso |\blol )(yes|yeah|yep|sure|go ahead|lets go|im in|do it|si|go)( (please|tho|though|anyway|i guess))?[ .!]*$/;
  if (
    ctx.offersNow &&
    !timed &&
    closesWithYes.test(norm.text) &&
    !has('no', 'textOnly', 'notInterested', 'notNow')
  )
    return sure('transfer', 'says yes in the end', 0.9);
  if (has('bareOk') || /^(yes|yeah|sure|ok|bet|yep|yup)\b/.test(bare)) {
    if (ctx.offersNow && !timed && !has('notNow', 'textOnly', 'notInterested'))
      return has('bareOk')
        ? sure('transfer', 'yes to an offer', 0.95)
        : guess('transfer', 'yes to an offer', 0.9);
    if (has('bareOk') && !ctx.offersNow && !ctx.asksTime) return guess('ask', 'acknowledges', 0.85);
  }
  if (has('notInterested', 'solved') && !wantsCall && !has('qMark')) return guess('close', 'declines', 0.78);
  if (has('thirdParty') && !has('sameRoom')) return guess('ask', 'someone else decides', 0.5);
  if (wantsCall && !has('textOnly', 'notNow')) return guess('transfer', 'asks for a person', 0.85);
  if (ctx.offersNow && has('yes', 'freeNow') && !timed && !has('notNow', 'textOnly'))
    return guess('transfer', 'accepts', 0.88);
  if (ctx.missedCall && has('tryAgain', 'nowWord', 'freeNow') && !timed)
    return guess('transfer', 'try again', 0.85);
  if (has('notNow') && (ctx.offersNow || wantsCall || has('callNoun')) && !has('qMark'))
    return guess('schedule', 'defers', 0.7);
  if (has('no') && (ctx.offersNow || !ctx.question) && norm.words.length < 6 && !has('qMark'))
    return guess('close', 'no', 0.55);
  if (has('question', 'objection', 'textOnly')) return guess('answer', 'asks', 0.75);
  return guess('ask', 'goes on', i.newSlots > 0 ? 0.85 : 0.6);
}

/** "Depends, what are the rates": a question after the first clause. */
export const MID_QUESTION =
  /[.,;!] (but |so |and )?(what|whats|how|hows|do|does|is|are|who|whos|why|can|will) \w|\b(you tell me|what do (people|most people|folks|others) (usually|normally|typically)?|can you (list|send|show|explain|tell))\b/;

/** A whole question after the answer. */
const ASKS_AFTER =
  /[.,;!] (?:(?:but|so|and|also|oh|n|btw|now|quick question|first|before [^.,;!?]{3,40}) )*(?:(?:do|did|can|could|will|would) (?:you|yall|u|they|i|we)\b|(?:does|is|are) (?:the|it|this|that|they|there|my|your|you|any)\b|(?:what|whats|how|hows|why|who|where|which) (?:is|are|do|does|did|much|many|long|about|would|will|can|kind|the)\b)/;

function wrongName(text: string, first: string): boolean {
  const name = first.toLowerCase().replace(/[^a-z]/g, '');
  // Only then is a pattern made of the name.
  if (name.length < 2 || !text.includes(name)) return false;
  return new RegExp(
    `\\b(not|isnt|aint|no|im not|i am not|nobody named|who is|whos|dont know( a| any)?|never heard of|wrong number.*|looking for|no soy|no hay( ninguna?)?) ${name}\\b(?! (call|is (here|ready|free)))|\\b${name}s? (doesnt|does not|isnt|is not|no longer|died|passed|moved|is dead|is in jail|is my|in county|in jail|left|quit|got fired|wont be|dont|aint|not here|changed|sold)\\b`,
  ).test(text);
}
