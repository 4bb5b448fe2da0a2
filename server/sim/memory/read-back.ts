/** What is read back of JSON that was written to a `jsonb` column: keys of objects stand by length, and then by bytes. */
export const readBack = <T>(json: unknown): T => inOrder(JSON.parse(String(json))) as T;

/** Changes `value` where its order is another; what most of a state is stands in order already. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = inOrder(value[i]);
    return value;
  }
  const from = value as Record<string, unknown>;
  let before: string | undefined;
  let sorted = true;
  for (const key in from) {
    const was = from[key];
    const is = inOrder(was);
    if (is !== was) from[key] = is;
    if (before !== undefined && byLength(before, key) > 0) sorted = false;
    before = key;
  }
  return sorted ? from : Object.fromEntries(Object.entries(from).sort(([a], [b]) => byLength(a, b)));
}

function byLength(a: string, b: string): number {
  if (isAscii(a) && isAscii(b)) return a.length - b.length || (a < b ? -1 : 1);
  return Buffer.byteLength(a) - Buffer.byteLength(b) || Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}
