/** When a machine answers a lead's phone: whether it is listened for, and the message that is left for each playbook. */
import { Button, Switch, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, call, type ResponseOf } from '../api/client.ts';
import { Failure, Loading, Panel } from '../ui/parts.tsx';
import { SettingsForm } from './settings-form.tsx';

type View = ResponseOf<'voicemail'>;

export function Voicemail() {
  const found = useQuery({ queryKey: ['voicemail'], queryFn: () => call('voicemail') });
  return (
    <Panel title="Voicemail">
      {found.isPending ? <Loading /> : null}
      {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.isSuccess ? <Form view={found.data} /> : null}
    </Panel>
  );
}

const textsOf = (view: View): Record<string, string> =>
  Object.fromEntries(view.playbooks.map(({ id, text }) => [id, text ?? '']));

function Form({ view }: { view: View }) {
  const [detectMachines, setDetect] = useState(view.detectMachines);
  const [optOutNumber, setNumber] = useState(view.optOutNumber ?? '');
  const [texts, setTexts] = useState(textsOf(view));
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState(false);
  const queries = useQueryClient();
  const write = (id: string, text: string): void => {
    setSaved(false);
    setTexts((was) => ({ ...was, [id]: text }));
  };
  const save = (): void => {
    setError(null);
    setSaved(false);
    setProblems({});
    const number = optOutNumber.trim();
    call('editVoicemail', {
      body: { detectMachines, optOutNumber: number === '' ? null : number, messages: texts },
    }).then(
      (next) => {
        queries.setQueryData(['voicemail'], next);
        setSaved(true);
      },
      (caught: unknown) => {
        const fields = caught instanceof ApiError ? caught.fields : {};
        setProblems(fields);
        if (Object.keys(fields).length === 0) setError(caught);
      },
    );
  };
  return (
    <SettingsForm error={error} onSave={save}>
      <Switch
        label="Listen whether a person or a machine answers"
        description="Up to three seconds, before anybody is joined. Off: whoever answers is taken for a person, and no message is left."
        checked={detectMachines}
        onChange={(event) => {
          setSaved(false);
          setDetect(event.currentTarget.checked);
        }}
      />
      <TextInput
        label="Toll-free number to opt out at"
        description="One of the numbers above: who calls it opts out by key 9. A message must name it."
        type="tel"
        placeholder="+1 800 555 0199"
        value={optOutNumber}
        error={problems.optOutNumber}
        onChange={(event) => {
          setSaved(false);
          setNumber(event.currentTarget.value);
        }}
      />
      <p className="b-meta">
        A message is spoken after the machine's tone, at most once in 72 hours, and only to people who agreed
        to messages by an artificial voice where the law allows one. Whether or not, the lead is texted.
      </p>
      {view.playbooks.map(({ id, name, heard }) => (
        <div key={id} className="tel-message">
          <Textarea
            label={`Message: ${name}`}
            description={
              texts[id] === ''
                ? 'Empty: no message is left.'
                : 'With {first_name}, {seller}, {number}, {opt_out_number}.'
            }
            autosize
            minRows={2}
            maxLength={700}
            value={texts[id]}
            error={problems[`messages.${id}`]}
            onChange={(event) => write(id, event.currentTarget.value)}
          />
          {texts[id] === '' ? (
            <Button
              size="xs"
              variant="outline"
              aria-label={`Use the proposed message for ${name}`}
              onClick={() => write(id, view.suggestion)}
            >
              Use the proposed message
            </Button>
          ) : null}
          {heard === null ? null : <p className="b-meta">Heard: {heard}</p>}
        </div>
      ))}
      <div className="hook-acts">
        <Button type="submit">Save</Button>
        <span role="status">{saved ? 'Saved. In force from the next transfer on.' : ''}</span>
      </div>
    </SettingsForm>
  );
}
