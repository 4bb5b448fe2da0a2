/**
 * A rehearsal before the first call: endpoints that ring, answer, cancel and hang up themselves, some thousand legs of them. A
 * ring-all is a burst of code that hardly ever runs; V8 compiles code well after some thousand calls of it, and until then fifty
 * INVITEs take several times as long.
 *
 * Everything in it is the real thing (legs, SIP core, clock, ids), and there is more than one of each: code compiled for one
 * endpoint alone is thrown away when the next one runs it.
 */
import type { DialOrder } from '../../ports/telephony.ts';
import {
  createSipEndpoint,
  type SipCall,
  type TimerValues,
  type Transport,
  udpTransport,
} from '../../sip/index.ts';
import { buildOffer } from '../../sip/sdp.ts';
import type { RtpPort } from '../engine/engine.ts';
import { createSipLegs } from './legs.ts';

const ROUNDS = 48;
/** The rest stays in memory, which is cheaper. */
const ON_SOCKET_EVERY = 4;
const AT_ONCE = 50;
const HOST = '127.0.0.1';
/** Datagrams are lost even here when the machine is choked: then there is less of a rehearsal. */
const ROUND_LIMIT_MS = 500;
/** A machine that is slow or choked starts with less of a rehearsal, and not late. */
const LIMIT_MS = 4_000;
/** What ended is forgotten soon. */
const TIMERS: TimerValues = { t1Ms: 100, t2Ms: 100, t4Ms: 10, dMs: 10 };
const SDP = buildOffer({ host: HOST, port: 4_000, sessionId: '1', version: 1 });

/** Whatever is sent on it comes back to whoever sent it. */
function echo(): Transport {
  const us = { host: HOST, port: 5_060 };
  let receive: (data: Buffer) => void = () => {};
  return {
    protocol: 'udp',
    reliable: false,
    start: async (handlers) => {
      receive = (data) => handlers.received(data, { protocol: 'udp', ...us });
    },
    local: () => us,
    sentBy: () => us,
    send: (data) => queueMicrotask(() => receive(Buffer.from(data))),
    close: async () => {
      receive = () => {};
    },
  };
}

function silentPorts(): RtpPort {
  let port = 0;
  return {
    openRtp: () => Promise.reject(new Error('there is always a port at once')),
    openRtpNow: () => {
      port = (port + 2) % 10_000;
      return { address: HOST, port: 10_000 + port };
    },
    setRemote: () => {},
    sendRtpKeys: () => {},
    listenRtp: () => {},
    closeRtp: () => {},
    onRtpLeg: () => {},
  };
}

interface Stage {
  /** A lead and all agents are rung, one agent answers, the others are let go, the call ends. How many rang. */
  ringAll(round: number): Promise<number>;
  close(): Promise<void>;
}

async function openStage(transport: Transport): Promise<Stage> {
  let ringing = 0;
  let winner: SipCall | undefined;
  const sip = createSipEndpoint({
    transports: [transport],
    trusted: [HOST],
    userAgent: 'Rehearsal',
    timers: TIMERS,
    onCall: (call, invite) => {
      if (invite.number === 'lead') return legs.takeCall(call, invite);
      winner = call;
      call.progress(180);
    },
  });
  const legs = createSipLegs({
    sip: () => sip,
    rtp: silentPorts(),
    emit: (event) => {
      if (event.type === 'leg.incoming') legs.answer(event.legId);
      if (event.type === 'leg.ringing') ringing += 1;
    },
  });
  await sip.start();
  const dial = (callId: string, index: number): void => {
    const user = index === 0 ? 'lead' : 'agent';
    const order: DialOrder = {
      callId,
      legId: `${callId}/${index}`,
      target: { kind: 'sip', uri: `sip:${user}@${HOST}:${transport.local().port}` },
      from: { number: '+15125550100', name: '' },
      ringTimeoutMs: 30_000,
      context: { headline: 'Asks for a quote', transferId: callId },
    };
    legs.dial(order);
  };
  return {
    ringAll: async (round) => {
      ringing = 0;
      for (let index = 0; index <= AT_ONCE; index += 1) dial(`rehearsal-${round}`, index);
      const all = AT_ONCE + 1;
      await until(() => ringing === all);
      winner?.answer(SDP);
      await until(() => legs.live().length === 0 || winner?.phase() === 'up');
      for (const { legId } of legs.live()) legs.hangup(legId, 'taken');
      await until(() => sip.stats().calls === 0);
      return ringing;
    },
    close: () => sip.close(),
  };
}

async function until(done: () => boolean): Promise<void> {
  const endMs = performance.now() + ROUND_LIMIT_MS;
  while (!done() && performance.now() < endMs) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Takes about a second of one processor, once, and hardly more than four whatever the machine. Listens on a port of its own
 * that only this machine reaches, until it is done.
 *
 * @returns how many telephones rang in it
 */
export async function warmUp(): Promise<number> {
  const endMs = performance.now() + LIMIT_MS;
  let rung = 0;
  const inMemory = await Promise.all([echo(), echo()].map(openStage));
  const onSocket = await openStage(udpTransport({ host: HOST, port: 0 }));
  for (let round = 0; round < ROUNDS && performance.now() < endMs; round += 1) {
    rung += await inMemory[round % inMemory.length]!.ringAll(round);
    if (round % ON_SOCKET_EVERY === 0) rung += await onSocket.ringAll(round);
  }
  await Promise.all([...inMemory, onSocket].map((stage) => stage.close()));
  return rung;
}
