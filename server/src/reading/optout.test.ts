import { describe, expect, it } from 'vitest';
import { optOutCases } from '../../corpus/opt-out-cases.ts';
import { isOptOut } from './optout.ts';

const YES = [
  'STOP',
  'stop please',
  '🛑',
  'unsuscribe',
  'plz no more txts',
  'lose my number',
  'take me off ur list',
  'i keep deleting these, give it up',
  'no me escriban mas',
  'dejen de molestar',
  'not interested and dont text me again',
  'who is this? remove me',
  'im reporting this as spam',
  'quit texting me',
  'yall need to stop texting my kids phone',
  'leave me alone',
  'borre mi numero',
  'i withdraw my consent',
  'my wife is going to kill me if this phone buzzes again, quit it',
  'already went with someone else and dont need these, take me off',
  'you got the wrong kim. delete',
  'do not text me do not call me do not email me',
  // A story first: the end is read alone.
  'my furnace was making a noise so i filled out one form on one website and now my phone looks like a scoreboard. get me off whatever this is',
  "Look I run a landscaping crew and every time this thing dings I take my gloves off thinking it's a customer. It's you. It's always you. Delete my number",
  'no calls no texts no email',
  "i'm done hearing from you people",
  'stop calling and stop texting',
  'pls just stop im at a funeral',
  'i take back whatever yes i gave you',
  'Any prior express consent is hereby rescinded.',
  'no queremos que nos sigan mandando textos',
];
const NO = [
  'quince mil nomas',
  'ok take me through it',
  "don't stop now tell me more",
  'non stop flight lands at 5',
  'ill stop by the office',
  'cancel my policy',
  'is there a fee if i cancel',
  'the toilet wont stop running',
  'not interested',
  'wrong number',
  'stop texting and just call me',
  'no calls please, text only',
  'did you quit on me',
  'end of the month',
  'text me instead',
  'how do i remove a user',
  'block party for 60',
  'no necesito nada gracias',
  'check your spam folder',
  'take me off hold',
  'no thanks',
  'how do i unsubscribe a client from the weekly report',
  'i did not mean to unsubscribe',
  'please dont take me off the list for tickets',
  'sick of this heat',
  'debt collectors harass me all day',
  'get me off the phone by 3',
  'no more texts tonight pls, morning is fine',
  'leave me be till i had my coffee, 9ish',
  'what happens if i text STOP',
  'your message said reply STOP to opt out but i wanna opt IN',
  'why did you stop texting me lol i still need the roof done',
  'the smoke alarm keeps chirping how do i make it stop',
  'can i leave my dog alone with the tech',
  'de donde sacaron mi numero',
  'no me llames, mandame texto',
  'stop sendin pdfs i cant open em on this phone, just type the price',
];

describe('isOptOut', () => {
  it.each(YES)('honours %j', (text) => expect(isOptOut(text).optOut).toBe(true));
  it.each(NO)('does not take %j for a revocation', (text) => expect(isOptOut(text).optOut).toBe(false));
  it.each([
    ['opt-round3-test.txt', 0.97, 0.03],
    ['opt-round3-dev.txt', 0.9, 0.03],
    ['opt-round4-dev.txt', 0.96, 0.03],
    ['opt-round4-test.txt', 0.85, 0.1],
    ['opt-round5-test.txt', 0.96, 0.03],
    ['opt-round5-last.txt', 0.96, 0.07],
    ['opt-round8-held.txt', 0.9, 0.05],
  ])('honours nearly all of %s and few of its near-misses', (name, least, most) => {
    const all = optOutCases(new URL(`../../corpus/cases/${name}`, import.meta.url).pathname);
    const taken = (expected: string): number => {
      const of = all.filter((c) => c.expect === expected);
      return of.filter((c) => isOptOut(c.message).optOut).length / of.length;
    };
    expect(taken('opt_out')).toBeGreaterThanOrEqual(least);
    expect(taken('not_opt_out')).toBeLessThanOrEqual(most);
  });
  it('says which stage decided', () => {
    expect(isOptOut('Stop').stage).toBe('keyword');
    expect(isOptOut('please delete my number').stage).toBe('rules');
    expect(isOptOut('hello there').stage).toBe('classifier');
  });
});
