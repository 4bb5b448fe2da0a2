import { beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/pg.ts';
import type { Core } from './core.ts';
import { destinationCommands } from './destination-commands.ts';
import { passCommands } from './pass-on.ts';
import { demoSettings, loadSettings } from './settings.ts';

const admin = { kind: 'local', id: 'local', name: 'Rosa', role: 'admin', agentId: null } as const;
const call = <T>(body: T) => ({
  id: '',
  query: undefined,
  scope: { kind: 'all' } as const,
  requestKey: null,
  nowMs: 1_000,
  body,
});

describe('where calls may go, as an admin sets it', () => {
  const db = testDatabase();
  let core: Core;
  let ids = 0;
  beforeEach(() => {
    core = {
      db: db.pool,
      id: () => `id-${++ids}`,
      settings: structuredClone(demoSettings),
    } as unknown as Core;
  });

  it('home alone at first; named countries are kept, sorted, once, and home is no exception to name', async () => {
    const commands = destinationCommands(core);
    expect(await commands.callDestinations(admin, call(undefined))).toMatchObject({
      home: 'US',
      countries: [],
    });
    const saved = await commands.editCallDestinations(admin, call({ countries: ['MX', 'CA', 'US', 'CA'] }));
    expect(saved.countries).toEqual(['CA', 'MX']);
    expect(core.settings.callCountries).toEqual(['CA', 'MX']);
    expect((await loadSettings(db.pool)).callCountries).toEqual(['CA', 'MX']);
    const { rows } = await db.pool.query<{ words: string }>(
      `select words from baton.changes where thing_id = 'call-countries' order by at_ms desc limit 1`,
    );
    expect(rows[0]?.words).toBe('allows calls at home and to Canada, Mexico');
  });

  it('a code that is no country is refused, at its field, and nothing is saved', async () => {
    const asked = destinationCommands(core).editCallDestinations(admin, call({ countries: ['CA', 'ZZ'] }));
    await expect(asked).rejects.toMatchObject({
      code: 'VALIDATION',
      message: 'No country with telephone numbers has the code ZZ.',
    });
    expect(core.settings.callCountries).toEqual([]);
  });

  it('a number abroad is not put on the list of those who may be passed to, a range waits for its call', async () => {
    const commands = passCommands(core);
    const abroad = { name: 'London desk', to: '+442079460018' };
    await expect(commands.editOutsideTargets(admin, call({ targets: [abroad] }))).rejects.toMatchObject({
      code: 'NOT_PERMITTED',
      details: { fields: { 'targets.0.to': expect.stringContaining('United Kingdom') } },
    });
    await commands.editOutsideTargets(admin, call({ targets: [{ name: 'Any', to: '+4420*' }] }));
    core.settings.callCountries = ['GB'];
    await commands.editOutsideTargets(admin, call({ targets: [abroad] }));
    expect(core.settings.outsideTargets).toEqual([abroad]);
  });
});
