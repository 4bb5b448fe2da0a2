/** Who changed what in the installation, for the page that shows it; the rows are written by http/changes.ts. */
import type { z } from 'zod';
import type { Change } from '../../../../contract/team.ts';
import type { Tx } from '../../kernel/loop.ts';

/** The fields of `after` that differ from `before`, both ways; empty when nothing changed. Pure. */
export function difference(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const names = Object.keys(after).filter(
    (name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  );
  const pick = (from: Record<string, unknown>) =>
    Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}

interface Row {
  [column: string]: unknown;
  id: string;
  at_ms: string;
  by_name: string;
  words: string;
  kind: string;
  thing: string;
  before: unknown;
  after: unknown;
}

export async function listChanges(
  tx: Tx,
  query: { limit: number; cursor?: string | undefined },
): Promise<{ changes: z.input<typeof Change>[]; nextCursor: string | null }> {
  const [at, id] = (query.cursor ?? '').split('~');
  const atMs = at && /^\d{1,15}$/.test(at) ? Number(at) : null;
  const { rows } = await tx.query<Row>({
    text: `select * from baton.changes where $1::bigint is null or (at_ms, id) < ($1, $2)
           order by at_ms desc, id desc limit $3`,
    values: [atMs, id ?? '', query.limit + 1],
  });
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    changes: page.map((row) => ({
      changeId: row.id,
      atMs: Number(row.at_ms),
      by: row.by_name,
      words: row.words,
      kind: row.kind,
      thing: row.thing,
      before: row.before,
      after: row.after,
    })),
    nextCursor: rows.length > query.limit && last ? `${last.at_ms}~${last.id}` : null,
  };
}
