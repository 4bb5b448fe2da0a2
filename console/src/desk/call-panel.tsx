/** From the accept to the end of the call: briefing, joining, live. "Live" is only ever the server's word. */
import { Button, Textarea } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { call as api } from '../api/client.ts';
import { useNowMs } from '../api/live.ts';
import type { DeskCall } from '../api/types.ts';
import { deskSays } from '../floor/monitor-words.ts';
import { Clock } from '../ui/clock.tsx';
import { useDraft } from '../ui/draft.ts';
import { firstName } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { useKeys } from '../ui/keys.ts';
import { Key } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { useDesk } from './desk-provider.tsx';
import { HeldWords } from './held-words.tsx';
import { MicMeter } from './mic-meter.tsx';
import { BriefRows } from './offer-card.tsx';
import { Aside, PassNote, PassOn } from './pass-on.tsx';
import { OptedOut, RecordPart, TellPart } from './record-button.tsx';
import { CallControls } from './softphone.tsx';

export function CallPanel(props: { call: DeskCall; title: ReactNode; go: (messageId: string) => void }) {
  const { call } = props;
  return (
    <div className="call" data-call={call.state}>
      <header className="call-head">
        {props.title}
        {call.state === 'live' && call.liveSinceMs !== null ? (
          <Clock sinceMs={call.liveSinceMs} className="call-clock" />
        ) : null}
      </header>
      {call.monitor === null ? null : (
        <StateChip
          kind="plain"
          tone="pass"
          icon={call.monitor.how === 'barge' ? I.IconHeadset : I.IconEar}
          word={deskSays[call.monitor.how](call.monitor.by)}
          size="md"
        />
      )}
      <OptedOut call={call} />
      {call.pass?.role === 'second' ? <PassNote by={call.pass.name} note={call.pass.note} /> : null}
      {call.state === 'briefing' ? <Briefing call={call} /> : null}
      {call.state === 'aside' ? <Aside call={call} /> : null}
      {call.state === 'joining' ? <JoiningPart call={call} /> : null}
      {call.state === 'live' ? <LivePart call={call} /> : null}
      {call.state === 'lead-gone' ? <GonePart call={call} /> : null}
      <section className="b-panel" aria-label="Brief">
        <BriefRows brief={call.brief} turns={call.turns} zone={call.lead.tz} go={props.go} />
      </section>
      {call.state === 'live' ? <Notes call={call} /> : null}
    </div>
  );
}

/** "Calling Maria… ringing 0:04": what the carrier says of the lead's leg, and nothing more. */
function LeadLeg({ call }: { call: DeskCall }) {
  if (call.leadLeg.state === 'none') return null;
  const runs = call.leadLeg.state === 'dialing' || call.leadLeg.state === 'ringing';
  return (
    <p className="call-leg">
      {call.leadLeg.words} {runs ? <Clock sinceMs={call.leadLeg.sinceMs} /> : null}
    </p>
  );
}

function HandBack({ call }: { call: DeskCall }) {
  const desk = useDesk();
  return (
    <Button
      variant="outline"
      color="stop"
      size="md"
      onClick={() => void desk.act(() => api('handBack', { params: { id: call.transferId } }))}
    >
      Hand back
    </Button>
  );
}

function Briefing({ call }: { call: DeskCall }) {
  const desk = useDesk();
  const nowMs = useNowMs(200);
  const share = Math.max(0, Math.min(1, (nowMs - call.sinceMs) / Math.max(1, call.briefMs)));
  const skip = (): void => void desk.act(() => api('skipBrief', { params: { id: call.transferId } }));
  useKeys({ s: skip });
  const words = call.brief.spoken.split(' ');
  const said = Math.round(words.length * share);
  return (
    <div className="call-brief">
      <p className="call-spoken">
        <span className="call-said">{words.slice(0, said).join(' ')}</span> {words.slice(said).join(' ')}
      </p>
      <div
        className="call-bar"
        role="progressbar"
        aria-label="Brief"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <LeadLeg call={call} />
      <div className="call-acts">
        <Button size="md" rightSection={<Key>S</Key>} aria-keyshortcuts="S" onClick={skip}>
          Join now
        </Button>
        <HandBack call={call} />
      </div>
    </div>
  );
}

function JoiningPart({ call }: { call: DeskCall }) {
  return (
    <div className="call-brief">
      <p>{firstName(call.lead.name)} can't hear you yet.</p>
      <MicMeter />
      <LeadLeg call={call} />
      <div className="call-acts">
        <HandBack call={call} />
      </div>
    </div>
  );
}

function LivePart({ call }: { call: DeskCall }) {
  return (
    <div className="call-live">
      <p className="b-dim">
        <span className="b-sr">On the call: </span>
        {call.onCall.join(', ')}
      </p>
      <HeldWords call={call} />
      <CallControls call={call} big />
      <PassOn call={call} />
      <Help call={call} />
      <RecordPart call={call} />
      <TellPart call={call} />
    </div>
  );
}

/** A supervisor asked onto the call. Who comes, and who hears them, is said by the chip above. */
function Help({ call }: { call: DeskCall }) {
  const desk = useDesk();
  const since = call.helpSinceMs;
  const ask = (on: boolean): void =>
    void desk.act(() => api('askSupervisor', { params: { id: call.transferId }, body: { on } }));
  useKeys({ u: () => ask(since === null) });
  return (
    <div className="call-help" role="status">
      {since === null ? (
        <Button
          variant="outline"
          size="xs"
          leftSection={<I.IconUserPlus size={16} stroke={1.75} aria-hidden />}
          rightSection={<Key>U</Key>}
          aria-keyshortcuts="U"
          onClick={() => ask(true)}
        >
          Ask a supervisor
        </Button>
      ) : (
        <>
          <span>
            Asked on the floor for a supervisor. <Clock sinceMs={since} />
          </span>
          <Button variant="outline" size="xs" aria-keyshortcuts="U" onClick={() => ask(false)}>
            Not needed
          </Button>
        </>
      )}
    </div>
  );
}

/** Notes while talking: the same draft that wrap-up saves. */
function Notes({ call }: { call: DeskCall }) {
  const [notes, setNotes] = useDraft(`wrap-up.${call.transferId}`);
  const field = useRef<HTMLTextAreaElement>(null);
  useKeys({ n: () => field.current?.focus() });
  return (
    <Textarea
      ref={field}
      label="Notes"
      description="Kept on this desk until you save the result. N writes, Esc leaves."
      aria-keyshortcuts="N"
      autosize
      minRows={2}
      maxRows={6}
      maxLength={4_000}
      value={notes}
      onChange={(e) => setNotes(e.currentTarget.value)}
      onKeyDown={(e) => {
        if (e.key === 'Escape') e.currentTarget.blur();
      }}
    />
  );
}

function GonePart({ call }: { call: DeskCall }) {
  const desk = useDesk();
  return (
    <div className="call-acts">
      <Button
        size="md"
        onClick={() =>
          void desk
            .act(() => api('hangUp', { params: { id: call.transferId } }))
            .then(() => desk.setPresence('available'))
        }
      >
        Back to available
      </Button>
    </div>
  );
}
