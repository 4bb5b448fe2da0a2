/** Two versions of the rule table side by side: what came, what went, what changed. Pure. */
import type { RuleListing } from './rule-book.ts';

type Side = Omit<RuleListing, 'id' | 'group'>;
export interface RuleDifference {
  added: RuleListing[];
  removed: RuleListing[];
  changed: { id: string; what: string[]; before: Side; after: Side }[];
}

/** Rows are the same rule when their id is; the id of an hours row names its place. */
export function diffRules(before: readonly RuleListing[], after: readonly RuleListing[]): RuleDifference {
  const old = new Map(before.map((row) => [row.id, row]));
  const now = new Map(after.map((row) => [row.id, row]));
  return {
    added: after.filter((row) => !old.has(row.id)),
    removed: before.filter((row) => !now.has(row.id)),
    changed: after.flatMap((row) => {
      const was = old.get(row.id);
      if (was === undefined) return [];
      const what = (Object.keys(row) as (keyof RuleListing)[]).filter((key) => row[key] !== was[key]);
      if (what.length === 0) return [];
      const { id, group: _now, ...side } = row;
      const { id: _id, group: _was, ...wasSide } = was;
      return [{ id, what, before: wasSide, after: side }];
    }),
  };
}
