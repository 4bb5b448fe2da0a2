/** One vocabulary for API, console and docs. Words of the tables are compared with the screen by a test. */
export const presences = ['offline', 'away', 'available', 'reserved', 'on-call', 'wrap-up'] as const;
export type Presence = (typeof presences)[number];

export const presenceWords: Record<Presence, string> = {
  offline: 'Offline',
  away: 'Away',
  available: 'Available',
  reserved: 'Being offered',
  'on-call': 'On a call',
  'wrap-up': 'Wrapping up',
};

export const outcomes = [
  'connected',
  'booked',
  'declined-by-lead',
  'lead-left',
  'unanswered',
  'all-declined',
  'nobody-free',
  'lead-unreachable',
  'lead-voicemail',
  'not-permitted',
  'cancelled',
  'failed',
] as const;

export const outcomeWords: Record<(typeof outcomes)[number], string> = {
  connected: 'Connected',
  booked: 'Booked',
  'declined-by-lead': 'Lead said no',
  'lead-left': 'Lead left before the join',
  unanswered: 'Nobody accepted',
  'all-declined': 'Everyone declined',
  'nobody-free': 'Nobody was free',
  'lead-unreachable': 'Lead did not answer',
  'lead-voicemail': 'Reached voicemail',
  'not-permitted': 'Not permitted',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

export const notFreeReasons = [
  'offline',
  'away',
  'reserved',
  'on-call',
  'wrap-up',
  'off-shift',
  'in-meeting',
  'paused-after-misses',
  'lacks-skill',
  'lacks-licence',
  'at-capacity',
  'unreachable',
] as const;

export const transferStates = ['waiting', 'ringing', 'briefing', 'joining', 'connected', 'ended'] as const;
export type TransferStateName = (typeof transferStates)[number];

/** What a supervisor may be on a call: unheard, heard by the agent, heard by both. */
export const monitorHows = ['listen', 'whisper', 'barge'] as const;
export type MonitorHow = (typeof monitorHows)[number];

export const roles = ['agent', 'supervisor', 'admin'] as const;
export type Role = (typeof roles)[number];

export const dispositions = [
  'sold',
  'quoted',
  'callback',
  'not-ready',
  'not-interested',
  'wrong-number',
  'no-one-there',
  'had-to-repeat',
  'other',
] as const;

export const dispositionWords: Record<(typeof dispositions)[number], string> = {
  sold: 'Sold',
  quoted: 'Quoted, deciding',
  callback: 'Call back later',
  'not-ready': 'Was not ready',
  'not-interested': 'Not interested',
  'wrong-number': 'Wrong number',
  'no-one-there': 'Nobody there',
  'had-to-repeat': 'Had to repeat everything',
  other: 'Something else',
};
