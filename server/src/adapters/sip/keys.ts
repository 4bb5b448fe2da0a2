/** Keys to the far end: in its stream where it agreed to that (RFC 4733), else by INFO, one after the other. */
import type { RtpPort } from '../engine/engine.ts';
import type { Leg } from './leg.ts';
import { infoOfKey } from './words.ts';

export function pressKeys(leg: Leg, keys: string, rtp: Pick<RtpPort, 'sendRtpKeys'>): void {
  const { call, remote } = leg;
  if (leg.phase !== 'live' || remote === undefined) return;
  if (remote.keyType !== undefined) {
    rtp.sendRtpKeys(leg.legId, keys);
    return;
  }
  if (call === undefined) return;
  // A phone orders what comes at once as it likes.
  void (async () => {
    for (const key of keys) {
      const { contentType, body } = infoOfKey(key);
      await call.info(contentType, body).catch(() => 0);
    }
  })();
}
