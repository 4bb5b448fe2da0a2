/** Departments: who takes whose calls, when, under which number, and who stands in. Saved whole, and only when no lead ends nowhere. */
import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { dayNames, dayTexts, shiftsOf } from '../agents/text-forms.ts';
import { ApiError, call } from '../api/client.ts';
import type { DepartmentsView, PlaybookView } from '../api/types.ts';
import { Failure, Loading, Panel } from '../ui/parts.tsx';
import { SettingsForm } from './settings-form.tsx';

type Department = DepartmentsView['departments'][number];
const rings = [
  { value: '', label: 'As the playbook says' },
  { value: 'all', label: 'All at once' },
  { value: 'waves', label: 'Waves' },
  { value: 'one-by-one', label: 'One by one' },
  { value: 'owner-first', label: 'Owner first' },
];

export function Departments() {
  const now = useQuery({ queryKey: ['departments'], queryFn: () => call('departments') });
  const playbooks = useQuery({ queryKey: ['playbooks'], queryFn: () => call('playbooks') });
  return (
    <>
      <header className="s-head">
        <h1>Departments</h1>
      </header>
      {now.isPending || playbooks.isPending ? <Loading rows={4} /> : null}
      {now.isError ? <Failure error={now.error} onRetry={() => void now.refetch()} /> : null}
      {playbooks.isError ? (
        <Failure error={playbooks.error} onRetry={() => void playbooks.refetch()} />
      ) : null}
      {now.isSuccess && playbooks.isSuccess ? (
        <List view={now.data} playbooks={playbooks.data.playbooks} />
      ) : null}
    </>
  );
}

function List({ view, playbooks }: { view: DepartmentsView; playbooks: PlaybookView[] }) {
  const [open, setOpen] = useState<string | null>(null);
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState('');
  const save = async (departments: Department[], words: string): Promise<unknown> => {
    setError(null);
    setSaved('');
    try {
      const next = await call('editDepartments', { body: { departments } });
      queries.setQueryData(['departments'], next);
      setOpen(null);
      setSaved(words);
      return null;
    } catch (caught) {
      return caught;
    }
  };
  return (
    <>
      {error === null ? null : <Failure error={error} />}
      {view.problems.length === 0 ? null : (
        <Panel title="To mend">
          <ul>
            {view.problems.map((one) => (
              <li key={`${one.at} ${one.words}`}>
                {one.words} {one.mend}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {view.departments.length === 0 ? (
        <p className="b-dim">
          No departments. Every agent who fits a playbook is asked for its leads. With one, a playbook or a
          number leads to its agents alone.
        </p>
      ) : null}
      <ul className="rows">
        {view.departments.map((one) => (
          <li key={one.id} className="row">
            {open === one.id ? (
              <Form
                view={view}
                playbooks={playbooks}
                department={one}
                onClose={() => setOpen(null)}
                onSave={(next) =>
                  save(
                    view.departments.map((had) => (had.id === one.id ? next : had)),
                    `${next.name} is saved.`,
                  )
                }
              />
            ) : (
              <div className="hook-acts">
                <p className="dep-what">
                  <span className="b-strong">{one.name}</span>
                  <span className="b-meta">{summary(one, view)}</span>
                </p>
                <Button
                  size="xs"
                  variant="outline"
                  aria-label={`Change ${one.name}`}
                  onClick={() => setOpen(one.id)}
                >
                  Change
                </Button>
                <Button
                  size="xs"
                  variant="outline"
                  color="stop"
                  aria-label={`Remove ${one.name}`}
                  onClick={() =>
                    void save(
                      view.departments.filter((had) => had.id !== one.id),
                      `${one.name} is removed.`,
                    ).then(setError)
                  }
                >
                  Remove
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {open === '' ? (
        <Form
          view={view}
          playbooks={playbooks}
          department={null}
          onClose={() => setOpen(null)}
          onSave={(next) => save([...view.departments, next], `${next.name} is saved.`)}
        />
      ) : (
        <Button onClick={() => setOpen('')}>Add department</Button>
      )}
      <p role="status">{saved}</p>
    </>
  );
}

function summary(one: Department, view: DepartmentsView): string {
  const people = view.agents
    .filter((agent) => one.agentIds.includes(agent.agentId))
    .map((agent) => agent.name);
  const uses = view.uses.filter((use) => use.departmentId === one.id).map((use) => use.by);
  return [
    people.length === 0 ? 'nobody' : people.join(', '),
    one.hours.length === 0 ? 'always open' : 'with hours',
    ...(uses.length === 0 ? [] : [`for ${uses.join(', ')}`]),
    ...(one.fallback === null
      ? []
      : [`then ${view.departments.find((had) => had.id === one.fallback)?.name}`]),
  ].join(' · ');
}

const idFor = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40);

function Form(props: {
  view: DepartmentsView;
  playbooks: PlaybookView[];
  /** Null: a new one. */
  department: Department | null;
  onClose: () => void;
  /** Resolves to what went wrong, or null. */
  onSave: (next: Department) => Promise<unknown>;
}) {
  const { view, playbooks } = props;
  const [draft, setDraft] = useState<Department>(
    props.department ?? {
      id: '',
      name: '',
      playbook: playbooks[0]?.id ?? '',
      agentIds: [],
      callerId: null,
      hours: [],
      tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ring: null,
      ringSeconds: null,
      fallback: null,
    },
  );
  const [days, setDays] = useState(dayTexts(draft.hours));
  const [problem, setProblem] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const set = (change: Partial<Department>): void => setDraft((was) => ({ ...was, ...change }));
  const save = (): void => {
    const hours = shiftsOf(days);
    setError(null);
    const id = props.department?.id ?? idFor(draft.name);
    const wrong = hours.ok ? (id === '' ? 'Give it a name with a letter in it.' : null) : hours.problem;
    setProblem(wrong);
    if (wrong !== null || !hours.ok) return;
    void props.onSave({ ...draft, id, hours: hours.value }).then((caught) => {
      const fields = caught instanceof ApiError ? Object.values(caught.fields) : [];
      if (fields.length > 0) setProblem(fields.join(' '));
      else if (caught !== null) setError(caught);
    });
  };
  return (
    <SettingsForm
      aria-label={props.department === null ? 'New department' : draft.name}
      error={error}
      onSave={save}
    >
      {problem === null ? null : (
        <p role="alert" className="b-strong">
          {problem}
        </p>
      )}
      <TextInput
        label="Name"
        maxLength={60}
        value={draft.name}
        onChange={(e) => set({ name: e.currentTarget.value })}
      />
      <NativeSelect
        label="Playbook"
        description="What the assistant says and asks on numbers that this department answers."
        data={playbooks.map((one) => ({ value: one.id, label: one.name }))}
        value={draft.playbook}
        onChange={(e) => set({ playbook: e.currentTarget.value })}
      />
      <Checkbox.Group label="Agents" value={draft.agentIds} onChange={(agentIds) => set({ agentIds })}>
        <div className="pass-list">
          {view.agents.map((one) => (
            <Checkbox key={one.agentId} value={one.agentId} label={one.name} />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label="Number that leads see"
        data={[{ value: '', label: 'As without a department' }, ...view.ownNumbers]}
        value={draft.callerId ?? ''}
        onChange={(e) => set({ callerId: e.currentTarget.value || null })}
      />
      <fieldset>
        <legend>Hours; all empty means always open</legend>
        {dayNames.map((day, at) => (
          <TextInput
            key={day}
            label={day}
            placeholder="9-17"
            value={days[at] ?? ''}
            onChange={(e) => {
              const text = e.currentTarget.value;
              setDays((was) => was.map((had, i) => (i === at ? text : had)));
            }}
          />
        ))}
        <TextInput label="Time zone" value={draft.tz} onChange={(e) => set({ tz: e.currentTarget.value })} />
      </fieldset>
      <NativeSelect
        label="Ring"
        data={rings}
        value={draft.ring ?? ''}
        onChange={(e) => set({ ring: (e.currentTarget.value || null) as Department['ring'] })}
      />
      <NumberInput
        hideControls
        label="Ring for, seconds"
        description="5 to 300; empty: as the installation says."
        min={5}
        max={300}
        allowDecimal={false}
        value={draft.ringSeconds ?? ''}
        onChange={(value) => set({ ringSeconds: value === '' ? null : Number(value) })}
      />
      <NativeSelect
        label="When nobody here is free, or it is closed"
        data={[
          { value: '', label: 'The assistant books a call' },
          ...view.departments
            .filter((one) => one.id !== draft.id)
            .map((one) => ({ value: one.id, label: `Ask ${one.name}` })),
        ]}
        value={draft.fallback ?? ''}
        onChange={(e) => set({ fallback: e.currentTarget.value || null })}
      />
      <div className="hook-acts">
        <Button type="submit">Save department</Button>
        <Button variant="outline" onClick={props.onClose}>
          Close
        </Button>
      </div>
    </SettingsForm>
  );
}
