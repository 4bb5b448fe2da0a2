/** The events of the contract by name. The type makes a missing or a misspelt one a compile error. */
import type { webhookEvents } from '../../../contract/api.ts';

export type WebhookEvent = (typeof webhookEvents)[number];
const all: Record<WebhookEvent, true> = {
  'lead.created': true,
  'lead.ready': true,
  'lead.booked': true,
  'lead.opted-out': true,
  'transfer.requested': true,
  'transfer.offered': true,
  'transfer.accepted': true,
  'transfer.joined': true,
  'transfer.passing': true,
  'transfer.passed': true,
  'transfer.pass-ended': true,
  'transfer.ended': true,
  'disposition.saved': true,
};
export const webhookEventNames = Object.keys(all) as WebhookEvent[];
