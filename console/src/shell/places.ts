/** The places of the navigation, in its order, with the key that follows G. */
import * as I from '../ui/icons.ts';

export const places = [
  { to: '/desk', word: 'Desk', key: 'd', icon: I.IconHeadset },
  { to: '/floor', word: 'Floor', key: 'f', icon: I.IconLayoutDashboard },
  { to: '/leads', word: 'Leads', key: 'l', icon: I.IconUsers },
  { to: '/transfers', word: 'Transfers', key: 't', icon: I.IconTransfer },
  { to: '/agents', word: 'Agents', key: 'a', icon: I.IconCalendarEvent },
  { to: '/compliance', word: 'Compliance', key: 'c', icon: I.IconShieldX },
  { to: '/settings', word: 'Settings', key: 's', icon: I.IconSettings },
] as const;

/** Pages that stand under a place and have a name of their own. */
export const besides = [
  { to: '/playground', word: 'Playground' },
  { to: '/calibration', word: 'Calibration' },
] as const;
