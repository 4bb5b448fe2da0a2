import { describe, expect, it } from 'vitest';
import { readContext } from './context.ts';
import { takenTime } from './offered-times.ts';
import { createReader } from './reader.ts';
import { normalize } from './text.ts';
import { verticalPlaybook } from './vertical-playbook.ts';
import { notedTimes, parseWhen, proposedTimes } from './when.ts';

const options = { nowMs: Date.parse('2026-10-07T10:15:00-05:00'), tz: 'America/Chicago' };
const at = (day: number, clock: string): string =>
  `2026-10-${String(day).padStart(2, '0')}T${clock}:00-05:00`;
const taken = (ai: string, reply: string): string | undefined => {
  const ctx = {
    ...readContext([{ from: 'ai', text: ai }]),
    proposed: proposedTimes(normalize(ai).text, options),
    noted: notedTimes(normalize(ai).text, options),
  };
  const when = parseWhen(reply, { ...options, loose: true, asked: ctx.text });
  return takenTime(ctx, normalize(reply).text, options, when)?.at;
};

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
    ['We have Thursday 10am or Friday 3pm.', '3 works, i am off by then', at(9, '15:00')],
    ['We have Thursday 10am or Friday 3pm.', 'i work thursday so the other one', at(9, '15:00')],
    ['We have Thursday 10am or Friday 3pm.', 'thursday suits me because fridays are a zoo', at(8, '10:00')],
    [TWO, 'the later one hon ive got a pie in the oven', at(7, '16:30')],
    [TWO, 'not the first one, the second', at(7, '16:30')],
    ['¿Le llamamos hoy a las 3 o mañana a las 10?', 'mañana mejor, hoy salgo hasta las 7', at(8, '10:00')],
    ['How about 4 this afternoon?', 'fine by me', at(7, '16:00')],
    ['We have Friday 9:15 or Friday 4:40.', 'let me do the first one since i carpool at 4', at(9, '09:15')],
    ['We have Friday 9:15 or Friday 4:40.', 'i have a cleaning at 9 so afternoon', at(9, '16:40')],
  ])('%j, %j', (ai, reply, want) => expect(taken(ai, reply)).toBe(want));
  it.each([
    ['two times and a bare yes', TWO, 'yes'],
    ['a yes beside a call at once', 'Shall she call now, or at 4?', 'yes'],
    ['a refusal', TWO, 'neither'],
    ['other words', TWO, 'what would it be about'],
    ['nothing proposed', 'Shall we call you?', 'yes'],
    ['thanks for a note', '1 pm today, got it.', 'ok'],
    ['a word of order beside other matter', TWO, 'id need to ask my 2 partners first'],
    ['another thing of two', TWO, 'the other day you said noon'],
  ])('but not by %s', (_what, ai, reply) => expect(taken(ai, reply)).toBeUndefined());
});

describe('a time of an earlier turn', () => {
  const reader = createReader();
  const read = (...texts: string[]) => {
    const message = texts.pop() ?? '';
    // The assistant wrote last.
    const history = texts.map((text, i) => ({
      from: (texts.length - i) % 2 === 1 ? ('ai' as const) : ('lead' as const),
      text,
    }));
    const lead = { name: 'Ann Bell', tz: options.tz };
    return reader.read({
      playbook: verticalPlaybook('lending'),
      lead,
      nowMs: options.nowMs,
      history,
      message,
    });
  };
  it.each([
    [
      ['Today at 3 or tomorrow at 5?', 'which is he less busy', 'Tomorrow is lighter.', 'that one then'],
      at(8, '17:00'),
    ],
    [
      ['Would a call at 9 tomorrow work?', 'yes', 'Great, 9 it is.', 'ugh scratch that, 1130 instead'],
      at(8, '11:30'),
    ],
    [
      [
        'thursday at 10',
        'Thursday at 10, noted. What is your credit score?',
        'good. oh make it 1030 that day',
      ],
      at(8, '10:30'),
    ],
    [['6 tomorrow', '6 pm tomorrow, got it.', 'no no 6 AM'], at(8, '06:00')],
    [['7 today', '7 tonight works!', 'we have church tonight. tomorrow then same hour'], at(8, '19:00')],
  ])('%j', (texts, want) => expect(read(...texts)).toMatchObject({ action: 'schedule', at: want }));
  it('is not taken by thanks', () =>
    expect(read('4 tomorrow', 'Tomorrow at 4, noted.', 'perfect thanks').at).toBeNull());
});
