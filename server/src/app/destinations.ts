/**
 * Where telephone calls may go (toll fraud): one's own country and those that an admin has named, and nowhere a caller is charged
 * for being called. Pure. Asked when a number is saved and, whatever was saved, each time one is dialled.
 */
import { getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { BatonError } from '../errors.ts';
import type { Settings } from './settings.ts';

/** ISO 3166-1 alpha-2, all that have telephone numbers of their own. */
export const countries: readonly string[] = getCountries();

const names = new Intl.DisplayNames(['en'], { type: 'region' });
export const countryName = (code: string): string => names.of(code) ?? code;

/** Numbers for fiction (555-01XX) belong to the country of their area code, though nobody has them. */
const FICTITIOUS = /^(\+1[2-9]\d{2})55501\d{2}$/;
/** North American numbers that charge whoever calls: the area code 900, and 976 in any. */
const NORTH_AMERICAN_PREMIUM = /^\+1(?:900\d{7}|\d{3}976\d{4})$/;
const CHARGED: ReadonlySet<string> = new Set(['PREMIUM_RATE', 'SHARED_COST']);

/** As the plan knows it. Country null: of none, as satellites and services of the whole world are. */
function lookUp(e164: string): { country: string | null; isCharged: boolean } {
  const parsed = parsePhoneNumberFromString(e164.replace(FICTITIOUS, '$12345678'));
  const type = parsed?.getType();
  return {
    // A number that the plan does not know yet is its main country's: none of the others claims it.
    country: parsed?.country ?? (parsed?.countryCallingCode === '1' ? 'US' : null),
    isCharged: NORTH_AMERICAN_PREMIUM.test(e164) || (type !== undefined && CHARGED.has(type)),
  };
}

export const homeCountry = (settings: Pick<Settings, 'seller'>): string =>
  lookUp(settings.seller.number).country ?? 'US';

/** Why this number is not called, in words for whoever asked; null: it may be. */
export function destinationProblem(
  settings: Pick<Settings, 'seller' | 'callCountries'>,
  e164: string,
): string | null {
  const { country, isCharged } = lookUp(e164);
  if (isCharged) return 'It charges whoever calls it (a premium-rate number); such numbers are never called.';
  if (country === null)
    return 'It belongs to no country (satellite, or a worldwide service); such numbers are never called.';
  if (country === homeCountry(settings) || settings.callCountries.includes(country)) return null;
  return `Calls to ${countryName(country)} are not allowed. An admin allows them in Settings > Telephones.`;
}

/** @throws BatonError NOT_PERMITTED, saying why, at the field it was given in */
export function mustBeCalled(
  settings: Pick<Settings, 'seller' | 'callCountries'>,
  e164: string,
  field: string,
): void {
  const problem = destinationProblem(settings, e164);
  if (problem !== null)
    throw new BatonError('NOT_PERMITTED', problem, { details: { fields: { [field]: problem } } });
}
