import { describe, expect, it } from 'vitest';
import { parseMessage, type SipRequest } from '../grammar/index.ts';
import type { Remote } from '../transport/index.ts';
import { checkNonce, createNonces, issueNonce } from './authenticate.ts';
import { answerChallenge, type Credentials, digestResponse, hashSecret, pickChallenge } from './digest.ts';
import { createGuard, mustWaitS, rightPassword, takeMessage, wrongPassword } from './guard.ts';
import { bindingsOf, createRegistrar, expireBindings, register } from './registrar.ts';
import { refreshAfterMs, retryAfterMs } from './registration.ts';
import { type Resolver, resolveLiteral, resolveTargets } from './resolve.ts';
import { hostSet } from './trunk.ts';

describe('digest', () => {
  // The worked example of RFC 7616 3.9.1.
  const ha1 = hashSecret('Mufasa', 'http-auth@example.org', 'Circle of Life');
  const example = {
    method: 'GET',
    uri: '/dir/index.html',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    qop: { nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
  };
  it.each([
    ['MD5', ha1.md5, '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', ha1.sha256, '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ] as const)('%s as in RFC 7616', (algorithm, secret, want) => {
    expect(digestResponse({ ...example, algorithm, ha1: secret })).toBe(want);
  });

  it('MD5 without qop, as in RFC 2069 with its correction', () => {
    const old = hashSecret('Mufasa', 'testrealm@host.com', 'CircleOfLife');
    const nonce = 'dcd98b7102dd2f0e8b11d0f600bfb0c093';
    const given = { algorithm: 'MD5' as const, ha1: old.md5, method: 'GET', uri: '/dir/index.html', nonce };
    expect(digestResponse(given)).toBe('1949323746fe6a43ef61f9606e7febea');
  });

  const credentials: Credentials = { username: 'a', secret: { password: 'p' } };
  const md5 = 'Digest realm="r", nonce="n1", algorithm=MD5, qop="auth,auth-int"';
  const sha = 'Digest realm="r", nonce="n2", algorithm=SHA-256, qop="auth"';
  it.each([
    ['the stronger of two', [md5, sha], 'n2'],
    ['MD5 when nothing is named', ['Digest realm="r", nonce="n3"'], 'n3'],
    ['none that only knows auth-int', ['Digest realm="r", nonce="n", qop="auth-int"'], undefined],
    [
      'none of an unknown algorithm or scheme',
      ['Digest realm="r", nonce="n", algorithm=X', 'Basic realm="r"', 'junk'],
      undefined,
    ],
  ])('picks %s', (_, values, nonce) => {
    expect(pickChallenge(values, credentials)?.params.get('nonce')).toBe(nonce);
  });

  it('with hashes alone picks what they fit', () => {
    expect(
      pickChallenge([sha, md5], { username: 'a', secret: { ha1: { md5: 'x' } } })?.params.get('nonce'),
    ).toBe('n1');
  });

  it('a quote in a name cannot break out of its value', () => {
    const picked = pickChallenge(['Digest realm="a\\"b, nonce=", nonce="n"'], credentials)!;
    const text = answerChallenge(
      picked,
      { username: 'x"y\r\nEvil: 1', secret: { password: 'p' } },
      { method: 'INVITE', uri: 'sip:b' },
      'c',
      1,
    );
    expect(text).toContain('username="x\\"y Evil: 1"');
    expect(text).not.toMatch(/[\r\n]/);
  });
});

describe('nonces', () => {
  it('are good once per counter, grow old, and cannot be made up', () => {
    const keeper = createNonces('key', 1000);
    const nonce = issueNonce(keeper, 'chance', 5000);
    expect(checkNonce(keeper, nonce, 1, 5100)).toBe('fresh');
    expect(checkNonce(keeper, nonce, 1, 5100)).toBe('stale');
    expect(checkNonce(keeper, nonce, 3, 5100)).toBe('fresh');
    expect(checkNonce(keeper, nonce, 2, 5100)).toBe('stale');
    expect(checkNonce(keeper, issueNonce(keeper, 'x', 5000), 1, 6100)).toBe('stale');
    expect(checkNonce(createNonces('other'), nonce, 9, 5100)).toBe('foreign');
    expect(checkNonce(keeper, nonce.replace('chance', 'change'), 9, 5100)).toBe('foreign');
    expect(checkNonce(keeper, '', 1, 0)).toBe('foreign');
  });
});

describe('guard', () => {
  it('lets a burst through, then the rate, and forgets the quietest source first', () => {
    const guard = createGuard({ ratePerS: 10, burst: 5, maxSources: 2 });
    const taken = (host: string, nowMs: number, times: number): number =>
      Array.from({ length: times }, () => takeMessage(guard, host, nowMs)).filter(Boolean).length;
    expect(taken('a', 0, 20)).toBe(5);
    expect(taken('a', 500, 20)).toBe(5);
    expect(taken('a', 600, 20)).toBe(1);
    expect(taken('b', 600, 1) + taken('c', 600, 1)).toBe(2);
    expect([...guard.sources.keys()]).toEqual(['b', 'c']);
  });

  it('wrong passwords: free ones, then waits that double up to a bound; the right one wipes them', () => {
    const guard = createGuard({ freeFailures: 2, firstBackOffMs: 1000, maxBackOffMs: 4000 });
    expect(Array.from({ length: 6 }, () => wrongPassword(guard, 'a', 0))).toEqual([
      0, 0, 1000, 2000, 4000, 4000,
    ]);
    expect([
      mustWaitS(guard, 'a', 0),
      mustWaitS(guard, 'a', 3500),
      mustWaitS(guard, 'a', 4000),
      mustWaitS(guard, 'b', 0),
    ]).toEqual([4, 1, 0, 0]);
    rightPassword(guard, 'a');
    expect(mustWaitS(guard, 'a', 0)).toBe(0);
  });
});

describe('registrar, RFC 3261 10.3', () => {
  const remote: Remote = { protocol: 'udp', host: '9.9.9.9', port: 1234 };
  const request = (cseq: number, lines: string[], callId = 'c'): SipRequest => {
    const text = `REGISTER sip:x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:a@x>\r\nCall-ID: ${callId}\r\nCSeq: ${cseq} REGISTER\r\n${lines.join('\r\n')}\r\n\r\n`;
    const parsed = parseMessage(Buffer.from(text));
    if (!parsed.ok || parsed.message.kind !== 'request') throw new Error('not a request');
    return parsed.message;
  };
  const uris = (registrar: ReturnType<typeof createRegistrar>, nowMs = 0) =>
    bindingsOf(registrar, 'a', nowMs).map((binding) => binding.uri);

  it('adds, refreshes, removes one, removes all; most preferred first', () => {
    const registrar = createRegistrar();
    expect(
      register(registrar, 'a', request(1, ['Contact: <sip:a@1>;q=0.2, <sip:a@2>;expires=60']), remote, 0)
        .status,
    ).toBe(200);
    expect(uris(registrar)).toEqual(['sip:a@2', 'sip:a@1']);
    expect(uris(registrar, 61_000)).toEqual(['sip:a@1']);
    const again = register(registrar, 'a', request(2, ['Contact: <sip:a@2>;expires=120']), remote, 50_000);
    expect(again.headers.map((field) => field.value)).toContain('<sip:a@2>;expires=120');
    register(registrar, 'a', request(3, ['Contact: <sip:a@1>;expires=0']), remote, 50_000);
    expect(uris(registrar, 50_000)).toEqual(['sip:a@2']);
    register(registrar, 'a', request(4, ['Contact: *', 'Expires: 0']), remote, 50_000);
    expect([uris(registrar, 50_000), registrar.bindings.size]).toEqual([[], 0]);
  });

  it.each([
    ['a star among others', ['Contact: *, <sip:a@1>', 'Expires: 0'], 400],
    ['a star that stays', ['Contact: *', 'Expires: 60'], 400],
    ['an unreadable contact', ['Contact: sip:a@1?x=y'], 400],
    ['a foreign scheme', ['Contact: <mailto:a@b>'], 400],
    ['too short', ['Contact: <sip:a@1>', 'Expires: 5'], 423],
    ['too many phones', [`Contact: ${Array.from({ length: 11 }, (_, i) => `<sip:a@${i}>`).join(', ')}`], 403],
  ])('%s is refused whole', (_, lines, status) => {
    const registrar = createRegistrar();
    register(registrar, 'a', request(1, ['Contact: <sip:a@keep>'], 'other'), remote, 0);
    expect(register(registrar, 'a', request(2, lines), remote, 0).status).toBe(status);
    expect(uris(registrar)).toEqual(['sip:a@keep']);
  });

  it('an old request cannot undo a newer one', () => {
    const registrar = createRegistrar();
    register(registrar, 'a', request(5, ['Contact: <sip:a@1>']), remote, 0);
    expect(register(registrar, 'a', request(5, ['Contact: <sip:a@1>;expires=0']), remote, 0).status).toBe(
      500,
    );
    expect(uris(registrar)).toEqual(['sip:a@1']);
  });

  it('what has run out is dropped and told', () => {
    const registrar = createRegistrar();
    register(registrar, 'a', request(1, ['Contact: <sip:a@1>;expires=60']), remote, 0);
    expect([
      expireBindings(registrar, 59_000),
      expireBindings(registrar, 61_000),
      registrar.bindings.size,
    ]).toEqual([[], ['a'], 0]);
  });
});

describe('resolving', () => {
  const has = (protocol: string): boolean => protocol !== 'tls';
  it.each([
    ['sip:a@10.0.0.1', { protocol: 'udp', host: '10.0.0.1', port: 5060 }],
    ['sip:a@10.0.0.1:7000;transport=tcp', { protocol: 'tcp', host: '10.0.0.1', port: 7000 }],
    ['sips:a@[2001:db8::1]', { protocol: 'tls', host: '2001:db8::1', port: 5061 }],
    ['sip:a@h.example;maddr=10.0.0.9', { protocol: 'udp', host: '10.0.0.9', port: 5060 }],
    ['sip:a@h.example', undefined],
    ['tel:+1', undefined],
  ])('%s', (uri, want) => {
    expect(resolveLiteral(uri, has)).toEqual(want);
  });

  it('a port means no SRV; a name without SRV is its addresses', async () => {
    const asked: string[] = [];
    const resolver: Resolver = {
      srv: async (name) => {
        asked.push(name);
        return [];
      },
      addresses: async () => ['10.0.0.1', '10.0.0.2'],
    };
    expect(await resolveTargets('sip:a@h.example:7000', has, resolver, () => 0)).toHaveLength(2);
    expect(asked).toEqual([]);
    expect(
      (await resolveTargets('sip:a@h.example', has, resolver, () => 0)).map((target) => target.port),
    ).toEqual([5060, 5060]);
    expect(asked).toEqual(['_sip._udp.h.example', '_sip._tcp.h.example']);
  });
});

describe('times of a registration', () => {
  it('refresh early enough, retry ever later', () => {
    expect([refreshAfterMs(60), refreshAfterMs(3600)]).toEqual([30_000, 3_000_000]);
    expect([1, 2, 3, 20].map((failures) => retryAfterMs(failures, 0))).toEqual([2000, 4000, 8000, 120_000]);
    expect(retryAfterMs(1, 0.999)).toBeLessThan(3001);
  });
});

describe('host sets', () => {
  it('single addresses and networks of both families', () => {
    const set = hostSet(['203.0.113.7', '198.51.100.0/24', '2001:db8::/32']);
    expect(
      ['203.0.113.7', '198.51.100.9', '2001:db8::5', '203.0.113.8', 'carrier.example'].map(set.has),
    ).toEqual([true, true, true, false, false]);
    expect(() => hostSet(['carrier.example'])).toThrow('not an address');
  });
});
