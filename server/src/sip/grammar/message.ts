import type { CSeq, HeaderField } from './headers.ts';
import type { NameAddr } from './name-addr.ts';
import type { Via } from './via.ts';

interface MessageParts {
  headers: HeaderField[];
  body: Uint8Array;
  /** The topmost Via, read. All Via lines, this one included, stand in `headers` too. */
  via: Via;
  from: NameAddr;
  to: NameAddr;
  callId: string;
  cseq: CSeq;
}

export interface SipRequest extends MessageParts {
  kind: 'request';
  method: string;
  /** The Request-URI as it stood on the line; `parseUri` reads it. */
  uri: string;
}

export interface SipResponse extends MessageParts {
  kind: 'response';
  status: number;
  reason: string;
}

export type SipMessage = SipRequest | SipResponse;

const utf8 = new TextDecoder('utf-8');

export function bodyText(message: { body: Uint8Array }): string {
  return utf8.decode(message.body);
}
