/** One conversation over all channels, oldest first. A source link marks the message it names and moves there. */
import { useEffect, useRef } from 'react';
import type { Turn } from '../api/types.ts';
import { timeWithZone } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { Baton } from '../ui/parts.tsx';
import './thread.css';

const channelIcon = {
  sms: I.IconMessage,
  webchat: I.IconWorld,
  voice: I.IconPhone,
  note: I.IconNotes,
} as const;
const channelWord = { sms: 'text', webchat: 'web chat', voice: 'call', note: 'note' } as const;
const bad = new Set<Turn['status']>(['failed', 'refused', 'unknown']);
const statusWord: Partial<Record<Turn['status'], string>> = {
  delivered: 'Delivered',
  sending: 'Sending…',
  planned: 'About to send',
  failed: 'Not delivered',
  refused: 'Not sent',
  unknown: 'Not known whether it was delivered',
};

export interface ThreadProps {
  turns: Turn[];
  zone: string;
  leadName: string;
  /** Message to mark and move to. `at` changes on each press, so pressing twice moves twice. */
  mark?: { messageId: string; at: number } | null;
  label?: string;
  hideSilent?: boolean;
}

export function Thread({ turns, zone, leadName, mark, label, hideSilent }: ThreadProps) {
  const list = useRef<HTMLOListElement>(null);
  const last = turns.at(-1)?.messageId;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last message is the reason to move down
  useEffect(() => {
    const el = list.current;
    if (el !== null) el.scrollTop = el.scrollHeight;
  }, [last]);
  useEffect(() => {
    if (mark == null) return;
    const el = list.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(mark.messageId)}"]`);
    el?.scrollIntoView({ block: 'center' });
    el?.focus();
  }, [mark]);
  const shown = hideSilent === true ? turns.filter((t) => t.status !== 'held' && t.from !== 'system') : turns;
  return (
    <ol className="thread" ref={list} tabIndex={0} aria-label={label ?? `Conversation with ${leadName}`}>
      {shown.map((turn) => (
        <TurnRow
          key={turn.messageId}
          turn={turn}
          zone={zone}
          leadName={leadName}
          marked={mark?.messageId === turn.messageId}
        />
      ))}
    </ol>
  );
}

function TurnRow({
  turn,
  zone,
  leadName,
  marked,
}: {
  turn: Turn;
  zone: string;
  leadName: string;
  marked: boolean;
}) {
  const thin = turn.from === 'system' || turn.status === 'held';
  const Channel = channelIcon[turn.channel];
  const who =
    turn.from === 'lead' ? leadName : turn.from === 'assistant' ? 'Assistant' : (turn.by ?? 'Baton');
  return (
    <li
      className={thin ? 'turn turn-thin' : `turn turn-${turn.from}`}
      data-message={turn.messageId}
      data-marked={marked || undefined}
      tabIndex={-1}
    >
      {thin ? (
        <p className="b-meta">
          {turn.statusWords ?? turn.body} · {timeWithZone(turn.atMs, zone)}
        </p>
      ) : (
        <>
          <p className="turn-head">
            {turn.from === 'assistant' ? <Baton /> : null}
            <span className="b-strong">{who}</span>
            <Channel size={14} stroke={1.75} aria-label={channelWord[turn.channel]} />
            <time dateTime={new Date(turn.atMs).toISOString()}>{timeWithZone(turn.atMs, zone)}</time>
          </p>
          <p className="turn-body">{turn.body}</p>
          {bad.has(turn.status) || turn.statusWords !== null ? (
            <p className="b-meta b-stop">
              {[statusWord[turn.status], turn.statusWords].filter(Boolean).join(': ')}
            </p>
          ) : turn.from !== 'lead' && statusWord[turn.status] !== undefined ? (
            <p className="b-meta">{statusWord[turn.status]}</p>
          ) : null}
          {turn.why === null ? null : (
            <details className="turn-why">
              <summary>Why this</summary>
              <p className="b-meta">{turn.why}</p>
            </details>
          )}
        </>
      )}
    </li>
  );
}
