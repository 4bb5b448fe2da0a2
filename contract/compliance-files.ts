/** Files of the compliance room: opt-outs in and out, answers of the reassigned-numbers database, rule versions side by side. */
import { z } from 'zod';
import type { Route } from './route.ts';

const ms = z.number().int();

export const FileReport = z.object({
  lines: z.number().int(),
  /** Rows that are new, and rows that were on file already. */
  taken: z.number().int(),
  known: z.number().int(),
  rejected: z.number().int(),
  /** The first 200 rows that could not be taken, each with what is wrong. */
  errors: z.array(z.object({ line: z.number().int(), problem: z.string() })),
  sha256: z.string(),
});

/** What there is of somebody in the archive, without a word of it. */
const Sealed = z.object({
  id: z.string(),
  kind: z.string(),
  reference: z.string(),
  sealedAtMs: ms,
  untilMs: ms,
});
export const SealedList = z.object({ records: z.array(Sealed) });

/** What an erasure sealed because it must be kept, opened. */
export const SealedRecords = z.object({ records: z.array(Sealed.extend({ record: z.unknown() })) });

/** Who opened it, newest first. */
export const ArchiveOpenings = z.object({
  openings: z.array(
    z.object({
      atMs: ms,
      by: z.string(),
      reason: z.string(),
      /** Of the erasures whose records were read. */
      references: z.array(z.string()),
      records: z.number().int(),
    }),
  ),
});

/** By the reference of the erasure, or by the number, of which only a keyed hash is kept. */
const sealedOf = {
  reference: z.string().trim().min(2).max(100).optional(),
  phone: z.string().trim().min(3).max(40).optional(),
};

const RuleSide = z.object({
  parameter: z.string(),
  rule: z.string(),
  source: z.string(),
  confidence: z.string(),
  effectiveFrom: z.string(),
  effectiveTo: z.string().nullable(),
  reviewedBy: z.string().nullable(),
});
export const RuleDiff = z.object({
  versions: z.array(z.object({ version: z.string(), activatedAtMs: ms, firstSeenAtMs: ms })),
  from: z.string(),
  to: z.string(),
  added: z.array(RuleSide.extend({ id: z.string() })),
  removed: z.array(RuleSide.extend({ id: z.string() })),
  changed: z.array(
    z.object({ id: z.string(), what: z.array(z.string()), before: RuleSide, after: RuleSide }),
  ),
});

export const fileRoutes = {
  importSuppressions: {
    method: 'POST',
    path: '/v1/compliance/suppressions/import',
    who: 'admin',
    summary: 'Bring opt-outs in: number, channels, purpose, received on, reason; as text/csv',
    body: z.unknown(),
    consumes: 'text/csv',
    response: FileReport,
  },
  exportSuppressions: {
    method: 'GET',
    path: '/v1/compliance/suppressions/export',
    who: 'admin',
    summary: 'Every opt-out in force, as text/csv in the form that the import takes',
    response: z.unknown(),
    produces: 'text/csv',
  },
  importNumberChecks: {
    method: 'POST',
    path: '/v1/compliance/number-checks',
    who: 'admin',
    summary:
      'Answers of the Reassigned Numbers Database: number, yes/no/no-data, database day, query; as text/csv',
    query: z.object({ checkedAtMs: z.coerce.number().int() }),
    body: z.unknown(),
    consumes: 'text/csv',
    response: FileReport,
  },
  openArchive: {
    method: 'GET',
    path: '/v1/compliance/archive',
    who: 'admin',
    summary:
      'Open what an erasure sealed, by its reference or the number; who read it and why becomes an entry of the log',
    query: z.object({ ...sealedOf, reason: z.string().trim().min(10).max(500) }),
    response: SealedRecords,
  },
  findArchive: {
    method: 'GET',
    path: '/v1/compliance/archive/find',
    who: 'admin',
    summary:
      'What erasures sealed of somebody: how many records, of what kind, until when; nothing of what is in them',
    query: z.object(sealedOf),
    response: SealedList,
  },
  archiveOpenings: {
    method: 'GET',
    path: '/v1/compliance/archive/openings',
    who: 'admin',
    summary: 'Who opened the archive, and why',
    query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
    response: ArchiveOpenings,
  },
  ruleDiff: {
    method: 'GET',
    path: '/v1/compliance/rules/diff',
    who: 'supervisor',
    summary: 'Two versions of the rule table side by side',
    query: z.object({ from: z.string().max(60).optional(), to: z.string().max(60).optional() }),
    response: RuleDiff,
  },
} as const satisfies Record<string, Route>;
