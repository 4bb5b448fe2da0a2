/** Legs that are listened to, in a whole plane: relayed, mixed, closed, gone quiet. The far ends are packets. */
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from './frame.ts';
import { encodeG711, type WireCodec } from './g711.ts';
import { createG722, encodeG722 } from './g722.ts';
import { tonePowerDb } from './goertzel.ts';
import { createOutStream } from './leg-state.ts';
import { createPlane } from './plane.ts';
import type { FromWorker } from './protocol.ts';
import { writeRtpHeader } from './rtp.ts';
import { babble, joinSounds } from './speech-for-tests.ts';
import type { LegTransport } from './transport.ts';

const LEAD_HZ = 200;
const AGENT_HZ = 330;
const PAYLOAD = { PCMU: 0, PCMA: 8, G722: 9 } as const;
const PLAN = { legId: 'lead', language: 'es' };
const quiet = (ms: number): Int16Array => new Int16Array(ms * 8);

interface Far {
  /** Frames still to say; nothing left is silence that is sent, as browsers and most phones do. */
  voice: Int16Array;
  at: number;
  sequence: number;
  sends: boolean;
  heard: number;
}

function world(codecs: Record<string, WireCodec>) {
  const reports: FromWorker[] = [];
  const fars = new Map<string, { far: Far; push: () => void }>();
  let nowMs = 1_000;
  let revision = 0;
  const plane = createPlane(
    {
      report: (message) => reports.push(message),
      peers: undefined,
      nowMs: () => nowMs,
      wallMs: () => nowMs,
      random32: () => 1,
    },
    1,
  );
  for (const [legId, codec] of Object.entries(codecs)) {
    const far: Far = { voice: quiet(0), at: 0, sequence: 100, sends: true, heard: 0 };
    let listener: ((packet: Uint8Array) => void) | undefined;
    const transport: LegTransport = {
      send: () => {
        far.heard += 1;
        return true;
      },
      payloads: () => ({ codec, audioType: PAYLOAD[codec], keyType: undefined }),
      onPacket: (next) => {
        listener = next;
      },
    };
    const wide = createG722();
    const packet = new Uint8Array(12 + FRAME_SAMPLES);
    const push = (): void => {
      if (!far.sends) return;
      const frame = new Int16Array(FRAME_SAMPLES);
      frame.set(far.voice.subarray(far.at, far.at + FRAME_SAMPLES));
      far.at += FRAME_SAMPLES;
      far.sequence = (far.sequence + 1) & 0xffff;
      writeRtpHeader(packet, PAYLOAD[codec], false, far.sequence, far.sequence * 160, legId.length);
      if (codec === 'G722') encodeG722(wide, frame, FRAME_SAMPLES, packet, 12);
      else encodeG711(codec, frame, FRAME_SAMPLES, packet, 12);
      listener?.(packet.slice());
    };
    fars.set(legId, { far, push });
    plane.openLeg('c', legId, transport, createOutStream(legId.length, 1, 1));
  }
  return {
    plane,
    reports,
    far: (legId: string): Far => fars.get(legId)!.far,
    say: (legId: string, voice: Int16Array) => Object.assign(fars.get(legId)!.far, { voice, at: 0 }),
    arrange: (listen?: typeof PLAN) => {
      revision += 1;
      const hears = { lead: ['agent'], agent: ['lead'] };
      plane.take({ type: 'arrange', callId: 'c', revision, hears, plays: [], ...(listen ? { listen } : {}) });
    },
    run: (ms: number) => {
      for (const untilMs = nowMs + ms; nowMs < untilMs; ) {
        nowMs += 20;
        for (const { push } of fars.values()) push();
        plane.step(0, nowMs);
      }
    },
    utterances: () => reports.flatMap((message) => (message.type === 'leg.utterance' ? [message] : [])),
  };
}

describe.each(['PCMU', 'PCMA', 'G722'] as const)('a %s leg that is listened to', (codec) => {
  it('has what it says told once, in its language, while its packets are passed on as before', () => {
    const { arrange, run, say, far, utterances } = world({ lead: codec, agent: codec });
    arrange(PLAN);
    run(600);
    say('lead', babble(1_200, LEAD_HZ));
    say('agent', babble(2_500, AGENT_HZ));
    const before = far('agent').heard;
    run(3_000);
    expect(utterances()).toHaveLength(1);
    const [{ pcm, ...rest }] = utterances() as [ReturnType<typeof utterances>[0]];
    expect(rest).toEqual({ type: 'leg.utterance', callId: 'c', legId: 'lead', language: 'es' });
    // The lead's voice, and nothing of the agent's.
    expect(tonePowerDb(pcm, LEAD_HZ, 8_000) - tonePowerDb(pcm, AGENT_HZ, 8_000)).toBeGreaterThan(20);
    // A packet a tick, neither more nor fewer.
    expect(Math.abs(far('agent').heard - before - 150)).toBeLessThanOrEqual(2);
  });
});

describe('listening', () => {
  it('is off unless an arrangement says so', () => {
    const { arrange, run, say, utterances } = world({ lead: 'PCMU', agent: 'PCMU' });
    arrange();
    say('lead', joinSounds(babble(1_000), quiet(1_000)));
    run(2_500);
    expect(utterances()).toEqual([]);
  });

  it('ends with the arrangement that does not name it, and what was said until then is told', () => {
    const { arrange, run, say, utterances } = world({ lead: 'PCMU', agent: 'PCMU' });
    arrange(PLAN);
    say('lead', babble(5_000, LEAD_HZ));
    run(1_000);
    arrange();
    expect(utterances()).toHaveLength(1);
    run(6_000);
    expect(utterances()).toHaveLength(1);
    expect(utterances()[0]!.pcm.length).toBeLessThanOrEqual(8_000);
  });

  it('tells the last words of whoever hangs up in the middle of them', () => {
    const { arrange, run, say, plane, utterances } = world({ lead: 'PCMU', agent: 'PCMU' });
    arrange(PLAN);
    run(400);
    say('lead', babble(900, LEAD_HZ));
    run(900);
    plane.take({ type: 'leg.close', legId: 'lead' });
    expect(utterances()).toHaveLength(1);
    plane.take({ type: 'leg.close', legId: 'lead' });
    expect(utterances()).toHaveLength(1);
  });

  it('ends an utterance where the phone sends nothing while nobody speaks', () => {
    const { arrange, run, say, far, utterances } = world({ lead: 'PCMU', agent: 'PCMU' });
    arrange(PLAN);
    run(400);
    say('lead', babble(900, LEAD_HZ));
    run(900);
    far('lead').sends = false;
    run(1_000);
    expect(utterances()).toHaveLength(1);
  });

  it('waits for a leg that is not there yet', () => {
    const { arrange, run, say, plane, utterances, far } = world({ agent: 'PCMU' });
    arrange(PLAN);
    run(500);
    expect(far('agent').heard).toBeGreaterThan(0);
    let listener: ((packet: Uint8Array) => void) | undefined;
    plane.openLeg(
      'c',
      'lead',
      {
        send: () => true,
        payloads: () => ({ codec: 'PCMU', audioType: 0, keyType: undefined }),
        onPacket: (next) => {
          listener = next;
        },
      },
      createOutStream(9, 1, 1),
    );
    say('agent', quiet(100));
    const voice = joinSounds(babble(800, LEAD_HZ), quiet(1_200));
    const packet = new Uint8Array(12 + FRAME_SAMPLES);
    for (let frame = 0; frame < 100; frame += 1) {
      writeRtpHeader(packet, 0, false, frame, frame * 160, 4);
      encodeG711('PCMU', voice.subarray(frame * 160, frame * 160 + 160), FRAME_SAMPLES, packet, 12);
      listener?.(packet.slice());
      run(20);
    }
    expect(utterances()).toHaveLength(1);
  });
});
