/**
 * An e-mail as it arrives (RFC 5322 with MIME, RFC 2045-2047), read for one purpose: who wrote, and what they themselves wrote.
 * Attachments are not opened, quoted earlier mail is left out. Pure; bounded in size, parts and depth; never throws.
 */
export interface Mail {
  /** The bare address, lower case; null when there is none. */
  from: string | null;
  subject: string;
  /** Without angle brackets; null when the sender gave none. */
  messageId: string | null;
  /** Epoch ms of the Date header; null when missing or unreadable. */
  dateMs: number | null;
  /** What the person wrote, quotes and signature mark left out. */
  text: string;
}

const MAX_PARTS = 50;
const MAX_DEPTH = 5;
const MAX_TEXT = 20_000;

interface Entity {
  headers: Map<string, string>;
  body: string;
}

/** @param raw the message as bytes; read as Latin-1 first, so that each part can be decoded in its own character set */
export function readMail(raw: Uint8Array): Mail {
  const entity = split(Buffer.from(raw).toString('latin1'));
  const header = (name: string) => decodeWords(entity.headers.get(name) ?? '');
  const date = Date.parse(header('date'));
  const texts = { plain: '', html: '', parts: 0 };
  collect(entity, texts, 0);
  const text = texts.plain.trim() === '' ? textOfHtml(texts.html) : texts.plain;
  return {
    from: addressIn(header('from')),
    subject: header('subject').slice(0, 500),
    messageId: /<?([^<>\s]+)>?/.exec(header('message-id'))?.[1] ?? null,
    dateMs: Number.isNaN(date) ? null : date,
    text: ownWords(text),
  };
}

/** The bare address of `Jo <jo@example.com>`, lower case, or null. */
export function addressIn(text: string): string | null {
  const found = /<([^<>\s]+@[^<>\s]+)>/.exec(text) ?? /([^\s<>,;"()]+@[^\s<>,;"()]+)/.exec(text);
  return found?.[1]?.toLowerCase().slice(0, 254) ?? null;
}

/** What the writer added: quoted lines, the line that introduces them, and what follows a signature mark are left out. */
export function ownWords(text: string): string {
  const own: string[] = [];
  for (const line of text.slice(0, MAX_TEXT).split(/\r?\n/)) {
    if (/^-- ?$/.test(line) || /^-{2,} ?(original message|forwarded message)/i.test(line.trim())) break;
    if (/^(on|am|le|el) .{4,200}(wrote|schrieb|a écrit|escribió):?\s*$/i.test(line.trim())) break;
    if (/^from: .+@/i.test(line) && own.length > 0) break;
    if (!line.startsWith('>')) own.push(line);
  }
  return own.join('\n').trim();
}

function split(text: string): Entity {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end === null ? text : text.slice(0, end.index);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return { headers, body: end === null ? '' : text.slice(end.index + end[0].length) };
}

function collect(entity: Entity, into: { plain: string; html: string; parts: number }, depth: number): void {
  into.parts += 1;
  if (into.parts > MAX_PARTS || depth > MAX_DEPTH) return;
  const type = entity.headers.get('content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (/^multipart\//i.test(type) && boundary !== undefined) {
    for (const part of entity.body.split(`--${boundary}`).slice(1)) {
      if (part.startsWith('--')) break;
      collect(split(part.replace(/^[ \t]*\r?\n/, '')), into, depth + 1);
    }
    return;
  }
  if (/attachment/i.test(entity.headers.get('content-disposition') ?? '')) return;
  if (/^text\/html/i.test(type)) into.html += decodeBody(entity, type);
  else if (/^text\//i.test(type)) into.plain += decodeBody(entity, type);
}

function decodeBody({ headers, body }: Entity, type: string): string {
  const encoding = (headers.get('content-transfer-encoding') ?? '').toLowerCase();
  const bytes = encoding.includes('base64')
    ? Buffer.from(body.replace(/[^A-Za-z0-9+/=]/g, ''), 'base64')
    : encoding.includes('quoted-printable')
      ? quotedPrintable(body)
      : Buffer.from(body, 'latin1');
  return decode(bytes, /charset="?([\w-]+)"?/i.exec(type)?.[1] ?? 'utf-8').slice(0, MAX_TEXT);
}

function quotedPrintable(text: string): Buffer {
  const joined = text.replace(/=\r?\n/g, '');
  return Buffer.from(
    joined.replace(/=([0-9A-Fa-f]{2})/g, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  );
}

function decode(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder('utf-8').decode(bytes);
  }
}

/** RFC 2047 words in a header: =?utf-8?B?...?= and =?utf-8?Q?...?=. */
function decodeWords(header: string): string {
  const word = /=\?([\w-]+)\?([bq])\?([^?]*)\?=(?:\s+(?==\?))?/gi;
  const encoded = header.replace(word, (_all, charset: string, how: string, text: string) =>
    decode(
      how.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : quotedPrintable(text.replaceAll('_', ' ')),
      charset,
    ),
  );
  return encoded === header ? decode(Buffer.from(header, 'latin1'), 'utf-8') : encoded;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };

function textOfHtml(html: string): string {
  return html
    .replace(/<(script|style|blockquote)\b[\s\S]*?(<\/\1>|$)/gi, ' ')
    .replace(/<(br|\/p|\/div|\/tr)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_all, name: string) => entities[name] ?? ' ')
    .replace(/[ \t]+/g, ' ');
}
