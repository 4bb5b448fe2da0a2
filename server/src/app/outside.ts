/** Phones of nobody here to which a live call may be passed on: what the tenant's list allows, and how it is dialled. Pure. */
import type { z } from 'zod';
import type { OutsideTarget } from '../../../contract/pass.ts';
import { parsePhone } from '../lead/phone.ts';
import type { Target } from '../ports/telephony.ts';

type Row = z.infer<typeof OutsideTarget>;

export const isRange = ({ to }: Row): boolean => to.includes('*');

/** Demo mode dials virtual handsets; otherwise a carrier does. */
export const phoneTarget = (e164: string, demo: boolean): Target =>
  demo ? { kind: 'station', stationId: `handset:${e164}` } : { kind: 'phone', e164 };

/** `*` stands for any digits at the end of a number, or for any one name before the @ of an address. */
function allows(row: Row, wanted: string): boolean {
  if (!isRange(row)) return row.to.toLowerCase() === wanted.toLowerCase();
  if (row.to.startsWith('+')) return wanted.startsWith(row.to.slice(0, -1));
  const [user, host] = row.to.split('@');
  const [scheme, name = ''] = (wanted.split('@')[0] ?? '').split(':');
  return user === `${scheme}:*` && name !== '' && wanted.split('@')[1]?.toLowerCase() === host?.toLowerCase();
}

/**
 * @param typed a number in any usual form, or a SIP address
 * @returns how it is dialled and what it is called, or null when the list does not allow it
 */
export function outsideTarget(
  rows: readonly Row[],
  typed: string,
  demo: boolean,
): { target: Target; name: string } | null {
  const address = /^sips?:[^\s@;?]{1,64}@[^\s@;?]{1,120}$/i.test(typed.trim()) ? typed.trim() : null;
  const phone = address === null ? parsePhone(typed) : null;
  const wanted = address ?? (phone?.ok ? phone.e164 : null);
  if (wanted === null || wanted.includes('*')) return null;
  // A row for this very number names it better than a range does.
  const row = [...rows]
    .sort((a, b) => Number(isRange(a)) - Number(isRange(b)))
    .find((one) => allows(one, wanted));
  if (!row) return null;
  return {
    target: address === null ? phoneTarget(wanted, demo) : { kind: 'sip', uri: address },
    name: isRange(row) ? `${row.name} ${wanted}` : row.name,
  };
}
