/** Each gate on its own: what it refuses, and that a missing fact is a refusal. */
import { describe, expect, it } from 'vitest';
import { permit } from './permit.ts';
import { ask, askCall, at, MARIA, OPENING, pewc, SENDER } from './testing.ts';
import type { PermitInput, ScriptFacts } from './types.ts';

const NOON = '2026-12-01T17:00:00Z';
const now = at(NOON);
const reason = (input: PermitInput) => {
  const d = permit(input);
  return d.verdict === 'allow' ? 'allow' : d.reason;
};

/** A message on the machine that answered a call of theirs, which they had asked for. */
const askMessage = (says: Partial<ScriptFacts> = {}, input: Partial<PermitInput> = {}): PermitInput =>
  askCall(NOON, {
    attempt: {
      technology: 'recorded',
      voicemail: true,
      requested: { fromMs: now - 1_000, untilMs: now + 1_000, verbatim: 'call me', messageId: 'm1' },
      script: {
        seller: true,
        ai: true,
        recording: true,
        optOut: true,
        purpose: true,
        callback: true,
        ...says,
      },
    },
    input,
  });
const leftMessage = (hoursAgo: number) => ({
  channel: 'voice' as const,
  atMs: now - hoursAgo * 3_600_000,
  voicemail: true,
});

describe('every gate denies on its own and on a missing fact', () => {
  const stale = { list: 'national', copyAtMs: now - 31 * 86_400_000, areaCodes: 'all' as const };
  const cold = { consents: [pewc(now, '+12125550123', { type: 'PEC' as const })] };
  const ny = { phone: '+12125550123' };
  const rows: [string, PermitInput, string][] = [
    ['G01 global', ask(NOON, { tenant: { kill: { global: true } } }), 'KILL_SWITCH'],
    [
      'G01 campaign',
      ask(NOON, { attempt: { campaignId: 'x' }, tenant: { kill: { campaigns: ['x'] } } }),
      'KILL_SWITCH',
    ],
    ['G01 sender', ask(NOON, { tenant: { kill: { senders: [SENDER] } } }), 'KILL_SWITCH'],
    ['G02 no number', ask(NOON, { lead: { phone: undefined } }), 'BAD_NUMBER'],
    ['G03 country off', ask(NOON, { lead: { phone: '+4915112345678' } }), 'JURISDICTION_DISABLED'],
    ['G05 threat', ask(NOON, { lead: { blocks: ['legal-threat'] } }), 'LEGAL_HOLD'],
    ['G06 none', ask(NOON, { input: { consents: [] } }), 'NO_CONSENT'],
    [
      'G06 other seller',
      ask(NOON, { input: { consents: [pewc(now, MARIA, { sellerId: 'b' })] } }),
      'NO_CONSENT',
    ],
    ['G06 other number', ask(NOON, { input: { consents: [pewc(now, '+13055550199')] } }), 'NO_CONSENT'],
    [
      'G06 revoked',
      ask(NOON, { input: { consents: [pewc(now, MARIA, { status: 'revoked' })] } }),
      'CONSENT_REVOKED',
    ],
    [
      'G06 expired',
      ask(NOON, { input: { consents: [pewc(now, MARIA, { expiresAtMs: now })] } }),
      'CONSENT_EXPIRED',
    ],
    [
      'G06 180 days without contact',
      ask(NOON, { input: { consents: [pewc(now, MARIA, { atMs: now - 180 * 86_400_000 })] } }),
      'CONSENT_EXPIRED',
    ],
    [
      'G06 purpose',
      ask(NOON, { input: { consents: [pewc(now, MARIA, { purposes: ['service'] })] } }),
      'CONSENT_SCOPE',
    ],
    [
      'G06 topic',
      ask(NOON, {
        attempt: { topic: 'solar' },
        input: { consents: [pewc(now, MARIA, { topics: ['auto'] })] },
      }),
      'CONSENT_SCOPE',
    ],
    [
      'G06 live call to Florida without writing',
      askCall(NOON, { input: { consents: [pewc(now, MARIA, { type: 'PEC' })] } }),
      'CONSENT_SCOPE',
    ],
    ['G07 never checked', ask(NOON, { lead: { reassigned: undefined } }), 'RND_STALE'],
    [
      'G07 checked long ago',
      ask(NOON, { lead: { reassigned: { atMs: now - 31 * 86_400_000, answer: 'no' } } }),
      'RND_STALE',
    ],
    ['G07 no data', ask(NOON, { lead: { reassigned: { atMs: now, answer: 'no-data' } } }), 'RND_STALE'],
    [
      'G08 national list',
      askCall(NOON, { lead: { ...ny, dncListed: ['national'] }, input: cold }),
      'NATIONAL_DNC',
    ],
    ['G08 state list', askCall(NOON, { lead: { ...ny, dncListed: ['US-IN'] }, input: cold }), 'STATE_DNC'],
    ['G08 no list', askCall(NOON, { lead: ny, tenant: { dncLists: [] }, input: cold }), 'DNC_STALE'],
    ['G08 stale list', askCall(NOON, { lead: ny, tenant: { dncLists: [stale] }, input: cold }), 'DNC_STALE'],
    [
      'G08 list without the area code',
      askCall(NOON, {
        lead: ny,
        tenant: { dncLists: [{ ...stale, copyAtMs: now, areaCodes: ['305'] }] },
        input: cold,
      }),
      'DNC_STALE',
    ],
    ['G08 listed, but signed consent', ask(NOON, { lead: { dncListed: ['national'] } }), 'allow'],
    [
      'G09 no registration for calls to Texas',
      askCall(NOON, { lead: { phone: '+12145550123' }, tenant: { registrations: [] } }),
      'REGISTRATION',
    ],
    [
      'G09 texts with consent to Texas are exempt',
      ask(NOON, { lead: { phone: '+12145550123' }, tenant: { registrations: [] } }),
      'allow',
    ],
    [
      'G10 T32 California',
      askCall(NOON, { attempt: { technology: 'ai' }, lead: { phone: '+14155550123' } }),
      'AI_VOICE_STATE',
    ],
    [
      'G10 California, a person opens',
      askCall('2026-12-01T19:00:00Z', {
        attempt: { technology: 'ai', liveIntro: true },
        lead: { phone: '+14155550123' },
      }),
      'allow',
    ],
    [
      'G10 California, counsel approved',
      askCall('2026-12-01T19:00:00Z', {
        attempt: { technology: 'ai' },
        lead: { phone: '+14155550123' },
        tenant: { aiVoiceExemptions: ['US-CA'] },
      }),
      'allow',
    ],
    [
      'G10 Mississippi without relationship',
      askCall(NOON, { attempt: { technology: 'ai' }, lead: { phone: '+16015550123' } }),
      'AI_VOICE_STATE',
    ],
    [
      'G12 unanswered',
      ask(NOON, {
        input: {
          history: [100, 60, 40].map((h) => ({ channel: 'sms' as const, atMs: now - h * 3_600_000 })),
        },
      }),
      'CAP_UNANSWERED',
    ],
    [
      'G12 unanswered, then they wrote',
      ask(NOON, {
        lead: { lastInboundAtMs: now - 3_600_000 },
        input: {
          history: [100, 60, 40].map((h) => ({ channel: 'sms' as const, atMs: now - h * 3_600_000 })),
        },
      }),
      'allow',
    ],
    [
      'G12 week',
      ask(NOON, {
        input: {
          history: [30, 50, 70, 90, 110, 130, 150].map((h) => ({
            channel: 'sms' as const,
            atMs: now - h * 3_600_000,
            answered: true,
          })),
        },
      }),
      'CAP_7D',
    ],
    [
      'G12 answers do not count',
      ask(NOON, {
        input: {
          history: [1, 2, 3, 4, 5].map((h) => ({
            channel: 'sms' as const,
            atMs: now - h * 3_600_000,
            directReply: true,
          })),
        },
      }),
      'allow',
    ],
    ['G13 unknown sender', ask(NOON, { attempt: { callerId: '+12125550000' } }), 'CALLER_ID'],
    [
      'G13 not registered',
      ask(NOON, {
        tenant: { callerIds: [{ id: SENDER, channels: ['sms'], verified: true, a2p: 'pending' }] },
      }),
      'A2P_UNREGISTERED',
    ],
    [
      'G13 demo',
      ask(NOON, { tenant: { demo: true, callerIds: [{ id: SENDER, channels: ['sms'], verified: true }] } }),
      'allow',
    ],
    ['G14 no body', ask(NOON, { attempt: { body: undefined } }), 'CONTENT'],
    [
      'G14 no opt-out line',
      ask(NOON, { attempt: { body: "Hi, Acme Insurance's AI assistant here." } }),
      'CONTENT',
    ],
    [
      'G14 no AI notice',
      ask(NOON, { attempt: { body: 'Hi, Acme Insurance here. Reply STOP to opt out.' } }),
      'CONTENT',
    ],
    ['G14 shortener', ask(NOON, { attempt: { body: `${OPENING} bit.ly/x1` } }), 'CONTENT'],
    [
      'G14 foreign link',
      ask(NOON, { attempt: { body: `${OPENING} https://acme.example.evil.test/x` } }),
      'CONTENT',
    ],
    ['G14 own link', ask(NOON, { attempt: { body: `${OPENING} https://www.acme.example/x` } }), 'allow'],
    ['G14 forbidden', ask(NOON, { attempt: { body: `${OPENING} Ask about debt relief!` } }), 'CONTENT'],
    ['G14 five segments', ask(NOON, { attempt: { body: OPENING + 'x'.repeat(600) } }), 'CONTENT'],
    ['G15 no script', askCall(NOON, { attempt: { script: undefined } }), 'SCRIPT'],
    ['G15 a message without a toll-free way out', askMessage(), 'SCRIPT'],
    ['G15 a message with one', askMessage({ tollFree: true }), 'allow'],
    [
      'G06 a message nobody agreed to',
      askMessage({ tollFree: true }, { consents: [pewc(now, MARIA, { channels: ['voice_live'] })] }),
      'CONSENT_SCOPE',
    ],
    [
      'G12 the second message in 72 hours, of a call they asked for',
      askMessage({ tollFree: true }, { history: [leftMessage(50)] }),
      'CAP_VOICEMAIL',
    ],
    [
      'G12 the second message after 72 hours',
      askMessage({ tollFree: true }, { history: [leftMessage(73)] }),
      'allow',
    ],
    [
      'G15 no recording notice',
      askCall(NOON, {
        attempt: { script: { seller: true, ai: true, recording: false, optOut: true, purpose: true } },
      }),
      'SCRIPT',
    ],
    ['G16 not known', askCall(NOON, { input: { pacing: undefined } }), 'PACING'],
    [
      'G16 nobody free',
      askCall(NOON, { input: { pacing: { mode: 'agent-first', agentsReady: 0, predictedWaitMs: 0 } } }),
      'PACING',
    ],
    [
      'T31 G16 abandonment',
      askCall(NOON, {
        input: { pacing: { mode: 'predictive', agentsReady: 3, predictedWaitMs: 0, abandonPct: 2.5 } },
      }),
      'PACING',
    ],
    ['G17 not known', ask(NOON, { input: { throughput: undefined } }), 'THROTTLE'],
    ['G17 used up', ask(NOON, { input: { throughput: { remaining: 0, moreAtMs: now + 1000 } } }), 'THROTTLE'],
    ['G18 not read again', ask(NOON, { input: { race: undefined } }), 'SUPPRESSED_RACE'],
    [
      'G18 something arrived',
      ask(NOON, { input: { race: { plannedVersion: 1, currentVersion: 2 } } }),
      'SUPPRESSED_RACE',
    ],
    [
      'T38 UK, AI voice, soft opt-in',
      askCall(NOON, {
        attempt: { technology: 'ai' },
        lead: { phone: '+447700900123' },
        input: { consents: [pewc(now, '+447700900123', { type: 'SOFT' })] },
      }),
      'CONSENT_SCOPE',
    ],
    [
      'QH-03 the person asked, 22:30',
      askCall('2026-12-02T03:30:00Z', {
        attempt: {
          requested: {
            fromMs: at('2026-12-02T03:00:00Z'),
            untilMs: at('2026-12-02T04:00:00Z'),
            verbatim: 'call me at 10:30 tonight',
            messageId: 'm1',
          },
        },
      }),
      'allow',
    ],
    [
      'QH-03 without their words',
      askCall('2026-12-02T03:30:00Z', {
        attempt: {
          requested: {
            fromMs: at('2026-12-02T03:00:00Z'),
            untilMs: at('2026-12-02T04:00:00Z'),
            verbatim: '',
            messageId: 'm1',
          },
        },
      }),
      'QUIET_HOURS',
    ],
    [
      'QH-03 not in Louisiana',
      askCall('2026-12-02T04:30:00Z', {
        lead: { phone: '+15045550123' },
        attempt: {
          requested: {
            fromMs: at('2026-12-02T04:00:00Z'),
            untilMs: at('2026-12-02T05:00:00Z'),
            verbatim: 'call me now',
            messageId: 'm1',
          },
        },
      }),
      'QUIET_HOURS',
    ],
    [
      'QH-03 never an AI voice without written consent',
      askCall(NOON, {
        attempt: {
          technology: 'ai',
          requested: { fromMs: now, untilMs: now + 1, verbatim: 'call me', messageId: 'm' },
        },
        input: { consents: [] },
      }),
      'NO_CONSENT',
    ],
    [
      'REV-05 confirmation in time, at night',
      ask('2026-12-02T04:00:00Z', {
        attempt: {
          kind: 'confirmation',
          body: 'Acme Insurance: You are opted out.',
          confirms: { atMs: at('2026-12-02T03:58:00Z'), alreadySent: 0, providerConfirms: false },
        },
        input: {
          suppressions: [
            {
              sellerId: 'sel_acme',
              channels: ['sms'],
              purposes: ['all'],
              reason: 'keyword',
              effectiveAtMs: at('2026-12-02T03:58:00Z'),
            },
          ],
        },
      }),
      'allow',
    ],
    [
      'REV-05 confirmation too late',
      ask(NOON, {
        attempt: {
          kind: 'confirmation',
          body: 'Acme Insurance: You are opted out.',
          confirms: { atMs: now - 300_001, alreadySent: 0, providerConfirms: false },
        },
      }),
      'SUPPRESSED',
    ],
    [
      'REV-05 second confirmation',
      ask(NOON, {
        attempt: {
          kind: 'confirmation',
          body: 'Acme Insurance: You are opted out.',
          confirms: { atMs: now, alreadySent: 1, providerConfirms: false },
        },
      }),
      'SUPPRESSED',
    ],
    [
      'web chat answers',
      ask('2026-12-02T04:00:00Z', {
        lead: { phone: undefined },
        attempt: {
          channel: 'webchat',
          kind: 'reply',
          callerId: undefined,
          directReply: { msSinceInbound: 10 },
          body: "Hi, this is Acme Insurance's AI assistant.",
        },
        input: { consents: [] },
      }),
      'allow',
    ],
  ];
  it.each(rows)('%s', (_name, input, expected) => expect(reason(input)).toBe(expected));

  it('a plan leaves out what only the dispatch knows', () => {
    const input = ask(NOON, {
      attempt: { body: undefined },
      input: { stage: 'plan', race: undefined, throughput: undefined },
    });
    expect(reason(input)).toBe('allow');
  });
});
