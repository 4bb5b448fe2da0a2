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
import type { Telephony } from '../ports/telephony.ts';
import { callerRoom } from './caller-room.ts';
import { callOptOutRoom } from './compliance/call-opt-out.ts';
import { keepingRoom } from './compliance/keeping/purge.ts';
import { wrongNumberRoom } from './compliance/receipt.ts';
import { conversationRoom } from './conversation-room.ts';
import type { Gate } from './gate.ts';
import { noteListener } from './listening.ts';
import type { ModelSide } from './model-side.ts';
import { createPerform, orderKey } from './perform.ts';
import { revocationRoom, waitingRoom } from './queue-rooms.ts';
import { referralRoom } from './referral-room.ts';
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
  /** A larger model behind the embedded reader; absent where there is none. */
  model?: Pick<ModelSide, 'ask' | 'isReady'>;
  leadTarget: TransferWiring['leadTarget'];
  recordingPlan?: TransferWiring['recordingPlan'];
  sending: Pick<SendWiring, 'recordAttempt' | 'recordDecision' | 'suppress'>;
  /** Written in the transaction of the receipt, so that nothing can leave after it. */
  suppress: (
    tx: Tx,
    fact: Extract<Fact, { type: 'consent.revoked' | 'consent.narrowed' }>,
    nowMs: number,
  ) => Promise<void>;
  /** What a text means for the law, before anything answers it; left out in rehearsals of what is said. */
  receive?: (tx: Tx, fact: Extract<Fact, { type: 'text.received' }>, nowMs: number) => Promise<void>;
  /** Somebody called from this number: it is still theirs. */
  inbound: (tx: Tx, phone: string, nowMs: number) => Promise<void>;
  /** Whether the carrier of this live leg takes cold passes outside; left out where there are no carriers. */
  movesByCarrier?: (legId: string) => boolean;
  /** Leads who call in are leads of the demo. */
  demo?: boolean;
  /** What became of a call that was tried: somebody answered, or a message was left on a machine. A leg of no lead changes nothing. */
  settleCall: (tx: Tx, legId: string, outcome: { answered?: boolean; voicemail?: boolean }) => Promise<void>;
  restore: (tx: Tx, fact: Extract<Fact, { type: 'consent.given' }>, nowMs: number) => Promise<void>;
  alongside?: (tx: Tx, facts: Fact[], nowMs: number) => Promise<void>;
  onCommitted?: (facts: Fact[], at: Target, nowMs: number) => void;
  onError: (error: unknown, what: string) => void;
  serial?: boolean;
}

const modelReady = ({ model }: FloorParts) =>
  model ? { modelReady: (nowMs: number) => model.isReady(nowMs) } : {};

export function createFloor(parts: FloorParts): Loop {
  const { db, clock, id, random, gate, settings, playbooks } = parts;
  const transfers: TransferWiring = {
    playbooks,
    settings,
    leadTarget: parts.leadTarget,
    gate,
    ...(parts.recordingPlan ? { recordingPlan: parts.recordingPlan } : {}),
  };
  const callers = {
    playbooks,
    settings,
    locate: parts.locate,
    demo: parts.demo ?? false,
    inbound: parts.inbound,
  };
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
    ...(parts.model ? { model: parts.model } : {}),
    detectMachines: () => settings.detectMachines,
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
      conversation: stateRoom(
        conversationRoom({ decide: parts.decide, playbooks, gate, settings, ...modelReady(parts) }),
        id,
        random,
      ),
      agents: agentsRoom(id, random, settings),
      transfer: stateRoom(transferRoom(transfers), id, random),
      call: stateRoom(callRoom(transfers), id, random),
      caller: stateRoom(callerRoom(callers), id, random),
      waiting: waitingRoom,
      revocation: revocationRoom,
      referral: referralRoom({
        settings,
        demo: parts.demo ?? false,
        ...(parts.movesByCarrier ? { movesByCarrier: parts.movesByCarrier } : {}),
      }),
      'opt-out': callOptOutRoom(settings.seller.id),
      keeping: keepingRoom(settings.seller.id),
      'wrong-number': wrongNumberRoom(settings.seller.id),
    },
    route,
    orderKey,
    perform,
    async alongside(tx, facts, nowMs) {
      for (const fact of facts) {
        if (fact.type === 'text.received') await parts.receive?.(tx, fact, nowMs);
        if (fact.type === 'consent.revoked' || fact.type === 'consent.narrowed')
          await parts.suppress(tx, fact, nowMs);
        if (fact.type === 'consent.given') await parts.restore(tx, fact, nowMs);
        if (fact.type === 'monitor.began') await noteListener(tx, fact, settings.seller.id, nowMs);
        if (fact.type === 'leg.answered') await parts.settleCall(tx, fact.legId, { answered: true });
        if (fact.type === 'voicemail.left') await parts.settleCall(tx, fact.legId, { voicemail: true });
      }
      await parts.alongside?.(tx, facts, nowMs);
    },
    onError: parts.onError,
    ...(parts.onCommitted ? { onCommitted: parts.onCommitted } : {}),
    ...(parts.serial ? { serial: true } : {}),
  });
  parts.telephony.onEvent((event) => {
    loop.emit(event).catch((error) => parts.onError(error, `taking ${event.type}`));
  });
  return loop;
}
