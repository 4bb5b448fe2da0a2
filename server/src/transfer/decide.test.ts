import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact, Order } from '../kernel/events.ts';
import { createRandom } from '../kernel/ids.ts';
import type { Context } from '../kernel/room.ts';
import { eventNames } from './cells.ts';
import { decideTransfer, eventName } from './decide.ts';
import { spec as anySpec } from './pass-for-tests.ts';
import { defaultLimits, liveAgentLegs, newTransfer, type Spec, type Transfer } from './transfer.ts';

const spec: Spec = { ...anySpec, need: { skills: [] } };
const ready = { type: 'lead.ready', leadId: 'l1', transferId: 't1' } as unknown as Fact;
const reserved = (wave: number, ...names: string[]): Fact => ({
  type: 'agents.reserved',
  transferId: 't1',
  wave,
  whyNot: [],
  agents: names.map((name) => ({
    agentId: name,
    name,
    target: { kind: 'station', stationId: `desk:${name}` },
  })),
});

function world(over: Partial<Spec> = {}, leadLegId: string | null = null) {
  let ids = 0;
  let nowMs = 1_000_000;
  let state: Transfer = newTransfer('t1', 'l1', { ...spec, ...over }, nowMs, leadLegId);
  const orders: Order[] = [];
  const facts: Fact[] = [];
  const context = (): Context => ({
    nowMs,
    id: () => `leg${++ids}`,
    random: createRandom(1),
    inputs: undefined,
  });
  return {
    get state() {
      return state;
    },
    orders,
    facts,
    pass(ms: number) {
      nowMs += ms;
    },
    on(fact: Fact) {
      const step = decideTransfer(state, fact, context());
      state = step.state;
      orders.push(...step.orders);
      facts.push(...step.facts);
      return step;
    },
    legOf: (agentId: string) => state.offered.filter((leg) => leg.agentId === agentId).at(-1)!.legId,
    timer: (): Fact => ({ type: 'timer', name: 'deadline', token: state.token }),
  };
}
const accept = (w: ReturnType<typeof world>, agentId: string): Fact => ({
  type: 'agent.accepted',
  transferId: 't1',
  agentId,
  legId: w.legOf(agentId),
  by: 'desk',
});
const leg = (type: 'leg.answered' | 'leg.ringing', legId: string): Fact => ({ type, callId: 't1', legId });
const gone = (legId: string, cause: 'hung-up' | 'no-answer' = 'hung-up'): Fact => ({
  type: 'leg.ended',
  callId: 't1',
  legId,
  by: 'them',
  cause,
});

describe('a transfer that goes well', () => {
  it('rings all, the first accept wins, losers stop at once, the lead is dialled only then, joined when the bridge is', () => {
    const w = world();
    w.on(ready);
    expect(w.facts.at(-1)).toMatchObject({ type: 'agents.wanted', wave: 1 });
    const rung = w.on(reserved(1, 'ana', 'ben', 'ravi'));
    expect(rung.orders.filter((order) => order.type === 'leg.dial')).toHaveLength(3);
    expect(rung.orders.some((order) => order.type === 'leg.dial' && order.role === 'lead')).toBe(false);
    w.pass(2_000);
    const claim = w.on(accept(w, 'ben'));
    expect(
      claim.orders.filter(
        (order) => order.type === 'leg.hangup' && order.cause === 'taken' && order.note === 'Taken by ben.',
      ),
    ).toHaveLength(2);
    expect(claim.orders.filter((order) => order.type === 'leg.dial' && order.role === 'lead')).toHaveLength(
      1,
    );
    expect(w.state.phase).toBe('briefing');
    w.on({ type: 'brief.done', transferId: 't1' });
    expect(w.state.phase).toBe('joining');
    w.on(leg('leg.answered', w.state.leadLeg!.legId));
    expect(w.facts.at(-1)).toMatchObject({ type: 'call.phase', phase: 'introduction' });
    expect(w.facts.some((fact) => fact.type === 'transfer.joined')).toBe(false);
    w.on({ type: 'bridge.joined', callId: 't1', transferId: 't1' });
    expect(w.state.phase).toBe('connected');
    w.on(gone(w.state.leadLeg!.legId));
    expect(w.state).toMatchObject({ phase: 'ended', outcome: 'connected' });
    expect(w.facts.filter((fact) => fact.type === 'agent.wrap-up')).toEqual([
      { type: 'agent.wrap-up', agentId: 'ben', transferId: 't1' },
    ]);
  });

  it('a lead who answers during the brief is joined at once, and the brief that ends later changes nothing', () => {
    const w = world();
    w.on(ready);
    w.on(reserved(1, 'ana'));
    w.on(accept(w, 'ana'));
    w.on(leg('leg.answered', w.state.leadLeg!.legId));
    const answer = w.on(w.timer());
    expect(w.state.phase).toBe('joining');
    expect(answer.facts).toMatchObject([
      { type: 'call.phase', phase: 'introduction', leadLegId: w.state.leadLeg!.legId },
    ]);
    expect(w.on({ type: 'brief.done', transferId: 't1' }).facts).toEqual([]);
  });

  it('answering is not accepting: a phone that was picked up is asked, and only its own key counts (T13)', () => {
    const w = world();
    w.on(ready);
    w.on(reserved(1, 'ana', 'ben'));
    w.on({ type: 'leg.key', callId: 't1', legId: w.legOf('ana'), key: '1' });
    expect(w.state.phase).toBe('ringing');
    w.on(leg('leg.answered', w.legOf('ana')));
    expect(w.state.phase).toBe('ringing');
    w.on({ type: 'leg.key', callId: 't1', legId: 'another', key: '1' });
    expect(w.state.phase).toBe('ringing');
    w.on({ type: 'leg.key', callId: 't1', legId: w.legOf('ana'), key: '1' });
    expect(w.state).toMatchObject({ phase: 'briefing', winner: { agentId: 'ana' } });
  });
});

describe('a running talk', () => {
  it('is not ended by a loser whose leg ends late', () => {
    const w = world();
    w.on(ready);
    w.on(reserved(1, 'ana', 'ben'));
    w.on(accept(w, 'ben'));
    w.on(leg('leg.answered', w.state.leadLeg!.legId));
    w.on({ type: 'brief.done', transferId: 't1' });
    w.on({ type: 'bridge.joined', callId: 't1', transferId: 't1' });
    const late = w.on(gone(w.legOf('ana')));
    expect(w.state.phase).toBe('connected');
    expect(late.orders).toEqual([]);
    w.on(gone(w.legOf('ben')));
    expect(w.state).toMatchObject({ phase: 'ended', outcome: 'connected', detail: 'The agent hung up.' });
  });
});

describe('every failure has an outcome', () => {
  it.each([
    ['nobody free', [], 'nobody-free'],
    ['all decline', ['decline:ana', 'decline:ben'], 'all-declined'],
    ['one declines, one misses', ['decline:ana', 'deadline'], 'unanswered'],
    ['nobody accepts', ['deadline'], 'unanswered'],
    ['the lead leaves while ringing', ['left'], 'lead-left'],
    ['the lead opts out while ringing', ['revoked'], 'not-permitted'],
    ['a supervisor cancels', ['cancel'], 'cancelled'],
    ['the lead does not answer', ['accept:ana', 'brief', 'lead-gone'], 'lead-unreachable'],
    ['the lead lets it ring', ['accept:ana', 'brief', 'deadline'], 'lead-unreachable'],
    ['voicemail answers', ['accept:ana', 'machine'], 'lead-voicemail'],
    ['the lead answers and hangs up', ['accept:ana', 'lead-answers', 'lead-gone'], 'lead-left'],
    ['the winner drops, nobody else', ['decline:ben', 'accept:ana', 'agent-gone:ana', 'none'], 'unanswered'],
    ['the bridge is never confirmed', ['accept:ana', 'lead-answers', 'brief', 'deadline'], 'failed'],
  ] as const)('%s', (name, script, outcome) => {
    const w = world();
    w.on(ready);
    w.on(name === 'nobody free' ? reserved(1) : reserved(1, 'ana', 'ben'));
    for (const line of script) {
      const [what, who = ''] = line.split(':');
      if (what === 'decline')
        w.on({ type: 'agent.declined', transferId: 't1', agentId: who, legId: w.legOf(who) });
      if (what === 'accept') w.on(accept(w, who));
      if (what === 'deadline') w.on(w.timer());
      if (what === 'left') w.on({ type: 'lead.left', transferId: 't1', leadId: 'l1' });
      if (what === 'revoked') w.on({ type: 'consent.revoked', leadId: 'l1', words: 'stop', by: 'lead' });
      if (what === 'cancel') w.on({ type: 'supervisor.cancelled', transferId: 't1', by: 'Dana' });
      if (what === 'brief') w.on({ type: 'brief.done', transferId: 't1' });
      if (what === 'lead-gone') w.on(gone(w.state.leadLeg!.legId, 'no-answer'));
      if (what === 'lead-answers') w.on(leg('leg.answered', w.state.leadLeg!.legId));
      if (what === 'machine')
        w.on({ type: 'leg.machine', callId: 't1', legId: w.state.leadLeg!.legId, verdict: 'voicemail' });
      if (what === 'agent-gone') w.on(gone(w.legOf(who)));
      if (what === 'none') w.on(reserved(w.state.wave));
      // A wave that was asked for finds nobody new.
      if (w.state.phase === 'waiting') w.on(reserved(w.state.wave));
    }
    expect(w.state).toMatchObject({ phase: 'ended', outcome });
    expect(liveAgentLegs(w.state)).toEqual([]);
  });
});

describe('a lead who called in', () => {
  it('is never dialled, hears hold, is joined on the leg they have, and goes with the agent who hangs up', () => {
    const w = world({ leadTarget: null, origin: 'caller' }, 'caller-leg');
    w.on(ready);
    w.on(reserved(1, 'ana', 'ben'));
    expect(w.facts.at(-1)).toMatchObject({ type: 'call.phase', phase: 'ringing', leadLegId: 'caller-leg' });
    w.on(accept(w, 'ana'));
    w.on({ type: 'brief.done', transferId: 't1' });
    w.on({ type: 'bridge.joined', callId: 't1', transferId: 't1' });
    expect(w.state.phase).toBe('connected');
    expect(w.orders.filter((order) => order.type === 'leg.dial' && order.role === 'lead')).toEqual([]);
    w.on(gone(w.legOf('ana')));
    expect(w.orders.at(-1)).toMatchObject({ type: 'leg.hangup', legId: 'caller-leg' });
  });

  it('stays on the line with the assistant when nobody takes it, and silences everybody when they hang up', () => {
    const kept = world({ leadTarget: null, origin: 'caller' }, 'caller-leg');
    kept.on(ready);
    kept.on(reserved(1));
    expect(kept.state).toMatchObject({ phase: 'ended', outcome: 'nobody-free' });
    expect(kept.orders.filter((order) => order.type === 'leg.hangup')).toEqual([]);
    expect(kept.facts.findLast((fact) => fact.type === 'call.phase')).toMatchObject({
      phase: 'assistant',
      leadLegId: 'caller-leg',
    });
    const left = world({ leadTarget: null, origin: 'caller' }, 'caller-leg');
    left.on(ready);
    left.on(reserved(1, 'ana', 'ben'));
    const step = left.on(gone('caller-leg'));
    expect(step.orders.filter((order) => order.type === 'leg.hangup')).toHaveLength(2);
    expect(left.state).toMatchObject({ phase: 'ended', outcome: 'lead-left' });
  });
});

/** Follows every order and fact as the world would, and complains at the first broken invariant. */
function watch(
  before: Transfer,
  fact: Fact,
  step: ReturnType<typeof decideTransfer>,
  log: {
    lives: Set<string>;
    reserved: Map<string, number>;
    freed: Map<string, number>;
    wrapUps: number;
    dials: number;
    revoked: boolean;
    left: boolean;
  },
) {
  const after = step.state;
  const trace = `${before.phase} + ${JSON.stringify(fact)} -> ${after.phase}`;
  if (fact.type === 'agents.reserved')
    for (const agent of fact.agents)
      log.reserved.set(agent.agentId, (log.reserved.get(agent.agentId) ?? 0) + 1);
  for (const order of step.orders) {
    if (order.type === 'leg.dial') {
      log.dials += 1;
      log.lives.add(order.legId);
      expect(log.revoked || log.left, `T7, T8: ${trace}`).toBe(false);
      expect(before.phase, `T11: ${trace}`).not.toBe('ended');
    } else if (order.type === 'leg.hangup') log.lives.delete(order.legId);
    else expect(before.phase, `T11: ${trace}`).not.toBe('ended');
  }
  for (const made of step.facts) {
    if (made.type === 'agent.released' || made.type === 'agent.wrap-up')
      log.freed.set(made.agentId, (log.freed.get(made.agentId) ?? 0) + 1);
    if (made.type === 'agent.wrap-up') log.wrapUps += 1;
    if (made.type === 'transfer.joined') expect(log.revoked || log.left, `T7, T8: ${trace}`).toBe(false);
  }
  if (fact.type === 'leg.ended') log.lives.delete(fact.legId);
  const won = after.offered.filter((one) => one.state === 'won');
  if (after.phase === 'briefing' || after.phase === 'joining' || after.phase === 'connected') {
    expect(
      won.map((one) => one.legId),
      `T1: ${trace}`,
    ).toEqual([after.winner.legId]);
    expect(liveAgentLegs(after), `T1: ${trace}`).toHaveLength(1);
    expect(
      after.offered.filter((one) => log.lives.has(one.legId)).map((one) => one.legId),
      `T1: ${trace}`,
    ).toEqual([after.winner.legId]);
  } else expect(won, `T1: ${trace}`).toEqual([]);
  if (after.phase === 'waiting')
    expect(
      after.offered.filter((one) => log.lives.has(one.legId)),
      `T2: ${trace}`,
    ).toEqual([]);
  if (after.phase === 'ended') {
    expect([...log.lives], `T2: ${trace}`).toEqual([]);
    expect(after.outcome, `T12: ${trace}`).toBeTruthy();
  }
  const rests = after.phase === 'connected' || after.phase === 'ended';
  expect(after.deadlineMs === null, `T4: ${trace}`).toBe(rests);
  expect(log.dials, `T9: ${trace}`).toBeLessThanOrEqual(defaultLimits.maxWaves * 5 + defaultLimits.maxWaves);
  expect(log.wrapUps, `T12: ${trace}`).toBeLessThanOrEqual(1);
  for (const [agent, times] of log.freed)
    expect(times, `T3 ${agent}: ${trace}`).toBeLessThanOrEqual(log.reserved.get(agent) ?? 0);
}

describe('a machine answers, and a message is set', () => {
  const voicemail = { written: 'written', spoken: 'spoken' };
  const machine = (legId: string, open = true): Fact => ({
    type: 'leg.machine',
    callId: 't1',
    legId,
    verdict: 'voicemail',
    ...(open ? { open: true as const } : {}),
  });
  const reached = (over: Partial<Spec>, open?: boolean) => {
    const w = world(over);
    w.on(ready);
    w.on(reserved(1, 'ana'));
    w.on(accept(w, 'ana'));
    const legId = w.state.leadLeg!.legId;
    return { w, legId, step: w.on(machine(legId, open)) };
  };
  it('the transfer ends, the agent is let go, and the leg is the call’s with the message (T2, T6)', () => {
    const { w, legId, step } = reached({ voicemail });
    expect(w.state).toMatchObject({ phase: 'ended', outcome: 'lead-voicemail' });
    expect(step.facts).toContainEqual({
      type: 'call.phase',
      callId: 't1',
      phase: 'voicemail',
      leadLegId: legId,
      message: { leadId: 'l1', ...voicemail },
    });
    expect(step.facts.filter(({ type }) => type === 'call.phase')).toHaveLength(1);
    const hungUp = step.orders.flatMap((order) => (order.type === 'leg.hangup' ? [order.legId] : []));
    expect(hungUp).toEqual([w.legOf('ana')]);
  });
  it.each([
    ['no message is set', {}, true],
    ['nothing can be spoken on the line', { voicemail }, false],
  ])('%s: it is hung up', (_, over, open) => {
    const { legId, step } = reached(over, open);
    expect(step.orders).toContainEqual(expect.objectContaining({ type: 'leg.hangup', legId }));
    expect(step.facts).toContainEqual(expect.objectContaining({ type: 'call.phase', phase: 'over' }));
  });
});

describe('random sequences, duplicated, late and stale (T1-T12)', () => {
  it('hold every invariant at every step', () => {
    const runs = Number(process.env.BATON_PROPERTY_RUNS ?? 3_000);
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 3 }),
        fc.array(fc.tuple(fc.nat(20), fc.nat(5), fc.boolean()), { maxLength: 40 }),
        (seed, shape, script) => {
          const random = createRandom(seed);
          const ring = (['all', 'waves', 'one-by-one', 'owner-first'] as const)[shape]!;
          const caller = random() < 0.3;
          const w = world(
            {
              ring,
              leadTarget: caller ? null : spec.leadTarget,
              mode: random() < 0.2 ? 'cold' : 'agentic-warm',
            },
            caller ? 'caller' : null,
          );
          const log = {
            lives: new Set<string>(),
            reserved: new Map<string, number>(),
            freed: new Map<string, number>(),
            wrapUps: 0,
            dials: 0,
            revoked: false,
            left: false,
          };
          const past: Fact[] = [];
          const send = (fact: Fact) => {
            const before = w.state;
            const live = before.phase !== 'ended' && before.phase !== 'connected';
            if (live && fact.type === 'consent.revoked') log.revoked = true;
            if (live && fact.type === 'lead.left') log.left = true;
            const step = w.on(fact);
            watch(before, fact, step, log);
            past.push(fact);
          };
          send(ready);
          const agents = ['a', 'b', 'c', 'd', 'e'];
          for (const [what, who, again] of script) {
            w.pass(Math.floor(random() * 6_000));
            const offered = w.state.offered[who % Math.max(1, w.state.offered.length)];
            const legId = offered?.legId ?? 'nobody';
            const lead = w.state.leadLeg?.legId ?? 'no-lead';
            const choices: (() => Fact)[] = [
              // The agents room never reserves who is held already or excluded.
              () =>
                reserved(
                  w.state.wave,
                  ...(w.state.phase === 'waiting'
                    ? agents.filter(
                        (one) =>
                          random() < 0.5 &&
                          (w.state.wave === 1 ||
                            !w.state.offered.some((had) => had.agentId === one && had.state !== 'taken')),
                      )
                    : []),
                ),
              () => ({
                type: 'agent.accepted',
                transferId: 't1',
                agentId: offered?.agentId ?? 'a',
                legId,
                by: 'desk',
              }),
              () => ({ type: 'agent.declined', transferId: 't1', agentId: offered?.agentId ?? 'a', legId }),
              () => leg('leg.answered', legId),
              () => leg('leg.ringing', legId),
              () => ({ type: 'leg.key', callId: 't1', legId, key: random() < 0.5 ? '1' : '2' }),
              () => gone(legId),
              () => ({ type: 'leg.machine', callId: 't1', legId, verdict: 'voicemail' }),
              () => leg('leg.answered', lead),
              () => gone(lead, 'no-answer'),
              () => ({ type: 'brief.done', transferId: 't1' }),
              () => ({ type: 'bridge.joined', callId: 't1', transferId: 't1' }),
              () => ({ type: 'bridge.failed', callId: 't1', transferId: 't1', why: 'x' }),
              () => w.timer(),
              () => ({ type: 'timer', name: 'deadline', token: w.state.token - 1 }),
              () => ({ type: 'lead.left', transferId: 't1', leadId: 'l1' }),
              () => ({ type: 'consent.revoked', leadId: 'l1', words: 'stop', by: 'lead' }),
              () => ({ type: 'supervisor.cancelled', transferId: 't1', by: 'd' }),
              () => ({ type: 'transfer.hand-back', transferId: 't1', agentId: offered?.agentId ?? 'a' }),
              () => past[Math.floor(random() * past.length)] ?? ready,
              () => leg('leg.answered', lead),
            ];
            const fact = choices[what]!();
            if (fact.type === 'agents.reserved' && (w.state.phase !== 'waiting' || past.includes(fact)))
              continue;
            send(fact);
            if (again) {
              // T10: the same once more changes nothing (an alarm that fired is stale by its token).
              const before = w.state;
              const step = fact.type === 'agents.reserved' ? null : w.on(fact);
              if (step && fact.type !== 'timer' && fact.type !== 'agent.declined') {
                expect(
                  step.facts.filter((one) => one.type !== 'call.phase'),
                  `T10: ${before.phase} + ${JSON.stringify(fact)}`,
                ).toEqual([]);
                expect({ ...step.state }, `T10: ${JSON.stringify(fact)}`).toEqual({ ...before });
              }
            }
          }
          // T4: nothing can hang. Alarms alone bring every transfer to its end.
          for (let i = 0; i < 40 && w.state.phase !== 'ended' && w.state.phase !== 'connected'; i++) {
            w.pass(100_000);
            send(w.state.phase === 'waiting' && random() < 0.5 ? reserved(w.state.wave) : w.timer());
          }
          expect(['ended', 'connected']).toContain(w.state.phase);
          if (w.state.phase === 'connected') send(gone(w.state.winner.legId));
          for (const [agent, times] of log.reserved)
            expect(log.freed.get(agent) ?? 0, `T3 ${agent}`).toBe(times);
        },
      ),
      { numRuns: runs },
    );
  }, 120_000);

  it('names every event it has a column for', () => {
    expect(new Set(eventNames).size).toBe(eventNames.length);
    const w = world();
    expect(eventName(w.state, { type: 'timer', name: 'deadline', token: 99 })).toBeNull();
  });
});
