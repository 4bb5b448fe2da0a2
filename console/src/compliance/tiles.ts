/** Where each state's square lies: column and row of a map made of squares. */
const rows: [row: number, firstColumn: number, codes: string][] = [
  [1, 1, 'AK'],
  [1, 12, 'ME'],
  [2, 11, 'VT NH'],
  [3, 2, 'WA ID MT ND MN IL WI MI NY RI MA'],
  [4, 2, 'OR NV WY SD IA IN OH PA NJ CT'],
  [5, 2, 'CA UT CO NE MO KY WV VA MD DE'],
  [6, 3, 'AZ NM KS AR TN NC SC DC'],
  [7, 5, 'OK LA MS AL GA'],
  [8, 1, 'HI'],
  [8, 5, 'TX'],
  [8, 10, 'FL'],
];

export const tileOf: ReadonlyMap<string, { column: number; row: number }> = new Map(
  rows.flatMap(([row, first, codes]) =>
    codes.split(' ').map((code, i) => [code, { column: first + i, row }] as const),
  ),
);

/** The tile that an arrow key leads to: the nearest in that direction, straight ahead before aside. Null at the edge. */
export function neighbour(code: string, key: string): string | null {
  const from = tileOf.get(code);
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (from === undefined || step === undefined) return null;
  const [dx = 0, dy = 0] = step;
  let best: string | null = null;
  let bestFar = Number.POSITIVE_INFINITY;
  for (const [other, to] of tileOf) {
    const x = to.column - from.column;
    const y = to.row - from.row;
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (ahead <= 0 || aside > ahead) continue;
    const far = ahead + 3 * aside;
    if (far < bestFar) {
      best = other;
      bestFar = far;
    }
  }
  return best;
}
