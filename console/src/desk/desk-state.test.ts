import { describe, expect, it } from 'vitest';
import { type DeskStateName, desk, deskStates } from '../../mock/data.ts';
import { deskState, headline, type Local, NOTICE_MS } from './desk-state.ts';

const now = Date.UTC(2026, 10, 21, 20, 2);
const calm: Local = { act: null, stopped: new Map(), notice: null };
const is: Record<DeskStateName, string> = {
  idle: 'idle',
  away: 'resting',
  offline: 'resting',
  paused: 'paused',
  missed: 'missed',
  offer: 'offer',
  taken: 'notice',
  withdrawn: 'notice',
  briefing: 'call',
  joining: 'call',
  live: 'call',
  held: 'call',
  voicemail: 'call',
  'wrap-up': 'wrap-up',
  'result-missing': 'idle',
};

describe('deskState', () => {
  it.each([...deskStates])('%s', (name) => {
    expect(deskState(desk(name, now), calm, now).is).toBe(is[name]);
  });

  it('accepting is only said of the offer it was pressed on, and is no call', () => {
    const view = desk('offer', now);
    const mine = deskState(view, { ...calm, act: { kind: 'accepting', legId: 'leg-ana' } }, now);
    expect(mine).toMatchObject({ is: 'offer', accepting: true });
    expect(headline(mine, view)).toBe('Maria Alvarez wants to talk now');
    const other = deskState(view, { ...calm, act: { kind: 'accepting', legId: 'another' } }, now);
    expect(other).toMatchObject({ is: 'offer', accepting: false });
  });

  it('an offer whose leg was stopped is gone at once, and the winner is named for 4 s', () => {
    const lost: Local = {
      ...calm,
      stopped: new Map([['leg-ana', 'Taken by Ben']]),
      notice: { words: 'Taken by Ben.', untilMs: now + NOTICE_MS },
    };
    expect(deskState(desk('offer', now), lost, now)).toEqual({ is: 'notice', words: 'Taken by Ben.' });
    expect(deskState(desk('idle', now), lost, now + NOTICE_MS).is).toBe('idle');
  });

  it('a call outranks everything', () => {
    const view = {
      ...desk('live', now),
      offer: desk('offer', now).offer,
      wrapUp: desk('wrap-up', now).wrapUp,
    };
    expect(deskState(view, calm, now).is).toBe('call');
  });

  it('a call that is passed on says so on both desks', () => {
    const view = desk('live', now);
    const pass = {
      role: 'first',
      stage: 'talking',
      mode: 'warm',
      name: 'Ben Ortiz',
      with: 'second',
      note: '',
      sinceMs: now,
      deadlineMs: null,
      away: false,
    } as const;
    const says = (change: Partial<NonNullable<typeof view.call>>) => {
      const shown = { ...view, call: { ...view.call!, ...change } };
      return headline(deskState(shown, calm, now), shown);
    };
    expect(says({ pass })).toBe('You talk with Ben. Maria waits.');
    expect(says({ pass: { ...pass, with: 'lead' } })).toBe("You're live with Maria.");
    expect(says({ state: 'aside', pass: { ...pass, role: 'second' } })).toBe('Ben passes Maria to you.');
  });

  it('the same lead passed to the same agent again is another offer', () => {
    const view = desk('offer', now);
    const again = {
      ...view,
      offer: { ...view.offer!, legId: 'leg-2', pass: { by: 'Ben Ortiz', mode: 'cold', note: '' } as const },
    };
    const shown = deskState(again, { ...calm, act: { kind: 'accepting', legId: 'leg-ana' } }, now);
    expect(shown).toMatchObject({ is: 'offer', accepting: false });
    expect(headline(shown, again)).toBe('Ben passes Maria Alvarez to you');
  });
});
