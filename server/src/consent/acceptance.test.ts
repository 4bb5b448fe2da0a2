/** Acceptance tests of the compliance reference that are not about hours, revocation words or the store. */
import { describe, expect, it } from 'vitest';
import { abandonmentMeter, type DialledCall } from './abandonment.ts';
import { compileRules } from './compile.ts';
import { checkOpeningTimings, notice, recordingNotice, scriptFacts, scriptFor } from './disclosures.ts';
import { saysAi } from './gates-send.ts';
import { defaultRules, loadRuleTables } from './load-rules.ts';
import { permit } from './permit.ts';
import { decideErasure, phoneHmac, retentionOf } from './retention.ts';
import { rulesAt, searchRules } from './rule-book.ts';
import { plainText, segmentsOf } from './sms-text.ts';
import { ask, at, MARIA, pewc } from './testing.ts';
import type { PermitInput } from './types.ts';

const rules = defaultRules();
const NOON = '2026-12-01T17:00:00Z';
const now = at(NOON);
const reason = (input: PermitInput) => {
  const d = permit(input);
  return d.verdict === 'allow' ? 'allow' : d.reason;
};

describe('T35 rule versions', () => {
  it('decisions before keep the old version, after use the new', () => {
    const tables = loadRuleTables();
    const next = compileRules({
      ...tables,
      manifest: { ...tables.manifest, version: '2026-12-01.1', activated_at: '2026-12-01T10:00:00Z' },
    });
    const book = [rules, next];
    const version = (iso: string) =>
      permit({ ...ask(iso), rules: rulesAt(book, at(iso)) ?? rules }).rulesVersion;
    expect(version('2026-12-01T09:59:59Z')).toBe('2026-11-21.1');
    expect(version('2026-12-01T10:00:00Z')).toBe('2026-12-01.1');
    expect(rulesAt(book, 0)).toBeNull();
  });
  it('the table can be searched and keeps its marks', () => {
    const florida = searchRules(rules, 'hours florida');
    expect(florida).toMatchObject([{ id: 'QH US-FL', confidence: 'D', reviewedBy: null }]);
    expect(florida[0]?.parameter).toContain('at most 3 attempts in 24 h');
    expect(searchRules(rules).length).toBeGreaterThan(150);
    expect(new Set(searchRules(rules).map((r) => r.id)).size).toBe(searchRules(rules).length);
  });
});

describe('T34 segments', () => {
  it('a curly apostrophe does not double a text', () => {
    const text = `${'a'.repeat(149)}’`;
    expect(segmentsOf(text)).toEqual({ segments: 3, encoding: 'UCS-2' });
    expect(segmentsOf(plainText(text))).toEqual({ segments: 1, encoding: 'GSM-7' });
  });
  it.each([
    ['x'.repeat(160), 1],
    ['x'.repeat(161), 2],
    ['x'.repeat(306), 2],
    ['x'.repeat(307), 3],
    ['['.repeat(80), 1],
    ['['.repeat(81), 2],
    ['я'.repeat(70), 1],
    ['я'.repeat(71), 2],
    ['😀'.repeat(35), 1],
    ['😀'.repeat(36), 2],
    ['', 0],
  ])('%#', (text, segments) => expect(segmentsOf(text).segments).toBe(segments));
});

describe('T30, T31 abandonment', () => {
  const call = (n: number, connected: number | null): DialledCall => ({
    campaignId: 'c',
    startedAtMs: now - n * 1000,
    answeredByPerson: true,
    greetingEndedAtMs: now,
    answeredAtMs: now,
    connectedAtMs: connected === null ? null : now + connected,
    endedAtMs: now + 60_000,
  });
  const calls = (abandoned: number, kept: number) => [
    ...Array.from({ length: abandoned }, (_, i) => call(i, null)),
    ...Array.from({ length: kept }, (_, i) => call(i, 2000)),
  ];
  it.each([
    [1, 199, 'ok'],
    [3, 197, 'throttle'],
    [5, 195, 'stop'],
    [0, 0, 'ok'],
  ] as const)('%i of %i+: %s', (bad, good, state) => {
    expect(abandonmentMeter(calls(bad, good), ['c'], now, rules.limits).state).toBe(state);
  });
  it('counts two seconds from the end of the greeting, and machines not at all', () => {
    const meter = (c: DialledCall) => abandonmentMeter([c], ['c'], now, rules.limits).abandoned;
    expect(meter(call(1, 2000))).toBe(0);
    expect(meter(call(1, 2001))).toBe(1);
    expect(meter({ ...call(1, null), answeredByPerson: false })).toBe(0);
  });
  it('splitting a campaign does not reset it, and 30 days pass', () => {
    expect(
      abandonmentMeter([{ ...call(1, null), campaignId: 'd' }, call(1, 0)], ['c', 'd'], now, rules.limits)
        .pct,
    ).toBe(50);
    expect(abandonmentMeter([call(1, null)], ['c'], now + 30 * 86_400_000, rules.limits).answered).toBe(0);
    expect(abandonmentMeter([call(1, null)], ['c'], now + 86_400_000, rules.limits, 'GB').answered).toBe(0);
  });
});

describe('T26, T39 disclosures', () => {
  it('the shipped opening states everything', () => {
    const { text, must, withinMs } = scriptFor(rules, 'voice', ['US-NY', 'US-FL']);
    const spoken = text
      .replace('{Seller}', 'Acme Insurance')
      .replace('{topic}', 'auto')
      .replace('{date}', 'Monday');
    expect(scriptFacts(spoken, 'Acme Insurance')).toMatchObject({
      seller: true,
      ai: true,
      recording: true,
      optOut: true,
      purpose: true,
    });
    expect(must).toEqual(['seller', 'ai', 'recording', 'opt-out', 'purpose']);
    expect(withinMs).toBe(10_000);
    expect(scriptFor(rules, 'voice', ['US-KY']).must).toContain('callback');
    expect(scriptFacts('Hello, how are you?', 'Acme Insurance')).toMatchObject({
      seller: false,
      ai: false,
      recording: false,
      optOut: false,
      purpose: false,
    });
  });
  it('the opt-out comes within two seconds and all within ten', () => {
    expect(
      checkOpeningTimings(rules, { identityEndMs: 3000, optOutStartMs: 4000, optOutEndMs: 9000 }),
    ).toEqual([]);
    expect(
      checkOpeningTimings(rules, { identityEndMs: 3000, optOutStartMs: 5001, optOutEndMs: 10_001 }),
    ).toHaveLength(2);
    expect(
      checkOpeningTimings(rules, { identityEndMs: 3000, optOutStartMs: 2000, optOutEndMs: 9000 }),
    ).toHaveLength(1);
  });
  it('T39 the AI notice exists in the language of the conversation', () => {
    for (const language of ['de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'en']) {
      const text = notice(rules, 'ai', language, 'Acme');
      expect(saysAi(text), text).toBe(true);
      if (language !== 'en') expect(text).not.toBe(notice(rules, 'ai', 'en', 'Acme'));
    }
    expect(notice(rules, 'ai', 'xx', 'Acme')).toBe(notice(rules, 'ai', 'en', 'Acme'));
  });
  it('T39 a German number gets no first text without it', () => {
    const phone = '+4915112345678';
    const base = { lead: { phone }, tenant: { enabled: ['DE'] } };
    const good = `Guten Tag. ${notice(rules, 'ai', 'de', 'Acme Insurance')} Antworten Sie STOP zum Abmelden.`;
    expect(reason(ask(NOON, { ...base, attempt: { body: good } }))).toBe('allow');
    expect(
      reason(ask(NOON, { ...base, attempt: { body: 'Guten Tag von Acme Insurance. STOP zum Abmelden.' } })),
    ).toBe('CONTENT');
  });
  it('recording follows the strictest place and is announced everywhere', () => {
    expect(recordingNotice(rules, ['US-NY'], 'en')).toMatchObject({ class: 'one-party', announce: true });
    expect(recordingNotice(rules, ['US-NY', 'US-CA'], 'en')).toMatchObject({
      class: 'all-party',
      decidedBy: 'US-CA',
    });
    expect(recordingNotice(rules, ['US-NY', 'US-MI'], 'en').class).toBe('treat-as-all-party');
    expect(recordingNotice(rules, ['DE'], 'de').text).toMatch(/aufgezeichnet/);
    expect(recordingNotice(rules, [], 'en').class).toBe('treat-as-all-party');
  });
});

describe('T22 the seller a consent names', () => {
  const of = (sellerLegalName: string) => (change: object) =>
    ask(NOON, { ...change, input: { consents: [pewc(now, MARIA, { sellerLegalName })] } });
  it('is the only one whose agents may use it; another spelling is no other company', () => {
    const acme = of('Acme Insurance LLC');
    expect(permit(acme({ tenant: { sellerLegalName: 'Bolt Mutual Inc.' } }))).toMatchObject({
      verdict: 'deny',
      reason: 'CONSENT_SCOPE',
      ruleId: 'XFER-01',
    });
    expect(reason(acme({ tenant: { sellerLegalName: 'ACME Insurance, LLC.' } }))).toBe('allow');
    expect(reason(acme({}))).toBe('allow');
  });
});

describe('T33 erasure and retention', () => {
  const old = now - 20 * 86_400_000;
  it('deletes what it may, archives what it must, keeps the opt-out as a hash', () => {
    const kinds = [
      'profile',
      'message',
      'call-audio',
      'model-trace',
      'consent',
      'call-detail',
      'decision',
      'suppression',
    ] as const;
    const found = decideErasure(
      kinds.map((kind) => ({ kind, createdAtMs: old })),
      now,
    );
    expect(found.suppressFirst).toBe(true);
    expect(found.decisions.map((d) => d.retention.action)).toEqual([
      'delete',
      'delete',
      'delete',
      'delete',
      'archive',
      'archive',
      'archive',
      'hash',
    ]);
    const held = decideErasure([{ kind: 'message', createdAtMs: old }], now, { legalHold: true });
    expect(held.decisions[0]?.retention.action).toBe('archive');
    expect(
      decideErasure([{ kind: 'consent', createdAtMs: at('2019-01-01T00:00:00Z') }], now).decisions[0]
        ?.retention.action,
    ).toBe('delete');
  });
  it('terms: six years, thirteen months, for ever; never below the minimum', () => {
    expect(retentionOf({ kind: 'call-detail', createdAtMs: at('2020-02-29T00:00:00Z') }, now).untilMs).toBe(
      at('2026-02-28T00:00:00Z'),
    );
    expect(retentionOf({ kind: 'call-audio', createdAtMs: at('2026-01-31T00:00:00Z') }, now).untilMs).toBe(
      at('2027-02-28T00:00:00Z'),
    );
    expect(retentionOf({ kind: 'suppression', createdAtMs: 0 }, now)).toMatchObject({
      action: 'keep',
      untilMs: null,
    });
    expect(
      retentionOf({ kind: 'call-detail', createdAtMs: old }, now, { months: 12 }).untilMs,
    ).toBeGreaterThan(old + 59 * 30 * 86_400_000);
    expect(retentionOf({ kind: 'model-trace', createdAtMs: 0 }, now, { legalHold: true }).action).toBe(
      'keep',
    );
    expect(
      retentionOf({ kind: 'call-audio', createdAtMs: old, medicare: true }, now).untilMs,
    ).toBeGreaterThan(now + 9 * 365 * 86_400_000);
  });
  it('the hash needs the key', () => {
    expect(phoneHmac(Buffer.from('k'), MARIA).equals(phoneHmac(Buffer.from('k'), MARIA))).toBe(true);
    expect(phoneHmac(Buffer.from('k'), MARIA).equals(phoneHmac(Buffer.from('j'), MARIA))).toBe(false);
  });
});
