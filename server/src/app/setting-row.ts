/** One setting, one row: by its name, as JSON. Whoever reads it knows its form. */
import type { Tx } from '../kernel/loop.ts';

type Db = Pick<Tx, 'query'>;

/** Undefined where nobody has set it. */
export async function loadSetting<T>(tx: Db, name: string): Promise<T | undefined> {
  const { rows } = await tx.query<{ value: T }>({
    name: 'setting',
    text: 'select value from baton.settings where name = $1',
    values: [name],
  });
  return rows[0]?.value;
}

export async function saveSetting(tx: Db, name: string, value: unknown): Promise<void> {
  await tx.query({
    text: 'insert into baton.settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value',
    values: [name, JSON.stringify(value)],
  });
}

export async function removeSetting(tx: Db, name: string): Promise<void> {
  await tx.query({ text: 'delete from baton.settings where name = $1', values: [name] });
}
