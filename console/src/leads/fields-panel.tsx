/** What is known, each with the message it came from. An edit by hand keeps who did it. */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../api/client.ts';
import type { Field, LeadDetail } from '../api/types.ts';
import { timeWithZone } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { Panel } from '../ui/parts.tsx';
import type { LeadAct } from './lead-act.ts';

interface Props {
  detail: LeadDetail;
  go: (messageId: string) => void;
  act: LeadAct;
}

export function FieldsPanel({ detail, go, act }: Props) {
  const known = detail.fields.filter((f) => f.value !== null);
  const open = detail.fields.filter((f) => f.value === null && f.asked > 0);
  return (
    <Panel title="Known">
      {known.length === 0 ? (
        <p className="b-dim">Nothing yet. Answers appear here with the message they came from.</p>
      ) : null}
      <ul className="fields">
        {known.map((f) => (
          <FieldRow key={f.name} field={f} detail={detail} go={go} act={act} />
        ))}
      </ul>
      {open.length === 0 ? null : (
        <>
          <h3 className="fields-open b-meta">Asked, no answer</h3>
          <ul className="fields">
            {open.map((f) => (
              <li key={f.name} className="b-dim">
                {f.label} ({f.asked}x)
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function FieldRow({ field, detail, go, act }: { field: Field } & Props) {
  const [editing, setEditing] = useState(false);
  const [text, setText] = useState('');
  const from = detail.turns.find((t) => t.messageId === field.messageId);
  const when = from === undefined ? null : timeWithZone(from.atMs, detail.lead.tz);
  const save = (): void =>
    void act(() =>
      call('editFields', {
        params: { id: detail.lead.leadId },
        body: { fields: { [field.name]: sameKind(text, field.value) } },
      }),
    ).then((done) => {
      if (done) setEditing(false);
    });
  if (editing)
    return (
      <li>
        <form
          className="field-edit"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <TextInput
            data-autofocus
            autoFocus
            label={field.label}
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
            onKeyDown={(e) => {
              if (e.key === 'Escape') setEditing(false);
            }}
          />
          <Button type="submit" size="xs">
            Save
          </Button>
        </form>
      </li>
    );
  return (
    <li className="field">
      <span className="b-meta">{field.label}</span>
      <span className="field-value" title={field.by === 'assistant' ? undefined : `Set by ${field.by}`}>
        {field.sensitive ? 'On file' : words(field.value)}
      </span>
      <span className="field-acts">
        {field.sensitive ? null : (
          <button
            type="button"
            className="b-why"
            aria-label={`Correct ${field.label}`}
            title={`Correct ${field.label}`}
            onClick={() => {
              setText(String(field.value ?? ''));
              setEditing(true);
            }}
          >
            <I.IconPencil size={14} stroke={1.75} aria-hidden />
          </button>
        )}
        {when === null || field.messageId === null ? null : (
          <button
            type="button"
            className="b-why"
            aria-label={`${field.label}: from message of ${when}`}
            title={`From message of ${when}`}
            onClick={() => go(field.messageId ?? '')}
          >
            <I.IconLink size={14} stroke={1.75} aria-hidden />
          </button>
        )}
      </span>
    </li>
  );
}

const words = (value: Field['value']): string =>
  value === true ? 'yes' : value === false ? 'no' : String(value);

/** What was typed, as the kind of value that stood there. */
function sameKind(text: string, before: Field['value']): string | number | boolean | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (typeof before === 'number' && Number.isFinite(Number(trimmed))) return Number(trimmed);
  if (typeof before === 'boolean') {
    if (/^(y|yes|true)$/i.test(trimmed)) return true;
    if (/^(n|no|false)$/i.test(trimmed)) return false;
  }
  return trimmed;
}
