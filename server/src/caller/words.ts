/** What the assistant says to a caller. Short: a menu is listened to once. English only, as all that is spoken. */
import type { Line, Offer } from './caller.ts';

/** Who speaks, that it is an AI, and the notice: before anything else (I1). */
export function greeting({ seller, notice }: Line): string {
  const recorded = notice ? ' This call may be recorded.' : '';
  return `Thank you for calling ${seller}. I am its AI assistant, an artificial voice.${recorded}`;
}

/** The keys that mean something now. */
export function menu(offers: readonly Offer[], { seller, agentTitle }: Line): string {
  const words: Record<Offer, string> = {
    agent: `To speak with a ${agentTitle} now, press 1.`,
    callback: 'To be called back at the soonest free time, press 2.',
    stop: `If you do not want to hear from ${seller} again, press 9.`,
  };
  return offers.map((offer) => words[offer]).join(' ');
}

export const nobodyNow = ({ agentTitle }: Line): string =>
  `I am sorry, no ${agentTitle} is free at this moment.`;
export const ringing = ({ agentTitle }: Line): string =>
  `Thank you. One moment, I am ringing every ${agentTitle} who is free.`;
export const nobodyTook = 'I am sorry, nobody could take your call just now.';
export const alreadyRinging =
  'We are calling you on this number right now. Please hang up, so that the call can reach you. Goodbye.';
export const booked = (time: string): string => `It is booked: we call you ${time}, on this number. Goodbye.`;
export const noTime =
  'I have noted that you want to be called back, and there is no free time in the book yet. We call you as soon as somebody is free. Goodbye.';
export const mayNotCall = ({ seller }: Line): string =>
  `I am sorry, ${seller} has no permission to call this number at this time, so I cannot promise you a call. Please call again.`;
export const stopped = ({ seller }: Line): string =>
  `Understood. ${seller} will not call or text this number again. Goodbye.`;
export const silence =
  'I did not hear a key, so I end the call here. Please call again at any time. Goodbye.';
export const hidden = ({ seller }: Line): string =>
  `Your phone hides its number, and without it I cannot keep you in mind. Please call ${seller} again with your number shown. Goodbye.`;
export const trouble = 'I am sorry, something went wrong on our side. Please call again. Goodbye.';
