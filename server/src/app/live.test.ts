import { describe, expect, it } from 'vitest';
import type { Fact } from '../kernel/events.ts';
import { rungBy, topicsOf } from './live.ts';

const of = { transferId: 't1', leadId: 'l1' };
const passing: Fact = {
  type: 'transfer.passing',
  ...of,
  agentId: 'ana',
  agentName: 'Ana',
  mode: 'warm',
  to: [
    { agentId: 'ben', name: 'Ben', legId: 'leg-2' },
    { agentId: null, name: 'Claims desk', legId: 'leg-3' },
  ],
};

describe('which desks are told', () => {
  it('of a pass: who passes, and each agent who is rung for it', () => {
    const topics = topicsOf([passing], { room: 'transfer', key: 't1' }, () => []);
    expect(topics).toEqual(
      expect.arrayContaining(['desk:ana', 'desk:ben', 'transfer:t1', 'lead:l1', 'floor']),
    );
    expect(rungBy(passing)).toEqual(['ben']);
  });

  it('of the hand-over: the one who has the lead, and the one who had them', () => {
    const passed: Fact = {
      type: 'transfer.passed',
      ...of,
      fromAgentId: 'ana',
      fromAgentName: 'Ana',
      agentId: 'ben',
      agentName: 'Ben',
      mode: 'warm',
    };
    const topics = topicsOf([passed], { room: 'transfer', key: 't1' }, () => []);
    expect(topics).toEqual(expect.arrayContaining(['desk:ana', 'desk:ben']));
  });

  it('of what happens on a leg: all whose phones rang for the transfer', () => {
    const fact: Fact = { type: 'leg.answered', callId: 't1', legId: 'leg-3' };
    expect(topicsOf([fact], { room: 'transfer', key: 't1' }, () => ['ana', 'ben'])).toEqual(
      expect.arrayContaining(['desk:ana', 'desk:ben']),
    );
  });
});
