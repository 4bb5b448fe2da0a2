import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact, Order } from '../kernel/events.ts';
import { type Caller, type CallerInputs, keyOf, type Line, newCaller } from './caller.ts';
import { decideCaller } from './decide.ts';

const line: Line = {
  playbookId: 'insurance',
  seller: 'Northside Quotes',
  agentTitle: 'licensed agent',
  notice: true,
  demo: false,
};
const callId = 'in-1';
const legId = 'leg-1';
const leadId = 'lead-1';

function world(
  over: { phone?: string | null; line?: Line | null; freeNow?: number; leadId?: string | null } = {},
) {
  let nowMs = 1_000_000;
  const inputs: CallerInputs = {
    leadId: over.leadId === undefined ? leadId : over.leadId,
    freeNow: over.freeNow ?? 2,
  };
  const phone = over.phone === undefined ? '+15125550142' : over.phone;
  let state: Caller = newCaller(
    callId,
    { legId, to: '+15125550100' },
    phone,
    over.line === undefined ? line : over.line,
  );
  const orders: Order[] = [];
  const facts: Fact[] = [];
  const timers: { token: number; atMs: number | null }[] = [];
  const on = (fact: Fact) => {
    const step = decideCaller(state, fact, { nowMs, id: () => 'new-lead', random: () => 0, inputs });
    state = step.state;
    orders.push(...step.orders);
    facts.push(...step.facts);
    timers.push(...step.timers);
    return step;
  };
  return {
    get state() {
      return state;
    },
    inputs,
    orders,
    facts,
    timers,
    on,
    pass: (ms: number) => (nowMs += ms),
    spoken: () => facts.flatMap((fact) => (fact.type === 'call.say' ? [fact.text] : [])),
    key: (key: string, leg = legId): Fact => ({ type: 'leg.key', callId, legId: leg, key }),
    heard: (): Fact => ({ type: 'call.said', callId, number: state.said }),
    timer: (): Fact => ({ type: 'timer', name: 'deadline', token: state.token }),
    told: (answer: Extract<Fact, { type: 'caller.told' }>['answer'], words?: string): Fact => ({
      type: 'caller.told',
      callId,
      leadId,
      answer,
      ...(words ? { words } : {}),
    }),
    ended: (outcome: Extract<Fact, { type: 'transfer.ended' }>['outcome']): Fact => ({
      type: 'transfer.ended',
      transferId: callId,
      leadId,
      outcome,
      detail: '',
    }),
    gone: (): Fact => ({ type: 'leg.ended', callId, legId, by: 'them', cause: 'hung-up' }),
  };
}
const incoming: Fact = { type: 'leg.incoming', callId, legId, from: '+15125550142', to: '+15125550100' };
const answered: Fact = { type: 'leg.answered', callId, legId };
const joined: Fact = { type: 'transfer.joined', transferId: callId, leadId, agentId: 'a', agentName: 'Ana' };

function inMenu(over: Parameters<typeof world>[0] = {}) {
  const w = world(over);
  w.on(incoming);
  w.on(answered);
  return w;
}

describe('a call comes in', () => {
  it('is answered, and the first words name the seller, the AI and the notice (I1)', () => {
    const w = inMenu();
    expect(w.orders).toEqual([{ type: 'leg.answer', callId, legId }]);
    expect(w.spoken()).toHaveLength(1);
    expect(w.spoken()[0]).toMatch(
      /^Thank you for calling Northside Quotes\. .*AI assistant.*may be recorded\..*press 1.*press 2.*press 9/,
    );
    expect(inMenu({ line: { ...line, notice: false } }).spoken()[0]).not.toMatch(/recorded/);
  });

  it('a number that is nobody’s is refused and nothing is said', () => {
    const w = world({ line: null });
    w.on(incoming);
    expect(w.orders).toEqual([{ type: 'leg.hangup', callId, legId, cause: 'unreachable' }]);
    expect(w.state.phase).toBe('over');
  });

  it('an unknown number becomes a lead who began it; a known one stays who they are', () => {
    expect(inMenu({ leadId: null }).facts).toContainEqual({
      type: 'lead.arrived',
      lead: expect.objectContaining({ phone: '+15125550142', source: 'inbound-call', wroteFirst: true }),
    });
    expect(inMenu().facts.some((fact) => fact.type === 'lead.arrived')).toBe(false);
  });

  it('a hidden number is told so, and hung up on after the words', () => {
    const w = inMenu({ phone: null });
    expect(w.spoken()[0]).toMatch(/AI assistant.*hides its number/);
    w.on(w.heard());
    expect(w.orders.at(-1)).toMatchObject({ type: 'leg.hangup' });
  });

  it('nobody free: no agent is offered, and key 1 means nothing (I2, I3)', () => {
    const w = inMenu({ freeNow: 0 });
    expect(w.spoken()[0]).toMatch(/no licensed agent is free at this moment\..*press 2/);
    expect(w.spoken()[0]).not.toMatch(/press 1/);
    expect(w.on(w.key('1')).facts).toEqual([]);
  });

  it('the menu is said three times, then the call ends in words (I4)', () => {
    const w = inMenu();
    for (let i = 0; i < 3; i++) {
      w.on(w.heard());
      w.on(w.timer());
    }
    expect(w.spoken()).toHaveLength(4);
    expect(w.spoken().at(-1)).toMatch(/did not hear a key.*Goodbye/);
    w.on(w.heard());
    expect(w.state.phase).toBe('over');
    expect(w.facts.at(-1)).toMatchObject({ type: 'caller.left', owed: null });
  });
});

describe('key 1', () => {
  it('asks for an agent; rung, joined and hung up on by the transfer alone', () => {
    const w = inMenu();
    w.on(w.key('1'));
    expect(w.facts.at(-1)).toMatchObject({ type: 'caller.asked', want: 'agent', leadId });
    w.on(w.told('ringing'));
    expect(w.spoken().at(-1)).toMatch(/One moment/);
    w.on(joined);
    expect(w.state).toMatchObject({ phase: 'talking', deadlineMs: null });
    w.on(w.ended('connected'));
    expect(w.state.phase).toBe('over');
    expect(w.orders.filter((order) => order.type === 'leg.hangup')).toEqual([]);
    expect(w.facts.at(-1)).toMatchObject({ type: 'caller.left', owed: null });
  });

  it('nobody took it: said so, a call back is offered, and no second transfer (I6)', () => {
    const w = inMenu();
    w.on(w.key('1'));
    w.on(w.told('ringing'));
    w.on(w.ended('unanswered'));
    expect(w.spoken().at(-1)).toMatch(/nobody could take your call just now.*press 2/);
    expect(w.on(w.key('1')).facts).toEqual([]);
    w.on(w.gone());
    expect(w.facts.at(-1)).toMatchObject({ type: 'caller.left', owed: 'unanswered' });
  });

  it.each([
    ['asking', []],
    ['transfer', ['ringing']],
  ] as const)('gone while %s: owed a next step, and nothing is ordered any more (I5)', (_phase, answers) => {
    const w = inMenu();
    w.on(w.key('1'));
    for (const answer of answers) w.on(w.told(answer));
    w.on(w.gone());
    expect(w.facts.at(-1)).toMatchObject({ type: 'caller.left', owed: 'lead-left' });
    const before = w.orders.length;
    for (const fact of [w.told('ringing'), w.key('2'), w.timer(), w.ended('unanswered'), w.heard()])
      w.on(fact);
    expect(w.orders).toHaveLength(before);
  });

  it('an agent who is just calling them: they are asked to hang up', () => {
    const w = inMenu();
    w.on(w.key('1'));
    w.on(w.told('already-running'));
    expect(w.spoken().at(-1)).toMatch(/calling you on this number right now/);
  });
});

describe('keys 2 and 9', () => {
  it('a call back is promised with its time, and only where it may be', () => {
    const w = inMenu();
    w.on(w.key('2'));
    expect(w.facts.at(-1)).toMatchObject({ type: 'caller.asked', want: 'callback' });
    w.on(w.told('booked', 'Tuesday at 9 AM CST'));
    expect(w.spoken().at(-1)).toMatch(/we call you Tuesday at 9 AM CST/);
    w.on(w.heard());
    expect(w.facts.at(-1)).toMatchObject({ type: 'caller.left', owed: null });
    const barred = inMenu();
    barred.on(barred.key('2'));
    barred.on(barred.told('not-allowed'));
    expect(barred.spoken().at(-1)).toMatch(/cannot promise you a call/);
  });

  it('9 is an opt-out at once, with the leg that pressed it as its receipt', () => {
    const w = inMenu();
    w.on(w.key('9'));
    expect(w.facts).toContainEqual(
      expect.objectContaining({ type: 'consent.revoked', leadId, by: 'keypress', messageId: `${legId}:9` }),
    );
    expect(w.spoken().at(-1)).toMatch(/will not call or text/);
  });

  it('keys of another leg are nobody’s (I2)', () => {
    const w = inMenu();
    expect(w.on(w.key('9', 'agent-leg')).facts).toEqual([]);
    expect(w.state.phase).toBe('menu');
  });
});

describe('random sequences, duplicated, late and stale', () => {
  it('hold I2, I4, I5, I6 and I7 at every step', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(12), fc.boolean(), fc.boolean()), { maxLength: 40 }), (script) => {
        const w = world();
        w.on(incoming);
        for (const [what, again, free] of script) {
          w.inputs.freeNow = free ? 1 : 0;
          w.pass(1_000);
          const choices: (() => Fact)[] = [
            () => answered,
            () => w.key('1'),
            () => w.key('2'),
            () => w.key('9'),
            () => w.told('ringing'),
            () => w.told('nobody-free'),
            () => w.told('booked', 'Monday'),
            () => joined,
            () => w.ended('unanswered'),
            () => w.ended('lead-left'),
            () => w.heard(),
            () => w.timer(),
            () => w.gone(),
          ];
          const fact = choices[what]!();
          const before = w.state;
          const step = w.on(fact);
          const trace = `${before.phase} + ${JSON.stringify(fact)} -> ${w.state.phase}`;
          if (before.phase === 'over')
            expect([step.orders, step.facts, step.timers], `I5: ${trace}`).toEqual([[], [], []]);
          if (fact.type === 'leg.key' && !before.offers.some((offer) => keyOf[offer] === fact.key))
            expect(step.facts, `I2: ${trace}`).toEqual([]);
          const rests = w.state.phase === 'over' || w.state.phase === 'talking';
          expect(w.state.deadlineMs === null, `I4: ${trace}`).toBe(rests);
          if (w.state.tried && before.tried) expect(w.state.offers, `I6: ${trace}`).not.toContain('agent');
          if (again && fact.type !== 'timer') {
            const twice = w.on(fact);
            if (fact.type !== 'transfer.ended' && fact.type !== 'call.said')
              expect(twice.facts, `I7: ${trace}`).toEqual([]);
          }
        }
        // I4: alarms alone bring every call to its end, unless they talk.
        for (let i = 0; i < 20 && w.state.phase !== 'over' && w.state.phase !== 'talking'; i++)
          w.on(w.timer());
        expect(['over', 'talking']).toContain(w.state.phase);
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);
});
