import { describe, expect, it } from 'vitest';
import { fromLoopback, hostAllowed, originOf } from './guard.ts';

const place = { publicUrl: 'https://baton.example.com', host: '127.0.0.1' };

describe('the name we are called by', () => {
  it.each([
    ['127.0.0.1:8080', true],
    ['[::1]:8080', true],
    ['localhost:8080', true],
    ['192.168.1.5', true],
    ['baton.example.com', true],
    ['BATON.example.com:443', true],
    ['evil.example', false],
    ['baton.example.com.evil.example', false],
    ['localhost.evil.example', false],
    ['', false],
    ['a b', false],
    ['x/../y', false],
    [undefined, false],
  ])('%s: %s', (host, allowed) => {
    expect(hostAllowed(host, place)).toBe(allowed);
  });
});

describe('the page that calls', () => {
  it.each([
    [{ host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080' }, 'same'],
    [{ host: 'baton.example.com', origin: 'https://baton.example.com' }, 'same'],
    [{ host: '127.0.0.1:8080', origin: 'http://127.0.0.1:9090' }, 'other'],
    [{ host: '127.0.0.1:8080', origin: 'null' }, 'other'],
    [{ host: '127.0.0.1:8080', origin: 'file://127.0.0.1:8080' }, 'other'],
    [{ host: '127.0.0.1:8080', origin: 'https://evil.example' }, 'other'],
    [{ host: '127.0.0.1:8080' }, 'absent'],
    [{ host: '127.0.0.1:8080', 'sec-fetch-site': 'same-origin' }, 'same'],
    [{ host: '127.0.0.1:8080', 'sec-fetch-site': 'cross-site' }, 'other'],
    [{ host: '127.0.0.1:8080', 'sec-fetch-site': 'same-site' }, 'other'],
  ])('%o: %s', (headers, want) => {
    expect(originOf(headers, place)).toBe(want);
  });
});

describe('this very machine', () => {
  it.each([
    ['127.0.0.1', {}, true],
    ['::ffff:127.0.0.1', {}, true],
    ['::1', {}, true],
    ['10.0.0.1', {}, false],
    ['1127.0.0.1', {}, false],
    [undefined, {}, false],
    ['127.0.0.1', { 'x-forwarded-for': '1.2.3.4' }, false],
    ['127.0.0.1', { forwarded: 'for=1.2.3.4' }, false],
  ])('%s %o: %s', (address, headers, local) => {
    expect(fromLoopback(address, headers)).toBe(local);
  });
});
