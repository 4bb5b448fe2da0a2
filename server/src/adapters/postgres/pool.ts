/** Connections to PostgreSQL, and transactions on them. */
import type { Socket } from 'node:net';
import pg from 'pg';
import { BatonError, toError } from '../../errors.ts';
import { type Answered, NamedQuery, type NamedStatement, nothingDescribed } from './named-query.ts';

export type Pool = pg.Pool;
export type Client = pg.PoolClient;
/** Whatever a store needs: a pool, or the client of a transaction under way. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

export interface PoolOptions {
  databaseUrl: string;
  maxConnections?: number;
  applicationName?: string;
  /** Longest a single statement may take. */
  statementTimeoutMs?: number;
  /** Statements are sent without waiting for the answers before them; see kernel/loop.ts. */
  pipeline?: boolean;
  /** Called with errors of idle connections (the server restarted); the pool replaces them by itself. */
  onIdleError?: (error: Error) => void;
}

const INT8 = 20;
const DATE = 1082;

/**
 * How values arrive: bigint as a number (an error beyond 2^53 rather than a wrong digit), date as
 * 'YYYY-MM-DD' (the driver's default shifts it through the server's zone), timestamptz as Date,
 * numeric as text, json parsed.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary');
    if (oid === INT8) return toSafeInteger;
    if (oid === DATE) return (text: string) => text;
    return pg.types.getTypeParser(oid, 'text');
  }) as typeof pg.types.getTypeParser,
};

function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new BatonError('INTERNAL', 'A bigint is beyond what a number holds exactly.');
  return value;
}

/** A pool whose sessions look into the schema `baton` first. Nothing connects until the first query. */
export function openPool(options: PoolOptions): Pool {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: options.maxConnections ?? 16,
    application_name: options.applicationName ?? 'baton',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    options: `-c search_path=baton,public -c statement_timeout=${options.statementTimeoutMs ?? 30_000} -c idle_in_transaction_session_timeout=60000`,
    types,
    pipeline: options.pipeline ?? true,
  } as pg.PoolConfig);
  pool.on('error', (error) => options.onIdleError?.(error));
  pool.on('connect', lighten);
  return pool;
}

/**
 * Statements sent in one turn of the event loop leave in one write. A pipelined transaction then costs three writes
 * instead of ten, and the server is woken three times instead of ten. Named statements go the shorter way of `named-query.ts`.
 */
function lighten(client: Client): void {
  const { connection } = client as unknown as { connection: { stream?: Partial<Socket> } };
  const known = nothingDescribed(connection);
  let held = false;
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const send = (...args: unknown[]): unknown => {
    const { stream } = connection;
    if (!held && stream?.cork && stream.uncork) {
      held = true;
      stream.cork();
      process.nextTick(() => {
        held = false;
        stream.uncork?.();
      });
    }
    const [asked, values, callback] = args;
    if (!isNamed(asked) || values !== undefined) return query(...args);
    if (typeof callback === 'function') return query(named(asked, callback as Answered));
    return new Promise((resolve, reject) => {
      query(named(asked, (error, result) => (error ? reject(error) : resolve(result))));
    }).catch((error: Error) => {
      // The stack of the socket says nothing; from here it leads to who asked.
      Error.captureStackTrace(error);
      throw error;
    });
  };
  const named = (asked: NamedStatement, answered: Answered) =>
    new NamedQuery(asked, known, parserOf, answered);
  client.query = send as typeof client.query;
}

const parserOf = (oid: number) => types.getTypeParser(oid, 'text') as (text: string) => unknown;

/** Name, text and values, and nothing of what else the driver can be told about a statement. */
function isNamed(asked: unknown): asked is NamedStatement {
  if (typeof asked !== 'object' || asked === null) return false;
  const { name, text } = asked as Partial<NamedStatement>;
  return typeof name === 'string' && typeof text === 'string' && !others.some((key) => key in asked);
}
const others = ['submit', 'rowMode', 'types', 'binary', 'rows', 'portal', 'queryMode', 'callback'];

export interface TransactionOptions {
  isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readOnly?: boolean;
}

/**
 * Runs `fn` in one transaction: commits what it returns, rolls back what it throws. A connection whose
 * rollback fails is thrown away, never returned to the pool with a transaction open.
 */
export async function withTransaction<T>(
  pool: Pool,
  fn: (client: Client) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const isolation = options.isolation === undefined ? '' : ` isolation level ${options.isolation}`;
    await client.query(`begin${isolation}${options.readOnly ? ' read only' : ''}`);
    const result = await fn(client);
    await client.query('commit');
    return result;
  } catch (error) {
    try {
      await client.query('rollback');
    } catch (rollbackError) {
      broken = toError(rollbackError);
    }
    throw error;
  } finally {
    client.release(broken);
  }
}

/** @throws BatonError DATABASE_UNREACHABLE with the server's own words, never with the password */
export async function checkReachable(pool: Pool, databaseUrl: string): Promise<{ version: string }> {
  try {
    const found = await pool.query<{ server_version: string }>('show server_version');
    return { version: found.rows[0]?.server_version ?? 'unknown' };
  } catch (cause) {
    const reason = toError(cause).message || (cause as { code?: string }).code || 'no answer';
    throw new BatonError(
      'DATABASE_UNREACHABLE',
      `PostgreSQL at ${withoutPassword(databaseUrl)} says: ${reason}.`,
      {
        cause,
      },
    );
  }
}

export function withoutPassword(databaseUrl: string): string {
  return databaseUrl.replace(/^(\w+:\/\/[^:@/]*):[^@]*@/, '$1@').replace(/\?.*$/, '');
}
