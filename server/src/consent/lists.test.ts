import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withTransaction } from '../adapters/postgres/pool.ts';
import { testDatabase } from '../testing/pg.ts';
import { activeLists, importList, listsWith } from './index.ts';
import { hasLine, LINES, mergeLines, numberInLine, packLines, unpackLines } from './lists/blocks.ts';

const db = testDatabase();

async function* chunked(text: string, size: number) {
  for (let i = 0; i < text.length; i += size) yield Buffer.from(text.slice(i, i + size));
}

describe('blocks', () => {
  it('hold what was packed, as list and as bitmap (seed 7)', () => {
    const lines = fc
      .uniqueArray(fc.nat(LINES - 1), { maxLength: 1500 })
      .map((a) => [...a].sort((x, y) => x - y));
    fc.assert(
      fc.property(lines, lines, fc.nat(LINES - 1), (a, b, probe) => {
        const packed = packLines(a);
        expect(unpackLines(packed)).toEqual(a);
        expect(hasLine(packed, probe)).toBe(a.includes(probe));
        expect(unpackLines(mergeLines(packed, packLines(b)))).toEqual(
          [...new Set([...a, ...b])].sort((x, y) => x - y),
        );
        expect(packed.length).toBeLessThanOrEqual(1251);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
  it.each([
    ['2125550100', 12125550100],
    ['212,5550100', 12125550100],
    ['+12125550100', 12125550100],
    ['1-212-555-0100', 12125550100],
    ['+447700900123', 447700900123],
    ['', null],
    ['area code', null],
    ['12345', null],
  ])('reads %s', (text, expected) => expect(numberInLine(text)).toBe(expected));
});

describe('import', () => {
  const meta = { sellerId: 'sel_acme', list: 'national', copyAtMs: 1000, nowMs: 2000 };
  it('streams, skips what is no number, replaces the copy before', async () => {
    const text = 'AreaCode,Phone\r\n212,5550100\r\n305,5550199\r\n212,5550100\r\nnonsense\r\n\r\n6465550111';
    const first = await withTransaction(db.pool, (client) => importList(client, meta, chunked(text, 7)));
    expect(first).toMatchObject({ numbers: 3, rejected: 2, badLines: [1, 5] });
    expect(await listsWith(db.pool, 'sel_acme', '+12125550100')).toEqual(['national']);
    expect(await listsWith(db.pool, 'sel_acme', '+12125550101')).toEqual([]);
    expect(await listsWith(db.pool, 'sel_other', '+12125550100')).toEqual([]);
    await withTransaction(db.pool, (client) =>
      importList(client, { ...meta, copyAtMs: 5000 }, chunked('3055550199\n', 100)),
    );
    expect(await listsWith(db.pool, 'sel_acme', '+12125550100')).toEqual([]);
    expect(await activeLists(db.pool, 'sel_acme')).toEqual([
      { list: 'national', copyAtMs: 5000, areaCodes: 'all' },
    ]);
  });
  it('a broken or empty import leaves the copy before in force', async () => {
    async function* broken() {
      yield Buffer.from('2125550100\n');
      throw new Error('the connection broke');
    }
    await expect(withTransaction(db.pool, (client) => importList(client, meta, broken()))).rejects.toThrow(
      'broke',
    );
    await expect(
      withTransaction(db.pool, (client) => importList(client, meta, chunked('nothing here\n', 5))),
    ).rejects.toThrow('holds no telephone number');
    expect(await listsWith(db.pool, 'sel_acme', '+13055550199')).toEqual(['national']);
  });
});
