/**
 * What erasures sealed because the law wants it kept: found by number or reference, opened only with a reason, saved as a file, and who
 * opened it. For admins.
 */
import { Button, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { SealedList, SealedRecords } from '../../../contract/compliance-files.ts';
import { call } from '../api/client.ts';
import { useNowMs } from '../api/live.ts';
import { useMe } from '../api/session.tsx';
import { may } from '../shell/may.ts';
import { Forbidden } from '../shell/plain-pages.tsx';
import { count, dayAndTime } from '../ui/format.ts';
import { Failure, Panel } from '../ui/parts.tsx';
import { saveJson } from './download.ts';

type Asked = { phone: string } | { reference: string };
type Found = z.infer<typeof SealedList>['records'];
type Opened = z.infer<typeof SealedRecords>['records'];

/** A number starts with + or (, or is digits alone; anything else is the reference of a request. */
const askedOf = (text: string): Asked =>
  /^[+(]?[\d\s().-]{7,}$/.test(text) ? { phone: text } : { reference: text };

export function ArchiveTab() {
  const me = useMe();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<Asked | null>(null);
  const found = useMutation({ mutationFn: (query: Asked) => call('findArchive', { query }) });
  const allowed = may(me, 'openArchive');
  if (!allowed.ok) return <Forbidden reason={allowed.reason} />;
  return (
    <>
      <Panel title="Sealed archive">
        <p>
          What an erasure had to keep lies here under a key of its own until its term ends. Looking shows only
          that there is something. Opening needs a reason, and is an entry of the log that nobody can take
          back.
        </p>
        <form
          className="comp-form"
          onSubmit={(event) => {
            event.preventDefault();
            const query = askedOf(text.trim());
            setAsked(query);
            found.mutate(query);
          }}
        >
          <TextInput
            label="Number, or the erasure's reference"
            required
            minLength={2}
            maxLength={100}
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
          />
          <Button type="submit" variant="outline" loading={found.isPending}>
            Look
          </Button>
          {found.isError ? <Failure error={found.error} /> : null}
        </form>
        {found.data === undefined || asked === null ? null : (
          <Result key={JSON.stringify(asked)} asked={asked} found={found.data.records} />
        )}
      </Panel>
      <Openings />
    </>
  );
}

function Result({ asked, found }: { asked: Asked; found: Found }) {
  const known = useQueryClient();
  const [reason, setReason] = useState('');
  const open = useMutation({
    mutationFn: () => call('openArchive', { query: { ...asked, reason: reason.trim() } }),
    onSuccess: () => known.invalidateQueries({ queryKey: ['archive-openings'] }),
  });
  if (found.length === 0)
    return (
      <p role="status">
        Nothing is sealed under this, or its term has ended. What was erased by an older version is found by
        reference alone.
      </p>
    );
  const ends = Math.max(...found.map(({ untilMs }) => untilMs));
  return (
    <section aria-label="Found">
      <p role="status">
        {count(found.length, 'record')} of {[...new Set(found.map(({ reference }) => reference))].join(', ')},
        the last of them until {day(ends)}.
      </p>
      {open.data === undefined ? (
        <form
          className="comp-form"
          onSubmit={(event) => {
            event.preventDefault();
            open.mutate();
          }}
        >
          <Textarea
            label="Why you open it"
            description="At least ten characters. It is kept with your name and the time."
            required
            minLength={10}
            maxLength={500}
            value={reason}
            onChange={(e) => setReason(e.currentTarget.value)}
          />
          <Button type="submit" variant="outline" loading={open.isPending}>
            Open {count(found.length, 'record')}
          </Button>
          {open.isError ? <Failure error={open.error} /> : null}
        </form>
      ) : (
        <Records records={open.data.records} />
      )}
    </section>
  );
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
/** Instants as people read them; the file keeps them as they are. */
const readable = (key: string, value: unknown): unknown =>
  typeof value === 'number' && key.endsWith('AtMs') ? new Date(value).toISOString() : value;

function Records({ records }: { records: Opened }) {
  return (
    <>
      <Button variant="outline" size="xs" onClick={() => saveJson('sealed-records.json', { records })}>
        Save as a file
      </Button>
      <ul className="comp-lists">
        {records.map((one) => (
          <li key={one.id}>
            <span className="b-meta">
              {one.kind}, {one.reference}
            </span>
            <pre className="comp-record">{JSON.stringify(one.record, readable, 2)}</pre>
          </li>
        ))}
      </ul>
    </>
  );
}

function Openings() {
  const { tz } = useMe();
  const nowMs = useNowMs(60_000);
  const list = useQuery({
    queryKey: ['archive-openings'],
    queryFn: ({ signal }) => call('archiveOpenings', { query: { limit: 100 }, signal }),
    refetchInterval: 15_000,
  });
  return (
    <Panel title="Who opened it">
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data === undefined ? null : list.data.openings.length === 0 ? (
        <p>Nobody has.</p>
      ) : (
        <ul className="comp-lists">
          {list.data.openings.map((one) => (
            <li key={`${one.atMs} ${one.by}`}>
              <span className="b-meta b-nowrap">{dayAndTime(one.atMs, tz, nowMs)}</span> {one.by}:{' '}
              {count(one.records, 'record')} of {one.references.join(', ')}. “{one.reason}”
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
