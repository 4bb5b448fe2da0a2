/** Web chat: a visitor of some site becomes a lead, and their page one more end of the conversation. */
import { createHash, randomBytes } from 'node:crypto';
import type { ChatDown, ChatUp } from '../../../contract/chat.ts';
import type { HandsetDown } from '../../../contract/live.ts';
import type { VirtualCarrier } from '../adapters/handset/carrier.ts';
import { BatonError } from '../errors.ts';
import type { Chat } from '../http/services.ts';
import type { Core } from './core.ts';

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
/** The human pace of a reply is at most two seconds, and a little for the road. */
const typingMs = 2_500;

export interface ChatPages {
  /** A reply to this number is being written: its pages show so. */
  typing(phone: string): void;
}

export function createChat(core: Core, carrier: VirtualCarrier): Chat & ChatPages {
  const pages = new Map<string, Set<(frame: ChatDown) => void>>();

  async function phoneOf(token: string): Promise<string | null> {
    const { rows } = await core.db.query<{ phone: string }>({
      name: 'chat-phone',
      text: 'select phone from baton.chats where token_hash = $1',
      values: [hashOf(token)],
    });
    return rows[0]?.phone ?? null;
  }

  /** The carrier's frames in the words of a chat; the visitor sees no carrier states. */
  const translate = (frame: HandsetDown): ChatDown => {
    switch (frame.type) {
      case 'thread':
        return {
          type: 'thread',
          open: true,
          texts: frame.texts.map(({ id, from, body, atMs }) => ({
            id,
            from: from === 'me' ? 'visitor' : 'assistant',
            by: null,
            body,
            atMs,
          })),
        };
      case 'ack':
        return frame;
      case 'pong':
        return { type: 'pong' };
      case 'error':
        return frame;
    }
  };

  return {
    async start(input, seen) {
      const playbook = core.playbooks.get(input.playbook);
      if (!playbook) throw new BatonError('UNKNOWN_PLAYBOOK', `There is no playbook "${input.playbook}".`);
      const nowMs = core.clock.nowMs();
      const { rows } = await core.db.query<{ id: string }>({
        name: 'lead-by-phone',
        text: 'select id from baton.leads where phone = $1',
        values: [input.phone],
      });
      const leadId = rows[0]?.id ?? core.id();
      if (input.consent.checked) {
        const given = {
          channels: ['sms', 'voice'] as ('sms' | 'voice')[],
          textShown: input.consent.textShown,
          atMs: nowMs,
          source: 'webchat',
        };
        await core.saveConsent(
          { phone: input.phone, name: input.name, leadId },
          {
            ...given,
            ...(seen.ip ? { ip: seen.ip } : {}),
            ...(input.pageUrl ? { pageUrl: input.pageUrl } : {}),
          },
          nowMs,
        );
      }
      const token = randomBytes(24).toString('base64url');
      await core.db.query({
        text: 'insert into baton.chats (token_hash, phone, created_ms) values ($1, $2, $3)',
        values: [hashOf(token), input.phone, nowMs],
      });
      // Opening the chat is the visitor's own first step: what follows answers it.
      await core.inbound(input.phone, nowMs);
      await core.loop.emit({
        type: 'lead.arrived',
        lead: {
          leadId,
          phone: input.phone,
          name: input.name,
          playbookId: input.playbook,
          channel: 'webchat',
          source: 'webchat',
          demo: core.demo,
        },
      });
      return { token, seller: playbook.seller.name };
    },
    attach(token, send) {
      let inner: ReturnType<VirtualCarrier['attach']> | null = null;
      let closed = false;
      const early: ChatUp[] = [];
      let phone: string | null = null;
      const take = (frame: ChatUp) => {
        if (frame.type === 'typing') return;
        if (frame.type === 'ping') send({ type: 'pong' });
        else inner?.receive(frame);
      };
      void phoneOf(token).then(
        (found) => {
          if (closed) return;
          if (!found)
            return send({
              type: 'error',
              code: 'NOT_FOUND',
              message: 'There is no such chat.',
              hint: 'Begin a new one.',
            });
          phone = found;
          pages.set(found, (pages.get(found) ?? new Set()).add(send));
          inner = carrier.attach(found, 'webchat', (frame) => send(translate(frame)));
          for (const frame of early.splice(0)) take(frame);
        },
        () =>
          send({
            type: 'error',
            code: 'UNAVAILABLE',
            message: 'The chat could not be opened.',
            hint: 'Reload the page in a moment.',
          }),
      );
      return {
        // A page may say a few things before its chat is found; a flood is the edge's matter.
        receive: (frame) => (inner ? take(frame) : early.length < 20 && early.push(frame)),
        detach() {
          closed = true;
          inner?.detach();
          if (phone) pages.get(phone)?.delete(send);
        },
      };
    },
    typing(phone) {
      for (const send of pages.get(phone) ?? [])
        send({ type: 'typing', from: 'assistant', untilMs: core.clock.nowMs() + typingMs });
    },
  };
}
