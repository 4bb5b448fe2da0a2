/** One icon for each reason a person is not free. */
import type { notFreeReasons } from '../../../contract/words.ts';
import * as I from './icons.ts';

type Reason = (typeof notFreeReasons)[number];
const icons: Record<Reason, typeof I.IconPower> = {
  offline: I.IconPower,
  away: I.IconCoffee,
  reserved: I.IconPhoneIncoming,
  'on-call': I.IconPhoneCall,
  'wrap-up': I.IconPencil,
  'off-shift': I.IconMoon,
  'in-meeting': I.IconCalendarEvent,
  'paused-after-misses': I.IconPlayerPause,
  'lacks-skill': I.IconPuzzleOff,
  'lacks-licence': I.IconLicenseOff,
  'at-capacity': I.IconStack2,
  unreachable: I.IconPlugConnectedX,
};

export function NotFreeIcon({ reason }: { reason: Reason }) {
  const Drawn = icons[reason];
  return <Drawn size={14} stroke={1.75} aria-hidden style={{ flex: 'none' }} />;
}
