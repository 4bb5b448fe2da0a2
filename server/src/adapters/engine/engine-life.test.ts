/** What goes wrong around a call: bad frames, foreign legs, lost pages, a dead worker, a process that just ends. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterEach, describe, expect, it } from 'vitest';
import { mediaWorkerUrl } from '../../media/worker-for-tests.ts';
import type { TelephonyEvent } from '../../ports/telephony.ts';
import { createEngine, type Engine, type LegLinkEvent } from './engine.ts';
import { type NodePhone, openNodePhone } from './node-phone.ts';

const from = { number: '+15125550100', name: 'Northside' };
const target = (stationId: string) => ({ kind: 'station' as const, stationId });

describe('engine, when things go wrong', () => {
  let engine: Engine;
  let events: TelephonyEvent[];
  let linkEvents: LegLinkEvent[];
  let logged: string[];
  const phones: NodePhone[] = [];

  const start = async (): Promise<void> => {
    events = [];
    linkEvents = [];
    logged = [];
    engine = createEngine({
      webrtc: 'native',
      workerUrl: await mediaWorkerUrl(),
      log: (event) => logged.push(event.kind),
    });
    engine.onEvent((event) => events.push(event));
    engine.onLegLink((event) => linkEvents.push(event));
    await engine.start();
  };
  const open = async (stationId: string, toneHz?: number): Promise<NodePhone> => {
    const phone = await openNodePhone(engine.stations, stationId, toneHz);
    phones.push(phone);
    return phone;
  };
  const connect = async (legId: string, phone: NodePhone): Promise<void> => {
    await engine.dial({ callId: 'c', legId, target: target(phone.stationId), from, ringTimeoutMs: 20_000 });
    phone.send({ type: 'answer', legId });
    await expect.poll(() => events.some((e) => e.type === 'leg.answered' && e.legId === legId)).toBe(true);
  };
  const ends = () => events.filter((event) => event.type === 'leg.ended');
  afterEach(async () => {
    for (const phone of phones.splice(0)) await phone.close();
    await engine?.drain(0);
  });

  it('a malformed frame is answered with BAD_FRAME and the connection lives on', async () => {
    await start();
    const ana = await open('desk:ana');
    ana.send('{"type":');
    ana.send('{"type":"answer"}');
    expect(ana.frames.slice(-2).map(({ message }) => message)).toMatchObject([
      { type: 'error', code: 'BAD_FRAME' },
      { type: 'error', code: 'BAD_FRAME' },
    ]);
    await connect('a', ana);
    expect(engine.stations.isOnline('desk:ana')).toBe(true);
  });

  it('an offer without G.711 is refused in words', async () => {
    await start();
    const told: unknown[] = [];
    const session = engine.stations.attach('desk:odd', (message) => told.push(message));
    session.receive({
      type: 'hello',
      sdp: 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n',
    });
    await expect.poll(() => told).toMatchObject([{ type: 'error', code: 'MEDIA_FAILED' }]);
    session.receive({ type: 'answer', legId: 'x' });
    expect(told.at(-1)).toMatchObject({ code: 'NOT_GREETED' });
    session.receive({ type: 'hello', sdp: 'nonsense' });
    await expect.poll(() => told.at(-1)).toMatchObject({ code: 'MEDIA_FAILED' });
    expect(engine.stations.isOnline('desk:odd')).toBe(false);
    session.detach();
  });

  it('one station can neither answer, press keys on nor end the leg of another', async () => {
    await start();
    const ana = await open('desk:ana');
    const ben = await open('desk:ben');
    await connect('a', ana);
    for (const type of ['answer', 'hangup', 'decline'] as const) ben.send({ type, legId: 'a' });
    ben.send({ type: 'key', legId: 'a', key: '1' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(events.filter((event) => event.type === 'leg.key' || event.type === 'leg.ended')).toEqual([]);
    expect(ben.frames.at(-1)!.message).toMatchObject({ type: 'error', code: 'NO_SUCH_LEG' });
  });

  it('a page that goes away in a call is told as lost within a second, and one that comes back has its leg', async () => {
    await start();
    const lead = await open('handset:+15125550142', 620);
    const ana = await open('desk:ana', 1_110);
    await connect('lead', lead);
    await connect('a', ana);
    await engine.arrange({ callId: 'c', revision: 1, hears: { lead: ['a'], a: ['lead'] }, plays: [] });
    await expect.poll(() => lead.firstLoudMs(0, 2_000)).toBeDefined();
    const wentMs = performance.now();
    ana.vanish();
    await expect
      .poll(() => linkEvents.map((event) => event.type), { timeout: 3_000, interval: 10 })
      .toEqual(['leg.lost']);
    expect(performance.now() - wentMs).toBeLessThan(1_000);
    const again = await open('desk:ana', 1_110);
    await expect
      .poll(() => linkEvents.map((event) => event.type), { timeout: 3_000 })
      .toEqual(['leg.lost', 'leg.back']);
    expect(again.legs()).toMatchObject([{ legId: 'a', state: 'live' }]);
    const backMs = performance.now();
    await expect.poll(() => lead.firstLoudMs(backMs, 2_000), { timeout: 2_000 }).toBeDefined();
    expect(ends()).toEqual([]);
  });

  it('a socket lost for a moment resumes without a new sound connection', async () => {
    await start();
    const ana = await open('desk:ana', 1_110);
    await connect('a', ana);
    ana.cutSocket();
    expect(engine.stations.isOnline('desk:ana')).toBe(false);
    ana.reattach();
    expect(engine.stations.isOnline('desk:ana')).toBe(true);
    expect(ana.frames.at(-1)!.message).toMatchObject({
      type: 'welcome',
      legs: [{ legId: 'a', state: 'live' }],
    });
    expect(ana.frames.at(-1)!.message).not.toHaveProperty('sdp');
    expect(linkEvents).toEqual([]);
  });

  it('a ring that no page confirms is unreachable, not ringing', async () => {
    await start();
    const ana = await open('desk:ana');
    ana.cutSocket();
    await engine.dial({ callId: 'c', legId: 'a', target: target('desk:ana'), from, ringTimeoutMs: 20_000 });
    await expect.poll(ends, { timeout: 6_000 }).toMatchObject([{ by: 'network', cause: 'unreachable' }]);
    expect(events.some((event) => event.type === 'leg.ringing')).toBe(false);
  });

  it('a phone in a call is busy; while draining nothing new is dialled and the call is ended at the limit', async () => {
    await start();
    const ana = await open('desk:ana');
    const ben = await open('desk:ben');
    await connect('a', ana);
    await engine.dial({ callId: 'd', legId: 'a2', target: target('desk:ana'), from, ringTimeoutMs: 1_000 });
    await expect.poll(ends).toMatchObject([{ legId: 'a2', cause: 'busy' }]);
    const drained = engine.drain(300);
    await engine.dial({ callId: 'd', legId: 'b', target: target(ben.stationId), from, ringTimeoutMs: 1_000 });
    await drained;
    expect(ends()).toMatchObject([
      { legId: 'a2' },
      { legId: 'b', cause: 'overload' },
      { legId: 'a', by: 'us' },
    ]);
  });

  it('a second attach replaces the first, whose frames then count for nothing', async () => {
    await start();
    const first = await open('desk:ana');
    await engine.dial({ callId: 'c', legId: 'a', target: target('desk:ana'), from, ringTimeoutMs: 20_000 });
    const second = await open('desk:ana');
    expect(first.frames.at(-1)!.message.type).toBe('replaced');
    first.send({ type: 'answer', legId: 'a' });
    expect(second.legs()).toMatchObject([{ legId: 'a', state: 'ringing' }]);
    second.send({ type: 'answer', legId: 'a' });
    await expect.poll(() => events.filter((event) => event.type === 'leg.answered')).toHaveLength(1);
  });

  it('presence is told at each change', async () => {
    await start();
    const changes: boolean[] = [];
    const stop = engine.stations.onPresence(({ online }) => changes.push(online));
    const ana = await open('desk:ana');
    ana.vanish();
    expect(changes).toEqual([true, false]);
    stop();
  });

  it('memory and rooms are given back when calls end', async () => {
    await start();
    const ana = await open('desk:ana');
    for (let i = 0; i < 20; i += 1) {
      await connect(`a${i}`, ana);
      await engine.arrange({
        callId: 'c',
        revision: i + 1,
        hears: { [`a${i}`]: ['hold'] },
        plays: [{ sourceId: 'hold', audio: { kind: 'tone', name: 'hold' }, loop: true }],
      });
      await engine.hangup(`a${i}`, 'hung-up');
    }
    expect(await engine.stats()).toMatchObject({ rooms: 0, legs: [], peers: 1 });
  });

  it('a process that exits without a word does not abort on the native library', async () => {
    // Beside the built worker, where both WebRTC libraries are found.
    const script = new URL(`./exit-test-${process.pid}.mjs`, await mediaWorkerUrl());
    await build({
      stdin: {
        contents: `
          import { createEngine } from './engine.ts';
          import { openNodePhone } from './node-phone.ts';
          const engine = createEngine({ webrtc: 'native', workerUrl: new URL(${JSON.stringify((await mediaWorkerUrl()).href)}) });
          await engine.start();
          await openNodePhone(engine.stations, 'desk:ana', 700);
          process.exit(7);`,
        resolveDir: fileURLToPath(new URL('.', import.meta.url)),
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      outfile: fileURLToPath(script),
    });
    const child = spawn(process.execPath, [fileURLToPath(script)], { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaints = '';
    child.stderr.on('data', (data: Buffer) => {
      complaints += data.toString();
    });
    const end = await new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
    rmSync(script);
    expect(end, complaints).toEqual({ code: 7, signal: null });
  });
});
