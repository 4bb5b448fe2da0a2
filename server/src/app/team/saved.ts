/** Canned replies and saved views: a person's own, and those that supervisors share with all. */
import type { z } from 'zod';
import type { Saved, SavedRoute } from '../../../../contract/saved.ts';
import { BatonError } from '../../errors.ts';
import type { Actor, Commands } from '../../http/services.ts';
import type { Core } from '../core.ts';

/** Of one kind, of one person, and as many shared. */
const mostKept = 200;

interface Row {
  [column: string]: unknown;
  id: string;
  kind: 'reply' | 'view';
  owner_id: string;
  owner_name: string;
  shared: boolean;
  name: string;
  body: string;
}

const maySee = (row: Row, actor: Actor): boolean => row.shared || row.owner_id === actor.id;
const mayRemove = (row: Row, actor: Actor): boolean =>
  row.shared ? actor.role !== 'agent' : row.owner_id === actor.id;

const viewOf = (row: Row, actor: Actor): z.input<typeof Saved> => ({
  savedId: row.id,
  kind: row.kind,
  name: row.name,
  body: row.body,
  shared: row.shared,
  mayRemove: mayRemove(row, actor),
  by: row.owner_name,
});

export function savedCommands(core: Core): Pick<Commands, SavedRoute> {
  const { db } = core;
  return {
    async saved(actor, { query }) {
      const { rows } = await db.query<Row>({
        text: `select * from baton.saved where kind = $1 and (shared or owner_id = $2) order by lower(name), shared, id limit $3`,
        values: [query.kind, actor.id, 2 * mostKept],
      });
      return { saved: rows.map((row) => viewOf(row, actor)) };
    },
    async keep(actor, { body, nowMs }) {
      if (body.shared && actor.role === 'agent')
        throw new BatonError('WRONG_ROLE', 'Sharing with everybody needs the supervisor role.', {
          hint: 'Keep it for yourself, or ask a supervisor.',
        });
      const { rows: full } = await db.query<{ n: number }>({
        text: `select count(*)::int as n from baton.saved where kind = $1 and shared = $2 and (shared or owner_id = $3) and lower(name) <> lower($4)`,
        values: [body.kind, body.shared, actor.id, body.name],
      });
      if ((full[0]?.n ?? 0) >= mostKept)
        throw new BatonError('CONFLICT', `There are ${mostKept} already.`, {
          hint: 'Remove one that nobody uses.',
        });
      const { rows } = await db.query<Row>({
        text: `insert into baton.saved (id, kind, owner_id, owner_name, shared, name, body, at_ms) values ($1, $2, $3, $4, $5, $6, $7, $8)
               on conflict (kind, lower(name), (case when shared then '' else owner_id end))
               do update set body = excluded.body, owner_name = excluded.owner_name, at_ms = excluded.at_ms returning *`,
        values: [core.id(), body.kind, actor.id, actor.name, body.shared, body.name, body.body, nowMs],
      });
      return viewOf(rows[0]!, actor);
    },
    async unkeep(actor, { id }) {
      const { rows } = await db.query<Row>({ text: 'select * from baton.saved where id = $1', values: [id] });
      const row = rows[0];
      // Another person's is answered exactly like one that never was.
      if (!row || !maySee(row, actor)) throw new BatonError('NOT_FOUND', `Nothing is kept as ${id}.`);
      if (!mayRemove(row, actor))
        throw new BatonError('WRONG_ROLE', 'What is shared is removed by a supervisor.');
      await db.query({ text: 'delete from baton.saved where id = $1', values: [id] });
      return { ok: true };
    },
  };
}
