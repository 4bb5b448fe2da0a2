/** A lead in one line, for lists, cards and the header of every page about them. */
import type { z } from 'zod';
import type { LeadSummary as Shape } from '../../../../contract/api.ts';
import { openQuestionType, thresholdFor } from '../../conversation/index.ts';
import type { Tx } from '../../kernel/loop.ts';
import type { Lead } from '../../lead/lead.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import type { Transfer } from '../../transfer/transfer.ts';
import type { Thread } from '../thread.ts';

export type LeadSummary = z.input<typeof Shape>;

export interface LeadRow {
  lead: Lead;
  thread: Thread | null;
  /** The running transfer, if there is one. */
  transfer: Transfer | null;
  suppressed: boolean;
}

export const leadColumns = `
  to_jsonb(l) as lead, c.state as thread,
  (select t.state from baton.transfers t where t.lead_id = l.id and t.phase <> 'ended' limit 1) as transfer,
  coalesce(c.phase = 'opted-out', false) as suppressed`;
export const leadFrom = 'baton.leads l left join baton.conversations c on c.id = l.id';

export async function leadRows(tx: Tx, ids: string[]): Promise<Map<string, LeadRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<LeadRow>({
    name: 'lead-rows',
    text: `select ${leadColumns} from ${leadFrom} where l.id = any($1)`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.lead.id, row]));
}

type State = LeadSummary['state'];

function stateOf({ thread, transfer }: LeadRow): State {
  if (!thread) return 'new';
  if (transfer)
    return transfer.phase === 'connected' ? 'on-call' : transfer.phase === 'waiting' ? 'ready' : 'ringing';
  switch (thread.phase) {
    case 'new':
      return thread.refused ? 'blocked' : 'new';
    case 'opening-held':
      return 'blocked';
    case 'talking':
    case 'offering':
      return thread.waiting ? 'ready' : 'warming';
    case 'ready':
      return 'ready';
    case 'on-call':
      return 'on-call';
    case 'booked':
      return 'booked';
    case 'with-human':
    case 'escalated':
      return 'with-human';
    case 'silent':
      return 'silent';
    case 'opted-out':
      return 'opted-out';
    case 'closed':
      return thread.closedWhy === 'handed-over' || thread.closedWhy === 'connected'
        ? 'handed-over'
        : 'closed';
  }
}

function lineOf(row: LeadRow, state: State): string {
  const { thread } = row;
  if (!thread) return 'Nothing said yet.';
  if (state === 'blocked') return thread.held?.words ?? thread.refused?.words ?? 'The first text is held.';
  if (thread.suggested) return 'A draft waits for a person to send it.';
  const strongest = [...thread.reasons].sort((a, b) => b.weight - a.weight)[0];
  switch (state) {
    case 'ready':
      return thread.waiting ? 'Wants to talk; nobody is free.' : 'Ready to talk.';
    case 'with-human':
      return thread.takenOverBy ? `${thread.takenOverBy} writes.` : 'Needs a person.';
    case 'opted-out':
      return 'Asked us to stop.';
    case 'closed':
      return thread.closedWhy ? `Closed: ${thread.closedWhy}.` : 'Closed.';
    case 'silent':
      return 'No answer to the last follow-up.';
    case 'handed-over':
      return 'Talked with an agent.';
    default:
      return strongest?.text ?? `${Object.keys(thread.fields).length} answers so far.`;
  }
}

export function summarise(row: LeadRow, playbook: Playbook | undefined): LeadSummary {
  const { lead, thread } = row;
  const state = stateOf(row);
  const last = thread?.turns.at(-1);
  return {
    leadId: lead.id,
    name: lead.name,
    phone: lead.phone,
    playbook: lead.playbook,
    vertical: playbook?.vertical ?? lead.playbook,
    tz: lead.tz,
    place: lead.state,
    state,
    stateSinceMs: Number(thread?.sinceMs ?? lead.created_ms),
    readiness: thread?.readiness ?? 0,
    threshold: thresholdOf(playbook, thread),
    line: lineOf(row, state),
    bookedAtMs: thread?.booking?.atMs ?? null,
    lastMessageAtMs: last?.atMs ?? null,
    demo: lead.demo,
  };
}

/** The kind of the question now open, as the decision judges it; a regulated playbook is regulated throughout. */
export function questionType(
  playbook: Playbook | undefined,
  thread: Thread | null,
): 'factual' | 'open' | 'regulated' {
  if (!playbook) return 'open';
  return playbook.regulated ? 'regulated' : openQuestionType(playbook, thread ?? {});
}

/** What a wish for a call is held against at this moment. */
export function thresholdOf(playbook: Playbook | undefined, thread: Thread | null): number {
  return playbook ? thresholdFor(playbook, thread ?? {}) : 0.8;
}
