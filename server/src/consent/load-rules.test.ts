import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { compileRules } from './compile.ts';
import { demoTenant } from './demo.ts';
import { defaultRules, loadRuleTables, RuleTableError, rulesFolder } from './load-rules.ts';
import { permit } from './permit.ts';
import { violations } from './rehearsal/oracle.ts';
import { ask, askCall, at, SENDER } from './testing.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function changed(file: string, from: string, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'baton-rules-'));
  made.push(folder);
  cpSync(rulesFolder(), folder, { recursive: true });
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(folder, file), text.replace(from, to));
  return folder;
}

function problems(folder: string) {
  try {
    loadRuleTables(folder);
  } catch (error) {
    if (error instanceof RuleTableError) return error.problems;
    throw error;
  }
  return [];
}

describe('a broken rule table is refused with file, path and mend', () => {
  it.each([
    ['hours.yaml', 'wk: 8-20, sat: 8-20, sun: none', 'wk: 8 to 20, sat: 8-20, sun: none', 'rows.2.wk'],
    ['hours.yaml', 'source: S19, confidence: D2', 'source: S19, confidence: sure', 'rows.2.confidence'],
    ['hours.yaml', 'also_zone: America/Chicago', 'also_zone: America/Chikago', 'rows.16.also_zone'],
    ['hours.yaml', 'place: US-AL', 'place: US-XX', 'rows.2.place'],
    [
      'hours.yaml',
      'effective_from: 2020-01-01 }',
      'effective_from: 2020-01-01, effective_to: 2019-01-01 }',
      'rows.0',
    ],
    ['area-codes.yaml', 'US-AK: 907', 'US-QQ: 907', 'codes.US-QQ'],
    ['holidays.yaml', 'acadian, christmas', 'acadia, christmas', 'rows.2.days'],
    ['manifest.yaml', 'version: 2026-11-21.1', 'version: one', 'version'],
    ['limits.yaml', 'rows:', 'rows: [', '(file)'],
  ])('%s: %s', (file, from, to, path) => {
    const found = problems(changed(file, from, to));
    expect(found[0]).toMatchObject({ file, path });
    expect(found[0]?.mend).not.toBe('');
  });
  it('a missing number in limits stops the compilation', () => {
    expect(() => compileRules(loadRuleTables(changed('limits.yaml', 'per_24h: 3, ', '')))).toThrow(
      'limits.yaml: row CAP-01 lacks the number per_24h',
    );
  });
  it('the shipped table is whole and every row carries its marks', () => {
    const tables = loadRuleTables();
    for (const row of [...tables.hours.rows, ...tables.catalog.rows]) {
      expect(row.source).not.toBe('');
      expect(['D', 'D2', 'G']).toContain(row.confidence);
    }
    expect(new Set(tables.catalog.rows.map((r) => r.id)).size).toBe(tables.catalog.rows.length);
  });
});

describe('the oracle can fail', () => {
  it('it sees a gate whose Florida closes an hour late', () => {
    const wide = compileRules(
      loadRuleTables(changed('hours.yaml', '{ place: US-FL, wk: 8-20', '{ place: US-FL, wk: 8-21')),
    );
    const late = { ...ask('2026-12-02T01:30:00Z'), rules: wide };
    expect(permit(late).verdict).toBe('allow');
    expect(violations(late, { state: 'FL', zone: 'America/New_York' })).toEqual([
      '1230 outside 480-1200 in FL',
    ]);
    expect(permit({ ...late, rules: defaultRules() }).verdict).toBe('defer');
  });
  it('it sees a send after an opt-out, without consent, above a cap', () => {
    const now = at('2026-12-01T17:00:00Z');
    const input = ask(now, {
      input: {
        consents: [],
        suppressions: [
          { sellerId: 'sel_acme', channels: ['sms'], purposes: ['all'], reason: 'keyword', effectiveAtMs: 0 },
        ],
        history: [1, 2, 3].map((h) => ({ channel: 'sms' as const, atMs: now - h * 3_600_000 })),
      },
    });
    expect(violations(input, { state: 'FL', zone: 'America/New_York' })).toEqual([
      'opted out of sms',
      'marketing text without written consent',
      'no consent',
      'no written consent in FL',
      'cap of FL',
      'three in 24 hours',
    ]);
  });
});

describe('a demo floor', () => {
  const rules = defaultRules();
  const tenant = demoTenant(rules, { sellerId: 'sel_acme', sellerName: 'Acme Insurance', senders: [SENDER] });
  it('needs no carrier registration, number check or throughput figure, but all of consent, opt-out and hours', () => {
    const demo = { tenant, lead: { reassigned: undefined }, input: { throughput: undefined } };
    expect(permit(ask('2026-12-01T17:00:00Z', demo)).verdict).toBe('allow');
    expect(permit(askCall('2026-12-01T17:00:00Z', demo)).verdict).toBe('allow');
    expect(permit(ask('2026-12-02T04:00:00Z', demo)).verdict).toBe('defer');
    expect(
      permit(ask('2026-12-01T17:00:00Z', { ...demo, input: { ...demo.input, consents: [] } })),
    ).toMatchObject({ reason: 'NO_CONSENT' });
  });
});
