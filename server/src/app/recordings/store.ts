/** Rows of recordings and of who listened. Files are named after ids; `housekeeping.ts` deletes them. */
import type { RecordingSettings } from '../../../../contract/recordings.ts';
import type { Fact } from '../../kernel/events.ts';
import type { Tx } from '../../kernel/loop.ts';
import { loadSetting, saveSetting } from '../setting-row.ts';

export interface RecordingRow extends Record<string, unknown> {
  id: string;
  transfer_id: string;
  lead_id: string;
  agent_id: string;
  began_ms: number | string;
  length_ms: number | string;
  bytes: number | string;
  lost_ms: number | string;
  state: 'running' | 'kept' | 'failed' | 'deleted';
  failure: string | null;
  deleted_ms: number | string | null;
  deleted_why: 'age' | 'erasure' | 'by hand' | null;
}

/** Nothing is recorded until an admin says so; kept as long as the policy for call audio says. */
export const recordingDefaults: RecordingSettings = { on: false, keepMonths: 13 };

const NAME = 'recording';

export async function loadRecordingSettings(tx: Tx): Promise<RecordingSettings> {
  return { ...recordingDefaults, ...(await loadSetting<Partial<RecordingSettings>>(tx, NAME)) };
}

export async function saveRecordingSettings(tx: Tx, settings: RecordingSettings): Promise<void> {
  await saveSetting(tx, NAME, settings);
}

/** What a fact says of a recording, written with the fact; it is the agent's whom the call joins then. A file that was deleted meanwhile stays deleted. */
export async function noteRecording(tx: Tx, fact: Fact, nowMs: number): Promise<void> {
  if (fact.type !== 'recording.started' && fact.type !== 'recording.ended') return;
  await tx.query({
    name: 'recording-began',
    text: `insert into baton.recordings (id, transfer_id, lead_id, agent_id, began_ms, state)
           select $1, t.id, t.lead_id, coalesce((
             select o->>'agentId' from baton.calls c cross join lateral jsonb_array_elements(t.state->'offered') o
             where c.id = t.id and o->>'legId' = c.state->>'agentLegId' limit 1), t.agent_id, ''), $3, 'running'
           from baton.transfers t where t.id = $2
           on conflict (id) do nothing`,
    values: [fact.recordingId, fact.callId, nowMs],
  });
  if (fact.type === 'recording.started') return;
  await endRecording(tx, fact.recordingId, { ...fact, failure: fact.failure ?? null, endedMs: nowMs });
}

export async function endRecording(
  tx: Tx,
  id: string,
  end: { endedMs: number; lengthMs: number; bytes: number; lostMs: number; failure: string | null },
): Promise<void> {
  await tx.query({
    name: 'recording-ended',
    text: `update baton.recordings set ended_ms = $2, length_ms = $3, bytes = $4, lost_ms = $5, failure = $6,
                  state = case when $3::bigint > 0 then 'kept' else 'failed' end
           where id = $1 and state = 'running'`,
    values: [id, end.endedMs, end.lengthMs, end.bytes, end.lostMs, end.failure],
  });
}

const columns = `id, transfer_id, lead_id, agent_id, began_ms, length_ms, bytes, lost_ms, state, failure, deleted_ms, deleted_why`;

export async function recordingsOf(
  tx: Tx,
  what: 'transfer_id' | 'lead_id' | 'id',
  value: string,
): Promise<RecordingRow[]> {
  const { rows } = await tx.query<RecordingRow>({
    name: `recordings-by-${what}`,
    text: `select ${columns} from baton.recordings where ${what} = $1 order by began_ms limit 1000`,
    values: [value],
  });
  return rows;
}

export async function runningRecordings(tx: Tx): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    text: `select id from baton.recordings where state = 'running'`,
    values: [],
  });
  return rows.map(({ id }) => id);
}

/** The oldest that still have a file, after `(beganMs, id)`. What somebody who threatened to sue said is not among them. */
export async function oldestKept(
  tx: Tx,
  after: { beganMs: number; id: string },
  limit: number,
): Promise<{ id: string; beganMs: number }[]> {
  const { rows } = await tx.query<{ id: string; began_ms: number | string }>({
    text: `select id, began_ms from baton.recordings r where state in ('kept', 'failed') and (began_ms, id) > ($1, $2)
           and not exists (select 1 from baton.leads l join baton.consent_blocks h on h.phone = substr(l.phone, 2)::bigint
                           where l.id = r.lead_id and h.kind = 'legal-threat')
           order by began_ms, id limit $3`,
    values: [after.beganMs, after.id, limit],
  });
  return rows.map((row) => ({ id: row.id, beganMs: Number(row.began_ms) }));
}

export async function markDeleted(
  tx: Tx,
  id: string,
  gone: { atMs: number; why: 'age' | 'erasure' | 'by hand'; by: string },
): Promise<void> {
  await tx.query({
    text: `update baton.recordings set state = 'deleted', deleted_ms = $2, deleted_why = $3, deleted_by = $4 where id = $1 and state <> 'deleted'`,
    values: [id, gone.atMs, gone.why, gone.by],
  });
}

/** Ids among these that no row names. */
export async function unknownIds(tx: Tx, ids: string[]): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    text: `select id from baton.recordings where id = any($1)`,
    values: [ids],
  });
  const known = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

/** A player asks for many pieces of one sound: what one person fetches within this long is one listening. */
const ONE_PLAY_MS = 600_000;

/** @returns whether a listening began with it */
export async function notePlay(
  tx: Tx,
  recordingId: string,
  by: { id: string; name: string },
  nowMs: number,
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'recording-played',
    text: `insert into baton.recording_plays (recording_id, at_ms, by_id, by_name)
           select $1, $2, $3, $4 where not exists (
             select 1 from baton.recording_plays where recording_id = $1 and by_id = $3 and at_ms > $5)`,
    values: [recordingId, nowMs, by.id, by.name, nowMs - ONE_PLAY_MS],
  });
  return rowCount === 1;
}

export async function playsOf(tx: Tx, recordingId: string): Promise<{ by: string; atMs: number }[]> {
  const { rows } = await tx.query<{ by_name: string; at_ms: number | string }>({
    name: 'recording-plays',
    text: `select by_name, at_ms from baton.recording_plays where recording_id = $1 order by at_ms desc limit 20`,
    values: [recordingId],
  });
  return rows.map((row) => ({ by: row.by_name, atMs: Number(row.at_ms) }));
}
