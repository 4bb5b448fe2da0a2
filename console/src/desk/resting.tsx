/** The desk without an offer or a call: available, away, offline, paused, or telling what just happened. */
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useNowMs } from '../api/live.ts';
import type { DeskView } from '../api/types.ts';
import { count, dayAndTime } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { Empty, Key, Panel, TextLink } from '../ui/parts.tsx';
import { ReadinessMeter } from '../ui/readiness-meter.tsx';
import { useDesk } from './desk-provider.tsx';
import type { DeskState } from './desk-state.ts';
import { SoundCheck, soundChecked } from './sound-check.tsx';
import { ResultDialog } from './wrap-up.tsx';

interface Props {
  view: DeskView;
  state: DeskState;
  title: ReactNode;
  standby: string | null;
  onStandby: (leadId: string | null) => void;
}

export function Resting(props: Props) {
  const { view, state } = props;
  return (
    <>
      <div className="rest-head">
        {props.title}
        <RestingWords view={view} state={state} />
      </div>
      {view.missingResults.length === 0 ? null : <MissingResults view={view} />}
      <LikelyNext {...props} />
      <Panel title="Today">
        <p className="b-num rest-today">
          {count(view.today.offers, 'offer')} · {view.today.accepted} taken · {view.today.joined} joined
        </p>
      </Panel>
    </>
  );
}

function RestingWords({ view, state }: { view: DeskView; state: DeskState }) {
  const warming = view.warming.length;
  switch (state.is) {
    case 'idle':
      return <p className="b-dim rest-why">{view.why.join(' · ')}</p>;
    case 'missed':
      return (
        <p className="b-dim">
          You are available. Misses {view.agent.misses} of {view.maxMisses}.
        </p>
      );
    case 'notice':
      return <p className="b-dim">Nothing to do.</p>;
    case 'paused':
      return (
        <>
          <p className="b-dim">Nobody will ring you until you are back.</p>
          <PausedReasons view={view} />
          <GoAvailable word="I'm back" check />
        </>
      );
    case 'resting':
      return (
        <>
          <p className="b-dim">
            {warming === 0
              ? 'No lead is close to ready now.'
              : `${count(warming, 'lead')} would be offered to you when ready.`}
          </p>
          <GoAvailable word="Go available" />
        </>
      );
    default:
      return null;
  }
}

function PausedReasons({ view }: { view: DeskView }) {
  const { phone } = useDesk();
  const lines = [
    ...view.agent.reasons.map((r) => r.words),
    ...(phone.locked ? ['Sound is locked on this page.'] : []),
    ...(phone.state?.media === 'connected' ? [] : ['The phone of this page is not connected.']),
  ];
  return (
    <ul className="me-why">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** Available is only ever set by a person's click or key here: that also unlocks sound. */
function GoAvailable({ word, check = false }: { word: string; check?: boolean }) {
  const desk = useDesk();
  const [checking, setChecking] = useState(false);
  return (
    <div className="call-acts">
      <Button
        size="md"
        className="rest-go"
        aria-label={word}
        aria-keyshortcuts="P 1"
        rightSection={<Key>P 1</Key>}
        onClick={() => void desk.setPresence('available')}
      >
        {word}
      </Button>
      {check || !soundChecked() ? (
        <Button variant="outline" size="md" onClick={() => setChecking(true)}>
          Check sound first
        </Button>
      ) : null}
      {checking ? <SoundCheck onClose={() => setChecking(false)} /> : null}
    </div>
  );
}

function LikelyNext({ view, standby, onStandby }: Props) {
  const nearest = [...view.warming]
    .sort((a, b) => a.threshold - a.readiness - (b.threshold - b.readiness))
    .slice(0, 3);
  return (
    <Panel title="Likely next">
      {nearest.length === 0 ? (
        <Empty what="Leads you would be offered appear here." why="None is in conversation now.">
          <TextLink to="/try">Try it with the demo handset</TextLink>
        </Empty>
      ) : (
        <ul className="next">
          {nearest.map((lead) => (
            <li key={lead.leadId} className="next-row" data-on={standby === lead.leadId || undefined}>
              <div className="next-who">
                <span className="b-strong">{lead.name}</span>
                <span className="b-meta">
                  {lead.vertical}
                  {lead.place === null ? '' : ` · ${lead.place}`}
                </span>
              </div>
              <ReadinessMeter
                readiness={lead.readiness}
                threshold={lead.threshold}
                name={lead.name}
                reasons={lead.reasons}
              />
              <span className="b-meta next-when">can't tell yet</span>
              <Button
                size="xs"
                variant="outline"
                aria-pressed={standby === lead.leadId}
                aria-label={`Stand by for ${lead.name}`}
                onClick={() => onStandby(standby === lead.leadId ? null : lead.leadId)}
              >
                Stand by
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function MissingResults({ view }: { view: DeskView }) {
  const nowMs = useNowMs(60_000);
  const [open, setOpen] = useState<string | null>(null);
  const n = view.missingResults.length;
  return (
    <div className="b-notice" data-role="ring">
      <I.IconPencil size={18} stroke={1.75} aria-hidden />
      <div>
        <p className="b-strong">
          {count(n, 'call')} {n === 1 ? 'needs' : 'need'} a result
        </p>
        <ul className="missing">
          {view.missingResults.map((m) => (
            <li key={m.transferId}>
              <span>
                {m.leadName}, {dayAndTime(m.atMs, view.agent.tz, nowMs)}
              </span>
              <Button size="xs" variant="outline" onClick={() => setOpen(m.transferId)}>
                Add result
              </Button>
              {open === m.transferId ? (
                <ResultDialog transferId={m.transferId} leadName={m.leadName} onClose={() => setOpen(null)} />
              ) : null}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
