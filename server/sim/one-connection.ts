/**
 * The rehearsal's way to PostgreSQL: one connection, and nobody waits for a commit. What is sent next on the same
 * connection is answered after it, so that every statement still sees all that was committed before, in order; a write
 * or commit that fails is not overlooked, it ends the rehearsal at the next statement. Only for work that does one thing at a time.
 *
 * A commit is held back until it is known what comes next: behind most stands the next transaction, and both are one
 * statement then. What comes between transactions stays outside them.
 */
import type { Connection, Db, Tx } from '../src/kernel/loop.ts';
import type { Statement } from '../src/kernel/made.ts';

export type Answer = Awaited<ReturnType<Tx['query']>>;

export interface OneConnection extends Db {
  /** @param look at the answer when it comes; what it throws ends the rehearsal as a failed write does */
  later(statement: Statement, look?: (answer: Answer) => void): void;
  /** Statements sent and not yet answered. */
  unanswered(): number;
  /** When at most so many are unanswered. */
  answered(atMost: number): Promise<void>;
  /** When everything is written and committed. Rejects with whatever failed. */
  settled(): Promise<void>;
}

const commit: Statement = { name: 'commit', text: 'commit', values: [] };
const commitAndBegin: Statement = { name: 'commit-begin', text: 'commit and chain', values: [] };

/** @param connection pipelining: statements are sent without waiting for the answers before them */
export function oneConnection(connection: Connection): OneConnection {
  let failure: unknown;
  let lastSent: Promise<unknown> = Promise.resolve();
  let sent = 0;
  const waiting: { atMost: number; go: () => void }[] = [];
  let open = false;
  /** The last transaction is over, and its commit not yet sent. */
  let uncommitted = false;

  const came = (): void => {
    sent -= 1;
    while (waiting[0] && waiting[0].atMost >= sent) waiting.shift()?.go();
  };
  const send: Connection['query'] = (statement) => {
    sent += 1;
    return connection.query<never>(statement).finally(came);
  };
  const unawaited = (statement: Statement, look?: (answer: Answer) => void): void => {
    lastSent = (failure === undefined ? send(statement) : Promise.reject(failure))
      .then(look)
      .catch((error: unknown) => {
        failure ??= error;
      });
  };
  const commitFirst = (): void => {
    if (uncommitted) unawaited(commit);
    uncommitted = false;
  };
  const query: Connection['query'] = (statement) => {
    commitFirst();
    if (failure !== undefined) return Promise.reject(failure);
    return send(statement);
  };
  const later = (statement: Statement, look?: (answer: Answer) => void): void => {
    if (statement.text === 'commit') {
      commitFirst();
      uncommitted = true;
    } else if (statement.text === 'begin' && uncommitted) {
      uncommitted = false;
      unawaited(commitAndBegin);
    } else {
      commitFirst();
      unawaited(statement, look);
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
    unanswered: () => sent,
    answered: (atMost) =>
      sent <= atMost ? Promise.resolve() : new Promise((go) => waiting.push({ atMost, go })),
    async settled() {
      commitFirst();
      await lastSent;
      if (failure !== undefined) throw failure;
    },
  };
}
