import { describe, expect, it } from 'vitest';
import type { ReadInput } from '../ports/reader.ts';
import { createReader } from '../reading/index.ts';
import { verticalPlaybook } from '../reading/vertical-playbook.ts';
import { warmReader } from './warm-reader.ts';

/** A clock whose alarms go off one by one, when asked. */
function handClock() {
  const alarms: { run: () => void; cancelled: boolean }[] = [];
  const clock = {
    nowMs: () => Date.UTC(2026, 10, 16, 16),
    after(_ms: number, run: () => void) {
      const alarm = { run, cancelled: false };
      alarms.push(alarm);
      return {
        cancel: () => {
          alarm.cancelled = true;
        },
      };
    },
  };
  /** @returns whether one went off */
  const ring = (): boolean => {
    const alarm = alarms.shift();
    if (!alarm || alarm.cancelled) return false;
    alarm.run();
    return true;
  };
  return { clock, ring };
}

function counting() {
  const reader = createReader();
  const actions = new Set<string>();
  let readings = 0;
  return {
    reader: {
      ...reader,
      read(input: ReadInput) {
        readings += 1;
        const reading = reader.read(input);
        actions.add(reading.action);
        return reading;
      },
    },
    actions,
    readings: () => readings,
  };
}

const playbooks = [verticalPlaybook('insurance'), verticalPlaybook('lending')];

describe("the reader's warm-up", () => {
  it('reads one text at a time, of every action, and comes to an end', () => {
    const { clock, ring } = handClock();
    const counted = counting();
    warmReader(counted.reader, playbooks, clock);
    expect(counted.readings()).toBe(0);
    let rings = 0;
    while (rings < 1_000 && ring()) {
      rings += 1;
      expect(counted.readings()).toBeLessThanOrEqual(rings);
    }
    expect(rings).toBeLessThan(1_000);
    expect(counted.readings()).toBeGreaterThan(60);
    const all = 'ask answer transfer schedule opt_out wrong_person close escalate'.split(' ').sort();
    expect([...counted.actions].sort()).toEqual(all);
  });

  it('stops when the program does', () => {
    const { clock, ring } = handClock();
    const counted = counting();
    const stop = warmReader(counted.reader, playbooks, clock);
    ring();
    ring();
    stop();
    expect(ring()).toBe(false);
    expect(counted.readings()).toBe(2);
  });
});
