/** Do-not-call and litigator lists: what is on file and how old, and bringing a copy in. */
import { Button, FileInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { ListImport } from '../../../contract/compliance.ts';
import { call } from '../api/client.ts';
import { useNowMs } from '../api/live.ts';
import { useMe } from '../api/session.tsx';
import { may } from '../shell/may.ts';
import { dayAndTime } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { Failure, Panel } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { upload } from './download.ts';

export function ListsPanel() {
  const me = useMe();
  const nowMs = useNowMs(60_000);
  const lists = useQuery({ queryKey: ['dnc-lists'], queryFn: ({ signal }) => call('dncLists', { signal }) });
  const data = lists.data;
  return (
    <Panel title="Do-not-call lists">
      {lists.isError ? <Failure error={lists.error} onRetry={() => void lists.refetch()} /> : null}
      {data === undefined ? null : (
        <ul className="comp-lists">
          {data.lists.length === 0 ? <li className="b-dim">No list is on file.</li> : null}
          {data.lists.map((one) => (
            <li key={one.list} className="b-inline">
              <span className="b-strong">{one.list}</span>
              <span className="b-num">{one.numbers.toLocaleString('en-US')} numbers</span>
              <span className="b-meta">copy of {dayAndTime(one.copyAtMs, me.tz, nowMs)}</span>
              {one.stale ? (
                <StateChip kind="plain" tone="stop" icon={I.IconAlertTriangle} word="Too old" />
              ) : (
                <StateChip kind="plain" tone="go" icon={I.IconCheck} word="Fresh" />
              )}
            </li>
          ))}
          <li className="b-meta">{data.litigators.toLocaleString('en-US')} numbers of litigators blocked</li>
        </ul>
      )}
      {may(me, 'importList').ok ? <Import onDone={() => void lists.refetch()} /> : null}
    </Panel>
  );
}

function Import({ onDone }: { onDone: () => void }) {
  const [list, setList] = useState('national');
  const [day, setDay] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const send = useMutation({
    mutationFn: (picked: File) => {
      const query = new URLSearchParams({ list, copyAtMs: String(new Date(day).getTime()) });
      return upload<z.infer<typeof ListImport>>(`/v1/compliance/lists?${query}`, picked);
    },
    onSuccess: onDone,
  });
  return (
    <form
      className="comp-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (file !== null) send.mutate(file);
      }}
    >
      <TextInput
        label="List (national, US-TX, CA, litigator)"
        required
        value={list}
        onChange={(e) => setList(e.currentTarget.value.trim())}
      />
      <TextInput
        label="Copy taken on"
        type="date"
        required
        value={day}
        onChange={(e) => setDay(e.currentTarget.value)}
      />
      <FileInput
        label="File, one number a line"
        required
        accept=".csv,.txt"
        value={file}
        onChange={setFile}
      />
      <Button type="submit" variant="outline" loading={send.isPending}>
        Import list
      </Button>
      {send.isError ? <Failure error={send.error} /> : null}
      {send.data === undefined ? null : (
        <p role="status" className="comp-wide">
          {send.data.numbers.toLocaleString('en-US')} numbers of {send.data.list} imported
          {send.data.rejected === 0
            ? '.'
            : `; ${send.data.rejected} lines hold no number (the first: ${send.data.badLines.slice(0, 5).join(', ')}).`}
        </p>
      )}
    </form>
  );
}
