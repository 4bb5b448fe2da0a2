/** Where each lead stands when the day has been played out, and the ready ones that ended in nothing. */
import type { Db } from '../src/kernel/loop.ts';
import type { Violation } from './watch.ts';
import type { WorldResult } from './world.ts';

/** @returns counts by end, and a violation for every ready lead that is neither connected, booked, nor gone by their own no */
export async function endsOf(
  db: Db,
  result: WorldResult,
): Promise<{ ends: Record<string, number>; violations: Violation[] }> {
  const { rows } = await db.query<{
    id: string;
    phase: string | null;
    booked: number | null;
    waiting: number | null;
    closed_why: string | null;
    refused: string | null;
    refused_words: string | null;
  }>({
    text: `select l.id, c.phase, c.booked_ms as booked, c.waiting_ms as waiting, c.state->>'closedWhy' as closed_why, c.state->'refused'->>'reason' as refused, c.state->'refused'->>'words' as refused_words
           from baton.leads l left join baton.conversations c on c.id = l.id order by l.id`,
    values: [],
  });
  const ready = new Set<string>();
  const connected = new Set<string>();
  const booked = new Set<string>();
  for (const { fact } of result.facts) {
    if (fact.type === 'lead.ready') ready.add(fact.leadId);
    if (fact.type === 'transfer.joined') connected.add(fact.leadId);
    if (fact.type === 'lead.booked') booked.add(fact.leadId);
  }
  const ends: Record<string, number> = {};
  const violations: Violation[] = [];
  for (const row of rows) {
    const end = connected.has(row.id)
      ? 'connected'
      : row.phase === 'opted-out'
        ? 'opted out'
        : row.booked !== null
          ? 'booked'
          : row.phase === 'silent'
            ? 'went silent'
            : row.phase === 'closed'
              ? 'said no'
              : row.phase === 'escalated' || row.phase === 'with-human'
                ? 'with a person'
                : row.refused
                  ? `not texted: ${row.refused}`
                  : (row.phase ?? 'no thread');
    ends[end] = (ends[end] ?? 0) + 1;
    const ended = ['connected', 'opted out', 'booked', 'went silent', 'said no', 'with a person'].includes(
      end,
    );
    if (ready.has(row.id) && !ended)
      violations.push({
        rule: 'ready-lead',
        atMs: 0,
        what: `${row.id} was ready and ended as "${end}" ${row.refused_words ?? ''}`,
      });
  }
  return { ends, violations };
}
