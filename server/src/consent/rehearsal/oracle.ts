/**
 * A second reading of the rules for tests and the rehearsal, written from the reference and not from the gate: its own hour table in its own form,
 * its own clock (the runtime's, for zones no release changed), its own caps. It never decides; it names every rule that an
 * allowed attempt would break.
 */
import type { PermitInput } from '../types.ts';

type Hours = readonly [number, number] | null;
interface Row {
  wk: Hours;
  sat: Hours;
  sun: Hours;
  /** Hours on the place's own holidays. */
  hol?: Hours;
  ai?: { wk?: Hours; sat?: Hours; sun?: Hours; hol?: Hours };
  cap?: number;
}

const F: Hours = [480, 1260];
const all = (h: Hours): Row => ({ wk: h, sat: h, sun: h });
const evening: Hours = [480, 1200];

/** Section 4.2, states with rules of their own. */
const TABLE: Record<string, Row> = {
  AL: { wk: evening, sat: evening, sun: null, hol: null },
  CA: { ...all(F), ai: { wk: [540, 1260], sat: [540, 1260], sun: [540, 1260] } },
  CT: all([540, 1200]),
  FL: { ...all(evening), cap: 3 },
  IL: { ...all(F), ai: { wk: [540, 1260], sat: [540, 1260], sun: [540, 1260] } },
  IN: { ...all(F), ai: { wk: [540, 1200], sat: [540, 1200], sun: [540, 1200] } },
  KY: all([600, 1260]),
  LA: { wk: evening, sat: evening, sun: null, hol: null },
  ME: { ...all(F), ai: { wk: [540, 1020], sat: null, sun: null, hol: null } },
  MD: { ...all(evening), cap: 3 },
  MA: all(evening),
  MI: all([540, 1260]),
  MN: all([540, 1260]),
  MS: { wk: evening, sat: evening, sun: null },
  NE: { ...all(F), ai: { sun: [780, 1260], hol: [780, 1260] } },
  NV: all([540, 1200]),
  NM: all([540, 1260]),
  OK: { ...all(evening), cap: 3, ai: { wk: [540, 1200], sat: [540, 1200], sun: [540, 1200] } },
  OR: { ...all(evening), cap: 3 },
  PA: { wk: F, sat: [480, 720], sun: F, hol: null },
  RI: { wk: [540, 1080], sat: [600, 1020], sun: null, hol: null },
  SD: { wk: [540, 1260], sat: [540, 1260], sun: null, ai: { sat: null, sun: null, hol: null } },
  TN: { ...all(F), ai: { wk: [540, 1200], sat: [540, 1200], sun: [540, 1200] } },
  TX: { wk: [540, 1260], sat: [540, 1260], sun: [720, 1260] },
  UT: { wk: F, sat: F, sun: null, hol: null },
  WA: all(evening),
  WY: all(evening),
};

/** Holidays on fixed dates that bar AL, LA, PA, RI and UT alike, in the years the tests use (weekday or not). */
const SHARED_HOLIDAYS = ['01-01', '07-04', '12-25', '06-19', '11-11'];

const formats = new Map<string, Intl.DateTimeFormat>();

function wall(zone: string, ms: number): { day: string; weekday: string; minute: number } {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map((p) => [p.type, p.value]));
  return {
    day: `${parts.month}-${parts.day}`,
    weekday: parts.weekday ?? '',
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

function hoursOn(row: Row, weekday: string, holiday: boolean, ai: boolean): Hours {
  const key = weekday === 'Sun' ? 'sun' : weekday === 'Sat' ? 'sat' : 'wk';
  const hours: Hours[] = [row[key]];
  if (holiday && row.hol !== undefined) hours.push(row.hol);
  if (ai && row.ai !== undefined) {
    const own = row.ai[key];
    if (own !== undefined) hours.push(own);
    if (holiday && row.ai.hol !== undefined) hours.push(row.ai.hol);
  }
  let best: Hours = [0, 1440];
  for (const h of hours) {
    if (h === null || best === null) return null;
    best = [Math.max(best[0], h[0]), Math.min(best[1], h[1])];
  }
  return best;
}

/** Where the test knows the person to be: a state of the United States and a zone of it. */
export interface Whereabouts {
  state: string;
  zone: string;
}

function quiet(input: PermitInput, at: Whereabouts): string[] {
  const { attempt, nowMs } = input;
  const row = TABLE[at.state] ?? all(F);
  const local = wall(at.zone, nowMs);
  const hours = hoursOn(
    row,
    local.weekday,
    SHARED_HOLIDAYS.includes(local.day),
    attempt.channel === 'voice' && attempt.technology !== 'live',
  );
  if (hours === null) return [`barred day in ${at.state} (${local.weekday} ${local.day})`];
  if (local.minute < hours[0] || local.minute >= hours[1])
    return [`${local.minute} outside ${hours.join('-')} in ${at.state}`];
  const margin = attempt.channel === 'voice' ? 15 : 5;
  return local.minute >= hours[1] - margin ? [`inside the closing margin in ${at.state}`] : [];
}

function caps(input: PermitInput, at: Whereabouts): string[] {
  const since = (ms: number) =>
    input.history.filter(
      (a) => a.channel !== 'webchat' && !a.directReply && !a.failedBeforeRinging && input.nowMs - a.atMs < ms,
    ).length;
  const state = TABLE[at.state]?.cap;
  const broken: string[] = [];
  const asked = input.attempt.requested !== undefined;
  if (state !== undefined && since(86_400_000) >= state && !(asked && at.state === 'OR'))
    broken.push(`cap of ${at.state}`);
  if (!asked && since(86_400_000) >= 3) broken.push('three in 24 hours');
  if (!asked && since(7 * 86_400_000) >= 7) broken.push('seven in 7 days');
  return broken;
}

function permission(input: PermitInput, at: Whereabouts): string[] {
  const { attempt, tenant, consents, lead, nowMs } = input;
  const broken: string[] = [];
  const blocked = input.suppressions.filter((s) => s.sellerId === tenant.sellerId || s.sellerId === '*');
  const channel =
    attempt.channel === 'sms' ? 'sms' : attempt.technology === 'live' ? 'voice_live' : 'voice_ai';
  if (attempt.kind !== 'confirmation') {
    for (const s of blocked) {
      const covers = s.purposes.includes('all') || s.purposes.includes(attempt.purpose);
      if (covers && s.channels.includes(channel) && !s.liftedAtMs) broken.push(`opted out of ${channel}`);
    }
  }
  if ((lead.blocks ?? []).length > 0) broken.push('blocked');
  const answering =
    attempt.directReply !== undefined &&
    attempt.channel === 'sms' &&
    attempt.directReply.msSinceInbound <= 600_000;
  const mine = consents.filter(
    (c) =>
      c.sellerId === tenant.sellerId &&
      c.phone === lead.phone &&
      c.status === 'active' &&
      c.atMs <= nowMs &&
      c.channels.includes(channel),
  );
  const written = mine.some((c) => c.type === 'PEWC' && c.purposes.includes(attempt.purpose));
  if (
    channel === 'voice_ai' &&
    !mine.some((c) => {
      // CON-03: an informational call needs express consent, not a written one; a marketing call does.
      const strong = c.type === 'PEWC' || (c.type === 'PEC' && attempt.purpose === 'service');
      return strong && c.technologies.includes('artificial_voice');
    })
  )
    broken.push('AI voice without written consent');
  if (
    !answering &&
    attempt.purpose === 'marketing' &&
    channel === 'sms' &&
    attempt.technology === 'ai' &&
    !written
  )
    broken.push('marketing text without written consent');
  if (!answering && mine.length === 0 && attempt.requested === undefined) broken.push('no consent');
  if (!answering && !attempt.requested && ['FL', 'OK', 'MD', 'CT'].includes(at.state) && !written)
    broken.push(`no written consent in ${at.state}`);
  if (
    channel === 'voice_ai' &&
    at.state === 'CA' &&
    !attempt.liveIntro &&
    !tenant.aiVoiceExemptions?.includes('US-CA')
  )
    broken.push('AI voice in CA without a live opening');
  if (lead.reassigned?.answer === 'yes') broken.push('reassigned');
  if ((lead.dncListed ?? []).length > 0 && !written && !answering && !attempt.requested)
    broken.push('do-not-call list');
  return broken;
}

/** Every rule this attempt would break if it were sent now to a person at this place. Empty when it breaks none. */
export function violations(input: PermitInput, at: Whereabouts): string[] {
  const { attempt, nowMs } = input;
  const answering =
    attempt.directReply !== undefined &&
    attempt.channel === 'sms' &&
    attempt.directReply.msSinceInbound <= 600_000;
  const asked = attempt.requested;
  const askedNow =
    asked !== undefined &&
    attempt.channel === 'voice' &&
    nowMs >= asked.fromMs &&
    nowMs <= asked.untilMs &&
    !['LA', 'RI'].includes(at.state);
  const broken = permission(input, at);
  if (!answering && !askedNow && attempt.kind !== 'confirmation') broken.push(...quiet(input, at));
  if (!answering && attempt.kind !== 'confirmation') broken.push(...caps(input, at));
  return broken;
}
