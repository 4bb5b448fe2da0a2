import { describe, expect, it } from 'vitest';
import type { Fact } from '../kernel/events.ts';
import { tellOf } from './webhook-events.ts';

const of = { transferId: 't1', leadId: 'l1' };

describe('what other systems are told of a call that is passed on', () => {
  it.each<[Fact, string, Record<string, unknown>]>([
    [
      {
        type: 'transfer.passing',
        ...of,
        agentId: 'ana',
        agentName: 'Ana',
        mode: 'warm',
        to: [{ agentId: 'ben', name: 'Ben', legId: 'leg-2' }],
      },
      'transfer.passing',
      { ...of, agentId: 'ana', agentName: 'Ana', mode: 'warm', to: [{ agentId: 'ben', name: 'Ben' }] },
    ],
    [
      {
        type: 'transfer.passed',
        ...of,
        fromAgentId: 'ana',
        fromAgentName: 'Ana',
        agentId: null,
        agentName: 'Claims desk',
        mode: 'cold',
      },
      'transfer.passed',
      {
        ...of,
        fromAgentId: 'ana',
        fromAgentName: 'Ana',
        agentId: null,
        agentName: 'Claims desk',
        mode: 'cold',
      },
    ],
    [
      {
        type: 'transfer.pass-ended',
        ...of,
        agentId: 'ana',
        agentName: 'Ana',
        why: 'declined',
        words: 'Ben declined. Maria is still with you.',
      },
      'transfer.pass-ended',
      // The words name the lead, and stay here.
      { ...of, agentId: 'ana', agentName: 'Ana', why: 'declined' },
    ],
  ])('%o', (fact, event, data) => {
    expect(tellOf(fact)).toEqual({ event, data });
  });
});
