import { describe, expect, it } from 'vitest';
import { ident, nothing, sql } from './sql.ts';

describe('sql', () => {
  it('sends values apart from the text', () => {
    const statement = sql`select * from lead where id = ${7} and name = ${"O'Hara"}`;
    expect(statement.text).toBe('select * from lead where id = $1 and name = $2');
    expect(statement.values).toEqual([7, "O'Hara"]);
  });

  it('names equal texts alike and different texts differently', () => {
    const get = (id: number) => sql`select ${id}`;
    expect(get(1).name).toBe(get(2).name);
    expect(sql`select ${1}`.name).toBe(get(1).name);
    expect(sql`select ${1}, 2`.name).not.toBe(get(1).name);
    expect(get(1).name.length).toBeLessThan(63);
  });

  it('splices statements in and renumbers their values', () => {
    const inner = sql`b = ${2} and c = ${3}`;
    const statement = sql`select ${1} where ${inner} or ${inner} and d = ${4}`;
    expect(statement.text).toBe('select $1 where b = $2 and c = $3 or b = $4 and c = $5 and d = $6');
    expect(statement.values).toEqual([1, 2, 3, 2, 3, 4]);
    const nested = sql`x ${statement} y ${5}`;
    expect(nested.text).toMatch(/d = \$6 y \$7$/);
    expect(nested.values).toHaveLength(7);
  });

  it('quotes names, and leaves out nothing', () => {
    expect(sql`select ${1} from ${ident('we"ird')}${nothing}`.text).toBe('select $1 from "we""ird"');
  });

  it('takes an array as one value', () => {
    expect(sql`select ${[1, 2]}`).toMatchObject({ text: 'select $1', values: [[1, 2]] });
  });
});
