/** A statement that the rehearsal's memory knows. */

export type Row = Record<string, unknown>;

export interface Known {
  /** Tables it reads or writes. When something unknown was written to one of them, PostgreSQL is asked instead. */
  tables: readonly string[];
  /**
   * It writes, so it is carried out whatever is remembered, and its real answer is always held against ours. A function where
   * that depends: a lock on a row that is there changes nothing.
   */
  writes?: true | ((values: readonly unknown[]) => boolean);
  /** What PostgreSQL would answer now, before the statement changes anything; undefined when that is not known. */
  answer?(values: readonly unknown[]): Remembered | undefined;
  /** From a real answer. */
  learn?(values: readonly unknown[], rows: readonly Row[]): void;
  /** What it changes. */
  apply?(values: readonly unknown[]): void;
  /** The same rows in whatever order PostgreSQL happens to give them. */
  inOrder?(rows: readonly Row[]): unknown;
}

export interface Remembered {
  rows: Row[];
  /** When left out: as many as there are rows. */
  rowCount?: number;
}

/** By the statement's name, or for statements named by a hash, by the beginning of their text. */
export type KnownStatements = Record<string, Known>;

export const text = (value: unknown): string => String(value);
