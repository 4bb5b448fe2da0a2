/** The certificate phones see when they connect over TLS: read once, and what is wrong with it said with its mend. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SipTls } from '../config.ts';
import { BatonError, toError } from '../errors.ts';
import type { SipClock } from '../sip/index.ts';

export interface TlsFiles {
  server?: { cert: string; key: string };
  /** PEM of further authorities. */
  authorities?: string;
}

export interface CertificateFault {
  /** `fail`: it cannot be used at all. */
  status: 'warn' | 'fail';
  found: string;
  mend: string;
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 21;
const AGAIN = 'Get a new one, put it in place and start again.';

function read(file: string, variable: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BatonError('BAD_CONFIG', `${variable}: ${file} cannot be read (${toError(error).message}).`, {
      hint: 'Give the path of a PEM file that this account may read.',
      cause: error,
    });
  }
}

function parse<T>(variable: string, file: string, what: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new BatonError('BAD_CONFIG', `${variable}: ${file} is ${what} (${toError(error).message}).`, {
      hint: 'It must be in PEM, beginning with a line -----BEGIN.',
      cause: error,
    });
  }
}

/** @throws BatonError BAD_CONFIG when a file cannot be read, is no PEM, or the key is another certificate's */
export function readTlsFiles({ listen, authorities }: SipTls): TlsFiles {
  const files: TlsFiles = {};
  if (authorities !== null) {
    files.authorities = read(authorities, 'BATON_SIP_TLS_CA');
    parse('BATON_SIP_TLS_CA', authorities, 'no certificate', () => new X509Certificate(files.authorities!));
  }
  if (listen === null) return files;
  const cert = read(listen.certificate, 'BATON_SIP_TLS_CERT');
  const key = read(listen.key, 'BATON_SIP_TLS_KEY');
  const own = parse(
    'BATON_SIP_TLS_CERT',
    listen.certificate,
    'no certificate',
    () => new X509Certificate(cert),
  );
  const secret = parse('BATON_SIP_TLS_KEY', listen.key, 'no private key', () => createPrivateKey(key));
  if (!own.checkPrivateKey(secret))
    throw new BatonError(
      'BAD_CONFIG',
      `BATON_SIP_TLS_KEY: ${listen.key} is not the key of ${listen.certificate}.`,
      {
        hint: 'Give the key the certificate was made with.',
      },
    );
  return { ...files, server: { cert, key } };
}

export interface CertificateWatch {
  wish: SipTls;
  /** The certificate in use, PEM. */
  shown: string;
  clock: Pick<SipClock, 'after'>;
  renew(own: NonNullable<TlsFiles['server']>): void;
  onError(error: unknown): void;
}

const LOOK_MS = 3_600_000;

/**
 * A certificate lives for months, and so does a process: the files are looked at every hour, and one that differs is shown to whoever
 * connects from then on. Files that cannot be used change nothing and are said each time.
 */
export function watchCertificate({ wish, shown, clock, renew, onError }: CertificateWatch): void {
  let last = shown;
  const look = (): void => {
    try {
      const { server } = readTlsFiles(wish);
      if (server !== undefined && server.cert !== last) {
        renew(server);
        last = server.cert;
      }
    } catch (error) {
      onError(error);
    }
    clock.after(LOOK_MS, look);
  };
  clock.after(LOOK_MS, look);
}

/** What phones will not like about it. Pure but for reading what it is given. */
export function certificateFaults(pem: string, host: string, nowMs: number): CertificateFault[] {
  const own = new X509Certificate(pem);
  const from = own.validFrom;
  const until = own.validTo;
  const leftDays = (Date.parse(until) - nowMs) / DAY_MS;
  const faults: CertificateFault[] = [];
  if (leftDays < 0)
    faults.push({ status: 'fail', found: `it ran out on ${until}; phones refuse it`, mend: AGAIN });
  else if (leftDays < SOON_DAYS)
    faults.push({ status: 'warn', found: `it runs out on ${until}`, mend: AGAIN });
  if (Date.parse(from) > nowMs)
    faults.push({
      status: 'fail',
      found: `it is valid from ${from} only`,
      mend: "Wait, or set this machine's clock.",
    });
  if (own.subjectAltName === undefined)
    faults.push({
      status: 'warn',
      found: 'it names no host (subjectAltName); most phones refuse it',
      mend: 'Get one for the name or address that phones connect to.',
    });
  else if (own.checkIP(host) === undefined && !own.subjectAltName.includes('DNS:'))
    faults.push({
      status: 'warn',
      found: `it is for ${own.subjectAltName}, not for ${host}`,
      mend: 'Get one for the address of BATON_SIP_HOST, or for the name that phones connect to.',
    });
  if (own.issuer === own.subject && own.verify(own.publicKey))
    faults.push({
      status: 'warn',
      found: 'it is self-signed: a phone takes it only when it was given to the phone',
      mend: 'Get one from an authority that phones know, or load this one into each phone.',
    });
  return faults;
}
