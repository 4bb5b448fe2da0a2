/**
 * Figures of the media plane, for `baton bench`. All far ends run in this process's main thread, the engine in its
 * worker, so what is measured includes real sockets, and for stations real ICE, DTLS and SRTP, over loopback.
 */
import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createEngine, type Engine } from '../adapters/engine/engine.ts';
import { type NodePhone, openNodePhone } from '../adapters/engine/node-phone.ts';
import type { TelephonyEvent } from '../ports/telephony.ts';
import { FRAME_MS, FRAME_SAMPLES } from './frame.ts';
import type { WireCodec } from './g711.ts';
import { createOutStream } from './leg-state.ts';
import { createPlane } from './plane.ts';
import { writeRtpHeader } from './rtp.ts';
import type { LegTransport } from './transport.ts';

export interface Percentiles {
  count: number;
  p50: number;
  p95: number;
  max: number;
}

export interface MediaFigures {
  /** The mixer alone, without sockets: decode, order, mix, encode of all legs of a call, CPU microseconds per 20 ms. */
  mixMicros: { twoParties: number; threeParties: number; fiveParties: number };
  /** The same per leg of three that speak G.722, which are decoded and encoded at 8 kHz. */
  mixedWideLegMicros: number;
  /**
   * From that, calls that fill one core: of two parties, which are relayed, and of three, which are mixed. Sending costs
   * more than either; see `udp`.
   */
  callsPerCore: { relayedTwoParties: number; mixedThreeParties: number };
  /** A page says answer; the first packet with the other's sound arrives, each way. */
  acceptToAudioMs: { agentHearsLead: Percentiles; leadHearsAgent: Percentiles };
  /** A page says hello; its sound connection is up. */
  stationReadyMs: Percentiles;
  /** Plain RTP, two-party calls at full rate. */
  udp: {
    calls: number;
    /** Of all media threads together, and of each. */
    workerCpuShare: number;
    workerCpuShares: number[];
    tickLateP99Ms: number;
    packetsPerCpuSecond: number;
  };
  /** Stations in two-party calls: CPU of all threads but the main one, which plays the far ends. Linux only. */
  webrtc: { legs: number; corePercentPerLeg: number | undefined; tickLateP99Ms: number };
  /** JavaScript memory of the worker per plain RTP leg, and what was not given back after all hung up. */
  memory: { legs: number; bytesPerLeg: number; keptBytesPerLeg: number };
}

export interface BenchOptions {
  /** As for `createEngine`. */
  workerUrl?: URL;
  webrtc?: 'native' | 'werift';
  /** Media threads; default 1. */
  workers?: number;
  /** Smaller is quicker and rougher; 1 is about half a minute. */
  scale?: number;
}

const PEAK = 2_000;
const from = { number: '+15125550100', name: 'bench' };

/** Runs all measurements one after the other. */
export async function benchMedia(options: BenchOptions = {}): Promise<MediaFigures> {
  const scale = options.scale ?? 1;
  const mixMicros = {
    twoParties: benchMix(2, scale),
    threeParties: benchMix(3, scale),
    fiveParties: benchMix(5, scale),
  };
  const mixedWideLegMicros = benchMix(3, scale, 'G722') / 3;
  const events: TelephonyEvent[] = [];
  const { webrtc = 'native', workerUrl, workers = 1 } = options;
  const engine = createEngine({ webrtc, workerUrl, workers });
  engine.onEvent((event) => events.push(event));
  await engine.start();
  try {
    const memory = await benchMemory(engine, 2 * Math.ceil(100 * Math.max(scale, 0.5)));
    const udp = await benchUdp(engine, Math.ceil(100 * scale), 3_000 * scale);
    const stations = await benchStations(engine, events, Math.ceil(20 * scale), 3_000 * scale);
    const perCore = (micros: number): number => Math.floor((FRAME_MS * 1_000) / micros);
    const callsPerCore = {
      relayedTwoParties: perCore(mixMicros.twoParties),
      mixedThreeParties: perCore(mixMicros.threeParties),
    };
    return { mixMicros, mixedWideLegMicros, callsPerCore, ...stations, udp, memory };
  } finally {
    await engine.drain(0);
  }
}

function percentiles(values: number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Microseconds of one call's tick with `parties` legs that all hear each other. */
function benchMix(parties: number, scale: number, codec: WireCodec = 'PCMU'): number {
  let nowMs = 0;
  const plane = createPlane(
    { report: () => {}, peers: undefined, nowMs: () => nowMs, wallMs: () => nowMs, random32: () => 1 },
    1,
  );
  const listeners: ((packet: Uint8Array) => void)[] = [];
  const calls = 50;
  for (let c = 0; c < calls; c += 1) {
    const names = Array.from({ length: parties }, (_, i) => `${c}/${i}`);
    for (const name of names) {
      const transport: LegTransport = {
        send: () => true,
        payloads: () => ({ codec, audioType: codec === 'G722' ? 9 : 0, keyType: 101 }),
        onPacket: (listener) => void (listener !== undefined && listeners.push(listener)),
      };
      plane.openLeg(`${c}`, name, transport, createOutStream(1, 1, 1));
    }
    const hears = Object.fromEntries(names.map((name) => [name, names.filter((other) => other !== name)]));
    plane.take({ type: 'arrange', callId: `${c}`, revision: 1, hears, plays: [] });
  }
  const packet = new Uint8Array(172).fill(0x55);
  /** CPU microseconds, so that a busy neighbour is not counted. */
  const run = (ticks: number): number => {
    const began = process.cpuUsage();
    for (let tick = 0; tick < ticks; tick += 1) {
      nowMs += FRAME_MS;
      writeRtpHeader(packet, codec === 'G722' ? 9 : 0, false, (nowMs / FRAME_MS) & 0xffff, nowMs * 8, 7);
      for (const listener of listeners) listener(packet);
      plane.step(0, nowMs);
    }
    const { user, system } = process.cpuUsage(began);
    return user + system;
  };
  run(200);
  const ticks = Math.ceil(1_000 * scale);
  const micros = run(ticks) / (ticks * calls);
  plane.close();
  return micros;
}

async function openSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('error', () => {});
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket;
}

interface RtpFarEnd {
  socket: Socket;
  legId: string;
}

/** Two-party calls of plain RTP legs, arranged, silent until somebody sends. */
async function openRtpCalls(engine: Engine, calls: number): Promise<RtpFarEnd[]> {
  const ends: RtpFarEnd[] = [];
  for (let c = 0; c < calls; c += 1) {
    const legs = [`u${c}/a`, `u${c}/b`];
    for (const legId of legs) {
      const socket = await openSocket();
      const { port } = await engine.rtp.openRtp(`u${c}`, legId);
      await new Promise<void>((resolve) => socket.connect(port, '127.0.0.1', resolve));
      engine.rtp.setRemote(legId, {
        host: '127.0.0.1',
        port: socket.address().port,
        codec: 'PCMU',
        audioType: 0,
        keyType: 101,
        rtcpMux: true,
        latch: 'none',
      });
      ends.push({ socket, legId });
    }
    const [a, b] = legs as [string, string];
    await engine.arrange({ callId: `u${c}`, revision: 1, hears: { [a]: [b], [b]: [a] }, plays: [] });
  }
  return ends;
}

function closeRtpCalls(engine: Engine, ends: RtpFarEnd[]): void {
  for (const { socket, legId } of ends) {
    engine.rtp.closeRtp(legId);
    socket.close();
  }
}

/** The least of a few collections: sockets close and code is let go of a moment later. */
async function settledHeap(engine: Engine): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i += 1) {
    await pause(100);
    least = Math.min(least, (await engine.stats(true)).heapBytes);
  }
  return least;
}

async function benchMemory(engine: Engine, legs: number): Promise<MediaFigures['memory']> {
  // Once before, so that what is made on first use (code, tables) is not counted as a leg's.
  closeRtpCalls(engine, await openRtpCalls(engine, legs / 2));
  const before = await settledHeap(engine);
  const ends = await openRtpCalls(engine, legs / 2);
  const during = await settledHeap(engine);
  closeRtpCalls(engine, ends);
  const after = await settledHeap(engine);
  return {
    legs: ends.length,
    bytesPerLeg: Math.round((during - before) / ends.length),
    keptBytesPerLeg: Math.round((after - before) / ends.length),
  };
}

async function benchUdp(engine: Engine, calls: number, forMs: number): Promise<MediaFigures['udp']> {
  const ends = await openRtpCalls(engine, calls);
  let received = 0;
  for (const { socket } of ends) socket.on('message', () => (received += 1));
  const packet = Buffer.alloc(12 + FRAME_SAMPLES, 0x55);
  let sequence = 0;
  const send = async (ms: number): Promise<void> => {
    const beganMs = performance.now();
    for (let due = 0; performance.now() - beganMs < ms; due += FRAME_MS) {
      await pause(Math.max(0, beganMs + due - performance.now()));
      sequence = (sequence + 1) & 0xffff;
      for (const { socket } of ends) {
        // A new buffer each: the last one may still be on its way out of this process.
        const copy = Buffer.from(packet);
        writeRtpHeader(copy, 0, false, sequence, sequence * FRAME_SAMPLES, 9);
        socket.send(copy);
      }
    }
  };
  await send(500);
  const began = await engine.stats();
  const beganMs = performance.now();
  received = 0;
  await send(forMs);
  const end = await engine.stats();
  const cpuMs = end.threadCpuMs - began.threadCpuMs;
  const tookMs = performance.now() - beganMs;
  const figures = {
    calls,
    workerCpuShare: cpuMs / tookMs,
    workerCpuShares: end.workers.map(
      ({ threadCpuMs }, w) => (threadCpuMs - began.workers[w]!.threadCpuMs) / tookMs,
    ),
    tickLateP99Ms: end.lateP99Ms,
    packetsPerCpuSecond: Math.round(received / (cpuMs / 1_000)),
  };
  closeRtpCalls(engine, ends);
  return figures;
}

/** CPU ms of all threads but the main one; undefined where there is no /proc. */
function otherThreadsCpuMs(): number | undefined {
  try {
    const main = threadCpuMs(`/proc/self/task/${process.pid}/stat`);
    return threadCpuMs('/proc/self/stat') - main;
  } catch {
    return undefined;
  }
}

/** User and system time of a stat file, fields 14 and 15, in ticks of 10 ms; the name before may hold spaces. */
function threadCpuMs(file: string): number {
  const text = readFileSync(file, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function until(what: () => boolean): Promise<void> {
  const limitMs = performance.now() + 10_000;
  while (!what()) {
    if (performance.now() > limitMs) throw new Error('the bench waited 10 s in vain');
    await pause(1);
  }
}

async function benchStations(
  engine: Engine,
  events: TelephonyEvent[],
  count: number,
  forMs: number,
): Promise<Pick<MediaFigures, 'acceptToAudioMs' | 'stationReadyMs' | 'webrtc'>> {
  const phones: NodePhone[] = [];
  const ready: number[] = [];
  for (let i = 0; i < Math.max(2, count); i += 1) {
    const beganMs = performance.now();
    phones.push(await openNodePhone(engine.stations, `desk:bench${i}`, 500 + i * 50));
    ready.push(performance.now() - beganMs);
  }
  try {
    const acceptToAudioMs = await benchAccept(engine, events, phones[0]!, phones[1]!, Math.max(5, count));
    const webrtc = await benchLoad(engine, events, phones, forMs);
    return { acceptToAudioMs, stationReadyMs: percentiles(ready), webrtc };
  } finally {
    for (const phone of phones) await phone.close();
  }
}

async function connect(
  engine: Engine,
  events: TelephonyEvent[],
  callId: string,
  phone: NodePhone,
): Promise<string> {
  const legId = `${callId}/${phone.stationId}`;
  const target = { kind: 'station', stationId: phone.stationId } as const;
  await engine.dial({ callId, legId, target, from, ringTimeoutMs: 10_000 });
  phone.send({ type: 'answer', legId });
  await until(() => events.some((event) => event.type === 'leg.answered' && event.legId === legId));
  return legId;
}

async function benchAccept(
  engine: Engine,
  events: TelephonyEvent[],
  lead: NodePhone,
  agent: NodePhone,
  rounds: number,
): Promise<MediaFigures['acceptToAudioMs']> {
  const agentHears: number[] = [];
  const leadHears: number[] = [];
  let onAnswered: (legId: string) => void = () => {};
  engine.onEvent((event) => {
    if (event.type === 'leg.answered') onAnswered(event.legId);
  });
  for (let i = 0; i < rounds; i += 1) {
    const callId = `accept${i}`;
    const leadLeg = await connect(engine, events, callId, lead);
    const legId = `${callId}/agent`;
    onAnswered = (answered) => {
      if (answered === legId)
        void engine.arrange({
          callId,
          revision: 1,
          hears: { [legId]: [leadLeg], [leadLeg]: [legId] },
          plays: [],
        });
    };
    const target = { kind: 'station', stationId: agent.stationId } as const;
    await engine.dial({ callId, legId, target, from, ringTimeoutMs: 10_000 });
    await pause(20 + ((i * 7) % 20));
    const acceptMs = performance.now();
    agent.send({ type: 'answer', legId });
    await until(
      () => lead.firstLoudMs(acceptMs, PEAK) !== undefined && agent.firstLoudMs(acceptMs, PEAK) !== undefined,
    );
    agentHears.push(agent.firstLoudMs(acceptMs, PEAK)! - acceptMs);
    leadHears.push(lead.firstLoudMs(acceptMs, PEAK)! - acceptMs);
    await engine.hangup(legId, 'hung-up');
    await engine.hangup(leadLeg, 'hung-up');
    await pause(60);
  }
  return { agentHearsLead: percentiles(agentHears), leadHearsAgent: percentiles(leadHears) };
}

async function benchLoad(
  engine: Engine,
  events: TelephonyEvent[],
  phones: NodePhone[],
  forMs: number,
): Promise<MediaFigures['webrtc']> {
  const legs: string[] = [];
  for (let i = 0; i + 1 < phones.length; i += 2) {
    const a = await connect(engine, events, `load${i}`, phones[i]!);
    const b = await connect(engine, events, `load${i}`, phones[i + 1]!);
    await engine.arrange({ callId: `load${i}`, revision: 1, hears: { [a]: [b], [b]: [a] }, plays: [] });
    legs.push(a, b);
  }
  await pause(300);
  await engine.stats();
  const beganMs = performance.now();
  const cpuBefore = otherThreadsCpuMs();
  await pause(forMs);
  const cpuAfter = otherThreadsCpuMs();
  const tookMs = performance.now() - beganMs;
  const { lateP99Ms } = await engine.stats();
  for (const legId of legs) await engine.hangup(legId, 'hung-up');
  const corePercentPerLeg =
    cpuBefore === undefined || cpuAfter === undefined
      ? undefined
      : ((cpuAfter - cpuBefore) / tookMs / legs.length) * 100;
  return { legs: legs.length, corePercentPerLeg, tickLateP99Ms: lateP99Ms };
}
