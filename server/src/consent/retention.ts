/** How long a record is kept, and what an erasure may delete and must keep (section 13). Pure; not legal advice. */
import { createHmac } from 'node:crypto';

export type RecordKind =
  | 'call-detail'
  | 'message'
  | 'consent'
  | 'relationship'
  | 'suppression'
  | 'scrub-proof'
  | 'abandonment'
  | 'call-audio'
  | 'opening-audio'
  | 'decision'
  | 'model-trace'
  | 'profile';

export interface Retention {
  /** keep as it is, archive (separate key, no use for marketing, access logged), hash (number only as HMAC), or delete. */
  action: 'keep' | 'archive' | 'hash' | 'delete';
  /** When the action turns into delete (epoch ms); null for never. */
  untilMs: number | null;
  basis: string;
}

/** Keyed hash of a number, what remains of an opt-out after an erasure. */
export function phoneHmac(key: Uint8Array, phone: string): Buffer {
  return createHmac('sha256', key).update(phone, 'utf8').digest();
}

function later(ms: number, months: number): number {
  const date = new Date(ms);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

/** Months each kind is kept by default, its legal minimum in months, and why. `null` means indefinitely. */
const TERMS: Record<RecordKind, { months: number | null; minimum: number; basis: string }> = {
  'call-detail': { months: 72, minimum: 60, basis: 'TSR as amended 2024 (S16)' },
  message: { months: 72, minimum: 60, basis: 'scripts and ads, TSR (S16)' },
  consent: { months: 72, minimum: 60, basis: 'TSR; TCPA limitation of 4 years (S16, S1)' },
  relationship: { months: 72, minimum: 60, basis: 'TSR (S16)' },
  suppression: {
    months: null,
    minimum: 120,
    basis: 'FCC 5 years, Virginia 10 years, TSR without end (S1, S17-VA)',
  },
  'scrub-proof': { months: 72, minimum: 60, basis: 'safe harbour (S1)' },
  abandonment: { months: 72, minimum: 60, basis: 'TSR safe harbour (S15)' },
  'call-audio': { months: 13, minimum: 0, basis: 'policy; Medicare 10 years' },
  'opening-audio': { months: 72, minimum: 0, basis: 'proof of disclosures, policy' },
  decision: { months: 72, minimum: 0, basis: 'defence of claims, policy' },
  'model-trace': { months: 1, minimum: 0, basis: 'minimisation, policy' },
  profile: { months: null, minimum: 0, basis: 'kept while it is used' },
};

/** Records of this kind made before this instant are past their term; null when they are kept for ever. */
export function endedBefore(kind: RecordKind, nowMs: number): number | null {
  const { months } = TERMS[kind];
  return months === null ? null : later(nowMs, -months);
}

export interface HeldRecord {
  kind: RecordKind;
  createdAtMs: number;
  /** Consents: when it was last relied on; the term runs from there. */
  lastUsedAtMs?: number;
  /** Call audio of Medicare sales is kept for ten years. */
  medicare?: boolean;
}

/** What policy says of one record now. A legal hold stops every deletion. Tenant months may be longer, never below the minimum. */
export function retentionOf(
  record: HeldRecord,
  nowMs: number,
  options: { legalHold?: boolean; months?: number } = {},
): Retention {
  const term = TERMS[record.kind];
  if (options.legalHold === true) return { action: 'keep', untilMs: null, basis: 'legal hold' };
  if (record.medicare === true && record.kind === 'call-audio') {
    const untilMs = later(record.createdAtMs, 120);
    return { action: nowMs < untilMs ? 'keep' : 'delete', untilMs, basis: 'Medicare, 10 years' };
  }
  if (term.months === null) return { action: 'keep', untilMs: null, basis: term.basis };
  const months = options.months === undefined ? term.months : Math.max(options.months, term.minimum);
  const untilMs = later(Math.max(record.createdAtMs, record.lastUsedAtMs ?? 0), months);
  return { action: nowMs < untilMs ? 'keep' : 'delete', untilMs, basis: term.basis };
}

/** Kinds the law or the defence of claims wants kept although the person asked for erasure (Art. 17(3)(b), (e)). */
const ARCHIVED: ReadonlySet<RecordKind> = new Set([
  'call-detail',
  'consent',
  'relationship',
  'scrub-proof',
  'abandonment',
  'opening-audio',
  'decision',
]);

/**
 * What an erasure request does to each record. The caller suppresses first, without waiting for proof of identity. The opt-out
 * stays as a hash; records of duty move to the restricted archive until their term ends; everything else is deleted.
 */
export function decideErasure(
  records: readonly HeldRecord[],
  nowMs: number,
  options: { legalHold?: boolean } = {},
): { suppressFirst: true; decisions: { record: HeldRecord; retention: Retention }[] } {
  const decisions = records.map((record) => ({
    record,
    retention: erasureOf(record, nowMs, options.legalHold === true),
  }));
  return { suppressFirst: true, decisions };
}

function erasureOf(record: HeldRecord, nowMs: number, legalHold: boolean): Retention {
  if (record.kind === 'suppression') {
    return {
      action: 'hash',
      untilMs: null,
      basis: 'the opt-out itself must survive the erasure (Art. 17(3)(b); CCPA 1798.105(d))',
    };
  }
  if (legalHold) return { action: 'archive', untilMs: null, basis: 'legal hold' };
  if (!ARCHIVED.has(record.kind)) return { action: 'delete', untilMs: nowMs, basis: 'erasure request' };
  const held = retentionOf(record, nowMs);
  if (held.action === 'delete') return { action: 'delete', untilMs: nowMs, basis: 'term ended' };
  return { action: 'archive', untilMs: held.untilMs, basis: held.basis };
}
