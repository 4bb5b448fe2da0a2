/**
 * Small checks of unknown JSON. The reader uses these and no schema library: loading one costs more memory than its
 * weights.
 */

/** What is wrong with a value, at a path; undefined when it is right. */
export type Check = (value: unknown, path: string) => string | undefined;

export const says =
  (test: (value: unknown) => boolean, problem: string): Check =>
  (value, path) =>
    test(value) ? undefined : `${path}: ${problem}`;
export const isText = (v: unknown): v is string => typeof v === 'string';
export const text = says(isText, 'is not a text');
export const oneOf = (names: readonly string[]): Check =>
  says((v) => isText(v) && names.includes(v), `is none of ${names.join(', ')}`);
export const orNull =
  (check: Check): Check =>
  (v, path) =>
    v === null ? undefined : check(v, path);
export const optional =
  (check: Check): Check =>
  (v, path) =>
    v === undefined ? undefined : check(v, path);
export const list =
  (check: Check, least = 0): Check =>
  (v, path) =>
    !Array.isArray(v)
      ? `${path}: is not a list`
      : v.length < least
        ? `${path}: is empty`
        : firstOf(v.entries(), (i, x) => check(x, `${path}.${i}`));
export const isObject = (v: unknown): v is Record<string, unknown> =>
  typeof v === 'object' && v !== null && !Array.isArray(v);
export const record =
  (check: Check): Check =>
  (v, path) =>
    isObject(v)
      ? firstOf(Object.entries(v), (k, x) => check(x, `${path}.${k}`))
      : `${path}: is not an object`;
export const object =
  (parts: Record<string, Check>): Check =>
  (v, path) =>
    isObject(v)
      ? firstOf(Object.entries(parts), (k, check) => check(v[k], path ? `${path}.${k}` : k))
      : `${path}: is not an object`;

function firstOf<K, V>(
  entries: Iterable<[K, V]>,
  problem: (k: K, v: V) => string | undefined,
): string | undefined {
  for (const [k, v] of entries) {
    const found = problem(k, v);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const instant = says((v) => isText(v) && Number.isFinite(Date.parse(v)), 'is not an ISO 8601 time');
export const zone = says((v) => isText(v) && isZone(v), 'is not an IANA time zone');
export const scalar = says((v) => isText(v) || typeof v === 'boolean' || Number.isFinite(v), 'is no value');

/** A zone once seen is not built again: each formatter weighs much. */
const zones = new Map<string, boolean>();
const MOST_ZONES = 1_000;
function isZone(tz: string): boolean {
  const known = zones.get(tz);
  if (known !== undefined) return known;
  let right = true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: tz });
  } catch {
    right = false;
  }
  if (zones.size < MOST_ZONES) zones.set(tz, right);
  return right;
}
