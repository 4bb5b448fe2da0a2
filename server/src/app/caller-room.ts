/** A lead who calls in, wired: whose number was dialled, who they are, and whether somebody is free for them. */
import { whoIsFree } from '../agents/select.ts';
import { loadAgents } from '../agents/store.ts';
import { type Caller, type CallerInputs, type Line, newCaller } from '../caller/caller.ts';
import { decideCaller } from '../caller/decide.ts';
import { leadIdOf, numberOf } from '../caller/store.ts';
import type { Tx } from '../kernel/loop.ts';
import type { StateRoom } from '../kernel/state-room.ts';
import type { Locate } from '../lead/lead.ts';
import { e164Or } from '../lead/phone.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { loadLead, needOf } from './lead-row.ts';
import type { Settings } from './settings.ts';

export interface CallerWiring {
  playbooks: ReadonlyMap<string, Playbook>;
  settings: Settings;
  locate: Locate;
  demo: boolean;
  /** Their number is theirs: they have just called from it. */
  inbound: (tx: Tx, phone: string, nowMs: number) => Promise<void>;
}

/** Without a row of its own the seller's number is answered by this playbook, as texts out of the blue are. */
const fallbackPlaybook = 'insurance';

/** Facts after which an agent may be offered. */
const offersAfter = new Set(['leg.answered', 'timer', 'caller.told', 'transfer.ended']);

export function callerRoom(wiring: CallerWiring): StateRoom<Caller, CallerInputs> {
  return {
    name: 'caller',
    table: 'baton.callers',
    decide: decideCaller,
    async begin(tx, key, fact, nowMs) {
      if (fact.type !== 'leg.incoming') return null;
      const phone = e164Or(fact.from);
      if (phone !== null) await wiring.inbound(tx, phone, nowMs);
      return newCaller(key, fact, phone, await lineOf(wiring, tx, fact.to));
    },
    async gather(tx, _key, state, fact, nowMs) {
      const leadId = state.phone === null ? null : (state.leadId ?? (await leadIdOf(tx, state.phone)));
      const freeNow = offersAfter.has(fact.type) ? await freeFor(wiring, tx, state, leadId, nowMs) : 0;
      return { leadId, freeNow };
    },
  };
}

/** Who answers what was dialled; null: it is not ours. */
async function lineOf({ playbooks, settings, demo }: CallerWiring, tx: Tx, to: string): Promise<Line | null> {
  const e164 = e164Or(to);
  if (e164 === null) return null;
  const row = await numberOf(tx, e164);
  if (row === null && e164 !== settings.seller.number) return null;
  const department = settings.departments.find((one) => one.id === row?.department);
  const playbook = playbooks.get(department?.playbook ?? row?.playbook ?? fallbackPlaybook);
  if (playbook === undefined) return null;
  const { seller, agentTitle, id } = playbook;
  const line = { playbookId: id, seller: seller.name, agentTitle, notice: row?.notice ?? true, demo };
  return department ? { ...line, department: department.id } : line;
}

/** How many could take this caller now, by what their playbook needs. */
async function freeFor(
  { playbooks, locate, settings }: CallerWiring,
  tx: Tx,
  { phone, line }: Caller,
  leadId: string | null,
  nowMs: number,
): Promise<number> {
  if (phone === null || line === null) return 0;
  const lead = leadId === null ? null : await loadLead(tx, leadId);
  const playbook = playbooks.get(lead?.playbook ?? line.playbookId);
  if (playbook === undefined) return 0;
  const place = lead ?? { state: locate({ phone }).state, owner_id: null };
  const need = needOf(place, playbook, settings, line.department ?? null);
  return whoIsFree(await loadAgents(tx), need, nowMs).free.length;
}
