/** A conversation as its row keeps it. */
import type { Conversation } from '../conversation/index.ts';
import { BatonError } from '../errors.ts';
import type { Tx } from '../kernel/loop.ts';

/** With the moment its phase began. */
export type Thread = Conversation & { sinceMs: number };

/** @throws BatonError NOT_FOUND */
export async function loadThread(tx: Tx, leadId: string): Promise<Thread> {
  const { rows } = await tx.query<{ state: Thread }>({
    name: 'thread-one',
    text: 'select state from baton.conversations where id = $1',
    values: [leadId],
  });
  if (!rows[0]) throw new BatonError('NOT_FOUND', `There is no conversation with lead ${leadId}.`);
  return rows[0].state;
}
