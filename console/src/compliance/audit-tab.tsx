/** Every attempt with its decision, gate by gate; the abandonment meter. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { call } from '../api/client.ts';
import { useNowMs } from '../api/live.ts';
import { useMe } from '../api/session.tsx';
import { dayAndTime, phone as phoneWords, share } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { Empty, Failure, Loading, Panel } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { ExportEvidence } from './export-evidence.tsx';
import { Gates, VerdictChip } from './gates.tsx';
import type { DecisionView, MeterView } from './types.ts';

export function AuditTab() {
  const [params, setParams] = useSearchParams();
  const filter = {
    phone: params.get('number') ?? '',
    lead: params.get('lead') ?? '',
    rule: params.get('rule') ?? '',
    verdict: params.get('verdict') ?? '',
  };
  const [typed, setTyped] = useState({ phone: filter.phone, rule: filter.rule });
  const set = (changes: Record<string, string>): void =>
    setParams(
      (was) => {
        const next = new URLSearchParams(was);
        for (const [name, value] of Object.entries(changes)) {
          if (value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  const list = useInfiniteQuery({
    queryKey: ['decisions', filter.phone, filter.lead, filter.rule, filter.verdict],
    queryFn: ({ pageParam, signal }) =>
      call('complianceDecisions', { query: { ...filter, cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const decisions = list.data?.pages.flatMap((page) => page.decisions) ?? [];
  const filtered = Object.values(filter).some((value) => value !== '');
  return (
    <>
      <Meter />
      <form
        className="comp-bar"
        onSubmit={(event) => {
          event.preventDefault();
          set({ number: typed.phone.trim(), rule: typed.rule.trim() });
        }}
      >
        <TextInput
          aria-label="Number"
          placeholder="Number"
          type="search"
          value={typed.phone}
          onChange={(e) => setTyped({ ...typed, phone: e.currentTarget.value })}
        />
        <TextInput
          aria-label="Rule or reason"
          placeholder="Rule or reason: QH-01, NO_CONSENT"
          type="search"
          value={typed.rule}
          onChange={(e) => setTyped({ ...typed, rule: e.currentTarget.value })}
        />
        <NativeSelect
          aria-label="Answer"
          value={filter.verdict}
          data={[
            { value: '', label: 'All answers' },
            { value: 'allow', label: 'Allowed' },
            { value: 'defer', label: 'Deferred' },
            { value: 'deny', label: 'Denied' },
          ]}
          onChange={(e) => set({ verdict: e.currentTarget.value })}
        />
        <Button type="submit" variant="outline">
          Filter
        </Button>
        {filtered ? (
          <Button
            variant="subtle"
            onClick={() => {
              setTyped({ phone: '', rule: '' });
              set({ number: '', lead: '', rule: '', verdict: '' });
            }}
          >
            Show all
          </Button>
        ) : null}
      </form>
      {list.isPending ? <Loading rows={6} onRetry={() => void list.refetch()} /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && decisions.length === 0 ? (
        <Empty
          what={filtered ? 'No decision matches.' : 'No decisions yet.'}
          why="Each text and call asks the gate when it leaves."
        />
      ) : null}
      {decisions.length === 0 ? null : (
        <ul className="comp-decisions">
          {decisions.map((one) => (
            <li key={one.logged}>
              <Decision decision={one} />
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
    </>
  );
}

/** Opened by a press; eighteen gates a row would be a wall otherwise. */
function Decision({ decision: d }: { decision: DecisionView }) {
  const { tz } = useMe();
  const nowMs = useNowMs(60_000);
  const [open, setOpen] = useState(false);
  return (
    <details className="comp-decision" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <VerdictChip verdict={d.verdict} />
        <span className="b-strong b-num b-nowrap">{d.phone === null ? 'erased' : phoneWords(d.phone)}</span>
        <span className="comp-words">
          {d.attempt.replace(':', ', ')} · {d.words}
        </span>
        <time className="b-meta b-nowrap" dateTime={new Date(d.atMs).toISOString()}>
          {dayAndTime(d.atMs, tz, nowMs)}
        </time>
      </summary>
      {open ? (
        <div className="comp-open">
          <p className="b-meta">
            {[d.reason, d.ruleId].filter((text) => text !== null).join(' · ')} · rules {d.rulesVersion} ·{' '}
            {d.stage} · log {d.logged} · asked for{' '}
            {d.zones.map((zone) => `${zone.place} ${zone.zone} (${zone.from})`).join('; ')}
          </p>
          {d.leadId === null ? null : (
            <p className="b-inline">
              <Link className="b-link" to={`/leads/${d.leadId}`}>
                Lead
              </Link>
              <ExportEvidence leadId={d.leadId} />
            </p>
          )}
          <Gates gates={d.gates} />
        </div>
      ) : null}
    </details>
  );
}

function Meter() {
  const meter = useQuery({
    queryKey: ['abandon-meter'],
    queryFn: ({ signal }) => call('complianceMeter', { signal }),
    refetchInterval: 60_000,
  });
  if (meter.data === undefined) return meter.isError ? <Failure error={meter.error} /> : null;
  const { bounds, campaigns } = meter.data;
  return (
    <Panel title="Abandoned calls, 30 days">
      <p className="b-meta">
        Answered by a person and nobody of ours heard within {meter.data.connectMaxMs / 1000} s of the answer.
        Slow down at {bounds.throttle} %, stop at {bounds.stop} %, the law says {bounds.legal} %.
      </p>
      {campaigns.length === 0 ? <p>No calls yet.</p> : null}
      <ul className="comp-lists">
        {campaigns.map((one) => (
          <MeterRow key={one.campaign} row={one} bounds={bounds} />
        ))}
      </ul>
    </Panel>
  );
}

function MeterRow({ row, bounds }: { row: MeterView['campaigns'][number]; bounds: MeterView['bounds'] }) {
  // The bar ends a little beyond the law's bound, so that the bound itself is seen.
  const most = (bounds.legal * 4) / 3;
  const at = (pct: number) => `${Math.min(100, (pct / most) * 100)}%`;
  const tone = row.state === 'ok' ? 'go' : row.state === 'throttle' ? 'ring' : 'stop';
  const word = row.state === 'ok' ? 'Well' : row.state === 'throttle' ? 'Slow down' : 'Stop';
  return (
    <li className="comp-meter">
      <span className="b-strong">{row.campaign}</span>
      <span className="comp-bar-of" aria-hidden>
        <span className="comp-bar-fill" data-tone={tone} style={{ width: at(row.pct) }} />
        {[bounds.throttle, bounds.stop, bounds.legal].map((bound) => (
          <span key={bound} className="comp-bar-mark" style={{ left: at(bound) }} />
        ))}
      </span>
      <span className="b-num">
        {row.pct.toFixed(1)} % · {share(row.abandoned, row.answered)} answered, {row.dialled} dialled
      </span>
      <StateChip
        kind="plain"
        tone={tone}
        icon={row.state === 'ok' ? I.IconCheck : I.IconAlertTriangle}
        word={word}
      />
    </li>
  );
}
