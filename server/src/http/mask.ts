/**
 * What an agent sees of leads that are not theirs (console 3.1 and 2.4): the first letter of the name, and a phone
 * with its middle hidden. Pure; applied at the edge to every view an agent gets, so the rooms need not know of it.
 */
import type { z } from 'zod';
import type { FloorView, LeadList, LeadSummary, TransferSummary } from '../../../contract/api.ts';

type Lead = z.input<typeof LeadSummary>;
type Transfer = z.input<typeof TransferSummary>;
type Floor = z.input<typeof FloorView>;

const DOT = '•';

/** `+15125550142` -> `+1512•••••42`: country, area and the last two stay. Length stays, so that pages can group it. */
export function maskPhone(e164: string): string {
  const digits = e164.replace(/^\+/, '');
  if (digits.length < 7) return `+${DOT.repeat(digits.length)}`;
  const keep = digits.startsWith('1') ? 4 : 2;
  return `+${digits.slice(0, keep)}${DOT.repeat(digits.length - keep - 2)}${digits.slice(-2)}`;
}

/** `Maria Gomez` -> `M•••`. */
export function maskName(name: string): string {
  const first = [...name.trim()][0];
  return first ? `${first.toUpperCase()}${DOT.repeat(3)}` : DOT.repeat(3);
}

/** The name's words and the phone taken out of a line that a room wrote. */
export function maskLine(line: string, name: string, phone: string): string {
  const words = [name, ...name.split(/\s+/)].filter((word) => word.length > 1);
  let out = line.replaceAll(phone, maskPhone(phone));
  for (const word of words) out = out.replaceAll(word, maskName(word));
  return out;
}

export function maskLead<L extends Lead>(lead: L): L {
  return {
    ...lead,
    name: maskName(lead.name),
    phone: maskPhone(lead.phone),
    line: maskLine(lead.line, lead.name, lead.phone),
  };
}

function maskTransfer<T extends Transfer & { lead: Lead }>(transfer: T): T {
  const { name, phone } = transfer.lead;
  return {
    ...transfer,
    lead: maskLead(transfer.lead),
    leadName: maskName(transfer.leadName),
    line: maskLine(transfer.line, name, phone),
    nextStep: transfer.nextStep === null ? null : maskLine(transfer.nextStep, name, phone),
  };
}

/** The floor as an agent sees it. Their own transfers stay whole. */
export function maskFloor(floor: Floor, agentId: string | null): Floor {
  const mine = (transfer: Transfer) => agentId !== null && transfer.agentId === agentId;
  const own = new Set([...floor.transfers, ...floor.calls].filter(mine).map((one) => one.leadId));
  const lead = (one: Lead) => (own.has(one.leadId) ? one : maskLead(one));
  return {
    ...floor,
    warming: floor.warming.map(lead),
    booked: floor.booked.map(lead),
    transfers: floor.transfers.map((one) => (mine(one) ? one : maskTransfer(one))),
    // Whether others are listened to is between them and the supervisor; their own desk says it of themselves.
    calls: floor.calls.map((one) => ({ ...(mine(one) ? one : maskTransfer(one)), monitor: null })),
    agents: floor.agents.map((agent) =>
      agent.agentId === agentId || agent.call === null
        ? agent
        : { ...agent, call: { ...agent.call, leadName: maskName(agent.call.leadName) } },
    ),
  };
}

/** Lists an agent gets hold only their own leads; the feed's `leads` topic is for everybody, so it is masked. */
export function maskLeadList(list: z.input<typeof LeadList>): z.input<typeof LeadList> {
  return { ...list, leads: list.leads.map(maskLead) };
}
