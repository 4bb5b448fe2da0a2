/**
 * What the desk shows, as a pure function of the server's view, what this page is doing, and the time. The screen shows
 * what the server knows: pressing Accept makes "Accepting…", and only the server's own view makes the call.
 *
 *   offline/away -> idle -> offer -> accepting -> briefing -> joining -> live -> wrap-up -> idle
 *                            '-> taken / withdrawn / missed notice --------------------------^
 */
import type { DeskCall, DeskView, Offer } from '../api/types.ts';
import { firstName } from '../ui/format.ts';

/** How long "Taken by Ben." stands. */
export const NOTICE_MS = 4_000;

export interface Local {
  /** The leg of the offer this page is accepting or declining. */
  act: { kind: 'accepting' | 'declining'; legId: string } | null;
  /** Legs the phone was told to stop, with the note it got ("Taken by Ana"). */
  stopped: ReadonlyMap<string, string>;
  notice: { words: string; untilMs: number } | null;
}

export type DeskState =
  | { is: 'offer'; offer: Offer; accepting: boolean; declining: boolean }
  | { is: 'call'; call: DeskCall }
  | { is: 'notice'; words: string }
  | { is: 'wrap-up'; wrapUp: NonNullable<DeskView['wrapUp']> }
  | { is: 'missed'; words: string }
  | { is: 'paused' }
  | { is: 'resting'; presence: 'offline' | 'away' }
  | { is: 'idle' };

/** The one state, most urgent first. */
export function deskState(view: DeskView, local: Local, nowMs: number): DeskState {
  if (view.call !== null) return { is: 'call', call: view.call };
  const { offer } = view;
  if (offer !== null && !local.stopped.has(offer.legId)) {
    const mine = local.act?.legId === offer.legId ? local.act.kind : null;
    return { is: 'offer', offer, accepting: mine === 'accepting', declining: mine === 'declining' };
  }
  if (local.notice !== null && nowMs < local.notice.untilMs)
    return { is: 'notice', words: local.notice.words };
  const told = view.notice;
  if (told !== null && told.kind !== 'missed' && nowMs < told.atMs + NOTICE_MS)
    return { is: 'notice', words: told.words };
  if (view.wrapUp !== null) return { is: 'wrap-up', wrapUp: view.wrapUp };
  if (view.agent.reasons.some((r) => r.reason === 'paused-after-misses')) return { is: 'paused' };
  if (view.agent.presence === 'offline' || view.agent.presence === 'away')
    return { is: 'resting', presence: view.agent.presence };
  if (told?.kind === 'missed') return { is: 'missed', words: told.words };
  return { is: 'idle' };
}

/** The words of the state: the page's only `h1`. */
export function headline(state: DeskState, view: DeskView): string {
  switch (state.is) {
    case 'offer':
      return state.offer.pass === null
        ? `${state.offer.lead.name} wants to talk now`
        : `${firstName(state.offer.pass.by)} passes ${state.offer.lead.name} to you`;
    case 'call':
      return callHeadline(state.call);
    case 'notice':
    case 'missed':
      return state.words;
    case 'wrap-up':
      return 'How did it go?';
    case 'paused':
      return `Paused after ${view.agent.misses} missed offers.`;
    case 'resting':
      return state.presence === 'away' ? 'You are away.' : 'You are offline.';
    case 'idle':
      return 'You are available.';
  }
}

function callHeadline(call: DeskCall): string {
  const name = firstName(call.lead.name);
  switch (call.state) {
    case 'briefing':
      return `You have ${name}. Only you hear this.`;
    case 'aside':
      return `${firstName(call.pass?.name ?? '')} passes ${name} to you.`;
    case 'joining':
      return 'Joining…';
    case 'live':
      return call.pass?.stage === 'talking' && call.pass.with === 'second'
        ? `You talk with ${firstName(call.pass.name)}. ${name} waits.`
        : `You're live with ${name}.`;
    case 'lead-gone':
      return call.leadLeg.words === '' ? `${name} left.` : call.leadLeg.words;
  }
}
