/**
 * The rehearsal's memory. Everything is written to PostgreSQL, and committed, as on a real floor; what was written by this one
 * connection, and by nobody else, need not be asked back, so that PostgreSQL writes while Node.js decides. Without it both
 * spend the day waiting for each other.
 *
 *   a read that is known      --> answered here; one in `checkEvery` is asked as well, and held against it when it comes
 *   a write that answers      --> answered here and carried out; its real answer is always held against ours
 *   a write that is not known --> from then on everything about its tables is asked
 *   a transaction taken back  --> from then on everything is asked
 *
 * An answer that differs ends the rehearsal with an error: what is remembered is a claim about PostgreSQL, checked all day.
 */
import type { Connection, Db } from '../../src/kernel/loop.ts';
import type { Statement } from '../../src/kernel/made.ts';
import type { Answer, OneConnection } from '../one-connection.ts';
import type { Known, KnownStatements, Remembered, Row } from './known.ts';
import { type Leads, type Messages, rememberAgents, rememberLeads, rememberMessages } from './leads.ts';
import { rememberLoop } from './loop.ts';
import { rememberPersons } from './person.ts';
import { rememberStates } from './states.ts';

export interface Memory extends Db {
  settled(): Promise<void>;
  /** Statements answered from memory, and of these how many were held against PostgreSQL's own answer so far. */
  counts(): { remembered: number; checked: number };
}

/** Statements sent before the event loop gets its turn: PostgreSQL begins with them while more are made. */
const sentAtOnce = 24;
/** How far PostgreSQL may be behind, in statements. */
const mostBehind = 4_000;

/** @param checkEvery one in so many remembered reads is asked as well; 1: each */
export async function remembering(db: OneConnection, checkEvery = 64): Promise<Memory> {
  if (!(await isUnused(db))) return { ...db, counts: () => ({ remembered: 0, checked: 0 }) };
  const find = finder(everything());
  /** Tables about which somebody else may know more. */
  const distrusted = new Set<string>();
  let nothingTrusted = false;
  let remembered = 0;
  let checked = 0;
  let sent = 0;
  let changes = 0;

  function known(statement: Statement): Known | undefined {
    if (nothingTrusted) return undefined;
    if (statement.text === 'rollback') nothingTrusted = true;
    const found = find(statement);
    const trusted = found && !found.tables.some((table) => distrusted.has(table));
    // A write that is only half known leaves the other half unknown as well.
    if (!trusted) for (const table of written(statement)) distrusted.add(table);
    return trusted ? found : undefined;
  }

  const hold = (statement: Statement, what: Known, ours: Remembered) => (theirs: Answer) => {
    checked += 1;
    if (!isSame(what, ours, theirs)) throw new Error(differs(statement, ours, theirs));
  };

  function change(what: Known | undefined, { values }: Statement): void {
    if (!what?.apply) return;
    changes += 1;
    what.apply(values);
  }

  async function answer(statement: Statement): Promise<Answer> {
    const what = known(statement);
    const ours = what?.answer?.(statement.values);
    const writes = typeof what?.writes === 'function' ? what.writes(statement.values) : what?.writes;
    change(what, statement);
    if (!what || !ours) {
      const asked = changes;
      const theirs = await db.query(statement);
      // What was changed while it was on its way is newer than this.
      if (writes || asked === changes) what?.learn?.(statement.values, theirs.rows);
      return theirs;
    }
    remembered += 1;
    if (writes || remembered % checkEvery === 0) later(statement, hold(statement, what, ours));
    if (sent >= sentAtOnce) await turn();
    return { rows: ours.rows, rowCount: ours.rowCount ?? ours.rows.length };
  }

  function later(statement: Statement, look?: (answer: Answer) => void): void {
    sent += 1;
    db.later(statement, look);
  }

  async function turn(): Promise<void> {
    sent = 0;
    await new Promise((resolve) => setImmediate(resolve));
    if (db.unanswered() > mostBehind) await db.answered(mostBehind / 2);
  }

  const query = answer as Db['query'];
  const unawaited = (statement: Statement): void => {
    change(known(statement), statement);
    later(statement);
  };
  return {
    query,
    later: unawaited,
    async connect(): Promise<Connection> {
      const connection = await db.connect();
      return { query: query as Connection['query'], later: unawaited, release: connection.release };
    },
    settled: db.settled,
    counts: () => ({ remembered, checked }),
  };
}

function everything(): KnownStatements {
  const leads: Leads = { rows: new Map(), beside: new Map() };
  const messages: Messages = new Map();
  return {
    ...rememberStates(leads),
    ...rememberLeads(leads),
    ...rememberMessages(messages, leads),
    ...rememberAgents(),
    ...rememberLoop(messages),
    ...rememberPersons(),
  };
}

/** A rehearsal that begins on an empty floor knows all of it. */
async function isUnused(db: Db): Promise<boolean> {
  const { rows } = await db.query<{ used: boolean }>({
    text: `select exists (select 1 from baton.journal) or exists (select 1 from baton.jobs) or exists (select 1 from baton.leads)
             or exists (select 1 from baton.consent_contacts) as used`,
    values: [],
  });
  return rows[0]?.used === false;
}

/** Statements are few and come again all day, so each is looked for once. */
function finder(all: KnownStatements): (statement: Statement) => Known | undefined {
  const found = new Map<string, Known | undefined>();
  const beginnings = Object.keys(all).filter((key) => key.includes(' '));
  return ({ name = '', text }) => {
    const known = Object.hasOwn(all, name) ? all[name] : undefined;
    if (known) return known;
    if (found.has(text)) return found.get(text);
    const flat = text.trim().replace(/\s+/g, ' ');
    const beginning = beginnings.find((one) => flat.startsWith(one));
    const what = beginning === undefined ? undefined : all[beginning];
    found.set(text, what);
    return what;
  };
}

/** The tables that a statement may write to. */
function written({ text }: Statement): string[] {
  if (/^\s*select\b/i.test(text)) return [];
  return [...text.matchAll(/\bbaton\.(\w+)/g)].map(([, table]) => table as string);
}

function isSame({ inOrder }: Known, ours: Remembered, theirs: Answer): boolean {
  if ((ours.rowCount ?? ours.rows.length) !== theirs.rowCount) return false;
  const words = (rows: Row[]) => JSON.stringify(inOrder ? inOrder(rows) : rows);
  return ours.rows.length === 0 ? theirs.rows.length === 0 : words(ours.rows) === words(theirs.rows as Row[]);
}

function differs({ name, text }: Statement, ours: Remembered, theirs: Answer): string {
  const short = (rows: unknown) => JSON.stringify(rows).slice(0, 2_000);
  return `The rehearsal remembers something else than PostgreSQL has (${name ?? text}): ${short(ours.rows)} instead of ${short(theirs.rows)}.`;
}
