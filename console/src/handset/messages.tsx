/** The messages: theirs left, own right, grouped, with day and time between, in the phone's own zone. */
import { Fragment, useEffect, useRef } from 'react';
import { dayAndTime, phone, sameDay } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import type { Text, Texts } from './use-texts.ts';

/** Texts within a minute of each other stand together. */
const GROUP_MS = 60_000;
/** A new time stands after this much silence. */
const TIME_MS = 15 * 60_000;

export function Messages(props: {
  texts: Texts;
  seller: string;
  zone: string;
  banner: boolean;
  /** Calls the seller's number; null while this phone cannot. */
  onCall: (() => void) | null;
}) {
  const { texts, seller, zone, onCall } = props;
  const log = useRef<HTMLDivElement>(null);
  const count = texts.texts.length + texts.pending.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is the reason to move down
  useEffect(() => {
    if (log.current !== null) log.current.scrollTop = log.current.scrollHeight;
  }, [count]);
  const initials = seller
    .split(' ')
    .map((w) => w[0] ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase();
  const lastOwn = texts.texts.findLast((t) => t.from === 'me');
  return (
    <>
      <header className="hs-head">
        <span className="hs-avatar" aria-hidden="true">
          {initials}
        </span>
        <span className="hs-seller">{seller}</span>
        <span className="hs-number">{texts.seller === null ? '' : phone(texts.seller.number)}</span>
        <button
          type="button"
          className="hs-dial"
          aria-label={`Call ${seller}`}
          aria-keyshortcuts="C"
          disabled={onCall === null}
          onClick={() => onCall?.()}
        >
          <I.IconPhone size={22} stroke={1.75} aria-hidden />
        </button>
      </header>
      {texts.state === 'open' ? null : (
        <p className="hs-lost" role="status">
          {texts.state === 'connecting'
            ? 'Connecting…'
            : texts.state === 'refused'
              ? (texts.refusal ?? 'This number has no network. Handsets exist while demo data is on.')
              : 'No network. Reconnecting…'}
        </p>
      )}
      <div
        className="hs-log"
        role="log"
        aria-live="polite"
        aria-label={`Messages with ${seller}`}
        ref={log}
        tabIndex={0}
      >
        {texts.texts.map((text, i) => (
          <Bubble
            key={text.id}
            text={text}
            before={texts.texts[i - 1]}
            after={texts.texts[i + 1]}
            zone={zone}
            last={text.id === lastOwn?.id && texts.pending.length === 0}
          />
        ))}
        {texts.pending.map((p) => (
          <Fragment key={p.clientId}>
            <p className="hs-bubble hs-me" data-end>
              {p.body}
            </p>
            {p.failed ? (
              <button type="button" className="hs-retry" onClick={() => texts.retry(p.clientId)}>
                <I.IconAlertTriangle size={14} aria-hidden /> Not delivered. Tap to try again
              </button>
            ) : (
              <p className="hs-status">Sending…</p>
            )}
          </Fragment>
        ))}
      </div>
      {props.banner && texts.texts.at(-1)?.from === 'them' ? (
        <p className="hs-banner" aria-hidden="true">
          <b>{seller}</b> {texts.texts.at(-1)?.body}
        </p>
      ) : null}
    </>
  );
}

function Bubble(props: {
  text: Text;
  before: Text | undefined;
  after: Text | undefined;
  zone: string;
  last: boolean;
}) {
  const { text, before, after, zone } = props;
  const timed =
    before === undefined || text.atMs - before.atMs > TIME_MS || !sameDay(before.atMs, text.atMs, zone);
  const joined = (other: Text | undefined): boolean =>
    other !== undefined && other.from === text.from && Math.abs(other.atMs - text.atMs) < GROUP_MS;
  return (
    <>
      {timed ? (
        <p className="hs-time">
          <time dateTime={new Date(text.atMs).toISOString()}>{dayAndTime(text.atMs, zone, Date.now())}</time>
        </p>
      ) : null}
      <p
        className={`hs-bubble ${text.from === 'me' ? 'hs-me' : 'hs-them'}`}
        data-joined={(!timed && joined(before)) || undefined}
        data-end={!joined(after) || undefined}
      >
        <span className="b-sr">{text.from === 'me' ? 'You: ' : ''}</span>
        {text.body}
      </p>
      {text.from === 'me' && text.status === 'failed' ? <p className="hs-status">Not delivered</p> : null}
      {props.last && text.status !== 'failed' ? (
        <p className="hs-status">{text.status === 'delivered' ? 'Delivered' : 'Sent'}</p>
      ) : null}
    </>
  );
}
