/** Phones outside of the house to which agents may pass a live call on. Nothing else is dialled for it. */
import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, call } from '../api/client.ts';
import { Failure, Loading, Panel } from '../ui/parts.tsx';
import { readTargets, type Target, writeTargets } from './outside-targets.ts';
import { SettingsForm } from './settings-form.tsx';

export function PassingOn() {
  const now = useQuery({ queryKey: ['outsideTargets'], queryFn: () => call('outsideTargets') });
  return (
    <>
      <header className="s-head">
        <h1>Passing on</h1>
      </header>
      {now.isPending ? <Loading /> : null}
      {now.isError ? <Failure error={now.error} onRetry={() => void now.refetch()} /> : null}
      {now.isSuccess ? <Form targets={now.data.targets} /> : null}
    </>
  );
}

function Form({ targets }: { targets: Target[] }) {
  const [text, setText] = useState(writeTargets(targets));
  const [problem, setProblem] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState(false);
  const save = (): void => {
    const read = readTargets(text);
    setSaved(false);
    setError(null);
    setProblem(read.problem);
    if (read.problem !== null) return;
    call('editOutsideTargets', { body: { targets: read.targets } }).then(
      (next) => {
        setText(writeTargets(next.targets));
        setSaved(true);
      },
      (caught: unknown) => {
        const [field] = caught instanceof ApiError ? Object.entries(caught.fields) : [];
        const row = field === undefined ? null : /^targets\.(\d+)/.exec(field[0]);
        if (field && row) setProblem(`Target ${Number(row[1]) + 1}: ${field[1]}`);
        else setError(caught);
      },
    );
  };
  return (
    <Panel title="Phones outside">
      <SettingsForm error={error} onSave={save}>
        <Textarea
          label="Where a live call may be passed on to"
          description="One a line: name = number or SIP address. A range ends in *, as +1512555*; sip:*@pbx.example allows everybody there. Agents and desk phones of Baton need no line."
          placeholder="Claims desk = +15125550177"
          autosize
          minRows={4}
          maxRows={16}
          value={text}
          error={problem}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setSaved(false);
          }}
        />
        <Button type="submit">Save</Button>
        <p role="status">{saved ? 'Saved. It counts from the next call on.' : ''}</p>
      </SettingsForm>
    </Panel>
  );
}
