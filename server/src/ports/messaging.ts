/**
 * Messaging: one text out, texts in.
 *
 * An implementation MUST
 *  1. treat a repeated `send` with the same `messageId` as the first one: one text leaves, the same answer returns;
 *  2. answer `lookup` truthfully after a restart: 'sent', 'not-sent', or 'unknown' when it cannot know;
 *  3. deliver each inbound text at least once with a stable provider id, so that the core can drop repeats;
 *  4. reject with `MessagingError`, saying whether a repeat may help and whether the far end refused or was unreachable;
 *     with `opted-out` where the carrier's own code says that this person opted out with it (Twilio 21610, Telnyx 40300).
 * It MUST NOT
 *  5. split, rewrite or delay a body; 6. retry on its own; 7. send to anybody but `to`.
 */
export type TextChannel = 'sms' | 'webchat';

export interface OutboundText {
  messageId: string;
  channel: TextChannel;
  from: string;
  to: string;
  body: string;
  /** The carrier drops the text when it could not be delivered within this long. */
  validityMs: number;
}

export interface SendReceipt {
  providerId: string;
  segments: number;
}

export type MessagingEvent =
  | { type: 'text.in'; channel: TextChannel; providerId: string; from: string; to: string; body: string }
  | { type: 'text.status'; providerId: string; status: 'delivered' | 'undelivered'; error?: string };

export interface Messaging {
  send(text: OutboundText): Promise<SendReceipt>;
  lookup(messageId: string): Promise<'sent' | 'not-sent' | 'unknown'>;
  onEvent(listener: (event: MessagingEvent) => Promise<void>): void;
}

type Failure = 'refused' | 'opted-out' | 'unreachable' | 'rate-limited';

export class MessagingError extends Error {
  readonly kind: Failure;
  readonly retryable: boolean;
  constructor(kind: Failure, message: string) {
    super(message);
    this.name = 'MessagingError';
    this.kind = kind;
    this.retryable = kind !== 'refused' && kind !== 'opted-out';
  }
}
