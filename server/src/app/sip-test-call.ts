/** A call over one carrier to a phone of the operator's own: does it ring, is it heard, and if not, what did the carrier say. */
import type { SipTelephony } from '../adapters/sip/telephony.ts';
import type { Clock } from '../kernel/clock.ts';
import type { TelephonyEvent } from '../ports/telephony.ts';
import { carrierWords } from './sip-words.ts';

const ringMs = 25_000;
const musicMs = 4_000;

export interface TestCallResult {
  ok: boolean;
  status: number;
  words: string;
}

type Ended = Extract<TelephonyEvent, { type: 'leg.ended' }>;

/** Why it was not answered, with the carrier's own answer where there is one. */
export function testCallWords({ cause, said }: Pick<Ended, 'cause' | 'said'>): TestCallResult {
  const [, code, reason] = /^(\d{3}) ?(.*)$/.exec(said ?? '') ?? [];
  const status = code === undefined ? 0 : Number(code);
  switch (cause) {
    case 'no-answer':
      return { ok: true, status, words: 'The phone rang and nobody took it: the way out works.' };
    case 'busy':
      return { ok: true, status, words: 'The phone is busy: the way out works.' };
    default:
      return {
        ok: false,
        status,
        words: status === 0 ? carrierWords(0, 'timed-out') : carrierWords(status, reason ?? ''),
      };
  }
}

export type TestCall = (call: {
  id: string;
  trunkId: string;
  /** E.164 */
  to: string;
  from: { number: string; name: string };
}) => Promise<TestCallResult>;

/** @returns makes one such call: resolves once it was answered and some seconds of music played, or when it failed */
export function createTestCalls(telephony: SipTelephony, clock: Clock): TestCall {
  const running = new Map<string, (event: TelephonyEvent) => void>();
  telephony.onEvent((event) => {
    if ('legId' in event) running.get(event.legId)?.(event);
  });
  return async ({ id, trunkId, to, from }) => {
    const callId = `test-${id}`;
    const legId = `${callId}-leg`;
    const result = new Promise<TestCallResult>((resolve) => {
      running.set(legId, (event) => {
        if (event.type === 'leg.ended') resolve(testCallWords(event));
        if (event.type !== 'leg.answered') return;
        const sourceId = `${callId}-music`;
        const plays = [{ sourceId, loop: true, audio: { kind: 'tone', name: 'hold' } as const }];
        void telephony.arrange({ callId, revision: 1, hears: { [legId]: [sourceId] }, plays });
        clock.after(musicMs, () =>
          resolve({
            ok: true,
            status: 200,
            words: 'Answered: the call went through, and music was played on it.',
          }),
        );
      });
    });
    try {
      const target = { kind: 'phone', e164: to, trunkId } as const;
      await telephony.dial({ callId, legId, target, from, ringTimeoutMs: ringMs });
      return await result;
    } finally {
      running.delete(legId);
      await telephony.hangup(legId, 'hung-up');
    }
  };
}
