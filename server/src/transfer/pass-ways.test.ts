/** Ways in and out of a pass: a phone's transfer key begins one, the lead's own carrier may end one. */
import { describe, expect, it } from 'vitest';
import type { Fact } from '../kernel/events.ts';
import { ask, briefed, gone, joined, leg, live, of, outside, refusedBy } from './pass-for-tests.ts';

describe("a phone's transfer key", () => {
  const phone = { legId: 'ana-leg', referId: 'r1' };
  const told = (w: ReturnType<typeof live>) =>
    w.orders.flatMap((one) => (one.type === 'leg.tell-refer' ? [one.status] : []));

  it('is answered, told that it rings, and told the end before its leg is let go', () => {
    const w = live();
    w.on(ask({ mode: 'cold', phone }));
    w.on(w.reserved('ben'));
    w.on(leg('leg.ringing', w.legOf('ben')));
    expect(told(w)).toEqual([100, 180]);
    w.on(w.accept('ben'));
    w.on(briefed);
    const done = w.on(joined);
    expect(done.orders).toMatchObject([
      { type: 'leg.tell-refer', ...phone, status: 200 },
      { type: 'leg.hangup', legId: w.legOf('ana') },
    ]);
  });

  it.each<[string, (w: ReturnType<typeof live>) => Fact[], number]>([
    ['nobody is free', (w) => [w.reserved()], 480],
    ['they decline', (w) => [w.reserved('ben'), gone('leg3', 'busy')], 603],
    ['they do not answer', (w) => [w.reserved('ben'), gone('leg3', 'no-answer')], 408],
    ['the lead hangs up', (w) => [gone(w.lead())], 487],
  ])('%s: it is told that, and why', (_, facts, status) => {
    const w = live();
    w.on(ask({ mode: 'cold', phone }));
    for (const fact of facts(w)) w.on(fact);
    const last = w.orders.findLast((one) => one.type === 'leg.tell-refer');
    expect(last).toMatchObject({ ...phone, status, words: expect.stringMatching(/.\.$/) });
    expect(told(w).filter((one) => one >= 200)).toEqual([status]);
  });

  it('is refused while the call is passed on, and where there is no live call', () => {
    const w = live();
    w.on(ask());
    w.on(ask({ phone }));
    expect(told(w)).toEqual([603]);
    w.on(gone(w.lead()));
    w.on(ask({ phone: { ...phone, referId: 'r2' } }));
    expect(told(w)).toEqual([603, 603]);
  });

  it('attended: the phone takes their call over; its answer is enough, and no brief is spoken', () => {
    const w = live();
    w.on(ask({ phone: { ...phone, replaces: 'c;to-tag=1;from-tag=2' } }));
    expect(w.on(w.reserved('ben')).orders).toMatchObject([
      { type: 'leg.dial', replaces: 'c;to-tag=1;from-tag=2' },
    ]);
    const step = w.on(leg('leg.answered', w.legOf('ben')));
    expect(step.facts).toMatchObject([
      { type: 'agent.busy', agentId: 'ben' },
      { type: 'call.phase', phase: 'connected', agentLegId: w.legOf('ben') },
    ]);
    expect(w.on(joined).facts).toContainEqual(
      expect.objectContaining({ type: 'transfer.passed', mode: 'warm' }),
    );
  });

  it.each([
    ['while phones ring', true],
    ['before anybody is reserved', false],
  ])('its owner hangs up %s: it is their pass when one of those asked has the lead', (_, rings) => {
    const w = live();
    w.on(ask({ mode: 'cold', phone }));
    const reserved = w.reserved('ben');
    if (rings) w.on(reserved);
    w.on(gone(w.legOf('ana')));
    if (!rings) w.on(reserved);
    expect(w.state.passes).toMatchObject([{ how: null }]);
    w.on(w.accept('ben'));
    w.on(briefed);
    expect(w.on(joined).facts).toContainEqual(
      expect.objectContaining({ type: 'transfer.passed', fromAgentId: 'ana', agentId: 'ben' }),
    );
    expect(w.state.passes).toMatchObject([{ how: 'passed', takenLegId: w.legOf('ben') }]);
    expect(told(w)).toEqual([100, 200]);
  });

  it('its owner hangs up and nobody asked takes it: said once, as the next wave is asked for', () => {
    const w = live();
    w.on(ask({ mode: 'cold', phone }));
    w.on(w.reserved('ben'));
    w.on(gone(w.legOf('ana')));
    w.on(gone(w.legOf('ben'), 'busy'));
    expect(w.state.phase).toBe('waiting');
    expect(w.facts.filter((one) => one.type === 'transfer.pass-ended')).toMatchObject([
      { why: 'first-left', words: 'Ben did not take it, and Ana had hung up.' },
    ]);
    expect(told(w)).toEqual([100, 487]);
  });

  it('to a phone outside, and its owner hangs up: whoever answers has the lead, is asked nothing and hears no brief', () => {
    const w = live();
    w.on(ask({ mode: 'cold', to: outside, toName: 'Claims desk', phone }));
    w.on(gone(w.legOf('ana')));
    const step = w.on(leg('leg.answered', w.legOf(null)));
    expect(step.facts.some((one) => one.type === 'call.ask')).toBe(false);
    expect(step.facts.find((one) => one.type === 'call.phase')).toMatchObject({
      phase: 'briefing',
      spoken: '',
    });
    w.on(briefed);
    w.on(joined);
    expect(w.state).toMatchObject({ phase: 'connected', winner: { agentId: null } });
  });
});

describe('a cold pass by the carrier', () => {
  const asked = (phone?: { legId: string; referId: string }) => {
    const w = live();
    const step = w.on(
      ask({
        mode: 'cold',
        to: outside,
        toName: 'Claims desk',
        byCarrier: true,
        ...(phone === undefined ? {} : { phone }),
      }),
    );
    return { w, step, legId: w.legOf(null) };
  };
  const phone = { legId: 'ana-leg', referId: 'r1' };

  it("asks the lead's carrier, and dials nobody; on its word the call is over for us, and the lead was passed on", () => {
    const { w, step, legId } = asked();
    expect(step.orders).toEqual([
      { type: 'leg.move', callId: 't1', legId: w.lead(), asLegId: legId, target: outside.target },
    ]);
    expect(step.facts).toMatchObject([{ type: 'transfer.passing', to: [{ agentId: null }] }]);
    w.on(leg('leg.ringing', legId));
    expect(w.hungUp()).toEqual([]);
    const done = w.on({ type: 'leg.moved', callId: 't1', legId });
    expect(done.facts).toContainEqual(
      expect.objectContaining({ type: 'transfer.passed', agentId: null, agentName: 'Claims desk' }),
    );
    expect(w.state).toMatchObject({ phase: 'ended', outcome: 'connected', passes: [{ how: 'passed' }] });
    expect(w.hungUp()).toEqual(expect.arrayContaining([w.lead(), w.legOf('ana')]));
    expect(w.wrapped()).toEqual(['ana']);
    // What arrives late changes nothing.
    expect(w.on(refusedBy(legId)).orders).toEqual([]);
  });

  it('warm, it is dialled here: the first must be able to talk with them', () => {
    const w = live();
    expect(w.on(ask({ to: outside, byCarrier: true })).orders).toMatchObject([{ type: 'leg.dial' }]);
  });

  it('the carrier refuses: said on the record, and they are dialled here; who answers has the lead', () => {
    const { w, legId } = asked();
    const step = w.on(refusedBy(legId));
    expect(step.facts).toMatchObject([
      {
        type: 'transfer.pass-bridged',
        agentName: 'Ana',
        words:
          'The carrier did not take Maria to Claims desk. It answered 405 Method Not Allowed. Baton dials Claims desk itself.',
      },
    ]);
    expect(step.orders).toMatchObject([
      { type: 'leg.dial', role: 'outside', target: outside.target, judge: true },
    ]);
    expect(w.on(refusedBy(legId)).orders, 'told twice').toEqual([]);
    w.on(leg('leg.answered', w.legOf(null)));
    w.on(joined);
    expect(w.state).toMatchObject({ phase: 'connected', winner: { agentId: null, name: 'Claims desk' } });
  });

  it('nobody answers there: as at any phone outside, the first keeps the lead', () => {
    const { w, legId } = asked();
    w.on(leg('leg.ringing', legId));
    w.on(gone(legId, 'busy'));
    expect(w.state).toMatchObject({ phase: 'connected', winner: { agentId: 'ana' }, pass: null });
    expect(w.facts.at(-1)).toMatchObject({ type: 'transfer.pass-ended', why: 'declined' });
  });

  it('the carrier never says how it went: after the time to ring the first has the lead as before', () => {
    const { w, legId } = asked();
    w.on(leg('leg.ringing', legId));
    w.pass(60_000);
    w.on(w.timer());
    expect(w.state).toMatchObject({ phase: 'connected', winner: { agentId: 'ana' }, pass: null });
    expect(w.hungUp()).toEqual([legId]);
  });

  it('cannot be taken back once the carrier does it', () => {
    const { w, legId } = asked();
    w.on(leg('leg.ringing', legId));
    expect(w.on({ type: 'transfer.pass-cancel', ...of }).facts).toEqual([]);
    w.on(gone(w.lead()));
    expect(w.state).toMatchObject({
      phase: 'ended',
      detail: 'The line ended while the carrier took the lead over.',
    });
  });

  it('asked for by a phone whose owner hangs up at once: moved, or dialled here, all the same', () => {
    const moved = asked(phone);
    moved.w.on(gone(moved.w.legOf('ana')));
    expect(moved.w.state.phase).toBe('ringing');
    const done = moved.w.on({ type: 'leg.moved', callId: 't1', legId: moved.legId });
    expect(moved.w.state).toMatchObject({
      phase: 'ended',
      outcome: 'connected',
      passes: [{ how: 'passed' }],
    });
    expect(done.orders).toContainEqual({ type: 'leg.tell-refer', callId: 't1', ...phone, status: 200 });
    expect(done.facts.some((one) => one.type === 'call.phase' && one.farewell === true)).toBe(false);
    expect(moved.w.hungUp()).toContain(moved.w.lead());

    const bridged = asked(phone);
    bridged.w.on(gone(bridged.w.legOf('ana')));
    bridged.w.on(refusedBy(bridged.legId));
    expect(bridged.w.state.phase).toBe('ringing');
    bridged.w.on(leg('leg.answered', bridged.w.legOf(null)));
    bridged.w.on(briefed);
    bridged.w.on(joined);
    expect(bridged.w.state).toMatchObject({ phase: 'connected', winner: { agentId: null } });
    expect(bridged.w.state.passes).toMatchObject([{ how: 'passed' }]);
  });
});
