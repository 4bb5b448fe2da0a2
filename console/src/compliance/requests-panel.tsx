/** Requests to stop that did not come by text: writing one down, and those that wait for somebody to say whose number it is. */
import { Button, FileInput, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type {
  RevocationView,
  revocationScopes,
  revocationWays,
} from '../../../contract/compliance-intake.ts';
import { call } from '../api/client.ts';
import { useNowMs } from '../api/live.ts';
import { useMe } from '../api/session.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { dayAndTime, phone as phoneWords } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { Failure, Panel } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';

type Revocation = z.infer<typeof RevocationView>;
type Scope = (typeof revocationScopes)[number];
type Way = (typeof revocationWays)[number];

const scopes: { value: Scope; label: string }[] = [
  { value: 'everything', label: 'everything' },
  { value: 'calls', label: 'calls; texts are fine' },
  { value: 'texts', label: 'texts; calls are fine' },
  { value: 'marketing', label: 'marketing; service is fine' },
];
const ways: { value: Way; label: string }[] = [
  { value: 'post', label: 'letter' },
  { value: 'email', label: 'e-mail' },
  { value: 'phone', label: 'on the phone' },
  { value: 'in-person', label: 'in person' },
  { value: 'chat', label: 'another chat' },
  { value: 'other', label: 'another way' },
];
const wordOf = (how: Way) => ways.find((one) => one.value === how)?.label ?? how;
const EVIDENCE_LIMIT = 150_000;
const evidenceTypes = ['application/pdf', 'image/png', 'image/jpeg', 'text/plain', 'message/rfc822'] as const;

export function RequestsPanel({ onDone }: { onDone: () => void }) {
  const [open, setOpen] = useState<'record' | Revocation | null>(null);
  const list = useQuery({
    queryKey: ['revocations'],
    queryFn: ({ signal }) => call('revocations', { query: { limit: 20 }, signal }),
  });
  const data = list.data;
  const done = () => {
    void list.refetch();
    onDone();
    setOpen(null);
  };
  return (
    <Panel
      title="Requests by mail, post and phone"
      aside={
        <Button size="xs" variant="outline" onClick={() => setOpen('record')}>
          Record a request
        </Button>
      }
    >
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {data === undefined ? null : (
        <>
          <p className="b-meta" role="status">
            {data.waiting === 0
              ? 'Nothing waits for you.'
              : `${data.waiting} wait for somebody to say whose number it is${data.overdue === 0 ? '.' : `; ${data.overdue} past their day.`}`}
          </p>
          <ul className="comp-lists">
            {data.revocations.map((one) => (
              <Request key={one.id} request={one} onSettle={() => setOpen(one)} />
            ))}
          </ul>
        </>
      )}
      {open === 'record' ? <Record onClose={() => setOpen(null)} onDone={done} /> : null}
      {open === null || open === 'record' ? null : (
        <Settle request={open} onClose={() => setOpen(null)} onDone={done} />
      )}
    </Panel>
  );
}

function Request({ request, onSettle }: { request: Revocation; onSettle: () => void }) {
  const { tz } = useMe();
  const nowMs = useNowMs(60_000);
  const state = {
    applied: <StateChip kind="plain" tone="stop" icon={I.IconHandStop} word="Obeyed" />,
    review: <StateChip kind="plain" tone="ring" icon={I.IconClockHour4} word="Waits" />,
    dismissed: <StateChip kind="plain" tone="quiet" icon={I.IconX} word="Dismissed" />,
    'no-request': <StateChip kind="plain" tone="quiet" icon={I.IconCheck} word="Asks for nothing" />,
  }[request.status];
  return (
    <li className="b-inline">
      {state}
      <span className="b-meta b-nowrap">{dayAndTime(request.receivedAtMs, tz, nowMs)}</span>
      <span>
        {wordOf(request.how)}
        {request.sender === null ? '' : ` from ${request.sender}`}
        {request.phones.length === 0 ? '' : `, ${request.phones.map(phoneWords).join(', ')}`}
        {request.words === null ? '' : `: “${request.words.slice(0, 160)}”`}
        {request.late ? ' (after the law’s ten business days)' : ''}
      </span>
      {request.status === 'review' ? (
        <Button size="xs" variant="subtle" onClick={onSettle}>
          Settle…
        </Button>
      ) : null}
    </li>
  );
}

const base64Of = async (file: File): Promise<string> => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
};

function Record({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [typed, setTyped] = useState({ phone: '', day: '', words: '', evidenceRef: '' });
  const [how, setHow] = useState<Way>('post');
  const [scope, setScope] = useState<Scope>('everything');
  const [file, setFile] = useState<File | null>(null);
  const tooLarge = file !== null && file.size > EVIDENCE_LIMIT;
  const type = evidenceTypes.find((one) => one === file?.type);
  const send = useMutation({
    mutationFn: async () => {
      const { phone, words, day, evidenceRef } = typed;
      const evidence =
        file !== null && type !== undefined
          ? { evidence: { name: file.name, type, base64: await base64Of(file) } }
          : {};
      return call('recordRevocation', {
        body: {
          phone,
          how,
          scope,
          words,
          receivedAtMs: Math.min(new Date(`${day}T12:00`).getTime(), Date.now()),
          ...(evidenceRef === '' ? {} : { evidenceRef }),
          ...evidence,
        },
      });
    },
    onSuccess: onDone,
  });
  const set = (name: keyof typeof typed) => (event: { currentTarget: { value: string } }) =>
    setTyped({ ...typed, [name]: event.currentTarget.value });
  return (
    <Dialog title="Record a request to stop" onClose={onClose}>
      <form
        className="import"
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate();
        }}
      >
        <TextInput
          data-autofocus
          label="Number"
          type="tel"
          required
          value={typed.phone}
          onChange={set('phone')}
        />
        <NativeSelect
          label="It came"
          value={how}
          data={ways}
          onChange={(e) => setHow(e.currentTarget.value as Way)}
        />
        <TextInput label="Received on" type="date" required value={typed.day} onChange={set('day')} />
        <NativeSelect
          label="They want to stop"
          value={scope}
          data={scopes}
          onChange={(e) => setScope(e.currentTarget.value as Scope)}
        />
        <Textarea
          label="Their words"
          required
          minLength={3}
          maxLength={2000}
          value={typed.words}
          onChange={set('words')}
        />
        <TextInput label="Filed under (optional)" value={typed.evidenceRef} onChange={set('evidenceRef')} />
        <FileInput
          label="Scan (optional, up to 150 KB)"
          accept={evidenceTypes.join(',')}
          value={file}
          onChange={setFile}
          error={tooLarge ? 'This file is larger than 150 KB.' : undefined}
          clearable
        />
        {send.isError ? <Failure error={send.error} /> : null}
        <Button type="submit" color="stop" variant="outline" loading={send.isPending} disabled={tooLarge}>
          Record and stop
        </Button>
      </form>
    </Dialog>
  );
}

function Settle({
  request,
  onClose,
  onDone,
}: {
  request: Revocation;
  onClose: () => void;
  onDone: () => void;
}) {
  const [phone, setPhone] = useState(request.phones[0] ?? '');
  const [scope, setScope] = useState<Scope>(request.scope);
  const [why, setWhy] = useState('');
  const params = { id: request.id };
  const send = useMutation({
    mutationFn: (dismiss: boolean) =>
      call('settleRevocation', { params, body: dismiss ? { dismiss: why } : { phone, scope } }),
    onSuccess: onDone,
  });
  return (
    <Dialog title="Whose number is it?" onClose={onClose}>
      <form
        className="import"
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate(false);
        }}
      >
        <p className="wrap">
          {request.sender ?? wordOf(request.how)}: “{request.words ?? ''}”
        </p>
        <TextInput
          data-autofocus
          label="Number"
          type="tel"
          required
          value={phone}
          onChange={(e) => setPhone(e.currentTarget.value)}
        />
        <NativeSelect
          label="They want to stop"
          value={scope}
          data={scopes}
          onChange={(e) => setScope(e.currentTarget.value as Scope)}
        />
        <Button type="submit" color="stop" variant="outline" loading={send.isPending}>
          Stop for this number
        </Button>
        <Textarea
          label="Or: why it asks for nothing (kept)"
          minLength={10}
          maxLength={1000}
          value={why}
          onChange={(e) => setWhy(e.currentTarget.value)}
        />
        {send.isError ? <Failure error={send.error} /> : null}
        <Button
          variant="subtle"
          loading={send.isPending}
          disabled={why.trim().length < 10}
          onClick={() => send.mutate(true)}
        >
          Dismiss
        </Button>
      </form>
    </Dialog>
  );
}
