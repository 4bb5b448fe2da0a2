/**
 * Accept to sound, over the real media engine: stations with real ICE, DTLS and SRTP in this process, the lead's page
 * answering in the moment it rings, no brief and no introduction, so that only Baton's own time is counted. Each side
 * plays a tone; the first packet loud enough to be it counts, ringback and hold being softer.
 */
import { randomUUID } from 'node:crypto';
import { createEngine } from '../src/adapters/engine/engine.ts';
import { type NodePhone, openNodePhone } from '../src/adapters/engine/node-phone.ts';
import type { Fact } from '../src/kernel/events.ts';
import type { MediaFigures } from '../src/media/bench.ts';
import { createBenchMessaging } from './ends.ts';
import { type Figure, pause, spread, until } from './figures.ts';
import { giveConsent, hire, openFloor, phoneOf, type Stage } from './stage.ts';

/** Peak of a far end's tone after PCMU: 6,000; the tones Baton plays stay below. */
const loud = 5_000;
const waitMs = 10_000;
const leadPhone = phoneOf(0);

export async function benchAudio(
  stage: Stage,
  rounds: number,
  workerUrl: URL | undefined,
): Promise<Figure[]> {
  const { pool, db } = await stage.database('audio');
  const engine = createEngine({ webrtc: 'native', ...(workerUrl ? { workerUrl } : {}) });
  const facts: Fact[] = [];
  const floor = openFloor(stage, db, {
    telephony: engine,
    messaging: createBenchMessaging(),
    onCommitted: (made) => void facts.push(...made),
  });
  const agents = await hire(stage, db, 3, floor.clock.nowMs());
  await engine.start();
  floor.loop.start();
  const phones: NodePhone[] = [];
  const agentHears: number[] = [];
  const leadHears: number[] = [];
  try {
    for (const [i, agentId] of agents.entries())
      phones.push(await openNodePhone(engine.stations, `desk:${agentId}`, 500 + 100 * i));
    const handset = await openNodePhone(engine.stations, `handset:${leadPhone}`, 1_300);
    phones.push(handset);
    await giveConsent(
      pool,
      floor.records,
      { leadId: 'lead-0', phone: leadPhone, name: 'Maria Bench' },
      randomUUID,
      floor.clock.nowMs(),
    );
    await floor.loop.emit({
      type: 'lead.arrived',
      lead: {
        leadId: 'lead-0',
        phone: leadPhone,
        name: 'Maria Bench',
        playbookId: 'insurance',
        channel: 'sms',
        source: 'bench',
        wroteFirst: true,
      },
    });
    await floor.loop.emit({
      type: 'text.received',
      leadId: 'lead-0',
      messageId: 'in-0',
      channel: 'sms',
      body: 'please call me now',
      atMs: floor.clock.nowMs(),
    });
    await until(() => facts.some((fact) => fact.type === 'lead.ready'), waitMs, 'the lead to be ready');
    const asked = facts.find((fact) => fact.type === 'lead.ready') as Extract<Fact, { type: 'lead.ready' }>;
    for (let i = -1; i < rounds; i++) {
      // The first transfer is the text's own; those after it are asked for again as it was.
      const transferId = i === -1 ? asked.transferId : floor.id();
      if (i > -1)
        await floor.loop.emit({ ...asked, transferId, mode: 'warm', brief: { ...asked.brief, spoken: '' } });
      const heard = await oneCall(
        floor,
        { engine, facts, phones: phones.slice(0, -1), handset },
        transferId,
        i,
      );
      if (i < 1) continue;
      agentHears.push(heard.agentMs);
      leadHears.push(heard.leadMs);
    }
  } finally {
    for (const phone of phones) await phone.close();
    await floor.loop.stop();
    await engine.drain(0);
    await pool.end();
  }
  if (floor.errors.length > 0) throw new Error(`The floor failed: ${floor.errors[0]}`);
  const part = 'accept -> sound, 3 agents';
  return [
    {
      part,
      name: 'agent hears the lead',
      unit: 'ms',
      value: spread(agentHears),
      better: 'less',
      note: 'the lead answers at once',
    },
    { part, name: 'lead hears the agent', unit: 'ms', value: spread(leadHears), better: 'less' },
  ];
}

interface Ends {
  engine: ReturnType<typeof createEngine>;
  facts: Fact[];
  phones: NodePhone[];
  handset: NodePhone;
}

async function oneCall(
  floor: ReturnType<typeof openFloor>,
  { engine, facts, phones, handset }: Ends,
  transferId: string,
  i: number,
): Promise<{ agentMs: number; leadMs: number }> {
  const rang = (phone: NodePhone) =>
    phone.frames.find(
      ({ message }) => message.type === 'ring' && message.legId.length > 0 && !done.has(message.legId),
    )?.message;
  await until(() => phones.every((phone) => rang(phone)), waitMs, 'desks to ring');
  await pause(60 + (((i + 1) * 7) % 20));
  const winner = phones[(i + 1) % phones.length]!;
  const ring = rang(winner);
  if (ring?.type !== 'ring') throw new Error('The desk did not ring.');
  const acceptMs = performance.now();
  winner.send({ type: 'answer', legId: ring.legId });
  await floor.loop.emit({
    type: 'agent.accepted',
    transferId,
    agentId: winner.stationId.slice('desk:'.length),
    legId: ring.legId,
    by: 'desk',
  });
  await until(() => rang(handset) !== undefined, waitMs, 'the handset to ring');
  const leadRing = rang(handset);
  if (leadRing?.type !== 'ring') throw new Error('The handset did not ring.');
  handset.send({ type: 'answer', legId: leadRing.legId });
  await until(
    () =>
      handset.firstLoudMs(acceptMs, loud) !== undefined && winner.firstLoudMs(acceptMs, loud) !== undefined,
    waitMs,
    'sound both ways',
  );
  const heard = {
    agentMs: winner.firstLoudMs(acceptMs, loud)! - acceptMs,
    leadMs: handset.firstLoudMs(acceptMs, loud)! - acceptMs,
  };
  for (const phone of [...phones, handset])
    for (const { message } of phone.frames) if (message.type === 'ring') done.add(message.legId);
  await engine.hangup(leadRing.legId, 'hung-up');
  await until(
    () => facts.some((fact) => fact.type === 'transfer.ended' && fact.transferId === transferId),
    waitMs,
    'the transfer to end',
  );
  for (let still = 0; still < 5; still = floor.loop.busy() === 0 ? still + 1 : 0) await pause(10);
  return heard;
}

/** Legs of calls that are over. */
const done = new Set<string>();

/** The media helper's own figures as lines of this report. */
export function mediaFigures(media: MediaFigures): Figure[] {
  const three = (name: string, value: MediaFigures['stationReadyMs'], note?: string): Figure => ({
    part: 'media alone',
    name,
    unit: 'ms',
    value: { n: value.count, p50: value.p50, p95: value.p95, p99: value.max },
    better: 'less',
    note: `p99 is the largest${note ? `; ${note}` : ''}`,
  });
  return [
    three(
      'answer -> agent hears the lead',
      media.acceptToAudioMs.agentHearsLead,
      'no database, no decisions',
    ),
    three('answer -> lead hears the agent', media.acceptToAudioMs.leadHearsAgent),
    three('page says hello -> sound connection up', media.stationReadyMs),
    {
      part: 'mixer',
      name: 'two parties, relayed: CPU of one 20 ms tick',
      unit: 'us',
      value: media.mixMicros.twoParties,
      better: 'less',
    },
    {
      part: 'mixer',
      name: 'three parties, mixed: CPU of one 20 ms tick',
      unit: 'us',
      value: media.mixMicros.threeParties,
      better: 'less',
    },
    {
      part: 'mixer',
      name: 'a G.722 leg of three, mixed: CPU of one 20 ms tick',
      unit: 'us',
      value: media.mixedWideLegMicros,
      better: 'less',
      note: 'decoded and encoded at 8 kHz',
    },
    {
      part: 'mixer',
      name: 'three-party calls that fill one core',
      unit: 'calls',
      value: media.callsPerCore.mixedThreeParties,
      better: 'more',
      note: 'without sending, which costs more',
    },
    {
      part: 'plain RTP',
      name: `${media.udp.calls} two-party calls: CPU of the media threads`,
      unit: '% of a core',
      value: media.udp.workerCpuShare * 100,
      better: 'less',
      note: `tick late p99 ${media.udp.tickLateP99Ms.toFixed(1)} ms; ${media.udp.workerCpuShares
        .map((share) => `${(share * 100).toFixed(1)} %`)
        .join(' and ')}`,
    },
    ...(media.webrtc.corePercentPerLeg === undefined
      ? []
      : [
          {
            part: 'WebRTC',
            name: 'CPU of one leg',
            unit: '% of a core',
            value: media.webrtc.corePercentPerLeg,
            better: 'less' as const,
            note: `${media.webrtc.legs} legs; tick late p99 ${media.webrtc.tickLateP99Ms.toFixed(1)} ms`,
          },
        ]),
    {
      part: 'media memory',
      name: 'JavaScript memory of one plain RTP leg',
      unit: 'kB',
      value: media.memory.bytesPerLeg / 1_024,
      better: 'less',
    },
  ];
}
