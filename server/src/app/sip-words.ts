/** A carrier's answer in words of people. Pure. */
import type { RegistrationState, TrunkHealth } from '../sip/index.ts';

const WORDS: Readonly<Record<number, string>> = {
  401: 'The carrier asks for a password: enter the user name and password it gave you.',
  403: 'The carrier refuses us: check user name and password, and that it knows this address.',
  404: 'The carrier does not know that name or number.',
  405: 'The carrier is there; it does not answer this kind of question, which is no fault.',
  407: 'The carrier asks for a password: enter the user name and password it gave you.',
  408: 'The carrier did not answer in time.',
  480: 'The carrier is there, and says that nobody is available.',
  488: 'The carrier does not accept our audio formats.',
  501: 'The carrier is there; it does not answer this kind of question, which is no fault.',
  503: 'The carrier is overloaded or closed for now.',
};

/** `status` 0: no answer at all, `reason` says why. */
export function carrierWords(status: number, reason: string): string {
  if (status === 0)
    return reason === 'timed-out'
      ? 'No answer: check address, port and transport, and whether a firewall is between.'
      : `The carrier could not be reached (${reason}).`;
  if (status >= 200 && status < 300) return 'The carrier answered: it is there.';
  return WORDS[status] ?? `The carrier answered ${status} ${reason}.`;
}

/** Why a call from outside was refused, and how to have it answered. */
export function refusalWords(status: number): string {
  return status === 404
    ? 'This number is on no list of ours: add it under Numbers to have it answered.'
    : 'The call came from an address that no carrier of ours uses: add the address to the carrier.';
}

/** A carrier that answers anything but "not now" is there: many refuse the question and take calls. */
export function carrierIsThere(status: number): boolean {
  return (
    status >= 200 && status !== 408 && status !== 503 && status !== 401 && status !== 403 && status !== 407
  );
}

/** Why a carrier cannot be asked to move a call (REFER), by its answer to OPTIONS; null: nothing is known against it. */
export function referProblem(
  status: number,
  reason: string,
  allows: readonly string[] | undefined,
): string | null {
  if (!carrierIsThere(status)) return carrierWords(status, reason);
  return allows === undefined || allows.includes('REFER')
    ? null
    : `it says that it takes ${allows.join(', ')} and no REFER.`;
}

/** What an operator should know of encrypted sound whose keys are told in the signalling; empty: nothing. */
export function srtpWords(server: string): string {
  const isSecret = /^sips:/i.test(server) || /;transport=tls\b/i.test(server);
  return isSecret ? '' : 'Sound is encrypted, but its keys travel in the clear: use transport=tls.';
}

const TLS_WORDS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is from an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is from an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is from an authority that is not known here',
  CERT_HAS_EXPIRED: 'its certificate has run out',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ECONNREFUSED: 'nobody listens there',
};

/** Why a carrier was not reached over TLS, and how to mend it. */
export function tlsWords(fault: Error & { code?: string }): string {
  const { code = '', message } = fault;
  const authority = /authority|self-signed/.test(TLS_WORDS[code] ?? '');
  const mend = authority ? ' Trust it with BATON_SIP_TLS_CA, if it is theirs.' : '';
  return `No connection over TLS: ${TLS_WORDS[code] ?? message}${code === '' ? '' : ` (${code})`}.${mend}`;
}

export function trunkWords(health: TrunkHealth, registration: RegistrationState | undefined): string {
  if (registration?.name === 'failed')
    return registration.status === 0
      ? 'Not signed in: the carrier does not answer.'
      : `Not signed in: ${carrierWords(registration.status, registration.reason)}`;
  if (registration !== undefined && registration.name !== 'registered') return 'Signing in at the carrier.';
  if (health === 'down') return 'The carrier does not answer.';
  if (health === 'up')
    return registration === undefined ? 'The carrier answers.' : 'Signed in at the carrier.';
  return 'Not asked yet.';
}
