/**
 * A room is one noun of the business. Its decision is pure:
 *
 *   (state, fact, context) -> state, facts, orders, timers
 *
 * The loop (`loop.ts`) locks the row, loads, decides, saves, appends the facts to the journal, and keeps the orders,
 * deliveries and timers as rows, in one transaction.
 */
import type { Fact, Order } from './events.ts';

/** Everything a decision may know beside its state and the fact. */
export interface Context<I = undefined> {
  nowMs: number;
  /** A fresh id, time-ordered. */
  id: () => string;
  /** Uniform in [0, 1). */
  random: () => number;
  /** Read-only views of other rooms, gathered by the loop before the decision. */
  inputs: I;
}

/** Set replaces the timer of that name; `atMs: null` clears it. The token comes back with the alarm. */
export interface TimerChange {
  name: string;
  /** Another key of the same room; the key being decided on when left out. */
  key?: string;
  token: number;
  atMs: number | null;
}

export interface Decision<S> {
  state: S;
  facts: Fact[];
  orders: Order[];
  timers: TimerChange[];
}

export type Decide<S, I = undefined> = (state: S, fact: Fact, context: Context<I>) => Decision<S>;
