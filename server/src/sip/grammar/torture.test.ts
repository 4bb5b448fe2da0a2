import { describe, expect, it } from 'vitest';
import { header, headerValues } from './headers.ts';
import { parseNameAddr, tagOf } from './name-addr.ts';
import { parseMessage } from './parse.ts';
import { serializeMessage } from './serialize.ts';
import { TORTURE } from './torture-messages.ts';
import { formatUri, parseUri, userOf } from './uri.ts';

const read = (name: string) =>
  parseMessage(Buffer.from(TORTURE.find((row) => row.name === name)!.text, 'utf8'));

function message(name: string) {
  const parsed = read(name);
  if (!parsed.ok) throw new Error(`${name}: ${parsed.error.code} ${parsed.error.detail}`);
  return parsed.message;
}

describe('torture messages after RFC 4475', () => {
  it.each(TORTURE)('$section $name: read = $ok, answer = $answer', (row) => {
    const parsed = parseMessage(Buffer.from(row.text, 'utf8'));
    expect(parsed.ok ? 'read' : parsed.error).toEqual(row.ok ? 'read' : expect.anything());
    if (!parsed.ok) expect(parsed.answer?.status).toBe(row.answer);
  });

  it.each(TORTURE.filter((row) => row.ok))('$name: what we send of it is read again as the same', (row) => {
    const first = parseMessage(Buffer.from(row.text, 'utf8'));
    if (!first.ok) throw new Error('not read');
    const again = parseMessage(serializeMessage(first.message));
    if (!again.ok) throw new Error(`${again.error.code} ${again.error.detail}`);
    const plain = (m: typeof first.message) => ({ ...m, body: Buffer.from(m.body).toString('hex') });
    const withoutLength = (m: typeof first.message) => ({
      ...plain(m),
      headers: m.headers.filter((field) => field.name !== 'content-length'),
    });
    expect(withoutLength(again.message)).toEqual(withoutLength(first.message));
  });

  it('wsinv: folding, compact names, odd case and white space all mean what they say', () => {
    const m = message('wsinv');
    expect(m.cseq).toEqual({ number: 9, method: 'INVITE' });
    expect(m.from.name).toBe('J Rosenberg \\"');
    expect(tagOf(m.from)).toBe('98asjd8');
    expect(tagOf(m.to)).toBe('1918181833n');
    expect(m.via).toMatchObject({ transport: 'UDP', host: '192.0.2.2' });
    expect(headerValues(m, 'via')).toHaveLength(3);
    expect(header(m, 'max-forwards')).toBe('0068');
    const contact = parseNameAddr(header(m, 'contact')!);
    expect(contact.ok && [...contact.value.params]).toEqual([
      ['newparam', 'newvalue'],
      ['secondparam', null],
      ['q', '0.33'],
    ]);
  });

  it('esc01: an escaped user stays escaped on the wire and is plain for us', () => {
    const m = message('esc01');
    const uri = parseUri(m.kind === 'request' ? m.uri : '');
    if (!uri.ok) throw new Error('uri');
    expect(userOf(uri.value)).toBe('sips:user@example.com');
    expect(formatUri(uri.value)).toBe('sip:sips%3Auser%40example.com@example.net');
    expect(userOf(m.to.uri)).toBe('user');
  });

  it('escnull: an escaped NUL is a character like any other', () => {
    expect(userOf(message('escnull').to.uri)).toBe('null-\0-null');
  });

  it('esc02: escapes mean nothing in a method name', () => {
    expect(message('esc02')).toMatchObject({ method: 'RE%47IST%45R' });
  });

  it('semiuri: a semicolon before the @ belongs to the user', () => {
    const m = message('semiuri');
    const uri = parseUri(m.kind === 'request' ? m.uri : '');
    expect(uri.ok && userOf(uri.value)).toBe('user;par=u@example.net');
  });

  it('dblreq: bytes after Content-Length are dropped', () => {
    expect(message('dblreq').body).toHaveLength(0);
  });

  it('regbadct: a bare contact with a question mark is refused when it is read', () => {
    expect(parseNameAddr(header(message('regbadct'), 'contact')!).ok).toBe(false);
  });

  it('cparam01 and cparam02: the bracket decides whose parameter it is', () => {
    const bare = parseNameAddr(header(message('cparam01'), 'contact')!);
    const inside = parseNameAddr(header(message('cparam02'), 'contact')!);
    expect(bare.ok && [...bare.value.params.keys()]).toEqual(['unknownparam']);
    expect(inside.ok && inside.value.uri.scheme === 'sip' && [...inside.value.uri.params.keys()]).toEqual([
      'unknownparam',
    ]);
  });
});
