/** The standard room: one row `(id, state)` a key, a pure decision, optional views of other rooms. */
import type { Fact } from './events.ts';
import type { RoomHandler, Tx } from './loop.ts';
import { type Made, nothing, type Statement } from './made.ts';
import type { Decide } from './room.ts';

export interface StateRoom<S, I, E = undefined, B = undefined> {
  name: string;
  /** Table with `id text` and `state jsonb`. */
  table: string;
  decide: Decide<S, I>;
  /** The first state of a key this fact may begin; null leaves the fact without effect. */
  begin: (tx: Tx, key: string, fact: Fact, nowMs: number) => Promise<S | null>;
  /** A row of another table that every decision reads, as one SQL expression over `room`: read in the statement that locks the state. */
  beside?: string;
  /** Statements that need not know the state: sent along with its own, so that they cost no round trip of their own. */
  early?: (tx: Tx, key: string, fact: Fact, nowMs: number) => Promise<E>;
  /** `beside` is null when the state is only now begun. */
  gather: (
    tx: Tx,
    key: string,
    state: S,
    fact: Fact,
    nowMs: number,
    early: E | undefined,
    beside: B | null,
  ) => Promise<I>;
  /** Further rows of this room that follow from the decision, written in the same transaction. */
  also?: (key: string, fact: Fact, made: Made, nowMs: number) => Statement[];
}

/** @returns the handler the loop calls; `id` and `random` are this process's own. */
export function stateRoom<S, I, E = undefined, B = undefined>(
  room: StateRoom<S, I, E, B>,
  id: () => string,
  random: () => number,
): RoomHandler {
  const name = `load-${room.name}`;
  const columns = room.beside === undefined ? 'state' : `state, ${room.beside} as beside`;
  const text = `select ${columns} from ${room.table} room where id = $1 for update`;
  return {
    async handle(tx, key, fact, nowMs) {
      const load = tx.query<{ state: S; beside?: B }>({ name, text, values: [key] });
      const [{ rows }, early] = await Promise.all([load, room.early?.(tx, key, fact, nowMs)]);
      const before = rows[0]?.state ?? (await room.begin(tx, key, fact, nowMs));
      if (before === null || before === undefined) return nothing;
      const inputs = await room.gather(tx, key, before, fact, nowMs, early, rows[0]?.beside ?? null);
      const { state, facts, orders, timers } = room.decide(before, fact, { nowMs, id, random, inputs });
      const saves: Statement[] = [];
      if (state !== before || !rows[0]) saves.push(save(room, key, state, rows[0] !== undefined));
      const made: Made = { facts, orders, timers, saves };
      if (room.also) saves.push(...room.also(key, fact, made, nowMs));
      return made;
    },
  };
}

/** A row that was found is locked by us, so it is there; an upsert would work out its generated columns twice. */
function save(
  { name, table }: { name: string; table: string },
  key: string,
  state: unknown,
  found: boolean,
): Statement {
  const text = found
    ? `update ${table} set state = $2 where id = $1`
    : `insert into ${table} (id, state) values ($1, $2) on conflict (id) do update set state = excluded.state`;
  return { name: `${found ? 'save' : 'begin'}-${name}`, text, values: [key, JSON.stringify(state)] };
}
