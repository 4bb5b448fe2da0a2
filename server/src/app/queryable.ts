import type { Queryable } from '../adapters/postgres/pool.ts';
import type { Tx } from '../kernel/loop.ts';

/** The loop's transaction is the driver's client; stores of other rooms are written against the driver. */
export const asQueryable = (tx: Tx): Queryable => tx as unknown as Queryable;
