/** Numbers that people call, who answers each, and calls that nobody here could take. */
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type ResponseOf } from '../api/client.ts';
import { useMe } from '../api/session.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { dayAndTime } from '../ui/format.ts';
import { Empty, Failure, Panel, PhoneText } from '../ui/parts.tsx';
import type { Trunk } from './telephones-carriers.tsx';

type Listed = ResponseOf<'sipNumbers'>;

export function Numbers({
  numbers,
  refused,
  trunks,
  onChanged,
}: Listed & { trunks: Trunk[]; onChanged: () => void }) {
  const [adding, setAdding] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { tz } = useMe();
  const playbooks = useQuery({ queryKey: ['playbooks'], queryFn: () => call('playbooks') });
  const named = (id: string): string => playbooks.data?.playbooks.find((one) => one.id === id)?.name ?? id;
  return (
    <Panel
      title="Numbers"
      aside={
        <Button size="xs" disabled={trunks.length === 0} onClick={() => setAdding(true)}>
          Add number
        </Button>
      }
    >
      {error === null ? null : <Failure error={error} />}
      {numbers.length === 0 ? (
        <Empty
          what="No numbers yet."
          why={
            trunks.length === 0
              ? 'Add a carrier first: numbers come with it.'
              : 'A call to a number that is not listed is refused with "not found".'
          }
        />
      ) : (
        <ul className="tel-rows">
          {numbers.map((one) => (
            <li key={one.e164} className="tel-row">
              <div className="row-line">
                <div>
                  <p className="b-strong">
                    <PhoneText e164={one.e164} />
                  </p>
                  <p className="b-meta">
                    {named(one.playbook)} answers · over{' '}
                    {trunks.find((trunk) => trunk.id === one.trunkId)?.name ?? 'a removed carrier'} ·{' '}
                    {one.notice ? 'says that calls may be recorded' : 'says nothing about recording'}
                  </p>
                </div>
                <Button
                  size="xs"
                  variant="outline"
                  color="stop"
                  aria-label={`Remove ${one.e164}`}
                  onClick={() =>
                    void call('deleteNumber', { params: { id: one.e164 } }).then(onChanged, setError)
                  }
                >
                  Remove
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {refused.length === 0 ? null : (
        <details className="tel-refused">
          <summary>
            {refused.length === 1 ? 'One call' : `${refused.length} calls`} refused since the start
          </summary>
          <ul>
            {refused.map((one) => (
              <li key={`${one.atMs} ${one.dialled}`}>
                <span className="b-num">{dayAndTime(one.atMs, tz, Date.now())}</span>{' '}
                <span className="b-num">{one.dialled}</span> ({one.status}). {one.words}
              </li>
            ))}
          </ul>
        </details>
      )}
      {adding ? (
        <AddNumber
          trunks={trunks}
          playbooks={playbooks.data?.playbooks ?? []}
          onClose={() => {
            setAdding(false);
            onChanged();
          }}
        />
      ) : null}
    </Panel>
  );
}

function AddNumber(props: {
  trunks: Trunk[];
  playbooks: { id: string; name: string }[];
  onClose: () => void;
}) {
  const { trunks, playbooks, onClose } = props;
  const [e164, setE164] = useState('');
  const [trunkId, setTrunkId] = useState(trunks[0]?.id ?? '');
  const departments = useQuery({ queryKey: ['departments'], queryFn: () => call('departments') });
  const [playbook, setPlaybook] = useState(playbooks[0]?.id ?? '');
  const [department, setDepartment] = useState('');
  const [notice, setNotice] = useState(true);
  const [error, setError] = useState<unknown>(null);
  return (
    <Dialog onClose={onClose} title="Add number">
      <form
        className="settings-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          call('createNumber', {
            body: { e164, trunkId, playbook, department: department || null, notice },
          }).then(onClose, setError);
        }}
      >
        {error === null ? null : <Failure error={error} />}
        <TextInput
          data-autofocus
          label="Number"
          type="tel"
          placeholder="+1 512 555 0100"
          value={e164}
          onChange={(event) => setE164(event.currentTarget.value)}
        />
        <NativeSelect
          label="Who answers"
          description="The assistant says this playbook's company, and rings the agents it asks for; or those of a department alone."
          data={[
            ...playbooks.map(({ id, name }) => ({ value: id, label: name })),
            ...(departments.data?.departments ?? []).map(({ id, name }) => ({
              value: `department:${id}`,
              label: `Department ${name}`,
            })),
          ]}
          value={department === '' ? playbook : `department:${department}`}
          onChange={(event) => {
            const [kind, id] = event.currentTarget.value.split(':');
            setDepartment(id ?? '');
            if (id === undefined) setPlaybook(kind ?? '');
          }}
        />
        <NativeSelect
          label="Carrier"
          data={trunks.map(({ id, name }) => ({ value: id, label: name }))}
          value={trunkId}
          onChange={(event) => setTrunkId(event.currentTarget.value)}
        />
        <Checkbox
          label="Say that the call may be recorded"
          description="Needed before anybody records: Baton, the carrier, or an agent's own phone."
          checked={notice}
          onChange={(event) => setNotice(event.currentTarget.checked)}
        />
        <Button type="submit">Add number</Button>
      </form>
    </Dialog>
  );
}
