/** Who changed what in the installation: one row a change, with the fields that differ and never a secret. */
import type { Tx } from '../kernel/loop.ts';
import type { Actor } from './services.ts';

export interface NewChange {
  id: string;
  atMs: number;
  actor: Pick<Actor, 'id' | 'name'>;
  kind: 'person' | 'agent' | 'settings' | 'api-key' | 'webhook';
  thingId: string;
  /** Its name, as people know it. */
  thing: string;
  /** A sentence without its subject: "added Ana Brooks as agent". */
  words: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

export async function recordChange(tx: Tx, change: NewChange): Promise<void> {
  const { id, atMs, actor, kind, thingId, thing, words } = change;
  await tx.query({
    text: `insert into baton.changes (id, at_ms, by_id, by_name, kind, thing_id, thing, words, before, after)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      id,
      atMs,
      actor.id,
      actor.name,
      kind,
      thingId,
      thing,
      words,
      change.before ? JSON.stringify(change.before) : null,
      change.after ? JSON.stringify(change.after) : null,
    ],
  });
}
