/** Rule tables as this installation ran them: each version is kept at the first start with it, so that two can be compared. */
import type { z } from 'zod';
import type { RuleDiff } from '../../../../contract/compliance-files.ts';
import { type CompiledRules, type RuleListing, searchRules } from '../../consent/index.ts';
import { diffRules } from '../../consent/rule-diff.ts';
import { BatonError } from '../../errors.ts';
import type { Tx } from '../../kernel/loop.ts';

export async function noteRules(tx: Tx, rules: CompiledRules, nowMs: number): Promise<void> {
  await tx.query({
    text: `insert into baton.rule_versions (version, activated_ms, first_seen_ms, rows) values ($1, $2, $3, $4) on conflict (version) do nothing`,
    values: [rules.version, rules.activatedAtMs, nowMs, JSON.stringify(searchRules(rules))],
  });
}

/**
 * The newest version against the one before it, or the two that are named.
 * @throws BatonError NOT_FOUND
 */
export async function ruleDiff(
  tx: Tx,
  asked: { from?: string | undefined; to?: string | undefined },
): Promise<z.input<typeof RuleDiff>> {
  const { rows } = await tx.query<{ version: string; activated_ms: number; first_seen_ms: number }>({
    name: 'rule-versions',
    text: 'select version, activated_ms, first_seen_ms from baton.rule_versions order by first_seen_ms desc, version desc limit 100',
    values: [],
  });
  const to = asked.to ?? rows[0]?.version ?? '';
  const from = asked.from ?? rows.find(({ version }) => version !== to)?.version ?? to;
  const [before, after] = [await rowsOf(tx, from), await rowsOf(tx, to)];
  return {
    versions: rows.map((row) => ({
      version: row.version,
      activatedAtMs: Number(row.activated_ms),
      firstSeenAtMs: Number(row.first_seen_ms),
    })),
    from,
    to,
    ...diffRules(before, after),
  };
}

async function rowsOf(tx: Tx, version: string): Promise<RuleListing[]> {
  const { rows } = await tx.query<{ rows: RuleListing[] }>({
    name: 'rule-version',
    text: 'select rows from baton.rule_versions where version = $1',
    values: [version],
  });
  if (!rows[0])
    throw new BatonError('NOT_FOUND', `This installation never ran rules of version "${version}".`);
  return rows[0].rows;
}
