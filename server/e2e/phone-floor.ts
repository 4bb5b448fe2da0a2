/**
 * A floor of telephones: agents on desk phones that have signed in, and a carrier with one line. The real rooms on a real
 * PostgreSQL, real SIP and RTP over loopback; speech is tones, so that what each party heard can be measured.
 */
import { createEngine, type Engine } from '../src/adapters/engine/engine.ts';
import type { Pool } from '../src/adapters/postgres/pool.ts';
import { openTestPhone, type TestPhone } from '../src/adapters/sip/test-phone.ts';
import type { Core } from '../src/app/core.ts';
import { demoSettings, type Settings } from '../src/app/settings.ts';
import { createSipSide, type SipSide } from '../src/app/sip.ts';
import { sipCommands } from '../src/app/sip-commands.ts';
import type { SipTls } from '../src/config.ts';
import type { Fact } from '../src/kernel/events.ts';
import type { Db } from '../src/kernel/loop.ts';
import { tonePowerDb } from '../src/media/goertzel.ts';
import { mediaWorkerUrl } from '../src/media/worker-for-tests.ts';
import { hire, runAlong, type SimFloor, simFloor } from './sim-floor.ts';

/** The number of ours that the carrier brings. */
export const OUR_NUMBER = '+15125550100';
/** What each kind of text sounds like, and each party. Far from each other's overtones and from the notes of the hold music. */
export const TONES = {
  question: 900,
  greeting: 1_100,
  wait: 1_300,
  brief: 2_900,
  intro: 2_300,
  words: 2_700,
  lead: 700,
  ana: 1_500,
  ben: 1_900,
  cem: 3_100,
  dora: 3_300,
  emil: 3_500,
  message: 2_500,
};
export type Tone = keyof typeof TONES;

const TEXTS: readonly [RegExp, Tone][] = [
  [/^Lead for you/, 'question'],
  [/toll-free/, 'message'],
  [/^Thank you for calling/, 'greeting'],
  [/One moment/, 'wait'],
  [/Over to you\.$/, 'intro'],
  [/press 2|press 9|Goodbye/, 'words'],
];
const SPOKEN_SAMPLES = 12_000;

/** What a phone signs in with. */
export interface SignIn {
  user: string;
  secret: string;
  /** The host and port it signs in at. */
  server: string;
}

export interface PhoneFloor {
  floor: SimFloor;
  side: SipSide;
  engine: Engine;
  carrier: TestPhone;
  phones: Record<string, TestPhone>;
  /** Hires an agent with a desk phone, which is still to sign in. `old`: it knows MD5 alone. */
  hirePhone(name: string, how?: { old?: boolean; available?: boolean }): Promise<SignIn>;
  /** A phone of our own that signs in. */
  ownPhone(name: Tone, signIn: SignIn): Promise<TestPhone>;
  /** So many desk phones are there. */
  signedIn(count: number): Promise<void>;
  /** Where the carrier sends calls for this number. */
  uriOf(number: string): string;
  heard(phone: Pick<TestPhone, 'listen'>, ms?: number): Promise<Tone[]>;
  /** What the carriers' page says of the one carrier. */
  carrierWords(): Promise<string>;
  /** The newest fact of a type. */
  fact<T extends Fact['type']>(type: T): Extract<Fact, { type: T }> | undefined;
  until(what: () => boolean | Promise<boolean>, limitMs?: number): Promise<void>;
  spoken: string[];
  close(): Promise<void>;
}

const toneOf = (text: string): Tone => TEXTS.find(([words]) => words.test(text))?.[1] ?? 'brief';

/** Whose tones are in these samples. */
export const tonesIn = (samples: Int16Array): Tone[] =>
  (Object.keys(TONES) as Tone[]).filter((name) => tonePowerDb(samples, TONES[name], 8_000) > -35);

function sine(hz: number): Int16Array {
  return Int16Array.from({ length: SPOKEN_SAMPLES }, (_, i) =>
    Math.round(6_000 * Math.sin((2 * Math.PI * hz * i) / 8_000)),
  );
}

async function until(what: () => boolean | Promise<boolean>, limitMs = 60_000): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await what())) {
    if (performance.now() > endMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** How the floor reaches its carrier. */
export type TrunkWish = (carrier: TestPhone) => Promise<{
  server: string;
  username?: string;
  password?: string;
  registers: boolean;
  transfers?: 'bridge' | 'refer';
}>;

export interface PhoneFloorOptions {
  /** SIP over TLS, and what the carrier shows and trusts. */
  tls?: { own: SipTls; carrier: { cert: string; key: string; ca: string } };
  /** Left out: at once, trusted by its address. */
  trunkWish?: TrunkWish;
  settings?: Partial<Settings>;
}

const atItsAddress: TrunkWish = async ({ sipPort }) => ({
  server: `sip:127.0.0.1:${sipPort}`,
  registers: false,
});

export async function openPhoneFloor(
  pool: Pool,
  agents: readonly ('ana' | 'ben' | 'cem')[],
  { trunkWish = atItsAddress, settings = {}, tls }: PhoneFloorOptions = {},
): Promise<PhoneFloor> {
  const probe = await openTestPhone('probe');
  const port = probe.sipPort;
  await probe.close();
  const engine = createEngine({
    webrtc: 'none',
    workerUrl: await mediaWorkerUrl(),
    rtpSpares: 8,
  });
  const late: { floor?: SimFloor } = {};
  const spoken: string[] = [];
  const side = createSipSide({
    config: { sip: { host: '127.0.0.1', port, ...(tls === undefined ? {} : { tls: tls.own }) } },
    db: pool as unknown as Db,
    engine,
    clock: { nowMs: () => late.floor?.clock.nowMs() ?? 0, after: () => ({ cancel: () => {} }) },
    onError: (error) => {
      throw error;
    },
    settings: demoSettings,
    onDevice: async () => {},
    // A busy machine would turn callers away, and is what these tests run on.
    lagLimitMs: 60_000,
  });
  const floor = await simFloor({
    pool,
    change: {
      telephony: side.telephony!,
      movesByCarrier: (legId) => side.movesByCarrier(legId),
      settings: { ...demoSettings, ...settings },
      leadTarget: (e164) => ({ kind: 'phone', e164 }),
      speech: {
        available: async () => ({ ok: true, engine: 'tones' }),
        synthesize: async (text) => {
          spoken.push(text);
          return sine(TONES[toneOf(text)]);
        },
      },
    },
  });
  late.floor = floor;
  await side.load();
  await side.telephony!.start();
  await side.connect();
  const running = runAlong(floor);
  const carrier = await openTestPhone('carrier', {
    toneHz: TONES.lead,
    ...(tls === undefined ? {} : { tls: tls.carrier }),
  });
  const phones: Record<string, TestPhone> = {};
  const commands = sipCommands({
    db: pool,
    id: () => 'trunk-1',
    playbooks: floor.playbooks,
    sip: side,
  } as unknown as Core);
  const actor = { kind: 'local', id: 'local', name: 'test', role: 'admin', agentId: null } as const;
  const call = {
    id: '',
    query: undefined,
    scope: { kind: 'all' },
    requestKey: null,
    nowMs: floor.clock.nowMs(),
  } as const;
  const trunk = {
    name: 'Carrier',
    hosts: [],
    caller: OUR_NUMBER,
    ...(await trunkWish(carrier)),
  };
  const { id: trunkId } = await commands.createTrunk(actor, { ...call, body: trunk });
  const number = { e164: OUR_NUMBER, trunkId, playbook: 'insurance', notice: true };
  await commands.createNumber(actor, { ...call, body: number });
  const hirePhone: PhoneFloor['hirePhone'] = async (name, { old = false, available = true } = {}) => {
    const agentId = await hire(pool, floor, name, available);
    return commands.createPhone(actor, { ...call, body: { agentId, label: 'desk', old } });
  };
  const ownPhone: PhoneFloor['ownPhone'] = async (name, { user, secret, server }) => {
    const phone = await openTestPhone(name, { toneHz: TONES[name] });
    phone.sip.addTrunk({
      id: 'home',
      server: `sip:${server}`,
      credentials: { username: user, secret: { password: secret } },
      register: { aor: `sip:${user}@127.0.0.1` },
      pingMs: 0,
    });
    phones[name] = phone;
    return phone;
  };
  const signedIn = (count: number): Promise<void> =>
    until(async () => {
      const { rows } = await pool.query(
        `select 1 from baton.agents where target->>'kind' = 'registered' and (state->'device'->>'ok')::boolean`,
      );
      return rows.length === count;
    });
  for (const name of agents) await ownPhone(name, await hirePhone(name));
  await signedIn(agents.length);
  return {
    floor,
    side,
    engine,
    carrier,
    phones,
    spoken,
    hirePhone,
    ownPhone,
    signedIn,
    uriOf: (dialled) => `sip:${dialled}@127.0.0.1:${port}`,
    heard: async (phone, ms = 400) => tonesIn(await phone.listen(ms)),
    carrierWords: async () =>
      (await commands.testTrunk(actor, { ...call, id: trunkId, body: undefined })).words,
    fact: (type) => floor.facts.findLast((one) => one.fact.type === type)?.fact as never,
    until,
    close: async () => {
      await running.stop();
      await floor.loop.stop();
      await side.telephony!.drain(0);
      for (const phone of [...Object.values(phones), carrier]) await phone.close();
    },
  };
}
