/** One thread over all channels, as pages show it. */
import type { z } from 'zod';
import type { Field as FieldShape, Turn as TurnShape } from '../../../../contract/api.ts';
import type { Tx } from '../../kernel/loop.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import type { Thread } from '../thread.ts';

export type Turn = z.input<typeof TurnShape>;
export type Field = z.input<typeof FieldShape>;

interface MessageRow {
  id: string;
  lead_id: string;
  at_ms: number;
  channel: Turn['channel'];
  sender: Turn['from'];
  sent_by: string | null;
  body: string;
  status: Turn['status'];
  status_words: string | null;
  why: string | null;
}

/** Newest `limit` messages of each lead, oldest first. */
export async function turnsOf(tx: Tx, leadIds: string[], limit: number): Promise<Map<string, Turn[]>> {
  const { rows } = await tx.query<MessageRow>({
    name: 'turns',
    text: `select m.* from unnest($1::text[]) as l(id) cross join lateral (
             select id, lead_id, at_ms, channel, sender, sent_by, body, status, status_words, why
             from baton.messages where lead_id = l.id order by at_ms desc, id desc limit $2) m
           order by m.at_ms, m.id`,
    values: [leadIds, limit],
  });
  const turns = new Map<string, Turn[]>(leadIds.map((id) => [id, []]));
  for (const row of rows) {
    turns.get(row.lead_id)?.push({
      messageId: row.id,
      atMs: Number(row.at_ms),
      channel: row.channel,
      from: row.sender,
      by: row.sent_by,
      body: row.body,
      status: row.status,
      statusWords: row.status_words,
      why: row.why,
    });
  }
  return turns;
}

/** What is known, in the playbook's order, and what was asked and not answered. */
export function fieldsOf(playbook: Playbook | undefined, thread: Thread | null): Field[] {
  if (!playbook || !thread) return [];
  const atOf = (messageId: string | undefined) =>
    thread.turns.find((turn) => turn.id === messageId)?.atMs ?? null;
  return playbook.questions
    .filter(
      (question) => thread.fields[question.field] !== undefined || (thread.asked[question.field] ?? 0) > 0,
    )
    .map((question) => {
      const field = thread.fields[question.field];
      return {
        name: question.field,
        label: question.label,
        value: field?.value ?? null,
        atMs: atOf(field?.messageId),
        messageId: field?.messageId ?? null,
        by: field?.by ?? 'lead',
        asked: thread.asked[question.field] ?? 0,
        sensitive: question.sensitive,
      };
    });
}
