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
