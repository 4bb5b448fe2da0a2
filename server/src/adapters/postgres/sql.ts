/**
 * `sql` writes a statement with its values in place and sends them apart:
 *
 *   await db.query<LeadRow>(sql`select * from baton.lead where id = ${id}`)
 *
 * Each statement has a name, the hash of its text, so that PostgreSQL parses and plans it once a connection.
 * A nested statement is spliced in and its values renumbered; `ident` quotes a name. Use `= any(${list})` for
 * lists, never a text built from their length: every different text stays prepared on every connection.
 */
import { createHash } from 'node:crypto';

const FRAGMENT = Symbol('sql');

export interface Statement {
  readonly [FRAGMENT]: true;
  /** Pieces of text, one more than values. */
  readonly parts: readonly string[];
  readonly values: unknown[];
  readonly text: string;
  readonly name: string;
}

interface Written {
  text: string;
  name: string;
}

/** A template without nested parts has the same text every time, so it is written and hashed once. */
const written = new WeakMap<TemplateStringsArray, Written>();

export function sql(strings: TemplateStringsArray, ...values: unknown[]): Statement {
  if (!values.some(isStatement)) {
    let text = written.get(strings);
    if (text === undefined) {
      text = write(strings);
      written.set(strings, text);
    }
    return { [FRAGMENT]: true, parts: strings, values, text: text.text, name: text.name };
  }
  const parts: string[] = [strings[0] ?? ''];
  const flat: unknown[] = [];
  const append = (text: string) => {
    parts[parts.length - 1] += text;
  };
  for (const [index, value] of values.entries()) {
    if (isStatement(value)) {
      append(value.parts[0] ?? '');
      parts.push(...value.parts.slice(1));
      flat.push(...value.values);
    } else {
      parts.push('');
      flat.push(value);
    }
    append(strings[index + 1] ?? '');
  }
  return { [FRAGMENT]: true, parts, values: flat, ...write(parts) };
}

/** A name (table, column, channel) as a quoted part of a statement. */
export function ident(name: string): Statement {
  return fragment(quoteIdent(name));
}

export function quoteIdent(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Nothing; for a part that is there only sometimes. */
export const nothing: Statement = fragment('');

function fragment(text: string): Statement {
  return { [FRAGMENT]: true, parts: [text], values: [], ...write([text]) };
}

function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && FRAGMENT in value;
}

function write(parts: readonly string[]): Written {
  const text = parts.reduce((whole, part, index) => `${whole}$${index}${part}`);
  // PostgreSQL cuts names at 63 bytes; 16 hex digits of a hash cannot collide by chance here
  return { text, name: `s_${createHash('sha256').update(text).digest('hex').slice(0, 16)}` };
}
