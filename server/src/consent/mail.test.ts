/** E-mails as people's programs send them: what is kept is who wrote and what they wrote themselves. */
import { describe, expect, it } from 'vitest';
import { addressIn, ownWords, readMail } from './mail.ts';

const mail = (...lines: string[]) => readMail(Buffer.from(lines.join('\r\n')));

describe('a message on the wire', () => {
  it('plain text, folded and encoded headers', () => {
    const read = mail(
      'From: "Díaz, Jo" <Jo.Diaz@Example.COM>',
      'Subject: =?utf-8?Q?Bitte_aufh=C3=B6ren?=',
      ' =?utf-8?B?IG5vdw==?=',
      'Message-ID: <abc.1@mail.example.com>',
      'Date: Tue, 17 Nov 2026 12:00:00 -0600',
      '',
      'Stop calling me.',
    );
    expect(read).toEqual({
      from: 'jo.diaz@example.com',
      subject: 'Bitte aufhören now',
      messageId: 'abc.1@mail.example.com',
      dateMs: Date.UTC(2026, 10, 17, 18),
      text: 'Stop calling me.',
    });
  });

  it('of two alternatives the plain one, in its own encoding; attachments stay shut', () => {
    const read = mail(
      'From: jo@example.com',
      'Content-Type: multipart/mixed; boundary="outer"',
      '',
      '--outer',
      'Content-Type: multipart/alternative; boundary=inner',
      '',
      '--inner',
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Arr=EAtez de m=',
      "'appeler",
      '--inner',
      'Content-Type: text/html',
      '',
      '<p>something else</p>',
      '--inner--',
      '--outer',
      'Content-Type: text/plain',
      'Content-Disposition: attachment; filename=a.txt',
      '',
      'not their words',
      '--outer--',
    );
    expect(read.text).toBe("Arrêtez de m'appeler");
  });

  it('base64, and HTML alone', () => {
    const html = Buffer.from(
      '<div>Please&nbsp;remove me<br>from your list</div><blockquote>old</blockquote>',
    );
    const read = mail(
      'From: jo@example.com',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      html.toString('base64'),
    );
    expect(read.text).toBe('Please remove me\nfrom your list');
  });

  it.each([
    ['nothing at all', ''],
    ['no end of the headers', 'From'],
    ['a boundary that never comes', 'Content-Type: multipart/mixed; boundary=x\r\n\r\nwords'],
    ['an unknown character set', 'Content-Type: text/plain; charset=x-none\r\n\r\nwords'],
    [
      'parts within parts',
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'.repeat(500)}`,
    ],
  ])('%s is read without a fault', (_what, raw) => {
    expect(readMail(Buffer.from(raw))).toMatchObject({ from: null, messageId: null, dateMs: null });
  });
});

describe('own words', () => {
  it.each([
    [
      'Take me off.\n\nOn Tue, Nov 17, 2026 at 12:00 Ann <ann@example.com> wrote:\n> Stop paying too much',
      'Take me off.',
    ],
    ['No more.\n-- \nJo Diaz, please stop by', 'No more.'],
    ['> quoted\nunsubscribe', 'unsubscribe'],
    ['Enough.\n-----Original Message-----\nSubject: stop', 'Enough.'],
    ['From: me@example.com is my new address', 'From: me@example.com is my new address'],
  ])('%#', (text, own) => expect(ownWords(text)).toBe(own));
  it('addresses', () => {
    expect(addressIn('Jo <JO@x.example>')).toBe('jo@x.example');
    expect(addressIn('jo@x.example')).toBe('jo@x.example');
    expect(addressIn('nobody')).toBeNull();
  });
});
