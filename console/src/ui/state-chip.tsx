/** One drawing for every state of people, transfers and links: icon, word, colour third. */
import type { ComponentType, ReactNode } from 'react';
import {
  type outcomes,
  outcomeWords,
  type Presence,
  presenceWords,
  type TransferStateName,
} from '../../../contract/words.ts';
import type { LeadState } from '../api/types.ts';
import { Clock } from './clock.tsx';
import * as I from './icons.ts';
import type { RoleName } from './tokens.ts';

type Icon = ComponentType<{ size?: number | string; stroke?: number | string; 'aria-hidden'?: boolean }>;
type Drawing = { role: RoleName; icon: Icon; word: string; outline?: true };
export type Outcome = (typeof outcomes)[number];

const presence: Record<Presence, Drawing> = {
  offline: { role: 'quiet', icon: I.IconPower, word: presenceWords.offline },
  away: { role: 'quiet', icon: I.IconCoffee, word: presenceWords.away },
  available: { role: 'go', icon: I.IconCircleCheckFilled, word: presenceWords.available },
  reserved: { role: 'ring', icon: I.IconPhoneIncoming, word: presenceWords.reserved },
  'on-call': { role: 'talk', icon: I.IconPhoneCall, word: presenceWords['on-call'] },
  'wrap-up': { role: 'pass', icon: I.IconPencil, word: presenceWords['wrap-up'] },
};
const transfer: Record<TransferStateName, Drawing> = {
  waiting: { role: 'quiet', icon: I.IconClockHour4, word: 'Finding an agent' },
  ringing: { role: 'ring', icon: I.IconPhoneIncoming, word: 'Ringing' },
  briefing: { role: 'pass', icon: I.IconEar, word: 'Briefing' },
  joining: { role: 'pass', icon: I.IconArrowsJoin, word: 'Joining' },
  connected: { role: 'talk', icon: I.IconPhoneCall, word: 'Connected' },
  ended: { role: 'quiet', icon: I.IconPhoneOff, word: 'Ended' },
};
const outcome: Record<Outcome, Omit<Drawing, 'word'>> = {
  connected: { role: 'go', icon: I.IconCircleCheckFilled },
  booked: { role: 'go', icon: I.IconCalendarCheck, outline: true },
  'declined-by-lead': { role: 'quiet', icon: I.IconHandStop },
  'lead-left': { role: 'ring', icon: I.IconDoorExit },
  unanswered: { role: 'ring', icon: I.IconPhoneX },
  'all-declined': { role: 'ring', icon: I.IconThumbDown },
  'nobody-free': { role: 'ring', icon: I.IconUsersGroup },
  'lead-unreachable': { role: 'ring', icon: I.IconPhoneOff },
  'lead-voicemail': { role: 'ring', icon: I.IconRecordMail },
  'not-permitted': { role: 'stop', icon: I.IconShieldX },
  cancelled: { role: 'quiet', icon: I.IconCircleX },
  failed: { role: 'stop', icon: I.IconAlertTriangle },
};
const lead: Record<LeadState, Drawing> = {
  new: { role: 'quiet', icon: I.IconClockHour4, word: 'New' },
  blocked: { role: 'stop', icon: I.IconShieldX, word: 'May not contact' },
  warming: { role: 'quiet', icon: I.IconMessage, word: 'Warming' },
  ready: { role: 'go', icon: I.IconCircleCheckFilled, word: 'Ready' },
  ringing: { role: 'ring', icon: I.IconPhoneIncoming, word: 'Ringing' },
  'on-call': { role: 'talk', icon: I.IconPhoneCall, word: 'On a call' },
  booked: { role: 'go', icon: I.IconCalendarCheck, word: 'Booked', outline: true },
  silent: { role: 'quiet', icon: I.IconMoon, word: 'Silent' },
  'with-human': { role: 'pass', icon: I.IconPencil, word: 'With a person' },
  'handed-over': { role: 'go', icon: I.IconTransfer, word: 'Handed over', outline: true },
  closed: { role: 'quiet', icon: I.IconCircleX, word: 'Closed' },
  'opted-out': { role: 'stop', icon: I.IconHandStop, word: 'Opted out' },
};

export type ChipState =
  | { kind: 'presence'; value: Presence }
  | { kind: 'transfer'; value: TransferStateName; word?: string }
  | { kind: 'outcome'; value: Outcome }
  | { kind: 'lead'; value: LeadState }
  | { kind: 'plain'; tone: RoleName; icon: Icon; word: string };

function drawingOf(state: ChipState): Drawing {
  switch (state.kind) {
    case 'presence':
      return presence[state.value];
    case 'transfer':
      return { ...transfer[state.value], ...(state.word === undefined ? {} : { word: state.word }) };
    case 'outcome':
      return { ...outcome[state.value], word: outcomeWords[state.value] };
    case 'lead':
      return lead[state.value];
    case 'plain':
      return { role: state.tone, icon: state.icon, word: state.word };
  }
}

/** Words of a lead's state, for lists and filters. */
export const leadStateWord = (value: LeadState): string => lead[value].word;

/** The chip. `sinceMs` adds a running clock; `why` is put beside it, usually a `Why`. */
export function StateChip(props: ChipState & { sinceMs?: number; size?: 'sm' | 'md'; why?: ReactNode }) {
  const d = drawingOf(props);
  const Drawn = d.icon;
  return (
    <span className="b-chip-row">
      <span
        className={`b-chip b-chip-${props.size ?? 'sm'}${d.outline ? ' b-chip-outline' : ''}`}
        style={
          {
            '--role-text': `var(--b-${d.role}-text)`,
            '--role-tint': `var(--b-${d.role}-tint)`,
          } as React.CSSProperties
        }
      >
        <Drawn size={14} stroke={1.75} aria-hidden />
        <span>{d.word}</span>
        {props.sinceMs === undefined ? null : <Clock sinceMs={props.sinceMs} />}
      </span>
      {props.why}
    </span>
  );
}
