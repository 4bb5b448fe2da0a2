/** Times told that are no wish: what happened, when the desk is open, what they complain about. */
import { finds } from './marks.ts';

/** How such a clause begins. */
const HEADS = new RegExp(
  `\\b(?:${[
    // What happened: "you called me at 2", "the leak started around 6 this morning", "got your text from 9:30".
    'called|rang|phoned|texted|tried (?:me|us|calling|to)|emailed|messaged|woke (?:me|us|up|the)|happened|(?<!not |get |got )started|talked|spoke|went|applied|promised',
    'got (?:your|a|the|an|this|that|my) (?:\\w+ )?(?:call|text|voicemail|message|email|letter|notice)',
    '(?:i|we|he|she|they|it|there) (?:was|were|had)(?! (?:hoping|thinking|gonna|going|wondering|planning|about))',
    '(?:i|we|he|she|they|already|just|(?<=^ |[.,!?] ))(?: \\w+)? ?(?:did|bought|fixed|installed|replaced|sold|signed|closed|moved|graduated)(?! it (?:at|by))',
    // What is due or held: "the deadline is friday at 5 pm".
    '(?:deadline|due date|cut ?off|expiration|expo|conference|orientation|semester|enrollment|doors|tournament|auction|sale|showing|open house) (?:is|s|are|was|starts?|opens?|ends?|closes?|begins?|on)',
    '(?:policy|insurance|coverage|lease|offer|rate|contract|plan|warranty|subscription) (?:ends|expires|runs out|lapses|starts|begins|is up|renews|locks)',
    // Complaints: "why am i getting texts at 6 in the morning".
    'why (?:am|are|is|do|did|does|was|were|would|you|yall|the)',
    'who (?:has time|calls|texts|does this|in the world)|do you know what time',
    '(?:who ?ever(?: it)? (?:is|keeps)|(?:you|yall|they|someone|somebody|people|guys) (?:keep|keeps|kept|always)) (?:ringing|calling|texting|call|text|waking|bothering|blowing)',
    // The desk's hours.
    '(?:are|is|will|r) (?:you|yall|they|the|your|anyone|anybody|someone)(?: \\w+){0,2} (?:open|closed|in|there|answering|working|staffed)',
    'do (?:you|yall|they)(?: guys| folks| all| people)? (?:open|close|work|answer|(?:have|do) (?:saturday|sunday|weekend|evening|late|night)s?)',
    '(?:what time|when|how (?:late|early)) (?:do|are|is|does|will) (?:you|yall|they|the|your|it)|how (?:late|early) can|what (?:are|is) (?:your|the) (?:\\w+ )?hours',
    // An appointment asked about: "is my cleaning still tues at 3".
    '(?:is|are|was|were) (?:my|our)(?! call)',
    '(?:its|it is) \\d+ degrees',
    // The lead's own call: "ill call you at lunch".
    '(?:ill|i will|i can|i could|im going to) (?:just )?(?:call|ring|phone|contact) (?:you|yall|them|him|her|the office)',
  ].join('|')})(?![a-z])`,
);
/** Where the clause of such a head ends, or another thought begins. */
const END =
  / (?=(?:but|so|can|could|please|call|try|ring|lets|instead|how about|what about|maybe) )|[.,;!?]/g;
/** More hours of the same list: "at 2, at 4 and at 5:30". */
const LISTED = /(?: ?,)? (?:and |then |again )?(?:at |around )\d[\d:]*(?: ?[ap]m)?/y;

/** Those that end by themselves. */
const WHOLE = new RegExp(
  [
    // The day of a visit, where the call has another: "friday visit not thursday".
    '\\b(?:\\w+day|tomorrow|today) (?:visit|appointment|showing|install)(?: not \\w+)?\\b',
    '\\bsince (?:about |like |around )?\\d[\\d:]*(?: ?[ap]m)?(?: (?:this|yesterday|last) \\w+)?',
    // Ages: "2 kids, 4 and 6".
    '\\b(?:\\d+ )?(?:kids?|children|boys|girls|sons|daughters|grandkids|teens?|ages?|aged)(?: \\w+)?(?: ,)? (?:ages? |aged |are )?\\d+(?:(?: ,| and| ,? y) ?\\d+)+',
    // The hour it is: "its 2 here", "its 6 now".
    '\\b(?:its|it is) (?:already |almost |only |like |after |past )*\\d{1,2}(?::\\d\\d)?(?: ?[ap]m| oclock)? (?:now|here|already|in the|at night)\\b',
    // What is wanted by then, and is no call: "need coverage by friday", "a quote in 24 hours".
    '\\b(?:need|want|get|have|send)(?: (?!call|talk|speak|you|him|her|them|ring)\\w+){1,4} (?:by|in|within) (?:\\w+day|tomorrow|the \\d+\\w*|\\d+ (?:hours|days|weeks))\\b',
    '\\b(?:you|yall|they|he|she|someone|somebody|your \\w+|the \\w+) (?:guys |people |folks )?said (?:\\w+ ){0,2}(?:would|will|were|was|going|hed|shed|theyd|youd)\\b[^.,;!?]*',
  ].join('|'),
);

/** Where no figure, day or part of the day stands there is nothing to blank. */
const MAY_TELL =
  /\d|day|morrow|night|morning|evening|noon|early|late|lunch|week|now\b|hoy|manana|tarde|noche/;

/** The text with every such stretch blanked, each as long as it was. */
export function withoutAsides(s: string): string {
  if (!MAY_TELL.test(s)) return s;
  const spans = [
    ...finds(WHOLE, s).map((m) => [m.index, m.index + m[0].length] as const),
    ...finds(HEADS, s).map((m) => [m.index, clauseEnd(s, m.index + m[0].length)] as const),
  ];
  return spans.reduce(
    (text, [from, to]) => `${text.slice(0, from)} .${' '.repeat(to - from - 2)}${text.slice(to)}`,
    s,
  );
}

function clauseEnd(s: string, from: number): number {
  END.lastIndex = from;
  let end = END.exec(s)?.index ?? s.length;
  for (let i = 0; i < MOST_LISTED; i++) {
    LISTED.lastIndex = end;
    const more = LISTED.exec(s);
    if (!more) break;
    end += more[0].length;
  }
  return end;
}
const MOST_LISTED = 4;
