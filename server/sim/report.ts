/** The report a manager would see of a day, and the same as one JSON object. Pure. */
import { outcomes as outcomeNames } from '../../contract/words.ts';
import type { Outcome } from '../src/kernel/events.ts';
import type { WorldResult } from './world.ts';

export interface Percentiles {
  count: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

export interface Report {
  seed: number;
  leads: number;
  agents: number;
  hours: number;
  outcomes: Record<Outcome, number>;
  /** Where each lead stands at the end. */
  leadsEnded: Record<string, number>;
  acceptRate: { accepted: number; offered: number };
  connectRate: { connected: number; ready: number };
  speedToLeadMs: Percentiles;
  readyToRingingMs: Percentiles;
  ringingToAcceptedMs: Percentiles;
  acceptedToJoinedMs: Percentiles;
  readyToJoinedMs: Percentiles;
  textsPerLead: number;
  optOuts: number;
  violations: WorldResult['violations'];
  errors: Record<string, number>;
}

export function percentiles(values: number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted.length === 0
      ? null
      : Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!);
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

interface Moments {
  ready?: number;
  ringing?: number;
  accepted?: number;
  joined?: number;
}

export function makeReport(
  result: WorldResult,
  asked: { seed: number; leads: number; agents: number; hours: number },
  leadsEnded: Record<string, number>,
  texts: number,
): Report {
  const outcomes = Object.fromEntries(outcomeNames.map((name) => [name, 0])) as Record<Outcome, number>;
  const moments = new Map<string, Moments>();
  const of = (transferId: string) => {
    const had = moments.get(transferId) ?? {};
    moments.set(transferId, had);
    return had;
  };
  let offered = 0;
  let accepted = 0;
  let optOuts = 0;
  for (const { fact, atMs } of result.facts) {
    if (fact.type === 'lead.ready') of(fact.transferId).ready ??= atMs;
    if (fact.type === 'transfer.offered') {
      offered += fact.agents.length;
      of(fact.transferId).ringing ??= atMs;
    }
    if (fact.type === 'transfer.accepted') {
      accepted += 1;
      of(fact.transferId).accepted = atMs;
    }
    if (fact.type === 'transfer.joined') of(fact.transferId).joined = atMs;
    if (fact.type === 'transfer.ended') outcomes[fact.outcome] += 1;
    if (fact.type === 'consent.revoked') optOuts += 1;
  }
  const all = [...moments.values()];
  const between = (from: keyof Moments, to: keyof Moments) =>
    percentiles(
      all.flatMap((one) => (one[from] !== undefined && one[to] !== undefined ? [one[to] - one[from]] : [])),
    );
  return {
    ...asked,
    outcomes,
    leadsEnded,
    acceptRate: { accepted, offered },
    connectRate: { connected: outcomes.connected, ready: all.length },
    speedToLeadMs: percentiles(result.firstTextMs),
    readyToRingingMs: between('ready', 'ringing'),
    ringingToAcceptedMs: between('ringing', 'accepted'),
    acceptedToJoinedMs: between('accepted', 'joined'),
    readyToJoinedMs: between('ready', 'joined'),
    textsPerLead: result.arrived.size === 0 ? 0 : Math.round((texts / result.arrived.size) * 10) / 10,
    optOuts,
    violations: result.violations,
    errors: Object.fromEntries([...result.errors].sort()),
  };
}

const span = (ms: number | null) =>
  ms === null
    ? '-'
    : ms < 1_000
      ? `${ms} ms`
      : ms < 60_000
        ? `${(ms / 1_000).toFixed(1)} s`
        : ms < 3_600_000
          ? `${Math.floor(ms / 60_000)}:${String(Math.floor((ms % 60_000) / 1_000)).padStart(2, '0')} min`
          : `${(ms / 3_600_000).toFixed(1)} h`;
const share = (part: number, whole: number) =>
  whole < 20 ? `${part} of ${whole}` : `${Math.round((100 * part) / whole)} % (${part} of ${whole})`;

export function reportText(report: Report): string {
  const row = (name: string, p: Percentiles) =>
    `  ${name.padEnd(24)} p50 ${span(p.p50).padStart(9)}   p95 ${span(p.p95).padStart(9)}   (${p.count})`;
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .filter(([, n]) => n > 0)
      .map(([name, n]) => `  ${name.padEnd(24)} ${String(n).padStart(5)}`);
  return [
    `Rehearsal: ${report.leads} leads, ${report.agents} agents, ${report.hours} h, seed ${report.seed}`,
    '',
    'Time (simulated)',
    row('speed to lead', report.speedToLeadMs),
    row('ready to ringing', report.readyToRingingMs),
    row('ringing to accepted', report.ringingToAcceptedMs),
    row('accepted to joined', report.acceptedToJoinedMs),
    row('ready to joined', report.readyToJoinedMs),
    '',
    'Rates',
    `  offers accepted          ${share(report.acceptRate.accepted, report.acceptRate.offered)}`,
    `  transfers connected      ${share(report.connectRate.connected, report.connectRate.ready)}`,
    `  texts per lead           ${report.textsPerLead}`,
    '',
    'Transfers by outcome',
    ...list(report.outcomes),
    '',
    'Where the leads stand',
    ...list(report.leadsEnded),
    '',
    report.violations.length === 0
      ? 'Every promise held: T1-T13, opt-outs, quiet hours, consent, and every ready lead has an end.'
      : `BROKEN PROMISES: ${report.violations.length}`,
    ...report.violations
      .slice(0, 20)
      .map((one) => `  ${one.rule}  ${new Date(one.atMs).toISOString()}  ${one.what}`),
    ...Object.entries(report.errors).map(([words, n]) => `  error (${n}x): ${words}`),
  ].join('\n');
}
