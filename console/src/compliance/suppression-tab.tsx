/** Who may not be contacted, why, and since when; adding an entry, and lifting one with a written reason. */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { call } from '../api/client.ts';
import { useNowMs } from '../api/live.ts';
import { useMe } from '../api/session.tsx';
import { may } from '../shell/may.ts';
import { Dialog } from '../ui/dialog.tsx';
import { dayAndTime, phone as phoneWords } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { Empty, Failure, Loading } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { FilesPanel } from './files-panel.tsx';
import { ListsPanel } from './lists-panel.tsx';
import { RequestsPanel } from './requests-panel.tsx';
import { channelWords, type SuppressionChannel, type SuppressionView, scopeWords } from './types.ts';

export function SuppressionTab() {
  const me = useMe();
  const [params, setParams] = useSearchParams();
  const number = params.get('number') ?? '';
  const [typed, setTyped] = useState(number);
  const [adding, setAdding] = useState(false);
  const [lifting, setLifting] = useState<SuppressionView | null>(null);
  const list = useInfiniteQuery({
    queryKey: ['suppressions', number],
    queryFn: ({ pageParam, signal }) =>
      call('suppressions', { query: { phone: number || undefined, cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const search = (value: string): void =>
    setParams(
      (was) => {
        const next = new URLSearchParams(was);
        if (value === '') next.delete('number');
        else next.set('number', value);
        return next;
      },
      { replace: true },
    );
  const rows = list.data?.pages.flatMap((page) => page.suppressions) ?? [];
  const found = list.data?.pages[0]?.number ?? null;
  const lift = may(me, 'liftSuppression');
  return (
    <>
      <form
        className="comp-bar"
        onSubmit={(event) => {
          event.preventDefault();
          search(typed.trim());
        }}
      >
        <TextInput
          className="comp-search"
          aria-label="Search a number"
          placeholder="Search a number"
          type="search"
          leftSection={<I.IconSearch size={16} stroke={1.75} aria-hidden />}
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
        />
        <Button type="submit" variant="outline">
          Search
        </Button>
        {number === '' ? null : (
          <Button
            variant="subtle"
            onClick={() => {
              setTyped('');
              search('');
            }}
          >
            Show all
          </Button>
        )}
        <span className="s-gap" />
        <Button onClick={() => setAdding(true)}>Add opt-out</Button>
      </form>
      {list.isPending ? <Loading rows={6} onRetry={() => void list.refetch()} /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {found === null ? null : <OnLists number={found} />}
      {list.isSuccess && rows.length === 0 ? (
        <Empty
          what={
            number === ''
              ? 'Nobody has opted out.'
              : `${phoneWords(found?.phone ?? number)} has not opted out.`
          }
        />
      ) : null}
      {rows.length === 0 ? null : (
        <div className="comp-scroll" role="region" aria-label="Opt-outs" tabIndex={0}>
          <Rows rows={rows} onLift={lift.ok ? setLifting : null} />
        </div>
      )}
      {list.hasNextPage ? (
        <p>
          <Button variant="outline" onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? 'Loading…' : 'Older'}
          </Button>
        </p>
      ) : null}
      <RequestsPanel onDone={() => void list.refetch()} />
      <ListsPanel />
      <FilesPanel onDone={() => void list.refetch()} />
      {adding ? (
        <Add phone={typed} onClose={() => setAdding(false)} onDone={() => void list.refetch()} />
      ) : null}
      {lifting === null ? null : (
        <Lift entry={lifting} onClose={() => setLifting(null)} onDone={() => void list.refetch()} />
      )}
    </>
  );
}

function OnLists({
  number,
}: {
  number: { phone: string; lists: string[]; blocks: { kind: string; note: string | null }[] };
}) {
  const says = [
    ...number.lists.map((list) => `on the ${list} do-not-call list`),
    ...number.blocks.map((block) => `blocked: ${block.kind}${block.note === null ? '' : ` (${block.note})`}`),
  ];
  return (
    <p className="b-notice" data-role={says.length === 0 ? undefined : 'stop'} role="status">
      <I.IconInfoCircle size={18} stroke={1.75} aria-hidden />
      <span>
        {phoneWords(number.phone)}: {says.length === 0 ? 'on no list, not blocked.' : `${says.join('; ')}.`}
      </span>
    </p>
  );
}

function Rows({
  rows,
  onLift,
}: {
  rows: SuppressionView[];
  onLift: ((row: SuppressionView) => void) | null;
}) {
  const { tz } = useMe();
  const nowMs = useNowMs(60_000);
  return (
    <table className="b-table">
      <thead>
        <tr>
          <th scope="col">Number</th>
          <th scope="col">Of what</th>
          <th scope="col">Since</th>
          <th scope="col">Words</th>
          <th scope="col">Found by</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row" className="b-num b-nowrap">
              {row.phone === null ? (
                'erased'
              ) : row.leadId === null ? (
                phoneWords(row.phone)
              ) : (
                <Link className="b-link" to={`/leads/${row.leadId}`}>
                  {phoneWords(row.phone)}
                </Link>
              )}
            </th>
            <td>
              {scopeWords(row.channels)}
              {row.purposes.includes('all') ? '' : `, ${row.purposes.join(' and ')} only`}
              {row.scope === 'everybody' ? ', every seller' : ''}
            </td>
            <td className="b-meta b-nowrap">{dayAndTime(row.receivedAtMs, tz, nowMs)}</td>
            <td>{row.verbatim === null ? '–' : `“${row.verbatim}”`}</td>
            <td className="b-meta">{row.reason.replaceAll('_', ' ')}</td>
            <td>
              {row.liftedAtMs === null ? (
                <span className="b-inline">
                  <StateChip
                    kind="plain"
                    tone="stop"
                    icon={I.IconHandStop}
                    word={row.held ? 'Held' : 'In force'}
                  />
                  {onLift === null || row.held ? null : (
                    <Button
                      size="xs"
                      variant="subtle"
                      aria-label={`Lift the opt-out of ${row.phone}`}
                      onClick={() => onLift(row)}
                    >
                      Lift…
                    </Button>
                  )}
                </span>
              ) : (
                <span className="b-meta">
                  Lifted {dayAndTime(row.liftedAtMs, tz, nowMs)}: {row.liftedBy}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const everything = Object.keys(channelWords) as SuppressionChannel[];

function Add({ phone, onClose, onDone }: { phone: string; onClose: () => void; onDone: () => void }) {
  const [typed, setTyped] = useState({ phone, words: '' });
  const [channels, setChannels] = useState<SuppressionChannel[]>(everything);
  const [purpose, setPurpose] = useState<'all' | 'marketing' | 'service'>('all');
  const add = useMutation({
    mutationFn: () => call('addSuppression', { body: { ...typed, channels, purpose } }),
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  return (
    <Dialog title="Add an opt-out" onClose={onClose}>
      <form
        className="import"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <TextInput
          data-autofocus
          label="Number"
          type="tel"
          required
          value={typed.phone}
          onChange={(e) => setTyped({ ...typed, phone: e.currentTarget.value })}
        />
        <Checkbox.Group
          label="Of what"
          value={channels}
          onChange={(next) => setChannels(next as SuppressionChannel[])}
        >
          <div className="comp-checks">
            {everything.map((one) => (
              <Checkbox key={one} value={one} label={channelWords[one]} />
            ))}
          </div>
        </Checkbox.Group>
        <NativeSelect
          label="For"
          value={purpose}
          data={[
            { value: 'all', label: 'everything' },
            { value: 'marketing', label: 'marketing only' },
            { value: 'service', label: 'service messages only' },
          ]}
          onChange={(e) => setPurpose(e.currentTarget.value as typeof purpose)}
        />
        <Textarea
          label="What they said or wrote, or why"
          required
          minLength={3}
          maxLength={1000}
          value={typed.words}
          onChange={(e) => setTyped({ ...typed, words: e.currentTarget.value })}
        />
        {add.isError ? <Failure error={add.error} /> : null}
        <Button
          type="submit"
          color="stop"
          variant="outline"
          loading={add.isPending}
          disabled={channels.length === 0}
        >
          Add opt-out
        </Button>
      </form>
    </Dialog>
  );
}

function Lift({
  entry,
  onClose,
  onDone,
}: {
  entry: SuppressionView;
  onClose: () => void;
  onDone: () => void;
}) {
  const [reason, setReason] = useState('');
  const lift = useMutation({
    mutationFn: () => call('liftSuppression', { params: { id: entry.id }, body: { reason } }),
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  return (
    <Dialog title={`Lift the opt-out of ${phoneWords(entry.phone ?? '')}?`} onClose={onClose}>
      <form
        className="import"
        onSubmit={(event) => {
          event.preventDefault();
          lift.mutate();
        }}
      >
        <p>
          They said: “{entry.verbatim ?? '–'}”. What a person withdrew themselves is lifted only if they have
          given a new consent on your form since.
        </p>
        <Textarea
          data-autofocus
          label="Written reason, kept in the log"
          required
          minLength={10}
          maxLength={1000}
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
        />
        {lift.isError ? <Failure error={lift.error} /> : null}
        <Button type="submit" variant="outline" color="stop" loading={lift.isPending}>
          Lift
        </Button>
      </form>
    </Dialog>
  );
}
