/**
 * Text to speech for prompts and the brief.
 *
 * An implementation MUST return mono 16-bit samples at 8 kHz, MUST finish within `limitMs` or reject, and MUST NOT
 * send the text off this machine unless it is configured to. `available()` says why not in words a person can act on.
 */
export interface Speech {
  available(): Promise<{ ok: true; engine: string } | { ok: false; reason: string; mend: string }>;
  synthesize(text: string, options: { language: string; limitMs: number }): Promise<Int16Array>;
}
