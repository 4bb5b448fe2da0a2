/** Desk phones and softphones of agents. What to type into the phone is shown once, with the secret. */
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type ResponseOf } from '../api/client.ts';
import { Dialog } from '../ui/dialog.tsx';
import * as I from '../ui/icons.ts';
import { CopyButton, Empty, Failure, Panel } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { DirectSound } from './direct-sound.tsx';

type Phone = ResponseOf<'sipPhones'>['phones'][number];
type Made = ResponseOf<'createPhone'>;

export function DeskPhones({ phones, onChanged }: { phones: Phone[]; onChanged: () => void }) {
  const agents = useQuery({ queryKey: ['agents'], queryFn: () => call('agents') });
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Phone | null>(null);
  const [error, setError] = useState<unknown>(null);
  const list = (agents.data?.agents ?? []).map(({ agentId, name }) => ({ agentId, name }));
  const named = (id: string): string => list.find((one) => one.agentId === id)?.name ?? id;
  return (
    <Panel
      title="Desk phones"
      aside={
        <Button size="xs" disabled={list.length === 0} onClick={() => setAdding(true)}>
          Add phone
        </Button>
      }
    >
      {error === null ? null : <Failure error={error} />}
      {phones.length === 0 ? (
        <Empty
          what="No desk phones."
          why="Agents are rung at their desk in the browser. With a phone of their own, that rings instead: key 1 takes the lead."
        />
      ) : (
        <ul className="tel-rows">
          {phones.map((one) => (
            <li key={one.user} className="tel-row">
              <div className="row-line">
                <div>
                  <p className="b-strong">{named(one.agentId)}</p>
                  <p className="b-meta">
                    {one.label} · signs in as {one.user}
                  </p>
                </div>
                <StateChip
                  kind="plain"
                  tone={one.registered ? 'go' : 'quiet'}
                  icon={one.registered ? I.IconCircleCheckFilled : I.IconPlugConnectedX}
                  word={one.registered ? 'Signed in' : 'Not signed in'}
                />
                <Button
                  size="xs"
                  variant="outline"
                  color="stop"
                  aria-label={`Remove the ${one.label} of ${named(one.agentId)}`}
                  onClick={() => setRemoving(one)}
                >
                  Remove
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {adding ? (
        <AddPhone
          agents={list}
          onClose={() => {
            setAdding(false);
            onChanged();
          }}
        />
      ) : null}
      {removing === null ? null : (
        <Dialog onClose={() => setRemoving(null)} title={`Remove this ${removing.label}?`}>
          <div className="settings-form">
            <p>It is signed out, and {named(removing.agentId)} is rung at the desk in the browser again.</p>
            <Button
              color="stop"
              variant="outline"
              onClick={() => {
                setRemoving(null);
                void call('deletePhone', { params: { id: removing.user } }).then(onChanged, setError);
              }}
            >
              Remove phone
            </Button>
          </div>
        </Dialog>
      )}
    </Panel>
  );
}

function AddPhone({ agents, onClose }: { agents: { agentId: string; name: string }[]; onClose: () => void }) {
  const [agentId, setAgentId] = useState(agents[0]?.agentId ?? '');
  const [label, setLabel] = useState('desk phone');
  const [old, setOld] = useState(false);
  const [srtp, setSrtp] = useState(false);
  const [directMedia, setDirectMedia] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const [error, setError] = useState<unknown>(null);
  if (made !== null)
    return (
      <Dialog onClose={onClose} title="Set up the phone" closeOnClickOutside={false}>
        <div className="settings-form">
          <p>Type this into the phone or softphone. The password is shown only now.</p>
          <dl className="b-facts tel-setup">
            {made.words.map((line) => {
              const [what = line, ...value] = line.split(': ');
              return (
                <div key={line} className="change-field">
                  <dt>{what}</dt>
                  <dd>{value.join(': ')}</dd>
                </div>
              );
            })}
          </dl>
          <p className="secret">
            <code>{`sip:${made.user}@${made.server}`}</code>
            <CopyButton text={`sip:${made.user}@${made.server}`} name="SIP address" />
          </p>
          <p className="secret">
            <code>{made.secret}</code>
            <CopyButton text={made.secret} name="password" />
          </p>
          <Button onClick={onClose}>I have saved it</Button>
        </div>
      </Dialog>
    );
  return (
    <Dialog onClose={onClose} title="Add phone">
      <form
        className="settings-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          call('createPhone', {
            body: {
              agentId,
              label: label.trim() || 'desk phone',
              old,
              srtp,
              directMedia: directMedia && !srtp,
            },
          }).then(setMade, setError);
        }}
      >
        {error === null ? null : <Failure error={error} />}
        <NativeSelect
          data-autofocus
          label="Whose"
          data={agents.map(({ agentId: value, name }) => ({ value, label: name }))}
          value={agentId}
          onChange={(event) => setAgentId(event.currentTarget.value)}
        />
        <TextInput
          label="What it is"
          maxLength={80}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Checkbox
          label="It is an old phone"
          description="Built before 2020 or so: its password is checked in the older way (MD5)."
          checked={old}
          onChange={(event) => setOld(event.currentTarget.checked)}
        />
        <Checkbox
          label="Encrypt sound (SRTP) and take nothing else"
          checked={srtp}
          onChange={(event) => setSrtp(event.currentTarget.checked)}
        />
        <DirectSound value={directMedia} isEncrypted={srtp} onChange={setDirectMedia} />
        <Button type="submit">Add phone</Button>
      </form>
    </Dialog>
  );
}
