/** Cards of the floor: name, clock since the state began, state, one line of reason. Keys act on the card in focus. */
import { Button, TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../api/client.ts';
import { useNowMs } from '../api/live.ts';
import { useSession } from '../api/session.tsx';
import type { FloorView, LeadSummary } from '../api/types.ts';
import { may } from '../shell/may.ts';
import { Clock } from '../ui/clock.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { duration, firstName } from '../ui/format.ts';
import { Failure, TextLink } from '../ui/parts.tsx';
import { ReadinessMeter } from '../ui/readiness-meter.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { Why } from '../ui/why.tsx';

type Transfer = FloorView['transfers'][number];
type Call = FloorView['calls'][number];

function Card(props: { name: string; keys?: Record<string, () => void>; children: ReactNode }) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (
      event.target !== event.currentTarget ||
      event.repeat ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    )
      return;
    const act = props.keys?.[event.key.toLowerCase()];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return (
    <article className="card" aria-label={props.name} tabIndex={0} onKeyDown={onKeyDown}>
      {props.children}
    </article>
  );
}

const where = (lead: LeadSummary): string => [lead.vertical, lead.place].filter(Boolean).join(' · ');

export function WarmingCard({ lead }: { lead: LeadSummary }) {
  const navigate = useNavigate();
  const open = (): void => void navigate(`/leads/${lead.leadId}`);
  return (
    <Card name={`${lead.name}, warming`} keys={{ o: open, enter: open }}>
      <div className="card-top">
        <TextLink to={`/leads/${lead.leadId}`}>{lead.name}</TextLink>
        <ReadinessMeter readiness={lead.readiness} threshold={lead.threshold} name={lead.name} />
      </div>
      <p className="b-meta">{where(lead)}</p>
      <p className="card-line">
        {lead.line} <Clock sinceMs={lead.stateSinceMs} className="b-meta" />
      </p>
    </Card>
  );
}

export function TransferCard({ transfer }: { transfer: Transfer }) {
  const navigate = useNavigate();
  const { me } = useSession();
  const nowMs = useNowMs(1_000);
  const [cancelling, setCancelling] = useState(false);
  const mayCancel = may(me, 'cancelTransfer');
  const open = (): void => void navigate(`/transfers/${transfer.transferId}`);
  const word = transfer.state === 'ringing' ? `Ringing ${transfer.ringing.length}` : undefined;
  return (
    <Card
      name={`${transfer.leadName}, ${transfer.state === 'waiting' ? 'finding an agent' : transfer.state}, ${duration(nowMs - transfer.readyAtMs)}`}
      keys={{ o: open, enter: open, c: () => (mayCancel.ok ? setCancelling(true) : undefined) }}
    >
      <div className="card-top">
        <TextLink to={`/leads/${transfer.leadId}`}>{transfer.leadName}</TextLink>
        <Clock sinceMs={transfer.readyAtMs} className="card-clock" />
      </div>
      <p className="b-meta">{where(transfer.lead)}</p>
      <StateChip kind="transfer" value={transfer.state} {...(word === undefined ? {} : { word })} />
      {transfer.whyNot.length === 0 ? null : (
        <Why
          of="nobody is free"
          label="Why nobody is free"
          reasons={transfer.whyNot.map((w) => ({ text: `${w.name}: ${w.words}`, source: 'for this lead' }))}
        />
      )}
      {transfer.ringing.length === 0 ? null : (
        <p className="card-line">{transfer.ringing.map(firstName).join(', ')}</p>
      )}
      <div className="card-acts">
        <TextLink to={`/transfers/${transfer.transferId}`}>Leg by leg</TextLink>
        <Button
          size="compact-sm"
          variant="subtle"
          aria-disabled={!mayCancel.ok || undefined}
          title={mayCancel.ok ? undefined : mayCancel.reason}
          aria-label={`Cancel the transfer of ${transfer.leadName}`}
          onClick={() => (mayCancel.ok ? setCancelling(true) : undefined)}
        >
          Cancel
        </Button>
      </div>
      {cancelling ? <CancelDialog transfer={transfer} onClose={() => setCancelling(false)} /> : null}
    </Card>
  );
}

function CancelDialog({ transfer, onClose }: { transfer: Transfer; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const cancel = (): void => {
    if (reason.trim() === '') {
      setProblem('Say why; it is kept with the transfer.');
      return;
    }
    call('cancelTransfer', { params: { id: transfer.transferId }, body: { reason: reason.trim() } }).then(
      onClose,
      setError,
    );
  };
  return (
    <Dialog onClose={onClose} title={`Cancel the transfer of ${transfer.leadName}?`}>
      <form
        className="card-form"
        onSubmit={(event) => {
          event.preventDefault();
          cancel();
        }}
      >
        {error === null ? null : <Failure error={error} />}
        <p>All phones stop ringing. The assistant goes on by text.</p>
        <TextInput
          data-autofocus
          label="Reason"
          value={reason}
          error={problem}
          maxLength={400}
          onChange={(e) => setReason(e.currentTarget.value)}
        />
        <div className="card-buttons">
          <Button type="submit" color="stop" variant="outline">
            Cancel transfer
          </Button>
          <Button variant="outline" onClick={onClose}>
            Keep ringing
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type How = 'listen' | 'whisper' | 'barge';
const hows: { how: How; word: string; key: string; says: (agent: string, lead: string) => string }[] = [
  {
    how: 'listen',
    word: 'Listen',
    key: 'l',
    says: (agent, lead) => `You hear ${agent} and ${lead}. Nobody hears you.`,
  },
  { how: 'whisper', word: 'Whisper', key: 'w', says: (agent) => `Only ${agent} hears you.` },
  { how: 'barge', word: 'Barge', key: 'b', says: () => 'Everyone hears you.' },
];

/** Who hears whom is said before the microphone opens: the press only asks, the second one does it. */
export function CallCard({ transfer }: { transfer: Call }) {
  const navigate = useNavigate();
  const { me } = useSession();
  const [asked, setAsked] = useState<How | null>(null);
  const [on, setOn] = useState<How | null>(null);
  const [error, setError] = useState<unknown>(null);
  const allowed = may(me, 'monitor');
  const agent = firstName(transfer.agentName ?? 'the agent');
  const ask = (how: How): void => {
    if (allowed.ok) setAsked(how);
  };
  const monitor = (how: How | 'off'): void => {
    setError(null);
    call('monitor', { params: { id: transfer.transferId }, body: { how } }).then(() => {
      setOn(how === 'off' ? null : how);
      setAsked(null);
    }, setError);
  };
  const open = (): void => void navigate(`/transfers/${transfer.transferId}`);
  const chosen = hows.find((h) => h.how === (asked ?? on));
  return (
    <Card
      name={`${transfer.leadName}, on a call with ${transfer.agentName ?? 'an agent'}`}
      keys={{ l: () => ask('listen'), w: () => ask('whisper'), b: () => ask('barge'), o: open, enter: open }}
    >
      <div className="card-top">
        <TextLink to={`/leads/${transfer.leadId}`}>{transfer.leadName}</TextLink>
        {transfer.joinedAtMs === null ? null : <Clock sinceMs={transfer.joinedAtMs} className="card-clock" />}
      </div>
      <p className="card-line">{transfer.agentName}</p>
      <p className="b-meta">{where(transfer.lead)}</p>
      {error === null ? null : <Failure error={error} />}
      {chosen === undefined ? (
        <div className="card-acts">
          {hows.map((h) => (
            <Button
              key={h.how}
              size="compact-sm"
              variant="outline"
              aria-disabled={!allowed.ok || undefined}
              data-disabled={!allowed.ok || undefined}
              title={allowed.ok ? h.says(agent, firstName(transfer.leadName)) : allowed.reason}
              aria-label={`${h.word}: ${transfer.agentName ?? ''} and ${transfer.leadName}`}
              aria-keyshortcuts={h.key.toUpperCase()}
              onClick={() => ask(h.how)}
            >
              {h.word}
            </Button>
          ))}
        </div>
      ) : (
        <div className="card-acts" role="group" aria-label={chosen.word}>
          <span className="card-says">{chosen.says(agent, firstName(transfer.leadName))}</span>
          {asked !== null ? (
            <>
              <Button size="compact-sm" autoFocus onClick={() => monitor(asked)}>
                {chosen.word}
              </Button>
              <Button size="compact-sm" variant="outline" onClick={() => setAsked(null)}>
                Back
              </Button>
            </>
          ) : (
            <Button size="compact-sm" variant="outline" onClick={() => monitor('off')}>
              Stop
            </Button>
          )}
        </div>
      )}
    </Card>
  );
}
