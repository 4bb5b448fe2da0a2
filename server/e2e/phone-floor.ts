/**
 * A floor of telephones: agents on desk phones that have signed in, and a carrier with one line. The real rooms on a real
 * PostgreSQL, real SIP and RTP over loopback; speech is tones, so that what each party heard can be measured.
 */
import { createEngine, type Engine } from '../src/adapters/engine/engine.ts';
import type { Pool } from '../src/adapters/postgres/pool.ts';
import { openTestPhone, type TestPhone } from '../src/adapters/sip/test-phone.ts';
import type { Core } from '../src/app/core.ts';
import { createSipSide, type SipSide } from '../src/app/sip.ts';
import { sipCommands } from '../src/app/sip-commands.ts';
import type { Fact } from '../src/kernel/events.ts';
import type { Db } from '../src/kernel/loop.ts';
import { tonePowerDb } from '../src/media/goertzel.ts';
import { mediaWorkerUrl } from '../src/media/worker-for-tests.ts';
import { hire, type SimFloor, simFloor } from './sim-floor.ts';

/** The number of ours that the carrier brings. */
export const OUR_NUMBER = '+15125550100';
/** What each kind of text sounds like, and each party. Far from each other's overtones. */
export const TONES = {
  question: 900,
  greeting: 1_100,
  wait: 1_300,
  brief: 500,
  intro: 2_300,
  words: 2_700,
  lead: 700,
  ana: 1_500,
  ben: 1_900,
  cem: 3_100,
};
export type Tone = keyof typeof TONES;

const TEXTS: readonly [RegExp, Tone][] = [
  [/^Lead for you/, 'question'],
  [/^Thank you for calling/, 'greeting'],
  [/One moment/, 'wait'],
  [/Over to you\.$/, 'intro'],
  [/press 2|press 9|Goodbye/, 'words'],
];
const SPOKEN_SAMPLES = 12_000;

export interface PhoneFloor {
  floor: SimFloor;
  side: SipSide;
  engine: Engine;
  carrier: TestPhone;
  phones: Record<string, TestPhone>;
  /** Where the carrier sends calls for this number. */
  uriOf(number: string): string;
  heard(phone: TestPhone, ms?: number): Promise<Tone[]>;
  /** The newest fact of a type. */
  fact<T extends Fact['type']>(type: T): Extract<Fact, { type: T }> | undefined;
  until(what: () => boolean | Promise<boolean>, limitMs?: number): Promise<void>;
  spoken: string[];
  close(): Promise<void>;
}

const toneOf = (text: string): Tone => TEXTS.find(([words]) => words.test(text))?.[1] ?? 'brief';

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

export async function openPhoneFloor(
  pool: Pool,
  agents: readonly ('ana' | 'ben' | 'cem')[],
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
    config: { sip: { host: '127.0.0.1', port } },
    db: pool as unknown as Db,
    engine,
    clock: { nowMs: () => late.floor?.clock.nowMs() ?? 0, after: () => ({ cancel: () => {} }) },
    onError: (error) => {
      throw error;
    },
    onDevice: async () => {},
    // A busy machine would turn callers away, and is what these tests run on.
    lagLimitMs: 60_000,
  });
  const floor = await simFloor({
    pool,
    change: {
      telephony: side.telephony!,
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
  let pumping = true;
  // The floor's clock runs as ours does.
  const pump = (async () => {
    while (pumping) {
      const beganMs = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 10));
      await floor.playTo(floor.clock.nowMs() + Math.round(performance.now() - beganMs));
    }
  })();
  const carrier = await openTestPhone('carrier', { toneHz: TONES.lead });
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
    server: `sip:127.0.0.1:${carrier.sipPort}`,
    registers: false,
    hosts: [],
    caller: OUR_NUMBER,
  };
  const { id: trunkId } = await commands.createTrunk(actor, { ...call, body: trunk });
  const number = { e164: OUR_NUMBER, trunkId, playbook: 'insurance', notice: true };
  await commands.createNumber(actor, { ...call, body: number });
  for (const name of agents) {
    const agentId = await hire(pool, floor, name);
    const made = await commands.createPhone(actor, { ...call, body: { agentId, label: 'desk', old: false } });
    const phone = await openTestPhone(name, { toneHz: TONES[name] });
    phone.sip.addTrunk({
      id: 'home',
      server: `sip:${made.server}`,
      credentials: { username: made.user, secret: { password: made.secret } },
      register: { aor: `sip:${made.user}@127.0.0.1` },
      pingMs: 0,
    });
    phones[name] = phone;
  }
  await until(async () => {
    const { rows } = await pool.query(
      `select 1 from baton.agents where target->>'kind' = 'registered' and (state->'device'->>'ok')::boolean`,
    );
    return rows.length === agents.length;
  });
  return {
    floor,
    side,
    engine,
    carrier,
    phones,
    spoken,
    uriOf: (dialled) => `sip:${dialled}@127.0.0.1:${port}`,
    heard: async (phone, ms = 400) => {
      const samples = await phone.listen(ms);
      return (Object.keys(TONES) as Tone[]).filter((name) => tonePowerDb(samples, TONES[name], 8_000) > -35);
    },
    fact: (type) => floor.facts.findLast((one) => one.fact.type === type)?.fact as never,
    until,
    close: async () => {
      pumping = false;
      await pump;
      await floor.loop.stop();
      await side.telephony!.drain(0);
      for (const phone of [...Object.values(phones), carrier]) await phone.close();
    },
  };
}
