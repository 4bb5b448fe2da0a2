import { createSocket, type Socket } from 'node:dgram';
import { afterEach, expect, it } from 'vitest';
import { warmUp } from '../../adapters/sip/warm-up.ts';
import { createSipEndpoint, type SipCall, type SipEndpoint, udpTransport } from '../index.ts';
import { buildOffer } from '../sdp.ts';

/*
 * Fifty INVITEs at once, then one answer and 49 CANCELs, over real loopback sockets. Measured inside the sender: from the
 * trigger until the last datagram is with the kernel, which on loopback is when it lies in the receiver's buffer.
 */
const COUNT = 50;
const ROUNDS = 40;
const SDP = buildOffer({ host: '127.0.0.1', port: 40_000, sessionId: '1', version: 1 });

let endpoint: SipEndpoint | undefined;
let far: Socket | undefined;
afterEach(async () => {
  far?.close();
  await endpoint?.close();
});

const line = (text: string, name: string): string =>
  new RegExp(`^${name}: (.*)\r$`, 'im').exec(text)?.[1] ?? '';

/** An answer of the far end, to whatever was asked. */
function reply(request: string, status: number, body = ''): Buffer {
  const same = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${line(request, name)}`);
  const to = line(request, 'To');
  const head = [
    `SIP/2.0 ${status} x`,
    ...same,
    `To: ${to}${to.includes('tag=') ? '' : ';tag=far'}`,
    `Contact: <sip:x@127.0.0.1:${far!.address().port}>`,
  ];
  return Buffer.from([...head, `Content-Length: ${body.length}`, '', body].join('\r\n'));
}

const quantile = (values: number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)]!;

async function until(ready: () => boolean): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!ready() && performance.now() < endMs) await new Promise((resolve) => setImmediate(resolve));
  expect(ready()).toBe(true);
}

it('rings fifty and cancels 49 with the answer, in one go', {
  timeout: 60_000,
}, async () => {
  const invites: string[] = [];
  const gone: string[] = [];
  const socket = createSocket('udp4');
  far = socket;
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const transport = udpTransport({ host: '127.0.0.1', port: 0 });
  const us = createSipEndpoint({ transports: [transport] });
  endpoint = us;
  await warmUp();
  await us.start();
  const say = (data: Buffer): void => socket.send(data, transport.local().port, '127.0.0.1');
  socket.on('message', (data) => {
    const text = data.toString();
    if (text.startsWith('INVITE')) {
      invites.push(text);
      say(reply(text, 180));
    } else if (text.startsWith('CANCEL')) {
      say(reply(text, 200));
      const invite = invites.find((one) => line(one, 'Call-ID') === line(text, 'Call-ID'))!;
      say(reply(invite, 487));
    } else if (text.startsWith('BYE')) {
      gone.push(text);
      say(reply(text, 200));
    }
  });
  const inviteMs: number[] = [];
  const cancelMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    invites.length = 0;
    let ringing = 0;
    let over = 0;
    let winner: SipCall | undefined;
    const calls: SipCall[] = [];
    const startMs = performance.now();
    for (let k = 0; k < COUNT; k++) {
      const call = us.invite(`sip:agent${k}@127.0.0.1:${socket.address().port}`, {
        from: { user: 'baton' },
        sdp: SDP,
      });
      calls.push(call);
      call.on((event) => {
        if (event.type === 'progress') ringing++;
        if (event.type === 'failed') over++;
        if (event.type !== 'answered') return;
        winner = call;
        const answeredMs = performance.now();
        for (const other of calls) if (other !== call) other.cancel();
        // Datagrams of one turn leave at its end, before this.
        queueMicrotask(() => cancelMs.push(performance.now() - answeredMs));
      });
    }
    await null;
    inviteMs.push(performance.now() - startMs);
    await until(() => ringing === COUNT);
    say(reply(invites[round % COUNT]!, 200, SDP));
    await until(() => over === COUNT - 1);
    winner!.bye();
    await until(() => gone.length === round + 1);
  }
  const show = (values: number[]): string =>
    [0, 0.25, 0.5, 0.9, 1].map((share) => quantile(values, share).toFixed(2)).join(' / ');
  console.log(
    `first ring ${inviteMs[0]!.toFixed(2)} ms; min / p25 / p50 / p90 / max of ${ROUNDS} rounds in ms:`,
  );
  console.log(`50 INVITEs ${show(inviteMs)}; 49 CANCELs ${show(cancelMs)}`);
  // The aim is 5 ms and `baton bench` measures it. A neighbour on the same cores can only add to a round, so the least
  // disturbed tenth is what the code can be held to here: below what fifty timers or fifty turns of the loop would take.
  expect(quantile(inviteMs, 0.1)).toBeLessThan(50);
  expect(quantile(cancelMs, 0.1)).toBeLessThan(50);
});
