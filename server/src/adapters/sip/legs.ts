/**
 * Legs that are SIP calls with plain RTP on the engine's mixer.
 *
 *     dial ──> ringing ──200──> live ──> ended          (several phones of one user ring as one leg)
 *     their INVITE ──> calling ──answer──> live
 *
 * A leg is told as ended the moment it is ordered so; what SIP still has to say about it afterwards is nobody's news.
 */
import { randomUUID } from 'node:crypto';
import { type DialOrder, incomingCallId } from '../../ports/telephony.ts';
import type { CallEvent, HeaderField, IncomingInvite, InviteOptions, SipCall } from '../../sip/index.ts';
import { createAnswering } from './answering.ts';
import { createDirectMedia } from './direct-media.ts';
import { causeOfEnd, causeOfFailure, type Ended, reasonHeaders, saidBy, statusFor } from './end-causes.ts';
import { pressKeys } from './keys.ts';
import { type Leg, makeLeg } from './leg.ts';
import type { SipLegs, SipLegsOptions } from './legs-types.ts';
import { createLinkWatch } from './link.ts';
import { newLocalTerms, srtpFrom } from './local-terms.ts';
import { type AgreedTerms, type LocalTerms, offer, readAnswer, readOffer, withKeys } from './media-terms.ts';
import { createMoves } from './moves.ts';
import { callerOf } from './parties.ts';
import { type Place, placesOf } from './places.ts';
import { createReferrals } from './referral.ts';
import { contextHeaders, extensionPlan, keyOfInfo, oneLineOf } from './words.ts';

/** A registered phone that has said nothing by then is not there any more. */
const PHONE_CONFIRM_MS = 5_000;
/** Nobody took the incoming call: the caller should hear that it rings. */
const RING_BACK_MS = 150;
const CALLING_LIMIT_MS = 120_000;
const ENDED_MAX = 10_000;
const NETWORK: Ended = { by: 'network', cause: 'network' };

export function createSipLegs(options: SipLegsOptions): SipLegs {
  const { rtp, emit } = options;
  const newId = options.newId ?? randomUUID;
  const legs = new Map<string, Leg>();
  const ended = new Set<string>();

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
  const end = (leg: Leg, { by, cause, said }: Ended, note?: string): void => {
    if (legs.get(leg.legId) !== leg) return;
    legs.delete(leg.legId);
    wide.delete(leg);
    rememberEnded(leg.legId);
    stopTimers(leg);
    moves.drop(leg);
    direct.ended(leg);
    const reason = reasonHeaders(cause, note);
    for (const call of leg.ringing) call.cancel(reason);
    leg.ringing.clear();
    leg.call?.hangup(statusFor(cause), reason);
    rtp.closeRtp(leg.legId);
    const { callId, legId } = leg;
    emit({ type: 'leg.ended', callId, legId, by, cause, ...(said === undefined ? {} : { said }) });
  };

  /** Legs that speak G.722: each dial asks for those of its call, and all legs are too many to look through fifty times. */
  const wide = new Set<Leg>();
  const callIsWide = (callId: string): boolean => {
    for (const leg of wide) if (leg.callId === callId) return true;
    return false;
  };

  const localTerms = (leg: Leg, { address, port }: { address: string; port: number }): LocalTerms =>
    newLocalTerms({ host: options.advertisedAddress ?? address, port }, leg.srtp, callIsWide(leg.callId));

  /** A port at once when one is spare, else as soon as one is open. */
  const withPort = (leg: Leg, begin: (local: LocalTerms) => void): void => {
    const place = rtp.openRtpNow(leg.callId, leg.legId);
    if (place !== undefined) {
      leg.local = localTerms(leg, place);
      begin(leg.local);
      return;
    }
    rtp.openRtp(leg.callId, leg.legId).then(
      (opened) => {
        if (legs.get(leg.legId) !== leg) return;
        leg.local = localTerms(leg, opened);
        begin(leg.local);
      },
      () => end(leg, { by: 'network', cause: 'overload' }),
    );
  };

  const tellRemote = (leg: Leg, remote: NonNullable<Leg['remote']>): void =>
    rtp.setRemote(leg.legId, { ...remote, readsTones: options.readsTones !== false });

  const agreeTo = (leg: Leg, terms: AgreedTerms): void => {
    leg.remote = terms.remote;
    if (terms.remote.codec === 'G722') wide.add(leg);
    else wide.delete(leg);
    leg.isSecure = terms.theirKeys !== undefined;
    // What we offer from here on begins with what runs.
    if (leg.local !== undefined) leg.local = { ...leg.local, wideFirst: terms.remote.codec === 'G722' };
    tellRemote(leg, withKeys(terms, leg.local));
  };

  const tellLink = (leg: Leg, lost: boolean): void =>
    emit({ type: lost ? 'leg.lost' : 'leg.back', callId: leg.callId, legId: leg.legId });
  const link = createLinkWatch({ later, tell: tellLink, gone: (leg) => end(leg, NETWORK) });
  const referrals = createReferrals({
    sip: options.sip,
    users: () => options.users?.() ?? [],
    newId,
    emit,
  });
  const refusalOf = (target: DialOrder['target']): string | null =>
    target.kind === 'phone' ? (options.notCalled?.(target.e164) ?? null) : null;
  const moves = createMoves({
    emit,
    addressOf: ({ trunk }, { target }) =>
      trunk === undefined || target.kind !== 'phone' || refusalOf(target) !== null
        ? undefined
        : options.sip().addressOver(trunk, `tel:${target.e164}`),
    gone: (leg) => end(leg, { by: 'them', cause: 'hung-up' }),
  });

  const direct = createDirectMedia({
    legOf: (legId) => legs.get(legId),
    later,
    agreeTo,
    setAway: (leg, away) => tellRemote(leg, { ...leg.remote!, ...(away ? { muted: true, away } : {}) }),
    lose: (leg) => end(leg, NETWORK),
  });

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
  const tellKey = (leg: Leg, by: 'stream' | 'info', key: string): void => {
    leg.keysBy ??= by;
    if (leg.keysBy === by) emit({ type: 'leg.key', callId: leg.callId, legId: leg.legId, key });
  };
  const answering = createAnswering({ rtp, later, tellAnswered, emit });

  /** Their phone was taken up: the others of the same user stop, sound is open, an extension is dialled. */
  const onAnswered = (leg: Leg, call: SipCall, sdp: string | undefined): void => {
    const terms = readAnswer(sdp, call.peer()?.host, leg.local);
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
    if (leg.detects) {
      answering.start(leg);
      return;
    }
    if (leg.extension === undefined) {
      tellAnswered(leg);
      return;
    }
    // Until the extension is dialled a machine listens, not the person.
    const plan = extensionPlan(leg.extension);
    for (const { atMs, keys } of plan.steps) later(leg, atMs, () => pressKeys(leg, keys, rtp));
    later(leg, plan.doneMs, () => tellAnswered(leg));
  };

  const onOffer = (leg: Leg, call: SipCall, wish: Extract<CallEvent, { type: 'offer' }>['offer']): void => {
    if (leg.call !== call || leg.local === undefined) {
      wish.refuse(491);
      return;
    }
    leg.local = { ...leg.local, version: leg.local.version + 1 };
    if (wish.sdp === undefined) {
      direct.answerTo(leg, undefined);
      wish.answer(offer(leg.local));
      return;
    }
    const terms = readOffer(wish.sdp, call.peer()?.host, leg.srtp !== 'off', leg.remote);
    if (terms === undefined) {
      wish.refuse(488);
      return;
    }
    const elsewhere = direct.answerTo(leg, terms);
    if (elsewhere !== undefined) {
      wish.answer(terms.answer(elsewhere));
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
        end(leg, { ...causeOfFailure(event, leg.told), ...saidBy(event) });
        return;
      case 'ended':
        if (leg.call === call) end(leg, causeOfEnd(event));
        return;
      case 'acked': {
        if (leg.offered !== undefined || leg.remote !== undefined) return;
        const terms = readAnswer(event.sdp, call.peer()?.host, leg.local);
        if (terms === undefined) end(leg, NETWORK);
        else agreeTo(leg, terms);
        return;
      }
      case 'offer':
        onOffer(leg, call, event.offer);
        return;
      case 'refer':
        referrals.take(leg, event.refer);
        return;
      case 'info': {
        const key = keyOfInfo(event.contentType, event.body);
        if (key !== undefined && leg.phase === 'live') tellKey(leg, 'info', key);
        return;
      }
      case 'transfer':
        if (leg.call === call) moves.take(leg, event);
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
      ...(order.replaces === undefined ? {} : { replaces: order.replaces }),
    };
    for (const { to, trunk } of places) {
      const caller = trunk === undefined ? undefined : options.callerFor?.(trunk, order.from.number);
      const from = caller === undefined ? wish.from : { ...wish.from, user: caller };
      const call = options.sip().invite(to, trunk === undefined ? wish : { ...wish, from, trunk });
      leg.ringing.add(call);
      call.on((event) => take(leg, call, event));
    }
  };

  const dial = (order: DialOrder): void => {
    const { callId, legId, target } = order;
    if (legs.has(legId) || ended.has(legId)) return;
    const leg = makeLeg(callId, legId, 'ringing');
    legs.set(legId, leg);
    const refusal = refusalOf(target);
    if (refusal !== null) {
      end(leg, { by: 'network', cause: 'unreachable', said: refusal });
      return;
    }
    const places = placesOf(target, options);
    if (places.length === 0) {
      end(leg, { by: 'network', cause: 'unreachable' });
      return;
    }
    leg.extension = target.kind === 'phone' && target.extension !== '' ? target.extension : undefined;
    // Behind an extension answers a machine, by its nature.
    leg.detects = order.detectMachine === true && leg.extension === undefined;
    leg.mayRefer = target.kind === 'registered';
    leg.trunk = places[0]?.trunk;
    const user = target.kind === 'registered' ? target.user : undefined;
    leg.mayGoDirect = places.every(({ trunk }) => options.mayGoDirect?.({ trunk, user }) === true);
    if (places.some(({ trunk }) => options.wantsSrtp?.({ trunk, user }) === true)) leg.srtp = 'offered';
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
    const { sdp, source } = incoming;
    const srtp = srtpFrom({ ...source, user: incoming.account, trunk: incoming.trunk }, options.wantsSrtp);
    const offered = sdp === undefined ? undefined : readOffer(sdp, source.host, srtp !== 'off');
    if (sdp !== undefined && offered === undefined) {
      call.reject(488);
      return;
    }
    const leg = makeLeg(options.callIdFor?.(incoming) ?? incomingCallId(newId()), newId(), 'calling');
    leg.call = call;
    leg.offered = offered;
    leg.srtp = srtp;
    leg.trunk = incoming.trunk;
    leg.mayGoDirect = options.mayGoDirect?.({ trunk: incoming.trunk, user: incoming.account }) === true;
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
      const to = options.dialled?.(incoming) ?? incoming.number;
      emit({ type: 'leg.incoming', callId, legId, from: callerOf(incoming), to });
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
      if (leg !== undefined) pressKeys(leg, keys, rtp);
    },
    move: (order) => {
      const leg = legs.get(order.legId);
      if (leg?.phase === 'live') moves.order(leg, order);
    },
    forgetMove: moves.forget,
    beforeArranged: direct.beforeArranged,
    trunkOf: (legId) => legs.get(legId)?.trunk,
    tellRefer: referrals.tell,
    takeCall,
    takeRtp: (event) => {
      const leg = legs.get(event.legId);
      if (leg === undefined) return;
      if (event.type === 'leg.gone') return end(leg, NETWORK);
      if (event.type === 'leg.heard') leg.heard = true;
      if (leg.phase !== 'live') return;
      if (event.type === 'leg.sound') return answering.hear(leg, event.frames);
      if (event.type === 'leg.quiet') return leg.heard ? link.quiet(leg) : undefined;
      if (event.type === 'leg.flowing') return link.flowing(leg);
      if (event.type === 'leg.key') tellKey(leg, 'stream', event.key);
      else if (event.type === 'leg.heard') emit(event);
    },
    live: () => [...legs.values()].map(({ callId, legId }) => ({ callId, legId })),
  };
}
