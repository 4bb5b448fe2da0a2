/** A count of people, tickets or seats. */
import { digitize, isTens, smallNumber } from '../number-words.ts';
import type { Norm } from '../text.ts';
import { CORRECTION, type FieldContext, type FieldHit } from './common.ts';
import { kinCount } from './kin.ts';
import { standingAt } from './standing.ts';

const PEOPLE =
  '(?:people|ppl|persons?|kids?|kiddos|kiddies|littles|toddlers|babies|infants|folks|peeps|children|adults?|grown ?ups?|guests?|tickets?|of us|of them|guys|girls|women|men|students?|seniors?|friends|family members|coworkers|employees|teens|toddlers|boys|attendees|heads?|seats?|passes|chaperones?|teachers?|parents|dads|moms|mothers|fathers|leaders|daughters|sons|sisters|brothers|uncles|aunts|wives|husbands|deacons|elders|helpers|coaches|nurses|hands|players|coaches|personas|ninos|adultos|boletos|entradas|others|total|guests|members|staff|wristbands|ladies|dudes|scouts|grandkids|grandbabies|grandchildren|nieces|nephews|cousins|teenagers|ushers|vets|veterans|volunteers|campers|workers|techs|drivers|crew|souls|head|users?|licen[sc]es?|logins?|agents?|reps|admins?|engineers|devs|accounts|usuarios|asientos|licencias|plus ones)';
const COUNTED = new RegExp(
  `\\b(\\d+) ?(?:more |total |other |additional |vip |ga |floor |lawn |box |good |general |regular |student |child |group |reserved |season |front row |adult |kid |full |paid |of my |of the )*${PEOPLE}\\b`,
  'g',
);
const RANGE =
  /\bbetween \d+ and \d+\b|(?<!\b(?:from|went|change|changed|bump|up|go) (?:from )?)\b\d+ ?(?:-|to|or|o|maybe) ?(?:maybe )?\d+\b/;
const PRODUCT =
  /\b(\d+) (?:(?:tables?|mesas|rows|boxes|vans?|buses|teams|booths|groups|units) )?(?:of|de|x|with) (\d+)\b/;
/** The number the lead settles on. */
const SETTLED =
  /\b(?:wait|scratch that|say|lets (?:say|do|go with|make it)|call it|make (?:it|that)|put (?:me |us )?down(?: for)?|down to|go with|i meant?|sorry|oops|actually|so(?= (?:\w+ ){0,2}\d+[ .!]*$))[ ,.]+(?:its |it is |like |about |just |a )?(\d+)\b/g;
/** "7... well 9 with my compadres": the same after a number. */
const SETTLED_AFTER =
  /(?<=\d\D{1,30})\b(?:no|nah|nope|well|bueno|digo|mejor|perdon|mas bien|or rather|espere|espera)(?: (?:,|\.|no|wait|espere|espera|perdon|its|like|about|make it|son|somos|would be))* (\d+)\b(?! (?:of|or|would|might|could|if))/g;
const GROWN =
  /\b(?:want|going|go|looking|moving|up|expand\w*|grow\w*|get|add) (?:to )?(?:go |be |get |move |have |up )*(?:to |at )(\d+)\b|\bbut (?:we |i |well |ill )?(?:only|just|need|want|growing to|will be) (?:need |use |want )?(\d+)\b/;
/** "We have 25 seats and need 40": the count that is wanted. */
const HAVE_BUT_NEED =
  /\b(?:have|got|at|on|with|using|pay\w* for) (?:only |just |about |like )?(\d+)\b[^.!?\d]{0,24}\b(?:need|want|going to|go to|up to|looking for|looking at|should be|require)(?: (?:like|about|to|get|be|at|have|closer|more))* (\d+)\b(?! (?:more|additional|extra))/;
const FROM_TO =
  /\b(?:from|change|bump|went from|go from|up from)(?: it)?(?: from)? (\d+) (?:to|up to) (\d+)\b/;
const HAVE_AND_ADD =
  /\b(?:(?:have|got|at|with|now) )?(\d+)(?: now| today| currently| so far| people| of us)?\b[^.!?\d]{0,16}\b(?:adding|hiring|bringing on|plus|and adding|and hiring) (\d+)(?: more| new)?\b/;
/** "32 seats to 40": the count it is to become. */
const GROWS_TO = /\b\d+ (?:seats|users|licen[sc]es|people|tickets|logins) to (\d+)\b/;
const ADDED_TO =
  /\badd(?:ing)? (\d+)(?: more| new)?(?: \w+)? (?:to|onto) (?:our|my|the) (?:current |existing )?(\d+)\b/;
/** "For 4, actually my niece is coming, 5". */
const AFTERTHOUGHT = /\d.*\b(?:actually|wait|no|oops|sorry|scratch|forgot|plus)\b[^\d]*[ ,](\d+)[ .!]*$/;
const ADD_TO_KNOWN = /\b(?:drop|remove|cut|lose|minus|take off) (\d+) (?:of|from) (?:our|my|the) (\d+)\b/;
/** "10 more seats": more than how many is not said. */
const MORE_ONLY = /^[^\d]*\b\d+ (?:more|additional|extra|new) \w+[^\d]*$/;
/** "Invoice has 14 seats, we only have 11": the count is what they dispute. */
const BILLED_FOR =
  /\bpay\w* for \d+\b[^.?!]*\b(?:only|but|just|theres|there are|there is)\b[^.?!]*\d+|\b(?:invoice\w*|bill\w*|charg\w*)\b[^.?!]*\d+[^.?!]*\b(?:only|but|not|instead)\b[^.?!]*\d+/;
/** "Was 18 but 3 bailed": some fell away. */
const FELL_AWAY =
  /\b(\d+) (?:people |of us |total |kids |tickets )?(?:but|minus|less|except|and then|then) (?:like |about )?(\d+)(?: of (?:us|them))?(?: just| already)? (?:bailed|cancelled|canceled|dropped|backed|cant|arent|wont|will not|not|flaked|said no|quit|are out|is out|fell)\b/;
/** "Tickets for 5" in the lead's own words, nobody having asked. */
const TICKETS_FOR =
  /\b(?:tickets?|seats|passes|table|room|spots?|reservation|booth|much|cost|run|price|dinner|party)(?: \w+){0,2} for (\d+)\b(?! ?(?:k|dollars|bucks|min|hours?|days?|nights?|weeks?|months?|:|am|pm))/;
/** "Boletos, 8", "tickets x4"; "ticket 7731" is a number of support. */
const TICKETS_X =
  /\b(?:tickets|tix|passes|boletos|entradas|seats|wristbands)(?: ,| :| x)* ?x? ?(\d+)\b(?! ?(?:k|dollars|bucks|th|st|nd|rd|:|\$|each|am|pm|a))/;
/** "6 techs and 2 in the office". */
const TABLE_AND =
  /\b(?:table|group|party|bus) of (\d+) (?:and|plus|\+) (?:then |another )?(\d+) (?:more|others?|at)\b/;
const MORE_BESIDE =
  /\b(\d+) (?:of us |of my \w+ |[a-z]+ (?!of\b)(?:\w+ ){0,2})(?:, )?(?:and|plus|y|,|\+) (?:then |another )?(\d+) (?:in|at|on|more|others?|part|full|from|up|back|behind|[a-z]+s)\b(?! of (?:them|us|those))/;
const PARTY =
  /\b(?:party|table|group|family|team|crew|groups|total|somos|seremos|count|headcount|were|we are|there are|there is|well be|will be|make it|its|around|about|like) (?:of |for |is |about |around |like )?(\d+)\b/;
const BARE =
  /(?<![\d$:/.])(\d{1,5})(?![\d:/%]| ?a (?:ticket|head|person|seat|plate|pop)\b|st\b|nd\b|rd\b|th\b| ?(am|pm|min|hours?|k\b|grand|thousand|hundred|years?|days?|weeks?|months?|bucks|dollars|each|per))/g;

/** "14 adults, 9 kids, and grandma". */
const AND_ONE =
  /\b(?:and|plus|y) (?:my |the |our )?(?:me|myself|grandma|grandpa|mom|dad|wife|husband|abuela|abuelo)\b/;
const TAKEN_BACK =
  /\b(?:no|nah|nope|wait|scratch that|actually|make (?:it|that)|i meant?|sorry|correction|jk|oops)\b/g;
const COMING =
  /^\d+ (?:\w+ )?(?:said (?:yes|theyre)|confirmed|rsvpd?|are (?:coming|in|going)|coming|committed|for sure|definite\w*)\b/;
const ofToday = (s: string, index: number): boolean => /^(own|family)$/.test(standingAt(s, index));

const counted = (s: string): number => [...s.matchAll(COUNTED)].length;

/** Digits throughout; dozens and couples counted out. */
function figures(text: string): string {
  const s = text
    .replace(/(\d),(\d{3})/g, '$1$2')
    .replace(/\b(a )?half dozen\b/g, '6')
    .replace(/\b(a )?couple (of )?dozen\b/g, '24')
    .replace(/\b(\w+) dozen\b/g, (m, w: string) => {
      const n = w === 'a' ? 1 : /^\d+$/.test(w) ? Number(w) : isTens(w) ? undefined : smallNumber(w);
      return n === undefined ? m : String(n * 12);
    })
    .replace(/\bdozen\b/g, '12')
    .replace(/\b(\d+|\w+) couples\b/g, (m, w: string) => {
      const n = /^\d+$/.test(w) ? Number(w) : smallNumber(w);
      return n === undefined ? m : `${n * 2} people`;
    });
  return ` ${digitize(s)} `;
}

export function readInteger(
  norm: Norm,
  c: FieldContext,
  spec: { min?: number; max?: number },
): FieldHit | null {
  let s = figures(norm.text);
  const corrected = CORRECTION.test(s);
  const hit = (n: number | undefined, confidence: number): FieldHit | null =>
    n !== undefined && Number.isInteger(n) && n >= (spec.min ?? 0) && n <= (spec.max ?? 1e9)
      ? { value: n, confidence, corrected }
      : null;
  const two = (m: RegExpExecArray | null): [number, number] | null =>
    m ? [Number(m[1]), Number(m[2])] : null;
  const settled = [...s.matchAll(SETTLED)].at(-1) ?? [...s.matchAll(SETTLED_AFTER)].at(-1);
  if (settled && c.asked) return hit(Number(settled[1]), 0.85);
  if (
    /\b(let me|ill|i will|gotta|got to|have to|need to) (double check|recount|count|confirm the count)\b/.test(
      s,
    )
  )
    return null;
  if (/\b(no idea|not sure|idk|dont know|depends)\b/.test(s) && !/\b(but|probably|say)\b/.test(s))
    return null;
  if (RANGE.test(s) && !corrected) s = s.replace(new RegExp(RANGE, 'g'), ' ');
  const product = two(PRODUCT.exec(s));
  if (product && (c.asked || /tables?|mesas/.test(s))) return hit(product[0] * product[1], 0.9);
  const less = two(ADD_TO_KNOWN.exec(s));
  if (less) return hit(less[1] - less[0], 0.8);
  if (c.vertical === 'saas-support' && (MORE_ONLY.test(s) || BILLED_FOR.test(s))) return null;
  const than = c.asked ? two(/\b(\d+) (?:\w+ )?more than (?:the |our |my )?(\d+)\b/.exec(s)) : null;
  if (than) return hit(than[0] + than[1], 0.85);
  const self = c.asked && counted(s) === 0 ? /\b(\d+) ?,? (?:plus|and|\+) (?:me|myself)\b/.exec(s) : null;
  if (self) return hit(Number(self[1]) + 1, 0.85);
  const left = c.asked ? two(FELL_AWAY.exec(s)) : null;
  if (left) return hit(left[0] - left[1], 0.85);
  const raised = GROWS_TO.exec(s);
  if (raised) return hit(Number(raised[1]), 0.85);
  const added = two(ADDED_TO.exec(s));
  if (added) return hit(added[0] + added[1], 0.85);
  const more = c.asked && !corrected ? two(HAVE_AND_ADD.exec(s)) : null;
  if (more) return hit(more[0] + more[1], 0.8);
  const wanted = two(HAVE_BUT_NEED.exec(s));
  if (wanted) return hit(wanted[1], 0.85);
  const grown = GROWN.exec(s);
  if (grown && c.asked) return hit(Number(grown[1] ?? grown[2]), 0.85);
  const fromTo = FROM_TO.exec(s);
  if (fromTo && !(/\b(bill|price|rate|cost|invoice|charg\w*|paying|payment)\b/.test(s) && !c.asked))
    return hit(Number(fromTo[2]), 0.85);
  return countOf(s, c, corrected, hit);
}

/** Counted people, the lead's own company, a party of so many, and last a lone number that was asked for. */
function countOf(
  s: string,
  c: FieldContext,
  corrected: boolean,
  hit: (n: number | undefined, confidence: number) => FieldHit | null,
): FieldHit | null {
  const counted = [...s.matchAll(COUNTED)]
    .filter((m) => !/\b(not|instead of|used to be) $/.test(s.slice(0, m.index)))
    // "18, 2 of them part time": some of those just said.
    .filter((m) => !(/ of them$/.test(m[0]) && /\d(?!\d|st|nd|rd|th)[^\d]*$/.test(s.slice(0, m.index))))
    // "20 people last year but this year 26", "my sister brought 40 kids".
    .filter((m, _i, all) => ofToday(s, m.index) || all.every((o) => !ofToday(s, o.index)))
    // "$6,000 total" is of money.
    .filter((m) => !/total$/.test(m[0]) || (s[m.index - 1] !== '$' && Number(m[1]) < 1_000))
    // "11 of us, 1500 total": the total is of money.
    .filter(
      (m, _i, all) => !/total$/.test(m[0]) || all.every((o) => o === m || Number(m[1]) < 10 * Number(o[1])),
    )
    .map((m) => Number(m[1]));
  const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0);
  if (counted.length > 1 && !corrected)
    return /\btotal\b/.test(s)
      ? hit(Math.max(...counted), 0.8)
      : hit(sum(counted) + (c.asked && AND_ONE.test(s) ? 1 : 0), 0.85);
  const oneMore =
    /\b(\d+) (?:people |of us |kids |guests |adults )?(?:plus|and|y|\+|not counting|besides) (?:the |my |our |a |an |one |1 |un |una |el |la |mi )(?:toddler|baby|infant|kid|child|bebe|nino|nina|hijo|hija|bride|groom|guest of honor|birthday (?:girl|boy|kid)|driver|chaperone|coach|teacher|leader|wife|husband|mom|dad|boss)\b/.exec(
      s,
    );
  if (oneMore && c.asked && counted.length < 2) return hit(Number(oneMore[1]) + 1, 0.8);
  const plus = /\b(?:me|myself)(?: (?:and|plus|\+)|\+| \+) ?(?:my )?(\d+)\b/.exec(s);
  if (plus && c.asked) return hit(Number(plus[1]) + 1, 0.8);
  const company =
    (c.asked && !/\bof us\b/.test(s)) || /\b(tickets?|tix|seats|passes|table) for (me|myself|my)\b/.test(s)
      ? kinCount(s)
      : undefined;
  if (company !== undefined) return hit(company, 0.75);
  const rest = counted.length === 1 && c.asked && !corrected ? MORE_BESIDE.exec(s) : null;
  if (rest) return hit(Number(rest[1]) + Number(rest[2]), 0.8);
  if (counted.length > 0) return hit(counted.at(-1), c.asked ? 0.92 : 0.8);
  const tableAnd = c.asked ? TABLE_AND.exec(s) : null;
  if (tableAnd) return hit(Number(tableAnd[1]) + Number(tableAnd[2]), 0.85);
  const party = PARTY.exec(s);
  if (party && (c.asked || /\b(party|table|group|family|team|crew) (of|for)\b|\bsomos\b/.test(s)))
    return hit(Number(party[1]), 0.88);
  const strong =
    /\b(?:team|company|staff|office|shop) of (\d+)\b|\b(?:were|we are) (?:at |now )?(\d+)(?= (?:now|people|strong|users|of us)\b)/.exec(
      s,
    );
  if (strong) return hit(Number(strong[1] ?? strong[2]), 0.8);
  const times = TICKETS_X.exec(s);
  if (times && !c.aboutCall)
    return hit(Number([...s.slice(times.index).matchAll(SETTLED_AFTER)].at(-1)?.[1] ?? times[1]), 0.8);
  const each =
    /\d(?: dollars| bucks)? (?:a|per) (?:person|head|ticket|plate|seat)(?: \w+)? (?:for|times|x) (\d+)\b/.exec(
      s,
    );
  if (each) return hit(Number(each[1]), 0.8);
  const tickets = TICKETS_FOR.exec(s);
  if (tickets && (!c.aboutCall || /\b(run|cost|much|price)\b/.test(tickets[0])))
    return hit(Number((corrected ? AFTERTHOUGHT.exec(s)?.[1] : undefined) ?? tickets[1]), 0.8);
  if (!c.asked) return null;
  const every = [...s.matchAll(BARE)].map((m) => ({ n: Number(m[1]), index: m.index }));
  const todays = every.filter((m) => ofToday(s, m.index));
  const numbers = todays.length > 0 ? todays : every;
  const last = numbers.at(-1);
  const first = numbers[0];
  if (!first || !last) return null;
  // "26. no 28, two new hires": the number after the word that takes back.
  const taken = [...s.matchAll(TAKEN_BACK)].at(-1);
  const instead = taken && numbers.find((m) => m.index > taken.index);
  if (instead) return hit(instead.n, 0.9);
  // "100 invited, 80 said yes".
  const coming = numbers.find((m) => COMING.test(s.slice(m.index)));
  if (coming) return hit(coming.n, 0.85);
  if (first === last || corrected || taken) return hit(last.n, 0.9);
  const between = s.slice(first.index, last.index);
  if (/[.!?]/.test(between)) return hit(last.n, 0.6);
  return /\b(and|plus|y)\b|\+|^\d+ (in|at|on|from) (the )?[a-z]+ , $/.test(between)
    ? hit(sum(numbers.map((x) => x.n)), 0.7)
    : hit(first.n, 0.6);
}
