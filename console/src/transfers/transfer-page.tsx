/** The flight recorder: what each leg did, when, what the agent knew, and what came next. */
import { Tabs } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { ApiError, call } from '../api/client.ts';
import { useNowMs, useTopic } from '../api/live.ts';
import type { TransferDetail } from '../api/types.ts';
import { NotFound } from '../shell/plain-pages.tsx';
import { dayAndTime, duration } from '../ui/format.ts';
import { Failure, Loading, Panel, TextLink } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { Bars } from './bars.tsx';
import { EventsTable } from './events-table.tsx';
import { LineQuality } from './line-quality.tsx';
import { Playback } from './playback.tsx';
import { Recordings } from './recordings.tsx';
import { usePlayhead } from './use-playhead.ts';
import './transfer.css';

export default function TransferPage() {
  const id = useParams().id ?? '';
  const first = useQuery({
    queryKey: ['transfer', id],
    queryFn: ({ signal }) => call('transfer', { params: { id }, signal }),
  });
  const live = useTopic(`transfer:${id}`);
  const detail = live ?? first.data;
  if (detail === undefined) {
    if (first.error instanceof ApiError && first.error.status === 404) return <NotFound what="transfer" />;
    return (
      <div className="s-page">
        <h1>Transfer</h1>
        {first.isError ? (
          <Failure error={first.error} onRetry={() => void first.refetch()} />
        ) : (
          <Loading rows={8} onRetry={() => void first.refetch()} />
        )}
      </div>
    );
  }
  return <Transfer detail={detail} />;
}

function Transfer({ detail }: { detail: TransferDetail }) {
  const { transfer, lead } = detail;
  const narrow = useMediaQuery('(max-width: 767px)', window.innerWidth < 768);
  const [tab, setTab] = useState(narrow ? 'events' : 'legs');
  const nowMs = useNowMs(1_000);
  const play = usePlayhead(detail);
  return (
    <div className="s-page tr-page">
      <header className="s-head">
        <h1>
          Transfer of <TextLink to={`/leads/${lead.leadId}`}>{transfer.leadName}</TextLink>
        </h1>
        {transfer.outcome === null ? (
          <StateChip kind="transfer" value={transfer.state} size="md" sinceMs={transfer.readyAtMs} />
        ) : (
          <StateChip kind="outcome" value={transfer.outcome} size="md" />
        )}
        <span className="s-gap" />
        <span className="b-dim">
          {modeWords[detail.mode] ?? detail.mode} · {dayAndTime(transfer.readyAtMs, lead.tz, nowMs)}
        </span>
      </header>
      <Parts detail={detail} />
      <NextStep detail={detail} />
      <Playback detail={detail} play={play} />
      <Tabs value={tab} onChange={(to) => setTab(to ?? 'legs')}>
        <Tabs.List>
          <Tabs.Tab value="legs">Legs</Tabs.Tab>
          <Tabs.Tab value="events">Events {detail.events.length}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="legs" className="tr-panel">
          <Bars detail={detail} atMs={play.atMs} narrow={narrow === true} onSeek={play.seek} />
        </Tabs.Panel>
        <Tabs.Panel value="events" className="tr-panel">
          <EventsTable detail={detail} atMs={play.atMs} onSeek={play.seek} />
        </Tabs.Panel>
      </Tabs>
      <Recordings transferId={transfer.transferId} isOver={transfer.outcome !== null} />
      <LineQuality transferId={transfer.transferId} isOver={transfer.outcome !== null} />
      <div className="tr-below">
        <BriefPanel detail={detail} />
        <SeenPanel detail={detail} />
      </div>
    </div>
  );
}

const modeWords: Record<string, string> = {
  cold: 'Cold',
  warm: 'Warm',
  'agentic-warm': 'Assistant-led warm',
};

const partWords: { key: keyof TransferDetail['parts']; word: string; role: string }[] = [
  { key: 'readyToRingingMs', word: 'Ready to ringing', role: 'quiet' },
  { key: 'ringingToAcceptedMs', word: 'Ringing to accepted', role: 'ring' },
  { key: 'acceptedToAnsweredMs', word: 'Accepted to answered', role: 'pass' },
  { key: 'answeredToJoinedMs', word: 'Answered to joined', role: 'talk' },
];

/** The headline and its four parts: the bar's segments are the same four numbers. */
function Parts({ detail }: { detail: TransferDetail }) {
  const { parts, limits } = detail;
  const known = partWords.filter((p) => parts[p.key] !== null);
  const total = known.reduce((sum, p) => sum + (parts[p.key] ?? 0), 0);
  return (
    <section className="b-panel tr-parts" aria-label="Ready to joined">
      <p className="tr-headline">
        <span className="b-num" data-none={parts.readyToJoinedMs === null || undefined}>
          {parts.readyToJoinedMs === null ? 'Not joined' : duration(parts.readyToJoinedMs)}
        </span>
        <span className="b-dim">{parts.readyToJoinedMs === null ? '' : 'ready to joined'}</span>
      </p>
      <div className="tr-stack" aria-hidden="true">
        {known.map((p) => (
          <span
            key={p.key}
            style={{
              flexGrow: Math.max(parts[p.key] ?? 0, total / 100),
              background: `var(--b-${p.role}-solid)`,
            }}
          />
        ))}
      </div>
      <dl className="tr-four">
        {partWords.map((p) => {
          const ms = parts[p.key];
          return (
            <div key={p.key}>
              <dt>
                <span
                  className="tr-key"
                  style={{ background: `var(--b-${p.role}-solid)` }}
                  aria-hidden="true"
                />
                {p.word}
              </dt>
              <dd className="b-num">{ms === null ? '–' : duration(ms)}</dd>
            </div>
          );
        })}
      </dl>
      <p className="b-meta">
        Limits: ring {duration(limits.ringMs)}, accept {duration(limits.acceptMs)}, brief{' '}
        {duration(limits.briefMs)}, whole {duration(limits.totalMs)}
      </p>
    </section>
  );
}

function NextStep({ detail }: { detail: TransferDetail }) {
  const { transfer, nextStep } = detail;
  if (transfer.outcome === null && nextStep === null) return null;
  const good = transfer.outcome === 'connected' || transfer.outcome === 'booked';
  return (
    <p className="tr-next">
      <span className={good ? 'b-strong' : 'b-strong b-stop'}>{transfer.line.replace(/[.\s]+$/, '')}.</span>{' '}
      {nextStep === null ? null : <span>Next: {nextStep.replace(/[.\s]+$/, '')}.</span>}
    </p>
  );
}

function BriefPanel({ detail }: { detail: TransferDetail }) {
  const { brief } = detail;
  return (
    <Panel title="Brief as delivered">
      <p className="tr-spoken">{brief.spoken}</p>
      <dl className="b-facts">
        {brief.facts.map((f) => (
          <div key={`${f.kind}|${f.text}`} className="tr-fact">
            <dt>{f.label}</dt>
            <dd>
              {f.messageId === undefined ? (
                f.text
              ) : (
                <TextLink to={`/leads/${detail.lead.leadId}#${f.messageId}`}>{f.text}</TextLink>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <p className="b-meta">
        {brief.spoken.length} characters spoken.
        {brief.withheld.length === 0 ? '' : ` Left out: ${brief.withheld.join(', ')}.`}
      </p>
    </Panel>
  );
}

function SeenPanel({ detail }: { detail: TransferDetail }) {
  return (
    <Panel title="What each agent saw">
      <table className="b-table">
        <thead>
          <tr>
            <th>Agent</th>
            <th>What happened</th>
          </tr>
        </thead>
        <tbody>
          {detail.offered.map((o) => (
            <tr key={`${o.agentId}|${o.words}`}>
              <td>{o.name}</td>
              <td>{o.words}</td>
            </tr>
          ))}
          {detail.notOffered.map((o) => (
            <tr key={o.agentId}>
              <td>{o.name}</td>
              <td className="b-dim">Not offered: {o.words}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {detail.offered.length + detail.notOffered.length === 0 ? (
        <p className="b-dim">Nobody was offered this lead.</p>
      ) : null}
    </Panel>
  );
}
