/** What the assistant's last turn did, so that "ok", "1" or "sure" can be understood. */

import type { Action, HistoryTurn } from '../ports/reader.ts';
import { pickedLabel } from './menu.ts';
import { cleanText, normalize } from './text.ts';
import type { When } from './when.ts';

export interface DialogueContext {
  /** All assistant text since the lead last wrote, normalised, newest last. */
  text: string;
  lastAi: string;
  empty: boolean;
  /** Offers a human now ("can I connect you?"). */
  offersNow: boolean;
  /** Asks when to call, or offers another time. */
  asksTime: boolean;
  /** A call was tried and missed, or is being placed. */
  missedCall: boolean;
  calling: boolean;
  /** The assistant's last text with its marks, for menus and lists. */
  lastClean: string;
  question: boolean;
  followUps: number;
  /** Asks to confirm who it is. */
  asksIdentity: boolean;
  asksReady: boolean;
  /** The assistant writes about an existing purchase or service. */
  existing: boolean;
  leadTurns: number;
  spanish: boolean;
  /** Times that the assistant has just proposed for the call. */
  proposed?: When[];
  /** The time that the assistant has just noted ("1 pm today, got it"): it can be moved, but an "ok" takes nothing. */
  noted?: When[];
  /** Times proposed or noted before the lead's last text, for words that point at one ("that one", "the second"). */
  stale?: When[];
  /** The lead changes a time that was noted. */
  changesTime?: boolean;
  /** An offer was made earlier in the thread, not in the last turn. */
  offeredBefore: boolean;
}

const HUMAN =
  '(agents?|officers?|advisors?|advisers?|specialists?|reps?|representatives?|teammates?|team ?mate|colleagues?|someone|somebody|person|human|dispatchers?|technicians?|techs?|electricians?|plumbers?|roofers?|estimators?|coordinators?|counselors?|nurses?|intake|sales|support|managers?|desk|hosts?|branch|admissions|scheduler|schedulers|experts?|consultants?|team|broker|lender|loan officer|engineer|box office|receptionist|underwriter|planner|staff|asesor|asesora|agente|tecnico|especialista|persona|alguien|producer|recruiter|front desk|billing|him|her|them|me|one|closer|pro|crew|line|phone)';
const CALL =
  '(calls?|rings?|phones?|speak|talk|chat|connect|connected|hop on|jump on|get on|patch|put you|transfer|pass you|hand you|dial|buzz|bring|reach you|on the line|on the phone|over the phone|by phone|go over|walk you|conference|loop|introduce|help you (now|live)|line you up|quick call|voice|llam\\w+|hablar|conect\\w+|comunic\\w+|pas(o|arlo|arla|ar)|marc\\w+|hop)';
const OFFERS: RegExp[] = [
  /\b(can|could|ill|i will|happy to|let me|shall i|want me to|may i|glad to) (get|bring|put|have) (\w+ ){1,5}(on|in)\b( with you| the line| the phone| here| now)?/,
  /\b(can|could|may|shall|should) (i|we) (get|bring|put|have) (\w+ ){1,4}on (now|with you|the (line|phone))\b/,
  /^\W*(hi |hey |hello )?(\w+ ?, )?(speak|talk|chat|hop on|connect|call|quick call|phone call|short call)\b.{0,40}\?/,
  /\b(would|could|does|will|might) (a |an |the )?(quick |short |brief |phone )?(call|chat|phone call)( with \w+)? (help|work|be|suit|make sense|do)\b/,
  /\b(fancy|feel like|how about|up for|interested in|care for|okay with|ok with|want|need) (a |an )?(quick |short |brief |phone )?(call|chat|ring|phone call)\b/,
  /\b(have|get|ask|send) (\w+ ){1,5}(call|ring|phone|reach out|dial) ?(you|by phone|over)?\b/,
  /\b(reach out|help|answer|explain|assist|go through it|cover it|sort it|handle it)( \w+){0,4} (by|over the|on the|via) phone\b/,
  new RegExp(
    `\\b(can|could|may|shall|should|want|would you like|would you be|like|ok (for|if|to)|mind if|mind|ready (to|for)|good time|now a good time|free (to|for)|got (a|time)|have (a|time|a few)|interested in|able to|available|up for|down for|open to|care to|how about|want (me|us)|ok with|let me|i can|i could|we can|we could|ill|i will|lets|puedo|quiere|gusta|le parece|desea|podemos)\\b.{0,60}\\b${CALL}\\b`,
  ),
  new RegExp(
    `\\b${HUMAN}( \\w+)? (can|could|is (free|available|ready|here|open|standing by|on)|has a|will|would|are (free|available|ready)|puede)\\b.{0,40}\\b(${CALL}|now|confirm|help|right (away|now)|in (a|two|2|5|five) min)\\b`,
  ),
  /\b(connect|call now|transfer|put you through|patch you|hop on|talk now|speak now|want a call|want a ring|quick call|call you (now|right)|call right (now|away)|right this moment|soonest is)\b.{0,30}(\?|now|$)/,
  /\b(number you prefer|best number|good number|this (the )?(right|best) number|which number|what number).{0,40}(call|reach|you)?\b/,
  /\b(calling|ringing|dialing) (you )?(now|shortly|in a)\b.{0,20}\bok\b/,
  /\b(got|have|spare) (a|any|some|two|five|ten|\d+) (quick |spare )?(min|sec|second|moment|time|few)\b[^.?]{0,24}\b(for|with|to (talk|speak|chat|hop|go over))\b[^?]*\?/,
  /\bready (when you are|if you are|to connect|to talk)\b|\bbefore connecting you\b|\bbefore i connect\b|\bhold passes by phone\b/,
];
const TIMES =
  /\b((what|which|whats|what is|when)( \w+){0,4} (time|day|hour|works|suits|good|best|be good|call|reach|available|free|talk)|(best|good|better|another|different|other) (time|day) (to|for|would|work|suit|tomorrow|later)?|when (can|should|would|works|is|could|are)|try (you )?(again )?later|another time|call back|later today|what time|pick a time|morning or|or (afternoon|evening|morning)|tomorrow (work|at|ok|good)|cuando|que hora|otra hora|mas tarde|soonest (times?|slots?)|slots?( are)?:|how (is|about) (tomorrow|monday|tuesday|wednesday|thursday|friday|\d)|(tomorrow|today|monday|tuesday|wednesday|thursday|friday|saturday) (at|morning|afternoon|evening)|time (is|would be|works) (best|good|better|for you))\b/;
const NOW_TIME =
  /\b(is )?(now|this) (is )?a (good|ok|okay|bad) time\b|\bis now (fine|ok|okay|good|any better|better|convenient|all right|alright)\b|\b(is it|is this|is now|now) (a )?(good|ok|convenient) (time )?(now|to)\b|^\W*(good|ok) time (to|for)\b|, (good|ok) time (to|for)\b|\bgood time (for|to) (\w+ ){0,5}(call|talk|speak|ring|phone|connect|chat)\b/;

/** Reads the assistant turns after the lead's last message. */
export function readContext(history: HistoryTurn[]): DialogueContext {
  const tail: string[] = [];
  for (let i = history.length - 1; i >= 0 && history[i]?.from === 'ai'; i--)
    tail.unshift(normalize(history[i]?.text ?? '').text);
  const text = tail.join(' . ');
  const lastAi = tail.at(-1) ?? '';
  const lastRaw = history.at(-1)?.from === 'ai' ? (history.at(-1)?.text ?? '') : '';
  const lastTwo = tail.slice(-2).join(' . ');
  const earlier = history
    .slice(0, history.length - tail.length)
    .filter((t) => t.from === 'ai')
    .map((t) => normalize(t.text).text);
  const isOffer = (t: string): boolean =>
    (OFFERS.some((re) => re.test(t)) || NOW_TIME.test(t)) &&
    !/\b(cant|cannot|unable|nobody is|no one is|not available|tried (you|calling))\b/.test(t);
  const asksTime = TIMES.test(lastTwo) && !NOW_TIME.test(lastAi);
  const offer =
    isOffer(lastAi) ||
    (tail.length > 1 && !/\?/.test(lastAi) && isOffer(lastTwo)) ||
    (tail.length > 1 &&
      isOffer(tail.at(-2) ?? '') &&
      /\b(still|hello|there|you there|any thoughts|hey|hi|following up|checking|just)\b/.test(lastAi));
  const timeOnly =
    asksTime &&
    /\b(later|another time|best time|better time|what time|when|tomorrow|which day|cuando|a que hora|que hora)\b/.test(
      lastAi,
    ) &&
    !/\b(now|right away|ahora)\b/.test(lastAi);
  return {
    text,
    lastAi,
    empty: history.length === 0,
    offersNow: offer && !timeOnly,
    asksTime,
    missedCall:
      /\b(missed (each other|you|your call)|tried (you|calling|to (call|reach))|couldnt reach|could not reach|no answer|went to voicemail|didnt (pick up|catch)|sorry we missed|just called|called you|we called|le llame|le llamamos)\b/.test(
        lastTwo,
      ),
    calling:
      /\b(calling (you )?(now|shortly|in)|is calling|will call (you )?(now|shortly|in a|within)|ringing you|connecting you( now)?|one moment|please hold|on the line now|should ring)\b/.test(
        lastAi,
      ),
    lastClean: cleanText(lastRaw),
    question: /\?/.test(lastAi) || (tail.length > 1 && /\?/.test(tail.at(-2) ?? '')),
    followUps: tail.length,
    asksIdentity:
      /\b(is this|am i (texting|speaking|talking)|are you|this is) (\w+) ?\?|\bhi is this\b|\b(right|correct) (person|number)\b|\bes usted\b|\bhablo con\b/.test(
        lastAi,
      ),
    asksReady:
      /\b(exploring or ready|ready to (apply|move|start|go|enroll|buy|book|get started|sign)|just (looking|browsing) or|serious|how soon)\b/.test(
        lastAi,
      ),
    existing:
      /\b(thanks for (starting|choosing|your order|signing|being)|your (new )?(policy|loan|order|account|renewal|appointment|subscription|enrollment|tickets) (is|was|has|with|at)|congrats on (your|being|closing)|welcome to|your (recent|last) (visit|purchase|order|service)|did the (disclosures|tech|package|integration)|how was)\b/.test(
        text,
      ),
    leadTurns: history.filter((t) => t.from === 'lead').length,
    spanish: /[¿¡]|\b(hola|usted|quiere|gracias|para|como|cual|puede|desea|tecnico)\b/.test(text),
    offeredBefore: earlier.some(isOffer),
  };
}

/** The action that a reply to this menu or list would pick. */
export function pickedAction(ctx: DialogueContext, reply: string): Action | undefined {
  const label = pickedLabel(ctx.lastClean, reply);
  return label === undefined ? undefined : menuAction(label);
}

function menuAction(label: string): Action | undefined {
  if (/\b(stop|opt out|unsubscribe|remove|end texts)\b/.test(label)) return 'opt_out';
  if (/\b(not interested|no thanks|all set|no longer|pass|already)\b/.test(label)) return 'close';
  if (/\b(wrong (person|number)|not me)\b/.test(label)) return 'wrong_person';
  if (
    /\b(later|tomorrow|schedule|another time|this evening|set a time|book|pick a time|callback|call back)\b/.test(
      label,
    )
  )
    return 'schedule';
  if (
    /\b(call|talk|speak|connect|phone|now|agent|officer|advisor|someone|human|person)\b/.test(label) &&
    !/\b(text|email)\b/.test(label)
  )
    return 'transfer';
  if (/\b(info|text|email|question|details|learn|more|pricing|link|brochure)\b/.test(label)) return 'answer';
  return undefined;
}
