/**
 * Speech to text, one utterance at a time: what a lead said on a call, as words.
 *
 * An implementation MUST make at most one request an utterance, MUST stop when the signal aborts, MUST answer with nothing but what
 * was said (an empty text where no speech was found), and MUST tell every failure as a `ModelError` of the fitting kind.
 * It MUST NOT retry, MUST NOT keep or log the sound, the words or the key, MUST NOT send anything that names the person or the
 * call beside the sound, and MUST NOT put words into the recogniser's mouth (a prompt): it may say them back over silence.
 *
 * Whoever calls it keeps the bounds: one request at a time a leg, a queue of known length, and sound that is dropped with a
 * counted reason (`app/hearing-side.ts`).
 */
export interface Transcriber {
  /**
   * @param pcm mono 16-bit samples at 8 kHz, 15 s at most
   * @param language what is likely spoken, two letters (ISO 639-1)
   * @throws ModelError
   */
  transcribe(pcm: Int16Array, language: string, signal: AbortSignal): Promise<string>;
}
