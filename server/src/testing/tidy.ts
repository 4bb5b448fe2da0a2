/** The rules of style and structure that a program can check. Pure: source texts in, offences out. */
import path from 'node:path';
import { circlesOf } from './circles.ts';
import * as tables from './tidy-tables.ts';

export type Tables = typeof tables;

export interface SourceFile {
  /** From the checkout's root, with slashes. */
  path: string;
  text: string;
}

export interface Import {
  specifier: string;
  /** Path from the root for a relative import, else null. */
  target: string | null;
  typeOnly: boolean;
  line: number;
}

interface Parsed extends SourceFile {
  /** The text with comments blanked, lines kept. */
  code: string;
  imports: Import[];
}

/** Everything wrong, as `path:line  words`, in the order of paths. */
export function findOffences(files: readonly SourceFile[], given: Tables = tables): string[] {
  const parsed = files.map(parse);
  const used = new Set<string>();
  const offences = [
    ...parsed.flatMap((file) => importOffences(file, given, used)),
    ...parsed.flatMap((file) => bannedWords(file, given, used)),
    ...parsed.flatMap((file) => lengthOffences(file, given, used)),
    ...deadFiles(parsed, given, used),
    ...circles(parsed),
  ];
  return [...offences.sort(), ...unusedEntries(given, used)];
}

// ---- reading sources -------------------------------------------------------------------------------------

export function parse(file: SourceFile): Parsed {
  const code = blankComments(file.text);
  return { ...file, code, imports: importsOf(file.path, code) };
}

/** Comments become blanks. A `//` counts when blanks or a line's start precede it, so that URLs stay. */
export function blankComments(text: string): string {
  const blank = (comment: string) => comment.replace(/[^\n]/g, ' ');
  return text.replace(/(^|[\s{(;,])\/\*[\s\S]*?\*\//g, blank).replace(/(^|\s)\/\/[^\n]*/g, blank);
}

const STATIC_IMPORT = /^[ \t]*(?:import|export)\s+(type\s+)?([\w*\s{},$]+?)\s*from\s*['"]([^'"]+)['"]/gm;
const BARE_IMPORT = /^[ \t]*import\s+['"]([^'"]+)['"]/gm;
const DYNAMIC_IMPORT = /\b(?:import|require)\(\s*['"]([^'"]+)['"]|new URL\(\s*['"](\.[^'"]+\.[jt]s)['"]/g;

function importsOf(from: string, code: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean, index: number) => {
    const relative = specifier.startsWith('.');
    const target = relative
      ? path.posix.join(path.posix.dirname(from), specifier).replace(/\.js$/, '.ts')
      : null;
    found.push({ specifier, target, typeOnly, line: code.slice(0, index).split('\n').length });
  };
  for (const m of code.matchAll(STATIC_IMPORT))
    add(m[3] ?? '', m[1] !== undefined || onlyTypes(m[2] ?? ''), m.index);
  for (const m of code.matchAll(BARE_IMPORT)) add(m[1] ?? '', false, m.index);
  for (const m of code.matchAll(DYNAMIC_IMPORT)) {
    // `typeof import('x')` is a type
    const typeOnly = /typeof\s+$/.test(code.slice(Math.max(0, m.index - 10), m.index));
    add(m[1] ?? m[2] ?? '', typeOnly, m.index);
  }
  return found;
}

/** `{ type A, type B }` brings no code. */
function onlyTypes(clause: string): boolean {
  const inner = /^\{([\s\S]*)\}$/.exec(clause.trim())?.[1];
  if (inner === undefined) return false;
  return inner.split(',').every((name) => name.trim() === '' || /^type\s/.test(name.trim()));
}

/** Helpers of tests, and tools run by hand. */
function outsideProduct(file: string, given: Tables): boolean {
  return [...given.TEST_HELPERS, ...given.TOOLS].some((pattern) => pattern.test(file));
}

export function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file);
}

function matches(file: string, pattern: string): boolean {
  return pattern.endsWith('/*') ? file.startsWith(pattern.slice(0, -1)) : file === pattern;
}

/** The table's entry for this file, noted as used. */
function entryFor(file: string, table: Record<string, unknown>, used: Set<string>): boolean {
  const key = Object.keys(table).find((pattern) => matches(file, pattern));
  if (key !== undefined) used.add(key);
  return key !== undefined;
}

// ---- who may import whom ---------------------------------------------------------------------------------

/** `transfer` of server/src/transfer/decide.ts; the file's own name for files directly in server/src. */
export function areaOf(file: string): string {
  const inside = /^server\/src\/([^/]+)/.exec(file)?.[1];
  return inside ?? file.split('/').slice(0, 2).join('/');
}

function importOffences(file: Parsed, given: Tables, used: Set<string>): string[] {
  if (!file.path.startsWith('server/src/') || isTest(file.path)) return [];
  if (outsideProduct(file.path, given)) return [];
  if (entryFor(file.path, given.ROOTS, used)) return [];
  const area = areaOf(file.path);
  const room = (given.ROOMS as readonly string[]).includes(area);
  return file.imports.flatMap((one) => {
    const words =
      one.target === null
        ? packageFault(file, one, room, given, used)
        : relativeFault(file, area, room, one as Import & { target: string }, given, used);
    return words === null ? [] : [`${file.path}:${one.line}  ${words}`];
  });
}

function packageFault(
  file: Parsed,
  one: Import,
  room: boolean,
  given: Tables,
  used: Set<string>,
): string | null {
  if (!room || one.typeOnly || given.PURE_PACKAGES.includes(one.specifier)) return null;
  if (impure(file.path, given, used)) return null;
  return `imports ${one.specifier}, but a room's files are pure (IMPURE_ROOM_FILES, PURE_PACKAGES)`;
}

function impure(file: string, given: Tables, used: Set<string>): boolean {
  for (const key of [file, path.posix.basename(file)]) {
    if (key in given.IMPURE_ROOM_FILES) {
      used.add(key);
      return true;
    }
  }
  return false;
}

function relativeFault(
  file: Parsed,
  area: string,
  room: boolean,
  one: Import & { target: string },
  given: Tables,
  used: Set<string>,
): string | null {
  const to = areaOf(one.target);
  if (given.FOUNDATION.some((pattern) => matches(one.target, pattern))) return null;
  if (room) return roomFault(file, area, to, one, given, used);
  const may = given.MAY_IMPORT[area];
  if (may === undefined || to === area) return null; // app, main, cli, testing: the places where all meets
  const kinds = [to];
  if ((given.ROOMS as readonly string[]).includes(to)) kinds.push('rooms');
  if (given.SQL_LANGUAGE.includes(one.target)) kinds.push('sql');
  if (to === 'config.ts' && one.typeOnly) kinds.push('config-type');
  if (kinds.some((kind) => may.includes(kind) || (one.typeOnly && may.includes(`type:${kind}`)))) return null;
  return `${area} may not import ${one.typeOnly ? 'types' : 'code'} of ${one.target} (MAY_IMPORT)`;
}

function roomFault(
  file: Parsed,
  area: string,
  to: string,
  one: Import & { target: string },
  given: Tables,
  used: Set<string>,
): string | null {
  const rooms = given.ROOMS as readonly string[];
  const fromPure = () => !impure(file.path, given, used);
  if (to === area) {
    const store =
      path.posix.basename(one.target) in given.IMPURE_ROOM_FILES || one.target in given.IMPURE_ROOM_FILES;
    return store && !one.typeOnly && fromPure()
      ? `a pure file imports ${one.target}, which is not (IMPURE_ROOM_FILES)`
      : null;
  }
  if (rooms.includes(to)) {
    if (entryFor(`${area} -> ${to}`, given.CODE_BETWEEN_ROOMS, used)) return null;
    if (!one.typeOnly) return `a room imports no code of another room, here ${to}: emit an event instead`;
    return rooms.indexOf(to) < rooms.indexOf(area)
      ? null
      : `room ${area} imports types of ${to}, which is to its right`;
  }
  if (to === 'kernel') {
    const clock = /\/(clock|loop|effects|outbox)\.ts$/.test(one.target) && !one.typeOnly;
    return clock && fromPure() ? `a pure file imports ${one.target}: time and effects are arguments` : null;
  }
  if (to === 'ports')
    return one.typeOnly || /\/(reader|brief)\.ts$/.test(one.target)
      ? null
      : 'a room imports types of ports only';
  if (given.SQL_LANGUAGE.includes(one.target)) {
    return one.typeOnly || !fromPure() ? null : 'a pure file imports the database (IMPURE_ROOM_FILES)';
  }
  return `room ${area} may not import ${one.target}`;
}

// ---- banned words ----------------------------------------------------------------------------------------

const TIME =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bsetTimeout\(|\bsetInterval\(|\bsetImmediate\(|\bperformance\.now\(/;
const STRING = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
const NEVER: [RegExp, string][] = [
  [/: any\b|\bas any\b|<any\b|\bany\[\]|, any>/, 'any'],
  [/\b(it|test|describe|suite)\.only\b/, '.only'],
  [
    /\b(it|test|describe|suite)\.skip\(|\bxit\(|\bxdescribe\(/,
    '.skip (use skipIf, or context.skip with the reason)',
  ],
];

function bannedWords(file: Parsed, given: Tables, used: Set<string>): string[] {
  // The rules, and their tests, spell out what they forbid.
  if (/\/testing\/tidy[\w.-]*\.ts$/.test(file.path)) return [];
  const inProduct = !isTest(file.path) && !outsideProduct(file.path, given);
  const timed = inProduct && /^(server\/src|contract)\//.test(file.path);
  const lines = file.text.split('\n');
  const excused = (index: number) =>
    /biome-ignore lint\/suspicious\/noExplicitAny: \w/.test(lines[index - 1] ?? '');
  const found = new Map<string, number[]>();
  const note = (words: string, index: number) => found.set(words, [...(found.get(words) ?? []), index + 1]);
  for (const [index, line] of file.code.split('\n').entries()) {
    if (timed && TIME.test(line) && !entryFor(file.path, given.CLOCK_FILES, used)) {
      note('time or chance, which are arguments elsewhere (CLOCK_FILES)', index);
    }
    if (inProduct && /\bprocess\.env\b/.test(line) && !entryFor(file.path, given.ENVIRONMENT_FILES, used)) {
      note('process.env, which config.ts alone reads (ENVIRONMENT_FILES)', index);
    }
    // comments count here: that is where the directive stands
    if (/@ts-(ignore|nocheck|expect-error)/.test(lines[index] ?? '')) note('@ts-ignore and its like', index);
    const bare = line.replace(STRING, "''");
    for (const [pattern, name] of NEVER)
      if (pattern.test(bare) && !(name === 'any' && excused(index))) note(name, index);
  }
  return [...found].map(([words, at]) => {
    const more = at.length > 1 ? ` (also lines ${at.slice(1).join(', ')})` : '';
    return `${file.path}:${at[0]}  uses ${words}${more}`;
  });
}

// ---- circles, length, dead files, stale tables --------------------------------------------------------------------

function circles(files: readonly Parsed[]): string[] {
  const targets = files.map(
    (file) => [file.path, file.imports.flatMap(({ target }) => target ?? [])] as const,
  );
  return circlesOf(new Map(targets)).map(
    ([first, ...others]) => `${first}:1  stands in a circle of imports with ${others.join(', ')}`,
  );
}

function lengthOffences(file: Parsed, given: Tables, used: Set<string>): string[] {
  const lines = file.text.trimEnd().split('\n').length;
  const most = isTest(file.path) ? given.MAX_TEST_LINES : given.MAX_LINES;
  if (lines <= most) return [];
  const exception = given.LONG_FILES[file.path];
  if (exception !== undefined) used.add(file.path);
  const ceiling = exception?.ceiling ?? most;
  return lines > ceiling ? [`${file.path}:1  has ${lines} lines, more than ${ceiling} (LONG_FILES)`] : [];
}

/** Files that no program reaches. Counted only when the app itself is among the files. */
function deadFiles(files: readonly Parsed[], given: Tables, used: Set<string>): string[] {
  if (!files.some((file) => file.path === 'server/src/app.ts')) return [];
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reach = (starts: Parsed[]) => {
    const seen = new Set<string>();
    const queue = starts.map((file) => file.path);
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      for (const one of byPath.get(next)?.imports ?? []) if (one.target !== null) queue.push(one.target);
    }
    return seen;
  };
  const server = files.filter((file) => /^(server|contract)\//.test(file.path));
  const begins = (file: Parsed) =>
    given.ENTRIES.some((entry) => matches(file.path, entry)) ||
    given.TOOLS.some((tool) => tool.test(file.path));
  const alive = reach(server.filter(begins));
  const tested = reach(server.filter((file) => isTest(file.path)));
  const helps = (file: string) =>
    tested.has(file) && given.TEST_HELPERS.some((pattern) => pattern.test(file));
  return server
    .filter((file) => !isTest(file.path) && !alive.has(file.path) && !helps(file.path))
    .filter((file) => !entryFor(file.path, given.NOT_YET_WIRED, used))
    .map(({ path: file }) => {
      const byTests = tested.has(file) ? ', only from tests' : '';
      return `${file}:1  is reached from no program${byTests} (ENTRIES, TEST_HELPERS, NOT_YET_WIRED)`;
    });
}

/** Exceptions that no file needs any more. */
function unusedEntries(given: Tables, used: Set<string>): string[] {
  const names = [
    'IMPURE_ROOM_FILES',
    'CODE_BETWEEN_ROOMS',
    'ROOTS',
    'CLOCK_FILES',
    'ENVIRONMENT_FILES',
    'LONG_FILES',
    'NOT_YET_WIRED',
  ] as const;
  return names.flatMap((name) =>
    Object.keys(given[name])
      .filter((key) => /[/>]/.test(key) && !used.has(key)) // a bare name stands for files of any room
      .map(
        (key) => `server/src/testing/tidy-tables.ts  ${name} has ${key}, which needs no exception (any more)`,
      ),
  );
}
