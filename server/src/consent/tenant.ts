/** From what an installation saved to what the gate is told, and what is wrong with it. Pure. */
import type { ComplianceSettings } from '../../../contract/compliance-settings.ts';
import type { CompiledRules } from './compile.ts';
import { canonicalJson } from './hash-chain.ts';
import type { TenantFacts } from './types.ts';

export interface SettingsProblem {
  /** "callerIds.0.campaign" */
  path: string;
  problem: string;
  mend: string;
}

const DAY_MS = 86_400_000;
/** A day counts until it is over everywhere in the United States. */
const endOfDay = (text: string): number => Date.parse(`${text}T00:00:00Z`) + DAY_MS + 12 * 3_600_000;
const holds = (untilDay: string | null, nowMs: number): boolean =>
  untilDay === null || nowMs < endOfDay(untilDay);

/**
 * @param lists active copies with their age
 * @param nowMs what ran out by then does not count
 */
export function tenantFacts(
  saved: ComplianceSettings,
  about: { sellerId: string; sellerLegalName: string; lists: TenantFacts['dncLists'] },
  nowMs: number,
): TenantFacts {
  const ranOut = new Set(
    saved.subscriptions.filter(({ untilDay }) => !holds(untilDay, nowMs)).map(({ list }) => list),
  );
  const facts: TenantFacts = {
    sellerId: about.sellerId,
    sellerName: saved.seller.name,
    // The one consents are taken in the name of: a change counts from the next start, for both.
    sellerLegalName: about.sellerLegalName,
    enabled: saved.places,
    hours: saved.hours,
    kill: killOf(saved.pause),
    callerIds: saved.callerIds.map(({ number, channels, verified, a2p, useCases }) => ({
      id: number,
      channels,
      verified: verified !== null,
      a2p,
      useCases,
    })),
    registrations: saved.registrations.filter((one) => holds(one.untilDay, nowMs)).map((one) => one.place),
    aiVoiceExemptions: saved.aiVoiceApprovals.map((one) => one.place),
    exceptions: saved.exceptions,
    caps: {
      ...(saved.caps.per24h === undefined ? {} : { per24h: saved.caps.per24h }),
      ...(saved.caps.per7d === undefined ? {} : { per7d: saved.caps.per7d }),
    },
    dncLists: about.lists.filter(({ list }) => !ranOut.has(list)),
    linkDomains: saved.linkDomains,
    trustAddress: saved.trustAddress,
    neighbourZones: saved.neighbourZones,
    allowEbr: saved.allowEbr,
  };
  if (saved.vertical !== '') facts.vertical = saved.vertical;
  return facts;
}

export const killOf = (pause: ComplianceSettings['pause']): NonNullable<TenantFacts['kill']> => ({
  tenant: pause.all,
  campaigns: pause.campaigns,
  senders: pause.senders,
});

/** What a shape cannot say: names no table knows, proofs that are missing, days that passed, caps that rise. */
export function settingsProblems(
  saved: ComplianceSettings,
  rules: CompiledRules,
  nowMs: number,
): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const add = (path: string, problem: string, mend: string) => problems.push({ path, problem, mend });
  const known = new Set([
    ...Object.keys(rules.tables.places.places),
    ...Object.keys(rules.tables.places.places).map((place) => place.slice(0, 2)),
    ...Object.values(rules.tables.places.countries).map(({ place }) => place),
  ]);
  const checkPlace = (path: string, place: string) => {
    if (!known.has(place))
      add(path, `${place} is no place of the rule table.`, 'Write US, US-TX, CA, CA-BC or GB.');
  };
  for (const [i, place] of saved.places.entries()) checkPlace(`places.${i}`, place);
  saved.registrations.forEach(({ place, untilDay }, i) => {
    checkPlace(`registrations.${i}.place`, place);
    if (!holds(untilDay, nowMs))
      add(
        `registrations.${i}.untilDay`,
        `The registration of ${place} has run out.`,
        'Renew it, or take the row out.',
      );
  });
  const numbers = saved.callerIds.map(({ number }) => number);
  saved.callerIds.forEach(({ number, a2p, campaign, verified }, i) => {
    if (numbers.indexOf(number) !== i)
      add(`callerIds.${i}.number`, `${number} stands there twice.`, 'Keep one row a number.');
    if (a2p === 'approved' && campaign.trim() === '')
      add(
        `callerIds.${i}.campaign`,
        `${number} is approved without a campaign.`,
        'Name the campaign the carrier approved.',
      );
    if (verified !== null && Date.parse(verified.onDay) > nowMs + DAY_MS)
      add(
        `callerIds.${i}.verified.onDay`,
        `${number} was verified in the future.`,
        'Give the day of the proof.',
      );
  });
  if (saved.callerIds.length > 0 && !numbers.includes(saved.seller.number))
    add(
      'seller.number',
      `${saved.seller.number} is none of the caller IDs.`,
      'Add it there with its proof, or send from another.',
    );
  const { per24h, per7d } = rules.limits;
  if ((saved.caps.per24h ?? 0) > per24h)
    add('caps.per24h', `A cap above ${per24h} in 24 hours is not taken.`, 'Caps go downwards only.');
  if ((saved.caps.per7d ?? 0) > per7d)
    add('caps.per7d', `A cap above ${per7d} in 7 days is not taken.`, 'Caps go downwards only.');
  const exceptions = new Set(
    rules.tables.hours.rows.flatMap((row) => (row.exception ? [row.exception.id] : [])),
  );
  saved.exceptions.forEach((id, i) => {
    if (!exceptions.has(id))
      add(`exceptions.${i}`, `There is no exception ${id}.`, `There are: ${[...exceptions].join(', ')}.`);
  });
  return problems;
}

/** Top-level settings that differ, by name. */
export function changedSettings(before: ComplianceSettings, after: ComplianceSettings): string[] {
  return (Object.keys(after) as (keyof ComplianceSettings)[]).filter(
    (key) => canonicalJson(before[key]) !== canonicalJson(after[key]),
  );
}
