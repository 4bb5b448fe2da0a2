/**
 * From their 200 to "answered": a person is told as soon as one is likely, a machine as a machine; its leg is left to whoever
 * decides, and when a voicemail records is told as well. The judgements themselves are `answerer.ts` and `recording-tone.ts`.
 */
import type { SoundFrame } from '../../media/ear.ts';
import type { TelephonyEvent } from '../../ports/telephony.ts';
import type { RtpPort } from '../engine/engine.ts';
import { JUDGE_MS, listen, newListening } from './answerer.ts';
import type { Leg } from './leg.ts';
import { type Awaiting, awaitTone, LISTEN_MS, newAwaiting } from './recording-tone.ts';

/** For sound to arrive after the answer. */
const SPARE_MS = 300;

export interface AnsweringDeps {
  rtp: Pick<RtpPort, 'listenRtp'>;
  later(leg: Leg, delayMs: number, act: () => void): void;
  tellAnswered(leg: Leg): void;
  emit(event: TelephonyEvent): void;
}

export function createAnswering({ rtp, later, tellAnswered, emit }: AnsweringDeps) {
  const person = (leg: Leg): void => {
    if (leg.listening === undefined) return;
    leg.listening = undefined;
    tellAnswered(leg);
  };
  const hearTone = (leg: Leg, awaiting: Awaiting, frame: SoundFrame): void => {
    const { state, records } = awaitTone(awaiting, frame);
    leg.awaiting = records ? undefined : state;
    if (records) emit({ type: 'leg.records', callId: leg.callId, legId: leg.legId });
  };
  return {
    start: (leg: Leg): void => {
      leg.listening = newListening();
      rtp.listenRtp(leg.legId, JUDGE_MS + SPARE_MS);
      // A line on which no sound arrives at all.
      later(leg, JUDGE_MS + SPARE_MS, () => person(leg));
    },
    hear: (leg: Leg, frames: readonly SoundFrame[]): void => {
      for (const frame of frames) {
        if (leg.awaiting !== undefined) {
          hearTone(leg, leg.awaiting, frame);
          continue;
        }
        if (leg.listening === undefined) return;
        const { state, verdict } = listen(leg.listening, frame);
        leg.listening = state;
        if (verdict === 'human' || verdict === 'unsure') person(leg);
        else if (verdict !== undefined) {
          leg.listening = undefined;
          if (verdict === 'voicemail') {
            leg.awaiting = newAwaiting(state.tone);
            rtp.listenRtp(leg.legId, LISTEN_MS);
          }
          const open = verdict === 'voicemail' ? ({ open: true } as const) : {};
          emit({ type: 'leg.machine', callId: leg.callId, legId: leg.legId, verdict, ...open });
        }
      }
    },
  };
}
