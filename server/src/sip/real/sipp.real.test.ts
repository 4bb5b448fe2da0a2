import { afterEach, describe, expect, it } from 'vitest';
import {
  createSipEndpoint,
  realClock,
  type SipCall,
  type SipEndpoint,
  tcpTransport,
  udpTransport,
} from '../index.ts';
import { installed, type Running, sipp } from './programs.ts';

const SDP =
  'v=0\r\no=t 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n';
const HERE = { host: '127.0.0.1', port: 0 };
const have = installed('sipp', 'sip-tester');

const running: Running[] = [];
const endpoints: SipEndpoint[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) one.stop();
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()));
});

interface Callee {
  endpoint: SipEndpoint;
  port: number;
  ended: { them: number; other: string[] };
}

async function callee(protocol: 'udp' | 'tcp' = 'udp'): Promise<Callee> {
  const transport = protocol === 'udp' ? udpTransport(HERE) : tcpTransport({ ...HERE, clock: realClock() });
  const ended: Callee['ended'] = { them: 0, other: [] };
  const endpoint = createSipEndpoint({
    transports: [transport],
    trusted: ['127.0.0.0/8'],
    onCall: (call) => {
      call.on((event) => {
        if (event.type === 'ended' && event.by === 'them' && event.cause === 'bye') ended.them++;
        else if (event.type === 'ended' || event.type === 'failed') ended.other.push(event.cause);
      });
      call.progress(180);
      call.answer(SDP);
    },
  });
  endpoints.push(endpoint);
  await endpoint.start();
  return { endpoint, port: transport.local().port, ended };
}

async function load(args: string[]): Promise<{ code: number | null; output: string; tookS: number }> {
  const startMs = performance.now();
  const one = await sipp(args);
  running.push(one);
  return { ...(await one.done), tookS: (performance.now() - startMs) / 1000 };
}

async function until(ready: () => boolean, seconds: number): Promise<void> {
  const endMs = performance.now() + seconds * 1000;
  while (!ready() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** SIPp's own count, from its last screen. */
const count = (output: string, name: string): number =>
  Number(
    [...output.matchAll(new RegExp(`${name}\\s*\\|\\s*\\d+\\s*\\|\\s*(\\d+)`, 'g'))].at(-1)?.[1] ??
      Number.NaN,
  );

/** How often SIPp sent its INVITE again: 0 means that we always answered within half a second. */
const repeats = (output: string): number =>
  Number([...output.matchAll(/INVITE -+>\s+\d+\s+(\d+)/g)].at(-1)?.[1] ?? Number.NaN);

describe.skipIf(!have)('SIPp calls us', () => {
  it('2,000 calls at 200 a second: none fails, and memory comes back', { timeout: 120_000 }, async () => {
    const us = await callee();
    await load([`127.0.0.1:${us.port}`, '-sn', 'uac', '-r', '200', '-m', '200', '-d', '100']);
    globalThis.gc?.();
    const heapBefore = process.memoryUsage().heapUsed;
    const cpuBefore = process.cpuUsage();
    const { code, output, tookS } = await load([
      `127.0.0.1:${us.port}`,
      '-sn',
      'uac',
      '-r',
      '200',
      '-m',
      '2000',
      '-d',
      '500',
    ]);
    const cpu = process.cpuUsage(cpuBefore);
    expect([code, count(output, 'Successful call'), count(output, 'Failed call')]).toEqual([0, 2000, 0]);
    await until(() => us.ended.them === 2200, 5);
    expect(us.ended).toEqual({ them: 2200, other: [] });
    const after = us.endpoint.stats();
    await until(() => us.endpoint.stats().transactions === 0, 40);
    globalThis.gc?.();
    const heapMb = (process.memoryUsage().heapUsed - heapBefore) / 1e6;
    const cpuMs = (cpu.user + cpu.system) / 1000 / 2000;
    console.log(
      `2,000 calls at 200/s: ${tookS.toFixed(1)} s, ${cpuMs.toFixed(2)} ms CPU a call, ${after.transactions} transactions lingering after the last, then ${us.endpoint.stats().transactions}; heap ${heapMb.toFixed(1)} MB more`,
    );
    expect(us.endpoint.stats()).toMatchObject({ calls: 0, transactions: 0, timers: 0 });
  });

  it('500 calls a second for six seconds: none fails', { timeout: 60_000 }, async () => {
    const us = await callee();
    const { code, output, tookS } = await load([
      `127.0.0.1:${us.port}`,
      '-sn',
      'uac',
      '-r',
      '500',
      '-m',
      '3000',
      '-d',
      '200',
    ]);
    console.log(
      `3,000 calls at 500/s: ${tookS.toFixed(1)} s, failed ${count(output, 'Failed call')}, SIPp sent ${repeats(output)} INVITEs again`,
    );
    expect([code, count(output, 'Successful call')]).toEqual([0, 3000]);
    expect(us.ended.other).toEqual([]);
    expect(us.endpoint.stats().transactions).toBeLessThanOrEqual(4_096);
  });

  it('with a tenth of all messages lost: every call completes', { timeout: 120_000 }, async () => {
    const us = await callee();
    const { code, output, tookS } = await load([
      `127.0.0.1:${us.port}`,
      '-sn',
      'uac',
      '-r',
      '40',
      '-m',
      '400',
      '-d',
      '200',
      '-lost',
      '10',
    ]);
    console.log(
      `400 calls at 40/s with 10 % loss: ${tookS.toFixed(1)} s, successful ${count(output, 'Successful call')}`,
    );
    expect([code, count(output, 'Successful call'), count(output, 'Failed call')]).toEqual([0, 400, 0]);
  });

  it('over TCP', { timeout: 60_000 }, async () => {
    const us = await callee('tcp');
    const { code, output } = await load([
      `127.0.0.1:${us.port}`,
      '-sn',
      'uac',
      '-t',
      't1',
      '-r',
      '100',
      '-m',
      '500',
      '-d',
      '100',
    ]);
    expect([code, count(output, 'Successful call')]).toEqual([0, 500]);
  });
});

describe.skipIf(!have)('we call SIPp', () => {
  it('300 calls, each answered, held and hung up by us', { timeout: 60_000 }, async () => {
    const us = await callee();
    const far = await sipp(['-sn', 'uas']);
    running.push(far);
    await until(() => false, 0.5);
    let answered = 0;
    const failed: number[] = [];
    for (let i = 0; i < 300; i++) {
      const call = us.endpoint.invite(`sip:x@127.0.0.1:${far.port}`, { from: { user: 't' }, sdp: SDP });
      call.on((event) => {
        if (event.type === 'failed') failed.push(event.status);
        if (event.type !== 'answered') return;
        answered++;
        setTimeout(() => call.bye(), 50);
      });
      if (i % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await until(() => answered === 300 && us.endpoint.stats().calls === 0, 20);
    expect([answered, failed, us.endpoint.stats().calls]).toEqual([300, [], 0]);
  });

  it('three ring, the first to answer wins, the others are cancelled', { timeout: 90_000 }, async () => {
    const us = await callee();
    const all = await Promise.all([0, 1, 2].map(() => sipp(['-sn', 'uas', '-m', '1'])));
    running.push(...all);
    await until(() => false, 0.5);
    let winner: SipCall | undefined;
    const outcome: string[] = [];
    const calls = all.map(({ port }) =>
      us.endpoint.invite(`sip:x@127.0.0.1:${port}`, { from: { user: 't' }, sdp: SDP }),
    );
    for (const call of calls) {
      call.on((event) => {
        if (event.type === 'failed') outcome.push(event.cause);
        if (event.type !== 'answered') return;
        outcome.push('answered');
        winner = call;
        for (const other of calls) if (other !== call) other.cancel();
      });
    }
    // A SIPp that meets the CANCEL before its own 200 falls silent: then a call is over after 64*T1, 32 s (RFC 3261 9.1).
    await until(() => outcome.length === 3, 40);
    // SIPp answers at once, so a loser's 200 may cross our CANCEL: then it was acknowledged and hung up.
    expect(outcome.sort()).toEqual(['answered', 'cancelled', 'cancelled']);
    winner?.bye();
    await until(() => us.endpoint.stats().calls === 0, 5);
    expect(us.endpoint.stats().calls).toBe(0);
  });
});
