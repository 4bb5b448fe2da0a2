import { describe, expect, it } from 'vitest';
import type { Fact, Order } from './events.ts';
import { type Made, nothing, toRows } from './made.ts';

const at = { room: 'transfer', key: 't1', nowMs: 5 };
const ids = () => {
  let n = 0;
  return () => `id${++n}`;
};
const ended: Fact = { type: 'transfer.ended', transferId: 't1', leadId: 'l1', outcome: 'failed', detail: '' };
const hangup: Order = { type: 'leg.hangup', callId: 'c', legId: 'a', cause: 'taken' };
const rows = (made: Partial<Made>) =>
  toRows(
    { ...nothing, ...made },
    at,
    ids(),
    (fact) =>
      fact.type === 'transfer.ended'
        ? [
            { room: 'conversation', key: 'l1' },
            { room: 'report', key: 'day' },
          ]
        : [],
    (order) => ('legId' in order ? order.legId : ''),
  );

describe('what a decision made, as rows', () => {
  it('a fact is journaled once and delivered to each room that hears it', () => {
    const { journal, jobs } = rows({ facts: [ended] });
    expect(journal).toEqual([
      { room: 'transfer', key: 't1', type: 'transfer.ended', lead_id: 'l1', body: ended },
    ]);
    expect(jobs.map(({ kind, room, key }) => [kind, room, key])).toEqual([
      ['fact', 'conversation', 'l1'],
      ['fact', 'report', 'day'],
    ]);
  });
  it('an order becomes a job under its own key, not journaled', () => {
    const { journal, jobs } = rows({ orders: [hangup] });
    expect(journal).toEqual([]);
    expect(jobs).toMatchObject([{ kind: 'order', room: 'leg.hangup', key: 'a', body: hangup }]);
  });
  it('a timer is set or cleared, of this key or another', () => {
    const { timers, cleared } = rows({
      timers: [
        { name: 'hold', token: 3, atMs: 9.2, key: 'ben' },
        { name: 'deadline', token: 4, atMs: null },
      ],
    });
    expect(timers).toMatchObject([{ key: 'ben', name: 'hold', token: 3, due_ms: 10 }]);
    expect(cleared).toEqual([{ key: 't1', name: 'deadline' }]);
  });
  it('ids are in the order of making, so that jobs of one key keep it', () => {
    const { jobs } = rows({ facts: [ended], orders: [hangup, { ...hangup, legId: 'b' }] });
    expect(jobs.map((job) => job.id)).toEqual([...jobs.map((job) => job.id)].sort());
  });
});
