import { describe, expect, it } from 'vitest';
import { countries, destinationProblem, homeCountry } from './destinations.ts';
import { demoSettings } from './settings.ts';

const settings = (callCountries: string[] = [], number = '+15125550100') => ({
  seller: { ...demoSettings.seller, number },
  callCountries,
});

describe('where calls may go', () => {
  it.each(['+15125550142', '+12125551234', '+18005550199', '+19075550123'])(
    '%s is at home, and called',
    (e164) => expect(destinationProblem(settings(), e164)).toBeNull(),
  );

  it.each([
    ['+442079460018', 'Calls to United Kingdom are not allowed.'],
    // The same country code, another country: a usual destination of toll fraud.
    ['+18095551234', 'Calls to Dominican Republic are not allowed.'],
    ['+18765551234', 'Calls to Jamaica are not allowed.'],
    ['+14165551234', 'Calls to Canada are not allowed.'],
    ['+19005551234', 'premium-rate'],
    ['+15129761234', 'premium-rate'],
    ['+449098790000', 'premium-rate'],
    ['+881612345678', 'belongs to no country'],
    ['+882161234567', 'belongs to no country'],
  ])('%s is not: %s', (e164, words) => expect(destinationProblem(settings(), e164)).toContain(words));

  it('a country that was named is called, its premium numbers are not', () => {
    expect(destinationProblem(settings(['GB']), '+442079460018')).toBeNull();
    expect(destinationProblem(settings(['GB']), '+449098790000')).toContain('premium-rate');
    expect(destinationProblem(settings(['GB']), '+18095551234')).not.toBeNull();
  });

  it('home is where the seller has its number', () => {
    expect(homeCountry(settings())).toBe('US');
    expect(homeCountry(settings([], '+442079460018'))).toBe('GB');
    expect(destinationProblem(settings([], '+442079460018'), '+15125550142')).toContain('United States');
    expect(countries).toContain('US');
  });
});
