/**
 * Direct media: while two people talk and nothing else is wanted of their sound, each far end is told to send to the other
 * (third party call control, RFC 3725), and told to send to us again before anything else is heard.
 *
 *     through us ──two talk, 1 s──> asking ──both agree──> direct
 *         ^                           │one refuses           │another arrangement, an offer of theirs, one leaves
 *         └─────both agree──── bringing back <───────────────┘
 *
 * Invariants: an arrangement that needs the sound is carried out when it is back, never while the two still hear each other past
 * us; a leg whose sound does not come back within `BACK_LIMIT_MS` ends; a call in which one has refused is never asked again.
 */
import type { Arrangement } from '../../ports/telephony.ts';
import { canMeet, pairOf } from './direct-plan.ts';
import type { Leg } from './leg.ts';
import { type AgreedTerms, directOffer, type LocalTerms, offer, readAnswer } from './media-terms.ts';

/** Two who have talked so long will go on: an introduction that ends, or a hold, changes who hears whom sooner. */
const CALM_MS = 1_000;
/**
 * Four losses in a row of the offer or its answer (RFC 3261 17.1.1.2). Who is silent for longer is gone, and must neither hold up what
 * the others are to hear nor go on hearing what is not for them.
 */
const BACK_LIMIT_MS = 8_000;
/** A far end that said yes and still sends to us by then has not moved, and the other one hears nothing of it. */
const LEFT_AFTER_MS = 2_000;
const REFUSED_MAX = 10_000;

export interface DirectDeps {
  legOf(legId: string): Leg | undefined;
  later(leg: Leg, delayMs: number, act: () => void): void;
  /** Their sound comes to us again, as agreed. */
  agreeTo(leg: Leg, terms: AgreedTerms): void;
  /** Their sound goes elsewhere; or comes to us again, on the terms of before. */
  setAway(leg: Leg, away: boolean): void;
  /** Its sound cannot be had any more. */
  lose(leg: Leg): void;
}

const afterLimit = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, BACK_LIMIT_MS).unref());

interface Talk {
  callId: string;
  legs: readonly [Leg, Leg];
  /** Each one's answer to its offer: whether it sends to the other from here on. */
  asked: Map<Leg, Promise<boolean>>;
  /** Who was told to send to the other and took it: a refused offer changes nothing (RFC 3261 14.1). */
  took: Set<Leg>;
  isDirect: boolean;
}

export function createDirectMedia({ legOf, later, agreeTo, setAway, lose }: DirectDeps) {
  const talks = new Map<string, Talk>();
  const returning = new Map<string, Promise<void>>();
  /** The pair of the newest arrangement, one object an arrangement. */
  const wanted = new Map<string, { pair: [string, string] }>();
  const refused = new Set<string>();

  const isHere = (leg: Leg): boolean => legOf(leg.legId) === leg;
  const talkOf = (leg: Leg): Talk | undefined => {
    const talk = talks.get(leg.callId);
    return talk?.legs.includes(leg) === true ? talk : undefined;
  };
  const otherOf = ({ legs: [a, b] }: Talk, leg: Leg): Leg => (a === leg ? b : a);

  /** An offer of ours, and their answer to it: `taken`, and on which terms where those can be read. */
  const ask = async (leg: Leg, sdpOf: (local: LocalTerms) => string) => {
    const { call, local } = leg;
    if (call === undefined || local === undefined) return { taken: false, terms: undefined };
    leg.local = { ...local, version: local.version + 1 };
    const answered = await call.reinvite(sdpOf(leg.local));
    const terms = answered.ok ? readAnswer(answered.sdp, call.peer()?.host, leg.local) : undefined;
    return { taken: answered.ok, terms };
  };

  /** Told to send to the other, and taking its sound where and as the other was told. */
  const sendTo = async (leg: Leg, other: Leg, took: Set<Leg>): Promise<boolean> => {
    const { remote } = leg;
    const { taken, terms } = await ask(leg, (local) => directOffer(local, other.remote!));
    if (taken) took.add(leg);
    const now = terms?.remote;
    return (
      terms?.direction === 'sendrecv' &&
      (['host', 'port', 'codec', 'audioType', 'keyType'] as const).every(
        (key) => now?.[key] === remote?.[key],
      )
    );
  };

  const bringBack = async (leg: Leg): Promise<void> => {
    if (!isHere(leg)) return;
    const { terms } = await ask(leg, offer);
    if (!isHere(leg)) return;
    if (terms === undefined) lose(leg);
    else agreeTo(leg, terms);
  };

  /** Ends the talk: those of its legs that are still here send to us again, or end. */
  const recall = (talk: Talk, legs: readonly Leg[] = talk.legs): Promise<void> => {
    const { callId } = talk;
    if (talks.get(callId) === talk) talks.delete(callId);
    const missing = new Set(legs);
    const all = Promise.all(
      legs.map(async (leg) => {
        await talk.asked.get(leg);
        if (talk.took.has(leg)) await bringBack(leg);
        missing.delete(leg);
      }),
    );
    const back = Promise.race([all, afterLimit()]).then(() => {
      for (const leg of missing) lose(leg);
      if (returning.get(callId) === back) returning.delete(callId);
    });
    returning.set(callId, back);
    return back;
  };

  const refuse = (callId: string): void => {
    refused.add(callId);
    if (refused.size > REFUSED_MAX) refused.delete(refused.values().next().value!);
  };

  const giveUp = (talk: Talk): void => {
    refuse(talk.callId);
    void recall(talk);
  };

  const begin = (callId: string, wish: { pair: [string, string] }): void => {
    if (wanted.get(callId) !== wish || talks.has(callId) || returning.has(callId) || refused.has(callId))
      return;
    const [a, b] = wish.pair.map(legOf);
    if (a === undefined || b === undefined || !canMeet(a, b)) return;
    const took = new Set<Leg>();
    const asked = new Map([
      [a, sendTo(a, b, took)],
      [b, sendTo(b, a, took)],
    ]);
    const talk: Talk = { callId, legs: [a, b], asked, took, isDirect: false };
    talks.set(callId, talk);
    void Promise.all(asked.values()).then((agreed) => {
      if (talks.get(callId) !== talk) return;
      if (agreed.every((one) => one)) {
        talk.isDirect = true;
        for (const leg of talk.legs) {
          setAway(leg, true);
          later(leg, LEFT_AFTER_MS, () => {
            if (talks.get(callId) === talk && leg.quietSince === undefined) giveUp(talk);
          });
        }
      } else giveUp(talk);
    });
  };

  return {
    /** Resolves when what the arrangement needs of the call's sound passes us; undefined: nothing has to be waited for. */
    beforeArranged(arrangement: Arrangement): Promise<void> | undefined {
      const { callId } = arrangement;
      const pair = pairOf(arrangement);
      const talk = talks.get(callId);
      wanted.delete(callId);
      if (pair !== undefined) {
        if (talk?.legs.every(({ legId }) => pair.includes(legId)) === true) return undefined;
        const first = legOf(pair[0]);
        // Only a leg of ours tells its end, and with it that nothing is wanted any more.
        if (first?.mayGoDirect === true) {
          const wish = { pair };
          wanted.set(callId, wish);
          later(first, CALM_MS, () => begin(callId, wish));
        }
      }
      return talk === undefined ? returning.get(callId) : recall(talk);
    },
    /** The leg is over: whoever it talked with sends to us again. */
    ended(leg: Leg): void {
      const talk = talkOf(leg);
      if (talk !== undefined) void recall(talk, [otherOf(talk, leg)]);
      if (wanted.get(leg.callId)?.pair.includes(leg.legId) === true) wanted.delete(leg.callId);
    },
    /**
     * An offer of theirs while their sound goes directly: the description to answer with where nothing changes (a refresh of the
     * session). Anything else brings the sound back; the answer to it does so for this leg.
     */
    answerTo(leg: Leg, terms: AgreedTerms | undefined): LocalTerms | undefined {
      const talk = talkOf(leg);
      if (talk === undefined || leg.local === undefined) return undefined;
      const other = otherOf(talk, leg);
      const { remote } = leg;
      const isSame =
        talk.isDirect &&
        terms?.direction === 'sendrecv' &&
        terms.remote.host === remote?.host &&
        terms.remote.port === remote.port &&
        terms.remote.codec === remote.codec;
      if (isSame) return { ...leg.local, host: other.remote!.host, port: other.remote!.port };
      // Asked for our offer they are answered with our place, and what they say to it changes nothing.
      setAway(leg, false);
      refuse(leg.callId);
      void recall(talk, [other]);
      return undefined;
    },
  };
}
