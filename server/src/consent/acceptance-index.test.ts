/** Every acceptance test of the reference stands in docs/COMPLIANCE.md with a file that really cites it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkoutRoot } from '../config.ts';

const page = readFileSync(path.join(checkoutRoot(), 'docs/COMPLIANCE.md'), 'utf8');
const rows = [...page.matchAll(/^\| (T\d\d) \| (.+?) \| `(.+?)` \|$/gm)].map(([, id = '', , file = '']) => ({
  id,
  file,
}));

describe('the forty acceptance tests', () => {
  it('are all there, in order', () => {
    expect(rows.map(({ id }) => id)).toEqual(
      Array.from({ length: 40 }, (_, i) => `T${String(i + 1).padStart(2, '0')}`),
    );
  });
  it.each(rows)('$id is cited in $file', ({ id, file }) => {
    const at = path.join(checkoutRoot(), file);
    expect(existsSync(at)).toBe(true);
    // In a title or a row of a table, not in a comment about something else.
    const cited = readFileSync(at, 'utf8')
      .split('\n')
      .filter((line) => new RegExp(`\\b${id}\\b`).test(line) && !/^\s*(\/\/|\*)/.test(line));
    expect(cited.length).toBeGreaterThan(0);
  });
});
