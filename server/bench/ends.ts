/**
 * The far ends of the wires, in this process: phones that ring and answer at once, a carrier that takes each text at
 * once. They keep the ports' musts and add no time of their own beyond one turn of the event loop, so that what is
 * measured is Baton's.
 */
import type { Messaging, OutboundText } from '../src/ports/messaging.ts';
import type { Speech } from '../src/ports/speech.ts';
import type { Arrangement, DialOrder, EndCause, Telephony, TelephonyEvent } from '../src/ports/telephony.ts';

export interface BenchTelephony extends Telephony {
  /** What reaches the port, as it does; set by whoever measures. */
  watch: {
    dial?: (order: DialOrder) => void;
    hangup?: (legId: string) => void;
    arrange?: (arrangement: Arrangement) => void;
  };
  /** The far end hangs up. */
  endThere(legId: string): void;
}

/** Stations `handset:...` answer as soon as they ring; desks ring until somebody accepts. */
export function createBenchTelephony(): BenchTelephony {
  const legs = new Map<string, string>();
  const revisions = new Map<string, number>();
  const played = new Set<string>();
  const watch: BenchTelephony['watch'] = {};
  let listener: (event: TelephonyEvent) => void = () => {};
  const tell = (event: TelephonyEvent) => void setImmediate(() => listener(event));
  const end = (legId: string, by: 'us' | 'them', cause: EndCause) => {
    const callId = legs.get(legId);
    if (callId === undefined) return;
    legs.delete(legId);
    tell({ type: 'leg.ended', callId, legId, by, cause });
  };
  return {
    watch,
    capabilities: () => ({ whisper: true, refer: false, replaces: false, webrtc: true, sip: false }),
    start: async () => {},
    drain: async () => {},
    onEvent(next) {
      listener = next;
    },
    async dial(order) {
      if (legs.has(order.legId)) return;
      legs.set(order.legId, order.callId);
      watch.dial?.(order);
      const { callId, legId } = order;
      tell({ type: 'leg.ringing', callId, legId });
      const lead = order.target.kind === 'station' && order.target.stationId.startsWith('handset:');
      if (lead) tell({ type: 'leg.answered', callId, legId });
    },
    answer: async () => {},
    async hangup(legId, cause) {
      watch.hangup?.(legId);
      end(legId, 'us', cause);
    },
    async arrange(arrangement) {
      const { callId, revision, plays } = arrangement;
      if ((revisions.get(callId) ?? 0) >= revision) return;
      revisions.set(callId, revision);
      watch.arrange?.(arrangement);
      tell({ type: 'call.arranged', callId, revision });
      for (const { sourceId, loop } of plays) {
        if (loop || played.has(sourceId)) continue;
        played.add(sourceId);
        tell({ type: 'play.finished', callId, sourceId });
      }
    },
    sendKeys: async () => {},
    tellRefer: async () => {},
    move: async () => {},
    liveLegs: async () => [...legs].map(([legId, callId]) => ({ callId, legId })),
    endThere: (legId) => end(legId, 'them', 'hung-up'),
  };
}

export interface BenchMessaging extends Messaging {
  watch: { send?: (text: OutboundText) => void };
}

export function createBenchMessaging(): BenchMessaging {
  const taken = new Set<string>();
  const watch: BenchMessaging['watch'] = {};
  return {
    watch,
    async send(text) {
      if (!taken.has(text.messageId)) {
        taken.add(text.messageId);
        watch.send?.(text);
      }
      return { providerId: text.messageId, segments: 1 };
    },
    lookup: async (messageId) => (taken.has(messageId) ? 'sent' : 'not-sent'),
    onEvent: () => {},
  };
}

/** Words become a tenth of a second of silence at once: synthesis is not what is measured. */
export const benchSpeech: Speech = {
  available: async () => ({ ok: true, engine: 'none' }),
  synthesize: async () => new Int16Array(800),
};
