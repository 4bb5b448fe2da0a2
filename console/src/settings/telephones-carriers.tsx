/** Carriers: where calls go out and come in; what each says of us now, a question to it, and a call over it. */
import { Button, Checkbox, PasswordInput, Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call, type ResponseOf } from '../api/client.ts';
import { Dialog } from '../ui/dialog.tsx';
import * as I from '../ui/icons.ts';
import { Empty, Failure, Panel, PhoneText } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { DirectSound } from './direct-sound.tsx';
import { SettingsForm } from './settings-form.tsx';

export type Trunk = ResponseOf<'sipTrunks'>['trunks'][number];

const chips = {
  up: { role: 'go', icon: I.IconCircleCheckFilled, word: 'Answers' },
  down: { role: 'stop', icon: I.IconAlertTriangle, word: 'Does not answer' },
  unknown: { role: 'quiet', icon: I.IconClockHour4, word: 'Not asked yet' },
  off: { role: 'quiet', icon: I.IconPower, word: 'SIP is off' },
} as const;

export function Carriers({ trunks, onChanged }: { trunks: Trunk[]; onChanged: () => void }) {
  const [adding, setAdding] = useState(false);
  return (
    <Panel
      title="Carriers"
      aside={
        <Button size="xs" onClick={() => setAdding(true)}>
          Add carrier
        </Button>
      }
    >
      {trunks.length === 0 ? (
        <Empty
          what="No carrier yet."
          why="A carrier brings calls from outside and takes calls to leads. Any SIP trunk will do."
        />
      ) : (
        <ul className="tel-rows">
          {trunks.map((trunk) => (
            <CarrierRow key={trunk.id} trunk={trunk} onChanged={onChanged} />
          ))}
        </ul>
      )}
      {adding ? (
        <AddCarrier
          onClose={() => {
            setAdding(false);
            onChanged();
          }}
        />
      ) : null}
    </Panel>
  );
}

function CarrierRow({ trunk, onChanged }: { trunk: Trunk; onChanged: () => void }) {
  const [asked, setAsked] = useState<string | null>(null);
  const [calling, setCalling] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [changing, setChanging] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const chip = chips[trunk.state];
  const ask = (): void => {
    setError(null);
    setAsked('Asking…');
    call('testTrunk', { params: { id: trunk.id } }).then(
      ({ words, tookMs, status }) =>
        setAsked(status === 0 ? words : `${words} (${status}, ${Math.round(tookMs)} ms)`),
      (failure: unknown) => {
        setAsked(null);
        setError(failure);
      },
    );
  };
  return (
    <li className="tel-row">
      <div className="row-line">
        <div>
          <p className="b-strong">{trunk.name}</p>
          <p className="b-meta hook-url">
            {trunk.server}
            {trunk.username === null ? '' : ` · ${trunk.registers ? 'signs in as' : 'as'} ${trunk.username}`}
            {trunk.srtp ? ' · encrypted sound' : ''}
            {trunk.directMedia ? ' · direct sound' : ''}
            {trunk.transfers === 'refer' ? ' · takes cold passes outside itself (REFER)' : ''}
          </p>
          {trunk.caller === null ? null : (
            <p className="b-meta">
              People called see <PhoneText e164={trunk.caller} copy={false} />
            </p>
          )}
        </div>
        <StateChip kind="plain" tone={chip.role} icon={chip.icon} word={chip.word} />
        <span className="hook-acts">
          <Button size="xs" variant="outline" aria-label={`Test ${trunk.name}`} onClick={ask}>
            Test
          </Button>
          <Button
            size="xs"
            variant="outline"
            aria-label={`Test call over ${trunk.name}`}
            onClick={() => setCalling(true)}
          >
            Test call
          </Button>
          <Button
            size="xs"
            variant="outline"
            aria-label={`Change ${trunk.name}`}
            onClick={() => setChanging(true)}
          >
            Change
          </Button>
          <Button
            size="xs"
            variant="outline"
            color="stop"
            aria-label={`Remove ${trunk.name}`}
            onClick={() => setRemoving(true)}
          >
            Remove
          </Button>
        </span>
      </div>
      <p className="b-meta" role="status">
        {asked ?? trunk.words}
      </p>
      {error === null ? null : <Failure error={error} />}
      {changing ? (
        <ChangeCarrier
          trunk={trunk}
          onClose={() => {
            setChanging(false);
            onChanged();
          }}
        />
      ) : null}
      {calling ? <TestCall trunk={trunk} onClose={() => setCalling(false)} /> : null}
      {removing ? (
        <Dialog onClose={() => setRemoving(false)} title={`Remove ${trunk.name}?`}>
          <div className="settings-form">
            <p>No call goes out or comes in over it any more. Its numbers are removed with it.</p>
            <Button
              color="stop"
              variant="outline"
              onClick={() =>
                void call('deleteTrunk', { params: { id: trunk.id } }).then(onChanged, (failure: unknown) => {
                  setRemoving(false);
                  setError(failure);
                })
              }
            >
              Remove carrier
            </Button>
          </div>
        </Dialog>
      ) : null}
    </li>
  );
}

const WAYS = {
  bridge: 'Baton dials, and stays in the call',
  refer: 'The carrier takes the lead there (REFER), and Baton leaves the call',
} as const;
const WAY_HELP =
  'Cold, on a lead who is reached over this carrier. With REFER Baton hears nothing of the call from then on: no recording, no listening in. Where the carrier refuses a call, Baton dials and the record says so.';

function ChangeCarrier({ trunk, onClose }: { trunk: Trunk; onClose: () => void }) {
  const [transfers, setTransfers] = useState(trunk.transfers);
  const [directMedia, setDirectMedia] = useState(trunk.directMedia);
  const [error, setError] = useState<unknown>(null);
  return (
    <Dialog onClose={onClose} title={`Change ${trunk.name}`}>
      <SettingsForm
        error={error}
        onSave={() =>
          void call('editTrunk', { params: { id: trunk.id }, body: { transfers, directMedia } }).then(
            onClose,
            setError,
          )
        }
      >
        <Radio.Group
          label="A call passed on to a number outside"
          description={WAY_HELP}
          value={transfers}
          onChange={(next) => setTransfers(next === 'refer' ? 'refer' : 'bridge')}
        >
          {(['bridge', 'refer'] as const).map((way) => (
            <Radio key={way} value={way} label={WAYS[way]} mt="xs" />
          ))}
        </Radio.Group>
        <DirectSound value={directMedia} isEncrypted={trunk.srtp} onChange={setDirectMedia} />
        <Button type="submit">Save</Button>
      </SettingsForm>
    </Dialog>
  );
}

function TestCall({ trunk, onClose }: { trunk: Trunk; onClose: () => void }) {
  const [to, setTo] = useState('');
  const [state, setState] = useState<'idle' | 'calling'>('idle');
  const [said, setSaid] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  return (
    <Dialog onClose={onClose} title={`Test call over ${trunk.name}`}>
      <form
        className="settings-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setError(null);
          setSaid(null);
          setState('calling');
          call('testTrunkCall', { params: { id: trunk.id }, body: { to } })
            .then(({ words }) => setSaid(words), setError)
            .finally(() => setState('idle'));
        }}
      >
        {error === null ? null : <Failure error={error} />}
        <TextInput
          data-autofocus
          label="A phone of your own"
          description="It rings for up to 25 s. Whoever answers hears four seconds of music."
          type="tel"
          placeholder="+1 512 555 0142"
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button type="submit" disabled={state === 'calling' || to.trim() === ''}>
          {state === 'calling' ? 'Calling…' : 'Call'}
        </Button>
        <p role="status">{said}</p>
      </form>
    </Dialog>
  );
}

function AddCarrier({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState({
    name: '',
    server: 'sip:',
    username: '',
    password: '',
    caller: '',
    hosts: '',
  });
  const [registers, setRegisters] = useState(false);
  const [srtp, setSrtp] = useState(false);
  const [directMedia, setDirectMedia] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [problem, setProblem] = useState<{ name?: string; server?: string; password?: string }>({});
  const field = (name: keyof typeof form) => ({
    value: form[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      const { value } = event.currentTarget;
      setForm((was) => ({ ...was, [name]: value }));
    },
  });
  const save = (): void => {
    const { name, server, username, password, caller, hosts } = form;
    const wrong = {
      ...(name.trim() === '' ? { name: 'Name it, for example the company.' } : {}),
      ...(/^sips?:[^\s]+$/i.test(server.trim())
        ? {}
        : { server: 'A SIP address, for example sip:carrier.example.' }),
      ...(registers && (username === '' || password === '')
        ? { password: 'To sign in, user name and password are needed.' }
        : {}),
    };
    setProblem(wrong);
    if (Object.keys(wrong).length > 0) return;
    const addresses = hosts.split(/[\s,]+/).filter((one) => one !== '');
    call('createTrunk', {
      body: {
        name: name.trim(),
        server: server.trim(),
        registers,
        hosts: addresses,
        ...(srtp ? { srtp } : {}),
        ...(directMedia && !srtp ? { directMedia } : {}),
        ...(username === '' ? {} : { username }),
        ...(password === '' ? {} : { password }),
        ...(caller.trim() === '' ? {} : { caller }),
      },
    }).then(onClose, setError);
  };
  return (
    <Dialog onClose={onClose} title="Add carrier">
      <SettingsForm error={error} onSave={save}>
        <TextInput data-autofocus label="Name" maxLength={80} error={problem.name} {...field('name')} />
        <TextInput
          label="Server"
          description="With port, and ;transport=tcp or ;transport=tls if the carrier asks for it."
          error={problem.server}
          {...field('server')}
        />
        <TextInput label="User name" autoComplete="off" {...field('username')} />
        <PasswordInput
          label="Password"
          autoComplete="new-password"
          error={problem.password}
          {...field('password')}
        />
        <Checkbox
          label="Sign in at the carrier and stay signed in"
          checked={registers}
          onChange={(event) => setRegisters(event.currentTarget.checked)}
        />
        <Checkbox
          label="Encrypt sound (SRTP) and take nothing else"
          checked={srtp}
          onChange={(event) => setSrtp(event.currentTarget.checked)}
        />
        <DirectSound value={directMedia} isEncrypted={srtp} onChange={setDirectMedia} />
        <TextInput
          label="Number that people called see"
          description="One that the carrier knows as yours. Empty: the number of the company."
          type="tel"
          {...field('caller')}
        />
        <TextInput
          label="Addresses calls come from"
          description="Besides the server's own, separated by commas: 192.0.2.7, 198.51.100.0/24."
          {...field('hosts')}
        />
        <Button type="submit">Add carrier</Button>
      </SettingsForm>
    </Dialog>
  );
}
