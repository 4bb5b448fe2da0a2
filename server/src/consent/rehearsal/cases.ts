/**
 * Random attempts for the rehearsal of the gate: people of every state, any hour of fourteen months, every kind of consent, opt-out,
 * history and rule version. What is drawn is plain data; `buildCase` makes the gate's input of it. Pure.
 */
import { compileRules } from '../compile.ts';
import { defaultRules, loadRuleTables } from '../load-rules.ts';
import { ALL_CHANNELS } from '../revocation.ts';
import { ask, at, OPENING, pewc } from '../testing.ts';
import type { PermitInput } from '../types.ts';

const rules = defaultRules();

/** One area code of each state with the zone of every part of it. */
export const people = [...rules.areaCodes.entries()]
  .flatMap(([code, places]) => places.map(({ place, zones }) => ({ code, place, zones })))
  .filter(({ place }) => place.startsWith('US-'));

/** A second version of the table: Georgia closes at 19:00 from 2027 on. The oracle is told so by the place of the person. */
const tables = loadRuleTables();
export const later = compileRules({
  ...tables,
  manifest: { ...tables.manifest, version: '2027-01-01.1' },
  hours: {
    ...tables.hours,
    rows: [
      ...tables.hours.rows,
      {
        place: 'US-GA',
        wk: '8-19',
        sat: '8-19',
        sun: '8-19',
        source: 'test',
        confidence: 'G' as const,
        effective_from: '2027-01-01',
      },
    ],
  },
});

export const start = at('2026-11-01T00:00:00Z');
export const end = at('2028-01-01T00:00:00Z');

/** What one attempt is drawn from. */
export const choices = {
  kind: ['sms-ai', 'sms-live', 'call-live', 'call-ai'],
  purpose: ['marketing', 'marketing', 'service'],
  consent: ['PEWC', 'PEWC', 'PEWC', 'PEC', 'SOFT', 'none', 'other-seller', 'revoked', 'no-voice-words'],
  stopped: ['no', 'no', 'no', 'all', 'voice', 'marketing', 'other-seller', 'lifted'],
  reassigned: ['no', 'no', 'no', 'yes', 'no-data'],
  blocked: [false, false, false, false, true],
  version: ['shipped', 'later'],
  zip: ['33101', '84101', '10001', '70112', '99501'],
} as const;

export interface Drawn {
  person: (typeof people)[number];
  zonePick: number;
  nowMs: number;
  kind: (typeof choices.kind)[number];
  purpose: (typeof choices.purpose)[number];
  consent: (typeof choices.consent)[number];
  stopped: (typeof choices.stopped)[number];
  history: { hoursAgo: number; reply: boolean; failed: boolean }[];
  /** Milliseconds since the message it answers; null when it answers none. */
  answers: number | null;
  requested: boolean;
  listed: boolean;
  reassigned: (typeof choices.reassigned)[number];
  blocked: boolean;
  liveIntro: boolean;
  version: (typeof choices.version)[number];
  zip: string | null;
}

/** The gate's input of a drawn attempt, and where the person really is. */
export function buildCase(r: Drawn): { input: PermitInput; zone: string; state: string } {
  const phone = `+1${r.person.code}5550123`;
  const voice = r.kind.startsWith('call');
  const live = r.kind.endsWith('live');
  const base = pewc(r.nowMs, phone);
  const consents =
    r.consent === 'none'
      ? []
      : r.consent === 'other-seller'
        ? [{ ...base, sellerId: 'sel_b' }]
        : r.consent === 'revoked'
          ? [{ ...base, status: 'revoked' as const }]
          : r.consent === 'no-voice-words'
            ? [{ ...base, technologies: ['autodialer'] }]
            : [{ ...base, type: r.consent as 'PEWC' | 'PEC' | 'SOFT' }];
  const entry = {
    sellerId: r.stopped === 'other-seller' ? 'sel_b' : 'sel_acme',
    reason: 'keyword',
    effectiveAtMs: r.nowMs - 1000,
    channels: r.stopped === 'voice' ? (['voice_ai', 'voice_live', 'voicemail'] as const) : ALL_CHANNELS,
    purposes: r.stopped === 'marketing' ? (['marketing'] as const) : (['all'] as const),
    liftedAtMs: r.stopped === 'lifted' ? r.nowMs - 500 : null,
  };
  const input = ask(r.nowMs, {
    attempt: {
      channel: voice ? 'voice' : 'sms',
      kind: voice ? 'call' : 'follow-up',
      technology: live ? 'live' : 'ai',
      purpose: r.purpose,
      body: voice ? undefined : OPENING,
      liveIntro: r.liveIntro,
      ...(r.answers === null || voice ? {} : { directReply: { msSinceInbound: r.answers } }),
      ...(voice && r.requested
        ? {
            requested: {
              fromMs: r.nowMs - 60_000,
              untilMs: r.nowMs + 60_000,
              verbatim: 'call me now',
              messageId: 'm1',
            },
          }
        : {}),
      ...(voice
        ? {
            script: {
              seller: true,
              ai: true,
              recording: true,
              optOut: true,
              purpose: true,
              callback: true,
            },
          }
        : {}),
    },
    lead: {
      phone,
      reassigned: { atMs: r.nowMs - 1000, answer: r.reassigned },
      dncListed: r.listed ? ['national'] : [],
      blocks: r.blocked ? ['litigator'] : [],
      ...(r.zip === null ? {} : { zip: r.zip }),
    },
    input: {
      rules: r.version === 'later' ? later : rules,
      consents,
      suppressions: r.stopped === 'no' ? [] : [entry],
      history: r.history.map((h) => ({
        channel: 'sms' as const,
        atMs: r.nowMs - h.hoursAgo * 3_600_000,
        directReply: h.reply,
        failedBeforeRinging: h.failed,
      })),
    },
  });
  return {
    input,
    zone: r.person.zones[r.zonePick % r.person.zones.length] as string,
    state: r.person.place.slice(3),
  };
}
