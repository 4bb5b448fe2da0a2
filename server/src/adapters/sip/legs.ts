/**
 * Legs that are SIP calls with plain RTP on the engine's mixer.
 *
 *     dial ──> ringing ──200──> live ──> ended          (several phones of one user ring as one leg)
 *     their INVITE ──> calling ──answer──> live
 *
 * A leg is told as ended the moment it is ordered so; what SIP still has to say about it afterwards is nobody's news.
 */
import { randomInt, randomUUID } from 'node:crypto';
import type { RtpRemote } from '../../media/protocol.ts';
import type { DialOrder, EndCause, TelephonyEvent } from '../../ports/telephony.ts';
import type {
  CallEvent,
  HeaderField,
  IncomingInvite,
  InviteOptions,
  SipCall,
  SipEndpoint,
} from '../../sip/index.ts';
import type { RtpLegEvent, RtpPort } from '../engine/engine.ts';
import { causeOfEnd, causeOfFailure, type Ended, reasonHeaders, statusFor } from './end-causes.ts';
import { type AgreedTerms, type LocalTerms, offer, readAnswer, readOffer } from './media-terms.ts';
import { type Place, placesOf } from './places.ts';
import { contextHeaders, extensionPlan, infoOfKey, keyOfInfo, oneLineOf } from './words.ts';

export interface SipLegsOptions {
  sip: () => SipEndpoint;
  rtp: RtpPort;
  emit(event: TelephonyEvent): void;
  /** What descriptions name instead of the address the sockets are bound to. */
  advertisedAddress?: string;
  /** The trunk for a telephone number that names none; undefined: it cannot be reached. */
  trunkFor?: (e164: string) => string | undefined;
  /** What people called over a trunk see instead of the order's number. */
  callerFor?: (trunk: string) => string | undefined;
  /** Session timer asked for on each call, s (RFC 4028): a far end that vanished is noticed. */
  sessionS?: number;
  /** The call an incoming leg belongs to; undefined: one of its own. */
  callIdFor?: (invite: IncomingInvite) => string | undefined;
  newId?: () => string;
}

export interface SipLegs {
  has(legId: string): boolean;
  dial(order: DialOrder): void;
  answer(legId: string): void;
  hangup(legId: string, cause: EndCause, note?: string): void;
  sendKeys(legId: string, keys: string): void;
  takeCall(call: SipCall, invite: IncomingInvite): void;
  takeRtp(event: RtpLegEvent): void;
  live(): { callId: string; legId: string }[];
}

interface Leg {
  callId: string;
  legId: string;
  phase: 'ringing' | 'calling' | 'live';
  /** Phones that still ring; the one that answered is `call`. */
  ringing: Set<SipCall>;
  call: SipCall | undefined;
  local: LocalTerms | undefined;
  remote: RtpRemote | undefined;
  /** What an incoming leg offered, agreed to; undefined when it wants us to offer. */
  offered: (AgreedTerms & { answer(local: LocalTerms): string }) | undefined;
  extension: string | undefined;
  told: boolean;
  answered: boolean;
  /** It presses keys in its stream: those it sends by INFO as well are the same ones. */
  keysInStream: boolean;
  timers: Set<NodeJS.Timeout>;
}

/** A registered phone that has said nothing by then is not there any more. */
const PHONE_CONFIRM_MS = 5_000;
/** Nobody took the incoming call: the caller should hear that it rings. */
const RING_BACK_MS = 150;
const CALLING_LIMIT_MS = 120_000;
const ENDED_MAX = 10_000;

export function createSipLegs(options: SipLegsOptions): SipLegs {
  const { rtp, emit } = options;
  const newId = options.newId ?? randomUUID;
  const legs = new Map<string, Leg>();
  const ended = new Set<string>();

  const make = (callId: string, legId: string, phase: Leg['phase']): Leg => ({
    callId,
    legId,
    phase,
    ringing: new Set(),
    call: undefined,
    local: undefined,
    remote: undefined,
    offered: undefined,
    extension: undefined,
    told: false,
    answered: false,
    keysInStream: false,
    timers: new Set(),
  });

  const later = (leg: Leg, delayMs: number, act: () => void): void => {
    const timer = setTimeout(() => {
      leg.timers.delete(timer);
      if (legs.get(leg.legId) === leg) act();
    }, delayMs);
    timer.unref();
    leg.timers.add(timer);
  };
  const stopTimers = (leg: Leg): void => {
    for (const timer of leg.timers) clearTimeout(timer);
    leg.timers.clear();
  };

  const rememberEnded = (legId: string): void => {
    ended.add(legId);
    if (ended.size > ENDED_MAX) ended.delete(ended.values().next().value!);
  };

  /** Ends the leg and whatever SIP still runs for it. */
  const end = (leg: Leg, { by, cause }: Ended, note?: string): void => {
    if (legs.get(leg.legId) !== leg) return;
    legs.delete(leg.legId);
    rememberEnded(leg.legId);
    stopTimers(leg);
    const reason = reasonHeaders(cause, note);
    for (const call of leg.ringing) call.cancel(reason);
    leg.ringing.clear();
    leg.call?.hangup(statusFor(cause), reason);
    rtp.closeRtp(leg.legId);
    emit({ type: 'leg.ended', callId: leg.callId, legId: leg.legId, by, cause });
  };

  const localTerms = (place: { address: string; port: number }): LocalTerms => ({
    host: options.advertisedAddress ?? place.address,
    port: place.port,
    sessionId: String(randomInt(1, 2 ** 31)),
    version: 1,
  });

  /** A port at once when one is spare, else as soon as one is open. */
  const withPort = (leg: Leg, begin: (local: LocalTerms) => void): void => {
    const place = rtp.openRtpNow(leg.callId, leg.legId);
    if (place !== undefined) {
      leg.local = localTerms(place);
      begin(leg.local);
      return;
    }
    rtp.openRtp(leg.callId, leg.legId).then(
      (opened) => {
        if (legs.get(leg.legId) !== leg) return;
        leg.local = localTerms(opened);
        begin(leg.local);
      },
      () => end(leg, { by: 'network', cause: 'overload' }),
    );
  };

  const agreeTo = (leg: Leg, terms: AgreedTerms): void => {
    leg.remote = terms.remote;
    rtp.setRemote(leg.legId, terms.remote);
  };

  const tellRinging = (leg: Leg): void => {
    if (leg.told) return;
    leg.told = true;
    emit({ type: 'leg.ringing', callId: leg.callId, legId: leg.legId });
  };

  const tellAnswered = (leg: Leg): void => {
    if (leg.answered) return;
    leg.answered = true;
    emit({ type: 'leg.answered', callId: leg.callId, legId: leg.legId });
  };

  /** Their phone was taken up: the others of the same user stop, sound is open, an extension is dialled. */
  const onAnswered = (leg: Leg, call: SipCall, sdp: string | undefined): void => {
    const terms = readAnswer(sdp, call.peer()?.host);
    leg.ringing.delete(call);
    leg.call = call;
    if (terms === undefined) {
      end(leg, { by: 'network', cause: 'unreachable' });
      return;
    }
    const elsewhere = reasonHeaders('taken', undefined);
    for (const other of leg.ringing) other.cancel(elsewhere);
    leg.ringing.clear();
    stopTimers(leg);
    leg.phase = 'live';
    tellRinging(leg);
    agreeTo(leg, terms);
    if (leg.extension === undefined) {
      tellAnswered(leg);
      return;
    }
    // Until the extension is dialled a machine listens, not the person.
    const plan = extensionPlan(leg.extension);
    for (const { atMs, keys } of plan.steps) later(leg, atMs, () => press(leg, keys));
    later(leg, plan.doneMs, () => tellAnswered(leg));
  };

  const press = (leg: Leg, keys: string): void => {
    if (leg.phase !== 'live' || leg.remote === undefined) return;
    if (leg.remote.keyType !== undefined) {
      rtp.sendRtpKeys(leg.legId, keys);
      return;
    }
    const { call } = leg;
    if (call === undefined) return;
    // One after the other: a phone orders what comes at once as it likes.
    void (async () => {
      for (const key of keys) {
        const { contentType, body } = infoOfKey(key);
        await call.info(contentType, body).catch(() => 0);
      }
    })();
  };

  const onOffer = (leg: Leg, call: SipCall, wish: Extract<CallEvent, { type: 'offer' }>['offer']): void => {
    if (leg.call !== call || leg.local === undefined) {
      wish.refuse(491);
      return;
    }
    leg.local = { ...leg.local, version: leg.local.version + 1 };
    if (wish.sdp === undefined) {
      wish.answer(offer(leg.local));
      return;
    }
    const terms = readOffer(wish.sdp, call.peer()?.host, leg.remote);
    if (terms === undefined) {
      wish.refuse(488);
      return;
    }
    agreeTo(leg, terms);
    wish.answer(terms.answer(leg.local));
  };

  const take = (leg: Leg, call: SipCall, event: CallEvent): void => {
    if (legs.get(leg.legId) !== leg) {
      // A late answer of a call that was given up; the SIP core has hung up those that crossed a CANCEL itself.
      if (event.type === 'answered') call.bye();
      return;
    }
    switch (event.type) {
      case 'progress':
        if (event.status >= 180) tellRinging(leg);
        return;
      case 'answered':
        if (leg.call !== undefined) call.bye(reasonHeaders('taken', undefined));
        else onAnswered(leg, call, event.sdp);
        return;
      case 'failed':
        if (leg.phase === 'calling') {
          end(leg, { by: 'them', cause: 'cancelled' });
          return;
        }
        if (!leg.ringing.delete(call) || leg.ringing.size > 0 || leg.call !== undefined) return;
        end(leg, causeOfFailure(event, leg.told));
        return;
      case 'ended':
        if (leg.call === call) end(leg, causeOfEnd(event));
        return;
      case 'acked': {
        if (leg.offered !== undefined || leg.remote !== undefined) return;
        const terms = readAnswer(event.sdp, call.peer()?.host);
        if (terms === undefined) end(leg, { by: 'network', cause: 'network' });
        else agreeTo(leg, terms);
        return;
      }
      case 'offer':
        onOffer(leg, call, event.offer);
        return;
      case 'refer':
        // Who goes where is decided at the desk, not by a phone's transfer key.
        event.refer.reject(603);
        return;
      case 'info': {
        const key = keyOfInfo(event.contentType, event.body);
        if (key !== undefined && leg.phase === 'live' && !leg.keysInStream)
          emit({ type: 'leg.key', callId: leg.callId, legId: leg.legId, key });
        return;
      }
      case 'transfer':
        return;
    }
  };

  const invite = (leg: Leg, order: DialOrder, places: Place[], headers: HeaderField[]): void => {
    const name = oneLineOf(order.from.name, 60);
    const wish: InviteOptions = {
      from: {
        user: order.from.number.replace(/[^0-9A-Za-z+._-]/g, '') || 'anonymous',
        ...(name === '' ? {} : { name }),
      },
      sdp: offer(leg.local!),
      headers,
      // Ours comes first; the core's is a net below it.
      ringMs: order.ringTimeoutMs + 2_000,
      ...(options.sessionS === undefined ? {} : { sessionS: options.sessionS }),
    };
    for (const { to, trunk } of places) {
      const caller = trunk === undefined ? undefined : options.callerFor?.(trunk);
      const from = caller === undefined ? wish.from : { ...wish.from, user: caller };
      const call = options.sip().invite(to, { ...wish, from, ...(trunk === undefined ? {} : { trunk }) });
      leg.ringing.add(call);
      call.on((event) => take(leg, call, event));
    }
  };

  const dial = (order: DialOrder): void => {
    const { callId, legId, target } = order;
    if (legs.has(legId) || ended.has(legId)) return;
    const leg = make(callId, legId, 'ringing');
    legs.set(legId, leg);
    const places = placesOf(target, options);
    if (places.length === 0) {
      end(leg, { by: 'network', cause: 'unreachable' });
      return;
    }
    leg.extension = target.kind === 'phone' && target.extension !== '' ? target.extension : undefined;
    later(leg, order.ringTimeoutMs, () =>
      end(leg, leg.told ? { by: 'us', cause: 'no-answer' } : { by: 'network', cause: 'unreachable' }),
    );
    if (target.kind === 'registered')
      later(leg, PHONE_CONFIRM_MS, () => {
        if (!leg.told) end(leg, { by: 'network', cause: 'unreachable' });
      });
    withPort(leg, () => invite(leg, order, places, contextHeaders(order)));
  };

  const takeCall = (call: SipCall, incoming: IncomingInvite): void => {
    const offered = incoming.sdp === undefined ? undefined : readOffer(incoming.sdp, incoming.source.host);
    if (incoming.sdp !== undefined && offered === undefined) {
      call.reject(488);
      return;
    }
    const leg = make(options.callIdFor?.(incoming) ?? newId(), newId(), 'calling');
    leg.call = call;
    leg.offered = offered;
    legs.set(leg.legId, leg);
    call.on((event) => take(leg, call, event));
    withPort(leg, () => {
      later(leg, RING_BACK_MS, () => {
        if (leg.phase === 'calling') call.progress(180);
      });
      later(leg, CALLING_LIMIT_MS, () => {
        if (leg.phase === 'calling') end(leg, { by: 'us', cause: 'no-answer' });
      });
      const { callId, legId } = leg;
      emit({ type: 'leg.incoming', callId, legId, from: incoming.fromUser, to: incoming.number });
    });
  };

  const answer = (legId: string): void => {
    const leg = legs.get(legId);
    if (leg?.phase !== 'calling' || leg.call === undefined || leg.local === undefined) return;
    stopTimers(leg);
    leg.phase = 'live';
    if (leg.offered === undefined) leg.call.answer(offer(leg.local));
    else {
      leg.call.answer(leg.offered.answer(leg.local));
      agreeTo(leg, leg.offered);
    }
    tellAnswered(leg);
  };

  return {
    has: (legId) => legs.has(legId),
    dial,
    answer,
    hangup: (legId, cause, note) => {
      const leg = legs.get(legId);
      if (leg !== undefined) end(leg, { by: 'us', cause }, note);
    },
    sendKeys: (legId, keys) => {
      const leg = legs.get(legId);
      if (leg !== undefined) press(leg, keys);
    },
    takeCall,
    takeRtp: (event) => {
      const leg = legs.get(event.legId);
      if (leg === undefined) return;
      if (event.type === 'leg.gone') return end(leg, { by: 'network', cause: 'network' });
      if (leg.phase !== 'live') return;
      if (event.type === 'leg.key') {
        leg.keysInStream = true;
        emit(event);
      } else if (event.type === 'leg.heard') emit(event);
    },
    live: () => [...legs.values()].map(({ callId, legId }) => ({ callId, legId })),
  };
}
