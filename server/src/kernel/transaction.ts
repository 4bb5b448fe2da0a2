/** What the loop asks of a database, and one transaction on it. */
import type { Statement } from './made.ts';

export interface Tx {
  query<R = Record<string, unknown>>(statement: Statement): Promise<{ rows: R[]; rowCount: number | null }>;
}
/** Where it is there, a statement whose answer nobody needs is sent and not waited for, commits too: rehearsals only. */
interface Unawaited {
  later?(statement: Statement): void;
}
export interface Connection extends Tx, Unawaited {
  release(destroy?: boolean): void;
}
export interface Db extends Tx, Unawaited {
  connect(): Promise<Connection>;
}

/** A statement of its own whose answer says nothing. */
export async function write(db: Db, statement: Statement): Promise<void> {
  if (db.later) db.later(statement);
  else await db.query(statement);
}

/**
 * Runs `work` in one transaction. What it leaves in `last` is sent without waiting for the answer: on a pipelined
 * connection a decision costs two round trips and what it gathers. A connection whose rollback fails is thrown away.
 */
export async function inTransaction<T>(
  db: Db,
  work: (tx: Connection, last: (statement: Statement) => void) => Promise<T>,
): Promise<T> {
  const connection = await db.connect();
  let broken = false;
  const sent: Promise<unknown>[] = [];
  const last = (statement: Statement) => {
    if (connection.later) return connection.later(statement);
    const answer = connection.query(statement);
    // Its failure is met at the commit; until then nobody listens.
    answer.catch(() => {});
    sent.push(answer);
  };
  try {
    last({ text: 'begin', values: [] });
    const result = await work(connection, last);
    last({ text: 'commit', values: [] });
    await Promise.all(sent);
    return result;
  } catch (error) {
    await Promise.allSettled(sent);
    await connection.query({ text: 'rollback', values: [] }).catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    connection.release(broken);
  }
}
