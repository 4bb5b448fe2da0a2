/**
 * The hot path. A lead's text "please call me now" makes them ready; every free agent's desk rings; one accepts; the
 * others stop; the lead's phone is dialled, answers at once, and the two are joined.
 */
import { randomUUID } from 'node:crypto';
import type { Fact } from '../src/kernel/events.ts';
import { createBenchMessaging, createBenchTelephony } from './ends.ts';
import { against, type Figure, pause, spread, until } from './figures.ts';
import { giveConsent, hire, openFloor, phoneOf, type Stage } from './stage.ts';

const waitMs = 10_000;

interface Moments {
  textMs: number;
  readyMs: number;
  dialsMs: number[];
  acceptMs: number;
  acceptedMs: number;
  hangupsMs: number[];
  arrangedMs: number;
}

/** @param commitMs median of one bare durable commit, measured in the same run */
export async function benchTransfers(
  stage: Stage,
  agents: number,
  rounds: number,
  commitMs: number,
): Promise<Figure[]> {
  const { pool, db } = await stage.database(`transfers_${agents}`);
  const telephony = createBenchTelephony();
  const facts: { fact: Fact; atMs: number }[] = [];
  const floor = openFloor(stage, db, {
    telephony,
    messaging: createBenchMessaging(),
    onCommitted: (made) => facts.push(...made.map((fact) => ({ fact, atMs: performance.now() }))),
  });
  await hire(stage, db, agents, floor.clock.nowMs());
  floor.loop.start();
  const all: Moments[] = [];
  // The first rounds are not counted: statements are planned and code is compiled in them.
  const warmUp = 5;
  for (let i = 0; i < rounds + warmUp; i++) {
    facts.length = 0;
    const moments = await oneTransfer({ floor, pool, telephony, facts, agents }, i);
    if (i >= warmUp) all.push(moments);
  }
  await floor.loop.stop();
  await pool.end();
  if (floor.errors.length > 0) throw new Error(`The floor failed: ${floor.errors[0]}`);
  const part = `transfer, ${agents} agents`;
  const baseline = { name: 'one bare durable commit', value: commitMs };
  const of = (pick: (one: Moments) => number) => spread(all.map(pick));
  const figure = (name: string, pick: (one: Moments) => number, note?: string) =>
    against({ part, name, unit: 'ms', value: of(pick), baseline, better: 'less', ...(note ? { note } : {}) });
  return [
    figure(
      'ready -> last desk ringing',
      (one) => Math.max(...one.dialsMs) - one.textMs,
      "from the lead's text handed in, which makes them ready",
    ),
    figure('ready committed -> last desk ringing', (one) => Math.max(...one.dialsMs) - one.readyMs),
    figure('accept -> last loser stopped', (one) => Math.max(...one.hangupsMs) - one.acceptMs),
    figure(
      'accept -> joined arrangement at the port',
      (one) => one.arrangedMs - one.acceptMs,
      'the lead answers at once, no brief is heard',
    ),
  ];
}

interface Ground {
  floor: ReturnType<typeof openFloor>;
  pool: Parameters<typeof giveConsent>[0];
  telephony: ReturnType<typeof createBenchTelephony>;
  facts: { fact: Fact; atMs: number }[];
  agents: number;
}

async function oneTransfer({ floor, pool, telephony, facts, agents }: Ground, i: number): Promise<Moments> {
  const { loop, clock } = floor;
  const phone = phoneOf(i);
  const leadId = `lead-${i}`;
  await giveConsent(pool, floor.records, { leadId, phone, name: 'Maria Bench' }, randomUUID, clock.nowMs());
  await loop.emit({
    type: 'lead.arrived',
    lead: {
      leadId,
      phone,
      name: 'Maria Bench',
      playbookId: 'insurance',
      channel: 'sms',
      source: 'bench',
      wroteFirst: true,
    },
  });
  const dialled: { legId: string; agentId: string; atMs: number }[] = [];
  const hangups: number[] = [];
  let leadLeg = '';
  let agentLeg = '';
  let joinedMs = 0;
  telephony.watch.dial = (order) => {
    const stationId = order.target.kind === 'station' ? order.target.stationId : '';
    if (stationId.startsWith('desk:'))
      dialled.push({ legId: order.legId, agentId: stationId.slice(5), atMs: performance.now() });
    else leadLeg = order.legId;
  };
  telephony.watch.hangup = () => void hangups.push(performance.now());
  telephony.watch.arrange = (arrangement) => {
    if (joinedMs === 0 && leadLeg !== '' && arrangement.hears[leadLeg]?.includes(agentLeg))
      joinedMs = performance.now();
  };
  const textMs = performance.now();
  await loop.emit({
    type: 'text.received',
    leadId,
    messageId: `in-${i}`,
    channel: 'sms',
    body: 'please call me now',
    atMs: clock.nowMs(),
  });
  await until(() => dialled.length === agents, waitMs, 'every desk to ring');
  const ready = facts.find(({ fact }) => fact.type === 'lead.ready');
  if (ready?.fact.type !== 'lead.ready') throw new Error('The lead was not ready.');
  const { transferId } = ready.fact;
  // People take seconds; by then everything that ringing leads to has been written.
  await settled(loop);
  const winner = dialled[i % dialled.length]!;
  agentLeg = winner.legId;
  hangups.length = 0;
  const acceptMs = performance.now();
  await loop.emit({
    type: 'agent.accepted',
    transferId,
    agentId: winner.agentId,
    legId: winner.legId,
    by: 'desk',
  });
  const acceptedMs = performance.now();
  await until(
    () => hangups.length >= agents - 1 && joinedMs > 0,
    waitMs,
    'losers to stop and the call to be joined',
  );
  const moments = {
    textMs,
    readyMs: ready.atMs,
    dialsMs: dialled.map((one) => one.atMs),
    acceptMs,
    acceptedMs,
    hangupsMs: hangups.slice(0, agents - 1),
    arrangedMs: joinedMs,
  };
  await settled(loop);
  telephony.endThere(leadLeg);
  await until(() => facts.some(({ fact }) => fact.type === 'transfer.ended'), waitMs, 'the transfer to end');
  await settled(loop);
  return moments;
}

/** Nothing is in hand, twice in a row: answers of the far ends come one turn later. */
async function settled(loop: Ground['floor']['loop']): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet = loop.busy() === 0 ? quiet + 1 : 0) await pause(2);
}
