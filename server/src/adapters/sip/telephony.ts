/**
 * One telephony of browser stations and SIP: the target of a leg decides who drives it, and all legs meet on one mixer.
 * Orders for stations go through to the engine as they are.
 */
import type { EndCause, Telephony, TelephonyEvent } from '../../ports/telephony.ts';
import {
  createSipEndpoint,
  type IncomingInvite,
  type SipEndpoint,
  type SipEndpointOptions,
} from '../../sip/index.ts';
import type { Engine } from '../engine/engine.ts';
import { guarded } from '../engine/guarded.ts';
import { createSipLegs } from './legs.ts';
import type { SipLegsOptions } from './legs-types.ts';

export interface SipTelephonyOptions
  extends Pick<
    SipLegsOptions,
    | 'advertisedAddress'
    | 'trunkFor'
    | 'callerFor'
    | 'notCalled'
    | 'sessionS'
    | 'callIdFor'
    | 'dialled'
    | 'newId'
    | 'users'
    | 'wantsSrtp'
    | 'mayGoDirect'
    | 'readsTones'
  > {
  /** Not started yet; it is started and drained through this. Give it `rtpSpares`, or each leg waits for its port. */
  engine: Engine;
  /** Transports, who is trusted, accounts. Calls are taken here. */
  endpoint: Omit<SipEndpointOptions, 'onCall' | 'admit'>;
  /** Asked for each new call from outside: a SIP status to refuse it with, or undefined to take it. */
  refuse?: (invite: IncomingInvite) => number | undefined;
  /** Lateness of this thread from which new calls from outside are refused, ms; default 250. */
  lagLimitMs?: number;
}

export interface SipTelephony extends Telephony {
  /** Phones, trunks, figures of the SIP side. */
  sip: SipEndpoint;
  /** The carrier a live leg is reached over. */
  trunkOf(legId: string): string | undefined;
}

const LAG_LOOK_MS = 250;
const DRAIN_LOOK_MS = 50;

/** Makes it; nothing runs or is bound before `start`. */
export function createSipTelephony(options: SipTelephonyOptions): SipTelephony {
  const { engine } = options;
  const listeners: ((event: TelephonyEvent) => void)[] = [];
  const events: TelephonyEvent[] = [];
  let state: 'new' | 'running' | 'draining' | 'stopped' = 'new';
  let lagMs = 0;
  let lagTimer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    for (const event of events) for (const listener of listeners) guarded(() => listener(event));
    events.length = 0;
  };
  /** Facts go out after the order that caused them has returned, in the order they happened. */
  const emit = (event: TelephonyEvent): void => {
    events.push(event);
    if (events.length === 1) queueMicrotask(flush);
  };

  const legs = createSipLegs({ ...options, sip: () => sip, rtp: engine.rtp, emit });
  const sip = createSipEndpoint({
    ...options.endpoint,
    admit: () => state === 'running' && lagMs < (options.lagLimitMs ?? 250),
    onCall: (call, invite) => {
      const status = options.refuse?.(invite);
      if (status !== undefined) call.reject(status);
      else legs.takeCall(call, invite);
    },
  });
  engine.onEvent(emit);
  engine.rtp.onRtpLeg(legs.takeRtp);

  const watchLag = (): void => {
    let lastMs = performance.now();
    lagTimer = setInterval(() => {
      const nowMs = performance.now();
      lagMs = nowMs - lastMs - LAG_LOOK_MS;
      lastMs = nowMs;
    }, LAG_LOOK_MS);
    lagTimer.unref();
  };

  const emptyBy = async (untilMs: number): Promise<void> => {
    while (legs.live().length > 0 && performance.now() < untilMs)
      await new Promise((resolve) => setTimeout(resolve, DRAIN_LOOK_MS));
    for (const { legId } of legs.live()) legs.hangup(legId, 'hung-up');
  };

  return {
    sip,
    trunkOf: legs.trunkOf,
    capabilities: () => ({ ...engine.capabilities(), sip: true, refer: true, replaces: true }),
    start: async () => {
      await engine.start();
      await sip.start();
      state = 'running';
      watchLag();
    },
    drain: async (limitMs) => {
      if (state === 'stopped') return;
      const wasRunning = state !== 'new';
      state = 'draining';
      // The engine ends when its stations and our legs have, so nobody loses the other side's sound.
      await Promise.all([emptyBy(performance.now() + limitMs), engine.drain(limitMs)]);
      state = 'stopped';
      clearInterval(lagTimer);
      if (wasRunning) await sip.close();
    },
    onEvent: (listener) => void listeners.push(listener),
    dial: async (order) => {
      if (order.target.kind === 'station') return engine.dial(order);
      const { callId, legId } = order;
      if (state === 'running') legs.dial(order);
      else emit({ type: 'leg.ended', callId, legId, by: 'network', cause: 'overload' });
    },
    answer: async (legId) => (legs.has(legId) ? legs.answer(legId) : engine.answer(legId)),
    hangup: async (legId: string, cause: EndCause, note?: string) => {
      if (legs.has(legId)) return legs.hangup(legId, cause, note);
      legs.forgetMove(legId);
      return engine.hangup(legId, cause, note);
    },
    arrange: (arrangement) => {
      const back = legs.beforeArranged(arrangement);
      return back === undefined ? engine.arrange(arrangement) : back.then(() => engine.arrange(arrangement));
    },
    sendKeys: async (legId, keys) => {
      if (!/^[0-9*#A-D]{1,32}$/.test(keys)) throw new RangeError('keys are 1 to 32 of 0-9 * # A-D');
      if (legs.has(legId)) legs.sendKeys(legId, keys);
      else await engine.sendKeys(legId, keys);
    },
    move: async (order) => (legs.has(order.legId) ? legs.move(order) : engine.move(order)),
    tellRefer: async (_legId, referId, status, words) => legs.tellRefer(referId, status, words),
    liveLegs: async () => [...(await engine.liveLegs()), ...legs.live()],
  };
}
