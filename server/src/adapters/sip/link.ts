/**
 * Whether the far end of a silent leg is still there. A phone may send nothing for good reasons (held, muted with silence
 * suppression), so silence alone proves nothing: the phone is asked over SIP, and only one that does not answer is lost.
 *
 *     quiet ──asked──> answers: it is there, asked again while quiet ──> ...
 *                └───> nothing for 3 s: lost ──> sound or an answer: back
 *                                      └──> SIP gives up (32 s): the leg ends
 */
import type { SipCall } from '../../sip/index.ts';
import type { Leg } from './leg.ts';

/** Silence of this length is worth a question. */
const ASK_AFTER_MS = 3_000;
const LOST_AFTER_MS = 3_000;
const ASK_AGAIN_MS = 15_000;
const UNANSWERED = 408;
const GONE = 481;

export interface LinkDeps {
  later(leg: Leg, delayMs: number, act: () => void): void;
  /** Told as lost, or as back. */
  tell(leg: Leg, lost: boolean): void;
  gone(leg: Leg): void;
}

/** Any answer will do: an INFO of an unknown kind is answered by whatever is alive (RFC 6086 4.2.2). */
const alive = (call: SipCall): Promise<number> =>
  call.info('application/vnd.baton.alive', '').catch(() => UNANSWERED);

export function createLinkWatch({ later, tell, gone }: LinkDeps) {
  const setLost = (leg: Leg, lost: boolean): void => {
    if (leg.lost === lost) return;
    leg.lost = lost;
    tell(leg, lost);
  };
  const ask = (leg: Leg, quietSince: object): void => {
    const { call } = leg;
    if (leg.quietSince !== quietSince || call === undefined) return;
    let open = true;
    later(leg, LOST_AFTER_MS, () => {
      if (open && leg.quietSince === quietSince && leg.call === call) setLost(leg, true);
    });
    void alive(call).then((status) => {
      open = false;
      if (leg.call !== call || leg.quietSince !== quietSince) return;
      if (status === UNANSWERED || status === GONE) {
        gone(leg);
        return;
      }
      setLost(leg, false);
      later(leg, ASK_AGAIN_MS, () => ask(leg, quietSince));
    });
  };
  return {
    quiet: (leg: Leg): void => {
      const since = {};
      leg.quietSince = since;
      later(leg, ASK_AFTER_MS, () => ask(leg, since));
    },
    flowing: (leg: Leg): void => {
      leg.quietSince = undefined;
      setLost(leg, false);
    },
  };
}
