/** Who calls in, and what they dialled, as carriers write it. Pure. */
import { header, headerValues, type IncomingInvite, parseUri, userOf } from '../../sip/index.ts';

type Parties = Pick<IncomingInvite, 'number' | 'fromUser' | 'trunk' | 'request'>;

/** The user part of `"Name" <sip:user@host;x=y>;p=q`, or of the same without brackets. */
function userIn(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const uri = parseUri(/<([^<>]+)>/.exec(value)?.[1] ?? value.split(';')[0]!.trim());
  const user = uri.ok ? userOf(uri.value) : undefined;
  return user === '' ? undefined : user;
}

/**
 * The caller's number. A carrier asserts it beside a From that may say anything (RFC 3325); it is believed from carriers only, and
 * not used when the caller asked to withhold it (`Privacy: id`, section 9.3).
 */
export function callerOf({ fromUser, trunk, request }: Parties): string {
  const asked = headerValues(request, 'privacy').join(';').toLowerCase();
  if (/\b(id|user|full)\b/.test(asked)) return 'anonymous';
  const asserted = trunk === undefined ? [] : headerValues(request, 'p-asserted-identity').map(userIn);
  return asserted.find((user) => user !== undefined && /^\+?[0-9]{5,}$/.test(user)) ?? fromUser;
}

/** What was dialled, the likeliest first: some carriers put our account into the request and the number into To. */
export function dialledOf({ number, request }: Parties): string[] {
  const to = userIn(header(request, 'to'));
  return to === undefined || to === number ? [number] : [number, to];
}
