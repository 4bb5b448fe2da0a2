import {
  type FakeNetwork,
  type FakeNetworkOptions,
  fakeNetwork,
  type Transport,
} from '../transport/index.ts';
import { seededIds, type VirtualClock, virtualClock } from '../virtual-clock.ts';
import type { CallEvent, IncomingInvite, InviteOptions, SipCall } from './call-types.ts';
import {
  createSipEndpoint,
  type InviteTarget,
  type SipEndpoint,
  type SipEndpointOptions,
} from './endpoint.ts';

export const SDP_A =
  'v=0\r\no=a 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';
export const SDP_B =
  'v=0\r\no=b 1 1 IN IP4 10.0.0.2\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n';

export interface Party {
  endpoint: SipEndpoint;
  host: string;
  uri: string;
  incoming: { call: SipCall; invite: IncomingInvite; events: CallEvent[] }[];
  errors: unknown[];
  /** What it does with a call; default: nothing, it rings. */
  onCall: (call: SipCall, invite: IncomingInvite) => void;
  invite(target: InviteTarget, options?: Partial<InviteOptions>): { call: SipCall; events: CallEvent[] };
}

export interface World {
  clock: VirtualClock;
  net: FakeNetwork;
  party(host: string, options?: Partial<SipEndpointOptions>, protocol?: 'udp' | 'tcp'): Promise<Party>;
  /** A bare socket at an address, for a far end that misbehaves: what it gets, and a way to send. */
  raw(host: string): Promise<{ got: string[]; send(text: string, to: Party | { host: string }): void }>;
  /** Moves time in small steps, letting promises settle in between. */
  run(ms: number): Promise<void>;
}

export const kinds = (events: CallEvent[]): string[] => events.map((event) => event.type);

/** Endpoints on one faulty network under one virtual clock; everything trusts everything unless told otherwise. */
export function world(faults: Partial<FakeNetworkOptions> = {}): World {
  const clock = virtualClock();
  const net = fakeNetwork({ clock, ids: seededIds(99), ...faults });
  let seed = 0;
  return {
    clock,
    net,
    async party(host, options = {}, protocol = 'udp') {
      const transports: Transport[] = [net.transport(protocol, host, 5060)];
      const errors: unknown[] = [];
      const party: Party = {
        host,
        uri: `sip:x@${host}${protocol === 'tcp' ? ';transport=tcp' : ''}`,
        incoming: [],
        errors,
        onCall: () => {},
        endpoint: createSipEndpoint({
          transports,
          clock,
          ids: seededIds(++seed),
          trusted: ['10.0.0.0/8'],
          resolver: { srv: async () => [], addresses: async () => [] },
          onError: (error) => errors.push(error),
          onCall: (call, invite) => {
            const events: CallEvent[] = [];
            call.on((event) => events.push(event));
            party.incoming.push({ call, invite, events });
            party.onCall(call, invite);
          },
          ...options,
        }),
        invite(target, wish = {}) {
          const call = party.endpoint.invite(target, { from: { user: 'me' }, sdp: SDP_A, ...wish });
          const events: CallEvent[] = [];
          call.on((event) => events.push(event));
          return { call, events };
        },
      };
      await party.endpoint.start();
      return party;
    },
    async raw(host) {
      const transport = net.transport('udp', host, 5060);
      const got: string[] = [];
      await transport.start({ received: (data) => got.push(data.toString()), broken: () => {} });
      return {
        got,
        send: (text, to) =>
          transport.send(Buffer.from(text), { protocol: 'udp', host: to.host, port: 5060 }, () => {}),
      };
    },
    async run(ms) {
      const step = Math.max(1, Math.min(20, ms / 10));
      for (let left = ms; left > 0; left -= step) {
        clock.advance(Math.min(step, left));
        for (let i = 0; i < 8; i++) await Promise.resolve();
      }
    },
  };
}
