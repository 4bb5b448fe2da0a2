/** Limits and defaults: each with its range, what it changes, and the way back. A changed one carries a dot. */
import { Button, Switch, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiError, call } from '../api/client.ts';
import type { LimitView } from '../api/types.ts';
import { useDraft } from '../ui/draft.ts';
import { useKeys } from '../ui/keys.ts';
import { Failure, Key, Loading } from '../ui/parts.tsx';
import { SettingsForm } from './settings-form.tsx';

export function Limits() {
  const found = useQuery({ queryKey: ['settings'], queryFn: () => call('settings') });
  return (
    <>
      <header className="s-head">
        <h1>Limits and defaults</h1>
      </header>
      {found.isPending ? <Loading rows={8} /> : null}
      {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.isSuccess ? <Form limits={found.data.limits} /> : null}
    </>
  );
}

const range = (limit: LimitView): string =>
  limit.kind === 'switch'
    ? ''
    : ` ${limit.min} to ${limit.max}${limit.kind === 'seconds' ? ' s' : ''}; default ${limit.default}.`;

function Form({ limits }: { limits: LimitView[] }) {
  // What is typed and not saved: name to text. Kept over a reload.
  const [draft, setDraft, clear] = useDraft('limits');
  const typed = (draft === '' ? {} : JSON.parse(draft)) as Record<string, string>;
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const queries = useQueryClient();
  const set = (name: string, text: string): void => {
    setSaved(false);
    setDraft(JSON.stringify({ ...typed, [name]: text }));
  };
  const fail = (found: Record<string, string>): void => {
    setProblems(found);
    const first = limits.find((limit) => found[limit.name] !== undefined);
    if (first !== undefined) form.current?.querySelector<HTMLElement>(`[name="${first.name}"]`)?.focus();
  };
  const save = (): void => {
    setError(null);
    setSaved(false);
    const values = Object.entries(typed).map(
      ([name, text]) => [name, Number(text.trim().replace(',', '.') || 'x')] as const,
    );
    const bad = values
      .filter(([, value]) => !Number.isFinite(value))
      .map(([name]) => [name, 'Type a number.'] as const);
    fail(Object.fromEntries(bad));
    if (bad.length > 0) return;
    call('editSettings', { body: { limits: Object.fromEntries(values) } }).then(
      (next) => {
        queries.setQueryData(['settings'], next);
        clear();
        setSaved(true);
      },
      (caught: unknown) => {
        const fields = caught instanceof ApiError ? Object.entries(caught.fields) : [];
        if (fields.length === 0) setError(caught);
        fail(Object.fromEntries(fields.map(([at, words]) => [at.replace(/^limits\./, ''), words])));
      },
    );
  };
  useKeys({ 'mod+s': save }, ['mod+s']);
  return (
    <SettingsForm ref={form} error={error} onSave={save}>
      <ul className="rows">
        {limits.map((limit) => {
          const text = typed[limit.name] ?? String(limit.value);
          const changed = Number(text) !== limit.default;
          return (
            <li key={limit.name} className="row limit-row">
              {limit.kind === 'switch' ? (
                <Switch
                  name={limit.name}
                  label={limit.label}
                  description={limit.words}
                  checked={Number(text) === 1}
                  onChange={(e) => set(limit.name, e.currentTarget.checked ? '1' : '0')}
                />
              ) : (
                <TextInput
                  name={limit.name}
                  inputMode="decimal"
                  label={limit.kind === 'seconds' ? `${limit.label}, seconds` : limit.label}
                  description={`${limit.words}${range(limit)}`}
                  value={text}
                  error={problems[limit.name]}
                  onChange={(e) => set(limit.name, e.currentTarget.value)}
                />
              )}
              {changed ? (
                <span className="limit-changed">
                  <span className="limit-dot" aria-hidden="true" />
                  <Button
                    size="xs"
                    variant="outline"
                    aria-label={`Back to default: ${limit.label}`}
                    onClick={() => set(limit.name, String(limit.default))}
                  >
                    Back to default
                  </Button>
                </span>
              ) : null}
            </li>
          );
        })}
      </ul>
      <div className="hook-acts">
        <Button type="submit" aria-keyshortcuts="Control+S" rightSection={<Key>Ctrl S</Key>}>
          Save
        </Button>
        {draft === '' ? null : (
          <Button
            variant="outline"
            onClick={() => {
              clear();
              setProblems({});
            }}
          >
            Discard
          </Button>
        )}
        <span role="status">{saved ? 'Saved. In force from the next transfer on.' : ''}</span>
      </div>
    </SettingsForm>
  );
}
