/**
 * What the numbers of a lab do, on any telephony: ring all and join the first, a room for all who dial it, hold. Small,
 * and apart from the product's transfer: it is here to try phones and to measure the engine below.
 */
import type { LegId, Telephony, TelephonyEvent } from '../ports/telephony.ts';
import { type LabFile, type NumberPlan, planOf } from './lab-file.ts';

type RingPlan = Extract<NumberPlan, { ring: string[] }>;
type Incoming = Extract<TelephonyEvent, { type: 'leg.incoming' }>;

/** A call that came in, and whom it rings or is joined with. */
interface RingCall {
  callId: string;
  leadLegId: LegId;
  plan: RingPlan;
  ringing: Set<LegId>;
  /** Answered and asked to press 1. */
  asked: Set<LegId>;
  winner: LegId | undefined;
  revision: number;
}

interface LabRoom {
  callId: string;
  legs: Set<LegId>;
}

export interface Lab {
  /** Calls under way. */
  count(): number;
}

/** The call that legs of a room's number share; undefined: each call is its own. */
export function roomCallId(numbers: LabFile['numbers'], dialled: string): string | undefined {
  const plan = planOf(numbers, dialled);
  return plan !== undefined && 'room' in plan ? `room:${dialled}` : undefined;
}

/** Takes over what `telephony` reports. */
export function runLab(telephony: Telephony, numbers: LabFile['numbers']): Lab {
  const rings = new Map<LegId, RingCall>();
  const rooms = new Map<string, LabRoom>();
  const holds = new Set<LegId>();

  // A room that empties and fills again has the same name: its revisions must go on growing.
  let revision = 0;

  const arrangeRoom = (room: LabRoom): void => {
    revision += 1;
    const all = [...room.legs];
    const hears = Object.fromEntries(all.map((leg) => [leg, all.filter((other) => other !== leg)]));
    void telephony.arrange({ callId: room.callId, revision, hears, plays: [] });
  };

  const enterRoom = ({ callId, legId }: Incoming): void => {
    const room = rooms.get(callId) ?? { callId, legs: new Set<LegId>() };
    rooms.set(callId, room);
    room.legs.add(legId);
    void telephony.answer(legId);
    arrangeRoom(room);
  };

  const leaveRoom = (callId: string, legId: LegId): void => {
    const room = rooms.get(callId);
    if (!room?.legs.delete(legId)) return;
    if (room.legs.size === 0) rooms.delete(callId);
    else arrangeRoom(room);
  };

  const hold = ({ callId, legId }: Incoming): void => {
    holds.add(legId);
    void telephony.answer(legId);
    void telephony.arrange({
      callId,
      revision: 1,
      hears: { [legId]: ['hold'] },
      plays: [{ sourceId: 'hold', audio: { kind: 'tone', name: 'hold' }, loop: true }],
    });
  };

  const ringAll = (incoming: Incoming, plan: RingPlan): void => {
    const { callId, legId } = incoming;
    const call: RingCall = {
      callId,
      leadLegId: legId,
      plan,
      ringing: new Set(),
      asked: new Set(),
      winner: undefined,
      revision: 0,
    };
    rings.set(legId, call);
    if (plan.answer === true) void telephony.answer(legId);
    const { from, to } = incoming;
    plan.ring.forEach((uri, index) => {
      const agentLegId = `${callId}/${index}`;
      call.ringing.add(agentLegId);
      rings.set(agentLegId, call);
      void telephony.dial({
        callId,
        legId: agentLegId,
        target: { kind: 'sip', uri },
        from: { number: from, name: '' },
        ringTimeoutMs: plan.ringTimeoutMs,
        context: { headline: `Call to ${to}`, transferId: callId },
      });
    });
  };

  /** Sound first, then the others are let go: who won is speaking already. */
  const join = (call: RingCall, winner: LegId): void => {
    call.winner = winner;
    call.ringing.delete(winner);
    call.asked.delete(winner);
    if (call.plan.answer !== true) void telephony.answer(call.leadLegId);
    call.revision += 1;
    const hears = { [call.leadLegId]: [winner], [winner]: [call.leadLegId] };
    void telephony.arrange({ callId: call.callId, revision: call.revision, hears, plays: [] });
    for (const loser of [...call.ringing, ...call.asked]) void telephony.hangup(loser, 'taken');
    call.ringing.clear();
    call.asked.clear();
  };

  const ask = (call: RingCall, legId: LegId): void => {
    call.ringing.delete(legId);
    call.asked.add(legId);
    call.revision += 1;
    const hears = Object.fromEntries([...call.asked].map((leg) => [leg, ['ask']]));
    const plays = [
      { sourceId: 'ask', audio: { kind: 'tone' as const, name: 'attention' as const }, loop: true },
    ];
    void telephony.arrange({ callId: call.callId, revision: call.revision, hears, plays });
  };

  const onEnded = (legId: LegId): void => {
    const call = rings.get(legId);
    rings.delete(legId);
    holds.delete(legId);
    if (call === undefined) return;
    call.ringing.delete(legId);
    call.asked.delete(legId);
    if (legId === call.leadLegId) {
      for (const other of [...call.ringing, ...call.asked]) void telephony.hangup(other, 'cancelled');
      if (call.winner !== undefined) void telephony.hangup(call.winner, 'hung-up');
    } else if (legId === call.winner) void telephony.hangup(call.leadLegId, 'hung-up');
    else if (call.winner === undefined && call.ringing.size + call.asked.size === 0)
      void telephony.hangup(call.leadLegId, 'no-answer');
  };

  telephony.onEvent((event) => {
    switch (event.type) {
      case 'leg.incoming': {
        const plan = planOf(numbers, event.to);
        if (plan === undefined) void telephony.hangup(event.legId, 'unreachable');
        else if ('room' in plan) enterRoom(event);
        else if ('hold' in plan) hold(event);
        else ringAll(event, plan);
        return;
      }
      case 'leg.answered': {
        const call = rings.get(event.legId);
        if (call === undefined || event.legId === call.leadLegId || call.winner !== undefined) return;
        if (call.plan.accept === 'on-answer') join(call, event.legId);
        else ask(call, event.legId);
        return;
      }
      case 'leg.key': {
        const call = rings.get(event.legId);
        if (event.key === '1' && call?.asked.has(event.legId) && call.winner === undefined)
          join(call, event.legId);
        return;
      }
      case 'leg.refer':
        void telephony.tellRefer(event.legId, event.referId, 603, 'The lab transfers no calls.');
        return;
      case 'leg.ended':
        leaveRoom(event.callId, event.legId);
        onEnded(event.legId);
        return;
      default:
        return;
    }
  });

  return { count: () => rings.size + holds.size + rooms.size };
}
