/** The far end of the telephone wire: phones that ring in scripted pockets. It keeps the port's musts, and nothing else. */
import type { Arrangement, DialOrder, EndCause, Telephony, TelephonyEvent } from '../src/ports/telephony.ts';
import type { VirtualClock } from './clock.ts';

/** Someone who owns a phone. */
export interface Phone {
  /** It rings. Whoever owns it acts through the hand it is given, later. */
  rings(order: DialOrder, hand: Hand): void;
  /** The leg was ended by us. */
  stopped(legId: string): void;
}

export interface Hand {
  answer(): void;
  /** A machine took it. */
  machine(): void;
  end(cause: EndCause): void;
}

export interface SimTelephony extends Telephony {
  own(stationId: string, phone: Phone): void;
  /** Legs that live now, by call: the rehearsal's own view of T1 and T2. */
  living(): Map<string, { callId: string; stationId: string }>;
}

const spokenMsPerSample = 1 / 8;

export function createSimTelephony(
  clock: VirtualClock,
  random: () => number,
  repeatShare: number,
): SimTelephony {
  const phones = new Map<string, Phone>();
  const legs = new Map<string, { callId: string; stationId: string; answered: boolean }>();
  const seen = new Set<string>();
  const revisions = new Map<string, number>();
  const playing = new Set<string>();
  let listener: (event: TelephonyEvent) => void = () => {};

  /** Carriers repeat themselves and are late: the same fact may come twice. */
  const tell = (event: TelephonyEvent, afterMs = 5) => {
    clock.after(afterMs, () => listener(event));
    if (random() < repeatShare) clock.after(afterMs + 40, () => listener(event));
  };

  function handOf(order: DialOrder): Hand {
    const { callId, legId } = order;
    const lives = () => legs.has(legId);
    return {
      answer() {
        const leg = legs.get(legId);
        if (!leg || leg.answered) return;
        leg.answered = true;
        tell({ type: 'leg.answered', callId, legId });
      },
      machine() {
        if (lives()) tell({ type: 'leg.machine', callId, legId, verdict: 'voicemail' });
      },
      end(cause) {
        if (legs.delete(legId)) tell({ type: 'leg.ended', callId, legId, by: 'them', cause });
      },
    };
  }

  function play(arrangement: Arrangement): void {
    for (const { sourceId, audio, loop } of arrangement.plays) {
      if (loop || playing.has(sourceId)) continue;
      playing.add(sourceId);
      const lengthMs = audio.kind === 'tone' ? 300 : audio.pcm.length * spokenMsPerSample;
      tell({ type: 'play.finished', callId: arrangement.callId, sourceId }, lengthMs);
    }
  }

  return {
    capabilities: () => ({ whisper: true, refer: false, replaces: false, webrtc: true, sip: false }),
    start: async () => {},
    drain: async () => {},
    onEvent(next) {
      listener = next;
    },
    async dial(order) {
      if (seen.has(order.legId)) return;
      seen.add(order.legId);
      const stationId = order.target.kind === 'station' ? order.target.stationId : '';
      const phone = phones.get(stationId);
      if (!phone) {
        tell({
          type: 'leg.ended',
          callId: order.callId,
          legId: order.legId,
          by: 'network',
          cause: 'unreachable',
        });
        return;
      }
      legs.set(order.legId, { callId: order.callId, stationId, answered: false });
      tell({ type: 'leg.ringing', callId: order.callId, legId: order.legId }, 30);
      const hand = handOf(order);
      clock.after(order.ringTimeoutMs, () => {
        const leg = legs.get(order.legId);
        if (leg && !leg.answered) hand.end('no-answer');
      });
      phone.rings(order, hand);
    },
    answer: async () => {},
    async hangup(legId, cause) {
      const leg = legs.get(legId);
      if (!leg) return;
      legs.delete(legId);
      phones.get(leg.stationId)?.stopped(legId);
      tell({ type: 'leg.ended', callId: leg.callId, legId, by: 'us', cause });
    },
    async arrange(arrangement) {
      if ((revisions.get(arrangement.callId) ?? 0) >= arrangement.revision) return;
      revisions.set(arrangement.callId, arrangement.revision);
      tell({ type: 'call.arranged', callId: arrangement.callId, revision: arrangement.revision }, 20);
      play(arrangement);
    },
    sendKeys: async () => {},
    tellRefer: async () => {},
    move: async () => {},
    liveLegs: async () => [...legs].map(([legId, { callId }]) => ({ callId, legId })),
    own: (stationId, phone) => void phones.set(stationId, phone),
    living: () => legs,
  };
}
