/** Rule versions in time, and the rule table as people search it. Pure. */
import type { CompiledRules } from './compile.ts';
import type { Confidence } from './tables.ts';

/** The version in force at an instant: the one activated last. A decision keeps its version's id for ever. */
export function rulesAt(book: readonly CompiledRules[], nowMs: number): CompiledRules | null {
  let best: CompiledRules | null = null;
  for (const rules of book) {
    if (rules.activatedAtMs > nowMs) continue;
    if (best === null || rules.activatedAtMs >= best.activatedAtMs) best = rules;
  }
  return best;
}

/** One row of the rule table as the console lists it. */
export interface RuleListing {
  id: string;
  group: string;
  rule: string;
  parameter: string;
  source: string;
  confidence: Confidence;
  effectiveFrom: string;
  effectiveTo: string | null;
  /** Counsel's sign-off, null until given. */
  reviewedBy: string | null;
}

function windowWords(row: { wk?: string; sat?: string; sun?: string; hol?: string }): string {
  const parts = (['wk', 'sat', 'sun', 'hol'] as const).map((key) =>
    row[key] === undefined ? '' : `${key} ${row[key]}`,
  );
  return parts.filter((part) => part !== '').join(', ');
}

/** Every rule, with its hours rows, matching all words of a search; an empty search lists all. */
export function searchRules(rules: CompiledRules, search = ''): RuleListing[] {
  const { catalog, hours, recording } = rules.tables;
  const ai = rules.tables['ai-voice'];
  const name = (place: string) => rules.placeNames.get(place) ?? place;
  const common = (row: {
    source: string;
    confidence: Confidence;
    effective_from: string;
    effective_to?: string | undefined;
    reviewed_by?: string | null | undefined;
  }) => ({
    source: row.source,
    confidence: row.confidence,
    effectiveFrom: row.effective_from,
    effectiveTo: row.effective_to ?? null,
    reviewedBy: row.reviewed_by ?? null,
  });
  const listings: RuleListing[] = [
    ...catalog.rows.map((row) => ({
      id: row.id,
      group: row.group,
      rule: row.rule,
      parameter: row.parameter ?? '',
      ...common(row),
    })),
    ...hours.rows.map((row) => {
      const voice = row.ai === undefined ? '' : `; artificial voice ${windowWords(row.ai)}`;
      const cap = row.cap24 === undefined ? '' : `; at most ${row.cap24} attempts in 24 h`;
      const rule = `Hours in ${name(row.place)}`;
      return {
        id: `QH ${row.place}`,
        group: 'Hours by place',
        rule,
        parameter: windowWords(row) + voice + cap,
        ...common(row),
      };
    }),
    ...ai.rows.flatMap((row) =>
      (typeof row.place === 'string' ? [row.place] : row.place).map((place) => ({
        id: `AIV ${place}`,
        group: 'Artificial voice by place',
        rule: `Artificial voice in ${name(place)}`,
        parameter: row.policy,
        ...common(row),
      })),
    ),
    ...recording.rows.map((row) => ({
      id: `REC ${row.place}`,
      group: 'Recording by place',
      rule: `${name(row.place)}: ${row.note}`,
      parameter: row.class,
      ...common(row),
    })),
  ];
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return listings;
  return listings.filter((row) => {
    const text =
      `${row.id} ${row.group} ${row.rule} ${row.parameter} ${row.source} ${row.confidence}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
