import { DateTime, IANAZone } from 'luxon';
import { describe, expect, it } from 'vitest';
import { zoneOf } from './zone.ts';

describe('a zone that remembers', () => {
  it.each(['America/Chicago', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'])(
    '%s says what the zone itself says, at each minute around a change and again',
    (name) => {
      const plain = IANAZone.create(name);
      // Clocks go back in 2026 on 5 April in Australia and on 1 November in America.
      for (const aroundMs of [Date.UTC(2026, 3, 4, 15), Date.UTC(2026, 10, 1, 6)]) {
        for (let atMs = aroundMs - 90 * 60_000; atMs < aroundMs + 90 * 60_000; atMs += 59_999) {
          expect(zoneOf(name).offset(atMs)).toBe(plain.offset(atMs));
          expect(zoneOf(name).offset(atMs)).toBe(plain.offset(atMs));
        }
      }
    },
  );

  it('writes and reckons like the zone by its name', () => {
    const atMs = Date.UTC(2026, 10, 1, 4, 30);
    const kept = DateTime.fromMillis(atMs, { zone: zoneOf('America/Chicago') });
    const named = DateTime.fromMillis(atMs, { zone: 'America/Chicago' });
    expect(kept.toFormat('cccc d LLLL h:mm a ZZZZ')).toBe(named.toFormat('cccc d LLLL h:mm a ZZZZ'));
    expect(kept.plus({ days: 1 }).startOf('day').toMillis()).toBe(
      named.plus({ days: 1 }).startOf('day').toMillis(),
    );
    expect(kept.zone.equals(named.zone)).toBe(true);
  });

  it('is invalid where there is no such zone', () => {
    expect(DateTime.fromMillis(0, { zone: zoneOf('Nowhere/At_All') }).isValid).toBe(false);
  });
});
