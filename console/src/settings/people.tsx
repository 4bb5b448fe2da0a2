/** People and roles: added with a one-time password, deactivated, never deleted. */
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { roles } from '../../../contract/words.ts';
import { ApiError, call } from '../api/client.ts';
import { useMe } from '../api/session.tsx';
import type { PersonCreated, PersonView } from '../api/types.ts';
import { myZone } from '../ui/clock.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CopyButton, Failure, Loading, TextLink } from '../ui/parts.tsx';
import { SettingsForm } from './settings-form.tsx';

export function People() {
  const list = useQuery({ queryKey: ['people'], queryFn: () => call('people') });
  const [query, setQuery] = useSearchParams();
  const [editing, setEditing] = useState<PersonView | null>(null);
  const [made, setMade] = useState<PersonCreated | null>(null);
  const adding = query.get('new') === '1';
  const show = (on: boolean): void => setQuery(on ? { new: '1' } : {}, { replace: true });
  const again = (): void => void list.refetch();
  return (
    <>
      <header className="s-head">
        <h1>People</h1>
        <span className="s-gap" />
        <Button onClick={() => show(true)}>Add person</Button>
      </header>
      {list.isPending ? <Loading /> : null}
      {list.isError ? <Failure error={list.error} onRetry={again} /> : null}
      <ul className="rows">
        {(list.data?.people ?? []).map((person) => (
          <li key={person.personId} className="row">
            <div>
              <p className="b-strong">{person.name}</p>
              <p className="b-meta">
                {person.email} · {person.role}
                {person.agentId === null ? '' : ' · takes calls'}
                {person.demo ? ' · demo' : ''}
                {person.active ? '' : ' · deactivated'}
                {person.active && person.mustChangePassword ? ' · has not signed in yet' : ''}
              </p>
            </div>
            {person.demo ? null : (
              <Button
                size="xs"
                variant="outline"
                aria-label={`Change ${person.name}`}
                onClick={() => setEditing(person)}
              >
                Change
              </Button>
            )}
          </li>
        ))}
      </ul>
      {adding ? (
        <AddPerson
          onClose={() => show(false)}
          onMade={(one) => {
            show(false);
            setMade(one);
            again();
          }}
        />
      ) : null}
      {editing === null ? null : (
        <EditPerson
          person={editing}
          onClose={() => {
            setEditing(null);
            again();
          }}
          onPassword={(one) => {
            setEditing(null);
            setMade(one);
            again();
          }}
        />
      )}
      {made === null ? null : <OneTime made={made} onClose={() => setMade(null)} />}
    </>
  );
}

function OneTime({ made, onClose }: { made: PersonCreated; onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title={`One-time password of ${made.person.name}`} closeOnClickOutside={false}>
      <div className="settings-form">
        <p>
          {made.person.name} signs in as {made.person.email} with it and chooses another. This is the only
          time it is shown.
        </p>
        <p className="secret">
          <code>{made.oneTimePassword}</code>
          <CopyButton text={made.oneTimePassword} name="password" />
        </p>
        {made.person.agentId === null ? null : (
          <p>
            Skills, licences and shifts are set on{' '}
            <TextLink to={`/agents/${made.person.agentId}`}>the agent's page</TextLink>.
          </p>
        )}
        <Button onClick={onClose}>I have saved it</Button>
      </div>
    </Dialog>
  );
}

type Problems = Partial<Record<'name' | 'email' | 'tz', string>>;

function AddPerson({ onClose, onMade }: { onClose: () => void; onMade: (made: PersonCreated) => void }) {
  const name = useRef<HTMLInputElement>(null);
  const email = useRef<HTMLInputElement>(null);
  const tz = useRef<HTMLInputElement>(null);
  const [role, setRole] = useState<(typeof roles)[number]>('agent');
  const [takesCalls, setTakesCalls] = useState(true);
  const [problems, setProblems] = useState<Problems>({});
  const [error, setError] = useState<unknown>(null);
  const fail = (found: Problems): void => {
    setProblems(found);
    const fields = { name, email, tz };
    for (const field of ['name', 'email', 'tz'] as const)
      if (found[field] !== undefined) {
        fields[field].current?.focus();
        break;
      }
  };
  const add = (): void => {
    setError(null);
    const typed = { name: name.current?.value.trim() ?? '', email: email.current?.value.trim() ?? '' };
    const found: Problems = {
      ...(typed.name === '' ? { name: 'Type a name.' } : {}),
      ...(/^[^@\s]+@[^@\s]+$/.test(typed.email) ? {} : { email: 'Type an e-mail address.' }),
    };
    fail(found);
    if (Object.keys(found).length > 0) return;
    call('createPerson', {
      body: { ...typed, role, tz: tz.current?.value.trim() ?? myZone, takesCalls },
    }).then(onMade, (caught: unknown) => {
      const fields = caught instanceof ApiError ? caught.fields : {};
      if (Object.keys(fields).length === 0) setError(caught);
      fail(fields);
    });
  };
  return (
    <Dialog onClose={onClose} title="Add person">
      <SettingsForm error={error} onSave={add}>
        <TextInput ref={name} data-autofocus label="Name" maxLength={120} error={problems.name} />
        <TextInput ref={email} label="E-mail" type="email" maxLength={200} error={problems.email} />
        <NativeSelect
          label="Role"
          data={[...roles]}
          value={role}
          onChange={(e) => setRole(roles.find((one) => one === e.currentTarget.value) ?? 'agent')}
        />
        <Checkbox
          label="Takes calls"
          checked={takesCalls}
          onChange={(e) => setTakesCalls(e.currentTarget.checked)}
        />
        <TextInput ref={tz} label="Time zone" defaultValue={myZone} error={problems.tz} />
        <Button type="submit">Add person</Button>
      </SettingsForm>
    </Dialog>
  );
}

function EditPerson(props: {
  person: PersonView;
  onClose: () => void;
  onPassword: (made: PersonCreated) => void;
}) {
  const { person } = props;
  const me = useMe();
  const [name, setName] = useState(person.name);
  const [role, setRole] = useState(person.role);
  const [tz, setTz] = useState(person.tz);
  const [takesCalls, setTakesCalls] = useState(person.agentId !== null);
  const [error, setError] = useState<unknown>(null);
  const id = { params: { id: person.personId } };
  const edit = (body: Parameters<typeof call<'editPerson'>>[1]['body']): void =>
    void call('editPerson', { ...id, body }).then(props.onClose, setError);
  const fields = error instanceof ApiError ? error.fields : {};
  return (
    <Dialog onClose={props.onClose} title={person.name}>
      <SettingsForm error={error} onSave={() => edit({ name, role, tz, takesCalls })}>
        <TextInput
          data-autofocus
          label="Name"
          value={name}
          error={fields.name}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        <NativeSelect
          label="Role"
          data={[...roles]}
          value={role}
          onChange={(e) => setRole(roles.find((one) => one === e.currentTarget.value) ?? person.role)}
        />
        <Checkbox
          label="Takes calls"
          disabled={!person.active}
          checked={takesCalls}
          onChange={(e) => setTakesCalls(e.currentTarget.checked)}
        />
        <TextInput
          label="Time zone"
          value={tz}
          error={fields.tz}
          onChange={(e) => setTz(e.currentTarget.value)}
        />
        <Button type="submit">Save</Button>
        {person.personId === me.personId ? null : (
          <div className="hook-acts">
            <Button
              variant="outline"
              size="xs"
              onClick={() => void call('resetPassword', id).then(props.onPassword, setError)}
            >
              New one-time password
            </Button>
            <Button
              variant="outline"
              size="xs"
              {...(person.active ? { color: 'stop' } : {})}
              onClick={() => edit({ active: !person.active })}
            >
              {person.active ? 'Deactivate' : 'Activate again'}
            </Button>
          </div>
        )}
      </SettingsForm>
    </Dialog>
  );
}
