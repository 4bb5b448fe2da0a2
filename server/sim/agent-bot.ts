/** Scripted agents: prompt, slow, declining, missing, and one whose voicemail answers first. */

import type { VirtualClock } from './clock.ts';
import type { Hand, Phone } from './telephony.ts';

export const agentKinds = ['prompt', 'slow', 'declining', 'missing', 'voicemail'] as const;
export type AgentKind = (typeof agentKinds)[number];

export interface AgentActs {
  accept(agentId: string, legId: string, transferId: string): void;
  decline(agentId: string, legId: string, transferId: string): void;
  saveResult(agentId: string, transferId: string): void;
  comeBack(agentId: string): void;
}

const between = (random: () => number, least: number, most: number) =>
  Math.round(least + random() * (most - least));

/** How long two people talk: short no-thanks, or a real conversation. */
export const talkMs = (random: () => number) =>
  random() < 0.2 ? between(random, 20_000, 60_000) : between(random, 120_000, 900_000);

export function createAgentBot(
  agentId: string,
  kind: AgentKind,
  clock: VirtualClock,
  random: () => number,
  acts: AgentActs,
): Phone & { talking(transferId: string): void; over(transferId: string): void } {
  const ringing = new Set<string>();
  let current: { legId: string; hand: Hand } | null = null;
  const later = (ms: number, run: () => void) => clock.after(ms, run);
  return {
    rings(order, hand) {
      ringing.add(order.legId);
      const transferId = order.callId;
      const take = () => {
        if (!ringing.has(order.legId)) return;
        current = { legId: order.legId, hand };
        hand.answer();
        acts.accept(agentId, order.legId, transferId);
      };
      // Even a prompt agent is sometimes at the coffee machine.
      const mood = random();
      if (kind === 'missing' || (kind !== 'voicemail' && mood < 0.06)) return;
      if (kind === 'voicemail') {
        later(between(random, 4_000, 9_000), () => {
          if (ringing.has(order.legId)) hand.machine();
        });
      } else if (kind === 'declining' ? mood < 0.6 : mood < 0.12) {
        later(
          between(random, 1_500, 6_000),
          () => ringing.has(order.legId) && acts.decline(agentId, order.legId, transferId),
        );
      } else later(kind === 'prompt' ? between(random, 1_200, 6_000) : between(random, 8_000, 19_000), take);
    },
    stopped(legId) {
      ringing.delete(legId);
      if (current?.legId === legId) current = null;
    },
    talking(_transferId) {
      const call = current;
      if (!call) return;
      later(talkMs(random), () => call.hand.end('hung-up'));
    },
    over(transferId) {
      current = null;
      if (random() < 0.8) later(between(random, 3_000, 12_000), () => acts.saveResult(agentId, transferId));
    },
  };
}
