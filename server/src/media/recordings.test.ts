import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from './frame.ts';
import { G711 } from './g711.ts';
import { createOutStream } from './leg-state.ts';
import { createPlane } from './plane.ts';
import type { FromWorker, RecordPlan } from './protocol.ts';
import { writeRtpHeader } from './rtp.ts';
import type { LegTransport } from './transport.ts';

/** A plane with legs that say one level each, and a recording that keeps the first sample of each frame. */
function world() {
  const reports: FromWorker[] = [];
  const written: { left: number; right: number }[] = [];
  const files: string[] = [];
  let nowMs = 1_000;
  let revision = 0;
  let failDisk: () => void = () => {};
  const plane = createPlane(
    {
      report: (message) => reports.push(message),
      peers: undefined,
      nowMs: () => nowMs,
      wallMs: () => nowMs,
      random32: () => 1,
      openRecording: (id, onFailure) => {
        files.push(id);
        failDisk = onFailure;
        return {
          opened: Promise.resolve(),
          write: (left, right) => void written.push({ left: left?.[0] ?? 0, right: right?.[0] ?? 0 }),
          close: async () => ({ lengthMs: written.length * 20, bytes: 0, lostMs: 0, failure: undefined }),
        };
      },
    },
    1,
  );
  const say: Record<string, () => void> = {};
  const relayed: Record<string, number> = {};
  for (const [name, level] of [
    ['lead', 4_000],
    ['agent', 8_000],
    ['boss', 16_000],
  ] as const) {
    let listener: ((packet: Uint8Array) => void) | undefined;
    let sequence = 0;
    relayed[name] = 0;
    const transport: LegTransport = {
      payloads: () => ({ codec: 'PCMU', audioType: 0, keyType: 101 }),
      onPacket: (next) => {
        listener = next;
      },
      send: () => {
        relayed[name]! += 1;
        return true;
      },
    };
    plane.openLeg('c', name, transport, createOutStream(7, 0, 0));
    say[name] = () => {
      const packet = new Uint8Array(12 + FRAME_SAMPLES).fill(G711.PCMU.fromLinear[level]!, 12);
      writeRtpHeader(packet, 0, false, sequence, sequence * FRAME_SAMPLES, level);
      sequence += 1;
      listener?.(packet);
    };
  }
  return {
    plane,
    reports,
    written,
    files,
    relayed,
    failDisk: () => failDisk(),
    arrange: (hears: Record<string, string[]>, record?: RecordPlan) => {
      revision += 1;
      const more = record === undefined ? {} : { record };
      plane.take({ type: 'arrange', callId: 'c', revision, hears, plays: [], ...more });
    },
    talk: (ticks: number) => {
      for (let i = 0; i < ticks; i += 1) {
        for (const one of Object.values(say)) one();
        nowMs += 20;
        plane.step(0, nowMs);
      }
    },
    told: () => reports.flatMap((one) => (one.type.startsWith('recording.') ? [one.type] : [])),
  };
}

const near = (value: number, level: number): boolean => Math.abs(value - level) < level / 20;
const both = { recordingId: 'r', left: ['lead'], right: ['agent'] };
const bridge = { lead: ['agent'], agent: ['lead', 'boss'], boss: ['lead', 'agent'] };

describe('recording a call', () => {
  it('writes the lead left and the agent right, and not the supervisor who whispers to the agent', () => {
    const made = world();
    made.arrange(bridge, both);
    made.talk(20);
    expect(made.files).toEqual(['r']);
    expect(made.written).toHaveLength(20);
    for (const { left, right } of made.written.slice(2)) {
      expect(near(left, 4_000)).toBe(true);
      expect(near(right, 8_000)).toBe(true);
    }
  });

  it('writes while packets are relayed past the mixer, each heard once', () => {
    const made = world();
    made.arrange({ lead: ['agent'], agent: ['lead'] }, both);
    made.talk(5);
    const before = made.relayed.lead!;
    made.talk(50);
    expect(made.relayed.lead! - before).toBe(50);
    expect(made.written).toHaveLength(55);
    expect(near(made.written.at(-1)!.left, 4_000)).toBe(true);
  });

  it('pauses are silence of the same length; no plan ends the file, and the same name never begins again', async () => {
    const made = world();
    made.arrange({ lead: ['agent'], agent: ['lead'] }, both);
    made.talk(10);
    made.arrange({ lead: ['agent'], agent: ['lead'] }, { recordingId: 'r', left: [], right: [] });
    made.talk(10);
    expect(made.written).toHaveLength(20);
    expect(made.written.slice(11).every(({ left, right }) => left === 0 && right === 0)).toBe(true);
    made.arrange({ lead: ['agent'], agent: ['lead'] });
    made.talk(10);
    await made.plane.close();
    expect(made.written).toHaveLength(20);
    expect(made.told()).toEqual(['recording.started', 'recording.ended']);
    expect(made.reports.find(({ type }) => type === 'recording.ended')).toMatchObject({
      callId: 'c',
      recordingId: 'r',
      lengthMs: 400,
    });
  });

  it('a disk that fails ends the recording at once; the call goes on, and it is told once', async () => {
    const made = world();
    made.arrange({ lead: ['agent'], agent: ['lead'] }, both);
    made.talk(5);
    made.failDisk();
    made.talk(5);
    made.arrange({ lead: ['agent'], agent: ['lead'] }, both);
    made.talk(5);
    await made.plane.close();
    expect(made.written).toHaveLength(5);
    expect(made.files).toEqual(['r']);
    expect(made.told().filter((type) => type === 'recording.ended')).toHaveLength(1);
    expect(made.relayed.lead!).toBeGreaterThan(10);
  });

  it('the last leg that leaves ends it, and so does closing the plane', async () => {
    const left = world();
    left.arrange(bridge, both);
    left.talk(3);
    for (const legId of ['lead', 'agent', 'boss']) left.plane.take({ type: 'leg.close', legId });
    await left.plane.close();
    expect(left.told()).toEqual(['recording.started', 'recording.ended']);
    const closed = world();
    closed.arrange(bridge, both);
    closed.talk(3);
    await closed.plane.close();
    expect(closed.told()).toEqual(['recording.started', 'recording.ended']);
  });
});
