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

export function Card(props: { name: string; keys?: Record<string, () => void>; children: ReactNode }) {
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

export const where = (lead: LeadSummary): string => [lead.vertical, lead.place].filter(Boolean).join(' · ');

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
  const [error, setError] = useState<unknown>(null);
  const mayCancel = may(me, 'cancelTransfer');
  const mayOffer = may(me, 'offerNow');
  // A lead who waits while nobody is free has no transfer yet: there is nothing to open or to cancel, only to offer.
  const waits = transfer.transferId === `waiting-${transfer.leadId}`;
  const offer = (): void => {
    setError(null);
    if (mayOffer.ok) call('offerNow', { params: { id: transfer.leadId } }).catch(setError);
  };
  const open = (): void =>
    void navigate(waits ? `/leads/${transfer.leadId}` : `/transfers/${transfer.transferId}`);
  const word = transfer.state === 'ringing' ? `Ringing ${transfer.ringing.length}` : undefined;
  return (
    <Card
      name={`${transfer.leadName}, ${transfer.state === 'waiting' ? 'finding an agent' : transfer.state}, ${duration(nowMs - transfer.readyAtMs)}`}
      keys={{
        o: open,
        enter: open,
        ...(waits ? { r: offer } : { c: () => (mayCancel.ok ? setCancelling(true) : undefined) }),
      }}
    >
      <div className="card-top">
        <TextLink to={`/leads/${transfer.leadId}`}>{transfer.leadName}</TextLink>
        <Clock sinceMs={transfer.readyAtMs} className="card-clock" />
      </div>
      <p className="b-meta">{where(transfer.lead)}</p>
      <StateChip kind="transfer" value={transfer.state} {...(word === undefined ? {} : { word })} />
      {transfer.whyNot.length === 0 || transfer.state !== 'waiting' ? null : (
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
        {waits ? null : <TextLink to={`/transfers/${transfer.transferId}`}>Leg by leg</TextLink>}
        {error === null ? null : <Failure error={error} />}
        {waits ? (
          <Button
            size="compact-sm"
            variant="outline"
            aria-disabled={!mayOffer.ok || undefined}
            title={mayOffer.ok ? undefined : mayOffer.reason}
            aria-label={`Offer again: ${transfer.leadName}`}
            aria-keyshortcuts="R"
            onClick={offer}
          >
            Offer again
          </Button>
        ) : (
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
        )}
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
