/** The desk: left = me, middle = now, right = the lead. Places never move; only the middle changes with the state. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTopic } from '../api/live.ts';
import type { DeskView, Field, LeadSummary, Turn } from '../api/types.ts';
import { Thread } from '../leads/thread.tsx';
import { LeadNow } from '../ui/clock.tsx';
import { Failure, Loading, Panel, TextLink } from '../ui/parts.tsx';
import { CallPanel } from './call-panel.tsx';
import { useDesk } from './desk-provider.tsx';
import { headline } from './desk-state.ts';
import { MePanel } from './me-panel.tsx';
import { OfferCard } from './offer-card.tsx';
import { useReportToFrame } from './report-to-frame.ts';
import { Resting } from './resting.tsx';
import { WrapUp } from './wrap-up.tsx';
import './desk.css';

export type Mark = { messageId: string; at: number } | null;

export default function DeskPage() {
  const desk = useDesk();
  const { view, state } = desk;
  const [mark, setMark] = useState<Mark>(null);
  const [standby, setStandby] = useState<string | null>(null);
  const go = useCallback((messageId: string) => setMark({ messageId, at: performance.now() }), []);
  const heading = useRef<HTMLHeadingElement>(null);
  const offerId = state?.is === 'offer' ? state.offer.legId : '';
  useEffect(() => {
    const active = document.activeElement;
    const typing = active instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName);
    if (offerId !== '' && !typing) heading.current?.focus({ preventScroll: true });
    if (offerId !== '') setMark(null);
  }, [offerId]);

  const live = state?.is === 'call' && state.call.state === 'live' ? state.call.transferId : null;
  const first = view?.warming[0];
  useReportToFrame(
    view === undefined || state === null
      ? null
      : {
          is: state.is,
          call: state.is === 'call' ? state.call.state : null,
          presence: view.agent.presence,
          readiness: first === undefined ? null : { value: first.readiness, threshold: first.threshold },
        },
    live,
  );

  if (view === undefined || state === null)
    return (
      <div className="desk desk-loading">
        <h1 className="b-sr">Desk</h1>
        <Loading onRetry={() => window.location.reload()} />
      </div>
    );
  const title = (
    <h1 ref={heading} tabIndex={-1} className="desk-h1" id="desk-state">
      {headline(state, view)}
    </h1>
  );
  return (
    <div className="desk" data-state={state.is}>
      <MePanel view={view} />
      <section className="desk-now" aria-label="Now">
        {desk.error === null ? null : <Failure error={desk.error} />}
        {state.is === 'offer' ? (
          <OfferCard key={state.offer.legId} state={state} title={title} go={go} zone={view.agent.tz} />
        ) : state.is === 'call' ? (
          <CallPanel call={state.call} title={title} go={go} />
        ) : state.is === 'wrap-up' ? (
          <WrapUp key={state.wrapUp.transferId} wrapUp={state.wrapUp} title={title} />
        ) : (
          <Resting view={view} state={state} title={title} standby={standby} onStandby={setStandby} />
        )}
      </section>
      <LeadColumn view={view} mark={mark} standby={standby} />
    </div>
  );
}

/** The lead of the offer or the call; otherwise the one stood by for; otherwise empty. */
function LeadColumn({ view, mark, standby }: { view: DeskView; mark: Mark; standby: string | null }) {
  const now = view.call ?? view.offer;
  // While the result is written the conversation it is about stays in sight.
  const beside = view.wrapUp?.leadId ?? standby;
  const detail = useTopic(now === null && beside !== null ? (`lead:${beside}` as const) : null);
  if (now !== null)
    return <LeadPanel lead={now.lead} turns={now.turns} mark={mark} fields={view.call?.fields ?? []} />;
  if (beside !== null && detail !== undefined)
    return <LeadPanel lead={detail.lead} turns={detail.turns} mark={mark} fields={detail.fields} />;
  return (
    <aside className="desk-lead desk-lead-empty b-panel" aria-label="Lead">
      <p className="b-dim">The lead's conversation appears here with the offer.</p>
    </aside>
  );
}

function LeadPanel(props: { lead: LeadSummary; turns: Turn[]; fields: Field[]; mark: Mark }) {
  const { lead } = props;
  const known = props.fields.filter((f) => f.value !== null);
  return (
    <Panel
      className="desk-lead"
      title={`Lead: ${lead.name}`}
      aside={<TextLink to={`/leads/${lead.leadId}`}>Open</TextLink>}
    >
      <p className="b-meta desk-lead-when">
        <LeadNow zone={lead.tz} />
        {lead.place === null ? null : <> · {lead.place}</>}
      </p>
      {known.length === 0 ? null : (
        <dl className="b-facts desk-fields">
          {known.map((f) => (
            <FieldRow key={f.name} field={f} />
          ))}
        </dl>
      )}
      <Thread turns={props.turns} zone={lead.tz} leadName={lead.name} mark={props.mark} />
    </Panel>
  );
}

function FieldRow({ field }: { field: Field }) {
  return (
    <>
      <dt>{field.label}</dt>
      <dd>{field.sensitive ? 'On file' : String(field.value)}</dd>
    </>
  );
}
