import { describe, expect, it } from 'vitest';
import { isBareYes, pickAnotherHour, pickOffered } from './pick.ts';

const tz = 'America/Chicago';
const slot = (iso: string) => ({ atMs: Date.parse(iso), tz });
const today = [slot('2026-11-17T11:00:00-06:00'), slot('2026-11-17T12:30:00-06:00')];
const days = [slot('2026-11-17T16:00:00-06:00'), slot('2026-11-19T09:00:00-06:00')];

describe('which offered time is meant', () => {
  it.each([
    ['the first', 0],
    ['1st one pls', 0],
    ['11', 0],
    ['11am works', 0],
    ['12:30', 1],
    ['the later one', 1],
    ['second works for me', 1],
    ['either is fine', 0],
    ['yes', 0],
    ['sounds good!', 0],
    ['la segunda', 1],
    ['no', null],
    ['neither', null],
    ['call me now', null],
    ['do they charge for that', null],
    ['how about 3', null],
    ['how about the first one?', 0],
    ['do the second one', 1],
    ['is the first one still open?', 0],
    ['any time works', 0],
    ['any', 0],
    ['any news?', null],
    ['is there any discount', null],
    ['who called me the first time', null],
    ['what did you ask in the last one', null],
    ['are you the same company i talked to earlier', null],
    ['yes but what is it about and will it take long because i have to pick up my kids from school', null],
  ])('%s', (message, index) => {
    expect(pickOffered(message, today, tz)).toEqual(index === null ? null : today[index]);
  });

  it('knows days', () => {
    expect(pickOffered('thursday is good', days, tz)).toEqual(days[1]);
    expect(pickOffered('thursday at 4', days, tz)).toEqual(days[0]);
    expect(pickOffered('ok', [], tz)).toBeNull();
  });

  it('moves within the day', () => {
    const slots = [...today, slot('2026-11-17T14:00:00-06:00'), slot('2026-11-18T15:00:00-06:00')];
    expect(pickAnotherHour('ok but 2 would be better', slots, today[0]!, tz)).toEqual(slots[2]);
    expect(pickAnotherHour('3 would be better', slots, today[0]!, tz)).toBeNull();
    expect(pickAnotherHour('2 cars', slots, today[0]!, tz)).toBeNull();
  });

  it.each([
    ['yes', true],
    ['Sure, thanks!', true],
    ['ok', true],
    ['sí por favor', true],
    ['claro que sí', true],
    ['yes but later', false],
    ['yesterday', false],
  ])('bare yes: %s', (message, is) => {
    expect(isBareYes(message)).toBe(is);
  });
});
