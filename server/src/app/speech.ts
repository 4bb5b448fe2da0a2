/** Speech with the brief spoken ahead: what an agent will hear is made while the desks still ring. */
import type { Speech } from '../ports/speech.ts';

const keptTexts = 200;

/** Remembers what is being spoken, so that a text asked for twice is synthesised once. */
export function createDeskSpeech(
  speech: Speech,
): Speech & { prepare(text: string, language?: string): void } {
  const made = new Map<string, Promise<Int16Array>>();
  const synthesize: Speech['synthesize'] = (text, options) => {
    const key = `${options.language}\n${text}`;
    const known = made.get(key);
    if (known) return known;
    const making = speech.synthesize(text, options);
    made.set(key, making);
    making.catch(() => made.delete(key));
    if (made.size > keptTexts) made.delete(made.keys().next().value!);
    return making;
  };
  return {
    available: () => speech.available(),
    synthesize,
    prepare(text, language = 'en') {
      // A failure here is told when the text is really wanted.
      synthesize(text, { language, limitMs: 5_000 }).catch(() => {});
    },
  };
}
