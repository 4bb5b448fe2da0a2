/** An offer of a call answered with a later time: however eager the words, it is no call now. */
import type { Evidence } from './evidence.ts';

/** Who answers an offer with a later time wants that, however eager the words. */
export const LATER_SAID = 0.005;
/** A time named for the call speaks for a call at that time, whatever else the words sound like. */
export const TIME_SAID = 6;
/** A call now is welcome too; "school run now" and "busy right now" say the opposite. */
const NOW_TOO =
  /^(right )?now\b|\b(call|ring|free|available|good|fine|ok|works|ready|here|yes|sure|can|or|talk|please)\b(?! (not|busy))[^.,;!?]*\b(now|right away|asap|immediately|ahora|ahorita)\b|\bnow (is (ok|fine|good|great)|works|if|or|too|please|ok|fine|good)\b|\b(asap|immediately|right away)\b/;

const ACCEPTS =
  /^(ok|yes|yeah|yep|yup|sure|fine|go (ahead|for it)|please|sounds good|perfect|great|si|alright|bet)\b/;
/** A clause that is a time and nothing else: "but after 3", "around 4 ?", "make it 5 pm". */
const BARE_TIME =
  /(^|[.,;!?] |emoji |lol )((but|and|maybe|like|say|at|around|about|after|before|by|past|only|not until|make (it|that)|lets (do|say)|how about|can (you|we|he|she|they) (call|do|make it|try)|call( me)?( back)?|try( me)?|in|a las|como|despues de las?) )*(\d|noon|half past|quarter|tomorrow|tonight|an hour|(mon|tues|wednes|thurs|fri|satur|sun)day)/;

const BUSY_NOW =
  /\b(busy|not|dont|cant \w+|\w+ing|pick ?up|(at|in|on)( the| a| my| our)? \w+|(i am|im|we are|were) (?!free|available|here|home|ready|good|open)[^.,;!?]{2,30}) (right )?now\b/g;

const SOON_MS = 10 * 60_000;

/** "Call me at four today", "give me about two hours": a call is spoken of, and the hour is its. */
const CALL_AT =
  /\b(call|ring|phone|buzz|reach|try|talk|speak|catch|llam\w+|marc\w+)\b[^.;!?]{0,40}\b(at|after|around|about|in|until|by|past|a las?|between|tomorrow|today|tonight|noon|\d{1,2}(:\d\d)? ?[ap]m)\b|\bgive me\b[^.,;!?]{0,12}\b(\d+|half|hours?|min|an?|one|two|three|four|five|ten|fifteen|twenty|thirty|until)\b/;

/**
 * Answers an offer with a later time of their own, or asks for a call at one, and with no word for a call now. A yes beside an
 * hour of something else is a yes.
 */
export function namesLater(e: Evidence): boolean {
  const { when } = e;
  const text = e.norm.text;
  if (when === null || when.now || when.closing || when.inferred || !when.named) return false;
  // "5 min ok": how long, or so soon that it is as good as now.
  if (Date.parse(when.at) - e.nowMs < SOON_MS) return false;
  if (NOW_TOO.test(text.replace(BUSY_NOW, ' '))) return false;
  if (CALL_AT.test(text)) return true;
  if (e.ctx.changesTime) return true;
  if (!e.ctx.offersNow && !e.ctx.asksTime && !e.ctx.noted?.length) return false;
  return when.kind === 'after' || !ACCEPTS.test(text) || BARE_TIME.test(text.replace(ACCEPTS, '').trim());
}
