import { fakeNetwork } from '../transport/index.ts';
import { seededIds, virtualClock } from '../virtual-clock.ts';
import { createSipEndpoint } from './endpoint.ts';

const SDP =
  'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 101\r\n';
const ROUNDS = 12;
const AT_ONCE = 25;

/**
 * Rings, answers, cancels and ends some hundred calls between two endpoints in memory, so that the first real ring-all finds
 * the code compiled: without it the first fifty INVITEs of a process take around 20 ms, after it around 2. Takes a tenth of a
 * second or two; touches no socket and no clock but its own.
 */
export async function warmUp(): Promise<void> {
  const clock = virtualClock();
  const net = fakeNetwork({ clock, ids: seededIds(1) });
  const make = (host: string, seed: number) => ({
    transports: [net.transport('udp', host, 5060)],
    clock,
    ids: seededIds(seed),
    trusted: ['192.0.2.0/24'],
  });
  const caller = createSipEndpoint(make('192.0.2.1', 2));
  const callee = createSipEndpoint({ ...make('192.0.2.2', 3), onCall: (call) => call.progress(180) });
  const answering = createSipEndpoint({ ...make('192.0.2.3', 4), onCall: (call) => call.answer(SDP) });
  await Promise.all([caller.start(), callee.start(), answering.start()]);
  for (let round = 0; round < ROUNDS; round++) {
    const ringing = Array.from({ length: AT_ONCE }, () =>
      caller.invite('sip:warm@192.0.2.2', { from: { user: 'warm' }, sdp: SDP }),
    );
    const winner = caller.invite('sip:warm@192.0.2.3', { from: { user: 'warm' }, sdp: SDP });
    clock.advance(10);
    for (const call of ringing) call.cancel();
    clock.advance(10);
    winner.bye();
    clock.advance(40_000);
  }
  await Promise.all([caller.close(), callee.close(), answering.close()]);
}
