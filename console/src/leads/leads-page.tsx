/** Leads by view and search. View and search live in the address; rows are a virtual list. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { call } from '../api/client.ts';
import { useNowMs, useTopicSeq } from '../api/live.ts';
import { useSession } from '../api/session.tsx';
import type { LeadSummary } from '../api/types.ts';
import { may } from '../shell/may.ts';
import { Age } from '../ui/clock.tsx';
import { dayAndTime, phone } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { useKeys } from '../ui/keys.ts';
import { Empty, Failure, Loading, TextLink } from '../ui/parts.tsx';
import { ReadinessMeter } from '../ui/readiness-meter.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { NewLeadDialog } from './new-lead-dialog.tsx';
import { SavedViews } from './saved-views.tsx';
import { leadStates } from './views.ts';
import './leads.css';

export default function LeadsPage() {
  const [params, setParams] = useSearchParams();
  const { me } = useSession();
  const view = params.get('view') ?? '';
  const q = params.get('q') ?? '';
  const set = (changes: Record<string, string | null>): void =>
    setParams(
      (was) => {
        const next = new URLSearchParams(was);
        for (const [k, v] of Object.entries(changes)) {
          if (v === null || v === '') next.delete(k);
          else next.set(k, v);
        }
        return next;
      },
      { replace: true },
    );
  const seq = useTopicSeq('leads');
  const list = useInfiniteQuery({
    queryKey: ['leads', view, q],
    queryFn: ({ pageParam, signal }) =>
      call('leads', {
        query: { view: view || undefined, q: q || undefined, cursor: pageParam, limit: 50 },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const { refetch } = list;
  useEffect(() => {
    if (seq > 0) void refetch();
  }, [seq, refetch]);
  const leads = list.data?.pages.flatMap((p) => p.leads) ?? [];
  const total = list.data?.pages[0]?.total;
  const search = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => search.current?.focus() });
  const mayImport = may(me, 'importLeads');
  const dialog = params.get('import') === '1' ? 'import' : params.get('new') === '1' ? 'new' : null;
  const filters = Number(view !== '') + Number(q !== '');
  return (
    <div className="s-page leads">
      <header className="s-head">
        <h1>Leads</h1>
        {total === undefined ? null : <span className="b-dim b-num">{total}</span>}
        <span className="s-gap" />
        <Button
          variant="outline"
          disabled={!mayImport.ok}
          title={mayImport.ok ? undefined : mayImport.reason}
          leftSection={<I.IconFileImport size={18} stroke={1.75} aria-hidden />}
          onClick={() => set({ import: '1' })}
        >
          Import CSV
        </Button>
        <Button
          disabled={!mayImport.ok}
          title={mayImport.ok ? undefined : mayImport.reason}
          onClick={() => set({ new: '1' })}
        >
          Add lead
        </Button>
      </header>
      <div className="leads-filters">
        <TextInput
          ref={search}
          className="leads-search"
          aria-label="Search leads by name or phone"
          placeholder="Name or phone"
          leftSection={<I.IconSearch size={16} stroke={1.75} aria-hidden />}
          defaultValue={q}
          key={q === '' ? 'empty' : 'typed'}
          autoFocus={q !== ''}
          onChange={(e) => set({ q: e.currentTarget.value.trim() })}
        />
        <NativeSelect
          className="leads-view-select"
          aria-label="View"
          value={view}
          data={leadStates.map((s) => ({ value: s.view, label: s.word }))}
          onChange={(e) => set({ view: e.currentTarget.value })}
        />
        <nav className="leads-views" aria-label="Views">
          {leadStates.map((s) => (
            <Link
              key={s.view}
              to={{ search: withView(params, s.view) }}
              className="leads-view"
              aria-current={view === s.view ? 'true' : undefined}
            >
              {s.word}
            </Link>
          ))}
        </nav>
        <SavedViews params={params} />
      </div>
      {list.isPending ? <Loading rows={8} onRetry={() => void refetch()} /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void refetch()} /> : null}
      {list.isSuccess && leads.length === 0 ? (
        filters === 0 ? (
          <Empty what="No leads yet." why="They appear when a form, the API, a CSV or a text brings them.">
            <TextLink to="/try">Try it with the demo handset</TextLink>
          </Empty>
        ) : (
          <Empty
            what={`No leads ${view === '' ? '' : `are ${leadStates.find((s) => s.view === view)?.word ?? view}`} ${q === '' ? '' : `match “${q}”`}`
              .trim()
              .replace(/\s+/g, ' ')
              .concat('.')}
          >
            <Button variant="outline" size="xs" onClick={() => set({ view: null, q: null })}>
              Clear {filters === 1 ? 'the filter' : `${filters} filters`}
            </Button>
          </Empty>
        )
      ) : null}
      {leads.length === 0 ? null : (
        <Rows leads={leads} more={list.hasNextPage ? () => void list.fetchNextPage() : null} />
      )}
      {dialog === 'import' && mayImport.ok ? (
        <ImportDialog onClose={() => set({ import: null })} onDone={() => void refetch()} />
      ) : null}
      {dialog === 'new' && mayImport.ok ? <NewLeadDialog onClose={() => set({ new: null })} /> : null}
    </div>
  );
}

function withView(params: URLSearchParams, view: string): string {
  const next = new URLSearchParams(params);
  if (view === '') next.delete('view');
  else next.set('view', view);
  return next.toString();
}

const ROW_PX = 64;

function Rows({ leads, more }: { leads: LeadSummary[]; more: (() => void) | null }) {
  const box = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const [at, setAt] = useState(-1);
  const rows = useVirtualizer({
    count: leads.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    getItemKey: (i) => leads[i]?.leadId ?? i,
  });
  const move = (by: number): void => {
    const next = Math.max(0, Math.min(leads.length - 1, at + by));
    setAt(next);
    rows.scrollToIndex(next);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => {
      const lead = leads[at];
      if (lead !== undefined) navigate(`/leads/${lead.leadId}`);
    },
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more !== null && last >= leads.length - 5) more();
  }, [more, last, leads.length]);
  return (
    <div className="leads-list" ref={box} tabIndex={0} role="region" aria-label="List of leads">
      <ul style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {items.map((item) => {
          const lead = leads[item.index];
          return lead === undefined ? null : (
            <li key={item.key} style={{ transform: `translateY(${item.start}px)` }} className="leads-item">
              <LeadRow lead={lead} index={item.index} onFocus={() => setAt(item.index)} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function LeadRow({ lead, index, onFocus }: { lead: LeadSummary; index: number; onFocus: () => void }) {
  const nowMs = useNowMs(60_000);
  return (
    <Link to={`/leads/${lead.leadId}`} className="lead-row" data-index={index} onFocus={onFocus}>
      <span className="lead-name">
        <span className="b-strong">{lead.name}</span>
        <span className="b-meta b-num">{phone(lead.phone)}</span>
      </span>
      <StateChip kind="lead" value={lead.state} />
      <ReadinessMeter readiness={lead.readiness} threshold={lead.threshold} name={lead.name} />
      <span className="lead-line b-dim">
        {lead.bookedAtMs === null
          ? lead.line
          : `Booked for ${dayAndTime(lead.bookedAtMs, lead.tz, nowMs).replace(/^T(oday|omorrow)/, 't$1')}`}
      </span>
      <span className="lead-what b-meta">{lead.vertical}</span>
      <span className="lead-age b-meta">
        {lead.lastMessageAtMs === null ? '' : <Age atMs={lead.lastMessageAtMs} zone={lead.tz} />}
      </span>
    </Link>
  );
}
