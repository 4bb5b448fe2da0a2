/**
 * May this person do this now? One answer for the button, its tooltip, the palette and the page guard. Roles come from
 * the contract's own route table, the one the server checks.
 */
import type { RouteName } from '../../../contract/routes.ts';
import { leastRole } from '../api/client.ts';
import type { Me } from '../api/types.ts';
import { places } from './places.ts';

export type Answer = { ok: true } | { ok: false; reason: string };
const rank: Record<string, number> = { public: 0, demo: 0, agent: 1, self: 1, supervisor: 2, admin: 3 };

const doing: Partial<Record<RouteName, string>> = {
  monitor: 'Listening, whispering and barging in',
  cancelTransfer: 'Cancelling a transfer',
  offerNow: 'Offering a lead',
  importLeads: 'Importing leads',
  createLead: 'Adding a lead',
  overridePresence: "Setting another's presence",
  agentRecords: 'Seeing how agents are set up',
  createPerson: 'Adding a person',
};

/** `desk` and `settings` are pages; everything else is a route of the contract. */
export function may(me: Me | null, what: RouteName | 'desk' | 'settings'): Answer {
  if (me === null) return { ok: false, reason: 'This needs a sign-in.' };
  // The shell's own settings (theme, sound) are for everybody; what only an admin may is refused page by page.
  if (what === 'settings') return { ok: true };
  if (what === 'desk')
    return me.agentId === null
      ? { ok: false, reason: 'The desk is for people who take calls. An admin can make you an agent.' }
      : { ok: true };
  const least = leastRole(what);
  if ((rank[me.role] ?? 0) >= (rank[least] ?? 3)) return { ok: true };
  const article = least === 'admin' ? 'the admin role' : 'the supervisor role';
  const start = doing[what];
  return { ok: false, reason: start === undefined ? `This needs ${article}.` : `${start} needs ${article}.` };
}

/** The places this person may go to; a place that would only refuse is not offered. */
export const placesFor = (me: Me | null): (typeof places)[number][] =>
  places.filter((place) => {
    if (place.to === '/desk') return may(me, 'desk').ok;
    if (place.to === '/agents') return may(me, 'agentRecords').ok;
    return place.to !== '/compliance' || may(me, 'complianceRules').ok;
  });
