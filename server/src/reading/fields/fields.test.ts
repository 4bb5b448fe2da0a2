import { describe, expect, it } from 'vitest';
import type { SlotValue } from '../../ports/reader.ts';
import { readSlots } from '../slots.ts';
import { verticalPlaybook } from '../vertical-playbook.ts';
import type { Vertical } from '../verticals.ts';

const NOW_MS = Date.parse('2026-10-07T10:15:00-05:00');

/** The fields after a thread of alternating turns, the assistant's first; the last is the lead's. */
function fields(vertical: Vertical, ...turns: string[]): Record<string, SlotValue> {
  const history = turns
    .slice(0, -1)
    .map((text, i) => ({ from: i % 2 ? ('lead' as const) : ('ai' as const), text }));
  const { slots } = readSlots(
    verticalPlaybook(vertical),
    history,
    turns.at(-1) ?? '',
    NOW_MS,
    'America/Chicago',
  );
  return Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, slot.value]));
}

describe('amounts', () => {
  it.each([
    ['seventy five hundred', 7500],
    ['one point two mil', 1_200_000],
    ['4 thousand 2 hundred', 4200],
    ['two fifty', 250_000],
    ['15 no scratch that 18k, 2021 tacoma', 18_000],
    ['22,500', 22_500],
  ])('%s', (words, value) => expect(fields('lending', 'How much?', words).loan_amount).toBe(value));
  it.each(['32 maybe 33 tops', 'between 50 and 60', '8 or 9k not sure'])('%s is no amount', (words) =>
    expect(fields('lending', 'How much?', words).loan_amount).toBeUndefined(),
  );
  it('makes a total of a price a head', () =>
    expect(fields('events', 'How many?', '30 of us', 'Budget?', '50 a head').budget).toBe(1500));
});

describe('counts', () => {
  it.each([
    ['me, my husband, and our twins', 4],
    ['8. well 9 if grandma comes. say 9', 9],
    ['3 couples', 6],
    ['2 buses of 48', 96],
    ['8 adults and 5 kiddos', 13],
  ])('%s', (words, value) => expect(fields('events', 'How many?', words).party_size).toBe(value));
  it('adds to what was known', () =>
    expect(fields('events', 'How many?', '40', 'Kids included?', 'add 6 kids').party_size).toBe(46));
});

describe('a question that names a value gives none', () => {
  it.each<[Vertical, string, string, string]>([
    ['insurance', 'Who insures you today?', 'do you guys have progressive', 'current_carrier'],
    ['insurance', 'What should we quote?', 'how much is life insurance for smokers', 'coverage_type'],
    ['lending', 'And your credit?', 'do you go by 640 or 620', 'credit_profile'],
    ['lending', 'How much do you need?', 'do you go over 100k', 'loan_amount'],
    ['higher-ed', 'Which semester?', 'when does spring start', 'start_term'],
    ['events', 'How many of you?', 'is there a discount for 15 or more', 'party_size'],
    ['healthcare', 'What day is good?', 'are you open saturdays', 'preferred_day'],
  ])('%s: %s %s', (vertical, asked, words, field) =>
    expect(fields(vertical, asked, words)[field]).toBeUndefined(),
  );
  it('but the answer after it, a matter of their own and a day proposed do', () => {
    const carrier = (...turns: string[]): unknown => fields('insurance', ...turns).current_carrier;
    expect(carrier('Insured with?', 'do you guys have progressive', 'It varies.', 'state farm')).toBe(
      'State Farm',
    );
    expect(carrier('Insured with?', 'my moms on erie, im on geico')).toBe('Geico');
    expect(fields('insurance', 'Hi!', 'how much is full coverage on my tacoma').coverage_type).toBe('auto');
    expect(fields('home-services', 'Hi!', 'do you guys do roofs').system).toBe('roof');
    expect(fields('healthcare', 'What day is good?', 'how is next monday looking').preferred_day).toBe(
      'Monday',
    );
  });
  it('nor do words inside a complaint', () => {
    expect(fields('insurance', 'Hi!', 'and now my rent bounced').coverage_type).toBeUndefined();
    expect(fields('home-services', 'Hi!', 'a branch fell on the roof of my car').system).toBeUndefined();
  });
});

describe('amounts that are not the loan', () => {
  it.each<[string, number | undefined]>([
    ['i make 62k a year', undefined],
    ['house is 410, im putting 60 down', 350_000],
    ['fine. personal loan, 9400', 9400],
    ['7 thousand 5', 7500],
    ['20, or no, 22 and a half', 22_500],
    ['un prestamo de 5 mil', 5000],
  ])('%s', (words, value) => expect(fields('lending', 'How much?', words).loan_amount).toBe(value));
});

describe('other kinds', () => {
  it('knows a name with one letter wrong', () => {
    expect(fields('insurance', 'Who has your policy? And the zip?', 'state frm, 78704')).toMatchObject({
      current_carrier: 'State Farm',
      zip: '78704',
    });
    expect(fields('higher-ed', 'Which program?', 'dental hygeine').program).toBe('dental hygiene');
  });
  it('takes the zip that stands now', () => {
    expect(fields('insurance', 'Zip?', 'moved. was 50310 its 50266 now').zip).toBe('50266');
    expect(fields('insurance', 'Zip?', '8522six').zip).toBe('85226');
    expect(fields('insurance', 'Zip?', '33139 i think, or is it 33140').zip).toBeUndefined();
  });
  it('reads a spoken address and passes over a copy', () => {
    expect(fields('saas-support', 'Email?', 'mike at big blue dental dot net').account_email).toBe(
      'mike@bigbluedental.net',
    );
    expect(
      fields('saas-support', 'Email?', 'ops@redbarn.farm cc me too kim@redbarn.farm').account_email,
    ).toBe('ops@redbarn.farm');
  });
  it('understands a pick from a list', () => {
    expect(fields('saas-support', 'Billing, technical or upgrade?', '2').topic).toBe('technical');
    expect(
      fields('lending', 'Purchase, refi, or equity line?', 'the last one. need a new kitchen').loan_purpose,
    ).toBe('home_equity');
  });
  it('leaves a degree unfinished and a school left early as they are', () => {
    expect(fields('higher-ed', 'Highest level?', 'bachelors. well im 3 classes short').education_level).toBe(
      'some_college',
    );
    expect(fields('higher-ed', 'Schooling?', 'hs dropout no ged yet').education_level).toBeUndefined();
  });
  it('does not take the day of a call for the day of a visit', () =>
    expect(fields('healthcare', 'Shall she call?', 'mejor el lunes a las 10').preferred_day).toBeUndefined());
});

describe('rules of the eighth round', () => {
  it.each<[Vertical, string[], string, SlotValue | undefined]>([
    ['lending', ['Refi or purchase?', 'refi, 212 left'], 'loan_amount', 212_000],
    ['lending', ['¿Monto?', '98 mil'], 'loan_amount', 98_000],
    ['lending', ['Still 85 thousand?', '90 now'], 'loan_amount', 90_000],
    [
      'lending',
      ['What are we financing?', 'a motorcycle... or maybe just fix mine'],
      'loan_purpose',
      undefined,
    ],
    ['events', ['What size group?', '26 w the coaches'], 'party_size', 26],
    ['events', ['Still 40 for the boil?', '44 now'], 'party_size', 44],
    ['saas-support', ['How many licenses?', '18, 2 of them part time'], 'seats', 18],
    ['saas-support', ['Want the price by phone?', 'does pro come with sso'], 'topic', undefined],
    ['insurance', ['Who is your carrier?', 'aetna thru my old job til the 30th'], 'current_carrier', 'Aetna'],
    [
      'healthcare',
      ['Your insurance?', 'medicaid... or marketplace? they moved me'],
      'insurance_carrier',
      undefined,
    ],
    ['healthcare', ['Which day?', 'tues is better than thurs'], 'preferred_day', 'Tuesday'],
    ['higher-ed', ['Start?', 'actually summer is better than fall'], 'start_term', 'summer 2027'],
    ['higher-ed', ['MS in data science?', 'yes'], 'education_level', undefined],
    ['higher-ed', ['Degree so far?', 'btech from pune'], 'education_level', 'bachelor'],
    ['home-services', ['Repair or tune up?', 'what does a tune up include'], 'service', undefined],
  ])('%s: %s, %s', (vertical, turns, field, value) => expect(fields(vertical, ...turns)[field]).toBe(value));
});

describe('a value told of somebody else or of another time fills nothing in', () => {
  it.each<[Vertical, string, string, string, unknown]>([
    [
      'insurance',
      'Who insures you?',
      'my neighbor has geico, im paying state farm 140',
      'current_carrier',
      'State Farm',
    ],
    [
      'insurance',
      'Who insures you?',
      'was with allstate 20 yrs. nationwide now',
      'current_carrier',
      'Nationwide',
    ],
    ['insurance', 'Who insures you?', 'switched to usaa last yr', 'current_carrier', 'USAA'],
    ['insurance', 'Which carrier now?', 'none right now. had esurance before', 'current_carrier', undefined],
    ['healthcare', 'Which insurance?', 'aetna til the 31st then its cigna', 'insurance_carrier', 'Aetna'],
    ['lending', 'How much?', 'my brother got 50 from you guys. i only need 30', 'loan_amount', 30_000],
    ['lending', 'And credit?', 'wifes is 712, mine is 655', 'credit_profile', 'fair'],
    ['events', 'How many are coming?', '20 last year but this yr 26', 'party_size', 26],
    ['events', 'Budget?', 'we paid 4k last yr and can do 6 this time', 'budget', 6000],
    [
      'higher-ed',
      'What program?',
      'my daughter did nursing there. im after the accounting one',
      'program',
      'accounting',
    ],
    ['insurance', 'And the zip?', '62704, we moved from 61761 last spring', 'zip', '62704'],
  ])('%s: %s %s', (vertical, asked, words, field, value) =>
    expect(fields(vertical, asked, words)[field]).toBe(value),
  );
});

describe('the last word of several', () => {
  it.each<[Vertical, string, string, string, unknown]>([
    ['saas-support', 'How many seats?', '26 i think. no 28, two new hires', 'seats', 28],
    ['saas-support', 'How many seats?', 'we have 25 seats and need 40', 'seats', 40],
    ['events', 'How many guests?', '100 invited, 80 said yes', 'party_size', 80],
    [
      'healthcare',
      'Which weekday?',
      'weds i think. no thurs, wed is motor pool',
      'preferred_day',
      'Thursday',
    ],
    ['healthcare', 'Which weekday?', 'i get my kids fri so any other day', 'preferred_day', undefined],
    ['home-services', 'Repair or replace?', 'he said replace but id rather fix it', 'service', 'repair'],
    ['home-services', 'What zip?', 'mamas place is 30310 mines 30331, we aint decided', 'zip', undefined],
    ['higher-ed', 'Which semester?', 'fall, after harvest. so really spring', 'start_term', 'spring 2027'],
  ])('%s: %s %s', (vertical, asked, words, field, value) =>
    expect(fields(vertical, asked, words)[field]).toBe(value),
  );
  it('a known amount named as the one that no longer holds', () =>
    expect(
      fields('lending', 'How much?', '20 thousand', 'Is 1 pm good?', 'ok and its 24 not 20').loan_amount,
    ).toBe(24_000));
  it('an hour given for a call revises no amount', () =>
    expect(fields('lending', 'How much?', '16500', 'When can an officer call?', '1 today').loan_amount).toBe(
      16_500,
    ));
  it('what the assistant gathered from a story and the lead let stand', () =>
    expect(
      fields(
        'insurance',
        'What are we covering?',
        '2 trucks and a trailer',
        "So that's a commercial policy. Who has it?",
        'hiscox',
      ).coverage_type,
    ).toBe('commercial'));
});
