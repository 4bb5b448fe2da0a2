/** Passing a live call on: single cases as the table in SPEC.md says, and random sequences that hold P1 to P6 with T1 to T5. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../kernel/events.ts';
import { createRandom } from '../kernel/ids.ts';
import { maxPasses } from './pass.ts';
import {
  ask,
  briefed,
  gone,
  joined,
  leg,
  live,
  of,
  outside,
  refusedBy,
  spec,
  talking,
} from './pass-for-tests.ts';
import { isPassing } from './pass-steps.ts';
import { leadLegLives, liveAgentLegs } from './transfer.ts';

describe('a warm pass', () => {
  it('reserves whom the first named, briefs them with what the first adds, and lets the two talk', () => {
    const w = live();
    const asked = w.on(ask());
    expect(asked.facts).toMatchObject([
      { type: 'agents.wanted', only: ['ben'], need: { skills: [], licenceState: 'TX' }, limit: 1 },
    ]);
    const rings = w.on(w.reserved('ben'));
    expect(rings.orders).toMatchObject([{ type: 'leg.dial', role: 'agent' }]);
    expect(rings.facts).toMatchObject([
      { type: 'transfer.passing', agentId: 'ana', to: [{ agentId: 'ben' }] },
    ]);
    const took = w.on(w.accept('ben'));
    expect(took.facts).toMatchObject([
      { type: 'agent.busy', agentId: 'ben' },
      {
        type: 'call.pass',
        stage: 'briefing',
        spoken: 'Ana passes Maria to you. Asks about a boat. Maria wants a quote.',
      },
    ]);
    // The desk answers its leg once it has accepted; that changes nothing.
    expect(w.on(leg('leg.answered', w.legOf('ben')))).toMatchObject({ facts: [], orders: [] });
    expect(w.on(briefed).facts).toMatchObject([{ type: 'call.pass', stage: 'second' }]);
    expect(w.stage()).toBe('talking');
    expect(w.state.deadlineMs).toBeNull();
    expect(w.state.phase).toBe('connected');
  });

  it('toggles, and lets the first go only when the second and the lead hear each other (P3)', () => {
    const w = talking();
    w.on(briefed);
    expect(w.on({ type: 'transfer.pass-talk', ...of, with: 'lead' }).facts).toMatchObject([
      { type: 'call.pass', stage: 'lead' },
    ]);
    expect(w.on({ type: 'transfer.pass-talk', ...of, agentId: 'ben', with: 'all' }).facts).toEqual([]);
    expect(w.on({ type: 'transfer.pass-complete', ...of, agentId: 'ben' }).facts).toEqual([]);
    const ana = w.legOf('ana');
    const step = w.on({ type: 'transfer.pass-complete', ...of });
    expect(step.facts).toMatchObject([
      { type: 'call.phase', phase: 'connected', agentLegId: w.legOf('ben') },
    ]);
    expect(w.hungUp()).toEqual([]);
    expect(w.on(leg('leg.answered', w.legOf('ben'))).orders).toEqual([]);
    const done = w.on(joined);
    expect(done.orders).toMatchObject([{ type: 'leg.hangup', legId: ana, note: 'Ben has Maria.' }]);
    expect(done.facts).toMatchObject([
      { type: 'agent.wrap-up', agentId: 'ana' },
      { type: 'transfer.passed', fromAgentId: 'ana', agentId: 'ben', agentName: 'Ben', mode: 'warm' },
    ]);
    expect(w.state).toMatchObject({ phase: 'connected', winner: { agentId: 'ben' }, pass: null });
    // The first's leg ends late, and nothing follows; the second's ends the call.
    expect(w.on(gone(ana)).facts).toEqual([]);
    w.on(gone(w.legOf('ben')));
    expect(w.state).toMatchObject({ phase: 'ended', outcome: 'connected' });
    expect(w.wrapped()).toEqual(['ana', 'ben']);
    expect(w.hungUp()).toContain(w.lead());
  });

  it('a page of the second that is away is not given the lead', () => {
    const w = talking();
    w.on(briefed);
    w.on(leg('leg.lost', w.legOf('ben')));
    expect(w.on({ type: 'transfer.pass-complete', ...of }).facts).toEqual([]);
    w.on(leg('leg.back', w.legOf('ben')));
    expect(w.on({ type: 'transfer.pass-complete', ...of }).facts).toHaveLength(1);
  });

  it('the second may pass on again, and the number of passes is bounded (P2)', () => {
    const w = live();
    let from = 'ana';
    let to = 'ben';
    for (let i = 0; i < maxPasses + 3; i++) {
      w.on(ask({ agentId: from, mode: 'cold', to: { kind: 'agent', agentId: to }, toName: to }));
      if (i >= maxPasses) break;
      w.on(w.reserved(to));
      w.on(w.accept(to));
      w.on(briefed);
      w.on(joined);
      [from, to] = [to, from];
    }
    expect(w.state.passes).toHaveLength(maxPasses);
    expect(w.stage()).toBe('connected');
  });
});

describe('a cold pass', () => {
  it('joins who accepted after their brief; the first talks with the lead until then', () => {
    const w = talking('cold');
    expect(w.stage()).toBe('briefing');
    expect(w.on(briefed).facts).toMatchObject([{ type: 'call.phase', agentLegId: w.legOf('ben') }]);
    expect(w.state).toMatchObject({ winner: { agentId: 'ana' } });
    w.on(joined);
    expect(w.state).toMatchObject({ winner: { agentId: 'ben' } });
  });

  it('to any free agent: all who fit ring, the first to accept has it, the others are released at once', () => {
    const w = live();
    const wanted = w.on(ask({ mode: 'cold', to: { kind: 'anyone' }, toName: 'any free agent' })).facts[0];
    expect(wanted).toMatchObject({ need: spec.need, exclude: ['ana'] });
    expect(wanted).not.toHaveProperty('only');
    w.on(w.reserved('ben', 'cleo'));
    const took = w.on(w.accept('cleo'));
    expect(took.orders).toMatchObject([{ type: 'leg.hangup', cause: 'taken', note: 'Taken by Cleo.' }]);
    expect(w.released()).toEqual(['ben lost']);
  });
});

describe('a phone outside', () => {
  it('warm: whoever answers talks with the first, and no key is asked for', () => {
    const w = live();
    const rings = w.on(ask({ to: outside, toName: 'Claims desk' }));
    expect(rings.orders).toMatchObject([{ type: 'leg.dial', role: 'outside', target: outside.target }]);
    expect(rings.orders[0]).not.toHaveProperty('judge');
    w.on(leg('leg.answered', w.legOf(null)));
    expect(w.stage()).toBe('talking');
    w.on({ type: 'transfer.pass-complete', ...of });
    const done = w.on(joined);
    expect(done.facts).toMatchObject([
      { type: 'agent.wrap-up', agentId: 'ana' },
      { type: 'transfer.passed', agentId: null, agentName: 'Claims desk' },
    ]);
    w.on(gone(w.lead()));
    expect(w.state).toMatchObject({ phase: 'ended', outcome: 'connected', winner: { agentId: null } });
    expect(w.wrapped()).toEqual(['ana']);
  });

  it('cold: a machine is told apart, and never gets the lead (T6)', () => {
    const w = live();
    const rings = w.on(ask({ mode: 'cold', to: outside, toName: 'Claims desk' }));
    expect(rings.orders).toMatchObject([{ judge: true }]);
    w.on({ type: 'leg.machine', callId: 't1', legId: w.legOf(null), verdict: 'voicemail' });
    expect(w.stage()).toBe('connected');
    expect(w.state).toMatchObject({ winner: { agentId: 'ana' }, passes: [{ how: 'unreachable' }] });
    expect(w.released()).toEqual([]);
  });
});

describe('the first keeps the lead (P1)', () => {
  const untouched = (w: ReturnType<typeof live>, how: string) => {
    expect(w.state).toMatchObject({ phase: 'connected', winner: { agentId: 'ana' }, pass: null });
    expect(w.state.passes?.at(-1)).toMatchObject({ how });
    expect(w.facts.findLast((one) => one.type === 'transfer.pass-ended')).toMatchObject({ why: how });
    expect(liveAgentLegs(w.state).map((one) => one.agentId)).toEqual(['ana']);
    expect(w.state.deadlineMs).toBeNull();
    expect(w.hungUp()).not.toContain(w.lead());
    expect(w.hungUp()).not.toContain(w.legOf('ana'));
  };
  it.each([
    ['nobody is free', ['none'], 'nobody-free'],
    ['the reservation does not come', ['timer'], 'nobody-free'],
    ['the second declines', ['ring', 'decline'], 'declined'],
    ['the second is busy', ['ring', 'busy'], 'declined'],
    ['the second does not accept in time', ['ring', 'timer'], 'missed'],
    ['the phone of the second rings out', ['ring', 'no-answer'], 'missed'],
    ['the second answers and does not accept', ['ring', 'answer', 'timer'], 'missed'],
    ['the second drops in the brief', ['ring', 'accept', 'second-gone'], 'dropped'],
    ['the second gives it back', ['ring', 'accept', 'hand-back'], 'dropped'],
    ['the second drops while they talk', ['ring', 'accept', 'briefed', 'second-gone'], 'dropped'],
    ['the first takes the lead back', ['ring', 'accept', 'briefed', 'cancel'], 'taken-back'],
    ['the first thinks better of it while it rings', ['ring', 'cancel'], 'taken-back'],
    ['the join is not made', ['ring', 'accept', 'briefed', 'complete', 'timer'], 'failed'],
    ['the join fails', ['ring', 'accept', 'briefed', 'complete', 'bridge-failed'], 'failed'],
    ['the second drops at the join', ['ring', 'accept', 'briefed', 'complete', 'second-gone'], 'dropped'],
  ] as const)('%s', (_name, script, how) => {
    const w = live();
    w.on(ask());
    const does: Record<(typeof script)[number], () => Fact> = {
      none: () => w.reserved(),
      timer: () => w.timer(),
      ring: () => w.reserved('ben'),
      decline: () => ({ type: 'agent.declined', transferId: 't1', agentId: 'ben', legId: w.legOf('ben') }),
      busy: () => gone(w.legOf('ben'), 'busy'),
      'no-answer': () => gone(w.legOf('ben'), 'no-answer'),
      answer: () => leg('leg.answered', w.legOf('ben')),
      accept: () => w.accept('ben'),
      'second-gone': () => gone(w.legOf('ben')),
      'hand-back': () => ({ type: 'transfer.hand-back', transferId: 't1', agentId: 'ben' }),
      briefed: () => briefed,
      cancel: () => ({ type: 'transfer.pass-cancel', ...of }),
      complete: () => ({ type: 'transfer.pass-complete', ...of }),
      'bridge-failed': () => ({ type: 'bridge.failed', callId: 't1', transferId: 't1', why: 'x' }),
    };
    for (const what of script) w.on(does[what]());
    untouched(w, how);
    // And may try somebody else.
    expect(w.on(ask({ to: { kind: 'anyone' }, toName: 'any free agent' })).facts).toHaveLength(1);
  });

  it('a reservation that comes after the first thought better of it is given back', () => {
    const w = live();
    w.on(ask());
    const late = w.reserved('ben');
    w.on({ type: 'transfer.pass-cancel', ...of });
    w.on(late);
    expect(w.released()).toEqual(['ben cancelled']);
    expect(w.orders.filter((one) => one.type === 'leg.dial')).toEqual([]);
  });

  it('keys count only on the leg that was asked, and never as an answer of the first (T13)', () => {
    const w = live();
    w.on(ask());
    w.on(w.reserved('ben'));
    const key = (agentId: string, pressed: string): Fact => ({
      type: 'leg.key',
      callId: 't1',
      legId: w.legOf(agentId),
      key: pressed,
    });
    w.on(key('ana', '1'));
    w.on(key('ana', '2'));
    w.on(key('ben', '1'));
    expect(w.stage()).toBe('ringing');
    w.on(leg('leg.answered', w.legOf('ben')));
    w.on(key('ben', '1'));
    expect(w.stage()).toBe('briefing');
  });
});

describe('the lead hangs up', () => {
  it.each([0, 1, 2, 3, 4])('and everything stops (after %i steps)', (steps) => {
    const w = live();
    w.on(ask());
    for (const step of [
      () => w.reserved('ben', 'cleo'),
      () => w.accept('ben'),
      () => briefed,
      (): Fact => ({ type: 'transfer.pass-complete', ...of }),
    ].slice(0, steps))
      w.on(step());
    w.on(gone(w.lead()));
    expect(w.state).toMatchObject({ phase: 'ended', outcome: 'connected' });
    expect(liveAgentLegs(w.state)).toEqual([]);
    expect(w.wrapped()).toEqual(['ana']);
    if (steps > 1) expect(w.released()).toContain('ben cancelled');
  });
});

describe('the first agent hangs up', () => {
  it('while they talk: the second has the lead', () => {
    const w = talking();
    w.on(briefed);
    w.on(gone(w.legOf('ana')));
    expect(w.state).toMatchObject({ phase: 'joining', winner: { agentId: 'ben' } });
    w.on(joined);
    expect(w.state).toMatchObject({ phase: 'connected', winner: { agentId: 'ben' } });
    expect(w.wrapped()).toEqual(['ana']);
    expect(w.hungUp()).toEqual([]);
  });

  it('while the second hears the brief: the lead is on hold, and theirs after it', () => {
    const w = talking();
    const step = w.on(gone(w.legOf('ana')));
    expect(w.state).toMatchObject({ phase: 'briefing', winner: { agentId: 'ben' } });
    expect(step.facts.findLast((one) => one.type === 'call.phase')).toMatchObject({ phase: 'briefing' });
    w.on(briefed);
    w.on(joined);
    expect(w.state).toMatchObject({ phase: 'connected', winner: { agentId: 'ben' } });
  });

  it('while phones ring: they ring on, then the next wave, then the lead has their next step', () => {
    const w = live();
    w.pass(600_000);
    w.on(ask());
    w.on(w.reserved('ben'));
    w.on(gone(w.legOf('ana')));
    expect(w.state.phase).toBe('ringing');
    expect(w.wrapped()).toEqual(['ana']);
    w.pass(21_000);
    const wave = w.on(w.timer());
    expect(wave.facts.findLast((one) => one.type === 'agents.wanted')).toMatchObject({
      exclude: ['ana', 'ben'],
    });
    w.on(w.reserved());
    expect(w.state).toMatchObject({ phase: 'ended', outcome: 'unanswered' });
    expect(w.released()).toEqual(['ben missed']);
  });

  it('before anybody is reserved: whoever is, rings, accepts and is joined to the lead on hold', () => {
    const w = live();
    w.on(ask());
    const late = w.reserved('ben');
    const step = w.on(gone(w.legOf('ana')));
    expect(step.facts.at(-1)).toMatchObject({ type: 'call.phase', phase: 'ringing', leadLegId: w.lead() });
    w.on(late);
    w.on(w.accept('ben'));
    w.on(briefed);
    w.on(joined);
    expect(w.state).toMatchObject({ phase: 'connected', winner: { agentId: 'ben' } });
    expect(w.orders.filter((one) => one.type === 'leg.dial' && one.role === 'lead')).toEqual([]);
  });
});

describe('random sequences, duplicated, late and stale', () => {
  it('hold P1 to P6 and T1 to T5 at every step', () => {
    const runs = Number(process.env.BATON_PROPERTY_RUNS ?? 1_500);
    const whats = fc.tuple(fc.nat(23), fc.nat(5), fc.boolean());
    fc.assert(
      fc.property(fc.integer(), fc.array(whats, { maxLength: 50 }), (seed, script) => {
        const random = createRandom(seed);
        const w = live({}, random() < 0.3);
        const names = ['ana', 'ben', 'cleo', 'dev'];
        const held = new Map<string, number>([['ana', 1]]);
        const freed = new Map<string, number>();
        const lives = new Set<string>([w.legOf('ana'), w.lead()]);
        const past: Fact[] = [];
        const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
        const send = (fact: Fact) => {
          const before = w.state;
          const legs = new Set(lives);
          if (fact.type === 'leg.ended' || fact.type === 'leg.moved') lives.delete(fact.legId);
          if (fact.type === 'agents.reserved') for (const one of fact.agents) count(held, one.agentId);
          const step = w.on(fact);
          past.push(fact);
          const after = w.state;
          const trace = `${before.phase}/${isPassing(before) ? before.pass.stage : '-'} + ${JSON.stringify(fact)}`;
          for (const order of step.orders) {
            if (order.type === 'leg.dial') {
              expect(before.phase, `T11: ${trace}`).not.toBe('ended');
              lives.add(order.legId);
            }
            if (order.type === 'leg.move') lives.add(order.asLegId);
            if (order.type === 'leg.hangup') lives.delete(order.legId);
          }
          for (const made of step.facts)
            if (made.type === 'agent.released' || made.type === 'agent.wrap-up') count(freed, made.agentId);
          for (const [agent, times] of freed)
            expect(times, `T3 ${agent}: ${trace}`).toBeLessThanOrEqual(held.get(agent) ?? 0);
          const agentLegs = after.offered.filter((one) => lives.has(one.legId)).map((one) => one.legId);
          expect(new Set(liveAgentLegs(after).map((one) => one.legId)), `T1: ${trace}`).toEqual(
            new Set(agentLegs),
          );
          if (after.phase === 'connected') {
            // P1: the lead is on the line while anything is passed on.
            expect(leadLegLives(after), `P1: ${trace}`).toBe(true);
            expect(lives.has(w.lead()), `P1: ${trace}`).toBe(true);
            expect(
              after.offered.filter((one) => one.state === 'won').map((one) => one.legId),
              `P3: ${trace}`,
            ).toEqual([after.winner.legId]);
            const rests = !isPassing(after) || after.pass.stage === 'talking';
            expect(after.deadlineMs === null, `P5: ${trace}`).toBe(rests);
            if (!isPassing(after)) expect(agentLegs, `T1: ${trace}`).toEqual([after.winner.legId]);
            expect(after.passes?.filter((one) => one.endedAtMs === null) ?? [], `P2: ${trace}`).toHaveLength(
              isPassing(after) ? 1 : 0,
            );
          } else {
            expect(after.deadlineMs === null, `T4: ${trace}`).toBe(after.phase === 'ended');
            expect(
              after.passes?.every((one) => one.how !== null || one.left !== undefined) ?? true,
              `P2: ${trace}`,
            ).toBe(true);
            if (after.phase === 'ended')
              expect(after.passes?.every((one) => one.how !== null) ?? true, `P2: ${trace}`).toBe(true);
          }
          if (after.phase === 'ended') {
            expect(agentLegs, `T2: ${trace}`).toEqual([]);
            expect(after.outcome, `T12: ${trace}`).toBeTruthy();
          }
          // Whoever took it is not let go by their own phone being answered.
          if (
            fact.type === 'leg.answered' &&
            before.offered.some((one) => one.legId === fact.legId && ['won', 'second'].includes(one.state))
          )
            expect(step.orders, `P3: ${trace}`).toEqual([]);
          // P1: only an end lets the lead's leg go.
          if (legs.has(w.lead()) && !lives.has(w.lead()) && fact.type !== 'leg.ended')
            expect(after.phase, `P1: ${trace}`).toBe('ended');
        };
        for (const [what, who, again] of script) {
          w.pass(Math.floor(random() * 8_000));
          const offered = w.state.offered[who % Math.max(1, w.state.offered.length)];
          const legId = offered?.legId ?? 'nobody';
          const first = w.state.phase === 'connected' ? (w.state.winner.agentId ?? 'x') : 'ana';
          const by = { transferId: 't1', agentId: who === 5 ? 'dev' : first };
          const wants = w.state.phase === 'waiting' || w.stage() === 'reserving';
          const free = names.filter(
            (name) => (held.get(name) ?? 0) === (freed.get(name) ?? 0) && name !== first && random() < 0.6,
          );
          const byKey = (): Pick<Extract<Fact, { type: 'transfer.pass-asked' }>, 'phone'> =>
            random() < 0.5
              ? {}
              : {
                  phone: {
                    legId: legId,
                    referId: `r${past.length}`,
                    ...(random() < 0.3 ? { replaces: 'c;to-tag=1;from-tag=2' } : {}),
                  },
                };
          const asks = (to: Extract<Fact, { type: 'transfer.pass-asked' }>['to']) =>
            ask({
              agentId: by.agentId,
              mode: random() < 0.5 ? 'warm' : 'cold',
              to,
              ...byKey(),
              ...(random() < 0.5 ? { byCarrier: true } : {}),
            });
          const choices: (() => Fact)[] = [
            () => asks({ kind: 'anyone' }),
            () => asks({ kind: 'anyone' }),
            () => asks(outside),
            () => w.reserved(...(wants ? free : [])),
            () => w.reserved(...(wants ? free : [])),
            () => w.accept(offered?.agentId ?? 'ben'),
            () => ({
              type: 'agent.accepted',
              transferId: 't1',
              agentId: offered?.agentId ?? 'b',
              legId,
              by: 'desk',
            }),
            () => ({ type: 'agent.declined', transferId: 't1', agentId: offered?.agentId ?? 'b', legId }),
            () => leg('leg.answered', legId),
            () => leg('leg.ringing', legId),
            () => leg(random() < 0.5 ? 'leg.lost' : 'leg.back', legId),
            () => ({ type: 'leg.key', callId: 't1', legId, key: random() < 0.5 ? '1' : '2' }),
            () => (who < 3 ? gone(legId) : refusedBy(legId)),
            () => ({ type: 'leg.moved', callId: 't1', legId: offered?.byCarrier ? legId : 'nobody' }),
            () => ({ type: 'leg.machine', callId: 't1', legId, verdict: 'voicemail' }),
            () => (who === 0 ? gone(w.lead()) : briefed),
            () => briefed,
            () => (isPassing(w.state) || w.state.phase === 'joining' ? joined : briefed),
            () => ({
              type: 'transfer.pass-talk',
              ...by,
              with: (['second', 'lead', 'all'] as const)[who % 3]!,
            }),
            () => ({ type: 'transfer.pass-complete', ...by }),
            () => ({ type: 'transfer.pass-cancel', ...by }),
            () => w.timer(),
            () => ({ type: 'transfer.hand-back', transferId: 't1', agentId: offered?.agentId ?? 'a' }),
            () => past[Math.floor(random() * past.length)] ?? briefed,
          ];
          const fact = choices[what]!();
          // The roster reserves nobody who is held, and answers each wave once.
          if (fact.type === 'agents.reserved' && (!wants || past.includes(fact))) continue;
          if (fact.type === 'bridge.joined' && past.at(-1) === fact) continue;
          send(fact);
          if (again && fact.type !== 'agents.reserved' && fact.type !== 'transfer.pass-asked') {
            // T10: the same once more gives back and hangs up nobody new.
            const before = { held: new Map(freed), stage: w.stage() };
            if (fact.type === 'timer' || fact.type === 'leg.ended') {
              send(fact);
              expect(freed, `T10: ${JSON.stringify(fact)} in ${before.stage}`).toEqual(before.held);
            }
          }
        }
        // Alarms alone end every stage but a talk (P5, T4); then both hang up.
        for (let i = 0; i < 60 && w.state.phase !== 'ended' && w.state.deadlineMs !== null; i++) {
          w.pass(100_000);
          send(w.timer());
        }
        if (w.state.phase === 'connected') send(gone(w.lead()));
        expect(w.state.phase).toBe('ended');
        // P6: every key that was pressed has one last answer, and nothing after it.
        const answers = new Map<string, number[]>();
        for (const order of w.orders)
          if (order.type === 'leg.tell-refer')
            answers.set(order.referId, [...(answers.get(order.referId) ?? []), order.status]);
        for (const fact of past)
          if (fact.type === 'transfer.pass-asked' && fact.phone) {
            const all = answers.get(fact.phone.referId) ?? [];
            expect(all.at(-1), `P6 ${fact.phone.referId}`).toBeGreaterThanOrEqual(200);
          }
        for (const [agent, times] of held) expect(freed.get(agent) ?? 0, `T3 ${agent}`).toBe(times);
      }),
      { numRuns: runs },
    );
  }, 120_000);
});
