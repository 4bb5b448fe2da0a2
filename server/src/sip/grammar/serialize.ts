import { type HeaderField, spellName } from './headers.ts';
import type { SipMessage } from './message.ts';
import { oneLine } from './text.ts';

type Outgoing =
  | { kind: 'request'; method: string; uri: string; headers: readonly HeaderField[]; body: Uint8Array }
  | { kind: 'response'; status: number; reason: string; headers: readonly HeaderField[]; body: Uint8Array };

/** The bytes of a message. Content-Length is always ours; no value can end its line. */
export function serializeMessage(message: SipMessage | Outgoing): Buffer {
  const first =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  let head = `${oneLine(first)}\r\n`;
  for (const field of message.headers) {
    if (field.name !== 'content-length') head += `${spellName(field.name)}: ${oneLine(field.value)}\r\n`;
  }
  const { body } = message;
  head += `Content-Length: ${body.length}\r\n\r\n`;
  if (body.length === 0) return Buffer.from(head, 'utf8');
  const headBytes = Buffer.byteLength(head, 'utf8');
  const bytes = Buffer.allocUnsafe(headBytes + body.length);
  bytes.write(head, 0, headBytes, 'utf8');
  bytes.set(body, headBytes);
  return bytes;
}
