import metadata from 'libphonenumber-js/metadata.max.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { expandCodes } from './compile.ts';
import { defaultRules } from './load-rules.ts';
import { candidates, placeKey } from './location.ts';
import { permit } from './permit.ts';
import { ask, at } from './testing.ts';

const rules = defaultRules();
const places = (evidence: Parameters<typeof candidates>[1]) => [
  ...new Set(candidates(rules, evidence, 1.8e12).map((c) => c.place)),
];
const zones = (evidence: Parameters<typeof candidates>[1]) => [
  ...new Set(candidates(rules, evidence, 1.8e12).map((c) => c.clock.zone)),
];

describe('area codes', () => {
  it('cover every code that the numbering plan of the phone library accepts in the United States and Canada', () => {
    const known = new Set([...rules.areaCodes.keys(), ...rules.nowhereCodes, ...rules.premiumCodes]);
    for (const country of ['US', 'CA', 'PR'] as const) {
      const data = (metadata as unknown as { countries: Record<string, unknown[]> }).countries[country] ?? [];
      // The twelfth entry lists number types; its first is fixed lines, which in this plan names every geographic code.
      const pattern = new RegExp(`^(?:${(data[11] as string[][])[0]?.[0]})$`);
      const accepted = [];
      for (let code = 200; code < 1000; code += 1)
        if (pattern.test(`${code}2345678`)) accepted.push(String(code));
      expect(accepted.length).toBeGreaterThan(0);
      expect(
        accepted.filter((code) => !known.has(code)),
        country,
      ).toEqual([]);
    }
  });
  it('cover the territories', () => {
    expect(
      ['340', '670', '671', '684', '787', '939'].map((code) => rules.areaCodes.get(code)?.[0]?.place),
    ).toEqual(['US-VI', 'US-MP', 'US-GU', 'US-AS', 'US-PR', 'US-PR']);
  });
  it('name no code twice', () => {
    const all = Object.values(rules.tables['area-codes'].codes).flatMap(expandCodes);
    expect(all.length).toBe(new Set(all).size);
    expect(all.every((code) => /^[2-9]\d\d$/.test(code))).toBe(true);
  });
  it('T03: an overlay has the zones of its parent', () => {
    for (const [overlay, parent] of [
      ['448', '850'],
      ['458', '541'],
      ['930', '812'],
      ['364', '270'],
      ['729', '423'],
      ['986', '208'],
    ] as const) {
      expect(zones({ phone: `+1${overlay}5550123` })).toEqual(zones({ phone: `+1${parent}5550123` }));
      expect(zones({ phone: `+1${overlay}5550123` }).length).toBe(2);
    }
  });
  it('takes the union of all signals and drops none', () => {
    expect(places({ phone: '+13055550123', zip: '84101', state: 'Texas', ipState: 'NY' }).sort()).toEqual([
      'US-FL',
      'US-NY',
      'US-TX',
      'US-UT',
    ]);
    expect(zones({ phone: '+12125550123', deviceTz: 'America/Los_Angeles' })).toEqual([
      'America/New_York',
      'America/Los_Angeles',
    ]);
    expect(
      places({ phone: '+12125550123', statements: [{ state: 'CO', atMs: 1.8e12 - 86_400_000 }] }),
    ).toContain('US-CO');
    expect(
      places({ phone: '+12125550123', statements: [{ state: 'CO', atMs: 1.8e12 - 40 * 86_400_000 }] }),
    ).not.toContain('US-CO');
  });
  it('a state that cannot be read makes the place unknown as well', () => {
    expect(places({ phone: '+12125550123', state: 'Narnia' })).toEqual(['US-NY', 'UNKNOWN']);
  });
  it('TZ-03 drops only the zone of the area code, and only when asked', () => {
    const evidence = { phone: '+13055550123', zip: '84101', addressVerifiedAtMs: 1.8e12 - 86_400_000 };
    const trusted = candidates(rules, evidence, 1.8e12, { trustAddress: true });
    expect(trusted.map((c) => `${c.place} ${c.clock.zone}`)).toEqual([
      'US-UT America/Denver',
      'US-FL America/Denver',
    ]);
    expect(candidates(rules, evidence, 1.8e12).map((c) => c.clock.zone)).toContain('America/New_York');
  });
  it('neighbour zones on request', () => {
    const near = candidates(rules, { phone: '+14355550123' }, 1.8e12, { neighbourZones: true }).map(
      (c) => c.clock.zone,
    );
    expect(near).toEqual(['America/Denver', 'America/Phoenix', 'America/Los_Angeles']);
  });
});

describe('ZIP prefixes', () => {
  it('name every prefix once', () => {
    const all = [
      ...Object.values(rules.tables['zip-prefixes'].places).flatMap(expandCodes),
      ...expandCodes(rules.tables['zip-prefixes'].unknown),
    ];
    expect(all.length).toBe(new Set(all).size);
    expect(all.length).toBeGreaterThan(900);
  });
  it.each([
    ['10001', 'US-NY', 'America/New_York'],
    ['33101', 'US-FL', 'America/New_York'],
    ['32501', 'US-FL', 'America/Chicago'],
    ['60601', 'US-IL', 'America/Chicago'],
    ['79901', 'US-TX', 'America/Denver'],
    ['83814', 'US-ID', 'America/Los_Angeles'],
    ['83702', 'US-ID', 'America/Boise'],
    ['96813', 'US-HI', 'Pacific/Honolulu'],
    ['99801', 'US-AK', 'America/Juneau'],
    ['00901', 'US-PR', 'America/Puerto_Rico'],
    ['57701', 'US-SD', 'America/Denver'],
    ['37402', 'US-TN', 'America/New_York'],
    ['38103', 'US-TN', 'America/Chicago'],
    ['47708', 'US-IN', 'America/Chicago'],
    ['85001', 'US-AZ', 'America/Phoenix'],
    ['20500', 'US-DC', 'America/New_York'],
    ['20101', 'US-VA', 'America/New_York'],
    ['88510', 'US-TX', 'America/Denver'],
    ['V6B 1A1', 'CA-BC', 'America/Vancouver'],
    ['M5V2T6', 'CA-ON', 'America/Toronto'],
  ])('%s is in %s', (zip, place, zone) => {
    expect(places({ zip })).toEqual([place]);
    expect(zones({ zip })).toContain(zone);
  });
  it('a military address is an unknown place', () => {
    expect(places({ phone: '+18005550123', zip: '09012' })).toEqual(['UNKNOWN']);
  });
});

describe('numbers', () => {
  const reason = (phone: string) => permit(ask('2026-12-01T17:00:00Z', { lead: { phone } })).gates[1];
  it.each([
    '+1305555010',
    '3055550100',
    '+13051550100',
    '+19005550100',
    '+13059760100',
    '+18765550123',
    '+13059110100',
    '+447',
    '+15555550100',
    '+861012345678',
    '+441112345678'.replace('111', '118'),
  ])('%s is refused', (phone) =>
    expect(reason(phone)).toMatchObject({ verdict: 'deny', reason: 'BAD_NUMBER' }),
  );
  it.each(['+13055550100', '+18005550100', '+447700900123', '+14165550123'])('%s is taken', (phone) =>
    expect(reason(phone)).toMatchObject({ verdict: 'allow' }),
  );
});

describe('names', () => {
  it('reads codes, keys and names', () => {
    expect(['FL', 'us-fl', 'florida', 'Fl '].map((s) => placeKey(rules, s))).toEqual([
      'US-FL',
      'US-FL',
      'US-FL',
      'US-FL',
    ]);
    expect(placeKey(rules, 'BC')).toBe('CA-BC');
    expect(placeKey(rules, 'CA')).toBe('US-CA');
    expect(placeKey(rules, 'UNKNOWN')).toBeNull();
    expect(at('2026-01-01T00:00:00Z')).toBeGreaterThan(0);
  });
});
