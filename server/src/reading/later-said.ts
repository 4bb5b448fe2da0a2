/** An offer of a call answered with a later time: however eager the words, it is no call now. */
import type { Evidence } from './evidence.ts';

/** Who answers an offer with a later time wants that, however eager the words. */
export const LATER_SAID = 0.02;
/** A call now is welcome too; "school run now" and "busy right now" say the opposite. */
const NOW_TOO =
  /^(right )?now\b|\b(call|ring|free|available|good|fine|ok|works|ready|here|yes|sure|can|or|talk|please)\b(?! (not|busy))[^.,;!?]*\b(now|right away|asap|immediately|ahora|ahorita)\b|\bnow (is (ok|fine|good|great)|works|if|or|too|please|ok|fine|good)\b|\b(asap|immediately|right away)\b/;

const ACCEPTS =
  /^(ok|yes|yeah|yep|yup|sure|fine|go (ahead|for it)|please|sounds good|perfect|great|si|alright|bet)\b/;
/** A clause that is a time and nothing else: "but after 3", "around 4 ?", "make it 5 pm". */
const BARE_TIME =
  /(^|[.,;!?] |emoji |lol )((but|and|maybe|like|say|at|around|about|after|before|by|past|only|not until|make (it|that)|lets (do|say)|how about|can (you|we|he|she|they) (call|do|make it|try)|call( me)?( back)?|try( me)?|in|a las|como|despues de las?) )*(\d|noon|half past|quarter|tomorrow|tonight|an hour|(mon|tues|wednes|thurs|fri|satur|sun)day)/;

const BUSY_NOW = /\b(busy|not|dont|cant \w+|\w+ing|pick ?up|(at|in|on) \w+) (right )?now\b/g;

/** Answers an offer with a later time of their own, and with no word for a call now. A yes beside an hour of something else is a yes. */
export function namesLater(e: Evidence): boolean {
  const { when } = e;
  const text = e.norm.text;
  if (!e.ctx.offersNow || when === null || when.now || when.closing || when.inferred || !when.named)
    return false;
  if (ACCEPTS.test(text) && !BARE_TIME.test(text.replace(ACCEPTS, '').trim())) return false;
  return !NOW_TOO.test(text.replace(BUSY_NOW, ' '));
}
