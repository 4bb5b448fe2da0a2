/** One sentence spoken to whoever turns speech into text: does it answer, and would it have counted? For the console and the doctor. */
import type { ModelFailure } from '../ports/model.ts';
import type { Speech } from '../ports/speech.ts';
import { mendOf } from './assistant/model-commands.ts';
import { mayRevoke } from './hearing-side.ts';

const SENTENCE = 'Please stop calling me.';
const SPEAK_LIMIT_MS = 5_000;

export interface TrialSound {
  /** Mono at 8 kHz. */
  pcm: Int16Array;
  /** Somebody speaks on it; otherwise it is a second of silence, since nothing on this machine can speak. */
  spoken: boolean;
}

export async function trialSound(speech: Speech): Promise<TrialSound> {
  try {
    const pcm = await speech.synthesize(SENTENCE, { language: 'en', limitMs: SPEAK_LIMIT_MS });
    return { pcm, spoken: true };
  } catch {
    return { pcm: new Int16Array(8_000), spoken: false };
  }
}

/** What came of it, in words for whoever set it up. */
export function trialWords(
  { spoken }: Pick<TrialSound, 'spoken'>,
  words: string,
): { ok: boolean; words: string } {
  if (!spoken)
    return { ok: true, words: 'It answers. Install espeak-ng to have a sentence tried on it as well.' };
  if (mayRevoke(words)) return { ok: true, words: `It understood “${words}”, which counts as an opt-out.` };
  return {
    ok: false,
    words: `It answers, but understood “${words}” where “${SENTENCE}” was said, by a synthetic voice. Use a larger model, or one for English.`,
  };
}

const MENDS: Partial<Record<ModelFailure, string>> = {
  deadline: 'Use a smaller model, or a faster machine: ten seconds are allowed for each utterance.',
  'not-accepted':
    'Check the name of the model and the address: it must take POST /audio/transcriptions. whisper.cpp needs --inference-path /v1/audio/transcriptions.',
  malformed: 'Check the address: this is no server for transcriptions, or it cannot read WAV at 16 kHz.',
};

export const hearingMendOf = (failure: ModelFailure): string => MENDS[failure] ?? mendOf(failure);
