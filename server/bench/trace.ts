/**
 * What the floor asked of PostgreSQL, kept as it was asked, and asked again without the floor: the same statements with
 * the same values in the same transactions, no decisions. The copy of the database that it is played on stands where the
 * floor's stood when recording began, so the same rows are written.
 */
import type { Pool } from '../src/adapters/postgres/pool.ts';
import type { Connection, Db } from '../src/kernel/loop.ts';
import type { Statement } from '../src/kernel/made.ts';

export interface Unit {
  /** One transaction with its begin and commit, or one statement alone. */
  statements: Statement[];
  transaction: boolean;
}

export interface Trace {
  db: Db;
  units: Unit[];
  /** Recording begins when this is set. */
  on: boolean;
}

/** Wraps a database so that what is asked of it can be asked again. */
export function traced(db: Db): Trace {
  const trace: Trace = { db, units: [], on: false };
  const keep = (statements: Statement[], transaction: boolean) => {
    if (trace.on) trace.units.push({ statements, transaction });
  };
  trace.db = {
    query(statement) {
      keep([statement], false);
      return db.query(statement);
    },
    async connect() {
      const connection = await db.connect();
      let open: Statement[] = [];
      const watched: Connection = {
        query(statement) {
          if (statement.text === 'begin') open = [];
          else if (statement.text === 'commit') keep(open, true);
          else if (statement.text !== 'rollback') open.push(statement);
          return connection.query(statement);
        },
        release: (destroy) => connection.release(destroy),
      };
      return watched;
    },
  };
  return trace;
}

/** Leaves out what only reads; a transaction that only reads is left out whole. */
export function writesOf(units: readonly Unit[]): Unit[] {
  return units
    .map((unit) => ({
      ...unit,
      statements: unit.statements.filter((one) => !/^\s*select\b/i.test(one.text)),
    }))
    .filter((unit) => unit.statements.length > 0);
}

/** Which of the names occurs in the unit's values first; null when none does. */
function ownerOf(unit: Unit, names: ReadonlySet<string>): string | null {
  for (const { values } of unit.statements) {
    for (const value of values) {
      if (typeof value !== 'string') continue;
      if (names.has(value)) return value;
      const found = /lead-\d+/.exec(value)?.[0];
      if (found !== undefined && names.has(found)) return found;
    }
  }
  return null;
}

/** Units in order, one line for each conversation; what concerns several goes with the one before it. */
export function linesOf(units: readonly Unit[], names: ReadonlySet<string>): Unit[][] {
  const lines = new Map<string, Unit[]>();
  let last: string | null = null;
  for (const unit of units) {
    const owner: string = ownerOf(unit, names) ?? last ?? names.values().next().value ?? '';
    last = owner;
    const line = lines.get(owner);
    if (line) line.push(unit);
    else lines.set(owner, [unit]);
  }
  return [...lines.values()];
}

/**
 * Plays the lines, `atOnce` of them at the same time, each line in order: a transaction is sent whole, with its begin and
 * commit, in one go.
 * @returns milliseconds it took
 */
export async function play(pool: Pool, lines: readonly Unit[][], atOnce: number): Promise<number> {
  const queue = [...lines];
  const began = performance.now();
  const worker = async () => {
    for (let line = queue.shift(); line; line = queue.shift())
      for (const unit of line) await playUnit(pool, unit);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return performance.now() - began;
}

/**
 * Asks each kind of unit a few times on every connection and takes it back, so that statements are planned and caches
 * filled before the time counts, as the floor's were.
 */
export async function warm(pool: Pool, units: readonly Unit[], connections: number): Promise<void> {
  const kinds = new Map<string, Unit>();
  for (const unit of units) kinds.set(unit.statements.map((one) => one.name ?? one.text).join(' '), unit);
  const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()));
  for (const client of clients) {
    for (const unit of [...kinds.values(), ...kinds.values()]) {
      await client.query('begin');
      // What cannot be asked out of its order (a row that is not there yet) is planned all the same.
      for (const { name, text, values } of unit.statements) {
        await client.query('savepoint one');
        await client
          .query({ ...(name ? { name } : {}), text, values })
          .catch(() => client.query('rollback to one'));
      }
      await client.query('rollback');
    }
  }
  for (const client of clients) client.release();
}

async function playUnit(pool: Pool, unit: Unit): Promise<void> {
  const client = await pool.connect();
  let broken = false;
  try {
    const sent = unit.transaction ? [client.query('begin')] : [];
    for (const { name, text, values } of unit.statements)
      sent.push(client.query({ ...(name ? { name } : {}), text, values }));
    if (unit.transaction) sent.push(client.query('commit'));
    await Promise.all(sent);
  } catch (error) {
    broken = true;
    throw error;
  } finally {
    client.release(broken);
  }
}
