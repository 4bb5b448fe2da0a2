/** The far end of the text wire: a carrier that delivers to scripted leads, is sometimes down, and sometimes repeats. */
import type { Messaging, MessagingEvent, OutboundText } from '../src/ports/messaging.ts';
import { MessagingError } from '../src/ports/messaging.ts';
import type { VirtualClock } from './clock.ts';

export interface SimMessaging extends Messaging {
  /** A lead writes. */
  from(phone: string, body: string): void;
  onText(phone: string, take: (text: OutboundText) => void): void;
  sent(): { text: OutboundText; atMs: number }[];
}

export function createSimMessaging(
  clock: VirtualClock,
  id: () => string,
  random: () => number,
  faults: { down: number; repeat: number },
  onTaken: (text: OutboundText) => void = () => {},
): SimMessaging {
  const takers = new Map<string, (text: OutboundText) => void>();
  const taken = new Map<string, { text: OutboundText; atMs: number }>();
  let listener: (event: MessagingEvent) => Promise<void> = async () => {};
  return {
    async send(text) {
      if (!taken.has(text.messageId)) {
        if (random() < faults.down) throw new MessagingError('unreachable', 'The carrier did not answer.');
        taken.set(text.messageId, { text, atMs: clock.nowMs() });
        onTaken(text);
        clock.after(400, () => takers.get(text.to)?.(text));
        // Taken, but the answer was lost: the same text must not leave again.
        if (random() < faults.down)
          throw new MessagingError('unreachable', 'The answer of the carrier was lost.');
      }
      return { providerId: text.messageId, segments: 1 };
    },
    lookup: async (messageId) => (taken.has(messageId) ? 'sent' : 'not-sent'),
    onEvent(next) {
      listener = next;
    },
    from(phone, body) {
      const event: MessagingEvent = {
        type: 'text.in',
        channel: 'sms',
        providerId: id(),
        from: phone,
        to: '',
        body,
      };
      void listener(event);
      if (random() < faults.repeat) clock.after(900, () => void listener(event));
    },
    onText: (phone, take) => void takers.set(phone, take),
    sent: () => [...taken.values()],
  };
}
