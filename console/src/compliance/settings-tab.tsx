/** What the gate is told of this installation: the form, what still keeps the gate shut, who changed what, and the pause. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { ComplianceSettings, SettingsView } from '../../../contract/compliance-settings.ts';
import { call } from '../api/client.ts';
import { useNowMs } from '../api/live.ts';
import { useMe } from '../api/session.tsx';
import { may } from '../shell/may.ts';
import { Dialog } from '../ui/dialog.tsx';
import { dayAndTime } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { Failure, Loading, Panel } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { WordsInput } from './row-list.tsx';
import { Allowances, Numbers, Papers } from './settings-fields.tsx';

type View = z.infer<typeof SettingsView>;

export function SettingsTab() {
  const saved = useQuery({
    queryKey: ['compliance-settings'],
    queryFn: ({ signal }) => call('complianceSettings', { signal }),
  });
  if (saved.isError) return <Failure error={saved.error} onRetry={() => void saved.refetch()} />;
  if (saved.data === undefined) return <Loading rows={8} onRetry={() => void saved.refetch()} />;
  return (
    <>
      <Readiness view={saved.data} onChange={() => void saved.refetch()} />
      {/* A version saved by anybody is a new form; what was typed before a refused save stays. */}
      <Form key={saved.data.version} view={saved.data} onSaved={() => void saved.refetch()} />
      <History view={saved.data} />
    </>
  );
}

function Readiness({ view, onChange }: { view: View; onChange: () => void }) {
  const [asking, setAsking] = useState(false);
  const paused = view.value.pause.all;
  return (
    <Panel
      title="Is the gate open?"
      aside={
        <Button
          size="xs"
          variant="outline"
          color={paused ? undefined : 'stop'}
          onClick={() => setAsking(true)}
        >
          {paused ? 'Resume outreach…' : 'Pause all outreach…'}
        </Button>
      }
    >
      {view.inForce ? null : (
        <p className="b-notice" data-role="ring">
          <I.IconInfoCircle size={18} stroke={1.75} aria-hidden />
          <span>
            Demo mode: the virtual carrier stands in, and these settings wait for BATON_DEMO=off. A pause
            holds now.
          </span>
        </p>
      )}
      {view.restartNeeded ? (
        <p className="b-notice" data-role="ring" role="status">
          <I.IconRefresh size={18} stroke={1.75} aria-hidden />
          <span>The seller’s name or number was changed. Restart Baton to use it.</span>
        </p>
      ) : null}
      <ul className="comp-lists">
        {view.readiness.map((one) => (
          <li key={one.attempt}>
            <span className="b-inline">
              {one.ok ? (
                <StateChip kind="plain" tone="go" icon={I.IconCheck} word="Open" />
              ) : (
                <StateChip kind="plain" tone="stop" icon={I.IconHandStop} word="Shut" />
              )}
              <span>{one.attempt}</span>
            </span>
            {one.problems.map((problem) => (
              <p key={problem.gate} className="b-meta">
                {problem.gate} {problem.reason}: {problem.words}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {asking ? <Pause on={!paused} onClose={() => setAsking(false)} onDone={onChange} /> : null}
    </Panel>
  );
}

function Pause({ on, onClose, onDone }: { on: boolean; onClose: () => void; onDone: () => void }) {
  const [note, setNote] = useState('');
  const send = useMutation({
    mutationFn: () => call('pauseOutreach', { body: { on, note } }),
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  return (
    <Dialog title={on ? 'Pause all texts and calls?' : 'Resume texts and calls?'} onClose={onClose}>
      <form
        className="import"
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate();
        }}
      >
        <TextInput
          data-autofocus
          label="Why, kept in the log"
          required
          minLength={3}
          value={note}
          onChange={(e) => setNote(e.currentTarget.value)}
        />
        {send.isError ? <Failure error={send.error} /> : null}
        <Button type="submit" variant="outline" color={on ? 'stop' : undefined} loading={send.isPending}>
          {on ? 'Pause' : 'Resume'}
        </Button>
      </form>
    </Dialog>
  );
}

function Form({ view, onSaved }: { view: View; onSaved: () => void }) {
  const me = useMe();
  const [value, setValue] = useState<ComplianceSettings>(view.value);
  const [note, setNote] = useState('');
  const version = view.version;
  const answer = may(me, 'saveComplianceSettings');
  const save = useMutation({
    mutationFn: () => call('saveComplianceSettings', { body: { basedOn: version, note, value } }),
    onSuccess: () => {
      setNote('');
      onSaved();
    },
  });
  const locked = !answer.ok;
  const seller = (key: keyof ComplianceSettings['seller'], label: string, description?: string) => (
    <TextInput
      label={label}
      description={description}
      disabled={locked}
      value={value.seller[key]}
      onChange={(e) => setValue({ ...value, seller: { ...value.seller, [key]: e.currentTarget.value } })}
    />
  );
  return (
    <Panel title="What the gate is told">
      {locked ? <p className="b-meta">{answer.reason}</p> : null}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <fieldset className="comp-rows">
          <legend>The seller</legend>
          <div className="comp-form">
            {seller(
              'legalName',
              'Legal name, as registered',
              'Consents that name another company carry nothing from the next start on.',
            )}
            {seller('name', 'Name people know')}
            {seller('number', 'Number texts and calls come from')}
            {seller('registeredIn', 'Registered in')}
            {seller('address', 'Address')}
            {seller('website', 'Website')}
          </div>
        </fieldset>
        <Numbers value={value} locked={locked} onChange={setValue} />
        <fieldset className="comp-rows">
          <legend>Places and hours</legend>
          <div className="comp-form">
            <WordsInput
              label="Places, with commas (US, US-TX, CA, GB)"
              disabled={locked}
              words={value.places}
              onChange={(places) => setValue({ ...value, places })}
            />
            <NativeSelect
              label="Hours"
              disabled={locked}
              value={value.hours}
              data={[
                { value: 'product-default', label: 'Weekdays 9 to 8, Saturday 10 to 5' },
                { value: 'legal', label: 'As wide as the law of each place' },
              ]}
              onChange={(e) => setValue({ ...value, hours: e.currentTarget.value as typeof value.hours })}
            />
          </div>
        </fieldset>
        <Papers value={value} locked={locked} onChange={setValue} />
        <Allowances value={value} locked={locked} onChange={setValue} />
        <fieldset className="comp-rows" disabled={locked}>
          <legend>Save</legend>
          <div className="comp-form">
            <TextInput
              label="Why, kept with the version"
              required
              minLength={3}
              value={note}
              onChange={(e) => setNote(e.currentTarget.value)}
            />
            <Button type="submit" loading={save.isPending} disabled={locked}>
              Save as version {version + 1}
            </Button>
          </div>
        </fieldset>
        {save.isError ? <Failure error={save.error} /> : null}
      </form>
    </Panel>
  );
}

function History({ view }: { view: View }) {
  const { tz } = useMe();
  const nowMs = useNowMs(60_000);
  if (view.history.length === 0) return null;
  return (
    <Panel title="Versions">
      <ul className="comp-lists">
        {view.history.map((one) => (
          <li key={one.version}>
            <b>{one.version}</b> {dayAndTime(one.atMs, tz, nowMs)}, {one.by}: {one.note} (
            {one.changed.join(', ') || 'nothing changed'})
          </li>
        ))}
      </ul>
    </Panel>
  );
}
