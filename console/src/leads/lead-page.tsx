/** All about one person: what was said, what we know and from where, may we contact, what happens next. */
import { Button, Checkbox, Tabs } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { ApiError, call } from '../api/client.ts';
import { useTopic } from '../api/live.ts';
import { useSession } from '../api/session.tsx';
import type { LeadDetail } from '../api/types.ts';
import { may } from '../shell/may.ts';
import { NotFound } from '../shell/plain-pages.tsx';
import { LeadNow } from '../ui/clock.tsx';
import { firstName, timeWithZone } from '../ui/format.ts';
import { useKeys } from '../ui/keys.ts';
import { Failure, Key, Loading, Panel, PhoneText } from '../ui/parts.tsx';
import { readinessReasons } from '../ui/readiness-meter.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { Why } from '../ui/why.tsx';
import { Composer } from './composer.tsx';
import { ContactPanel } from './contact-panel.tsx';
import { FieldsPanel } from './fields-panel.tsx';
import type { LeadAct } from './lead-act.ts';
import { ModelPanel, ReplayLink } from './model-panel.tsx';
import { ReadinessPanel } from './readiness-panel.tsx';
import { Thread } from './thread.tsx';
import './lead.css';

export default function LeadPage() {
  const id = useParams().id ?? '';
  const first = useQuery({
    queryKey: ['lead', id],
    queryFn: ({ signal }) => call('lead', { params: { id }, signal }),
  });
  const live = useTopic(`lead:${id}`);
  const detail = live ?? first.data;
  if (detail === undefined) {
    if (first.error instanceof ApiError && first.error.status === 404) return <NotFound what="lead" />;
    return (
      <div className="s-page">
        <h1>Lead</h1>
        {first.isError ? (
          <Failure error={first.error} onRetry={() => void first.refetch()} />
        ) : (
          <Loading rows={8} onRetry={() => void first.refetch()} />
        )}
      </div>
    );
  }
  return <Lead detail={detail} refresh={() => void first.refetch()} />;
}

type Mark = { messageId: string; at: number } | null;

function Lead({ detail, refresh }: { detail: LeadDetail; refresh: () => void }) {
  const { lead } = detail;
  const narrow = useMediaQuery('(max-width: 899px)', window.innerWidth < 900);
  // A brief's fact links here by the message it came from.
  const { hash } = useLocation();
  const [mark, setMark] = useState<Mark>(hash.length > 1 ? { messageId: hash.slice(1), at: 0 } : null);
  const [tab, setTab] = useState('talk');
  const [error, setError] = useState<unknown>(null);
  const go = useCallback((messageId: string) => {
    setTab('talk');
    setMark({ messageId, at: performance.now() });
  }, []);
  useEffect(() => {
    document.title = `${lead.name} · Baton`;
    return () => {
      document.title = 'Baton';
    };
  }, [lead.name]);
  const act = useCallback(
    async (work: () => Promise<unknown>): Promise<boolean> => {
      setError(null);
      try {
        await work();
        refresh();
        return true;
      } catch (caught) {
        setError(caught);
        return false;
      }
    },
    [refresh],
  );
  const parts: { id: string; word: string; body: ReactNode }[] = [
    { id: 'talk', word: 'Talk', body: <Talk detail={detail} mark={mark} act={act} /> },
    {
      id: 'known',
      word: 'Known',
      body: (
        <div className="lead-side">
          <FieldsPanel detail={detail} go={go} act={act} />
          <ContactPanel detail={detail} act={act} />
        </div>
      ),
    },
    {
      id: 'ready',
      word: 'Ready',
      body: (
        <div className="lead-side">
          <ReadinessPanel detail={detail} go={go} />
          <ModelPanel model={detail.model} />
          <ReplayLink lead={detail.lead} />
          <TimeLine detail={detail} />
          <Transfers detail={detail} />
        </div>
      ),
    },
  ];
  return (
    <div className="lead">
      <Head detail={detail} act={act} go={go} />
      {error === null ? null : <Failure error={error} />}
      {narrow ? (
        <Tabs value={tab} onChange={(to) => setTab(to ?? 'talk')} className="lead-tabs">
          <Tabs.List grow>
            {parts.map((p) => (
              <Tabs.Tab key={p.id} value={p.id}>
                {p.word}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {parts.map((p) => (
            <Tabs.Panel key={p.id} value={p.id}>
              {p.id === tab ? p.body : null}
            </Tabs.Panel>
          ))}
        </Tabs>
      ) : (
        <div className="lead-columns">
          {parts[1]?.body}
          {parts[0]?.body}
          {parts[2]?.body}
        </div>
      )}
    </div>
  );
}

function Head({ detail, act, go }: { detail: LeadDetail; act: LeadAct; go: (messageId: string) => void }) {
  const { lead } = detail;
  const { me } = useSession();
  const navigate = useNavigate();
  const allowed = may(me, 'offerNow');
  const voice = detail.permit.voice;
  const refusal = !allowed.ok ? allowed.reason : voice.verdict === 'allow' ? null : voice.words;
  const offer = (): void => {
    if (refusal !== null) return;
    void act(async () => {
      const { transferId } = await call('offerNow', { params: { id: lead.leadId } });
      navigate(`/transfers/${transferId}`);
    });
  };
  useKeys({ o: offer });
  const ready = lead.readiness >= lead.threshold;
  return (
    <header className="lead-head">
      <h1>{lead.name}</h1>
      <PhoneText e164={lead.phone} />
      <span className="b-dim lead-when">
        <LeadNow zone={lead.tz} />
      </span>
      <StateChip
        kind="lead"
        value={lead.state}
        size="md"
        why={
          <Why
            of={`${lead.name} is ${ready ? 'ready' : 'not ready yet'}`}
            reasons={readinessReasons(detail.readiness.reasons, go)}
          />
        }
      />
      <span className="s-gap" />
      <span className="lead-offer">
        <Button
          onClick={offer}
          aria-disabled={refusal !== null || undefined}
          data-disabled={refusal !== null || undefined}
          title={refusal ?? undefined}
          aria-keyshortcuts="O"
          rightSection={<Key>O</Key>}
        >
          Offer now
        </Button>
        {refusal === null ? null : <span className="b-meta">{refusal}</span>}
      </span>
    </header>
  );
}

function Talk({ detail, mark, act }: { detail: LeadDetail; mark: Mark; act: LeadAct }) {
  const [hide, setHide] = useState(false);
  const { lead } = detail;
  return (
    <Panel
      title="Conversation"
      className="lead-talk"
      aside={
        <Checkbox
          size="xs"
          label="Hide what sent nothing"
          checked={hide}
          onChange={(e) => setHide(e.currentTarget.checked)}
        />
      }
    >
      {detail.turns.length === 0 ? <p className="b-dim">Nothing was said yet.</p> : null}
      <Thread
        turns={detail.turns}
        zone={lead.tz}
        leadName={firstName(lead.name)}
        mark={mark}
        hideSilent={hide}
        label={`Conversation with ${lead.name}`}
      />
      <Composer detail={detail} act={act} />
    </Panel>
  );
}

function TimeLine({ detail }: { detail: LeadDetail }) {
  return (
    <Panel title="Time line">
      <ol className="lead-timeline">
        {detail.timeline.map((one) => (
          <li key={`${one.atMs}|${one.fact}|${one.words}`}>
            <time className="b-meta" dateTime={new Date(one.atMs).toISOString()}>
              {timeWithZone(one.atMs, detail.lead.tz)}
            </time>
            <span>
              {one.words}
              {one.why === null ? null : <span className="b-meta"> · {one.why}</span>}
            </span>
          </li>
        ))}
      </ol>
      {detail.timeline.length === 0 ? <p className="b-dim">Nothing has happened yet.</p> : null}
    </Panel>
  );
}

function Transfers({ detail }: { detail: LeadDetail }) {
  if (detail.transfers.length === 0) return null;
  return (
    <Panel title="Transfers">
      <ul className="lead-transfers">
        {detail.transfers.map((t) => (
          <li key={t.transferId}>
            <Link to={`/transfers/${t.transferId}`} className="b-link b-tapline">
              {timeWithZone(t.readyAtMs, detail.lead.tz)}
            </Link>
            {t.outcome === null ? (
              <StateChip kind="transfer" value={t.state} />
            ) : (
              <StateChip kind="outcome" value={t.outcome} />
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
