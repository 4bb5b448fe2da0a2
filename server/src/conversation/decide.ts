/**
 * The whole conversation in one table: which fact does what in which phase. A missing row or column does
 * not compile.
 */
import type { Fact } from '../kernel/events.ts';
import type { Decide } from '../kernel/room.ts';
import type { Conversation, ConversationDeps, ConversationInputs, Phase } from './conversation.ts';
import { modelAnswered } from './model-turn.ts';
import { callerAsked, callerLeft } from './on-caller.ts';
import { textDelivered, textFailed, textHeld, textRefused } from './on-delivery.ts';
import { agentFreed, backInLine, freedInVain } from './on-freed.ts';
import { consentGiven, consentRevoked, leadBack, leadCreated, leadUpdated } from './on-lead.ts';
import { bookedByPerson, takenOver, wake, written } from './on-operator.ts';
import {
  textAddedOn,
  textAnswered,
  textKept,
  textReopens,
  textWhileOptedOut,
  textWhileRinging,
} from './on-text.ts';
import { timerFired } from './on-timer.ts';
import {
  messageOver,
  transferAccepted,
  transferEnded,
  transferJoined,
  transferRequested,
} from './on-transfer.ts';
import { suggestionDiscarded, suggestionSent, suggestSet } from './suggest.ts';
import { closeWork, openWork, type Work } from './work.ts';

/** The facts a conversation hears. Others change nothing. */
export const HEARD = [
  'lead.created',
  'lead.seen-again',
  'lead.updated',
  'text.received',
  'text.delivered',
  'text.failed',
  'text.held',
  'text.refused',
  'transfer.requested',
  'transfer.accepted',
  'transfer.joined',
  'transfer.ended',
  'voicemail.left',
  'voicemail.not-left',
  'agent.freed',
  'thread.taken-over',
  'thread.given-back',
  'thread.written',
  'thread.suggest-set',
  'suggestion.sent',
  'suggestion.discarded',
  'lead.book',
  'consent.given',
  'consent.revoked',
  'caller.asked',
  'caller.left',
  'model.answered',
  'timer',
] as const satisfies readonly Fact['type'][];

export type Heard = (typeof HEARD)[number];
type Of<T extends Fact['type']> = Extract<Fact, { type: T }>;
type Handler<T extends Fact['type']> = (w: Work, fact: Of<T>) => void;
type Row<T extends Fact['type']> = Record<Phase, Handler<T>>;

const nothing = () => {};

function everywhere<T extends Fact['type']>(handler: Handler<T>): Row<T> {
  return {
    new: handler,
    'opening-held': handler,
    talking: handler,
    offering: handler,
    ready: handler,
    'on-call': handler,
    booked: handler,
    'with-human': handler,
    escalated: handler,
    silent: handler,
    closed: handler,
    'opted-out': handler,
  };
}

const TABLE: { [T in Heard]: Row<T> } = {
  'lead.created': { ...everywhere<'lead.created'>(nothing), new: leadCreated },
  'lead.seen-again': { ...everywhere<'lead.seen-again'>(nothing), silent: leadBack, closed: leadBack },
  'lead.updated': everywhere(leadUpdated),
  'text.received': {
    new: textAnswered,
    'opening-held': textAnswered,
    talking: textAnswered,
    offering: textAnswered,
    ready: textWhileRinging,
    'on-call': textKept,
    booked: textAnswered,
    'with-human': textKept,
    escalated: textAddedOn,
    silent: textReopens,
    closed: textReopens,
    'opted-out': textWhileOptedOut,
  },
  'text.delivered': everywhere(textDelivered),
  'text.failed': everywhere(textFailed),
  'text.held': everywhere(textHeld),
  'text.refused': everywhere(textRefused),
  'transfer.requested': { ...everywhere(transferRequested), 'opted-out': nothing },
  'transfer.accepted': everywhere(transferAccepted),
  'transfer.joined': everywhere(transferJoined),
  'transfer.ended': everywhere(transferEnded),
  'voicemail.left': everywhere<'voicemail.left'>(messageOver),
  'voicemail.not-left': everywhere<'voicemail.not-left'>(messageOver),
  'agent.freed': {
    ...everywhere<'agent.freed'>(freedInVain),
    'opted-out': nothing,
    talking: agentFreed,
    offering: agentFreed,
    booked: agentFreed,
  },
  'thread.taken-over': { ...everywhere(takenOver), 'opted-out': nothing },
  'thread.given-back': { ...everywhere<'thread.given-back'>(nothing), 'with-human': wake, escalated: wake },
  'thread.written': { ...everywhere(written), 'opted-out': nothing },
  'thread.suggest-set': everywhere(suggestSet),
  'suggestion.sent': { ...everywhere(suggestionSent), 'opted-out': nothing },
  'suggestion.discarded': everywhere(suggestionDiscarded),
  'lead.book': { ...everywhere(bookedByPerson), 'opted-out': nothing },
  'consent.given': {
    ...everywhere<'consent.given'>(nothing),
    'opening-held': consentGiven,
    'opted-out': consentGiven,
  },
  'consent.revoked': { ...everywhere<'consent.revoked'>(consentRevoked), 'opted-out': nothing },
  'model.answered': everywhere(modelAnswered),
  'caller.asked': everywhere(callerAsked),
  'caller.left': everywhere(callerLeft),
  timer: everywhere((w, fact) => timerFired(w, fact.name, fact.token)),
};

function isHeard(type: Fact['type']): type is Heard {
  return Object.hasOwn(TABLE, type);
}

/** Nearly all texts are delivered; a thread in which none failed is not written anew for each. */
function isNoNews(state: Conversation, fact: Fact): boolean {
  return fact.type === 'text.delivered' && state.failuresInARow === 0;
}

function handle<T extends Heard>(w: Work, type: T, fact: Of<T>): void {
  backInLine(w, type);
  TABLE[type][w.s.phase](w, fact);
}

/**
 * The decision of one thread, over the reader and the brief maker given. Pure: the state passed in is not
 * changed, time, chance and ids come from the context. Errors of the reader are not caught: it must not
 * throw.
 */
export function createConversationDecide(deps: ConversationDeps): Decide<Conversation, ConversationInputs> {
  return (state, fact, context) => {
    if (!isHeard(fact.type) || isNoNews(state, fact)) return { state, facts: [], orders: [], timers: [] };
    const w = openWork(state, context, deps);
    handle(w, fact.type, fact as Of<typeof fact.type & Heard>);
    return closeWork(w);
  };
}
