/** The floor: are leads waiting, who could take them, and why not. One glance, nothing that blinks. */
import { Tabs } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { useTopic } from '../api/live.ts';
import type { FloorView } from '../api/types.ts';
import { clock, count, share } from '../ui/format.ts';
import { Empty, Loading, TextLink } from '../ui/parts.tsx';
import { AgentsRail } from './agents-rail.tsx';
import { CallCard } from './call-card.tsx';
import { TransferCard, WarmingCard } from './cards.tsx';
import { useFrozenOrder } from './use-frozen-order.ts';
import './floor.css';

export default function FloorPage() {
  const view = useTopic('floor');
  const narrow = useMediaQuery('(max-width: 1099px)', window.innerWidth < 1100);
  const [tab, setTab] = useState<string>('ringing');
  if (view === undefined)
    return (
      <div className="s-page">
        <h1>Floor</h1>
        <Loading onRetry={() => window.location.reload()} rows={6} />
      </div>
    );
  const columns: { id: string; word: string; n: number; body: ReactNode }[] = [
    { id: 'warming', word: 'Warming', n: view.warming.length, body: <Warming view={view} /> },
    { id: 'ringing', word: 'Ringing', n: view.transfers.length, body: <Ringing view={view} /> },
    { id: 'calls', word: narrow ? 'Calls' : 'On a call', n: view.calls.length, body: <Calls view={view} /> },
    {
      id: 'agents',
      word: 'Agents',
      n: view.agents.length,
      body: <AgentsRail agents={view.agents} free={view.freeAgents} />,
    },
  ];
  return (
    <div className="floor">
      <Strip view={view} />
      {narrow ? (
        <Tabs value={tab} onChange={(to) => setTab(to ?? 'ringing')}>
          <Tabs.List grow className="floor-tabs">
            {columns.map((c) => (
              <Tabs.Tab key={c.id} value={c.id}>
                {c.word} {c.n}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {columns.map((c) => (
            <Tabs.Panel key={c.id} value={c.id} className="floor-panel">
              {tab === c.id ? c.body : null}
            </Tabs.Panel>
          ))}
        </Tabs>
      ) : (
        <div className="floor-columns">
          {columns.map((c) => (
            <div key={c.id}>{c.body}</div>
          ))}
        </div>
      )}
      <p className="floor-foot b-dim">
        {view.booked.length === 0 ? 'Nothing is booked next' : `Booked next: ${view.booked.length}`} · Opted
        out today: {view.optedOutToday}
        {' · '}
        <TextLink to="/transfers">All transfers</TextLink>
      </p>
    </div>
  );
}

/** The service level and what stands behind it. Numbers change in place. */
function Strip({ view }: { view: FloorView }) {
  const { serviceLevel: level } = view;
  const within = Math.round(level.withinMs / 1_000);
  return (
    <header className="floor-strip">
      <h1>Floor</h1>
      <dl className="floor-figures">
        <Figure
          word={`Joined within ${within} s`}
          title={`Share of today's transfers whose lead and agent were joined within ${within} s of the lead being ready. Nobody is left out.`}
        >
          {level.total === 0 ? 'none yet' : share(level.joined, level.total)}
        </Figure>
        <Figure word="Ready now">{view.readyWaiting}</Figure>
        <Figure word="Longest wait">{view.readyWaiting === 0 ? '–' : clock(view.longestWaitMs)}</Figure>
        <Figure word="Free">
          {view.freeAgents} of {view.agents.length}
        </Figure>
      </dl>
    </header>
  );
}

function Figure({ word, title, children }: { word: string; title?: string; children: ReactNode }) {
  return (
    <div className="floor-figure" {...(title === undefined ? {} : { title })}>
      <dt>{word}</dt>
      <dd className="b-num">{children}</dd>
    </div>
  );
}

/** A column: a region with a count, whose order stands still while it is touched. */
function Column<T>(props: {
  name: string;
  title: string;
  items: T[];
  idOf: (item: T) => string;
  empty: { what: string; why: string };
  children: (item: T) => ReactNode;
}) {
  const { shown, waiting, holders } = useFrozenOrder(props.items, props.idOf);
  return (
    <section className="floor-column" aria-label={props.name} {...holders}>
      <header className="floor-column-head">
        <h2>
          {props.title} <span className="b-num">{props.items.length}</span>
        </h2>
        {waiting > 0 ? <span className="floor-pill b-meta">{count(waiting, 'change')} below</span> : null}
      </header>
      {shown.length === 0 ? <Empty what={props.empty.what} why={props.empty.why} /> : null}
      <div className="floor-cards">{shown.map((item) => props.children(item))}</div>
    </section>
  );
}

function Warming({ view }: { view: FloorView }) {
  const items = [...view.warming].sort((a, b) => a.threshold - a.readiness - (b.threshold - b.readiness));
  return (
    <Column
      name="Warming leads"
      title="Warming"
      items={items}
      idOf={(l) => l.leadId}
      empty={{ what: 'Leads in conversation appear here.', why: 'None is in conversation now.' }}
    >
      {(lead) => <WarmingCard key={lead.leadId} lead={lead} />}
    </Column>
  );
}

function Ringing({ view }: { view: FloorView }) {
  const items = [...view.transfers].sort((a, b) => a.readyAtMs - b.readyAtMs);
  return (
    <Column
      name="Ringing"
      title="Ringing"
      items={items}
      idOf={(t) => t.transferId}
      empty={{ what: 'Leads who are ready appear here while agents ring.', why: 'Nobody is waiting.' }}
    >
      {(t) => <TransferCard key={t.transferId} transfer={t} />}
    </Column>
  );
}

function Calls({ view }: { view: FloorView }) {
  const items = [...view.calls].sort((a, b) => (a.joinedAtMs ?? 0) - (b.joinedAtMs ?? 0));
  return (
    <Column
      name="On a call"
      title="On a call"
      items={items}
      idOf={(t) => t.transferId}
      empty={{ what: 'Joined calls appear here.', why: 'Nobody is on a call.' }}
    >
      {(t) => <CallCard key={t.transferId} transfer={t} />}
    </Column>
  );
}
