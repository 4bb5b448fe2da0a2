/**
 * Reads playbooks from YAML and says, for every mistake, which file, where in it, what is wrong and how to
 * mend it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { checkPlaybook, squadFaults } from './check.ts';
import { Playbook } from './playbook.ts';

export interface PlaybookProblem {
  file: string;
  /** Where in the file: "questions.2.ask.0". */
  path: string;
  /** One-based; 0 when the place cannot be told. */
  line: number;
  what: string;
  mend: string;
}

export type ParsedPlaybook = { ok: true; playbook: Playbook } | { ok: false; problems: PlaybookProblem[] };

export interface LoadedPlaybooks {
  playbooks: Map<string, Playbook>;
  problems: PlaybookProblem[];
}

type Path = (string | number)[];

/** One playbook from its text. `file` only names it in problems. */
export function parsePlaybook(yamlText: string, file: string): ParsedPlaybook {
  const counter = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: counter, uniqueKeys: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      file,
      path: '',
      line: counter.linePos(error.pos[0]).line,
      what: error.message.split('\n')[0] ?? 'not YAML',
      mend: 'Correct the YAML at this line; texts with ": " or "#" in them want quotes.',
    }));
    return { ok: false, problems };
  }
  const lineOf = (path: Path): number => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      const range = (node as { range?: [number, number, number] | null } | null | undefined)?.range;
      if (range) return counter.linePos(range[0]).line;
    }
    return 0;
  };
  const place = (path: Path) => ({ file, path: path.join('.'), line: lineOf(path) });
  const parsed = Playbook.safeParse(document.toJS());
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      ...place(issue.path.filter((part) => typeof part !== 'symbol')),
      what: issue.message,
      mend: mendFor(issue.code, issue.path.at(-1)),
    }));
    return { ok: false, problems };
  }
  const problems = checkPlaybook(parsed.data).map(({ path, what, mend }) => ({ ...place(path), what, mend }));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, playbook: parsed.data };
}

function mendFor(code: string | undefined, field: PropertyKey | undefined): string {
  const name = String(field ?? 'it');
  if (code === 'invalid_type') return `Give ${name} a value of the kind named.`;
  if (code === 'too_small') return `Add more to ${name}: every text needs its phrasings.`;
  if (code === 'invalid_format')
    return `Write ${name} in lower case letters, digits and the separator shown.`;
  if (code === 'invalid_value' || code === 'invalid_union') return `Use one of the values named for ${name}.`;
  return `Correct ${name}; docs/PLAYBOOKS.md shows every field.`;
}

/**
 * All `*.yaml` of a folder. A file with problems is left out and its problems are told; the others still
 * load.
 */
export async function loadPlaybooks(dir: string): Promise<LoadedPlaybooks> {
  const playbooks = new Map<string, Playbook>();
  const problems: PlaybookProblem[] = [];
  const files = (await readdir(dir)).filter((name) => /\.ya?ml$/.test(name)).toSorted();
  for (const name of files) {
    const file = join(dir, name);
    const parsed = parsePlaybook(await readFile(file, 'utf8'), file);
    if (!parsed.ok) {
      problems.push(...parsed.problems);
    } else if (playbooks.has(parsed.playbook.id)) {
      const what = `the id "${parsed.playbook.id}" is taken by another file`;
      problems.push({ file, path: 'id', line: 1, what, mend: 'Give each playbook an id of its own.' });
    } else {
      playbooks.set(parsed.playbook.id, parsed.playbook);
    }
  }
  return { playbooks, problems: [...problems, ...squadProblems(playbooks, dir)] };
}

/** A playbook whose squad is faulty is left out too. */
function squadProblems(playbooks: Map<string, Playbook>, dir: string): PlaybookProblem[] {
  const all = new Map(playbooks);
  return [...all.values()].flatMap((playbook) => {
    const faults = squadFaults(playbook, all);
    if (faults.length > 0) playbooks.delete(playbook.id);
    const file = join(dir, `${playbook.id}.yaml`);
    return faults.map(({ path, what, mend }) => ({ file, path: path.join('.'), line: 0, what, mend }));
  });
}

/** "file:line path: what. mend" */
export function describeProblem(problem: PlaybookProblem): string {
  return `${problem.file}:${problem.line} ${problem.path}: ${problem.what}. ${problem.mend}`;
}
