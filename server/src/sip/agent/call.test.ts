import { describe, expect, it } from 'vitest';
import type { CallEvent } from './call-types.ts';
import { kinds, SDP_A, SDP_B, type World, world } from './test-world.ts';

async function two(w: World = world(), protocol: 'udp' | 'tcp' = 'udp') {
  const a = await w.party('10.0.0.1', {}, protocol);
  const b = await w.party('10.0.0.2', {}, protocol);
  return { w, a, b };
}

async function up(given?: Awaited<ReturnType<typeof two>>) {
  const pair = given ?? (await two());
  const { w, a, b } = pair;
  b.onCall = (call) => call.answer(SDP_B);
  const out = a.invite(b.uri);
  await w.run(50);
  const inn = b.incoming.at(-1)!;
  expect([out.call.phase(), inn.call.phase()]).toEqual(['up', 'up']);
  return { ...pair, out, inn };
}

const last = (events: CallEvent[]): CallEvent => events.at(-1)!;

describe.each(['udp', 'tcp'] as const)('a call over %s', (protocol) => {
  it('rings, is answered, acknowledged, and hung up by the caller', async () => {
    const { w, a, b } = await two(world(), protocol);
    b.onCall = (call) => call.progress(180);
    const { call, events } = a.invite(b.uri, {
      from: { user: 'anna', name: 'Anna "A"' },
      headers: [{ name: 'x-baton-brief', value: 'a\r\nEvil: b' }],
    });
    await w.run(20);
    expect([call.phase(), kinds(events)]).toEqual(['ringing', ['progress']]);
    const { invite, call: theirs, events: seen } = b.incoming[0]!;
    expect(invite).toMatchObject({
      number: 'x',
      fromUser: 'anna',
      fromName: 'Anna "A"',
      sdp: SDP_A,
      trunk: undefined,
    });
    expect(invite.request.headers.filter((field) => field.name === 'evil')).toEqual([]);
    theirs.answer(SDP_B);
    await w.run(20);
    expect(last(events)).toMatchObject({ type: 'answered', sdp: SDP_B, needsAck: false });
    expect(last(seen)).toEqual({ type: 'acked', sdp: undefined });
    call.bye();
    await w.run(20);
    expect([last(events), last(seen)]).toMatchObject([
      { type: 'ended', by: 'us' },
      { type: 'ended', by: 'them', cause: 'bye' },
    ]);
    await w.run(70_000);
    for (const party of [a, b])
      expect(party.endpoint.stats()).toMatchObject({ calls: 0, transactions: 0, timers: 0 });
  });

  it('is hung up by the callee', async () => {
    const { w, out, inn } = await up(await two(world(), protocol));
    inn.call.hangup();
    await w.run(20);
    expect([last(inn.events), last(out.events)]).toMatchObject([
      { type: 'ended', by: 'us' },
      { type: 'ended', by: 'them' },
    ]);
  });
});

describe('calls that come to nothing', () => {
  it('refused', async () => {
    const { w, a, b } = await two();
    b.onCall = (call) => call.reject(486, { reason: 'On another call' });
    const { events } = a.invite(b.uri);
    await w.run(20);
    expect(events).toMatchObject([
      { type: 'failed', status: 486, reason: 'On another call', cause: 'refused' },
    ]);
    expect(b.incoming[0]!.events).toMatchObject([{ type: 'failed', status: 486 }]);
  });

  it('cancelled while ringing: 487 for us, the callee hears it', async () => {
    const { w, a, b } = await two();
    b.onCall = (call) => call.progress(180);
    const { call, events } = a.invite(b.uri);
    await w.run(20);
    call.cancel([{ name: 'reason', value: 'SIP;cause=200;text="Call completed elsewhere"' }]);
    await w.run(20);
    expect(last(events)).toMatchObject({ type: 'failed', status: 487, cause: 'cancelled' });
    expect(last(b.incoming[0]!.events)).toMatchObject({ type: 'failed', cause: 'cancelled' });
  });

  it('cancelled before anything came back: the CANCEL waits for the first sign of life', async () => {
    const { w, a, b } = await two();
    const { call, events } = a.invite(b.uri);
    call.cancel();
    expect(w.net.log.filter((line) => line.includes('CANCEL'))).toEqual([]);
    await w.run(20);
    expect(last(events)).toMatchObject({ type: 'failed', cause: 'cancelled' });
    expect(last(b.incoming[0]!.events)).toMatchObject({ type: 'failed', cause: 'cancelled' });
  });

  it('CANCEL and 200 cross: acknowledged, hung up, never answered for us', async () => {
    const { w, a, b } = await two();
    const { call, events } = a.invite(b.uri);
    await w.run(20);
    b.incoming[0]!.call.answer(SDP_B);
    call.cancel();
    await w.run(100);
    expect(kinds(events)).toEqual(['failed']);
    expect(last(b.incoming[0]!.events)).toMatchObject({ type: 'ended', by: 'them', cause: 'bye' });
    const sent = w.net.log.filter((line) => line.startsWith('10.0.0.1')).map((line) => line.split(' ')[3]);
    expect(sent).toEqual(['INVITE', 'CANCEL', 'ACK', 'BYE']);
    await w.run(70_000);
    expect(a.endpoint.stats()).toMatchObject({ calls: 0, transactions: 0, timers: 0 });
  });

  it('nobody there, and nobody answering', async () => {
    const { w, a, b } = await two();
    const nobody = a.invite('sip:x@10.9.9.9');
    const silent = a.invite(b.uri, { ringMs: 5_000 });
    await w.run(10_000);
    expect(last(silent.events)).toMatchObject({ type: 'failed', status: 487, cause: 'cancelled' });
    await w.run(25_000);
    expect(last(nobody.events)).toMatchObject({ type: 'failed', status: 408, cause: 'timed-out' });
  });

  it('a target that is no address or has no name', async () => {
    const { w, a } = await two();
    const all = ['nonsense', 'sip:x@nowhere.example', 'mailto:x@y'].map((target) => a.invite(target));
    await w.run(100);
    for (const { events } of all) expect(events).toMatchObject([{ type: 'failed', cause: 'unreachable' }]);
  });

  it('an answer that is never acknowledged ends the call after 64*T1', async () => {
    const { w, a, b } = await two();
    b.onCall = (call) => call.answer(SDP_B);
    w.net.loseIf((text) => text.startsWith('ACK'));
    a.invite(b.uri);
    await w.run(33_000);
    expect(last(b.incoming[0]!.events)).toMatchObject({ type: 'ended', cause: 'unacknowledged' });
  });

  it('hung up by the callee before the ACK: the BYE waits for it', async () => {
    const { w, a, b } = await two();
    b.onCall = (call) => {
      call.answer(SDP_B);
      call.bye();
    };
    const { events } = a.invite(b.uri);
    await w.run(100);
    expect(kinds(events)).toEqual(['answered', 'ended']);
    expect(w.net.log.findIndex((line) => line.includes('BYE'))).toBeGreaterThan(
      w.net.log.findIndex((line) => line.includes('ACK')),
    );
    expect(b.endpoint.stats().calls).toBe(0);
  });

  it('a listener that throws hurts nobody', async () => {
    const { w, a, b } = await two();
    b.onCall = () => {
      throw new Error('application');
    };
    const { events } = a.invite(b.uri);
    await w.run(20);
    expect(last(events)).toMatchObject({ type: 'failed', status: 500 });
    expect(b.errors).toHaveLength(1);
  });
});

describe('forks', () => {
  const header = (text: string, name: string): string =>
    new RegExp(`^${name}: (.*)$`, 'im').exec(text)?.[1]?.trim() ?? '';
  const reply = (request: string, status: number, tag: string): string =>
    [
      `SIP/2.0 ${status} x`,
      ...['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(request, name)}`),
      `To: ${header(request, 'To')};tag=${tag}`,
      `Contact: <sip:${tag}@10.0.0.7>`,
      'Content-Type: application/sdp',
      `Content-Length: ${SDP_B.length}`,
      '',
      SDP_B,
    ].join('\r\n');

  it('two phones answer one INVITE: the first wins, the second is acknowledged and hung up', async () => {
    const w = world();
    const a = await w.party('10.0.0.1');
    const far = await w.raw('10.0.0.7');
    const { call, events } = a.invite('sip:x@10.0.0.7');
    await w.run(5);
    const invite = far.got[0]!;
    far.send(reply(invite, 180, 'one'), a);
    far.send(reply(invite, 180, 'two'), a);
    far.send(reply(invite, 200, 'two'), a);
    far.send(reply(invite, 200, 'one'), a);
    far.send(reply(invite, 200, 'one'), a);
    await w.run(20);
    expect(kinds(events)).toEqual(['progress', 'progress', 'answered']);
    const sent = far.got
      .slice(1)
      .map((text) => `${text.split(' ')[0]} ${/tag=(one|two)/.exec(header(text, 'To'))?.[1]}`);
    expect(sent.sort()).toEqual(['ACK one', 'ACK one', 'ACK two', 'BYE one']);
    expect(call.phase()).toBe('up');
  });
});

describe('a bad network', () => {
  it.each([0.1, 0.3])(
    'loss %d, doubles, reordering: every call completes and nothing is left',
    async (lossRate) => {
      const { w, a, b } = await two(world({ lossRate, duplicateRate: 0.1, jitterMs: 40 }));
      b.onCall = (call) => {
        call.progress(180);
        call.answer(SDP_B);
      };
      const calls = [];
      for (let i = 0; i < 150; i++) {
        calls.push(a.invite(b.uri));
        await w.run(20);
      }
      await w.run(20_000);
      const answered = calls.filter(({ events }) => kinds(events).includes('answered')).length;
      expect(answered).toBe(150);
      expect(b.incoming).toHaveLength(150);
      for (const { call } of calls) call.bye();
      await w.run(120_000);
      for (const { events } of [...calls, ...b.incoming]) expect(last(events).type).toBe('ended');
      for (const party of [a, b])
        expect(party.endpoint.stats()).toMatchObject({ calls: 0, transactions: 0, timers: 0 });
    },
  );
});

describe('offers in a running call', () => {
  it('re-INVITE and UPDATE from either side', async () => {
    const { w, out, inn } = await up();
    for (const [asker, other] of [
      [out, inn],
      [inn, out],
    ] as const) {
      other.call.on((event) => event.type === 'offer' && event.offer.answer(`${event.offer.sdp}a=x\r\n`));
      for (const order of ['reinvite', 'update'] as const) {
        const done = asker.call[order](`${SDP_A}a=${order}\r\n`);
        await w.run(50);
        expect(await done).toEqual({ ok: true, sdp: `${SDP_A}a=${order}\r\na=x\r\n` });
      }
    }
    expect([out.call.phase(), inn.call.phase()]).toEqual(['up', 'up']);
  });

  it('refused, or never decided: 488, and the call goes on', async () => {
    const { w, out, inn } = await up();
    const silent = out.call.reinvite(`${SDP_A}a=1\r\n`);
    await w.run(11_000);
    expect(await silent).toEqual({ ok: false, status: 488 });
    inn.call.on((event) => event.type === 'offer' && event.offer.refuse(606));
    const refused = out.call.reinvite(`${SDP_A}a=2\r\n`);
    await w.run(50);
    expect([await refused, out.call.phase()]).toEqual([{ ok: false, status: 606 }, 'up']);
  });

  it('both at once: 491 for both, then both get through', async () => {
    const { w, out, inn } = await up();
    for (const { call } of [out, inn])
      call.on((event) => event.type === 'offer' && event.offer.answer(SDP_B));
    const both = [out.call.reinvite(`${SDP_A}a=1\r\n`), inn.call.reinvite(`${SDP_B}a=2\r\n`)];
    await w.run(15_000);
    expect(await Promise.all(both)).toMatchObject([{ ok: true }, { ok: true }]);
    expect(w.net.log.filter((line) => line.includes(' 491 ')).length).toBeGreaterThanOrEqual(1);
  });

  it('a call without offer: the callee offers, we answer in the ACK', async () => {
    const { w, a, b } = await two();
    b.onCall = (call) => call.answer(SDP_B);
    const { call, events } = a.invite(b.uri, { sdp: undefined });
    await w.run(700);
    expect(last(events)).toMatchObject({ type: 'answered', sdp: SDP_B, needsAck: true });
    call.ack(SDP_A);
    await w.run(20);
    expect(last(b.incoming[0]!.events)).toEqual({ type: 'acked', sdp: SDP_A });
    await w.run(5_000);
    expect([call.phase(), b.incoming[0]!.call.phase()]).toEqual(['up', 'up']);
  });

  it('a request out of order gets 500 and is not acted on', async () => {
    const { w, inn } = await up();
    let bye = '';
    w.net.loseIf((text) => {
      if (!text.startsWith('INFO')) return false;
      bye = text
        .replace(/^INFO/, 'BYE')
        .replace(/CSeq: \d+ INFO/, 'CSeq: 1 BYE')
        .replace(/branch=[^;]*/, 'branch=z9hG4bKlate');
      return true;
    });
    const { call } = inn;
    void call.info('text/plain', 'x');
    w.net.loseIf(undefined);
    await w.run(1_000);
    const far = await w.raw('10.0.0.77');
    far.send(bye, { host: '10.0.0.1' });
    await w.run(20);
    expect(far.got.map((text) => text.split(' ')[1])).toEqual(['500']);
    expect(call.phase()).toBe('up');
  });

  it('INFO arrives', async () => {
    const { w, out, inn } = await up();
    const done = out.call.info('application/dtmf-relay', 'Signal=5\r\n');
    await w.run(20);
    expect([await done, last(inn.events)]).toEqual([
      200,
      { type: 'info', contentType: 'application/dtmf-relay', body: 'Signal=5\r\n' },
    ]);
  });

  it('a peer that knows the call no more ends it', async () => {
    const { w, b, out } = await up();
    await b.endpoint.close();
    const again = await w.party('10.0.0.2');
    expect(again.host).toBe('10.0.0.2');
    out.call.on(() => {});
    const done = out.call.reinvite(SDP_A);
    await w.run(50);
    expect((await done).ok).toBe(false);
    expect(out.call.phase()).toBe('ended');
  });
});

describe('reliable provisional answers', () => {
  it('early media is repeated until PRACKed, and the answer waits for it', async () => {
    const { w, a, b } = await two();
    let lost = 0;
    w.net.loseIf((text) => text.startsWith('PRACK') && lost++ < 2);
    b.onCall = (call) => {
      call.progress(183, { sdp: SDP_B, reliable: true });
      call.progress(180);
      call.answer(SDP_B);
    };
    const { events } = a.invite(b.uri);
    await w.run(5_000);
    expect(kinds(events)).toEqual(['progress', 'progress', 'answered']);
    expect(events[0]).toMatchObject({ status: 183, sdp: SDP_B });
    expect(w.net.log.filter((line) => line.includes('PRACK')).length).toBeGreaterThanOrEqual(3);
  });

  it('without a PRACK the call is given up with a 5xx', async () => {
    const { w, a, b } = await two();
    w.net.loseIf((text) => text.startsWith('PRACK'));
    b.onCall = (call) => call.progress(183, { sdp: SDP_B, reliable: true });
    const { events } = a.invite(b.uri);
    await w.run(40_000);
    expect(last(events)).toMatchObject({ type: 'failed', status: 504 });
  });
});

describe('session timers', () => {
  it('the refresher refreshes and the call lives on', async () => {
    const { w, a, b } = await two();
    b.onCall = (call) => call.answer(SDP_B);
    const { call } = a.invite(b.uri, { sessionS: 90 });
    await w.run(200_000);
    expect(w.net.log.filter((line) => line.includes('UPDATE')).length).toBeGreaterThanOrEqual(3);
    expect([call.phase(), b.incoming[0]!.call.phase()]).toEqual(['up', 'up']);
  });

  it('when the refresher has vanished the other side hangs up', async () => {
    const { w, a, b } = await two();
    b.onCall = (call) => call.answer(SDP_B);
    a.invite(b.uri, { sessionS: 90 });
    await w.run(50);
    w.net.loseIf((_text, from) => from.host === '10.0.0.1');
    await w.run(100_000);
    expect(last(b.incoming[0]!.events)).toMatchObject({ type: 'ended', cause: 'session-expired' });
  });

  it('an interval the callee finds too small is asked for again with its least', async () => {
    const { w, a, b } = await two();
    b.onCall = (call) => call.answer(SDP_B);
    const { call, events } = a.invite(b.uri, { sessionS: 30 });
    await w.run(50);
    expect([call.phase(), kinds(events)]).toEqual(['up', ['answered']]);
    expect(w.net.log.filter((line) => line.includes(' 422 '))).toHaveLength(1);
  });
});

describe('transfers', () => {
  it('blind: REFER is accepted, reported on, done', async () => {
    const { w, out, inn } = await up();
    inn.call.on((event) => {
      if (event.type !== 'refer') return;
      event.refer.accept();
      event.refer.report(180);
      event.refer.report(200);
      event.refer.report(486);
    });
    const done = out.call.refer('sip:c@10.0.0.3');
    await w.run(200);
    expect((await done).status).toBe(202);
    const seen = out.events.filter((event) => event.type === 'transfer');
    expect(seen.map((event) => event.type === 'transfer' && [event.status, event.done]).sort()).toEqual([
      [100, false],
      [180, false],
      [200, true],
    ]);
    const refer = inn.events.find((event) => event.type === 'refer');
    expect(refer?.type === 'refer' && refer.refer.target).toBe('sip:c@10.0.0.3');
  });

  it('rejected, or nobody decides', async () => {
    const { w, out, inn } = await up();
    const silent = out.call.refer('sip:c@10.0.0.3');
    await w.run(11_000);
    expect((await silent).status).toBe(408);
    inn.call.on((event) => event.type === 'refer' && event.refer.reject(480, 'Ben says "no".'));
    const rejected = out.call.refer('sip:c@10.0.0.3');
    await w.run(50);
    expect(await rejected).toEqual({
      status: 480,
      reason: 'Temporarily Unavailable',
      words: 'Ben says "no".',
    });
  });

  it('attended: A has B and C; A refers B to C, B takes over the call A has there', async () => {
    const w = world();
    const [a, b, c] = [await w.party('10.0.0.1'), await w.party('10.0.0.2'), await w.party('10.0.0.3')];
    for (const party of [b, c]) party.onCall = (call) => call.answer(SDP_B);
    const toB = a.invite(b.uri);
    const toC = a.invite(c.uri);
    await w.run(50);
    b.incoming[0]!.call.on((event) => {
      if (event.type !== 'refer') return;
      event.refer.accept();
      const { call } = b.invite(event.refer.target, { replaces: event.refer.replaces });
      call.on((next) => next.type === 'answered' && event.refer.report(200));
    });
    const done = toB.call.refer(c.uri, { replaces: toC.call });
    await w.run(500);
    expect((await done).status).toBe(202);
    const taken = c.incoming[1]!;
    expect(taken.invite.replaces?.id).toBe(c.incoming[0]!.call.id);
    expect(taken.call.phase()).toBe('up');
    expect(last(c.incoming[0]!.events)).toMatchObject({ type: 'ended', cause: 'replaced' });
    expect(last(toC.events)).toMatchObject({ type: 'ended', by: 'them' });
    expect(toB.events.some((event) => event.type === 'transfer' && event.status === 200 && event.done)).toBe(
      true,
    );
  });

  it('Replaces of a call nobody knows is 481', async () => {
    const { w, a, b } = await two();
    const { events } = a.invite(b.uri, { replaces: 'no;to-tag=1;from-tag=2' });
    await w.run(20);
    expect(last(events)).toMatchObject({ type: 'failed', status: 481 });
  });
});
