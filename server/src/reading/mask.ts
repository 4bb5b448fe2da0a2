/** Sensitive numbers out of texts: for briefs, for logs, and for what a model is sent. */
const RULES: [string, RegExp, string][] = [
  ['card number', /(?<![\d$.,])(?:\d[ .-]?){12,18}\d(?!\d|,\d)/g, '[card number]'],
  ['social security number', /(?<!\d)\d{3}[ .-]\d{2}[ .-]\d{4}(?!\d)/g, '[ssn]'],
  [
    'social security number',
    /\b((?:ssn?|social(?: security)?(?: number| num| #)?)\W{0,3}(?:is|its|it's|#|:|number|no\.?)?\W{0,4})\d(?:[ .-]?\d){3,8}(?!\d)/gi,
    '$1[ssn]',
  ],
  [
    'bank account number',
    /\b((?:account|acct|acc|routing|iban|checking|savings|aba|policy bank)(?: ?(?:number|num|no|#))?\W{0,3}(?:is|its|it's|ends in|ending in|:|#)?\W{0,4})\d(?:[ -]?\d){3,16}(?!\d)/gi,
    '$1[account number]',
  ],
  // "acct for payment is 000123456789"
  [
    'bank account number',
    /\b((?:account|acct|acc|routing|iban|checking|savings|aba)\b(?![^\d.;!?]{0,30}\b(?:phone|call|cell|text|reach))[^\d.;!?]{0,30}[\s#:])\d(?:[ -]?\d){5,16}(?!\d)/gi,
    '$1[account number]',
  ],
  [
    'date of birth',
    /\b((?:dob|d\.o\.b\.?|date of birth|birth ?date|birthday|born(?: on)?|b-?day|fecha de nacimiento|naci(?: el)?)\W{0,3}(?:is|its|it's|on|was|:)?\W{0,4})(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? ?(?:\d{4}|\d{2})?|\d{1,2} (?:de )?[a-z]{3,10} (?:de )?\d{2,4}|\d{6,8})/gi,
    '$1[date of birth]',
  ],
  [
    'security code',
    /\b((?:cvv|cvc|cvv2|security code|pin)\W{0,3}(?:is|code|:|#)?\W{0,4})\d{3,6}(?!\d)/gi,
    '$1[code]',
  ],
  // "license number is 987654320": a number that was called one, of a document that proves who somebody is
  [
    'identity number',
    /\b((?:licen[sc]e|passport|policy|member(?:ship)?|subscriber|medicare|medicaid|medical record)s? ?(?:id|number|num|nr|no\.?|#)\W{0,3}(?:is|its|it's|:|#)?\W{0,4})[a-z]{0,3}\d(?:[ -]?[a-z]?\d){4,14}(?!\d)/gi,
    '$1[identity number]',
  ],
  // eleven characters as Medicare prints them; letters that look like digits are not used
  [
    'identity number',
    /\b[1-9][ac-hjkmnp-rt-y][ac-hjkmnp-rt-y\d]\d[ -]?[ac-hjkmnp-rt-y][ac-hjkmnp-rt-y\d]\d[ -]?[ac-hjkmnp-rt-y]{2}\d{2}\b/gi,
    '[identity number]',
  ],
  ['password', /\b(password|passcode|pwd)(\s+(?:is|:)\s*|\s*[:=]\s*)\S+/gi, '$1$2[password]'],
];

/** Replaces card, social security, account, birth-date and code numbers by names; `withheld` says which, once each. */
export function maskSensitive(text: string): { text: string; withheld: string[] } {
  const withheld = new Set<string>();
  let out = text;
  for (const [name, re, to] of RULES) {
    out = out.replace(re, (...m) => {
      const whole = m[0] as string;
      if (name === 'card number' && !plausibleCard(whole)) return whole;
      withheld.add(name);
      return to
        .replace('$1', typeof m[1] === 'string' ? m[1] : '')
        .replace('$2', typeof m[2] === 'string' ? m[2] : '');
    });
  }
  // "Exp 09/28" beside a card is the card's; alone it may be a policy's, which an agent must know.
  if (withheld.has('card number')) out = out.replace(EXPIRY, '$1[expiry]');
  return { text: out, withheld: [...withheld] };
}

const EXPIRY = /\b(exp\w*\W{0,3}(?:is|on|date)?\W{0,3})(?:0?[1-9]|1[0-2])\s?[/-]\s?(?:20)?\d{2}\b/gi;

/** Thirteen digits and more are hardly anything else; a failed check digit may be a typo, so it is masked too. */
function plausibleCard(s: string): boolean {
  return s.replace(/\D/g, '').length >= 13;
}
