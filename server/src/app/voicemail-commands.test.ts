/** What happens when a machine answers, set through the real server on a real database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/pg.ts';
import { request, type Stage, startStage } from './compliance/testing.ts';
import { SUGGESTION } from './voicemail-message.ts';

interface Body {
  detectMachines: boolean;
  optOutNumber: string | null;
  suggestion: string;
  playbooks: { id: string; text: string | null; heard: string | null }[];
  error: { fields?: Record<string, string> };
}

describe('voicemail settings', () => {
  const db = testDatabase();
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage(db.pool, { limits: { caller: { burst: 10_000, everyMs: 1 } } });
    await db.pool.query(
      `insert into baton.sip_trunks (id, name, server, created_ms) values ('t', 'Carrier', 'sip:carrier.example', 1)`,
    );
    await db.pool.query(
      `insert into baton.sip_numbers (e164, trunk_id, playbook, created_ms) values ('+18005550199', 't', 'insurance', 1)`,
    );
  });
  afterAll(() => stage.stop());
  const as = async (role: 'supervisor' | 'admin', method: string, body?: unknown) => {
    const answer = await request(stage, method, '/v1/voicemail', {
      key: stage.keys[role],
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, body: answer.body as unknown as Body };
  };
  const wish = { detectMachines: true, optOutNumber: '+1 800 555 0199', messages: { insurance: SUGGESTION } };

  it('no message is set at first; machines are listened for', async () => {
    const { body } = await as('admin', 'GET');
    expect(body).toMatchObject({ detectMachines: true, optOutNumber: null, suggestion: SUGGESTION });
    expect(body.playbooks.length).toBeGreaterThan(3);
    expect(body.playbooks.every(({ text, heard }) => text === null && heard === null)).toBe(true);
  });

  it('is for admins alone', async () => {
    expect((await as('supervisor', 'GET')).status).toBe(403);
    expect((await as('supervisor', 'PATCH', wish)).status).toBe(403);
  });

  it.each<[string, object, string, RegExp]>([
    ['no opt-out number', { ...wish, optOutNumber: null }, 'optOutNumber', /must name a toll-free number/],
    [
      'a number that is not toll-free',
      { ...wish, optOutNumber: '+15125550100' },
      'optOutNumber',
      /must be toll-free/,
    ],
    [
      'a toll-free number of others',
      { ...wish, optOutNumber: '+18885550100' },
      'optOutNumber',
      /listed under Numbers/,
    ],
    ['no number at all', { ...wish, optOutNumber: 'hello' }, 'optOutNumber', /./],
    [
      'a message without the seller',
      { ...wish, messages: { insurance: 'Call us.' } },
      'messages.insurance',
      /first sentence must say \{seller\}/,
    ],
    [
      'an unknown playbook',
      { ...wish, messages: { nobody: SUGGESTION } },
      'messages.nobody',
      /no such playbook/,
    ],
  ])('%s is refused where it is wrong, and nothing is saved', async (_, body, field, words) => {
    const answer = await as('admin', 'PATCH', body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.fields?.[field]).toMatch(words);
    expect((await as('admin', 'GET')).body.optOutNumber).toBeNull();
  });

  it('is kept, shown as it is heard, in force at once, on the record of changes, and taken back', async () => {
    const { status, body } = await as('admin', 'PATCH', { ...wish, detectMachines: false });
    expect(status).toBe(200);
    expect(body).toMatchObject({ detectMachines: false, optOutNumber: '+18005550199' });
    expect(body.playbooks.find(({ id }) => id === 'insurance')?.heard).toMatch(
      /^Hello Maria, .*800-555-0199/,
    );
    expect(stage.core.settings).toMatchObject({
      detectMachines: false,
      voicemail: { optOutNumber: '+18005550199', messages: { insurance: SUGGESTION } },
    });
    const { rows } = await db.pool.query(`select 1 from baton.changes where thing_id = 'voicemail'`);
    expect(rows).toHaveLength(1);
    const back = await as('admin', 'PATCH', {
      detectMachines: true,
      optOutNumber: null,
      messages: { insurance: '' },
    });
    expect(back.body).toMatchObject({ detectMachines: true, optOutNumber: null });
    expect(stage.core.settings.voicemail.messages).toEqual({});
  });
});
