/** Who changed what, newest first, with the fields before and after. */
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { useMe } from '../api/session.tsx';
import type { ChangeView } from '../api/types.ts';
import { dayAndTime } from '../ui/format.ts';
import { Empty, Failure, Loading } from '../ui/parts.tsx';

export function Changes() {
  const { tz } = useMe();
  const list = useInfiniteQuery({
    queryKey: ['changes'],
    queryFn: ({ pageParam }) =>
      call('changes', { query: { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
  const changes = list.data?.pages.flatMap((page) => page.changes) ?? [];
  return (
    <>
      <header className="s-head">
        <h1>Changes</h1>
      </header>
      {list.isPending ? <Loading /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && changes.length === 0 ? (
        <Empty
          what="Nothing was changed yet."
          why="What people, agents and limits are changed to stands here."
        />
      ) : null}
      <ul className="rows">
        {changes.map((change) => (
          <ChangeRow key={change.changeId} change={change} tz={tz} />
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button variant="outline" onClick={() => void list.fetchNextPage()}>
          Older
        </Button>
      ) : null}
    </>
  );
}

const text = (value: unknown): string =>
  value === null ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);

function ChangeRow({ change, tz }: { change: ChangeView; tz: string }) {
  const before = (change.before ?? {}) as Record<string, unknown>;
  const after = (change.after ?? {}) as Record<string, unknown>;
  return (
    <li className="row row-tall">
      <p>
        <span className="b-strong">{change.by}</span> {change.words}
        <span className="b-meta"> · {dayAndTime(change.atMs, tz, Date.now())}</span>
      </p>
      {Object.keys(after).length === 0 ? null : (
        <dl className="b-facts">
          {Object.keys(after).map((name) => (
            <div key={name} className="change-field">
              <dt>{name}</dt>
              <dd>
                {text(before[name])} → {text(after[name])}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
