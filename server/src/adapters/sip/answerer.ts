/**
 * Who answered: a person or a machine. Pure, over features of the sound since the answer; the clock is the frames
 * themselves, 20 ms each, so that it starts with the answer and a lost packet does not stop it for long.
 *
 *   a person says "hello?" and stops to listen; a machine talks on, or beeps, or is the network's own announcement
 *
 * It is a judgement of energy and tone, not of words: a company's menu talks on as a voicemail does, and is told as one.
 * Whoever cannot be judged in time is treated as a person (`unsure`): a person kept waiting costs more than a machine that
 * an agent hears.
 */
import type { SoundFrame } from '../../media/ear.ts';

const FRAME_MS = 20;
/** Talking without a pause for longer than this is no greeting of a person. */
const GREETING_MS = 1_900;
/** A pause this long ends what was being said. */
const PAUSE_MS = 700;
/** Nobody says a word for so long: people do, machines hardly. */
const MUTE_MS = 1_800;
/** No judgement by then: a person (two seconds after a greeting is the limit of the law, rule DIAL-01). */
export const JUDGE_MS = 3_200;
/** One tone for so long is a beep; speech holds no pitch that purely. */
const BEEP_MS = 160;
/** The network's three tones before an announcement (ITU-T E.180): about 950, 1,400 and 1,800 Hz. */
const SIT_HZ = [950, 1_400, 1_800] as const;
const SIT_TOLERANCE_HZ = 60;
/** Above the quietest the line was, and above all noise. */
const SPEECH_OVER_FLOOR_DB = 12;
const SPEECH_DB = -42;

export type Answerer = 'human' | 'voicemail' | 'unavailable' | 'unsure';

export interface Listening {
  frames: number;
  floorDb: number;
  /** From the first sound of the voice; -1 before it. */
  firstAt: number;
  lastAt: number;
  voiced: number;
  tone: { hz: number; frames: number };
  /** How many of the network's tones were heard, in order. */
  sit: number;
}

export const newListening = (): Listening => ({
  frames: 0,
  floorDb: -50,
  firstAt: -1,
  lastAt: -1,
  voiced: 0,
  tone: { hz: 0, frames: 0 },
  sit: 0,
});

/** The tone that goes on, begins, or is over. */
export function toneAfter(before: Listening['tone'], hz: number): Listening['tone'] {
  if (hz === 0) return { hz: 0, frames: 0 };
  const same = before.frames > 0 && Math.abs(hz - before.hz) < 25;
  return same ? { hz: before.hz, frames: before.frames + 1 } : { hz, frames: 1 };
}

/** One more frame. With a verdict the judgement is over. */
export function listen(before: Listening, frame: SoundFrame): { state: Listening; verdict?: Answerer } {
  const frames = before.frames + 1;
  const floorDb = Math.min(Math.max(frame.levelDb, -70), before.floorDb + 0.05);
  const tone = toneAfter(before.tone, frame.toneHz);
  const speaks =
    frame.toneHz === 0 && frame.levelDb > Math.max(SPEECH_DB, before.floorDb + SPEECH_OVER_FLOOR_DB);
  // Half the length of a beep of the right pitch is enough for one of three in order.
  const next = SIT_HZ[before.sit];
  const isSit =
    next !== undefined &&
    tone.frames * FRAME_MS >= BEEP_MS / 2 &&
    Math.abs(tone.hz - next) < SIT_TOLERANCE_HZ;
  const state: Listening = {
    frames,
    floorDb,
    firstAt: before.firstAt < 0 && speaks ? frames : before.firstAt,
    lastAt: speaks ? frames : before.lastAt,
    voiced: before.voiced + (speaks ? 1 : 0),
    tone: isSit ? { hz: tone.hz, frames: 0 } : tone,
    sit: before.sit + (isSit ? 1 : 0),
  };
  const verdict = judge(state);
  return verdict === undefined ? { state } : { state, verdict };
}

function judge(state: Listening): Answerer | undefined {
  const { frames, firstAt, lastAt, tone, sit } = state;
  if (sit === SIT_HZ.length) return 'unavailable';
  const nowMs = frames * FRAME_MS;
  // The first of the network's tones lasts as long as a short beep: its successor decides.
  const mayBeSit = sit > 0;
  if (!mayBeSit && tone.frames * FRAME_MS >= BEEP_MS * 1.5) return 'voicemail';
  if (firstAt >= 0) {
    const talkedMs = (lastAt - firstAt + 1) * FRAME_MS;
    if (talkedMs > GREETING_MS) return 'voicemail';
    if ((frames - lastAt) * FRAME_MS >= PAUSE_MS) return 'human';
  } else if (nowMs >= MUTE_MS && !mayBeSit) return 'unsure';
  if (nowMs < JUDGE_MS) return undefined;
  // A tone that none of the network's followed was a beep of that pitch.
  return mayBeSit ? 'voicemail' : 'unsure';
}
