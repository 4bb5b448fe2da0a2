/** Several media workers: calls spread, a call stays whole, and a worker that dies takes no other's calls. */
import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { tonePowerDb } from '../../media/goertzel.ts';
import type { RtpRemote } from '../../media/protocol.ts';
import { createToneSender } from '../../media/tone-for-tests.ts';
import { mediaWorkerUrl } from '../../media/worker-for-tests.ts';
import type { TelephonyEvent } from '../../ports/telephony.ts';
import { createEngine, type Engine, type LegLinkEvent } from './engine.ts';
import { type NodePhone, openNodePhone } from './node-phone.ts';

const from = { number: '+15125550100', name: 'Northside' };
const DEADLINE = { timeout: 15_000, interval: 20 };

describe('several media workers', () => {
  let engine: Engine;
  let ended: string[] = [];
  let events: TelephonyEvent[] = [];
  let linked: LegLinkEvent['type'][] = [];
  let restarts = 0;
  const closers: (() => unknown)[] = [];

  const start = async (workers: number, webrtc: 'none' | 'werift' = 'none'): Promise<void> => {
    ended = [];
    events = [];
    linked = [];
    restarts = 0;
    engine = createEngine({
      webrtc,
      workers,
      rtpSpares: 4,
      workerUrl: await mediaWorkerUrl(),
      log: (event) => {
        if (event.kind === 'worker-restarted') restarts += 1;
      },
    });
    engine.rtp.onRtpLeg((event) => {
      if (event.type === 'leg.gone') ended.push(event.legId);
    });
    engine.onEvent((event) => events.push(event));
    engine.onLegLink((event) => linked.push(event.type));
    await engine.start();
  };
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
    await engine?.drain(0);
  });

  /** A plain RTP far end that sends a tone. */
  const talk = async (callId: string, legId: string, hz: number): Promise<Socket> => {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = await engine.rtp.openRtp(callId, legId);
    const remote: RtpRemote = {
      host: '127.0.0.1',
      port: socket.address().port,
      codec: 'PCMU',
      audioType: 0,
      keyType: 101,
      rtcpMux: true,
      latch: 'host',
    };
    engine.rtp.setRemote(legId, remote);
    const tone = createToneSender(socket, port, hz);
    closers.push(() => {
      tone.stop();
      socket.close();
    });
    return socket;
  };
  const legsOf = async (): Promise<string[][]> =>
    (await engine.stats()).workers.map(({ legs }) => legs.map(({ legId }) => legId).sort());
  /** An order no worker survives: the sources of this arrangement are missing. */
  const killWorkerOf = (callId: string): Promise<void> =>
    engine.arrange({ callId, revision: 999, hears: {}, plays: null as never });
  const open = async (stationId: string, hz: number): Promise<NodePhone> => {
    const phone = await openNodePhone(engine.stations, stationId, hz);
    closers.push(() => phone.close());
    return phone;
  };
  const answer = async (callId: string, legId: string, phone: NodePhone): Promise<void> => {
    const target = { kind: 'station' as const, stationId: phone.stationId };
    await engine.dial({ callId, legId, target, from, ringTimeoutMs: 20_000 });
    phone.send({ type: 'answer', legId });
    await expect
      .poll(() => events.some((e) => e.type === 'leg.answered' && e.legId === legId), DEADLINE)
      .toBe(true);
  };
  const hears = (phone: NodePhone, hz: number) =>
    expect
      .poll(async () => tonePowerDb(await phone.listen(300), hz, 8_000), { timeout: 15_000, interval: 1 })
      .toBeGreaterThan(-35);

  it('calls spread, and a leg joins its call wherever that is, by a spare port or a new one', async () => {
    await start(3);
    for (const callId of ['a', 'b', 'c', 'd']) await engine.rtp.openRtp(callId, `${callId}1`);
    for (const callId of ['b', 'd']) expect(engine.rtp.openRtpNow(callId, `${callId}2`)).toBeDefined();
    await engine.rtp.openRtp('c', 'c2');
    await expect.poll(legsOf, DEADLINE).toEqual([
      ['a1', 'd1', 'd2'],
      ['b1', 'b2'],
      ['c1', 'c2'],
    ]);
    for (const legId of ['a1', 'b1', 'b2', 'c1', 'c2', 'd1', 'd2']) engine.rtp.closeRtp(legId);
    await expect.poll(() => engine.stats(), DEADLINE).toMatchObject({ rooms: 0, legs: [] });
  });

  it('a worker that dies ends its own calls; the others are heard on, and new calls find another in its place', async () => {
    await start(2);
    await talk('a', 'a1', 700);
    const other = await talk('a', 'a2', 1_300);
    await talk('b', 'b1', 700);
    await engine.arrange({ callId: 'a', revision: 1, hears: { a1: ['a2'], a2: ['a1'] }, plays: [] });
    await killWorkerOf('b');
    await expect.poll(() => ended, DEADLINE).toEqual(['b1']);
    await expect.poll(() => restarts, DEADLINE).toBe(1);
    let packets = 0;
    other.on('message', () => {
      packets += 1;
    });
    await expect.poll(() => packets, DEADLINE).toBeGreaterThan(20);
    await engine.rtp.openRtp('c', 'c1');
    expect(await legsOf()).toEqual([['a1', 'a2'], ['c1']]);
    expect(ended).toEqual(['b1']);
  });

  it("a page in another worker's call hears and is heard, keys count, and its next call is a stream that goes on", async () => {
    await start(2, 'werift');
    // Fills worker 0, so that the call begins in the other.
    for (const legId of ['x1', 'x2', 'x3']) await engine.rtp.openRtp('x', legId);
    const ana = await open('desk:ana', 1_110);
    for (const callId of ['first', 'second']) {
      const lead = `${callId}-lead`;
      const agent = `${callId}-agent`;
      const far = await talk(callId, lead, 620);
      let packets = 0;
      far.on('message', () => {
        packets += 1;
      });
      await answer(callId, agent, ana);
      const told = { [lead]: [agent], [agent]: [lead] };
      await engine.arrange({ callId, revision: 1, hears: told, plays: [] });
      await hears(ana, 620);
      await expect.poll(() => packets, DEADLINE).toBeGreaterThan(20);
      expect((await legsOf())[1]).toEqual([agent, lead]);
      ana.pressInStream('5');
      const key = { type: 'leg.key', callId, legId: agent, key: '5' };
      await expect.poll(() => events.filter(({ type }) => type === 'leg.key').at(-1), DEADLINE).toEqual(key);
      await engine.hangup(agent, 'hung-up');
      engine.rtp.closeRtp(lead);
    }
    // Then one that begins with the page, in the worker that has it.
    await answer('third', 'third-agent', ana);
    const hold = { sourceId: 'hold', audio: { kind: 'tone' as const, name: 'hold' as const }, loop: true };
    await engine.arrange({ callId: 'third', revision: 1, hears: { 'third-agent': ['hold'] }, plays: [hold] });
    await hears(ana, 440);
    expect((await legsOf())[0]).toContain('third-agent');
  });

  it('a worker that dies gives its ports back to the system', async () => {
    await start(1);
    const { port } = await engine.rtp.openRtp('b', 'b1');
    const isFree = async (): Promise<boolean> => {
      const socket = createSocket('udp4');
      const bound = await new Promise<boolean>((resolve) => {
        socket.on('error', () => resolve(false));
        socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(true));
      });
      socket.close();
      return bound;
    };
    expect(await isFree()).toBe(false);
    await killWorkerOf('b');
    await expect.poll(() => restarts, DEADLINE).toBe(1);
    await expect.poll(isFree, DEADLINE).toBe(true);
  });

  it("when the worker with the pages dies, another's calls live on, and a page that comes back has its leg", async () => {
    await start(2, 'werift');
    for (const legId of ['x1', 'x2', 'x3']) await engine.rtp.openRtp('x', legId);
    await talk('call', 'lead', 620);
    const ana = await open('desk:ana', 1_110);
    await answer('call', 'agent', ana);
    await engine.arrange({
      callId: 'call',
      revision: 1,
      hears: { lead: ['agent'], agent: ['lead'] },
      plays: [],
    });
    await hears(ana, 620);
    await killWorkerOf('x');
    await expect.poll(() => ended, DEADLINE).toEqual(['x1', 'x2', 'x3']);
    await expect.poll(() => linked, DEADLINE).toEqual(['leg.lost']);
    await expect.poll(() => restarts, DEADLINE).toBe(1);
    const again = await open('desk:ana', 1_110);
    await expect.poll(() => linked, DEADLINE).toEqual(['leg.lost', 'leg.back']);
    await hears(again, 620);
    expect(events.filter(({ type }) => type === 'leg.ended')).toEqual([]);
  });
});
