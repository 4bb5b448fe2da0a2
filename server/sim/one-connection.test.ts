import { describe, expect, it } from 'vitest';
import type { Connection } from '../src/kernel/loop.ts';
import type { Statement } from '../src/kernel/made.ts';
import { inTransaction, write } from '../src/kernel/transaction.ts';
import { oneConnection } from './one-connection.ts';

/** A connection that answers when it is told to, in the order asked. */
function scripted() {
  const asked: { text: string; answer(): void; fail(error: Error): void }[] = [];
  const connection: Connection = {
    query<R>(statement: Statement) {
      return new Promise<{ rows: R[]; rowCount: number }>((resolve, reject) => {
        const answer = () => resolve({ rows: [], rowCount: 0 });
        asked.push({ text: statement.text, answer, fail: reject });
      });
    },
    release() {},
  };
  return { asked, connection };
}

const statement = (text: string): Statement => ({ text, values: [] });

describe('one connection', () => {
  it('sends a whole transaction of writes without waiting, in order', async () => {
    const { asked, connection } = scripted();
    const db = oneConnection(connection);
    const made = await inTransaction(db, async (_, last) => {
      last(statement('insert'));
      return 7;
    });
    await write(db, statement('delete'));
    expect(made).toBe(7);
    // What stands between transactions stays outside them.
    expect(asked.map(({ text }) => text)).toEqual(['begin', 'insert', 'commit', 'delete']);
    let settled = false;
    const whole = db.settled().then(() => {
      settled = true;
    });
    expect(settled).toBe(false);
    for (const one of asked) one.answer();
    await whole;
  });

  it('waits for what is read', async () => {
    const { asked, connection } = scripted();
    const read = inTransaction(oneConnection(connection), (tx) => tx.query(statement('select')));
    await Promise.resolve();
    expect(asked.map(({ text }) => text)).toEqual(['begin', 'select']);
    asked[1]?.answer();
    await read;
    expect(asked).toHaveLength(2);
  });

  it('commits and begins in one statement where nothing stands between, and commits the last at the end', async () => {
    const { asked, connection } = scripted();
    const db = oneConnection(connection);
    for (const text of ['one', 'two'])
      await inTransaction(db, async (_, last) => {
        last(statement(text));
      });
    const whole = db.settled();
    expect(asked.map(({ text }) => text)).toEqual(['begin', 'one', 'commit and chain', 'two', 'commit']);
    for (const one of asked) one.answer();
    await whole;
  });

  it('takes back the one transaction that failed, and not the one before it', async () => {
    const { asked, connection } = scripted();
    const db = oneConnection(connection);
    await inTransaction(db, async (_, last) => {
      last(statement('one'));
    });
    const failed = inTransaction(db, async () => {
      throw new Error('no');
    });
    await new Promise((resolve) => setImmediate(resolve));
    for (const one of asked) one.answer();
    await expect(failed).rejects.toThrow('no');
    expect(asked.map(({ text }) => text)).toEqual(['begin', 'one', 'commit and chain', 'rollback']);
  });

  it('does not overlook a commit that failed at the very end', async () => {
    const { asked, connection } = scripted();
    const db = oneConnection(connection);
    await inTransaction(db, async () => 1);
    const whole = db.settled();
    asked[0]?.answer();
    asked[1]?.fail(new Error('disk full'));
    await expect(whole).rejects.toThrow('disk full');
  });

  it('a write that failed ends it at the next statement, and is not overlooked at the end', async () => {
    const { asked, connection } = scripted();
    const db = oneConnection(connection);
    await write(db, statement('insert'));
    asked[0]?.fail(new Error('disk full'));
    await expect(db.settled()).rejects.toThrow('disk full');
    await expect(db.query(statement('select'))).rejects.toThrow('disk full');
    await expect(inTransaction(db, (tx) => tx.query(statement('select')))).rejects.toThrow('disk full');
    expect(asked).toHaveLength(1);
  });

  it('refuses a second transaction beside the first', async () => {
    const { connection } = scripted();
    const db = oneConnection(connection);
    void inTransaction(db, () => new Promise(() => {}));
    await Promise.resolve();
    await expect(inTransaction(db, async () => 1)).rejects.toThrow('one thing at a time');
  });
});
