import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/pg.ts';
import { ensureAdmin, personByEmail, personById, setPassword, upsertPerson } from './people.ts';
import { hashPassword, oneTimePassword, sameSecret, tokenHash, verifyPassword } from './secrets.ts';
import {
  createSession,
  endOtherSessions,
  findSession,
  SESSION_IDLE_MS,
  SESSION_LONGEST_MS,
} from './sessions.ts';

const db = testDatabase();
const T0 = 1_700_000_000_000;
beforeAll(() => upsertPerson(db.pool, { id: 'ana', email: 'Ana@x.example', name: 'Ana', role: 'agent' }, T0));

describe('a session', () => {
  it('ends after a week without use', async () => {
    const { token } = await createSession(db.pool, 'ana', 'cookie', T0);
    expect((await findSession(db.pool, token, T0 + SESSION_IDLE_MS - 1))?.person.name).toBe('Ana');
    const unused = await createSession(db.pool, 'ana', 'cookie', T0);
    expect(await findSession(db.pool, unused.token, T0 + SESSION_IDLE_MS)).toBeNull();
  });

  it('slides with use, and ends after a month however used', async () => {
    const { token } = await createSession(db.pool, 'ana', 'cookie', T0);
    const step = SESSION_IDLE_MS - 1_000;
    let nowMs = T0;
    while (nowMs + step < T0 + SESSION_LONGEST_MS) {
      nowMs += step;
      expect(await findSession(db.pool, token, nowMs)).not.toBeNull();
    }
    expect(await findSession(db.pool, token, T0 + SESSION_LONGEST_MS - 1)).not.toBeNull();
    expect(await findSession(db.pool, token, T0 + SESSION_LONGEST_MS)).toBeNull();
  });

  it('writes at most once a minute', async () => {
    const { token, id } = await createSession(db.pool, 'ana', 'cookie', T0);
    const seen = async () =>
      (await db.pool.query('select seen_ms from baton.sessions where id = $1', [id])).rows[0].seen_ms;
    await findSession(db.pool, token, T0 + 59_999);
    expect(await seen()).toBe(T0);
    await findSession(db.pool, token, T0 + 60_000);
    expect(await seen()).toBe(T0 + 60_000);
  });

  it('of one person there are at most 50, and their token is not stored', async () => {
    const made = [];
    for (let i = 0; i < 52; i++) made.push(await createSession(db.pool, 'ana', 'pane', T0 + 1_000 + i));
    const stored = await db.pool.query('select * from baton.sessions');
    expect(stored.rows).toHaveLength(50);
    expect(JSON.stringify(stored.rows)).not.toContain(made.at(-1)!.token.slice(3));
    expect(await findSession(db.pool, made[0]!.token, T0 + 2_000)).toBeNull();
    const ended = await endOtherSessions(db.pool, 'ana', made.at(-1)!.id);
    expect(ended).toHaveLength(49);
    expect(await findSession(db.pool, made.at(-1)!.token, T0 + 2_000)).not.toBeNull();
  });

  it('of a disabled person lets nobody in', async () => {
    await upsertPerson(db.pool, { id: 'gone', email: 'gone@x.example', name: 'G', role: 'agent' }, T0);
    const { token } = await createSession(db.pool, 'gone', 'cookie', T0);
    await db.pool.query(`update baton.people set disabled_ms = $1 where id = 'gone'`, [T0]);
    expect(await findSession(db.pool, token, T0)).toBeNull();
    expect(await personById(db.pool, 'gone')).toBeNull();
    expect(await personByEmail(db.pool, 'gone@x.example')).toBeNull();
  });
});

describe('passwords', () => {
  it('fit themselves, whatever the Unicode form, and nothing else', async () => {
    const stored = await hashPassword('caf\u00e9 horse');
    expect(stored).toMatch(/^scrypt\$15\$8\$3\$/);
    expect(await verifyPassword('cafe\u0301 horse', stored)).toBe(true);
    expect(await verifyPassword('cafe horse', stored)).toBe(false);
    expect(await verifyPassword('x', null)).toBe(false);
    expect(await verifyPassword('x', 'nonsense')).toBe(false);
    expect(await hashPassword('caf\u00e9 horse')).not.toBe(stored);
  });

  it('more sign-ins at once than there is room for wait their turn', async () => {
    const stored = await hashPassword('a');
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, i) => verifyPassword(i === 5 ? 'a' : 'b', stored)),
    );
    expect(all).toEqual([false, false, false, false, false, true, false, false]);
  });

  it('a person without one cannot sign in with one; one that is set stays when the person is brought up to date', async () => {
    expect((await personByEmail(db.pool, 'ana@X.example'))?.password).toBeNull();
    await setPassword(db.pool, 'ana', 'a new password');
    await upsertPerson(db.pool, { id: 'ana', email: 'ana@x.example', name: 'Ana B', role: 'agent' }, T0);
    const found = (await personByEmail(db.pool, 'ana@x.example'))!;
    expect(found.person.name).toBe('Ana B');
    expect(await verifyPassword('a new password', found.password)).toBe(true);
  });

  it('for once are long, readable and different', () => {
    const all = Array.from({ length: 100 }, oneTimePassword);
    expect(new Set(all).size).toBe(100);
    for (const one of all) expect(one).toMatch(/^[a-hj-km-np-z2-9]{4}(-[a-hj-km-np-z2-9]{4}){3}$/);
    expect(sameSecret('a', 'a')).toBe(true);
    expect(sameSecret('a', 'ab')).toBe(false);
    expect(tokenHash('a')).toHaveLength(64);
  });
});

it('two servers that start at once make one admin', async () => {
  const made = await Promise.all(['a1', 'a2', 'a3'].map((id) => ensureAdmin(db.pool, { id, nowMs: T0 })));
  expect(made.filter((one) => one !== null)).toHaveLength(1);
  expect((await db.pool.query(`select 1 from baton.people where role = 'admin'`)).rows).toHaveLength(1);
});
