/**
 * The rooms on one loop, given their edges: the same for the real program, the rehearsal and the bench. Only what
 * stands at the far end of each wire differs.
 */
import { agentsRoom } from '../agents/store.ts';
import type { Conversation, ConversationInputs } from '../conversation/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Fact } from '../kernel/events.ts';
import { createLoop, type Db, type Loop, type Tx } from '../kernel/loop.ts';
import type { Target } from '../kernel/made.ts';
import type { Decide } from '../kernel/room.ts';
import { stateRoom } from '../kernel/state-room.ts';
import { type Locate, leadRoom } from '../lead/lead.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Messaging } from '../ports/messaging.ts';
import type { Speech } from '../ports/speech.ts';
import type { Telephony, TelephonyEvent } from '../ports/telephony.ts';
import { conversationRoom } from './conversation-room.ts';
import type { Gate } from './gate.ts';
import { createPerform, orderKey } from './perform.ts';
import { revocationRoom, waitingRoom } from './queue-rooms.ts';
import { route } from './route.ts';
import { createSendText, type SendWiring } from './send-text.ts';
import type { Settings } from './settings.ts';
import { callRoom, type TransferWiring, transferRoom } from './transfer-rooms.ts';

export interface FloorParts {
  db: Db;
  clock: Clock;
  id: () => string;
  random: () => number;
  owner: string;
  decide: Decide<Conversation, ConversationInputs>;
  playbooks: ReadonlyMap<string, Playbook>;
  settings: Settings;
  gate: Gate;
  locate: Locate;
  telephony: Telephony;
  messaging: Messaging;
  speech: Speech;
  leadTarget: TransferWiring['leadTarget'];
  sending: Pick<SendWiring, 'recordAttempt' | 'recordDecision'>;
  /** Written in the transaction of the receipt, so that nothing can leave after it. */
  suppress: (tx: Tx, fact: Extract<Fact, { type: 'consent.revoked' }>, nowMs: number) => Promise<void>;
  /** What became of a call that was tried: somebody answered, or a machine did. A leg of no lead changes nothing. */
  settleCall: (tx: Tx, legId: string, outcome: { answered?: boolean; voicemail?: boolean }) => Promise<void>;
  restore: (tx: Tx, fact: Extract<Fact, { type: 'consent.given' }>, nowMs: number) => Promise<void>;
  alongside?: (tx: Tx, facts: Fact[], nowMs: number) => Promise<void>;
  onCommitted?: (facts: Fact[], at: Target, nowMs: number) => void;
  onError: (error: unknown, what: string) => void;
  serial?: boolean;
}

export function createFloor(parts: FloorParts): Loop {
  const { db, clock, id, random, gate, settings, playbooks } = parts;
  const transfers: TransferWiring = { playbooks, settings, leadTarget: parts.leadTarget, gate };
  const sendText = createSendText({
    db,
    gate,
    messaging: parts.messaging,
    from: settings.seller.number,
    ...parts.sending,
  });
  const perform = createPerform({
    db,
    telephony: parts.telephony,
    speech: parts.speech,
    gate,
    sendText,
    recordAttempt: parts.sending.recordAttempt,
    recordDecision: parts.sending.recordDecision,
    onSpeechMissing: (reason) => parts.onError(new Error(reason), 'speaking'),
  });
  const loop = createLoop({
    db,
    clock,
    id,
    owner: parts.owner,
    rooms: {
      lead: leadRoom(parts.locate),
      conversation: stateRoom(conversationRoom({ decide: parts.decide, playbooks, gate }), id, random),
      agents: agentsRoom(id, random, { wrapUpMs: settings.wrapUpMs, maxMisses: settings.maxMisses }),
      transfer: stateRoom(transferRoom(transfers), id, random),
      call: stateRoom(callRoom(transfers), id, random),
      waiting: waitingRoom,
      revocation: revocationRoom,
    },
    route,
    orderKey,
    perform,
    async alongside(tx, facts, nowMs) {
      for (const fact of facts) {
        if (fact.type === 'consent.revoked') await parts.suppress(tx, fact, nowMs);
        if (fact.type === 'consent.given') await parts.restore(tx, fact, nowMs);
        if (fact.type === 'leg.answered') await parts.settleCall(tx, fact.legId, { answered: true });
        if (fact.type === 'leg.machine') await parts.settleCall(tx, fact.legId, { voicemail: true });
      }
      await parts.alongside?.(tx, facts, nowMs);
    },
    onError: parts.onError,
    ...(parts.onCommitted ? { onCommitted: parts.onCommitted } : {}),
    ...(parts.serial ? { serial: true } : {}),
  });
  parts.telephony.onEvent((event) => {
    const fact = toFact(event);
    if (fact) loop.emit(fact).catch((error) => parts.onError(error, `taking ${event.type}`));
  });
  return loop;
}

/** Facts of the carrier as they are; a leg that calls in has no room yet and is handled by who answers calls. */
function toFact(event: TelephonyEvent): Fact | null {
  return event.type === 'leg.incoming' ? null : event;
}
