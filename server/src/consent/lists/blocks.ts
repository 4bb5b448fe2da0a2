/**
 * Ten thousand neighbouring numbers as one value: sorted 16-bit line numbers, or a bitmap of 1,250 bytes when that is shorter.
 * The first byte tells which. Pure.
 */
export const LINES = 10_000;
const BITMAP_BYTES = LINES / 8;
const AS_LIST = 1;
const AS_BITMAP = 2;

/** Packs ascending, distinct line numbers (0 to 9999). */
export function packLines(lines: readonly number[] | Uint16Array): Uint8Array {
  if (lines.length * 2 < BITMAP_BYTES) {
    const out = new Uint8Array(1 + lines.length * 2);
    out[0] = AS_LIST;
    for (let i = 0; i < lines.length; i += 1) {
      const line = lines[i] as number;
      out[1 + i * 2] = line >> 8;
      out[2 + i * 2] = line & 255;
    }
    return out;
  }
  const out = new Uint8Array(1 + BITMAP_BYTES);
  out[0] = AS_BITMAP;
  for (const line of lines) out[1 + (line >> 3)] = (out[1 + (line >> 3)] as number) | (1 << (line & 7));
  return out;
}

/** All line numbers of a packed value, ascending. */
export function unpackLines(packed: Uint8Array): number[] {
  const out: number[] = [];
  if (packed[0] === AS_LIST) {
    for (let i = 1; i + 1 < packed.length; i += 2)
      out.push(((packed[i] as number) << 8) | (packed[i + 1] as number));
    return out;
  }
  for (let line = 0; line < LINES; line += 1) if (hasLine(packed, line)) out.push(line);
  return out;
}

/** Whether a line is in a packed value: one bit, or a binary search. */
export function hasLine(packed: Uint8Array, line: number): boolean {
  if (packed[0] === AS_BITMAP) return (((packed[1 + (line >> 3)] ?? 0) >> (line & 7)) & 1) === 1;
  let low = 0;
  let high = (packed.length - 1) / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = ((packed[1 + middle * 2] as number) << 8) | (packed[2 + middle * 2] as number);
    if (value === line) return true;
    if (value < line) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

/** Union of two packed values. */
export function mergeLines(a: Uint8Array, b: Uint8Array): Uint8Array {
  return packLines([...new Set([...unpackLines(a), ...unpackLines(b)])].sort((x, y) => x - y));
}

/** Groups ascending numbers (duplicates allowed) into packed blocks. */
export function* blocksOf(
  sorted: Float64Array,
  count: number,
): Generator<{ block: number; lines: Uint8Array; size: number }> {
  let at = 0;
  while (at < count) {
    const block = Math.floor((sorted[at] as number) / LINES);
    const lines: number[] = [];
    let last = -1;
    while (at < count && Math.floor((sorted[at] as number) / LINES) === block) {
      const line = (sorted[at] as number) - block * LINES;
      if (line !== last) lines.push(line);
      last = line;
      at += 1;
    }
    yield { block, lines: packLines(lines), size: lines.length };
  }
}

/**
 * The E.164 digits of one line of a list file, or null: "2125550100", "212,5550100" (the national registry's form),
 * "+12125550100", "1-212-555-0100". A bare ten-digit number is North American.
 */
export function numberInLine(text: string): number | null {
  const digits = text.replace(/\D/g, '');
  if (digits.length < 7 || digits.length > 15) return null;
  return Number(digits.length === 10 && !text.trimStart().startsWith('+') ? `1${digits}` : digits);
}
