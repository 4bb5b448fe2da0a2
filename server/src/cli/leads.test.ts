import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readLocalToken } from '../http/local-token.ts';
import { type Running, runServer } from '../http/testing.ts';
import { testDatabase } from '../testing/pg.ts';
import { type Batch, batchesOf, importFile, run } from './leads.ts';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}
async function cut(text: string, size: number, most: number): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batchesOf(pieces(text, size), most)) all.push(batch);
  return all;
}

describe('cutting a file', () => {
  it('cuts between records, never inside quotes, and knows the lines', async () => {
    const batches = await cut('phone,note\n1,"a\nb"\n2,"say ""hi""\n"\n\n3,c', 3, 2);
    expect(batches).toEqual([
      { csv: 'phone,note\n1,"a\nb"\n2,"say ""hi""\n"\n', firstLine: 2, headerLines: 1 },
      { csv: 'phone,note\n\n3,c', firstLine: 6, headerLines: 1 },
    ]);
  });

  it('loses and changes nothing, however the pieces fall', async () => {
    const cell = fc.oneof(fc.stringMatching(/^[a-z ]{0,5}$/), fc.constant('"x\ny"'), fc.constant('"a""b"'));
    const record = fc.array(cell, { minLength: 1, maxLength: 3 }).map((cells) => cells.join(','));
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 20 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        async (records, size, most) => {
          const body = records.map((one) => `${one}\n`).join('');
          const batches = await cut(`head\n${body}`, size, most);
          expect(batches.map((one) => one.csv.slice('head\n'.length)).join('')).toBe(body);
          for (const one of batches) {
            const before = `head\n${body}`
              .split('\n')
              .slice(0, one.firstLine - 1)
              .join('\n');
            expect((before.match(/"/g) ?? []).length % 2).toBe(0);
          }
        },
      ),
    );
  });

  it('an endless quote is an error, not an endless wait', async () => {
    await expect(cut(`phone\n"${'x'.repeat(4_100_000)}`, 100_000, 10)).rejects.toMatchObject({
      code: 'VALIDATION',
    });
  });
});

describe('importing through a running server', () => {
  const db = testDatabase();
  let server: Running;
  let dir: string;
  let lines: string[] = [];
  const out = { print: (line: string) => void lines.push(line), progress: () => undefined };
  beforeAll(async () => {
    server = await runServer(db.pool);
    dir = await mkdtemp(path.join(tmpdir(), 'baton-leads-'));
  });
  afterAll(async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  });
  beforeEach(() => {
    lines = [];
    server.fake.leads.length = 0;
  });
  async function importText(text: string, more: Partial<Parameters<typeof importFile>[0]> = {}) {
    const file = path.join(dir, 'leads.csv');
    await writeFile(file, text);
    const token = (await readLocalToken(server.dataDir))!;
    const options = {
      file,
      playbook: 'insurance',
      country: 'US',
      dryRun: false,
      url: server.url,
      token,
      ...more,
    };
    return importFile(options, out);
  }

  it('imports 5,000 rows in batches, names bad rows by their line, and is safe to run again', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => `+1512${2_000_000 + i},Lead ${i}`);
    rows[4_321] = '12,Bad';
    const text = `phone,name\n${rows.join('\n')}\n`;
    expect(await importText(text)).toBe(1);
    expect(server.fake.leads).toHaveLength(4_999);
    expect(lines[0]).toBe('5000 rows: 4999 imported, 1 not.');
    expect(lines.at(-1)).toMatch(/line 4323 +phone +BAD_PHONE/);
    lines = [];
    expect(await importText(text)).toBe(1);
    expect(server.fake.leads).toHaveLength(4_999);
    expect(lines.join('\n')).toContain('4999 had been imported by this command before.');
  });

  it('a dry run creates nothing', async () => {
    expect(await importText('phone,name\n5125550101,Maria\n', { dryRun: true })).toBe(0);
    expect(lines[0]).toBe('1 rows: 1 would be imported, 0 not.');
    expect(server.fake.leads).toEqual([]);
  });

  it('says in words what is refused', async () => {
    const text = 'phone,name\n5125550101,Maria\n';
    await expect(importText(text, { playbook: 'none' })).rejects.toMatchObject({ code: 'UNKNOWN_PLAYBOOK' });
    await expect(importText(text, { token: 'bk_wrong' })).rejects.toMatchObject({ code: 'UNKNOWN_KEY' });
    await expect(importText('name\nMaria\n')).rejects.toMatchObject({ code: 'VALIDATION' });
    await expect(importText(text, { file: '/nowhere.csv' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(importText(text, { url: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  it.each([[[]], [['export', 'x']], [['import']], [['import', 'a', 'b']], [['import', 'a', '--nonsense']]])(
    '%j is not understood',
    async (argv) => {
      await expect(run(argv)).rejects.toMatchObject({ code: 'USAGE' });
    },
  );
});
