/**
 * Any endpoint that speaks OpenAI's transcriptions, so local servers too (whisper.cpp's with `--inference-path
 * /v1/audio/transcriptions`, faster-whisper's, vLLM): `POST /audio/transcriptions`, a form of `file`, `model`, `language`,
 * `response_format` and `temperature`; the answer is `{ "text": ... }`. What else a server adds is not read.
 *
 * The sound goes as WAV at 16 kHz: that is what the recognisers run at, and whisper.cpp takes no other without a converter.
 */
import { SAMPLE_RATE_HZ } from '../../media/frame.ts';
import { writeWav } from '../../media/wav.ts';
import type { Transcriber } from '../../ports/hearing.ts';
import { ModelError } from '../../ports/model.ts';
import { resample } from '../espeak/resample.ts';
import { postForm } from './http.ts';
import type { Endpoint } from './openai.ts';

const SENT_RATE_HZ = 16_000;
/** Fifteen seconds of fast speech are some 300 characters; a recogniser that loops writes more. */
const MAX_CHARACTERS = 2_000;

export function createOpenAiTranscriber({ url, model, key }: Endpoint): Transcriber {
  const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  return {
    async transcribe(pcm, language, signal) {
      const sound = writeWav([resample(pcm, SAMPLE_RATE_HZ, SENT_RATE_HZ)], SENT_RATE_HZ);
      const form = new FormData();
      form.set('file', new Blob([new Uint8Array(sound)], { type: 'audio/wav' }), 'utterance.wav');
      form.set('model', model);
      form.set('language', language);
      form.set('response_format', 'json');
      form.set('temperature', '0');
      return textOf(await postForm(`${url}/audio/transcriptions`, headers, form, signal));
    },
  };
}

function textOf(answer: unknown): string {
  const text = typeof answer === 'object' && answer !== null && 'text' in answer ? answer.text : undefined;
  // whisper.cpp answers 200 with `{ "error": ... }` to sound it cannot read.
  if (typeof text !== 'string') throw new ModelError('malformed', 'The answer holds no text.');
  return text.trim().slice(0, MAX_CHARACTERS);
}
