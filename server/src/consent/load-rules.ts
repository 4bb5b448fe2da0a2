/** Reads and checks the rule table from disk. The only file of this room's pure half that touches the file system. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { z } from 'zod';
import { type CompiledRules, compileRules } from './compile.ts';
import { fileShapes, Manifest, type RuleTables } from './tables.ts';

/** One mistake in a rule file: where it is and how to mend it. */
export interface RuleProblem {
  file: string;
  path: string;
  problem: string;
  mend: string;
}

/** Thrown when the rule table is unusable; `problems` lists every mistake found, not only the first. */
export class RuleTableError extends Error {
  readonly problems: readonly RuleProblem[];
  constructor(problems: readonly RuleProblem[]) {
    super(problems.map((p) => `${p.file}: ${p.path}: ${p.problem}. ${p.mend}`).join('\n'));
    this.name = 'RuleTableError';
    this.problems = problems;
  }
}

/** The shipped rule folder, found upwards from this file (works from sources and from a build). */
export function rulesFolder(from: string = dirname(fileURLToPath(import.meta.url))): string {
  let folder = from;
  for (let up = 0; up < 8; up += 1) {
    for (const candidate of [join(folder, 'rules'), join(folder, 'server', 'rules')]) {
      if (existsSync(join(candidate, 'manifest.yaml'))) return candidate;
    }
    folder = dirname(folder);
  }
  throw new RuleTableError([
    { file: 'manifest.yaml', path: '', problem: 'no rule folder found', mend: 'Restore server/rules.' },
  ]);
}

function check<S extends z.ZodType>(file: string, shape: S, raw: unknown, problems: RuleProblem[]): unknown {
  const read = shape.safeParse(raw);
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const path = issue.path.map(String).join('.') || '(top)';
    problems.push({ file, path, problem: issue.message, mend: `Correct ${path} in ${file}.` });
  }
  return undefined;
}

function readYaml(folder: string, file: string, problems: RuleProblem[]): unknown {
  try {
    return parse(readFileSync(join(folder, file), 'utf8'));
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split('\n')[0] ?? 'unreadable') : 'unreadable';
    problems.push({ file, path: '(file)', problem, mend: `Make ${file} readable YAML.` });
    return undefined;
  }
}

/** Names used by rows that no other table knows: the mistakes a shape cannot see. */
function crossCheck(tables: RuleTables): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const zone = (file: string, path: string, name: string) => {
    if (tables.zones.rows[name] !== undefined) return;
    const mend = `Add ${name} to zones.yaml or correct the name.`;
    problems.push({ file, path, problem: `unknown zone ${name}`, mend });
  };
  const place = (file: string, path: string, name: string) => {
    if (tables.places.places[name] !== undefined) return;
    const mend = `Add ${name} to places.yaml or correct the name.`;
    problems.push({ file, path, problem: `unknown place ${name}`, mend });
  };
  for (const [key, { zones }] of Object.entries(tables.places.places)) {
    for (const name of zones) zone('places.yaml', `places.${key}.zones`, name);
  }
  for (const name of tables.places.unknown_zones) zone('places.yaml', 'unknown_zones', name);
  for (const [key, { zones }] of Object.entries(tables.places.countries)) {
    for (const name of zones) zone('places.yaml', `countries.${key}.zones`, name);
  }
  for (const [key, zones] of Object.entries(tables['area-codes'].split)) {
    for (const name of zones) zone('area-codes.yaml', `split.${key}`, name);
  }
  for (const key of Object.keys(tables['area-codes'].codes)) place('area-codes.yaml', `codes.${key}`, key);
  for (const key of Object.keys(tables['zip-prefixes'].places))
    place('zip-prefixes.yaml', `places.${key}`, key);
  for (const [key, zones] of Object.entries(tables['zip-prefixes'].zones)) {
    for (const name of zones) zone('zip-prefixes.yaml', `zones.${key}`, name);
  }
  for (const [index, row] of tables.hours.rows.entries()) {
    if (row.also_zone !== undefined) zone('hours.yaml', `rows.${index}.also_zone`, row.also_zone);
    if (row.place.startsWith('US-')) place('hours.yaml', `rows.${index}.place`, row.place);
    if (row.effective_to !== undefined && row.effective_to <= row.effective_from) {
      const mend =
        'Make effective_to later than effective_from (it is the first day the row no longer holds).';
      problems.push({ file: 'hours.yaml', path: `rows.${index}`, problem: 'row never in force', mend });
    }
  }
  for (const [index, row] of tables.holidays.rows.entries()) {
    for (const name of row.days) {
      if (tables.holidays.days[name] !== undefined) continue;
      const mend = `Define ${name} under days.`;
      problems.push({
        file: 'holidays.yaml',
        path: `rows.${index}.days`,
        problem: `unknown day ${name}`,
        mend,
      });
    }
  }
  return problems;
}

/**
 * Reads, checks and returns the rule table of a folder.
 * @throws RuleTableError naming every file, path and mend.
 */
export function loadRuleTables(folder: string = rulesFolder()): RuleTables {
  const problems: RuleProblem[] = [];
  const manifest = check('manifest.yaml', Manifest, readYaml(folder, 'manifest.yaml', problems), problems);
  const tables: Record<string, unknown> = { manifest };
  for (const [name, shape] of Object.entries(fileShapes)) {
    const file = `${name}.yaml`;
    const raw = readYaml(folder, file, problems);
    if (raw !== undefined) tables[name] = check(file, shape, raw, problems);
  }
  if (problems.length > 0) throw new RuleTableError(problems);
  const checked = tables as RuleTables;
  const crossed = crossCheck(checked);
  if (crossed.length > 0) throw new RuleTableError(crossed);
  return checked;
}

let shipped: CompiledRules | undefined;

/** The shipped rules, compiled once per process. */
export function defaultRules(): CompiledRules {
  shipped ??= compileRules(loadRuleTables());
  return shipped;
}
