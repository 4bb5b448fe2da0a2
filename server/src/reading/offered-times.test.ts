import { describe, expect, it } from 'vitest';
import { readContext } from './context.ts';
import { takenTime } from './offered-times.ts';
import { normalize } from './text.ts';
import { notedTimes, proposedTimes } from './when.ts';

const options = { nowMs: Date.parse('2026-10-07T10:15:00-05:00'), tz: 'America/Chicago' };
const at = (day: number, clock: string): string =>
  `2026-10-${String(day).padStart(2, '0')}T${clock}:00-05:00`;
const taken = (ai: string, reply: string): string | undefined =>
  takenTime(
    {
      ...readContext([{ from: 'ai', text: ai }]),
      proposed: proposedTimes(normalize(ai).text, options),
      noted: notedTimes(normalize(ai).text, options),
    },
    normalize(reply).text,
    options,
    false,
  )?.at;

describe('times the assistant proposed', () => {
  it('are those to come, each on the day beside it, in the order said', () => {
    const all = proposedTimes(normalize('We have today at 4 or tomorrow at 11.').text, options);
    expect(all.map((w) => w.at)).toEqual([at(7, '16:00'), at(8, '11:00')]);
  });
  it.each(['We missed you at 9.', 'Your visit is Friday at 2.', 'Which zip code?', ''])(
    'are none in %j',
    (text) => expect(proposedTimes(normalize(text).text, options)).toEqual([]),
  );
});

describe('a proposed time is taken', () => {
  const TWO = 'We could ring you at 3 or at 4:30.';
  it.each([
    [TWO, 'the later one', at(7, '16:30')],
    [TWO, 'earlier is better', at(7, '15:00')],
    [TWO, 'second one pls', at(7, '16:30')],
    [TWO, 'either works', at(7, '15:00')],
    ['Now, or this afternoon at 3?', '3', at(7, '15:00')],
    ['Today at 4 or tomorrow at 11?', "tomorrow's works", at(8, '11:00')],
    ['Priya can call Friday at 10 or Monday at 2.', 'the monday one', at(12, '14:00')],
    ['She could call tomorrow at 9:30. Does that suit you?', 'yes it does', at(8, '09:30')],
    ['Our engineer can call at 2 today.', 'an hour later', at(7, '15:00')],
    ['Our engineer can call at 2 today.', 'half an hour earlier', at(7, '13:30')],
    ['Our engineer can call at 2 today.', 'could he do 20 min later? my bus is at 2', at(7, '14:20')],
    ['Our engineer can call at 2 today.', 'can we move it up an hour', at(7, '13:00')],
    ['1 pm today, got it.', 'push it back half an hour, boss moved lunch', at(7, '13:30')],
    [TWO, 'the later one, i have a haircut first and cannot be late for it', at(7, '16:30')],
    [TWO, 'cant do 3. the other one', at(7, '16:30')],
    ['We have Thursday 10am or Friday 3pm.', 'friday', at(9, '15:00')],
  ])('%j, %j', (ai, reply, want) => expect(taken(ai, reply)).toBe(want));
  it.each([
    ['two times and a bare yes', TWO, 'yes'],
    ['a yes beside a call at once', 'Shall she call now, or at 4?', 'yes'],
    ['a refusal', TWO, 'neither'],
    ['other words', TWO, 'what would it be about'],
    ['nothing proposed', 'Shall we call you?', 'yes'],
    ['thanks for a note', '1 pm today, got it.', 'ok'],
    ['another thing of two', TWO, 'the other day you said noon'],
  ])('but not by %s', (_what, ai, reply) => expect(taken(ai, reply)).toBeUndefined());
});
