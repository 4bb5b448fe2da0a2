/** Listening, whispering and barging in words: who hears whom is said before a microphone opens. */
import type { MonitorHow } from '../../../contract/words.ts';

export const hows: {
  how: MonitorHow;
  word: string;
  key: string;
  says: (agent: string, lead: string) => string;
}[] = [
  {
    how: 'listen',
    word: 'Listen',
    key: 'l',
    says: (agent, lead) => `You hear ${agent} and ${lead}. Nobody hears you.`,
  },
  { how: 'whisper', word: 'Whisper', key: 'w', says: (agent) => `Only ${agent} hears you.` },
  { how: 'barge', word: 'Barge', key: 'b', says: () => 'Everyone hears you.' },
];

interface Listening {
  say: 'assistant' | 'agent' | 'nobody';
  words: string | null;
}

/** What joining sets off, said to the supervisor before they join. */
export function firstSays({ say, words }: Listening, agent: string, lead: string): string {
  if (say === 'nobody' || words === null)
    return `Nothing is said to ${lead}: the strictest place they may be in does not ask for it.`;
  return say === 'assistant'
    ? `First the assistant tells ${lead} and ${agent}: “${words}” You hear nothing before.`
    : `First ${agent} is asked to tell ${lead}: “${words}” You hear nothing before.`;
}

/** Why a supervisor whose phone is on hears nothing yet. */
export const waitSays = (by: 'assistant' | 'agent', agent: string, lead: string): string =>
  by === 'assistant'
    ? `${lead} and ${agent} are being told. You hear nothing yet.`
    : `Waiting for ${agent} to tell ${lead}. You hear nothing yet.`;

/** What others are told of somebody who is on a call. */
export const monitorSays: Record<MonitorHow, (by: string) => string> = {
  listen: (by) => `${by} is listening`,
  whisper: (by) => `${by} whispers; only the agent hears it`,
  barge: (by) => `${by} is on the call`,
};

/** The same on the desk of the agent who is heard. */
export const deskSays: Record<MonitorHow, (by: string) => string> = {
  listen: (by) => `${by} is listening`,
  whisper: (by) => `${by} whispers; only you hear it`,
  barge: (by) => `${by} is on the call`,
};
