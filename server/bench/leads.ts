/** Leads arrive at a steady rate through the intake; how long until each one's first text is in the carrier's hands. */
import { randomUUID } from 'node:crypto';
import type { Core } from '../src/app/core.ts';
import { demoConsentText } from '../src/app/demo.ts';
import { arrive } from '../src/app/intake.ts';
import { makeBrief } from '../src/brief/index.ts';
import { cpuNow, cpuSince } from './cpu.ts';
import { createBenchMessaging, createBenchTelephony } from './ends.ts';
import { against, type Figure, pause, spread, until } from './figures.ts';
import { benchDecide, giveConsent, hire, openFloor, phoneOf, type Stage } from './stage.ts';

/** @param commitMs median of one bare durable commit, measured in the same run */
export async function benchLeads(
  stage: Stage,
  aSecond: number,
  forMs: number,
  commitMs: number,
): Promise<Figure[]> {
  const { pool, db } = await stage.database('leads');
  const telephony = createBenchTelephony();
  const messaging = createBenchMessaging();
  const floor = openFloor(stage, db, { telephony, messaging });
  await hire(stage, db, 10, floor.clock.nowMs());
  floor.loop.start();
  const arrivedMs = new Map<string, number>();
  const handed = new Map<string, number>();
  messaging.watch.send = (text) => void (handed.has(text.to) || handed.set(text.to, performance.now()));
  const core = coreOf(stage, db, floor, telephony, (lead, nowMs) =>
    giveConsent(pool, floor.records, lead, randomUUID, nowMs),
  );
  const total = Math.round((aSecond * forMs) / 1_000);
  const open = async (n: number) => {
    const phone = phoneOf(n);
    arrivedMs.set(phone, performance.now());
    const atMs = floor.clock.nowMs() - 1_000;
    await arrive(
      core,
      {
        phone,
        name: 'Maria Bench',
        playbook: 'insurance',
        source: 'bench',
        consent: { channels: ['sms', 'voice'], textShown: demoConsentText, atMs, source: 'form' },
      },
      null,
    );
  };
  // A few before, not counted: statements are planned and code is compiled in them.
  for (let n = 0; n < 20; n++) await open(total + n);
  await until(() => handed.size === 20, 10_000, 'the first texts');
  arrivedMs.clear();
  handed.clear();
  const before = cpuNow(stage.pid());
  const began = performance.now();
  const calls: Promise<void>[] = [];
  for (let n = 0; n < total; n++) {
    // An open loop: a lead comes when it comes, however long those before it take.
    const waitMs = began + (n * 1_000) / aSecond - performance.now();
    if (waitMs > 0) await pause(waitMs);
    calls.push(open(n));
  }
  const comingMs = performance.now() - began;
  await Promise.all(calls);
  await until(() => handed.size === total, 60_000, 'every text to be handed over').catch(() => {});
  const took = [...handed].map(([phone, atMs]) => atMs - (arrivedMs.get(phone) ?? Number.NaN));
  const { nodeMs, postgresMs } = cpuSince(before, stage.pid());
  await floor.loop.stop();
  await pool.end();
  if (floor.errors.length > 0) throw new Error(`The floor failed: ${floor.errors[0]}`);
  const missing = total - handed.size;
  const rate = (total / comingMs) * 1_000;
  const part = `leads, ${aSecond} a second for ${forMs / 1_000} s`;
  return [
    against({
      part,
      name: 'lead arrives -> text handed to the carrier',
      unit: 'ms',
      value: spread(took),
      baseline: { name: 'one bare durable commit', value: commitMs },
      better: 'less',
      note: `${rate.toFixed(1)} leads a second came; ${missing} without a text after a minute`,
    }),
    {
      part,
      name: 'processor time of a lead, Node.js',
      unit: 'ms',
      value: nodeMs / total,
      better: 'less',
      note: 'arrival, consent record, opening text',
    },
    ...(postgresMs === undefined
      ? []
      : [
          {
            part,
            name: 'processor time of a lead, PostgreSQL',
            unit: 'ms',
            value: postgresMs / total,
            better: 'less' as const,
          },
        ]),
  ];
}

type Floor = ReturnType<typeof openFloor>;

/** What the intake needs of the app; it asks for nothing else. */
function coreOf(
  stage: Stage,
  db: Core['db'],
  floor: Floor,
  telephony: Core['telephony'],
  consent: (lead: { phone: string; name: string; leadId: string }, nowMs: number) => Promise<void>,
): Core {
  const absent = (): never => {
    throw new Error('The bench has no such part.');
  };
  const { loop, clock, id, settings, gate, locate, tenant } = floor;
  const parts = {
    db,
    loop,
    clock,
    id,
    settings,
    gate,
    locate,
    tenant,
    telephony,
    makeBrief,
    decide: benchDecide(),
    playbooks: stage.playbooks,
    demo: true,
  };
  return {
    ...parts,
    mask: (text) => text,
    segments: () => 1,
    consents: absent,
    saveConsent: (lead, _given, nowMs) => consent(lead, nowMs),
    changeAgent: absent,
    stationOnline: absent,
    changed: absent,
    signedOut: absent,
    inbound: absent,
    health: absent,
    demoInfo: absent,
  };
}
