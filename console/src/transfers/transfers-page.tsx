/** Transfers, newest first: outcome, how long from ready to joined, and what came next. */
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { call } from '../api/client.ts';
import { useNowMs, useTopicSeq } from '../api/live.ts';
import { useMe } from '../api/session.tsx';
import type { TransferSummary } from '../api/types.ts';
import { dayAndTime, duration } from '../ui/format.ts';
import { useKeys } from '../ui/keys.ts';
import { Empty, Failure, Loading, TextLink } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import './transfers.css';

export default function TransfersPage() {
  const seq = useTopicSeq('leads');
  const list = useInfiniteQuery({
    queryKey: ['transfers'],
    queryFn: ({ pageParam, signal }) =>
      call('transfers', { query: { cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const { refetch } = list;
  useEffect(() => {
    if (seq > 0) void refetch();
  }, [seq, refetch]);
  const all = list.data?.pages.flatMap((p) => p.transfers) ?? [];
  const move = (by: number): void => {
    const rows = [...document.querySelectorAll<HTMLElement>('.tr-row')];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
  return (
    <div className="s-page">
      <h1>Transfers</h1>
      {list.isPending ? <Loading rows={8} onRetry={() => void refetch()} /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void refetch()} /> : null}
      {list.isSuccess && all.length === 0 ? (
        <Empty what="No transfers yet." why="They appear when a lead is ready and someone is free.">
          <TextLink to="/try">Try it with the demo handset</TextLink>
        </Empty>
      ) : null}
      {all.length === 0 ? null : (
        <ul className="tr-list">
          {all.map((t) => (
            <li key={t.transferId}>
              <Row transfer={t} />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage ? (
        <p>
          <Button variant="outline" onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? 'Loading…' : 'Older'}
          </Button>
        </p>
      ) : null}
    </div>
  );
}

function Row({ transfer: t }: { transfer: TransferSummary }) {
  const { tz } = useMe();
  const nowMs = useNowMs(60_000);
  return (
    <Link to={`/transfers/${t.transferId}`} className="tr-row">
      <span className="b-strong tr-name">{t.leadName}</span>
      {t.outcome === null ? (
        <StateChip kind="transfer" value={t.state} />
      ) : (
        <StateChip kind="outcome" value={t.outcome} />
      )}
      <span className="b-num tr-took">
        {t.joinedAtMs === null ? '–' : duration(t.joinedAtMs - t.readyAtMs)}
      </span>
      <span className="b-dim tr-line">
        {t.agentName === null ? t.line : `with ${t.agentName}`}
        {t.nextStep === null ? '' : ` · ${t.nextStep}`}
      </span>
      <time className="b-meta tr-when" dateTime={new Date(t.readyAtMs).toISOString()}>
        {dayAndTime(t.readyAtMs, tz, nowMs)}
      </time>
    </Link>
  );
}
