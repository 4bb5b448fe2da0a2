/** Rows of a setting: each a line of fields, one more by a button, one less by another. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';

export interface Column<T> {
  key: keyof T & string;
  label: string;
  type?: 'text' | 'date';
  /** A choice instead of typing. */
  choices?: readonly { value: string; label: string }[];
}

export function RowList<T extends object>(props: {
  title: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  read: (row: T, key: keyof T & string) => string;
  write: (row: T, key: keyof T & string, value: string) => T;
  blank: T;
  disabled: boolean;
  onChange: (rows: T[]) => void;
}) {
  const { rows, columns, read, write, onChange, disabled } = props;
  return (
    <fieldset className="comp-rows" disabled={disabled}>
      <legend>{props.title}</legend>
      {rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity until they are saved
        <div key={i} className="comp-form">
          {columns.map(({ key, label, type, choices }) => {
            const change = (value: string) =>
              onChange(rows.map((one, at) => (at === i ? write(one, key, value) : one)));
            const name = `${label}, row ${i + 1}`;
            return choices === undefined ? (
              <TextInput
                key={key}
                label={label}
                aria-label={name}
                type={type ?? 'text'}
                value={read(row, key)}
                onChange={(e) => change(e.currentTarget.value)}
              />
            ) : (
              <NativeSelect
                key={key}
                label={label}
                aria-label={name}
                value={read(row, key)}
                data={[...choices]}
                onChange={(e) => change(e.currentTarget.value)}
              />
            );
          })}
          <Button
            variant="subtle"
            aria-label={`Remove row ${i + 1} of ${props.title}`}
            onClick={() => onChange(rows.filter((_, at) => at !== i))}
          >
            Remove
          </Button>
        </div>
      ))}
      <Button variant="outline" size="xs" onClick={() => onChange([...rows, props.blank])}>
        Add a row
      </Button>
    </fieldset>
  );
}

/** Words with commas between them; what is typed stays as typed. */
export function WordsInput(props: {
  label: string;
  words: readonly string[];
  disabled: boolean;
  onChange: (words: string[]) => void;
}) {
  const [text, setText] = useState(props.words.join(', '));
  return (
    <TextInput
      label={props.label}
      disabled={props.disabled}
      value={text}
      onChange={(e) => {
        setText(e.currentTarget.value);
        props.onChange(e.currentTarget.value.split(/[\s,]+/).filter((one) => one !== ''));
      }}
    />
  );
}
