import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatonError } from '../errors.ts';
import { testDatabase } from '../testing/pg.ts';
import { createApiKey } from './api-keys.ts';
import { ask, type Running, runServer } from './testing.ts';

const db = testDatabase();
let server: Running;
let token: string;
beforeAll(async () => {
  server = await runServer(db.pool);
  token = (
    await createApiKey(db.pool, { id: 'ks', name: 's', role: 'supervisor', createdBy: 't' }, Date.now())
  ).key;
});
afterAll(() => server.stop());
beforeEach(() => {
  server.fake.leads.length = 0;
});

const post = (
  what: 'import' | 'import/preview',
  csv: string,
  more: Record<string, unknown> = {},
  key?: string,
) =>
  ask(server, 'POST', `/v1/leads/${what}`, {
    token,
    body: { csv, playbook: 'insurance', ...more },
    ...(key ? { headers: { 'idempotency-key': key } } : {}),
  });

const WORDS = 'I agree to get texts from Northside.';
const FILE = [
  'Phone,Name,Consent text,Consent at',
  `(512) 555-0101,"Gomez, Maria",${WORDS},2026-03-01T14:02:00Z`,
  '(512) 555-0102,"two\nlines",,',
  '12,Bad Phone,,',
  '(512) 555-0101,Maria again,,',
  ',,,',
  '(512) 555-0103,,,',
].join('\r\n');

describe('a CSV', () => {
  it('is previewed: counts, per-row errors with the line of the file, and nothing is created', async () => {
    const { body } = await post('import/preview', FILE);
    expect(body).toMatchObject({ rows: 6, ok: 3, joined: 1, noConsent: 2 });
    expect(body.columns).toEqual(['Phone', 'Name', 'Consent text', 'Consent at']);
    expect(body.errors.map((one: { row: number; code: string }) => [one.row, one.code])).toEqual([
      [5, 'BAD_PHONE'],
      [7, 'BAD_PHONE'],
      [7, 'VALIDATION'],
      [8, 'VALIDATION'],
    ]);
    expect(body.sample[0]).toMatchObject({ phone: '+15125550101', name: 'Gomez, Maria' });
    expect(server.fake.leads).toHaveLength(0);
  });

  it('is imported as the preview said, and once for one key', async () => {
    const first = await post('import', FILE, {}, 'file-1');
    expect(first.body).toMatchObject({
      rows: 6,
      ok: 3,
      joined: 1,
      noConsent: 2,
      importId: expect.stringMatching(/./),
    });
    expect(server.fake.leads.map((one) => one.phone).sort()).toEqual([
      '+15125550101',
      '+15125550101',
      '+15125550102',
    ]);
    const again = await post('import', FILE, {}, 'file-1');
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(server.fake.leads).toHaveLength(3);
  });

  it('tells what one row met and goes on; a failure of ours stops it', async () => {
    const { create } = server.fake.intake;
    server.fake.intake.create = async (actor, lead, key) => {
      if (lead.name === 'Refused') throw new BatonError('NOT_PERMITTED', 'On the do-not-contact list.');
      if (lead.name === 'Broken') throw new Error('disk full');
      return create(actor, lead, key);
    };
    const { body } = await post('import', 'phone,name\n5125550101,Refused\n5125550102,Fine\n');
    expect(body).toMatchObject({ ok: 1, errors: [{ row: 2, code: 'NOT_PERMITTED' }] });
    const broken = await post('import', 'phone,name\n5125550101,Broken\n');
    expect(broken.body.error.code).toBe('INTERNAL');
    server.fake.intake.create = create;
  });

  it.each([
    ['nothing', '', 'VALIDATION'],
    ['no phone column', 'name\nMaria\n', 'VALIDATION'],
    ['a quote that never ends', 'phone,name\n5125550101,"Maria\n', 'VALIDATION'],
    ['one endless cell', `phone,name\n5125550101,${'x'.repeat(150_000)}\n`, 'VALIDATION'],
    ['too many rows', `phone\n${'1\n'.repeat(50_001)}`, 'BODY_TOO_LARGE'],
  ])('with %s is refused', async (_, csv, code) => {
    const { body } = await post('import/preview', csv);
    expect(body.error?.code, JSON.stringify(body).slice(0, 300)).toBe(code);
  });

  it('for an unknown playbook is refused', async () => {
    const { body } = await post('import', FILE, { playbook: 'none' });
    expect(body.error).toMatchObject({
      code: 'UNKNOWN_PLAYBOOK',
      fields: { playbook: expect.stringMatching(/none/) },
    });
  });

  it.each([
    ['semicolons', 'phone;name\n5125550101;Maria, of Austin\n'],
    ['tabs', 'phone\tname\n5125550101\tMaria, of Austin\n'],
    ['a byte order mark', '\uFEFFphone,name\n5125550101,"Maria, of Austin"\n'],
  ])('with %s is read', async (_, csv) => {
    const { body } = await post('import/preview', csv);
    expect(body.sample).toMatchObject([{ name: 'Maria, of Austin' }]);
  });

  it('of 40,000 rows leaves the server answering meanwhile', async () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => `+1512${String(2_000_000 + i)},Lead ${i}`);
    const running = post('import/preview', `phone,name\n${rows.join('\n')}\n`);
    let answered = 0;
    let done = false;
    void running.then(() => {
      done = true;
    });
    while (!done) {
      await ask(server, 'GET', '/healthz');
      if (!done) answered += 1;
    }
    expect((await running).body).toMatchObject({ rows: 40_000, ok: 40_000 });
    // A reader that kept the thread to itself would let one through, perhaps two.
    expect(answered).toBeGreaterThan(10);
  });
});
