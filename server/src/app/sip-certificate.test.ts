import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock, tlsTransport, virtualClock } from '../sip/index.ts';
import { makeCertificate, type TestCertificate } from '../testing/certificate.ts';
import { certificateFaults, readTlsFiles, watchCertificate } from './sip-certificate.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

describe('the certificate for SIP over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baton-tls-'));
  let good: TestCertificate;
  let other: TestCertificate;
  let nowMs = 0;
  beforeAll(() => {
    good = makeCertificate({ name: 'baton.test', days: 90 });
    other = makeCertificate({ days: 90 });
    // After they were made: on a busy machine that takes seconds, and each is valid from its own.
    nowMs = Date.now();
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

  it('is looked at every hour: a renewed one is shown to whoever connects from then on, a bad one changes nothing', async () => {
    const [first, second, third] = [1, 2, 3].map(() => makeCertificate({ days: 90 }));
    const put = (made: TestCertificate): void => {
      writeFileSync(join(folder, 'own.pem'), made.cert);
      writeFileSync(join(folder, 'own.key'), made.key);
    };
    put(first!);
    const wish = tls('own.pem', 'own.key');
    const server = readTlsFiles(wish).server!;
    const transport = tlsTransport({ host: '127.0.0.1', port: 0, clock: realClock(), server });
    await transport.start({ received: () => {}, broken: () => {} });
    const clock = virtualClock();
    const errors: unknown[] = [];
    const renewed: string[] = [];
    watchCertificate({
      wish,
      shown: server.cert,
      clock,
      renew: (own) => {
        renewed.push(own.cert);
        transport.renew(own);
      },
      onError: (error) => errors.push(error),
    });
    /** What a phone that connects now is shown. */
    const shown = async (): Promise<string> => {
      const socket = connect({ host: '127.0.0.1', port: transport.local().port, rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const { raw } = socket.getPeerCertificate();
      socket.destroy();
      return new X509Certificate(raw).fingerprint256;
    };
    const printOf = (made: TestCertificate | undefined): string =>
      new X509Certificate(made!.cert).fingerprint256;
    try {
      expect(await shown()).toBe(printOf(first));
      clock.advance(3 * HOUR_MS);
      expect(renewed, 'the same one is not shown anew').toEqual([]);
      put(second!);
      clock.advance(HOUR_MS - 1);
      expect(await shown()).toBe(printOf(first));
      clock.advance(1);
      expect(await shown()).toBe(printOf(second));
      // Half written: the certificate of one, the key of another.
      writeFileSync(join(folder, 'own.pem'), third!.cert);
      clock.advance(HOUR_MS);
      expect(errors).toMatchObject([{ code: 'BAD_CONFIG' }]);
      rmSync(join(folder, 'own.key'));
      clock.advance(HOUR_MS);
      expect(errors).toHaveLength(2);
      expect(await shown()).toBe(printOf(second));
      put(third!);
      clock.advance(HOUR_MS);
      expect(await shown()).toBe(printOf(third));
      expect(renewed).toHaveLength(2);
      expect(clock.pending(), 'one look at a time').toBe(1);
    } finally {
      await transport.close();
    }
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
