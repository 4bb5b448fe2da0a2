/** API keys: name, scope, last used. A new key is shown once. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { roles } from '../../../contract/words.ts';
import { call } from '../api/client.ts';
import { useMe } from '../api/session.tsx';
import type { ApiKeyView } from '../api/types.ts';
import { Dialog } from '../ui/dialog.tsx';
import { dayAndTime } from '../ui/format.ts';
import { CopyButton, Empty, Failure, Loading } from '../ui/parts.tsx';

export function ApiKeys() {
  const list = useQuery({ queryKey: ['apiKeys'], queryFn: () => call('apiKeys') });
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKeyView | null>(null);
  const { tz } = useMe();
  const keys = list.data?.keys ?? [];
  const when = (atMs: number): string => dayAndTime(atMs, tz, Date.now());
  return (
    <>
      <header className="s-head">
        <h1>API keys</h1>
        <span className="s-gap" />
        <Button onClick={() => setMaking(true)}>Make key</Button>
      </header>
      {list.isPending ? <Loading /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && keys.length === 0 ? (
        <Empty what="No keys yet." why="A program needs one to bring leads or read transfers." />
      ) : null}
      {keys.length === 0 ? null : (
        <ul className="rows">
          {keys.map((k) => (
            <li key={k.keyId} className="row">
              <div>
                <p className="b-strong">{k.name}</p>
                <p className="b-meta">
                  {k.role} · ends {k.ends} · made {when(k.createdAtMs)} ·{' '}
                  {k.lastUsedAtMs === null ? 'never used' : `last used ${when(k.lastUsedAtMs)}`}
                </p>
              </div>
              <Button
                variant="outline"
                color="stop"
                size="xs"
                aria-label={`Revoke ${k.name}`}
                onClick={() => setRevoking(k)}
              >
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
      {making ? (
        <MakeKey
          onClose={() => {
            setMaking(false);
            void list.refetch();
          }}
        />
      ) : null}
      {revoking === null ? null : (
        <RevokeKey
          one={revoking}
          onClose={() => {
            setRevoking(null);
            void list.refetch();
          }}
        />
      )}
    </>
  );
}

function MakeKey({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const name = useRef<HTMLInputElement>(null);
  const role = useRef<HTMLSelectElement>(null);
  return (
    <Dialog onClose={onClose} title="Make an API key" closeOnClickOutside={made === null}>
      {made === null ? (
        <form
          className="settings-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            const typed = name.current?.value.trim() ?? '';
            if (typed === '') {
              setProblem('Name what will use it.');
              name.current?.focus();
              return;
            }
            const chosen = roles.find((r) => r === role.current?.value) ?? 'agent';
            call('createApiKey', { body: { name: typed, role: chosen } }).then(
              (r) => setMade(r.key),
              setError,
            );
          }}
        >
          {error === null ? null : <Failure error={error} />}
          <TextInput
            ref={name}
            data-autofocus
            label="Name"
            placeholder="sales-crm"
            error={problem}
            maxLength={80}
          />
          <NativeSelect
            ref={role}
            label="May do what this role may"
            data={[...roles]}
            defaultValue="supervisor"
          />
          <Button type="submit">Make key</Button>
        </form>
      ) : (
        <div className="settings-form">
          <p>This is the only time the key is shown.</p>
          <p className="secret">
            <code>{made}</code>
            <CopyButton text={made} name="key" />
          </p>
          <Button onClick={onClose}>I have saved it</Button>
        </div>
      )}
    </Dialog>
  );
}

function RevokeKey({ one, onClose }: { one: ApiKeyView; onClose: () => void }) {
  const [error, setError] = useState<unknown>(null);
  return (
    <Dialog onClose={onClose} title={`Revoke ${one.name}?`}>
      <div className="settings-form">
        {error === null ? null : <Failure error={error} />}
        <p>Programs that use the key ending {one.ends} are refused from now on.</p>
        <Button
          color="stop"
          variant="outline"
          onClick={() => void call('revokeApiKey', { params: { id: one.keyId } }).then(onClose, setError)}
        >
          Revoke key
        </Button>
      </div>
    </Dialog>
  );
}
