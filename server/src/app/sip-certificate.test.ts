import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate, type TestCertificate } from '../testing/certificate.ts';
import { certificateFaults, readTlsFiles } from './sip-certificate.ts';

const DAY_MS = 86_400_000;

describe('the certificate for SIP over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baton-tls-'));
  let good: TestCertificate;
  let other: TestCertificate;
  const nowMs = Date.now();
  beforeAll(() => {
    good = makeCertificate({ name: 'baton.test', days: 90 });
    other = makeCertificate({ days: 90 });
    writeFileSync(join(folder, 'cert.pem'), good.cert);
    writeFileSync(join(folder, 'key.pem'), good.key);
    writeFileSync(join(folder, 'other.pem'), other.key);
    writeFileSync(join(folder, 'text.pem'), 'hello');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string): string => join(folder, name);
  const tls = (certificate: string, key: string, authorities: string | null = null) => ({
    listen: { port: 5061, certificate: at(certificate), key: at(key) },
    authorities: authorities === null ? null : at(authorities),
  });

  it('is read with its key, and with further authorities', () => {
    expect(readTlsFiles(tls('cert.pem', 'key.pem', 'cert.pem'))).toEqual({
      server: { cert: good.cert, key: good.key },
      authorities: good.cert,
    });
    expect(readTlsFiles({ listen: null, authorities: null })).toEqual({});
  });

  it.each([
    ['a missing file', tls('none.pem', 'key.pem'), /BATON_SIP_TLS_CERT: .*none\.pem cannot be read/],
    ['no certificate', tls('text.pem', 'key.pem'), /BATON_SIP_TLS_CERT: .* is no certificate/],
    ['no key', tls('cert.pem', 'text.pem'), /BATON_SIP_TLS_KEY: .* is no private key/],
    ["another's key", tls('cert.pem', 'other.pem'), /is not the key of/],
    ['no authority', tls('cert.pem', 'key.pem', 'text.pem'), /BATON_SIP_TLS_CA: .* is no certificate/],
  ])('%s is said', (_, wish, words) => {
    expect(() => readTlsFiles(wish)).toThrow(words);
  });

  it('what phones will not like is named', () => {
    const words = (pem: string, host: string, atMs: number): string =>
      certificateFaults(pem, host, atMs)
        .map(({ status, found }) => `${status}: ${found}`)
        .join('\n');
    expect(words(good.cert, '127.0.0.1', nowMs)).toMatch(/^warn: it is self-signed/);
    expect(words(good.cert, '127.0.0.1', nowMs + 80 * DAY_MS)).toMatch(/warn: it runs out on/);
    expect(words(good.cert, '127.0.0.1', nowMs + 91 * DAY_MS)).toMatch(/fail: it ran out on/);
    expect(words(good.cert, '127.0.0.1', nowMs - 2 * DAY_MS)).toMatch(/fail: it is valid from/);
    expect(words(other.cert, '192.0.2.7', nowMs)).toMatch(
      /warn: it is for IP Address:127\.0\.0\.1, not for 192\.0\.2\.7/,
    );
    expect(words(makeCertificate({ days: 90, bare: true }).cert, '127.0.0.1', nowMs)).toMatch(
      /names no host/,
    );
  });
});
