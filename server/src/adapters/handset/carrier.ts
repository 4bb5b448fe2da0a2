/**
 * The virtual carrier: a Messaging port whose far ends are handset pages and chat widgets. It keeps its texts in its
 * own table, as a carrier would, so that `send` is idempotent and `lookup` is truthful after a crash.
 */
import type { z } from 'zod';
import type { HandsetDown, HandsetText, HandsetUp } from '../../../../contract/live.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Db } from '../../kernel/loop.ts';
import type { Messaging, MessagingEvent, OutboundText, TextChannel } from '../../ports/messaging.ts';

export interface VirtualCarrierOptions {
  db: Db;
  clock: Clock;
  id: () => string;
  seller: { name: string; number: string };
  segments: (body: string) => number;
  onError: (error: unknown, what: string) => void;
}

export interface VirtualCarrier extends Messaging {
  attach(
    phone: string,
    channel: TextChannel,
    send: (frame: HandsetDown) => void,
  ): { receive(frame: HandsetUp): void; detach(): void };
  /** Rehearsal: this handset lets calls go to voicemail. */
  goesToVoicemail(phone: string): boolean;
}

interface Page {
  channel: TextChannel;
  send: (frame: HandsetDown) => void;
}
interface Line {
  pages: Set<Page>;
  voicemail: boolean;
  delayMs: number;
}
interface TextRow {
  id: string;
  direction: 'to' | 'from';
  body: string;
  at_ms: number;
  status: 'sent' | 'delivered' | 'failed';
}

/** A thread shows this many of its newest texts. */
const threadLimit = 200;

export function createVirtualCarrier(options: VirtualCarrierOptions): VirtualCarrier {
  const { db, clock } = options;
  const lines = new Map<string, Line>();
  let listener: (event: MessagingEvent) => Promise<void> = async () => {};

  const lineOf = (phone: string): Line => {
    const line = lines.get(phone) ?? { pages: new Set(), voicemail: false, delayMs: 0 };
    lines.set(phone, line);
    return line;
  };

  async function thread(phone: string, channel: TextChannel): Promise<z.input<typeof HandsetText>[]> {
    const { rows } = await db.query<TextRow>({
      name: 'carrier-thread',
      text: 'select id, direction, body, at_ms, status from baton.carrier_texts where phone = $1 and channel = $3 order by at_ms desc, id desc limit $2',
      values: [phone, threadLimit, channel],
    });
    return rows.reverse().map((row) => ({
      id: row.id,
      from: row.direction === 'to' ? 'them' : 'me',
      body: row.body,
      atMs: row.at_ms,
      status: row.status,
    }));
  }

  async function show(phone: string): Promise<void> {
    const line = lines.get(phone);
    if (!line || line.pages.size === 0) return;
    await deliver(phone);
    for (const page of line.pages) {
      const texts = await thread(phone, page.channel);
      page.send({ type: 'thread', seller: options.seller, texts, nowMs: clock.nowMs() });
    }
  }

  /** A phone that is on takes what waited for it. */
  async function deliver(phone: string): Promise<void> {
    const { rows } = await db.query<{ id: string }>({
      name: 'carrier-deliver',
      text: `update baton.carrier_texts set status = 'delivered' where phone = $1 and direction = 'to' and status = 'sent' returning id`,
      values: [phone],
    });
    for (const row of rows) await listener({ type: 'text.status', providerId: row.id, status: 'delivered' });
  }

  const showSoon = (phone: string) => {
    const show_ = () =>
      void show(phone).catch((error) => options.onError(error, 'showing a handset its texts'));
    const { delayMs } = lineOf(phone);
    if (delayMs === 0) show_();
    else clock.after(delayMs, show_);
  };

  async function fromPage(
    phone: string,
    channel: TextChannel,
    page: Page,
    frame: Extract<HandsetUp, { type: 'text' }>,
  ): Promise<void> {
    const id = options.id();
    const nowMs = clock.nowMs();
    const { rows } = await db.query<{ id: string; fresh: boolean }>({
      name: 'carrier-in',
      text: `insert into baton.carrier_texts (id, phone, direction, channel, body, at_ms, status, client_id) values ($1, $2, 'from', $3, $4, $5, 'delivered', $6)
             on conflict (phone, client_id) where client_id is not null do update set client_id = excluded.client_id
             returning id, (xmax = 0) as fresh`,
      values: [id, phone, channel, frame.body, nowMs, frame.clientId],
    });
    const row = rows[0]!;
    // At least once: a repeat goes up again and is dropped by its id.
    await listener({
      type: 'text.in',
      channel,
      providerId: row.id,
      from: phone,
      to: options.seller.number,
      body: frame.body,
    });
    page.send({ type: 'ack', clientId: frame.clientId, id: row.id });
    await show(phone);
  }

  return {
    async send(text: OutboundText) {
      await db.query({
        name: 'carrier-out',
        text: `insert into baton.carrier_texts (id, phone, direction, channel, body, at_ms, status) values ($1, $2, 'to', $3, $4, $5, 'sent') on conflict (id) do nothing`,
        values: [text.messageId, text.to, text.channel, text.body, clock.nowMs()],
      });
      showSoon(text.to);
      return { providerId: text.messageId, segments: options.segments(text.body) };
    },
    async lookup(messageId) {
      const { rowCount } = await db.query({
        name: 'carrier-lookup',
        text: 'select 1 from baton.carrier_texts where id = $1',
        values: [messageId],
      });
      return rowCount ? 'sent' : 'not-sent';
    },
    onEvent(next) {
      listener = next;
    },
    attach(phone, channel, send) {
      const page: Page = { channel, send };
      lineOf(phone).pages.add(page);
      showSoon(phone);
      // One text at a time and in order; a page may hold at most this many unsent.
      let tail = Promise.resolve();
      return {
        receive(frame) {
          const line = lineOf(phone);
          if (frame.type === 'ping') send({ type: 'pong', nowMs: clock.nowMs() });
          else if (frame.type === 'behave') {
            line.voicemail = frame.voicemail ?? line.voicemail;
            line.delayMs = frame.delayMs ?? line.delayMs;
          } else {
            tail = tail
              .then(() => fromPage(phone, channel, page, frame))
              .catch((error) => {
                options.onError(error, 'taking a text from a handset');
                send({
                  type: 'error',
                  code: 'UNAVAILABLE',
                  message: 'The text was not taken.',
                  hint: 'Send it again in a moment.',
                });
              });
          }
        },
        detach() {
          lines.get(phone)?.pages.delete(page);
        },
      };
    },
    goesToVoicemail: (phone) => lines.get(phone)?.voicemail ?? false,
  };
}
