/**
 * What leads say on calls, at the edge: utterances go to whoever turns speech into text, one at a time a leg, and the words are judged
 * here. Only words that may be an opt-out go on as the fact `leg.said`; all others are forgotten, and no sound is kept.
 */
import { createTranscriber } from '../adapters/models/index.ts';
import type { HearingSettings } from '../config.ts';
import { defaultRules, talkStage } from '../consent/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Fact } from '../kernel/events.ts';
import { toModelError } from './model-side.ts';
import { createProviderHealth, type Health, within } from './provider-health.ts';

/** What a leg said, without a long pause; see `media/utterance.ts`. */
export interface Heard {
  callId: string;
  legId: string;
  language: string;
  /** Mono 16-bit samples at 8 kHz. */
  pcm: Int16Array;
}

/** Why sound was not turned into words: too much at once; the provider rests after failures; it failed; nobody is set up any more. */
export type Dropped = 'queue-full' | 'resting' | 'failed' | 'off';

export interface HearingHealth extends Health {
  /** Utterances since the start: turned into words, and of these, opt-outs. */
  understood: number;
  optOuts: number;
  dropped: Record<Dropped, number>;
}

export interface HearingSide {
  /** Somebody is set up: calls that begin now are listened to. */
  isOn(): boolean;
  /** Never throws and never waits. */
  take(heard: Heard): void;
  /** Uses these from the next utterance on; null: none. */
  use(settings: HearingSettings | null): void;
  /** One utterance outside any call. @throws ModelError */
  tryOut(
    settings: HearingSettings,
    pcm: Int16Array,
    limitMs: number,
  ): Promise<{ words: string; tookMs: number }>;
  health(nowMs: number): HearingHealth;
  /** Resolves when nothing waits any more, or after so long: the last words of calls that were just ended. */
  drain(limitMs: number): Promise<void>;
  /** Those in use; null: none. The key is in them: not for answers. */
  settings(): HearingSettings | null;
}

export interface HearingSideParts {
  clock: Clock;
  settings: HearingSettings | null;
  /** Takes sensitive numbers out of words that are kept. */
  mask: (words: string) => string;
  emit: (fact: Extract<Fact, { type: 'leg.said' }>) => Promise<void>;
  onError: (error: unknown, what: string) => void;
}

/** An utterance is 15 s at most; a recogniser slower than that never catches up. */
export const HEARING_DEADLINE_MS = 10_000;
/** Waiting for one leg, beside the one under way: a minute of talk. */
const QUEUE_OF_LEG = 4;
/** Waiting in all: 15 MB of sound at the very most. */
const QUEUE_IN_ALL = 64;
/** Asked at once: a recogniser on this machine has few cores, and 429 is no better. */
const AT_ONCE = 8;
/** Kept of an utterance that revokes. */
const WORDS_MAX = 500;

/** Whether words said to an agent are worth a fact at all; the room of opt-outs judges them again. */
export const mayRevoke = (words: string): boolean => talkStage(defaultRules(), words) !== null;

export function createHearingSide(parts: HearingSideParts): HearingSide {
  const { clock, mask, emit, onError } = parts;
  let settings = parts.settings;
  let transcriber = settings && createTranscriber(settings);
  const provider = createProviderHealth(clock);
  let understood = 0;
  let optOuts = 0;
  const dropped: HearingHealth['dropped'] = { 'queue-full': 0, resting: 0, failed: 0, off: 0 };
  /** In the order of arrival; a leg of which one is under way waits. */
  const queue: Heard[] = [];
  const busy = new Set<string>();
  const idle: (() => void)[] = [];

  /** The words, or null and a count of why there are none. */
  async function wordsOf({ pcm, language }: Heard): Promise<string | null> {
    const asked = transcriber;
    if (asked === null) {
      dropped.off += 1;
      return null;
    }
    if (!provider.asks(clock.nowMs())) {
      dropped.resting += 1;
      return null;
    }
    try {
      const words = await within(clock, HEARING_DEADLINE_MS, (signal) =>
        asked.transcribe(pcm, language, signal),
      );
      provider.note(null);
      understood += 1;
      return words;
    } catch (error) {
      provider.note(toModelError(error));
      dropped.failed += 1;
      return null;
    }
  }

  async function hear(heard: Heard): Promise<void> {
    const { callId, legId } = heard;
    const words = await wordsOf(heard);
    if (words === null || !mayRevoke(words)) return;
    optOuts += 1;
    await emit({ type: 'leg.said', callId, legId, words: mask(words).slice(0, WORDS_MAX) });
  }

  function next(): void {
    while (busy.size < AT_ONCE) {
      const at = queue.findIndex(({ legId }) => !busy.has(legId));
      const [heard] = at < 0 ? [] : queue.splice(at, 1);
      if (heard === undefined) return;
      busy.add(heard.legId);
      hear(heard)
        .catch((error) => onError(error, 'taking what was said on a call'))
        .finally(() => {
          busy.delete(heard.legId);
          next();
          if (busy.size === 0) for (const resolve of idle.splice(0)) resolve();
        });
    }
  }

  return {
    isOn: () => transcriber !== null,
    take(heard) {
      const waiting = queue.filter(({ legId }) => legId === heard.legId).length;
      if (waiting >= QUEUE_OF_LEG || queue.length >= QUEUE_IN_ALL) {
        dropped['queue-full'] += 1;
        return;
      }
      queue.push(heard);
      next();
    },
    use(chosen) {
      settings = chosen;
      transcriber = chosen && createTranscriber(chosen);
      provider.forget();
    },
    async tryOut(trial, pcm, limitMs) {
      const startMs = clock.nowMs();
      const words = await within(clock, limitMs, (signal) =>
        createTranscriber(trial).transcribe(pcm, 'en', signal),
      );
      return { words, tookMs: clock.nowMs() - startMs };
    },
    async drain(limitMs) {
      if (busy.size === 0) return;
      await new Promise<void>((resolve) => {
        const limit = clock.after(limitMs, resolve);
        idle.push(() => {
          limit.cancel();
          resolve();
        });
      });
    },
    settings: () => settings,
    health: (nowMs) => ({
      ...provider.health(nowMs),
      understood,
      optOuts,
      dropped: { ...dropped },
    }),
  };
}
