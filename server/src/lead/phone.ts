/**
 * Text to E.164, the one way. Accepts what people write ("(512) 555-0142", "1-512-555-0142", "tel:+44 20 7946 0018");
 * refuses what cannot be a number of its country. The 555-01XX block is fictitious yet well formed, and is accepted:
 * demo data live there. Extensions are refused: a text cannot be sent to one.
 */
import { type CountryCode, isSupportedCountry, parsePhoneNumberWithError } from 'libphonenumber-js';

export type PhoneResult =
  | { ok: true; e164: string /** Two letters, when the number tells. */; country: string | null }
  | { ok: false; code: 'BAD_PHONE'; message: string };

const LONGEST = 40;

/** @param country two-letter code that national forms are read in */
export function parsePhone(text: string, country = 'US'): PhoneResult {
  const trimmed = text.trim().replace(/^tel:/i, '');
  if (trimmed === '') return bad('The phone number is missing.');
  if (trimmed.length > LONGEST) return bad(`A phone number has at most ${LONGEST} characters.`);
  if (!isSupportedCountry(country))
    return bad(`"${country}" is not a country code; two letters, for example US.`);
  const international = trimmed.startsWith('+') || trimmed.startsWith('00');
  const written = trimmed.startsWith('00') ? `+${trimmed.slice(2)}` : trimmed;
  try {
    const parsed = parsePhoneNumberWithError(written, {
      defaultCountry: country as CountryCode,
      extract: false,
    });
    if (parsed.ext) return bad('A phone number with an extension cannot be texted; leave the extension out.');
    if (!parsed.isPossible())
      return bad(`This is not as long as numbers of ${parsed.country ?? 'its country'} are.`);
    if (!parsed.isValid() && !isFictitious(parsed.number)) return bad(notReal(international));
    return { ok: true, e164: parsed.number, country: parsed.country ?? null };
  } catch (error) {
    return bad(reasonOf(error, international));
  }
}

/** Ten digits as files hold them: bare, with 1, or with +1. */
const TEN_DIGITS = /^(?:\+?1)?([2-9]\d{9})$/;
const FICTITIOUS_EXCHANGE = '555';

/**
 * The same for the lines of one file. Whether a North American number can be one is decided by its area code and exchange, so the
 * library is asked once for each of those and not ten million times; 555, where the line number counts too, and every other form of
 * writing go the one way. Gives what `parsePhone` gives (a test compares).
 */
export function createPhoneReader(): (
  text: string,
) => { ok: true; e164: string } | { ok: false; message: string } {
  // 0: not asked yet, 1: there are such numbers, 2: there are none.
  const known = new Uint8Array(1_000_000);
  return (text) => {
    const digits = TEN_DIGITS.exec(text)?.[1];
    if (digits === undefined || digits.slice(3, 6) === FICTITIOUS_EXCHANGE) return parsePhone(text);
    const exchange = Number(digits.slice(0, 6));
    if (known[exchange] !== 1) {
      const parsed = parsePhone(text);
      known[exchange] = parsed.ok ? 1 : 2;
      return parsed;
    }
    return { ok: true, e164: `+1${digits}` };
  };
}

/** NANP numbers 555-0100 to 555-0199 are set aside for fiction, so metadata call some of them invalid. */
function isFictitious(e164: string): boolean {
  return /^\+1[2-9]\d{2}55501\d{2}$/.test(e164);
}

function notReal(international: boolean): string {
  return international
    ? 'No country has numbers like this one.'
    : 'This cannot be a number here. Write it with its country code, for example +1 512 555 0142.';
}

function reasonOf(error: unknown, international: boolean): string {
  const name = error instanceof Error ? error.message : '';
  if (name === 'TOO_SHORT') return 'The phone number is too short.';
  if (name === 'TOO_LONG') return 'The phone number is too long.';
  if (name === 'INVALID_COUNTRY') {
    return 'Phone number needs a country code, for example +1 512 555 0142.';
  }
  return notReal(international);
}

function bad(message: string): PhoneResult {
  return { ok: false, code: 'BAD_PHONE', message };
}

/** The number as E.164, or null where it is none. */
export const e164Or = (text: string): string | null => {
  const phone = parsePhone(text);
  return phone.ok ? phone.e164 : null;
};
