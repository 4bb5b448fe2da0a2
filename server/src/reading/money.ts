/** Money as leads type it. "18 5" is 18,500 and "14ish" is 14,000 where thousands are meant; a range is no amount. */
import { standingAt } from './fields/standing.ts';
import { digitize, smallNumber } from './number-words.ts';

export interface MoneyOptions {
  /** Bare numbers under this are thousands ("65" -> 65,000). 0 turns the habit off. */
  thousandsBelow: number;
  min?: number;
  max?: number;
  /** The field was asked for: a lone number is an answer. */
  asked: boolean;
}

export interface Amount {
  value: number;
  index: number;
  approximate: boolean;
  /** "80 each", "50 a head". */
  each: boolean;
  /** "5k last year": of another time. */
  over?: true;
  /** Said to be money: "$35", "4k", "20 bucks". */
  marked: boolean;
}

const CORRECT =
  /\b(no|wait|scratch|actually|make (it|that)|i mean|meant|sorry|rather|instead|correction|change (it|that)|jk|oops|typo|lets (do|say|go)|better)\b/;

/** The amount the text states, or null (none, a range, or alternatives the lead did not settle). */
export function readMoney(text: string, o: MoneyOptions): Amount | null {
  const s = prepare(text);
  if (isRange(s)) return null;
  const financed = afterDownPayment(s, o);
  if (financed) return financed;
  const found = asThousands(s, amounts(s, o), o)
    .filter((a) => !a.over)
    .filter((a, _i, all) => !told(s, a) || all.every((b) => told(s, b)));
  const inRange = found.filter(
    (a) => (o.min === undefined || a.value >= o.min) && (o.max === undefined || a.value <= o.max),
  );
  // "35, about 4k": the bare figure counts something else.
  const sure = inRange.filter((a) => a.marked || a.value >= 1000);
  const fit = o.thousandsBelow === 0 && sure.length > 0 ? sure : inRange;
  if (fit.length === 0) return null;
  if (fit.length === 1) return fit[0] as Amount;
  const settled = [
    ...s.matchAll(
      /\b(?:lets say|lets do|(?<=\d\D{1,30})so|say|go with|call it|put down|make (?:it|that)) (?:like |about )?\$?(?=\d)/g,
    ),
  ].at(-1);
  const chosen = settled && fit.find((a) => a.index >= settled.index);
  if (chosen) return chosen;
  // "40k but 30 would do", "215 but the bank may only do 200": left open.
  if (
    fit.length === 2 &&
    /\d\S* but\b.*\d\S* (would (do|work|be)|works|is (ok|fine|enough)|could work)\b|\d\S* but\b.*\b(may|might|probably) only\b.*\d/.test(
      s,
    )
  )
    return null;
  if (/\d\S* but\b.*\b(id|i would|could|would) (take|settle for|live with|make do with|accept) \$?\d/.test(s))
    return null;
  if (CORRECT.test(s) || THOUGHT_OF.test(s)) return fit.at(-1) as Amount;
  const named = fit.find((a) =>
    /\b(budget|loan|amount|total|max|borrow|need|finance)( (is|of|for|around|about|like|at|was|would be|amount|to))* \$?$/.test(
      s.slice(0, a.index),
    ),
  );
  if (named) return named;
  const [a, b] = fit as [Amount, Amount];
  if (/\b(maybe|possibly|perhaps|could be|might)\b/.test(s.slice(a.index, b.index))) return null;
  if (
    /\b(was|used to be|originally|last (year|time)|before it was)( (like|about|around))? \$?$/.test(
      s.slice(0, a.index),
    )
  )
    return fit.at(-1) as Amount;
  if (/^[^.;!]{0,30}\bor\b/.test(s.slice(a.index)) && b.index - a.index < 30) return null;
  return fit[0] as Amount;
}

/** "We paid 4k last year and can do 6 this time", "my brother got 50, I need 30". */
const told = (s: string, a: Amount): boolean => /^(past|stranger)$/.test(standingAt(s, a.index));

/** "4k last year, 6 this time": the bare figure is in thousands as the other is. */
function asThousands(s: string, found: Amount[], o: MoneyOptions): Amount[] {
  if (o.thousandsBelow > 0 || !found.some((a) => a.marked && a.value >= 1000 && told(s, a))) return found;
  return found.map((a) => (!a.marked && a.value < 100 ? { ...a, value: a.value * 1000 } : a));
}

/** "I was thinking 20 but the wife says 15 is plenty". */
const THOUGHT_OF =
  /\b(was|were) (thinking|hoping|looking|going to say|after|shooting)\b[^.]*\d\S* .*\bbut\b.*\d/;
const SPANISH = /\b(prestamo|necesito|quiero|queremos|para|unos|como|pesos|dolares|de \d+ mil)\b/;

/** "The house is 410, I'm putting 60 down": the rest is what is borrowed. */
function afterDownPayment(s: string, o: MoneyOptions): Amount | null {
  const m =
    /\b(?:house|home|place|condo|price|asking|car|truck)(?: is| at| for| of| costs?)* \$?(\d+)(k?)\b[^%]*\bputt?(?:ing)? \$?(\d+)(k?) down\b/.exec(
      s,
    );
  if (!m || o.thousandsBelow === 0) return null;
  const of = (n: string | undefined, k: string | undefined): number =>
    Number(n) * (k || Number(n) >= o.thousandsBelow ? 1 : 1000);
  const value = of(m[1], m[2]) - of(m[3], m[4]);
  return value > 0 ? { value, index: m.index, approximate: false, each: false, marked: true } : null;
}

function prepare(text: string): string {
  const s = digitize(
    ` ${text} `
      .replace(/\b(\d) (\d) (\d)\b(?! \d)/g, '$1$2$3')
      .replace(/(\d)[, ](\d{3})(?!\d)/g, '$1$2')
      .replace(
        /\b(?:the|a|our|annual) \d+k\b(?! (?:loan|budget|range|one))|\b\d+k (?:run|race|walk|miles)\b/g,
        ' ',
      )
      .replace(/(\w+) point (\w+)(?= (?:mil|million|k|thousand|grand))/g, (m, a: string, b: string) => {
        const [x, y] = [a, b].map((w) => String(smallNumber(w) ?? w)) as [string, string];
        return /^\d+$/.test(x + y) ? `${x}.${y}` : m;
      })
      .replace(
        /(^ ?|[^a-z\d ] ?|\b(?:about|like|around|roughly|say|need|for|maybe|approx) )hundred\b/g,
        '$1one hundred',
      )
      .replace(/\b\d+ ?(?:-|to|or) ?\d+ (?=ppl|people|of us|guests|tickets|tix|kids|seats|persons?)/g, ' ')
      .replace(/\b(\d+) and a half\b(?! (hours?|years?|months?|weeks?))/g, '$1.5')
      .replace(/\bhalf a (mil|million)\b/g, '500000')
      .replace(/\b(?:a )?quarter (?:of a )?(mil|million)\b/g, '250000')
      .replace(/\ba (?:mil|million)\b/g, '1000000')
      .replace(
        /(^ ?|[.,] |\b(?:under|below|around|about|over|than|up to|max|maybe|like|say|for|is|spend|at) )a (grand|thousand)\b/g,
        '$11 $2',
      )
      .replace(/\b(\d+(?:\.\d+)?) ?(?:m|mil|mill|million|mm)\b(?! (pesos))/g, (m, n: string) =>
        /mil$/.test(m) && (Number(n) > 20 || SPANISH.test(text))
          ? `$${Number(n) * 1000}`
          : String(Math.round(Number(n) * 1e6)),
      )
      .replace(/\s+/g, ' ')
      .trim(),
  );
  return (
    ` ${s} `
      // "One forty nine nine".
      .replace(/\b([1-9]) ([2-9]\d) (\d)(?= *(?:$|[.,!;]))/g, '$1$2 $3')
      .replace(
        /(\d+) ?(?:k|thousand|thou|grand) (?:and )?(\d{1,2}) hundred\b/g,
        (_m, a: string, b: string) => `$${Number(a) * 1000 + Number(b) * 100}`,
      )
      .replace(/(\d+)(?: [.,])? (?=(?:thousand|grand) i (?:mean|meant)\b)/g, '$1 ')
      .replace(
        /(\d+(?:\.\d+)?) ?(?:k|grand|thousand|thou|racks?|bands?|stacks|large|g|gs|t)\b/g,
        (_m, n: string) => `${Math.round(Number(n) * 1000)}k`,
      )
      .replace(/(\d+)000k (\d{3})\b/g, (_m, a: string, b: string) => `$${Number(a) * 1000 + Number(b)}`)
      // "7 thousand 5" ends in five hundred.
      .replace(/\b(\d+)000k (\d)(?= *(?:$|[.!,]))/g, '$$$1$200')
      .replace(/(\d+) hundred\b/g, (_m, n: string) => String(Number(n) * 100))
  );
}

function isRange(s: string): boolean {
  const r =
    /\$?(\d[\d.]*)k? ?(?:-|to|thru|and|o|a|y) ?\$?(\d[\d.]*)(k?)(?! ?(?:min|hours?|years?|yrs?|months?|st|nd|rd|th)\b)/.exec(
      s,
    );
  if (!r)
    return (
      /\b(\d[\d.]*)k? (or|maybe|possibly|o) (maybe |even |possibly )?\$?(\d[\d.]*)k?\b(?! (min|years|months))/.test(
        s,
      ) && !CORRECT.test(s)
    );
  if (/ (and|y) /.test(r[0])) return /\b(bet\w*n|somewhere|anywhere|entre)\b/.test(s);
  const before = s.slice(0, r.index);
  if (
    /\b(from|went|raise|raised|bump|down|up) (it )?(from )?\$?$/.test(before) &&
    !/\b(somewhere|anywhere) from \$?$/.test(before)
  )
    return false;
  const a = Number(r[1]);
  const b = Number(r[2]);
  return b > 0 && (a < b || r[3] === 'k');
}

/** After a figure like 2000: it is money and no year. */
const AMOUNT_GOES_ON =
  /^ (max\w*|tops?|total|budget|most|flat|even|limit|cap|all|and|but|per|each|give|maybe|for)\b/;

/** What the lead earns or has is not what they borrow or spend. */
const INCOME_OR_DOWN =
  /\b(makes?|making|earns?|earning|income|salary|gross\w*|net|bring(ing)? home)( is| of| about| around| like| roughly| over)* \$? ?$/;

/** A mortgage's balance is said in thousands without the word. */
const OWED =
  /\b(owe|owed|owing|balance( is| of)?|left on (it|the house|the loan)|payoff( is| of)?)( about| around| like| roughly| still)* $/;

/** "140 left", "212 to go": the same, with the word behind. */
const OWED_AFTER = /^ ?(left|remaining|owed|still owed|to go|to pay off)\b(?! (turn|over|after))/;

/** What stands before a bare figure that nobody asked for. */
const ASKS_FOR =
  /\b(need|borrow|loan|for|about|around|roughly|want|finance|get|amount|total|budget|spend|make (it|that)|cost|under|max|owe|costs|takeout|out)( about| like| around| up to| of| to| out| maybe| is| was| ,)* $/;
const SPENDS =
  /\b((?:can|could|cant|wont|not|only|will|would|go|going|do) (?:do|go|over|past|pay|spend)(?: over| past| up to| more than)?|budget|spend|spending|afford|pay|paying|cost|costs|max|cap|limit|make (it|that))( about| like| around| up to| of| to| out| maybe| is| was| at| roughly| ,)* $/;

function amounts(s: string, o: MoneyOptions): Amount[] {
  const out: Amount[] = [];
  const re =
    /(\$ ?)?(?<![\d./:])(\d+(?:\.\d+)?)(k)?(?: (\d{1,2}|\d{3}))?(?![\d/:%]|\.\d)( ?(?:dollars|bucks|usd|pesos|dolares|dlls))?/g;
  for (let m = re.exec(s), guard = 0; m && guard < 30; m = re.exec(s), guard++) {
    const before = s.slice(0, m.index);
    const after = s.slice(m.index + m[0].length);
    if (
      /^ ?(?:ish )?(%|percent|(?:more|less|higher|lower) than\b|too (?:much|high|low)\b|years?|yrs?|months?|mo\b|min|hours?|days?|am|pm|people|kids|cars?|st\b|nd\b|rd\b|th\b|times|miles|credit|score|points|fico|cards|bed|acres?|late|weeks?|hp|sq|x\b|tix|tickets?|seats?|booths?|tables?|passes|boletos|entradas|users?|licen[sc]es?|of us|adults?|guests?|vip|rooms?|drivers?|trucks?|vehicles?|tons?|ft|feet|stor(y|ies)|ppl|persons?)/.test(
        after,
      )
    )
      continue;
    if (
      /\b(score|fico|credit|class of|since|year|apt|unit|#|ford|ram|age|my|im|am|is) (is |of |about |around )?$/.test(
        before,
      ) &&
      !/\b(amount|total|loan|cost|price|number|budget|max|limit|cap|it|that) is $/.test(before) &&
      !m[1] &&
      !m[3] &&
      !/\bmy (loan|budget|max)/.test(before)
    )
      continue;
    // What the house costs is not what is borrowed when part of it is put down.
    if (
      /\b(price|worth|value|asking|listed|costs?)( is| at| of| for| about| around)* \$?$/.test(before) &&
      /\bdown\b/.test(s)
    )
      continue;
    // "I make 62k a year", "putting 60 down", "5k last year".
    if (INCOME_OR_DOWN.test(before) || /^ down\b/.test(after)) continue;
    let value = Number(m[2]);
    const owed = o.thousandsBelow > 0 && (OWED.test(before) || (value >= 20 && OWED_AFTER.test(after)));
    const second = m[4];
    const marked = Boolean(m[1] || m[3] || m[5]);
    const year = !marked && value >= 1900 && value <= 2035 && Number.isInteger(value);
    if (year && (!o.asked || (/^ [a-z]{3,}/.test(after) && !AMOUNT_GOES_ON.test(after)))) continue;
    if (!m[5] && !m[3] && second && value < 1000 && !m[1]) {
      if (second.length === 3) value = value * 1000 + Number(second);
      else if (second.length === 1) value = value * 1000 + Number(second) * 100;
      else if (value < 10 && Number(second) >= 10)
        value = o.thousandsBelow ? (value * 100 + Number(second)) * 1000 : value * 100 + Number(second);
      else if (o.thousandsBelow === 0 && value < 100) value = value * 100 + Number(second);
      else value = value * 1000 + Number(second) * 10;
    } else {
      if (second) re.lastIndex -= second.length + 1 + (m[5]?.length ?? 0);
      if (m[3]) {
        /* already thousands */
      } else if (
        !m[5] &&
        value < o.thousandsBelow &&
        (o.asked || m[1] !== undefined || (value >= 20 && owed)) &&
        !(m[1] && value >= 100 && /\./.test(m[2] ?? ''))
      )
        value *= 1000;
    }
    if (
      !marked &&
      !o.asked &&
      !owed &&
      !(o.thousandsBelow > 0 || value >= 500 ? ASKS_FOR : SPENDS).test(before)
    )
      continue;
    out.push({
      ...(/^ last (year|yr|time)/.test(after) ? { over: true as const } : {}),
      value: Math.round(value),
      index: m.index,
      marked,
      each: /^ ?(each|a (head|person|pop|piece|ticket|plate|seat)|apiece|per (head|person|ticket|seat|plate)|pp|cada uno|por persona)\b/.test(
        after,
      ),
      approximate: /\b(about|around|like|roughly|maybe|abt) \$? ?$/.test(before) || /^ ?ish/.test(after),
    });
  }
  return out;
}
