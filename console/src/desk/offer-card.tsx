/** The offer: who, why now, what is known, what was promised, and three keys. Non-modal; nothing here is a guess. */
import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ApiError, call } from '../api/client.ts';
import { useNowMs } from '../api/live.ts';
import type { Brief, Offer, Turn } from '../api/types.ts';
import { Countdown } from '../ui/clock.tsx';
import { timeWithZone } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { useKeys } from '../ui/keys.ts';
import { Key } from '../ui/parts.tsx';
import { useDesk } from './desk-provider.tsx';
import type { DeskState } from './desk-state.ts';
import { PassNote } from './pass-on.tsx';

type OfferState = Extract<DeskState, { is: 'offer' }>;

export function OfferCard(props: {
  state: OfferState;
  title: ReactNode;
  go: (messageId: string) => void;
  zone: string;
}) {
  const { offer, accepting, declining } = props.state;
  const desk = useDesk();
  const [asking, setAsking] = useState(false);
  const [reasons, setReasons] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const ask = (): void => {
    setAsking(true);
    requestAnimationFrame(() => field.current?.focus());
  };
  const digit = (act: () => void) => () => {
    if (desk.digitsCount()) act();
  };
  useKeys(
    {
      '1': digit(desk.accept),
      '2': digit(() => desk.decline()),
      '3': digit(ask),
      F2: desk.accept,
    },
    ['F2'],
  );
  const settled = accepting || declining;
  return (
    <section className="offer b-raised" aria-label="Offer">
      <header className="offer-head">
        {props.title}
        <Ring offer={offer} />
      </header>
      <p className="b-dim">
        {[offer.lead.vertical, offer.lead.place].filter(Boolean).join(' · ')}
        {offer.brief.headline === '' ? null : <> · {offer.brief.headline}</>}
      </p>
      {offer.pass === null ? null : <PassNote by={offer.pass.by} note={offer.pass.note} />}
      <BriefRows brief={offer.brief} turns={offer.turns} zone={offer.lead.tz} go={props.go} />
      {offer.alsoRinging.length === 0 ? null : (
        <p className="b-meta">Also ringing: {offer.alsoRinging.join(', ')}</p>
      )}
      {asking ? <Ask transferId={offer.transferId} field={field} go={props.go} /> : null}
      <div className="offer-acts">
        <Button
          className="offer-accept"
          color="go"
          aria-label={accepting ? `Accepting ${offer.lead.name}…` : `Accept ${offer.lead.name}`}
          aria-keyshortcuts="1 F2"
          aria-disabled={settled || undefined}
          data-busy={settled || undefined}
          leftSection={<I.IconPhone size={20} stroke={1.75} aria-hidden />}
          rightSection={accepting ? null : <Key>1</Key>}
          onClick={() => (settled ? undefined : desk.accept())}
        >
          {accepting ? 'Accepting…' : 'Accept'}
        </Button>
        <Button
          className="offer-other"
          variant="outline"
          aria-label="Ask the assistant"
          aria-keyshortcuts="3"
          disabled={settled}
          leftSection={<I.IconMessageQuestion size={18} stroke={1.75} aria-hidden />}
          rightSection={<Key>3</Key>}
          onClick={ask}
        >
          Ask
        </Button>
        <Button
          className="offer-other"
          variant="outline"
          aria-label="Decline"
          aria-keyshortcuts="2"
          disabled={settled}
          leftSection={<I.IconPhoneX size={18} stroke={1.75} aria-hidden />}
          rightSection={<Key>2</Key>}
          onClick={() => desk.decline()}
        >
          {declining ? 'Declining…' : 'Decline'}
        </Button>
      </div>
      <div className="offer-reasons">
        {reasons ? (
          <>
            <span className="b-meta">Decline because:</span>
            {(['busy', 'not-mine', 'no-sound'] as const).map((r) => (
              <Button
                key={r}
                size="compact-sm"
                variant="subtle"
                disabled={settled}
                onClick={() => desk.decline(r)}
              >
                {{ busy: 'Busy', 'not-mine': 'Not mine', 'no-sound': 'No sound' }[r]}
              </Button>
            ))}
          </>
        ) : (
          <Button size="compact-sm" variant="subtle" disabled={settled} onClick={() => setReasons(true)}>
            Decline with a reason
          </Button>
        )}
      </div>
    </section>
  );
}

/** The depleting ring around the seconds left. The number is the truth; the ring is for the eye's edge. */
function Ring({ offer }: { offer: Offer }) {
  const nowMs = useNowMs(200);
  const left = Math.max(0, Math.min(1, (offer.deadlineMs - nowMs) / Math.max(1, offer.windowMs)));
  const around = 2 * Math.PI * 30;
  return (
    <div className="offer-ring">
      <svg viewBox="0 0 68 68" aria-hidden="true">
        <circle cx="34" cy="34" r="30" className="offer-ring-track" />
        <circle
          cx="34"
          cy="34"
          r="30"
          className="offer-ring-left"
          strokeDasharray={around}
          strokeDashoffset={around * (1 - left)}
        />
      </svg>
      <Countdown deadlineMs={offer.deadlineMs} className="offer-count" />
    </div>
  );
}

const factWord: Record<Brief['facts'][number]['kind'], string> = {
  who: 'Who',
  why: 'Why now',
  known: 'Known',
  budget: 'Budget',
  timing: 'Timing',
  objection: 'Said no',
  done: 'Done',
  promise: 'Promised',
  caution: 'Careful',
};

/** The brief as rows; each row links to the message it came from. */
export function BriefRows(props: {
  brief: Brief;
  turns: Turn[];
  zone: string;
  go: (messageId: string) => void;
}) {
  return (
    <>
      <dl className="brief">
        {props.brief.facts.map((fact) => {
          const turn = props.turns.find((t) => t.messageId === fact.messageId);
          return (
            <div key={`${fact.kind}|${fact.text}`} className="brief-row" data-kind={fact.kind}>
              <dt>{fact.label === '' ? factWord[fact.kind] : fact.label}</dt>
              <dd>
                <span>{fact.text}</span>
                {turn === undefined ? null : (
                  <button
                    type="button"
                    className="brief-source"
                    aria-label={`Source: message of ${timeWithZone(turn.atMs, props.zone)}`}
                    onClick={() => props.go(turn.messageId)}
                  >
                    <span className="b-num">{timeWithZone(turn.atMs, props.zone)}</span>
                    <I.IconLink size={14} stroke={1.75} aria-hidden />
                  </button>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
      {props.brief.withheld.length === 0 ? null : (
        <p className="b-meta">Left out: {props.brief.withheld.join(', ')}</p>
      )}
    </>
  );
}

/** A question to the assistant while the countdown goes on. `1` accepts once out of the field, F2 inside it. */
function Ask(props: {
  transferId: string;
  field: React.RefObject<HTMLInputElement | null>;
  go: (id: string) => void;
}) {
  const [question, setQuestion] = useState('');
  const [answer, setAnswer] = useState<{ words: string; messageId: string | null } | null>(null);
  const [asked, setAsked] = useState(false);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  const send = async (): Promise<void> => {
    const text = question.trim();
    if (text === '' || asked) return;
    setAsked(true);
    try {
      const got = await call('ask', { params: { id: props.transferId }, body: { question: text } });
      if (alive.current) setAnswer({ words: got.answer, messageId: got.messageId });
    } catch (error) {
      if (alive.current)
        setAnswer({
          words: error instanceof ApiError ? `${error.message} ${error.hint}` : 'No answer.',
          messageId: null,
        });
    } finally {
      if (alive.current) setAsked(false);
    }
  };
  return (
    <form
      className="offer-ask"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextInput
        ref={props.field}
        aria-label="Question for the assistant"
        placeholder="Is she the driver? Does she own the house?"
        value={question}
        maxLength={300}
        onChange={(event) => setQuestion(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <Button type="submit" variant="outline">
        {asked ? 'Asking…' : 'Send'}
      </Button>
      <p className="offer-answer" role="status">
        {answer?.words}
        {answer?.messageId == null ? null : (
          <button
            type="button"
            className="b-linklike b-meta"
            onClick={() => props.go(answer.messageId ?? '')}
          >
            Where from
          </button>
        )}
      </p>
    </form>
  );
}
