/**
 * A named statement, asked again and again on one connection. The driver has the server describe the columns of each
 * answer anew and reads that description each time; here it is asked for once a connection and name. A prepared statement
 * cannot change its columns: PostgreSQL refuses it when the table behind it did ("cached plan must not change result type").
 */
import pg from 'pg';

export interface NamedStatement {
  name: string;
  text: string;
  values?: unknown[];
}

export type Answered = (error: Error | null, result: pg.QueryResult) => void;
type Parser = (text: string) => unknown;

interface Columns {
  names: string[];
  parsers: Parser[];
}

/** What is known of one connection: the columns of each statement it has answered. */
export interface Described {
  columns: Map<string, Columns>;
  /** The same connection, which does not ask for columns. */
  quiet: object;
}

export function nothingDescribed(connection: object): Described {
  return { columns: new Map(), quiet: Object.create(connection, { describe: { value: () => {} } }) };
}

/** The driver's own preparing of a statement: its types do not name it. */
const prepare = (pg.Query.prototype as unknown as { prepare(connection: object): void }).prepare;

export class NamedQuery extends pg.Query {
  readonly name: string;
  readonly #known: Described;
  readonly #parserOf: (oid: number) => Parser;
  readonly #read: Record<string, unknown>[] = [];
  #columns: Columns | undefined;
  #unreadable: Error | null = null;

  /** @param answered called once, with the rows or with what went wrong */
  constructor(
    statement: NamedStatement,
    known: Described,
    parserOf: (oid: number) => Parser,
    answered: Answered,
  ) {
    super(statement.text);
    this.name = statement.name;
    this.#known = known;
    this.#parserOf = parserOf;
    Object.assign(this, {
      values: statement.values,
      callback: (error: Error | null, result: pg.QueryResult) => {
        if (error || this.#unreadable) return answered(error ?? this.#unreadable, result);
        result.rows = this.#read;
        // No row was described: there are no columns.
        if (!this.#columns) known.columns.set(this.name, { names: [], parsers: [] });
        answered(null, result);
      },
    });
  }

  prepare(connection: object): void {
    this.#columns = this.#known.columns.get(this.name);
    prepare.call(this, this.#columns ? this.#known.quiet : connection);
  }

  handleRowDescription({ fields }: { fields: pg.FieldDef[] }): void {
    this.#columns = {
      names: fields.map(({ name }) => name),
      parsers: fields.map(({ dataTypeID }) => this.#parserOf(dataTypeID)),
    };
    this.#known.columns.set(this.name, this.#columns);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const { names, parsers } = this.#columns as Columns;
    const row: Record<string, unknown> = {};
    try {
      for (let i = 0; i < names.length; i++) {
        const text = fields[i];
        row[names[i] as string] = text === null || text === undefined ? null : parsers[i]?.(text);
      }
      this.#read.push(row);
    } catch (error) {
      this.#unreadable ??= error as Error;
    }
  }
}
