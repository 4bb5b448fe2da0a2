import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlacement } from './placement.ts';

describe('placement of calls', () => {
  it('a new call goes where there is least to do, and all its legs go where it is', () => {
    const placement = createPlacement(3);
    const where = ['a', 'b', 'c', 'd'].map((callId) => placement.enter(callId, `${callId}1`, 0));
    expect(where).toEqual([0, 1, 2, 0]);
    for (let i = 2; i < 20; i += 1) expect(placement.enter('b', `b${i}`, 0)).toBe(1);
    expect([placement.place('e', 0), placement.place('f', 0), placement.place('g', 0)]).toEqual([2, 0, 2]);
  });

  it('a wish counts for a new call only, and a leg that is known stays', () => {
    const placement = createPlacement(2);
    expect(placement.enter('a', 'a1', 0, 1)).toBe(1);
    expect(placement.enter('a', 'a2', 0, 0)).toBe(1);
    expect(placement.enter('other', 'a2', 0, 0)).toBe(1);
    expect(placement.workerOf('a2')).toBe(1);
  });

  it('a call is forgotten with its last leg, and one without legs after a while', () => {
    const placement = createPlacement(2);
    expect(placement.place('arranged', 0)).toBe(0);
    expect(placement.enter('a', 'a1', 0)).toBe(1);
    expect(placement.leave('a1')).toBe(1);
    expect(placement.leave('a1')).toBeUndefined();
    expect(placement.place('arranged', 70_000, 1)).toBe(0);
    expect(placement.place('arranged', 70_001, 1)).toBe(1);
  });

  it('a lost worker takes its own calls, and gets new ones when it is up again', () => {
    const placement = createPlacement(2);
    placement.enter('a', 'a1', 0);
    placement.enter('b', 'b1', 0);
    placement.enter('b', 'b2', 0);
    expect(placement.lose(1)).toEqual(['b1', 'b2']);
    expect([placement.workerOf('a1'), placement.workerOf('b1')]).toEqual([0, undefined]);
    expect([placement.enter('c', 'c1', 0), placement.enter('b', 'b3', 0)]).toEqual([0, 0]);
    placement.up(1);
    expect(placement.enter('d', 'd1', 0)).toBe(1);
  });

  it('whatever comes and goes: no call is in two workers, and what is left over weighs nothing', () => {
    const step = fc.record({
      kind: fc.constantFrom('enter', 'leave', 'place', 'lose'),
      call: fc.integer({ min: 0, max: 5 }),
      leg: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const placement = createPlacement(3);
        const live = new Map<string, number>();
        for (const { kind, call, leg } of steps) {
          const legId = `${call}/${leg}`;
          if (kind === 'enter') live.set(legId, placement.enter(`${call}`, legId, 0));
          else if (kind === 'leave') expect(placement.leave(legId)).toBe(live.get(legId));
          else if (kind === 'place') placement.place(`${call}`, 0);
          else {
            for (const lost of placement.lose(leg % 3)) live.delete(lost);
            placement.up(leg % 3);
          }
          if (kind === 'leave') live.delete(legId);
          for (const id of live.keys()) expect(placement.workerOf(id)).toBe(live.get(id));
          for (const callId of new Set([...live.keys()].map((id) => id.split('/')[0])))
            expect(
              new Set([...live].flatMap(([id, worker]) => (id.startsWith(`${callId}/`) ? [worker] : [])))
                .size,
            ).toBe(1);
        }
        for (const legId of live.keys()) placement.leave(legId);
        // All is gone: as many new calls as workers have one each.
        const fresh = [0, 1, 2].map((n) => placement.enter(`new${n}`, `new${n}`, 100_000));
        expect(fresh).toEqual([0, 1, 2]);
      }),
    );
  });
});
