import { expect, it } from 'vitest';
import {
  createSipEndpoint,
  fakeNetwork,
  type IncomingInvite,
  type SipCall,
  type SipEndpoint,
  seededIds,
  virtualClock,
} from './index.ts';

const SDP =
  'v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';

// Kept word for word in docs/SIP.md.
/** Answers the lead, rings all agents at once, joins the first who answers, lets the others go. */
function ringAll(
  sip: SipEndpoint,
  lead: SipCall,
  _invite: IncomingInvite,
  agents: string[],
  sdp: string,
): void {
  let winner: SipCall | undefined;
  const legs = agents.map((uri) => sip.invite(uri, { from: { user: 'baton' }, sdp, ringMs: 30_000 }));
  const elsewhere = [{ name: 'reason', value: 'SIP;cause=200;text="Call completed elsewhere"' }];
  lead.answer(sdp);
  for (const leg of legs) {
    leg.on((event) => {
      switch (event.type) {
        case 'answered':
          if (winner) return leg.bye();
          winner = leg;
          for (const loser of legs) if (loser !== leg) loser.cancel(elsewhere);
          return;
        case 'ended':
          if (leg === winner) lead.hangup();
          return;
        case 'failed':
          if (!winner && legs.every((one) => one.phase() === 'ended')) lead.hangup();
          return;
      }
    });
  }
  lead.on((event) => {
    if (event.type !== 'ended' && event.type !== 'failed') return;
    for (const leg of legs) leg.hangup();
  });
}

it.each(['lead', 'agent'] as const)(
  'the example of the guide: three ring, one wins, the %s hangs up',
  async (who) => {
    const clock = virtualClock();
    const net = fakeNetwork({ clock, ids: seededIds(1) });
    const calls = new Map<string, SipCall>();
    const party = (host: string, onCall?: (call: SipCall, invite: IncomingInvite) => void) => {
      const transports = [net.transport('udp', host, 5060)];
      return createSipEndpoint({
        transports,
        clock,
        ids: seededIds(Number(host.slice(-1))),
        trusted: ['10.0.0.0/8'],
        onCall,
      });
    };
    const agents = ['10.0.0.3', '10.0.0.4', '10.0.0.5'];
    const baton: SipEndpoint = party('10.0.0.1', (lead, invite) =>
      ringAll(
        baton,
        lead,
        invite,
        agents.map((host) => `sip:a@${host}`),
        SDP,
      ),
    );
    const phones = agents.map((host) => party(host, (call) => calls.set(host, call)));
    const caller = party('10.0.0.2');
    await Promise.all([baton, caller, ...phones].map((one) => one.start()));
    const lead = caller.invite('sip:floor@10.0.0.1', { from: { user: 'lead' }, sdp: SDP });
    clock.advance(20);
    calls.get('10.0.0.4')!.answer(SDP);
    clock.advance(20);
    const phases = () => [lead, ...agents.map((host) => calls.get(host)!)].map((call) => call.phase());
    expect(phases()).toEqual(['up', 'ended', 'up', 'ended']);
    (who === 'lead' ? lead : calls.get('10.0.0.4')!).bye();
    clock.advance(50);
    expect(phases()).toEqual(['ended', 'ended', 'ended', 'ended']);
    expect(baton.stats().calls).toBe(0);
  },
);
