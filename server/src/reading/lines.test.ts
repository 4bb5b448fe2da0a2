import { describe, expect, it } from 'vitest';
import { parseLine } from './lines.ts';

const dialogue = {
  id: 'a',
  vertical: 'insurance',
  lead: { name: 'Ann Lee', tz: 'America/Chicago' },
  now: '2026-10-07T10:15:00-05:00',
  history: [{ from: 'ai', text: 'Hi' }],
  message: 'ok',
};
const problem = (line: unknown): string => {
  const read = parseLine(typeof line === 'string' ? line : JSON.stringify(line));
  return read.ok ? '' : read.problem;
};

describe('parseLine', () => {
  it('tells dialogues, call times and opt-outs apart', () => {
    const kindOf = (line: object) => {
      const read = parseLine(JSON.stringify(line));
      return read.ok ? read.value.kind : undefined;
    };
    expect(kindOf(dialogue)).toBe('dialogue');
    expect(kindOf({ id: 'b', message: 'at 5', now: dialogue.now, tz: 'America/Denver' })).toBe('when');
    expect(kindOf({ id: 'c', message: 'stop', expect: 'opt_out' })).toBe('optout');
  });
  it.each([
    ['{', /is not JSON/],
    ['[]', /is not a JSON object/],
    [{ ...dialogue, id: 1 }, /^id: is not a text/],
    [{ ...dialogue, vertical: 'toys' }, /^vertical: is not one of the seven/],
    [{ ...dialogue, lead: { name: 'Ann', tz: 'Mars/Base' } }, /^lead\.tz: is not an IANA time zone/],
    [{ ...dialogue, now: 'noon' }, /^now: is not an ISO 8601 time/],
    [{ ...dialogue, history: [{ from: 'bot', text: 'Hi' }] }, /^history\.0\.from: is none of ai, lead/],
    [
      { ...dialogue, expect: { actions: [], slots: {}, ready: 'no', at: null } },
      /^expect\.actions: is empty/,
    ],
    [{ id: 'c', message: 'stop', expect: 'yes' }, /^expect: is none of opt_out, not_opt_out/],
  ])('names what is wrong with %j', (line, message) => expect(problem(line)).toMatch(message));
});
