import { describe, expect, it } from 'vitest';
import { mayBeOffered, nextPermitted, permit } from './permit.ts';
import { ask, askCall, at, MARIA, pewc, seller } from './testing.ts';
import type { PermitInput, Suppression } from './types.ts';

const iso = (ms: number) => new Date(ms).toISOString();

function verdictOf(input: PermitInput): string {
  const d = permit(input);
  if (d.verdict === 'allow') return 'allow';
  return d.verdict === 'defer' ? `defer ${d.reason} ${iso(d.untilMs)}` : `deny ${d.reason}`;
}

const stop: Suppression = {
  sellerId: 'sel_acme',
  channels: ['sms', 'voice_ai', 'voice_live', 'voicemail', 'email', 'webchat'],
  purposes: ['all'],
  reason: 'keyword',
  effectiveAtMs: at('2026-12-01T15:00:00Z'),
};

// 2026-12-01 is a Tuesday; 17:00Z is noon in New York.
const NOON = '2026-12-01T17:00:00Z';

describe('a time that may be offered', () => {
  it.each([
    ['nobody said no', []],
    ['an opt-out', [stop]],
  ] as const)('is one that G04 and G11 of the whole gate leave open: %s', (_, suppressions) => {
    const open = new Set<boolean>();
    for (let hour = 0; hour < 48; hour++) {
      const input = { ...askCall(at(NOON) + hour * 3_600_000), suppressions };
      const { gates } = permit(input);
      const said = gates.filter(({ gate }) => gate === 'G04' || gate === 'G11');
      expect(mayBeOffered(input)).toBe(said.every(({ verdict }) => verdict === 'allow'));
      open.add(mayBeOffered(input));
    }
    expect([...open].sort()).toEqual(suppressions.length > 0 ? [false] : [false, true]);
  });
});

describe('the acceptance tests of hours, caps and consent', () => {
  const rows: [string, PermitInput, string][] = [
    ['an ordinary text at noon', ask(NOON), 'allow'],
    ['T01 Florida 19:56, text', ask('2026-12-02T00:56:00Z'), 'defer QUIET_HOURS 2026-12-02T13:02:00.000Z'],
    ['T01 Florida 19:54 is still inside the margin', ask('2026-12-02T00:54:00Z'), 'allow'],
    [
      'T02 850 at 20:30 New York',
      ask('2026-12-02T01:30:00Z', { lead: { phone: '+18505550100' } }),
      'defer QUIET_HOURS 2026-12-02T14:02:00.000Z',
    ],
    [
      'T05 Texas Sunday 11:30',
      ask('2026-12-06T17:30:00Z', { lead: { phone: '+12145550100' } }),
      'defer QUIET_HOURS 2026-12-06T18:02:00.000Z',
    ],
    [
      'T06 El Paso Sunday 11:15 Mountain',
      ask('2026-12-06T18:15:00Z', { lead: { phone: '+19155550100' } }),
      'defer QUIET_HOURS 2026-12-06T19:02:00.000Z',
    ],
    [
      'T07 Louisiana on Mardi Gras',
      ask('2027-02-09T18:00:00Z', { lead: { phone: '+15045550100' } }),
      'defer BARRED_DAY 2027-02-10T14:02:00.000Z',
    ],
    [
      'T08 Utah Sunday, PEWC, not switched on',
      ask('2026-12-06T19:00:00Z', { lead: { phone: '+18015550100' } }),
      'defer BARRED_DAY 2026-12-07T15:02:00.000Z',
    ],
    [
      'T08 Utah Sunday, PEWC, switched on',
      ask('2026-12-06T19:00:00Z', { lead: { phone: '+18015550100' }, tenant: { exceptions: ['UT-PEWC'] } }),
      'allow',
    ],
    [
      'T15 STOP by text blocks live calls',
      askCall(NOON, { input: { suppressions: [stop] } }),
      'deny SUPPRESSED',
    ],
    [
      'T15 STOP by text blocks AI calls',
      askCall(NOON, { attempt: { technology: 'ai' }, input: { suppressions: [stop] } }),
      'deny SUPPRESSED',
    ],
    [
      'T15 STOP blocks a direct answer too',
      ask(NOON, {
        attempt: { kind: 'reply', directReply: { msSinceInbound: 1000 } },
        input: { suppressions: [stop] },
      }),
      'deny SUPPRESSED',
    ],
    [
      'T16 text is fine but do not call: the call',
      askCall(NOON, {
        input: { suppressions: [{ ...stop, channels: ['voice_ai', 'voice_live', 'voicemail'] }] },
      }),
      'deny SUPPRESSED',
    ],
    [
      'T16 text is fine but do not call: the text',
      ask(NOON, {
        input: { suppressions: [{ ...stop, channels: ['voice_ai', 'voice_live', 'voicemail'] }] },
      }),
      'allow',
    ],
    [
      'T23 AI call without artificial-voice words',
      askCall(NOON, {
        attempt: { technology: 'ai' },
        input: { consents: [pewc(at(NOON), MARIA, { technologies: ['autodialer'] })] },
      }),
      'deny CONSENT_SCOPE',
    ],
    [
      'T24 list 32 days old, cold call',
      askCall(NOON, {
        lead: { phone: '+12125550100' },
        input: { consents: [pewc(at(NOON), '+12125550100', { type: 'PEC' })] },
        tenant: { dncLists: [{ list: 'national', copyAtMs: at(NOON) - 32 * 86_400_000, areaCodes: 'all' }] },
      }),
      'deny DNC_STALE',
    ],
    [
      'T24 list 32 days old, cold text',
      ask(NOON, {
        lead: { phone: '+12125550100' },
        input: { consents: [pewc(at(NOON), '+12125550100', { type: 'PEC' })] },
        attempt: { purpose: 'service' },
        tenant: { dncLists: [{ list: 'national', copyAtMs: at(NOON) - 32 * 86_400_000, areaCodes: 'all' }] },
      }),
      'deny DNC_STALE',
    ],
    [
      'T25 reassigned after the consent',
      ask(NOON, { lead: { reassigned: { atMs: at(NOON) - 1000, answer: 'yes' } } }),
      'deny RND_REASSIGNED',
    ],
    [
      'T32 California AI call without exemption',
      askCall(NOON, { attempt: { technology: 'ai' }, lead: { phone: '+14155550100' } }),
      'deny AI_VOICE_STATE',
    ],
    ['no consent', ask(NOON, { input: { consents: [] } }), 'deny NO_CONSENT'],
    [
      'no place',
      ask(NOON, { lead: { phone: '+12125550100' }, tenant: { enabled: ['US-NJ'] } }),
      'deny JURISDICTION_DISABLED',
    ],
    [
      'a direct answer at 23:00',
      ask('2026-12-02T04:00:00Z', { attempt: { kind: 'reply', directReply: { msSinceInbound: 5000 } } }),
      'allow',
    ],
    [
      'a late answer at 23:00',
      ask('2026-12-02T04:00:00Z', { attempt: { kind: 'reply', directReply: { msSinceInbound: 700_000 } } }),
      'defer QUIET_HOURS 2026-12-02T13:02:00.000Z',
    ],
  ];
  it.each(rows)('%s', (_name, input, expected) => {
    expect(verdictOf(input)).toBe(expected);
  });

  it('T04 a toll-free number needs four zones and the UNKNOWN row', () => {
    const d = permit(ask('2026-12-01T17:00:00Z', { lead: { phone: '+18005550100' } }));
    expect(d.zoneEvidence.map((e) => e.place)).toEqual(['UNKNOWN', 'UNKNOWN', 'UNKNOWN', 'UNKNOWN']);
    expect(d).toMatchObject({ verdict: 'defer', untilMs: at('2026-12-01T18:02:00Z') });
    expect(verdictOf(ask('2026-12-01T18:02:00Z', { lead: { phone: '+18005550100' } }))).toBe('allow');
    expect(verdictOf(ask('2026-12-01T22:56:00Z', { lead: { phone: '+18005550100' } }))).toMatch(/^defer/);
  });

  it('T12 three attempts in 23 h 59 min to Maryland', () => {
    const lead = { phone: '+14105550100' };
    const oldest = at('2026-12-01T17:00:00Z');
    const history = [0, 2, 4].map((h) => ({
      channel: 'sms' as const,
      atMs: oldest + h * 3_600_000,
      answered: true,
    }));
    const late = ask(oldest + 24 * 3_600_000 - 60_000, { lead, input: { history } });
    expect(permit(late)).toMatchObject({
      verdict: 'deny',
      reason: 'CAP_24H',
      untilMs: oldest + 24 * 3_600_000,
    });
    expect(nextPermitted(late)?.atMs).toBe(oldest + 24 * 3_600_000);
    expect(verdictOf(ask(oldest + 24 * 3_600_000, { lead, input: { history } }))).toBe('allow');
  });

  it('says it in words', () => {
    const d = permit(ask('2026-12-02T02:40:00Z', { lead: { name: 'Maria' } }));
    expect(d).toMatchObject({ words: 'Not sent: it is 9:40 PM for Maria. It may go at 8:02 AM EST.' });
  });

  it('takes all places and lets the strictest win', () => {
    expect(seller(0).enabled).toContain('US');
    const d = permit(ask(NOON, { lead: { phone: '+13055550100', zip: '84101', state: 'TX' } }));
    expect(new Set(d.zoneEvidence.map((e) => e.place))).toEqual(new Set(['US-UT', 'US-FL', 'US-TX']));
  });
});
