/**
 * The rehearsal's way to PostgreSQL: one connection, and nobody waits for a commit. What is sent next on the same
 * connection is answered after it, so that every statement still sees all that was committed before, in order; a write
 * or commit that fails is not overlooked, it ends the rehearsal at the next statement. Only for work that does one thing at a time.
 */
import type { Connection, Db } from '../src/kernel/loop.ts';
import type { Statement } from '../src/kernel/made.ts';

/** @param connection pipelining: statements are sent without waiting for the answers before them */
export function oneConnection(connection: Connection): Db & { settled(): Promise<void> } {
  let failure: unknown;
  let lastSent: Promise<unknown> = Promise.resolve();
  let open = false;

  const query: Connection['query'] = (statement) => {
    if (failure !== undefined) return Promise.reject(failure);
    return connection.query(statement);
  };
  const later = (statement: Statement): void => {
    lastSent = query(statement).catch((error: unknown) => {
      failure ??= error;
    });
  };
  const inside: Connection = {
    query,
    later,
    release() {
      open = false;
    },
  };
  return {
    query,
    later,
    connect() {
      if (open)
        return Promise.reject(new Error('A rehearsal does one thing at a time; a transaction is open.'));
      open = true;
      return Promise.resolve(inside);
    },
    async settled() {
      await lastSent;
      if (failure !== undefined) throw failure;
    },
  };
}
