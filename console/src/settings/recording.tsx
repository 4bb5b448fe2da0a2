/** Whether conversations are recorded, and how long recordings are kept. */
import { Button, NumberInput, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RecordingSettings } from '../../../contract/recordings.ts';
import { call } from '../api/client.ts';
import { Failure, Loading, Panel } from '../ui/parts.tsx';

export function Recording() {
  const now = useQuery({ queryKey: ['recordingSettings'], queryFn: () => call('recordingSettings') });
  return (
    <>
      <header className="s-head">
        <h1>Recording</h1>
      </header>
      {now.isPending ? <Loading /> : null}
      {now.isError ? <Failure error={now.error} onRetry={() => void now.refetch()} /> : null}
      {now.isSuccess ? <Form now={now.data} onSaved={() => void now.refetch()} /> : null}
    </>
  );
}

function Form({ now, onSaved }: { now: RecordingSettings; onSaved: () => void }) {
  const [on, setOn] = useState(now.on);
  const [keepMonths, setKeepMonths] = useState<number | string>(now.keepMonths);
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState(false);
  const months = Number(keepMonths);
  const isFit = Number.isInteger(months) && months >= 1 && months <= 120;
  return (
    <Panel title="Conversations">
      <form
        className="settings-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isFit) return;
          call('changeRecordingSettings', { body: { on, keepMonths: months } }).then(() => {
            setError(null);
            setSaved(true);
            onSaved();
          }, setError);
        }}
      >
        {error === null ? null : <Failure error={error} />}
        <Switch
          label="Record what lead and agent say to each other"
          description="Begins with the notice: the assistant says it where it may speak, otherwise the agent does and then presses Record. Brief, hold and supervisors are never in it."
          checked={on}
          onChange={(event) => {
            setOn(event.currentTarget.checked);
            setSaved(false);
          }}
        />
        <NumberInput
          hideControls
          label="Months until a recording is deleted"
          min={1}
          max={120}
          allowDecimal={false}
          value={keepMonths}
          error={isFit ? null : 'A whole number from 1 to 120.'}
          onChange={(value) => {
            setKeepMonths(value);
            setSaved(false);
          }}
        />
        <Button type="submit">Save</Button>
        <p role="status">{saved ? 'Saved. It counts from the next transfer on.' : ''}</p>
      </form>
    </Panel>
  );
}
