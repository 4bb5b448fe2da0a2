/** Self-signed certificates for tests, made by openssl. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestCertificate {
  /** PEM */
  cert: string;
  key: string;
}

/** For 127.0.0.1, and for `name` where one is given; `bare`: for nothing but its common name. */
export function makeCertificate({
  name,
  days,
  bare = false,
}: {
  name?: string;
  days: number;
  bare?: boolean;
}): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'baton-cert-'));
  const [key, cert] = [join(folder, 'k.pem'), join(folder, 'c.pem')];
  const hosts = `subjectAltName=IP:127.0.0.1${name === undefined ? '' : `,DNS:${name}`}`;
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const about = [
    '-days',
    String(days),
    '-subj',
    `/CN=${name ?? 'test'}`,
    ...(bare ? [] : ['-addext', hosts]),
  ];
  try {
    execFileSync('openssl', [...made, ...about, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
