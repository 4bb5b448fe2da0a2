import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryTurn } from '../ports/reader.ts';
import { verticalPlaybook } from '../reading/index.ts';
import { makeBrief, maskSensitive } from './index.ts';
import { wholeText } from './score.ts';

const turns = (...pairs: [string, string][]): HistoryTurn[] =>
  pairs.flatMap(([ai, lead]) => [
    { from: 'ai' as const, text: ai },
    { from: 'lead' as const, text: lead },
  ]);
const brief = (t: HistoryTurn[]) =>
  makeBrief({
    playbook: verticalPlaybook('lending'),
    lead: { name: 'Mavis Thornton', tz: 'America/Chicago' },
    turns: t,
    nowMs: Date.parse('2026-10-07T10:15:00-05:00'),
  });

describe('makeBrief', () => {
  it('tells the corrected value only', () => {
    const text = wholeText(
      brief(
        turns(
          ['The amount?', '80,000'],
          ['Home or unsecured?', 'against the house. scratch that last number tho make it 65'],
        ),
      ),
    );
    expect(text).not.toMatch(/80,000/);
    expect(text).toMatch(/65/);
  });
  it.each([
    [
      'How old?',
      'I told the other fella 2011 but I found the receipt, it was 2014',
      /2011/,
      /2014/,
      '2014, got it.',
    ],
    [
      'How many?',
      'I put down 45 on the form but the Millers are out so it is 41',
      /45/,
      /41/,
      '41. Which day?',
    ],
    ['How many?', '34 now, need 63. hmm 58, some are on leave', /63/, /58/],
    ['Which email?', 'ops@x.example. not delphine@, that one is old', /delphine/, /ops@/],
    ['How many?', '34. Wait, the postdocs are bringing spouses... let me count. 41.', /34/, /41/],
    ['Which night?', 'Sat the 22nd. Nah hold up that is sold out she want Friday the 21st', /22nd/, /21st/],
    ['How many?', '58. oh hang on one store is closing so 44', /58/, /44/],
    ['How much cover?', '180 thousand. No scratch that the appraisal came back, do 215', /180/, /215/],
    ['When was it?', 'I say Monday before but I look at the photo, it is Saturday', /Monday/, /Saturday/],
    ['Which zip?', "02149. Not the 02151 I put on the form, that's my own flat.", /02151/, /02149/],
    ['Which email?', 'a.b@x.example, not info@x.example that one is old', /info@/, /a\.b@/],
  ] as [string, string, RegExp, RegExp, string?][])(
    'tells what holds of "%s" "%s"',
    (question, said, takenBack, holds, reply) => {
      const next = reply === undefined ? [] : [{ from: 'ai' as const, text: reply }];
      const text = wholeText(brief([...turns([question, said]), ...next]));
      expect(text).not.toMatch(takenBack);
      expect(text).toMatch(holds);
    },
  );
  it.each([
    ['Anything else?', 'we have 3 kids, 2 cars and a dog, so call after 5'],
    ['When?', 'Monday or Tuesday, but Friday is no good'],
    ['Any claims?', 'one in 2019, hail, they paid 4000. the roof is from 2003'],
    ['Anything else?', 'My son is 17, sorry for the delay, I can pay 200'],
    ['Who is it for?', 'we have 3 kids. wait, do you cover 2 cars?'],
    ['What do you need?', '9 vegetarians, 2 of them vegan'],
    ['Where do we meet?', 'I can wait at 1400 Main, it is 2 blocks from the bank'],
  ])('takes nothing out of "%s" "%s"', (question, said) => {
    expect(wholeText(brief(turns([question, said])))).toContain(said);
  });
  it('does not take a year for a sum that a later text corrects', () => {
    const text = wholeText(
      brief(turns(['How old is the roof?', 'roof is from 2003'], ['How much?', 'actually make it 215k'])),
    );
    expect(text).toContain('2003');
  });
  it('tells the company that holds', () => {
    const healthcare = makeBrief({
      playbook: verticalPlaybook('healthcare'),
      lead: { name: 'Mrs. Gladys Wojcik', tz: 'America/New_York' },
      turns: turns(['What insurance do you have?', 'Aetna. no that was when Stan was alive. Its Highmark']),
      nowMs: Date.parse('2026-10-07T10:15:00-04:00'),
    });
    expect(wholeText(healthcare)).not.toContain('Aetna');
    expect(wholeText(healthcare)).toContain('Highmark');
    expect(healthcare.spoken).toContain('Mrs. Wojcik');
  });
  it('names the turn of every fact it says the lead said', () => {
    const b = brief(
      turns(['What is it for?', 'a used truck'], ['How much?', '18 5'], ['Credit?', 'around 690']),
    );
    for (const f of b.facts) expect(f.source).toBeGreaterThanOrEqual(-1);
    expect(b.facts.find((f) => f.text.includes('truck'))?.source).toBe(1);
  });
  it('masks numbers nobody should hear, wherever they stand', () => {
    const b = brief(
      turns(
        ['Anything else?', 'my card is 4111 1111 1111 1111 exp 09/28 and ssn 000-12-3456'],
        ['Last four of your social?', '3456'],
        ['Date of birth?', '4/12/1981'],
        ['Anything else?', 'acct for payment is 000123456789 at M&T'],
        ['Medicare?', 'its 1EG4-TE5-MK73 and my license number is 987654320'],
      ),
    );
    const text = wholeText(b);
    for (const secret of [
      '4111',
      '1111',
      '000-12',
      '3456',
      '1981',
      '1EG4',
      'MK73',
      '98765',
      '000123',
      '09/28',
    ])
      expect(text).not.toContain(secret);
    expect(b.withheld.join()).toMatch(/card number/);
  });
  it('leaves out what only the assistant said', () => {
    expect(
      wholeText(brief(turns(['Rates start at 5.99 percent. How much?', 'twenty thousand']))),
    ).not.toContain('5.99');
  });
  it('tells how a concern was met and which price was named to a question', () => {
    const { facts } = brief([
      { from: 'ai', text: 'What would hold you back?' },
      { from: 'lead', text: 'your fees are too high for me' },
      { from: 'ai', text: 'Understood. A loan officer may waive the fee for members. Shall Mrs. Haag call?' },
      { from: 'lead', text: 'how much is it now' },
      { from: 'ai', text: 'It is 395 at closing. When can we call?' },
      { from: 'lead', text: 'after 4' },
    ]);
    const answers = facts.filter(({ kind }) => kind === 'done');
    expect(answers.map(({ text, source }) => [source, text])).toEqual([
      [2, 'A loan officer may waive the fee for members.'],
      [4, 'It is 395 at closing.'],
    ]);
  });
  it('keeps headline and spoken form within their limits for any thread', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ maxLength: 200 }), fc.string({ maxLength: 400 })), {
          minLength: 1,
          maxLength: 8,
        }),
        (pairs) => {
          const b = brief(turns(...(pairs as [string, string][])));
          return b.headline.length <= 90 && b.spoken.length <= 350;
        },
      ),
      { numRuns: 100, verbose: true },
    );
  });
});

describe('a thread whose answers are all fields', () => {
  const b = makeBrief({
    playbook: verticalPlaybook('insurance'),
    lead: { name: 'Maria Alvarez', tz: 'America/Chicago' },
    nowMs: Date.parse('2026-10-07T09:00:00-05:00'),
    turns: turns(
      ['What are you looking to insure?', 'hi! need a car insurance quote'],
      ["Auto, got it. What's the ZIP where you live?", '78701'],
      ['Which company has you covered now?', 'geico'],
      ['Would today at 9:15 AM or 10:15 AM CST suit you?', 'yes please'],
    ),
  });
  it('tells each thing once, and a bare yes as a wish', () => {
    expect(b.facts.map((f) => f.text)).toEqual([
      'Maria Alvarez',
      'auto',
      'Said yes to a call',
      '78701',
      'Geico',
    ]);
    expect(b.facts.map((f) => f.kind)).toEqual(['who', 'why', 'why', 'known', 'known']);
  });
  it('says it as a person would', () => {
    expect(b.headline).toBe('Auto quote, TX: with Geico, wants a call now');
    expect(b.spoken).toBe('Maria wants an auto quote. ZIP 7 8 7 0 1. With Geico now. Said yes to a call.');
  });
  it('never turns the question to the lead into words about them', () => {
    expect(wholeText(b)).not.toMatch(/\bthey\b|\btheir\b/);
  });
});

describe('maskSensitive', () => {
  it.each([
    ['card 4242-4242-4242-4242', '4242'],
    ['SSN: 000 45 6789', '6789'],
    ['account number 000123456789', '123456'],
    ['dob 1/2/1990', '1990'],
    ['born March 3, 1975', '1975'],
    ['cvv 123', '123'],
  ])('masks %j', (text, secret) => {
    const m = maskSensitive(text);
    expect(m.text).not.toContain(secret);
    expect(m.withheld).toHaveLength(1);
  });
  it.each(['call 312 555 0119', 'zip 60614-1122', 'budget 96,500', 'at 5:15 on 10/12', '2018 silverado'])(
    'leaves %j',
    (text) => expect(maskSensitive(text).text).toBe(text),
  );
});
