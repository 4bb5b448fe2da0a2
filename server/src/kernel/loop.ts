/**
 * The one loop: it carries facts to decisions and orders to edges.
 *
 *   fact --> lock row, load, decide, save, journal, jobs: ONE transaction --> perform the orders, deliver the facts
 *
 * The process that committed performs at once (the hot path); the rows it leaves behind are leased to it, so that
 * after a crash whoever comes next performs what is still owed. A fact is delivered exactly once: its job row is
 * deleted in the transaction that decides on it. An order may be performed twice: each carries an id that makes the
 * second time harmless. Facts for one room key, and orders with one key, are handled in the order they were made;
 * those that already wait for the same key are decided in one transaction, one after the other: fifty phones that
 * stopped ringing must not stand, commit by commit, before the one that answered.
 */
import type { Clock } from './clock.ts';
import { DueTimes } from './due-times.ts';
import type { Fact, Order } from './events.ts';
import {
  type JobRow,
  joined,
  leadOf,
  type Made,
  type Rows,
  type Statement,
  type Target,
  toRows,
} from './made.ts';
import { keepText, nextText, sweepText, writeStatement } from './statements.ts';
import { type Connection, type Db, inTransaction, type Tx, write } from './transaction.ts';

export type { Connection, Db, Tx };

export interface RoomHandler {
  handle(tx: Tx, key: string, fact: Fact, nowMs: number): Promise<Made>;
}

export interface LoopOptions {
  db: Db;
  clock: Clock;
  id: () => string;
  /** Names this process in leases. */
  owner: string;
  rooms: Record<string, RoomHandler>;
  route: (fact: Fact) => Target[];
  orderKey: (order: Order) => string;
  /** Performs one order; the facts it returns are emitted when it is done. Throwing means: try again later. */
  perform: (order: Order, nowMs: number) => Promise<Fact[]>;
  /** Rows that must be written with these facts or not at all (outgoing webhooks). */
  alongside?: (tx: Tx, facts: Fact[], nowMs: number) => Promise<void>;
  onCommitted?: (facts: Fact[], at: Target, nowMs: number) => void;
  onError: (error: unknown, what: string) => void;
  /** One thing at a time, in order: rehearsals are repeatable then. */
  serial?: boolean;
  leaseMs?: number;
}

const maxAttempts = 12;
/** Facts of one room key that one transaction decides at most. */
const maxTogether = 32;
const sweepLimit = 200;
/** Retries wait 250 ms, doubling to one minute. */
const backoffMs = (attempts: number) => Math.min(60_000, 250 * 2 ** Math.min(attempts, 10));

export interface Loop {
  /** An outside fact: journaled and handled by its rooms; resolves once the first of them has committed. */
  emit(fact: Fact): Promise<void>;
  /** Takes over what a dead process left: every lease not ours ends now. Only with the data directory to ourselves. */
  adopt(): Promise<number>;
  start(): void;
  /** Performs everything due now and all that follows from it without passing of time. */
  settle(): Promise<void>;
  /** Next moment something is due, or null. */
  nextDueMs(): Promise<number | null>;
  stop(): Promise<void>;
  /** Jobs in the hands of this process. */
  busy(): number;
}

/** A fact in line for a room key. */
interface Waiting {
  fact: Fact;
  /** The job that delivers it; an outside fact has none. */
  job: JobRow | null;
  /** The order that this fact ends: its row goes in the same transaction. */
  ends: string | null;
  alsoTo: Target[];
  /** Not in line: whoever emits it holds the only line there is. */
  atOnce?: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

export function createLoop(options: LoopOptions): Loop {
  const { db, clock, id, rooms, route, orderKey } = options;
  const leaseMs = options.leaseMs ?? 15_000;
  const chains = new Map<string, Promise<void>>();
  const lines = new Map<string, Waiting[]>();
  let inHand = 0;
  let stopped = false;
  let running = false;
  let armed: { atMs: number; cancel(): void } | null = null;
  let sweeping: Promise<void> | null = null;
  /** An alarm went off while the last one was still being looked at. */
  let sweepAgain = false;
  const idleWaiters: (() => void)[] = [];
  const finished: string[] = [];
  /** Serial only: what the database need not be asked. */
  const dueTimes = new DueTimes();
  let finishing: Promise<void> | null = null;

  function chain(key: string, run: () => Promise<void>): Promise<void> {
    const name = options.serial ? 'all' : key;
    inHand += 1;
    const next = (chains.get(name) ?? Promise.resolve()).then(run).finally(() => {
      if (chains.get(name) === next) chains.delete(name);
      letGo();
    });
    chains.set(name, next);
    return next;
  }

  function letGo(): void {
    inHand -= 1;
    if (inHand === 0) for (const wake of idleWaiters.splice(0)) wake();
  }

  /** In line behind the facts of the same room key; resolves when it is committed. */
  function stand(
    target: Target,
    fact: Fact,
    source: Pick<Waiting, 'job' | 'ends' | 'alsoTo' | 'atOnce'>,
  ): Promise<void> {
    const name = `${target.room}:${target.key}`;
    return new Promise((resolve, reject) => {
      if (source.atOnce) return void together(target, [{ fact, ...source, resolve, reject }]);
      const line = lines.get(name) ?? [];
      lines.set(name, line);
      line.push({ fact, ...source, resolve, reject });
      // Whoever comes to the front first takes along all who wait by then; their own turn then finds nothing to do.
      void chain(name, () => together(target, line.splice(0, maxTogether)));
    });
  }

  async function together(target: Target, waiting: Waiting[]): Promise<void> {
    if (waiting.length === 0) return;
    try {
      await handle(target, waiting);
      for (const one of waiting) one.resolve();
    } catch (error) {
      if (waiting.length === 1) return waiting[0]?.reject(error);
      // Which of them failed is not known: each is tried alone, in order, and fails alone.
      for (const one of waiting) await together(target, [one]);
    } finally {
      const name = `${target.room}:${target.key}`;
      if (lines.get(name)?.length === 0) lines.delete(name);
    }
  }

  /** Facts of one room key, one transaction. A job that another process did already changes nothing. */
  async function handle(target: Target, waiting: Waiting[]): Promise<void> {
    const room = rooms[target.room];
    if (!room) throw new Error(`No room named ${target.room}`);
    const nowMs = clock.nowMs();
    const outcomes = await inTransaction(db, async (tx, last) => {
      const made: { facts: Fact[]; rows: Rows }[] = [];
      for (const one of waiting) {
        const outcome = await decide(tx, last, room, target, one, nowMs);
        if (outcome) made.push(outcome);
      }
      const statement = writeStatement(joined(made.map(({ rows }) => rows)), {
        room: target.room,
        nowMs,
        leaseUntilMs: nowMs + leaseMs,
        owner: options.owner,
      });
      if (statement) last(statement);
      return made;
    });
    for (const { facts } of outcomes) options.onCommitted?.(facts, target, nowMs);
    for (const { rows } of outcomes) {
      for (const next of rows.jobs) enqueue(next);
      for (const { key, name } of rows.cleared) dueTimes.clear(`${target.room} ${key} ${name}`);
      for (const { key, name, due_ms } of rows.timers) arm(due_ms, `${target.room} ${key} ${name}`);
    }
  }

  async function decide(
    tx: Tx,
    last: (statement: Statement) => void,
    room: RoomHandler,
    target: Target,
    { fact, job, ends, alsoTo }: Waiting,
    nowMs: number,
  ): Promise<{ facts: Fact[]; rows: Rows } | null> {
    const jobId = job?.id ?? ends;
    const claim =
      jobId && tx.query({ name: 'job-claim', text: 'delete from baton.jobs where id = $1', values: [jobId] });
    const made = await room.handle(tx, target.key, fact, nowMs);
    // Decided for nothing: another process has done this job. Nothing was written, so nothing is lost.
    if (claim && (await claim).rowCount === 0) return null;
    const rows = toRows(made, { ...target, nowMs }, id, route, orderKey);
    if (!job) {
      rows.journal.unshift({ ...target, type: fact.type, lead_id: leadOf(fact), body: fact });
      for (const other of alsoTo) {
        rows.jobs.push({
          id: id(),
          kind: 'fact',
          ...other,
          name: null,
          body: fact,
          due_ms: nowMs,
          attempts: 0,
        });
      }
    } else if (job.kind === 'timer') {
      rows.journal.unshift({ ...target, type: fact.type, lead_id: null, body: fact });
    }
    for (const save of made.saves) last(save);
    const facts = job ? made.facts : [fact, ...made.facts];
    await options.alongside?.(tx, facts, nowMs);
    return { facts, rows };
  }

  function enqueue(job: JobRow): void {
    if (stopped) return;
    if (job.kind === 'order') return void chain(`order:${job.key}`, () => attempt(job, () => perform(job)));
    const fact = job.body as Fact;
    void attempt(job, () => stand({ room: job.room, key: job.key }, fact, { job, ends: null, alsoTo: [] }));
  }

  async function attempt(job: JobRow, work: () => Promise<void>): Promise<void> {
    if (stopped) return;
    inHand += 1;
    try {
      await work();
    } catch (error) {
      options.onError(error, `${job.kind} ${job.room} ${(job.body as Fact).type}`);
      await retryLater(job, error).catch((failure) => options.onError(failure, 'keeping a job for later'));
    } finally {
      letGo();
    }
  }

  /** The order's row ends in the transaction of the last fact that came of it: performed twice, told once. */
  async function perform(job: JobRow): Promise<void> {
    const facts = await options.perform(job.body as Order, clock.nowMs());
    const last = facts.at(-1);
    const ends = last && route(last).length > 0 ? last : null;
    if (facts.length > 0 && facts.every((fact) => route(fact).length === 0)) return keep(facts, job.id);
    for (const fact of facts) await emitNow(fact, fact === ends ? job.id : null, options.serial);
    if (!ends) await finish(job.id);
  }

  /** Facts that no room hears: journaled, and the order they end goes with them. */
  async function keep(facts: Fact[], ends: string | null): Promise<void> {
    const rows = facts.map((fact) => {
      const leadId = leadOf(fact);
      return { room: 'outside', key: leadId ?? '', type: fact.type, lead_id: leadId, body: fact };
    });
    const nowMs = clock.nowMs();
    await write(db, { name: 'facts-keep', text: keepText, values: [nowMs, JSON.stringify(rows), ends] });
    for (const fact of facts)
      options.onCommitted?.([fact], { room: 'outside', key: leadOf(fact) ?? '' }, nowMs);
  }

  async function retryLater(job: JobRow, error: unknown): Promise<void> {
    const attempts = job.attempts + 1;
    // A job that keeps failing is parked for a person, never dropped: due a year from now, its error beside it.
    const waitMs = attempts >= maxAttempts ? 365 * 86_400_000 : backoffMs(attempts);
    const dueMs = clock.nowMs() + waitMs;
    await db.query({
      name: 'job-retry',
      text: `update baton.jobs set attempts = $2, last_error = $3, due_ms = $4, lease_until_ms = 0, lease_owner = null where id = $1`,
      values: [job.id, attempts, error instanceof Error ? error.message.slice(0, 500) : 'unknown', dueMs],
    });
    arm(dueMs, job.id);
  }

  /** Orders done are deleted together: fifty ringing desks cost one statement. */
  function finish(jobId: string): Promise<void> {
    finished.push(jobId);
    finishing ??= Promise.resolve().then(async () => {
      finishing = null;
      const ids = finished.splice(0);
      // One is what most turns of the event loop finish; its plan needs no look at how long the list is.
      const one = { name: 'job-done', text: 'delete from baton.jobs where id = $1', values: ids };
      const more = { name: 'jobs-done', text: 'delete from baton.jobs where id = any($1)', values: [ids] };
      await write(db, ids.length === 1 ? one : more);
    });
    return finishing;
  }

  /** @param ends id of the order whose row this fact ends, or null */
  async function emitNow(fact: Fact, ends: string | null, atOnce = false): Promise<void> {
    const [first, ...others] = route(fact);
    if (first) return stand(first, fact, { job: null, ends, alsoTo: others, atOnce });
    return keep([fact], ends);
  }

  /** @param name of what is due then */
  function arm(dueMs: number, name = 'sweep'): void {
    if (options.serial) dueTimes.set(name, dueMs);
    if (!running || stopped) return;
    if (armed && armed.atMs <= dueMs) return;
    armed?.cancel();
    const timer = clock.after(dueMs - clock.nowMs(), () => {
      armed = null;
      if (sweeping) sweepAgain = true;
      else sweeping = sweepGuarded();
    });
    armed = { atMs: dueMs, cancel: timer.cancel };
  }

  async function sweepGuarded(): Promise<void> {
    try {
      await sweep();
    } catch (error) {
      options.onError(error, 'looking for due jobs');
      arm(clock.nowMs() + 1_000);
    } finally {
      sweeping = null;
      if (sweepAgain) arm(clock.nowMs());
      sweepAgain = false;
    }
  }

  /** Leases what is due and unowned, then arms for the next. */
  async function sweep(): Promise<number> {
    const nowMs = clock.nowMs();
    const { rows } = await db.query<JobRow>({
      name: 'jobs-sweep',
      text: sweepText,
      values: [nowMs, nowMs + leaseMs, options.owner, sweepLimit],
    });
    rows.sort((a, b) => Number(a.due_ms) - Number(b.due_ms) || (a.id < b.id ? -1 : 1));
    for (const job of rows) enqueue(job);
    if (options.serial && rows.length === sweepLimit) dueTimes.set('the rest', nowMs);
    if (running) {
      const due = rows.length === sweepLimit ? nowMs : await nextDueMs();
      // Wake at least every 30 s: another process may have added work or died holding some.
      arm(Math.min(due ?? Number.POSITIVE_INFINITY, nowMs + 30_000));
    }
    return rows.length;
  }

  async function nextDueMs(): Promise<number | null> {
    if (options.serial) return dueTimes.nextMs();
    const { rows } = await db.query<{ due: string | null }>({
      name: 'jobs-next',
      text: nextText,
      values: [clock.nowMs()],
    });
    const due = rows[0]?.due;
    return due === null || due === undefined ? null : Number(due);
  }

  /** Serial: takes out what is due by now. Otherwise the database is asked each time. */
  const somethingDue = () => !options.serial || dueTimes.takeDue(clock.nowMs());

  function idle(): Promise<void> {
    if (inHand === 0) return Promise.resolve();
    return new Promise((resolve) => idleWaiters.push(resolve));
  }

  return {
    emit(fact) {
      if (stopped) return Promise.reject(new Error('The loop is draining; nothing new is taken'));
      if (route(fact).length > 0) return emitNow(fact, null);
      return new Promise((resolve, reject) => {
        void chain('outside', () => emitNow(fact, null).then(resolve, reject));
      });
    },
    async adopt() {
      const { rowCount } = await db.query({
        text: 'update baton.jobs set lease_until_ms = 0, lease_owner = null where lease_until_ms > 0 and lease_owner is distinct from $1',
        values: [options.owner],
      });
      return rowCount ?? 0;
    },
    start() {
      running = true;
      arm(clock.nowMs());
    },
    async settle() {
      // Bounded: a room that answers every fact with another would otherwise spin here for ever.
      for (let round = 0; round < 10_000; round++) {
        await idle();
        if (!somethingDue()) return;
        if ((await sweep()) === 0 && inHand === 0) return;
      }
      throw new Error('The loop did not settle in 10,000 rounds');
    },
    nextDueMs,
    async stop() {
      running = false;
      armed?.cancel();
      await sweeping;
      await idle();
      stopped = true;
    },
    busy: () => inHand,
  };
}
