/** What follows a revocation: the entry, its texts, deadlines, START again, and a carrier's own block. Pure. */
import { DAY_MS, weekdayOf } from './clock.ts';
import type { CompiledRules } from './compile.ts';
import type { RevocationOutcome } from './revocation.ts';
import type { ConsentFacts, Suppression } from './types.ts';

/** The entry to write in the same transaction as the receipt, or null when the outcome does not suppress. */
export function suppressionOf(
  outcome: RevocationOutcome,
  sellerId: string,
  receivedAtMs: number,
): Suppression | null {
  if (outcome.action !== 'suppress' || outcome.scope === undefined) return null;
  return {
    sellerId: outcome.flags.includes('all_sellers') ? '*' : sellerId,
    channels: outcome.scope.channels,
    purposes: outcome.scope.purposes,
    reason: outcome.reason ?? 'free_text',
    effectiveAtMs: receivedAtMs,
  };
}

/** The fixed text of an answer in the person's language, placeholders filled. Unknown placeholders are left empty. */
export function revocationText(
  rules: CompiledRules,
  key: string,
  language: string,
  fill: Readonly<Record<string, string>>,
): string {
  const texts = rules.tables.keywords.texts[key];
  const text = texts?.[language] ?? texts?.en ?? '';
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => fill[name] ?? '');
}

/** Whether the confirmation may still go: once, within its window, and not when the carrier confirms by itself (REV-05). */
export function mayConfirm(
  rules: CompiledRules,
  facts: { optOutAtMs: number; nowMs: number; alreadySent: number; providerConfirms: boolean },
): boolean {
  const age = facts.nowMs - facts.optOutAtMs;
  const inTime = age >= 0 && age <= rules.limits.confirmWindowMs;
  return inTime && facts.alreadySent < rules.limits.confirmMax && !facts.providerConfirms;
}

/**
 * START (SMS-08): lifts texts only, and only where the earlier consent is still good for this seller; voice stays suppressed.
 * Holds (complaint, legal, reassigned, wrong number, platform-wide) are not lifted. Returns the entries to lift and the entries
 * that keep what must stay suppressed.
 */
export function restart(
  suppressions: readonly Suppression[],
  consents: readonly ConsentFacts[],
  sellerId: string,
  nowMs: number,
): { lift: Suppression[]; keep: Suppression[]; allowed: boolean } {
  const held = new Set(['complaint', 'wrong_number', 'reassigned', 'legal']);
  const live = suppressions.filter((s) => (s.liftedAtMs ?? null) === null && s.channels.includes('sms'));
  const blocked = live.some((s) => s.sellerId === '*' || held.has(s.reason));
  const good = consents.some(
    (c) =>
      c.sellerId === sellerId &&
      c.channels.includes('sms') &&
      c.status !== 'number_mismatch' &&
      (c.expiresAtMs ?? Number.POSITIVE_INFINITY) > nowMs,
  );
  if (blocked || !good) return { lift: [], keep: [], allowed: false };
  const lift = live.filter((s) => s.sellerId === sellerId);
  const keep = lift
    .map((s) => ({ ...s, channels: s.channels.filter((channel) => channel !== 'sms') }))
    .filter((s) => s.channels.length > 0);
  return { lift, keep, allowed: true };
}

/** A carrier that refuses a text because the person opted out with it proves an opt-out that we did not hold (section 11.6). */
export const CARRIER_BLOCK = {
  reason: 'carrier_block',
  incident: 'The carrier refused a text to a person who had opted out; our own list did not hold them.',
} as const;

/**
 * The last day (UTC day number at its end, epoch ms) on which an opt-out received by a human channel must be honoured: business
 * days exclude weekends and federal holidays (REV-04).
 */
export function businessDayDeadline(
  rules: CompiledRules,
  receivedAtMs: number,
  businessDays: number,
): number {
  const federal = rules.holidays.get('US') ?? new Set<number>();
  let day = Math.floor(receivedAtMs / DAY_MS);
  let left = businessDays;
  for (let step = 0; step < businessDays * 4 + 20 && left > 0; step += 1) {
    day += 1;
    const weekday = weekdayOf(day);
    if (weekday !== 0 && weekday !== 6 && !federal.has(day)) left -= 1;
  }
  return (day + 1) * DAY_MS;
}
