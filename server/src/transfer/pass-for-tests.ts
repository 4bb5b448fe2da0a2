/** A floor for tests of passing on: Ana talks with Maria, and facts are given one by one. */
import type { Fact, Order } from '../kernel/events.ts';
import { createRandom } from '../kernel/ids.ts';
import { decideTransfer } from './decide.ts';
import { isPassing } from './pass-steps.ts';
import { defaultLimits, newTransfer, type Spec, type Transfer } from './transfer.ts';

export const spec: Spec = {
  leadName: 'Maria',
  leadNumber: '+15125550142',
  leadTarget: { kind: 'station', stationId: 'handset:+15125550142' },
  seller: { name: 'Northside Quotes', number: '+15125550100' },
  origin: 'text',
  mode: 'agentic-warm',
  ring: 'all',
  need: { skills: ['auto'], licenceState: 'TX' },
  brief: { headline: 'Maria, two cars', spoken: 'Maria wants a quote.', screen: '', facts: [], withheld: [] },
  introduction: 'Maria, {agent} is on the line.',
  limits: defaultLimits,
};
export const of = { transferId: 't1', agentId: 'ana' };
export const ask = (over: Partial<Extract<Fact, { type: 'transfer.pass-asked' }>> = {}): Fact => ({
  type: 'transfer.pass-asked',
  ...of,
  mode: 'warm',
  to: { kind: 'agent', agentId: 'ben' },
  toName: 'Ben',
  note: 'Asks about a boat.',
  ...over,
});
export const outside = { kind: 'outside', target: { kind: 'phone', e164: '+15125550177' } } as const;
export const leg = (type: 'leg.answered' | 'leg.ringing' | 'leg.lost' | 'leg.back', legId: string): Fact => ({
  type,
  callId: 't1',
  legId,
});
export const gone = (legId: string, cause: 'hung-up' | 'no-answer' | 'busy' = 'hung-up'): Fact => ({
  type: 'leg.ended',
  callId: 't1',
  legId,
  by: 'them',
  cause,
});
export const refusedBy = (legId: string): Fact => ({
  type: 'leg.ended',
  callId: 't1',
  legId,
  by: 'network',
  cause: 'rejected',
  said: '405 Method Not Allowed',
});
export const joined: Fact = { type: 'bridge.joined', callId: 't1', transferId: 't1' };
export const briefed: Fact = { type: 'brief.done', transferId: 't1' };

/** A floor on which Ana talks with Maria. */
export function live(over: Partial<Spec> = {}, caller = false) {
  let ids = 0;
  let nowMs = 1_000_000;
  let state: Transfer = newTransfer('t1', 'l1', { ...spec, ...over }, nowMs, caller ? 'lead' : null);
  const orders: Order[] = [];
  const facts: Fact[] = [];
  const w = {
    get state() {
      return state;
    },
    orders,
    facts,
    pass: (ms: number) => {
      nowMs += ms;
    },
    on(fact: Fact) {
      const context = { nowMs, id: () => `leg${++ids}`, random: createRandom(1), inputs: undefined };
      const step = decideTransfer(state, fact, context);
      state = step.state;
      orders.push(...step.orders);
      facts.push(...step.facts);
      return step;
    },
    reserved: (...names: string[]): Fact => ({
      type: 'agents.reserved',
      transferId: 't1',
      wave: state.wave,
      whyNot: [],
      agents: names.map((name) => ({
        agentId: name,
        name: name[0]!.toUpperCase() + name.slice(1),
        target: { kind: 'station', stationId: `desk:${name}` },
      })),
    }),
    legOf: (agentId: string | null) =>
      state.offered.filter((one) => one.agentId === agentId).at(-1)?.legId ?? 'none',
    accept: (agentId: string): Fact => ({
      type: 'agent.accepted',
      transferId: 't1',
      agentId,
      legId: w.legOf(agentId),
      by: 'desk',
    }),
    timer: (): Fact => ({ type: 'timer', name: 'deadline', token: state.token }),
    lead: () => state.leadLeg?.legId ?? 'no-lead',
    stage: () => (isPassing(state) ? state.pass.stage : state.phase),
    released: () =>
      facts.flatMap((one) => (one.type === 'agent.released' ? [`${one.agentId} ${one.how}`] : [])),
    wrapped: () => facts.flatMap((one) => (one.type === 'agent.wrap-up' ? [one.agentId] : [])),
    hungUp: () => orders.flatMap((one) => (one.type === 'leg.hangup' ? [one.legId] : [])),
  };
  w.on({ type: 'lead.ready', leadId: 'l1', transferId: 't1' } as unknown as Fact);
  w.on(w.reserved('ana'));
  w.on(w.accept('ana'));
  if (!caller) w.on(leg('leg.answered', w.lead()));
  w.on(briefed);
  w.on(joined);
  if (w.state.phase !== 'connected') throw new Error(`not connected: ${w.state.phase}`);
  facts.length = 0;
  orders.length = 0;
  return w;
}

/** Ben took it and talks with Ana; Maria is on hold. */
export function talking(mode: 'warm' | 'cold' = 'warm') {
  const w = live();
  w.on(ask({ mode }));
  w.on(w.reserved('ben'));
  w.on(w.accept('ben'));
  return w;
}
