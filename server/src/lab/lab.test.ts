import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SipTelephony } from '../adapters/sip/telephony.ts';
import { openTestPhone, type TestPhone } from '../adapters/sip/test-phone.ts';
import { labTelephony } from '../cli/lab.ts';
import { tonePowerDb } from '../media/goertzel.ts';
import { mediaWorkerUrl } from '../media/worker-for-tests.ts';
import { LabFile, planOf } from './lab-file.ts';

describe('lab file', () => {
  const numbers = LabFile.parse({
    sip: { host: '127.0.0.1', port: 0 },
    numbers: {
      'conf*': { answer: true, room: true },
      'conf1*': { answer: true, hold: true },
      cps: { answer: true, hold: true },
    },
  }).numbers;
  it('the exact name counts, then the longest beginning', () => {
    expect(planOf(numbers, 'conf7')).toMatchObject({ room: true });
    expect(planOf(numbers, 'conf17')).toMatchObject({ hold: true });
    expect(planOf(numbers, 'cps')).toMatchObject({ hold: true });
    expect(planOf(numbers, 'cps2')).toBeUndefined();
    expect(planOf(numbers, 'constructor')).toBeUndefined();
  });
  it('says what is wrong with a file', () => {
    expect(LabFile.safeParse({ sip: {}, numbers: { one: { answer: true, ring: ['bob'] } } }).success).toBe(
      false,
    );
    expect(LabFile.safeParse({ sip: {}, numbers: { one: { answer: true } } }).success).toBe(false);
  });
});

describe('lab', () => {
  const TONES = { caller: 620, one: 1_110, two: 1_790 };
  let phones: Record<'caller' | 'one' | 'two', TestPhone>;
  let telephony: SipTelephony;
  let where: string;

  beforeAll(async () => {
    const open = (name: keyof typeof TONES) => openTestPhone(name, { toneHz: TONES[name] });
    phones = { caller: await open('caller'), one: await open('one'), two: await open('two') };
    const ring = [phones.one.uri, phones.two.uri];
    const probe = await openTestPhone('probe');
    const port = probe.sipPort;
    await probe.close();
    where = `127.0.0.1:${port}`;
    const numbers = {
      both: { answer: true, ring },
      keyed: { answer: true, ring, accept: 'key-1' },
      late: { answer: 'when-agent-answers', ring },
      'conf*': { answer: true, room: true },
    };
    telephony = labTelephony(
      LabFile.parse({ sip: { host: '127.0.0.1', port }, numbers }),
      await mediaWorkerUrl(),
    );
    await telephony.start();
  });
  afterAll(async () => {
    for (const phone of Object.values(phones)) await phone.close();
    await telephony.drain(0);
  });

  const until = (what: () => boolean) => expect.poll(what, { timeout: 5_000, interval: 5 }).toBe(true);
  const heard = async (phone: TestPhone) => {
    const samples = await phone.listen(400);
    return Object.entries(TONES).flatMap(([name, hz]) =>
      tonePowerDb(samples, hz, 8_000) > -35 ? [name] : [],
    );
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 300));
  const latest = (phone: TestPhone) => phone.calls.at(-1)!;
  const ringBoth = async (number: string) => {
    const before = [phones.one.calls.length, phones.two.calls.length];
    const call = phones.caller.dial(`sip:${number}@${where}`);
    await until(() => phones.one.calls.length > before[0]! && phones.two.calls.length > before[1]!);
    return call;
  };

  it.each(['caller', 'agent'] as const)(
    'rings all, joins the first, lets the other go; the %s hangs up',
    async (who) => {
      const call = await ringBoth('both');
      latest(phones.two).answer();
      await until(() => latest(phones.one).stoppedAtMs !== undefined);
      await settle();
      expect(await Promise.all([heard(phones.caller), heard(phones.two)])).toEqual([['two'], ['caller']]);
      (who === 'caller' ? call.sip : latest(phones.two).sip).bye();
      await until(() => call.stoppedAtMs !== undefined && latest(phones.two).stoppedAtMs !== undefined);
      await expect.poll(() => telephony.liveLegs()).toEqual([]);
    },
  );

  it('with key 1: answering is not accepting', async () => {
    const call = await ringBoth('keyed');
    latest(phones.one).answer();
    latest(phones.two).answer();
    await settle();
    expect(await heard(phones.caller)).toEqual([]);
    phones.one.press('1');
    await until(() => latest(phones.two).stoppedAtMs !== undefined);
    await settle();
    expect(await Promise.all([heard(phones.caller), heard(phones.one)])).toEqual([['one'], ['caller']]);
    call.sip.bye();
    await until(() => latest(phones.one).stoppedAtMs !== undefined);
  });

  it('answers the caller only with an agent, and lets all go when the caller gives up', async () => {
    const call = await ringBoth('late');
    expect(call.answeredAtMs).toBeUndefined();
    call.sip.cancel();
    await until(
      () => latest(phones.one).stoppedAtMs !== undefined && latest(phones.two).stoppedAtMs !== undefined,
    );
    const again = await ringBoth('late');
    latest(phones.one).answer();
    await until(() => again.answeredAtMs !== undefined);
    again.sip.bye();
    await until(() => latest(phones.one).stoppedAtMs !== undefined);
  });

  it.each([1, 2])('a room joins all who dial it, time %i', async () => {
    const calls = Object.values(phones).map((phone) => phone.dial(`sip:conf4@${where}`));
    await until(() => calls.every((call) => call.answeredAtMs !== undefined));
    await settle();
    const all = await Promise.all(Object.values(phones).map(heard));
    expect(all).toEqual([
      ['one', 'two'],
      ['caller', 'two'],
      ['caller', 'one'],
    ]);
    for (const call of calls) call.sip.bye();
    await expect.poll(() => telephony.liveLegs()).toEqual([]);
  });

  it('a number nobody has is refused', async () => {
    const call = phones.caller.dial(`sip:nothing@${where}`);
    await until(() => call.events.some((event) => event.type === 'failed' && event.status === 404));
  });
});
