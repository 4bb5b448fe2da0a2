import { describe, expect, it } from 'vitest';
import { calledBy } from './name.ts';

describe('what a person is called by', () => {
  it.each([
    ['Ana Brooks', 'Ana'],
    ['  Ana   Brooks ', 'Ana'],
    ['Ana', 'Ana'],
    ['Brooks, Ana', 'Ana'],
    ['Brooks, Ana Maria', 'Ana'],
    ['Ana Brooks, Jr.', 'Ana'],
    ['Mrs. Eun-ji Park', 'Mrs. Park'],
    ['dr lopez', 'dr lopez'],
    ['Mr.', 'Mr.'],
    ['Sra. Ana María Díaz', 'Sra. Díaz'],
    ['', ''],
    [',', ''],
  ])('%s: %s', (name, called) => {
    expect(calledBy(name)).toBe(called);
  });
});
