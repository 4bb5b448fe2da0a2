/** The gate over this installation's rules and records, and where a person may be. */
import { type CompiledRules, candidates, scriptFacts, type TenantFacts } from '../consent/index.ts';
import type { Fact } from '../kernel/events.ts';
import type { Tx } from '../kernel/loop.ts';
import type { Lead, Locate } from '../lead/lead.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { createGate, type Gate, type GateWiring } from './gate.ts';
import { firstName } from './names.ts';
import { introduction } from './transfer-rooms.ts';

/** A call asked for stays asked for this long; agents ring within it, more than once if need be. */
const wishMs = 30 * 60_000;
/** A booked call may ring this much early: agents are rung first. */
const earlyMs = 2 * 60_000;

/** A person opens the call by their own name and the seller's, and says what it is about; the number shown takes calls back. */
const agentOpens: ReturnType<GateWiring['script']> = {
  seller: true,
  ai: true,
  recording: true,
  optOut: true,
  purpose: true,
  callback: true,
  agentName: true,
};

export function createGateFor(parts: {
  rules: CompiledRules;
  tenant: TenantFacts | ((nowMs: number) => TenantFacts);
  callerId: string;
  facts: GateWiring['facts'];
  playbooks: ReadonlyMap<string, Playbook>;
  allowance?: GateWiring['allowance'];
}): { gate: Gate; locate: Locate } {
  const { tenant: given } = parts;
  const tenant = typeof given === 'function' ? given : () => given;
  const sellerName = (lead: Lead) => parts.playbooks.get(lead.playbook)?.seller.name ?? tenant(0).sellerName;
  // Nothing is recorded before its own notice, so no opening has to state it.
  const script: GateWiring['script'] = (lead, speaks) => {
    if (speaks === 'live') return agentOpens;
    const subject = parts.playbooks.get(lead.playbook)?.subject ?? 'your request';
    const seller = sellerName(lead);
    // Which language it will be is known when the transfer begins: what is stated must be stated in each.
    const openings = (['en', 'es'] as const).map((language) =>
      introduction(firstName(lead.name), seller, subject, language),
    );
    const stated = openings.map((opening) => scriptFacts(opening, seller));
    const inAll = (fact: keyof (typeof stated)[number]) => stated.every((one) => one[fact] === true);
    return {
      seller: inAll('seller'),
      ai: inAll('ai'),
      optOut: inAll('optOut'),
      purpose: inAll('purpose'),
      callback: inAll('callback'),
      recording: true,
      agentName: openings.every((opening) => opening.includes('{agent}')),
    };
  };
  const gate = createGate({ ...parts, tenant, callWish, sellerName, script });
  const locate: Locate = ({ phone, zip, state, tz }) => {
    const at = { phone, ...(zip ? { zip } : {}), ...(state ? { state } : {}), ...(tz ? { tz } : {}) };
    const found = candidates(parts.rules, at, 0);
    const place = found.find((one) => one.place !== 'UNKNOWN');
    const known = place?.place.startsWith('US-') ? place.place.slice(3) : null;
    return { tz: tz ?? place?.clock.zone ?? found[0]?.clock.zone ?? 'America/New_York', state: known };
  };
  return { gate, locate };
}

/**
 * The lead's own wish to be called, with the message that holds it (QH-03): the latest message read as "call me", the key
 * pressed when they called us, or the booking they made. What came after it and withdrew it is the opt-out's matter, not the wish's.
 */
async function callWish(tx: Tx, leadId: string, nowMs: number): ReturnType<GateWiring['callWish']> {
  const { rows } = await tx.query<{
    said_ms: number | null;
    message_id: string | null;
    said: string | null;
    booked: Fact | null;
  }>({
    name: 'call-wish',
    text: `select w.at_ms as said_ms, coalesce(m.id, w.body->>'callId') as message_id, coalesce(m.body, w.body->>'verbatim') as said, b.body as booked
           from (select 1) one
           left join lateral (
             select at_ms, body from baton.journal
             where lead_id = $1 and (type = 'caller.asked' or type = 'turn.read' and body->>'action' in ('transfer', 'schedule'))
             order by seq desc limit 1) w on true
           left join baton.messages m on m.id = w.body->>'messageId'
           left join lateral (select body from baton.journal where lead_id = $1 and type = 'lead.booked' order by seq desc limit 1) b on true`,
    values: [leadId],
  });
  const wish = rows[0];
  if (!wish?.said || !wish.message_id || wish.said_ms === null) return null;
  const said = { messageId: wish.message_id, verbatim: wish.said };
  if (wish.booked?.type === 'lead.booked') {
    const { atMs } = wish.booked;
    if (nowMs >= atMs - earlyMs && nowMs <= atMs + wishMs)
      return { ...said, atMs: atMs - earlyMs, untilMs: atMs + wishMs };
  }
  return { ...said, atMs: Number(wish.said_ms), untilMs: Number(wish.said_ms) + wishMs };
}
