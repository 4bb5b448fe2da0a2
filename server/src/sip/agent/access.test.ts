import { describe, expect, it } from 'vitest';
import type { CallEvent } from './call-types.ts';
import { type Ha1, hashSecret } from './digest.ts';
import { orderSrv, type Resolver } from './resolve.ts';
import { kinds, SDP_B, type World, world } from './test-world.ts';
import type { TrunkEvent } from './trunk.ts';

const REALM = 'floor.example';
const secrets = (users: Record<string, Ha1>) => ({ realm: REALM, secretOf: (user: string) => users[user] });
const anna = { username: 'anna', secret: { password: 'pw' } };
const last = (events: CallEvent[]): CallEvent => events.at(-1)!;

async function floor(w: World, users: Record<string, Ha1> = { anna: hashSecret('anna', REALM, 'pw') }) {
  const phones: [string, number][] = [];
  const server = await w.party('10.0.0.1', {
    trusted: ['10.0.0.9'],
    accounts: secrets(users),
    onPhones: (user, all) => phones.push([user, all.length]),
  });
  return { server, phones };
}

function registering(trunks: TrunkEvent[], username = 'anna', password = 'pw') {
  return {
    options: { onTrunk: (event: TrunkEvent) => trunks.push(event) },
    trunk: {
      id: 't',
      server: 'sip:10.0.0.1',
      credentials: { username, secret: { password } },
      register: { aor: `sip:${username}@${REALM}`, expiresS: 60 },
      pingMs: 0,
    },
  };
}

describe('phones that register', () => {
  it.each([
    ['SHA-256 and MD5', hashSecret('anna', REALM, 'pw')],
    ['MD5 alone', { md5: hashSecret('anna', REALM, 'pw').md5 }],
  ])('with %s stored: registered, kept, rung at where they are, gone at the end', async (name, ha1) => {
    const w = world();
    const { server, phones } = await floor(w, { anna: ha1 });
    const events: TrunkEvent[] = [];
    const { options, trunk } = registering(events);
    const phone = await w.party('10.0.0.2', { ...options, trusted: ['10.0.0.1'] });
    const credentials = name === 'MD5 alone' ? { username: 'anna', secret: { ha1 } } : trunk.credentials;
    phone.endpoint.addTrunk({ ...trunk, credentials });
    await w.run(200);
    expect(events).toMatchObject([{ state: { name: 'registered', expiresS: 60 } }]);
    await w.run(300_000);
    const [binding] = server.endpoint.phones('anna');
    expect(binding).toMatchObject({ uri: 'sip:anna@10.0.0.2:5060', remote: { host: '10.0.0.2' } });
    phone.onCall = (call) => call.answer(SDP_B);
    const { events: call } = server.invite(binding!);
    await w.run(50);
    expect(kinds(call)).toEqual(['answered']);
    const removed = phone.endpoint.removeTrunk('t');
    await w.run(50);
    await removed;
    expect(server.endpoint.phones('anna')).toEqual([]);
    expect(phones.at(-1)).toEqual(['anna', 0]);
  });

  it('a phone that vanishes runs out', async () => {
    const w = world();
    const { server, phones } = await floor(w);
    const { options, trunk } = registering([]);
    const phone = await w.party('10.0.0.2', options);
    phone.endpoint.addTrunk(trunk);
    await w.run(200);
    w.net.loseIf((_, from) => from.host === '10.0.0.2');
    await w.run(70_000);
    expect([server.endpoint.phones('anna'), phones.at(-1)]).toEqual([[], ['anna', 0]]);
    expect(server.endpoint.stats()).toMatchObject({ phones: 0, timers: 0 });
  });

  it('a server that was away: the trunk recovers by itself', async () => {
    const w = world();
    await floor(w);
    const events: TrunkEvent[] = [];
    const { options, trunk } = registering(events);
    const phone = await w.party('10.0.0.2', options);
    w.net.loseIf(() => true);
    phone.endpoint.addTrunk(trunk);
    await w.run(80_000);
    expect(events.at(-1)).toMatchObject({ state: { name: 'failed', status: 0 } });
    w.net.loseIf(undefined);
    await w.run(180_000);
    expect(events.at(-1)).toMatchObject({ state: { name: 'registered' } });
  });

  it('a server that was away and forgot us: signed in anew as soon as it answers, long before the time runs out', async () => {
    const w = world();
    const { server } = await floor(w);
    const events: TrunkEvent[] = [];
    const { options, trunk } = registering(events);
    const phone = await w.party('10.0.0.2', { ...options, trusted: ['10.0.0.1'] });
    const register = { ...trunk.register, expiresS: 3_600 };
    phone.endpoint.addTrunk({ ...trunk, register, pingMs: 30_000 });
    await w.run(200);
    expect(server.endpoint.phones('anna')).toHaveLength(1);
    await server.endpoint.close();
    await w.run(70_000);
    expect(events.at(-1)).toMatchObject({ type: 'health', health: 'down' });
    const { server: restarted } = await floor(w);
    await w.run(70_000);
    expect(restarted.endpoint.phones('anna')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ state: { name: 'registered' } });
  });

  it('nobody registers for somebody else, and one request is good for one use', async () => {
    const w = world();
    const { server } = await floor(w, {
      anna: hashSecret('anna', REALM, 'pw'),
      ben: hashSecret('ben', REALM, 'x'),
    });
    const events: TrunkEvent[] = [];
    const { options, trunk } = registering(events);
    const phone = await w.party('10.0.0.2', options);
    let overheard = '';
    w.net.loseIf((text) => {
      if (text.startsWith('REGISTER') && text.includes('Authorization')) overheard = text;
      return false;
    });
    phone.endpoint.addTrunk({ ...trunk, register: { aor: `sip:ben@${REALM}` } });
    await w.run(300);
    expect(events.at(-1)).toMatchObject({ state: { name: 'failed', status: 403 } });
    const thief = await w.raw('10.0.0.66');
    thief.send(overheard.replace(/branch=[^;]*/, 'branch=z9hG4bKother'), server);
    await w.run(20);
    expect(thief.got[0]).toMatch(/^SIP\/2\.0 401[\s\S]*stale=true/);
    expect(server.endpoint.phones('ben')).toEqual([]);
  });

  it('wrong passwords make the source wait, longer each time', async () => {
    const w = world();
    const { server } = await floor(w);
    const events: TrunkEvent[] = [];
    const { options, trunk } = registering(events, 'anna', 'guess');
    const phone = await w.party('10.0.0.2', options);
    phone.endpoint.addTrunk(trunk);
    await w.run(600_000);
    const statuses = events.map(
      (event) => event.type === 'registration' && event.state.name === 'failed' && event.state.status,
    );
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(server.endpoint.stats().wrongPasswords).toBeGreaterThanOrEqual(6);
    const scanner = await w.raw('10.0.0.3');
    const wrong = (n: number): string =>
      `REGISTER sip:x SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.3;branch=z9hG4bKr${n}\r\nFrom: <sip:anna@x>;tag=${n}\r\nTo: <sip:anna@x>\r\nCall-ID: ${n}\r\nCSeq: 1 REGISTER\r\nAuthorization: Digest username="anna", realm="${REALM}", nonce="x", uri="sip:x", response="00", algorithm=MD5\r\n\r\n`;
    for (let n = 0; n < 10; n++) scanner.send(wrong(n), server);
    await w.run(20);
    expect(scanner.got.map((text) => text.split(' ')[1])).toEqual([
      '401',
      '401',
      '401',
      '401',
      '401',
      '401',
      '403',
      '403',
      '403',
      '403',
    ]);
    expect(scanner.got.at(-1)).toMatch(/Retry-After: 1/);
  });
});

describe('calls with a password', () => {
  it('a stranger is asked, proves himself and gets through; the account is named', async () => {
    const w = world();
    const { server } = await floor(w);
    server.onCall = (call) => call.answer(SDP_B);
    const phone = await w.party('10.0.0.2');
    const { call, events } = phone.invite(server.uri, { credentials: anna });
    await w.run(50);
    expect([kinds(events), server.incoming[0]!.invite.account]).toEqual([['answered'], 'anna']);
    expect(server.incoming[0]!.call.phase()).toBe('up');
    call.bye();
    await w.run(50);
    expect(last(server.incoming[0]!.events)).toMatchObject({ type: 'ended', by: 'them' });
  });

  it('a wrong password fails once, without a loop', async () => {
    const w = world();
    const { server } = await floor(w);
    const phone = await w.party('10.0.0.2');
    const { events } = phone.invite(server.uri, {
      credentials: { username: 'anna', secret: { password: 'no' } },
    });
    await w.run(50);
    expect(events).toMatchObject([{ type: 'failed', status: 401 }]);
    expect(w.net.log.filter((line) => line.includes('> 10.0.0.1:5060 INVITE'))).toHaveLength(2);
  });
});

describe('abuse', () => {
  it('a thousand calls of a stranger leave no trace', async () => {
    const w = world();
    const { server } = await floor(w);
    const bare = await w.party('10.0.0.4', { trusted: [] });
    const stranger = await w.raw('172.16.0.1');
    for (let n = 0; n < 1000; n++) {
      for (const to of [server, bare]) {
        stranger.send(
          `INVITE sip:1@${to.host} SIP/2.0\r\nVia: SIP/2.0/UDP 172.16.0.1;branch=z9hG4bK${n}\r\nFrom: <sip:s@x>;tag=1\r\nTo: <sip:1@x>\r\nCall-ID: ${n}\r\nCSeq: 1 INVITE\r\nContact: <sip:s@172.16.0.1>\r\n\r\n`,
          to,
        );
      }
    }
    await w.run(100);
    expect(server.endpoint.stats()).toMatchObject({
      calls: 0,
      transactions: 0,
      challenged: 300,
      flooded: 700,
    });
    expect(bare.endpoint.stats()).toMatchObject({ calls: 0, transactions: 0, refused: 300, flooded: 700 });
    expect(new Set(stranger.got.map((text) => text.split(' ')[1]))).toEqual(new Set(['401', '403']));
  });

  it('what is no message is counted; what is merely wrong gets 400', async () => {
    const w = world();
    const server = await w.party('10.0.0.1');
    const far = await w.raw('10.0.0.2');
    far.send('hello', server);
    far.send('\r\n\r\n', server);
    far.send(
      'INVITE sip:1@x SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK1\r\nFrom: <sip:s@x>;tag=1\r\nTo: <sip:1@x>\r\nCall-ID: 1\r\nCSeq: 1 BYE\r\n\r\n',
      server,
    );
    await w.run(20);
    expect(server.endpoint.stats().malformed).toBe(2);
    expect(far.got.map((text) => text.split('\r\n')[0])).toEqual(['SIP/2.0 400 Bad Request']);
  });

  it.each([
    ['another scheme', 'INVITE soap.beep://x SIP/2.0', [], 416],
    ['an unknown extension', 'INVITE sip:1@x SIP/2.0', ['Require: nothingSupportsThis'], 420],
    [
      'an unknown body',
      'INVITE sip:1@x SIP/2.0',
      ['Content-Type: application/unknownformat', 'Content-Length: 1'],
      415,
    ],
    ['no Contact', 'INVITE sip:1@x SIP/2.0', ['Contact:'], 400],
    ['an unknown method', 'PUSH sip:1@x SIP/2.0', [], 405],
    ['a dialog nobody knows', 'BYE sip:1@x SIP/2.0', ['To: <sip:1@x>;tag=no'], 481],
    ['a CANCEL of nothing', 'CANCEL sip:1@x SIP/2.0', [], 481],
    ['a subscription', 'SUBSCRIBE sip:1@x SIP/2.0', [], 489],
  ])('%s', async (_, start, lines, status) => {
    const w = world();
    const server = await w.party('10.0.0.1');
    const far = await w.raw('10.0.0.2');
    const usual = [
      'Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK1',
      'From: <sip:s@x>;tag=1',
      'To: <sip:1@x>',
      'Call-ID: 1',
      `CSeq: 1 ${start.split(' ')[0]}`,
      'Contact: <sip:s@10.0.0.2>',
    ];
    const own = new Set(lines.map((line) => line.split(':')[0]));
    const all = [...usual.filter((line) => !own.has(line.split(':')[0])), ...lines];
    far.send(`${start}\r\n${all.join('\r\n')}\r\n\r\nx`, server);
    await w.run(5);
    expect(far.got[0]).toMatch(new RegExp(`^SIP/2.0 ${status} `));
  });

  it('an INVITE that comes by two paths is a loop', async () => {
    const w = world();
    const server = await w.party('10.0.0.1');
    const far = await w.raw('10.0.0.2');
    const text = (branch: string): string =>
      `INVITE sip:1@x SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK${branch}\r\nFrom: <sip:s@x>;tag=1\r\nTo: <sip:1@x>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContact: <sip:s@10.0.0.2>\r\n\r\n`;
    far.send(text('a'), server);
    far.send(text('b'), server);
    await w.run(5);
    expect([server.incoming.length, far.got.map((one) => one.split(' ')[1])]).toEqual([1, ['100', '482']]);
  });

  it('overloaded: 503 with Retry-After for new calls, running ones untouched', async () => {
    const w = world();
    let room = true;
    const server = await w.party('10.0.0.1', { admit: () => room, retryAfterS: 7 });
    server.onCall = (call) => call.answer(SDP_B);
    const phone = await w.party('10.0.0.2');
    const first = phone.invite(server.uri);
    await w.run(50);
    room = false;
    const second = phone.invite(server.uri);
    await w.run(50);
    expect(last(second.events)).toMatchObject({ type: 'failed', status: 503 });
    const info = first.call.info('text/plain', 'x');
    await w.run(50);
    expect(await info).toBe(200);
    expect(server.endpoint.stats()).toMatchObject({ overloaded: 1, calls: 1 });
  });
});

describe('trunks', () => {
  it('calls of a trunk are known by their source; OPTIONS tells whether it lives', async () => {
    const w = world();
    const events: TrunkEvent[] = [];
    const server = await w.party('10.0.0.1', { trusted: [], onTrunk: (event) => events.push(event) });
    const carrier = await w.party('10.0.0.8');
    server.endpoint.addTrunk({ id: 'c', server: 'sip:10.0.0.8', hosts: ['10.0.1.0/24'] });
    const side = await w.party('10.0.1.5');
    const stranger = await w.party('10.0.2.5');
    await w.run(50);
    expect(events).toMatchObject([{ type: 'health', health: 'up', status: 200 }]);
    const all = [carrier, side, stranger].map((party) => party.invite(server.uri));
    await w.run(50);
    expect(server.incoming.map(({ invite }) => invite.trunk)).toEqual(['c', 'c']);
    expect(last(all[2]!.events)).toMatchObject({ type: 'failed', status: 403 });
    await carrier.endpoint.close();
    await w.run(70_000);
    expect(events.at(-1)).toMatchObject({ type: 'health', health: 'down' });
  });

  it('a call over a trunk that is not there goes nowhere', async () => {
    const w = world();
    const office = await w.party('10.0.0.2');
    const { events } = office.invite('sip:x@10.0.0.1', { trunk: 'gone' });
    await w.run(50);
    expect(events).toMatchObject([{ type: 'failed', cause: 'unreachable' }]);
    expect(w.net.log).toEqual([]);
  });

  it('a call over a trunk goes to its server, with its domain and its proof', async () => {
    const w = world();
    const { server } = await floor(w);
    server.onCall = (call) => call.answer(SDP_B);
    const office = await w.party('10.0.0.2');
    office.endpoint.addTrunk({
      id: 'c',
      server: 'sip:10.0.0.1',
      credentials: anna,
      fromDomain: REALM,
      pingMs: 0,
    });
    const { events } = office.invite('tel:+1-555-0100', { trunk: 'c', from: { user: '+15550199' } });
    await w.run(50);
    expect(kinds(events)).toEqual(['answered']);
    const { invite } = server.incoming[0]!;
    expect([invite.number, invite.request.from.uri]).toMatchObject([
      '+15550100',
      { user: '+15550199', host: REALM },
    ]);
  });
});

describe('names', () => {
  const records: Resolver = {
    srv: async (name) =>
      name === '_sip._udp.carrier.example'
        ? [
            { priority: 20, weight: 1, port: 5060, name: 'c.carrier.example' },
            { priority: 10, weight: 1, port: 5060, name: 'a.carrier.example' },
          ]
        : [],
    addresses: async (host) =>
      ({ 'a.carrier.example': ['10.0.0.7'], 'c.carrier.example': ['10.0.0.8'] })[host] ?? [],
  };

  it('SRV: the first is silent, the second takes the call after four seconds', async () => {
    const w = world();
    const office = await w.party('10.0.0.2', { resolver: records });
    const backup = await w.party('10.0.0.8');
    backup.onCall = (call) => call.answer(SDP_B);
    const { events } = office.invite('sip:+1555@carrier.example');
    await w.run(5_000);
    expect(kinds(events)).toEqual(['answered']);
    expect(w.net.log[0]).toContain('> 10.0.0.7:5060 INVITE');
  });

  it('SRV: the first says 503, the second is asked at once', async () => {
    const w = world();
    const office = await w.party('10.0.0.2', { resolver: records });
    await w.party('10.0.0.7', { admit: () => false });
    const backup = await w.party('10.0.0.8');
    backup.onCall = (call) => call.reject(486);
    const { events } = office.invite('sip:+1555@carrier.example');
    await w.run(200);
    expect(events).toMatchObject([{ type: 'failed', status: 486 }]);
  });

  it('SRV order: priority first, then weight decides how often', () => {
    const all = [
      { priority: 2, weight: 0, port: 1, name: 'later' },
      { priority: 1, weight: 90, port: 1, name: 'big' },
      { priority: 1, weight: 10, port: 1, name: 'small' },
    ];
    let bigFirst = 0;
    for (let i = 0; i < 100; i++) {
      const order = orderSrv(all, () => i / 100).map((record) => record.name);
      expect(order[2]).toBe('later');
      if (order[0] === 'big') bigFirst++;
    }
    expect(bigFirst).toBe(90);
  });
});
