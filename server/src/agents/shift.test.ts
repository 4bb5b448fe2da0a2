import { describe, expect, it } from 'vitest';
import { type Agent, newAgentState, type Shift } from './agent.ts';
import { onShift, shiftSpans } from './shift.ts';
import { soonestSlots } from './slots.ts';

const chicago = 'America/Chicago';
const nine: Shift[] = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }];
const night: Shift[] = [{ days: [5], from: '22:00', to: '06:00' }];

describe('shifts in the agent’s own zone', () => {
  it.each([
    ['before it begins', nine, '2026-11-17T08:59:00-06:00', false],
    ['at its first minute', nine, '2026-11-17T09:00:00-06:00', true],
    ['at its last', nine, '2026-11-17T16:59:00-06:00', true],
    ['when it is over', nine, '2026-11-17T17:00:00-06:00', false],
    ['on a Sunday', nine, '2026-11-15T12:00:00-06:00', false],
    ['past midnight, of Friday', night, '2026-11-21T05:59:00-06:00', true],
    ['past its end on Saturday', night, '2026-11-21T06:00:00-06:00', false],
    ['no shifts: always', [], '2026-11-15T03:00:00-06:00', true],
    ['the morning the clocks went back', nine, '2026-11-02T09:00:00-06:00', true],
    ['the hour before, that morning', nine, '2026-11-02T08:59:00-06:00', false],
    ['the Monday after they go forward', nine, '2027-03-15T09:00:00-05:00', true],
  ] as const)('%s', (_name, shifts, at, on) => {
    expect(onShift([...shifts], chicago, Date.parse(at)).on).toBe(on);
  });

  it('says when that changes', () => {
    expect(onShift(nine, chicago, Date.parse('2026-11-20T18:00:00-06:00')).changesAtMs).toBe(
      Date.parse('2026-11-23T09:00:00-06:00'),
    );
  });

  it('a shift over the night the clocks go back is an hour longer', () => {
    const [span] = shiftSpans(
      [{ days: [6], from: '22:00', to: '06:00' }],
      chicago,
      Date.parse('2026-10-31T12:00:00-05:00'),
    );
    expect(span && (span.toMs - span.fromMs) / 3_600_000).toBe(9);
  });
});

describe('soonest slots', () => {
  const now = Date.parse('2026-11-20T16:20:00-06:00');
  const agent: Agent = {
    id: 'a',
    name: 'A',
    tz: chicago,
    skills: [],
    languages: ['en'],
    licences: [],
    shifts: nine,
    target: { kind: 'station', stationId: 'desk:a' },
    demo: false,
    state: newAgentState(now),
  };
  const times = (booked: number[], allowed = (_at: number) => true) =>
    soonestSlots([agent], { skills: [] }, booked, allowed, now, 3).map((slot) =>
      new Date(slot.atMs).toISOString(),
    );

  it('are quarter hours on shift, at least ten minutes away, over the week-end if they must', () => {
    expect(times([])).toEqual([
      '2026-11-20T22:30:00.000Z',
      '2026-11-20T22:45:00.000Z',
      '2026-11-23T15:00:00.000Z',
    ]);
  });
  it('leave out what is booked, and hours in which the lead may not be called', () => {
    expect(times([Date.parse('2026-11-20T22:30:00Z')])[0]).toBe('2026-11-23T15:00:00.000Z');
    expect(times([], (at) => at > Date.parse('2026-11-23T17:00:00Z'))[0]).toBe('2026-11-23T17:15:00.000Z');
  });
  it('need somebody who fits, free now or not', () => {
    expect(soonestSlots([agent], { skills: ['x'] }, [], () => true, now, 3)).toEqual([]);
  });
});
