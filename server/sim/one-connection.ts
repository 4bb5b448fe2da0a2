/**
 * The rehearsal's way to PostgreSQL: one connection, and nobody waits for a commit. What is sent next on the same
 * connection is answered after it, so that every statement still sees all that was committed before, in order; a write
 * or commit that fails is not overlooked, it ends the rehearsal at the next statement. Only for work that does one thing at a time.
 *
 * A commit is held back until it is known what comes next: behind most stands the next transaction, and both are one
 * statement then. What comes between transactions stays outside them.
 */
import type { Connection, Db } from '../src/kernel/loop.ts';
import type { Statement } from '../src/kernel/made.ts';

const commit: Statement = { name: 'commit', text: 'commit', values: [] };
const commitAndBegin: Statement = { name: 'commit-begin', text: 'commit and chain', values: [] };

/** @param connection pipelining: statements are sent without waiting for the answers before them */
export function oneConnection(connection: Connection): Db & { settled(): Promise<void> } {
  let failure: unknown;
  let lastSent: Promise<unknown> = Promise.resolve();
  let open = false;
  /** The last transaction is over, and its commit not yet sent. */
  let uncommitted = false;

  const unawaited = (statement: Statement): void => {
    lastSent = (failure === undefined ? connection.query(statement) : Promise.reject(failure)).catch(
      (error: unknown) => {
        failure ??= error;
      },
    );
  };
  const commitFirst = (): void => {
    if (uncommitted) unawaited(commit);
    uncommitted = false;
  };
  const query: Connection['query'] = (statement) => {
    commitFirst();
    if (failure !== undefined) return Promise.reject(failure);
    return connection.query(statement);
  };
  const later = (statement: Statement): void => {
    if (statement.text === 'commit') {
      commitFirst();
      uncommitted = true;
    } else if (statement.text === 'begin' && uncommitted) {
      uncommitted = false;
      unawaited(commitAndBegin);
    } else {
      commitFirst();
      unawaited(statement);
    }
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
      commitFirst();
      await lastSent;
      if (failure !== undefined) throw failure;
    },
  };
}
