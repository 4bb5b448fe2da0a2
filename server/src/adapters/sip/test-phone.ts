/**
 * A telephone for tests, made of the SIP core and a sound of its own: it rings when called, sends a tone while it is in a call,
 * and keeps what it hears. Nothing of the adapter under test is in it.
 */
import {
  type CallEvent,
  createSipEndpoint,
  headerValues,
  type IncomingInvite,
  realClock,
  type SipCall,
  type SipEndpoint,
  tlsTransport,
  udpTransport,
} from '../../sip/index.ts';
import { openTestSound, type TestSound, type TestSoundOptions } from './test-sound.ts';

export interface TestPhone extends Omit<TestSound, 'answerTo' | 'hush' | 'close'> {
  uri: string;
  sip: SipEndpoint;
  sipPort: number;
  /** 0 where it does not speak TLS. */
  tlsPort: number;
  calls: PhoneCall[];
  /** The newest call that named this leg of ours. */
  callOf(legId: string): PhoneCall | undefined;
  /** Calls `uri` and sends its offer; or none, and takes theirs. */
  dial(uri: string, options?: { withoutOffer?: boolean; from?: string }): PhoneCall;
  /** Its line is cut: it says nothing any more, not even goodbye. */
  vanish(): Promise<void>;
  close(): Promise<void>;
}

export interface PhoneCall {
  sip: SipCall;
  legId: string | undefined;
  brief: string | undefined;
  from: string;
  events: CallEvent[];
  ringing: boolean;
  stoppedAtMs: number | undefined;
  answeredAtMs: number | undefined;
  invite: IncomingInvite | undefined;
  answer(): void;
}

export interface TestPhoneOptions extends TestSoundOptions {
  /** PEM: it speaks TLS as well, shows this certificate and trusts the one given. */
  tls?: { cert: string; key: string; ca: string };
  /** Rings by itself; default true. */
  rings?: boolean;
  /**
   * Takes new offers in a call; default true. `in-words`: says so, and goes on sending where it did; `unanswered`: says nothing.
   * Looked at when one comes.
   */
  takesOffers?: boolean | 'in-words' | 'unanswered';
}

export async function openTestPhone(name: string, options: TestPhoneOptions = {}): Promise<TestPhone> {
  const sound = await openTestSound(options);
  const { offer, answerTo, sendTo } = sound;
  const transport = udpTransport({ host: '127.0.0.1', port: 0 });
  const { cert, key, ca } = options.tls ?? {};
  const secure =
    ca === undefined
      ? undefined
      : tlsTransport({
          host: '127.0.0.1',
          port: 0,
          clock: realClock(),
          server: { cert, key },
          client: { ca },
        });
  const calls: PhoneCall[] = [];
  const track = (call: PhoneCall): void =>
    call.sip.on((event) => {
      call.events.push(event);
      if (event.type === 'failed' || event.type === 'ended') {
        call.ringing = false;
        call.stoppedAtMs = performance.now();
        if (calls.every((one) => one.stoppedAtMs !== undefined)) sound.hush();
      }
      if (event.type === 'answered') {
        call.answeredAtMs = performance.now();
        sendTo(event.sdp);
        if (event.needsAck && event.sdp !== undefined) call.sip.ack(answerTo(event.sdp));
      }
      if (event.type === 'offer' && options.takesOffers === false) event.offer.refuse(488);
      else if (event.type === 'offer' && options.takesOffers !== 'unanswered') {
        if (options.takesOffers !== 'in-words') sendTo(event.offer.sdp);
        event.offer.answer(event.offer.sdp === undefined ? offer() : answerTo(event.offer.sdp));
      }
    });

  const sip = createSipEndpoint({
    transports: [transport, ...(secure === undefined ? [] : [secure])],
    trusted: ['127.0.0.0/8'],
    contactUser: name,
    onCall: (call, invite) => {
      const [legId] = headerValues(invite.request, 'x-baton-leg');
      const [brief] = headerValues(invite.request, 'x-baton-brief');
      const made: PhoneCall = {
        sip: call,
        legId,
        brief,
        from: invite.fromUser,
        events: [],
        ringing: true,
        stoppedAtMs: undefined,
        answeredAtMs: undefined,
        invite,
        answer: () => {
          made.ringing = false;
          made.answeredAtMs = performance.now();
          call.answer(invite.sdp === undefined ? offer() : answerTo(invite.sdp));
          if (invite.sdp !== undefined) sendTo(invite.sdp);
        },
      };
      calls.push(made);
      track(made);
      if (options.rings !== false) call.progress(180);
    },
  });

  await sip.start();
  const { port } = transport.local();
  return {
    ...sound,
    uri: `sip:${name}@127.0.0.1:${port}`,
    sip,
    sipPort: port,
    tlsPort: secure?.local().port ?? 0,
    calls,
    callOf: (legId) => calls.findLast((call) => call.legId === legId),
    dial: (uri, { withoutOffer = false, from = name } = {}) => {
      const made: PhoneCall = {
        sip: sip.invite(uri, { from: { user: from }, ...(withoutOffer ? {} : { sdp: offer() }) }),
        legId: undefined,
        brief: undefined,
        from: '',
        events: [],
        ringing: false,
        stoppedAtMs: undefined,
        answeredAtMs: undefined,
        invite: undefined,
        answer: () => {},
      };
      calls.push(made);
      track(made);
      return made;
    },
    vanish: async () => {
      sound.close();
      await transport.close();
    },
    close: async () => {
      await sip.close();
      sound.close();
    },
  };
}
