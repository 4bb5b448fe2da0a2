/** Which leg of a call is listened to, and the utterances it makes. Off, a leg costs nothing: it has no cutter. */
import type { MediaLeg } from './leg-state.ts';
import { frameOf } from './mixer.ts';
import { createCutter, type ListenPlan } from './utterance.ts';

/** Mono samples at 8 kHz. */
export type TellUtterance = (leg: MediaLeg, pcm: Int16Array, language: string) => void;

/** After every change of a call's legs or of its arrangement. A leg that is no longer listened to ends what it was saying. */
export function setListening(
  legs: Iterable<MediaLeg>,
  plan: ListenPlan | undefined,
  tell: TellUtterance,
): void {
  for (const leg of legs) {
    if (plan?.legId !== leg.legId) endListening(leg, tell);
    else if (leg.listening === undefined) leg.listening = { cutter: createCutter(), language: plan.language };
    else leg.listening.language = plan.language;
  }
}

export function endListening(leg: MediaLeg, tell: TellUtterance): void {
  const { listening } = leg;
  leg.listening = undefined;
  const pcm = listening?.cutter.end();
  if (listening !== undefined && pcm !== undefined) tell(leg, pcm, listening.language);
}

/** One tick of a call, after its legs were read. */
export function takeUtterances(legs: Iterable<MediaLeg>, tell: TellUtterance): void {
  for (const leg of legs) {
    const { listening } = leg;
    if (listening === undefined) continue;
    const pcm = listening.cutter.push(leg.speaking ? frameOf(leg) : undefined);
    if (pcm !== undefined) tell(leg, pcm, listening.language);
  }
}
