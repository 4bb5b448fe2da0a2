import { describe, expect, it } from 'vitest';
import { defaultRules } from './load-rules.ts';
import { ALL_CHANNELS, type RevocationClassifier, revocationStage } from './revocation.ts';
import {
  businessDayDeadline,
  mayConfirm,
  restart,
  revocationText,
  suppressionOf,
} from './revocation-after.ts';
import { segmentsOf } from './sms-text.ts';
import { NOT_REVOCATIONS, REVOCATIONS } from './testing/revocation-cases.ts';
import { at, MARIA, pewc } from './testing.ts';

const rules = defaultRules();
/** A classifier that never finds anything: what is decided, is decided without it. */
const blind: RevocationClassifier = () => ({ label: 'none', score: 1 });
const never: RevocationClassifier = () => {
  throw new Error('the classifier must not be asked');
};
const scopes: Record<string, readonly string[]> = {
  all: ALL_CHANNELS,
  marketing: ALL_CHANNELS,
  voice: ['voice_ai', 'voice_live', 'voicemail'],
  sms: ['sms'],
  'voice-sms': ['sms', 'voice_ai', 'voice_live', 'voicemail'],
};

describe('T17 rows of section 3.4', () => {
  it.each(REVOCATIONS)('$id $text', ({ text, voice, scope, flags }) => {
    const found = revocationStage(rules, { text, channel: voice ? 'voice' : 'sms' }, never);
    expect(found.action).toBe('suppress');
    expect([...(found.scope?.channels ?? [])].sort()).toEqual([...(scopes[scope] ?? [])].sort());
    expect(found.scope?.purposes).toEqual(scope === 'marketing' ? ['marketing'] : ['all']);
    for (const flag of flags) expect(found.flags).toContain(flag);
  });

  it.each(NOT_REVOCATIONS)('%s is not one: %s', (_id, text) => {
    expect(revocationStage(rules, { text }, blind)).toMatchObject({ action: 'continue', label: 'none' });
  });

  const careful: [string, string, boolean, object][] = [
    [
      'A01',
      'not interested',
      false,
      {
        action: 'suppress',
        label: 'not_interested',
        scope: { channels: ALL_CHANNELS, purposes: ['marketing'] },
      },
    ],
    ['A02', 'nah', true, { action: 'suppress', label: 'not_interested' }],
    ['A02', 'no', false, { action: 'continue' }],
    ['A02', "I'm good", true, { action: 'suppress', label: 'not_interested' }],
    ['A03', 'wrong number', false, { action: 'suppress', label: 'wrong_number', answer: null }],
    ['A04', 'who is this', false, { action: 'continue', flags: ['identify'] }],
    ['A04', 'how did you get my number', false, { action: 'continue', flags: ['identify'] }],
    ['A05', 'already bought one', false, { action: 'suppress', label: 'not_interested' }],
    ['A06', 'maybe later', false, { action: 'continue' }],
    [
      'A07',
      "don't call me right now",
      false,
      { action: 'continue', label: 'time_preference', flags: ['voice_rest_24h'] },
    ],
    ['A08', 'this is spam', false, { action: 'pause', stage: 'T3', answer: 'clarify' }],
    ['A09', 'are you a bot?', false, { action: 'continue', flags: ['say_ai'] }],
    ['A10', '\u{1F44E}', false, { action: 'pause', stage: 'T3' }],
    [
      'A11',
      'remove the old number, my new one is 555-0142',
      false,
      { action: 'suppress', flags: ['wrong_number', 'new_number'] },
    ],
    ['A12', 'the person you want has died', false, { action: 'suppress', flags: ['deceased'], answer: null }],
    ['A13', "I'm 15", false, { action: 'suppress', flags: ['minor'] }],
    ['A14', 'fuck you', false, { action: 'suppress', label: 'revoke_all' }],
    ['A15', '', false, { action: 'continue' }],
  ];
  it.each(careful)('%s %s (answers an offer: %s)', (_id, text, answersOffer, expected) => {
    expect(revocationStage(rules, { text, answersOffer }, blind)).toMatchObject(expected);
  });
});

describe('words', () => {
  it.each([
    'Opt Out',
    'OPT-OUT',
    'optout',
    'STOP!!!',
    'stop thanks',
    'please stop now thanks',
    's t o p',
    'St0p',
    '“Stop”',
    'stop\u200b',
    'cancel',
    'CANCEL.',
    'quit',
    'End',
    'revoke',
    'StopAll',
    'ALTO',
    'no más',
    'Arrêt',
    'stop stop stop',
    'STOPPPP',
  ])('T13, T18: %s stops everything before any model', (text) => {
    const found = revocationStage(rules, { text }, never);
    expect(found).toMatchObject({ action: 'suppress', stage: 'T0', label: 'revoke_all', answer: 'opt-out' });
  });

  it.each(['YES', 'yes please', 'ok', 'Y'])('T40: %s is never an opt-in', (text) => {
    expect(revocationStage(rules, { text }, blind).action).toBe('continue');
  });

  it('joins fragments of the last two minutes', () => {
    expect(revocationStage(rules, { text: 'texting me', fragments: ['stop'] }, never).action).toBe(
      'suppress',
    );
    expect(
      revocationStage(rules, { text: 'texting my wife about it', fragments: ['ok'] }, blind).action,
    ).toBe('continue');
  });

  it('HELP and START by exact word', () => {
    expect(revocationStage(rules, { text: 'help' }, never)).toMatchObject({ action: 'help', answer: 'help' });
    expect(revocationStage(rules, { text: 'Unstop' }, never)).toMatchObject({
      action: 'start',
      answer: 'start',
    });
    expect(revocationStage(rules, { text: 'help me choose a plan' }, blind).action).toBe('continue');
  });
});

describe('the classifier only adds', () => {
  it('T19 down: T0 and T1 still work, anything else pauses outreach to the number', () => {
    expect(revocationStage(rules, { text: 'stop' }, never).action).toBe('suppress');
    expect(revocationStage(rules, { text: 'lose my number' }, never).action).toBe('suppress');
    expect(revocationStage(rules, { text: 'what does it cost' }, never)).toMatchObject({
      action: 'pause',
      flags: ['classifier_down'],
    });
  });
  it('sure suppresses, doubt pauses and asks, no lets go on', () => {
    const text = 'enough of this nonsense';
    expect(revocationStage(rules, { text }, () => ({ label: 'revoke_all', score: 0.9 })).action).toBe(
      'suppress',
    );
    expect(revocationStage(rules, { text }, () => ({ label: 'revoke_all', score: 0.4 }))).toMatchObject({
      action: 'pause',
      answer: 'clarify',
    });
    expect(revocationStage(rules, { text }, () => false).action).toBe('continue');
    expect(revocationStage(rules, { text: 'stop' }, () => false).action).toBe('suppress');
  });
});

describe('afterwards', () => {
  it('REV-05: one confirmation within 300 s, none when the carrier confirms', () => {
    const facts = { optOutAtMs: 1000, nowMs: 301_000, alreadySent: 0, providerConfirms: false };
    expect(mayConfirm(rules, facts)).toBe(true);
    expect(mayConfirm(rules, { ...facts, nowMs: 301_001 })).toBe(false);
    expect(mayConfirm(rules, { ...facts, alreadySent: 1 })).toBe(false);
    expect(mayConfirm(rules, { ...facts, providerConfirms: true })).toBe(false);
  });
  it('the texts fit one segment and name the seller', () => {
    for (const language of ['en', 'es', 'fr']) {
      const text = revocationText(rules, 'opt-out', language, { Seller: 'Acme Insurance' });
      expect(text).toContain('Acme Insurance');
      expect(segmentsOf(text)).toEqual({ segments: 1, encoding: 'GSM-7' });
    }
  });
  it('START restores texts of a valid consent only, and never voice', () => {
    const outcome = revocationStage(rules, { text: 'stop' }, never);
    const entry = suppressionOf(outcome, 'sel_acme', 5000);
    if (entry === null) throw new Error('no entry');
    const good = restart([entry], [pewc(at('2026-12-01T00:00:00Z'), MARIA)], 'sel_acme', 9000);
    expect(good.allowed).toBe(true);
    expect(good.keep[0]?.channels).not.toContain('sms');
    expect(good.keep[0]?.channels).toContain('voice_ai');
    expect(restart([entry], [], 'sel_acme', 9000).allowed).toBe(false);
    expect(
      restart(
        [{ ...entry, reason: 'complaint' }],
        [pewc(at('2026-12-01T00:00:00Z'), MARIA)],
        'sel_acme',
        9000,
      ).allowed,
    ).toBe(false);
  });
  it('T37: ten business days across Thanksgiving', () => {
    // Friday 20 November 2026 + 10 business days, without the 26th: Monday 7 December.
    expect(new Date(businessDayDeadline(rules, at('2026-11-20T15:00:00Z'), 10)).toISOString()).toBe(
      '2026-12-08T00:00:00.000Z',
    );
  });
});
