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
  head += `Content-Length: ${message.body.length}\r\n\r\n`;
  const text = Buffer.from(head, 'utf8');
  return message.body.length === 0 ? text : Buffer.concat([text, message.body]);
}
