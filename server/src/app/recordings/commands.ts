/** The recording routes. Roles were checked at the edge; whose conversation it is, is checked here. */
import type { z } from 'zod';
import {
  type RecordingRoute,
  RecordingSettings,
  type RecordingView,
} from '../../../../contract/recordings.ts';
import { appendLog, retentionOf } from '../../consent/index.ts';
import { BatonError } from '../../errors.ts';
import type { Commands, Scope } from '../../http/services.ts';
import type { Tx } from '../../kernel/loop.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import type { Core } from '../core.ts';
import { asQueryable } from '../queryable.ts';
import { loadTransfer } from '../views/desk.ts';
import { fileOf, removeFile, sizeOf, waveOf } from './files.ts';
import { eraseOf } from './housekeeping.ts';
import {
  loadRecordingSettings,
  markDeleted,
  notePlay,
  playsOf,
  type RecordingRow,
  recordingsOf,
  saveRecordingSettings,
} from './store.ts';

const done = { ok: true } as const;

export function recordingCommands(core: Core): Pick<Commands, RecordingRoute> {
  const { db } = core;
  const folder = (): string => {
    if (core.recordingsFolder === undefined)
      throw new BatonError('UNAVAILABLE', 'Recordings are not kept here.');
    return core.recordingsFolder;
  };

  /** An agent's scope ends at their own conversations: of others' they are told what they would be told of none. */
  const one = async (id: string, scope: Scope): Promise<RecordingRow> => {
    const row = (await recordingsOf(db, 'id', id))[0];
    if (!row || (scope.kind === 'agent' && row.agent_id !== scope.agentId))
      throw new BatonError('NOT_FOUND', `There is no recording ${id}.`);
    return row;
  };
  const heard = async (id: string, scope: Scope): Promise<{ path: string; bytes: number }> => {
    const row = await one(id, scope);
    if (row.state !== 'kept') throw new BatonError('NOT_FOUND', wordsOf(row));
    const path = fileOf(folder(), id);
    if ((await sizeOf(path)) === undefined)
      throw new BatonError('NOT_FOUND', 'The file of this recording is not where it was written.');
    return { path, bytes: Number(row.bytes) };
  };

  return {
    async recordings(_actor, { id, scope, nowMs }) {
      const transfer = await loadTransfer(db, id);
      if (!transfer) throw new BatonError('NOT_FOUND', `There is no transfer ${id}.`);
      const { keepMonths } = await loadRecordingSettings(db);
      const rows = (await recordingsOf(db, 'transfer_id', id)).filter(
        (row) => scope.kind === 'all' || row.agent_id === scope.agentId,
      );
      const recordings: z.input<typeof RecordingView>[] = [];
      for (const row of rows) {
        const agent = transfer.offered.find(({ agentId }) => agentId === row.agent_id);
        recordings.push({
          ...viewOf(row, keepMonths, nowMs),
          agentName: agent?.name ?? 'Agent',
          leadName: transfer.spec.leadName,
          plays: scope.kind === 'all' ? await playsOf(db, row.id) : [],
        });
      }
      return { recordings };
    },
    async recordingAudio(actor, { id, scope, nowMs }) {
      const file = await heard(id, scope);
      // When the entry cannot be written, nothing is played.
      await inTransaction(db, async (tx) => {
        if (await notePlay(tx, id, actor, nowMs))
          await logPlay(tx, core.settings.seller.id, id, actor, nowMs);
      });
      return file;
    },
    async recordingWave(_actor, { id, scope }) {
      const { path, bytes } = await heard(id, scope);
      return waveOf(path, bytes);
    },
    async deleteRecording(actor, { id, scope, nowMs }) {
      const row = await one(id, scope);
      if (row.state === 'deleted') return done;
      await removeFile(fileOf(folder(), id));
      await markDeleted(db, id, { atMs: nowMs, why: 'by hand', by: actor.name });
      return done;
    },
    async eraseRecordings(actor, { id, nowMs }) {
      return { deleted: await eraseOf(db, folder(), id, actor.name, nowMs) };
    },
    async record(actor, { id, body }) {
      const transfer = await loadTransfer(db, id);
      if (!transfer) throw new BatonError('NOT_FOUND', `There is no transfer ${id}.`);
      const isMine = transfer.phase === 'connected' && transfer.winner.agentId === actor.agentId;
      if (!isMine) throw new BatonError('CONFLICT', 'You are not talking with this lead.');
      if (transfer.spec.recording === undefined)
        throw new BatonError('CONFLICT', 'This call is neither recorded nor listened to.', {
          hint: 'An admin can switch that on under Settings; it counts from the next call on.',
        });
      await core.loop.emit({ type: 'call.record', callId: transfer.callId, on: body.on, by: actor.name });
      return done;
    },
    recordingSettings: () => loadRecordingSettings(db),
    async changeRecordingSettings(_actor, { body }) {
      folder();
      const settings = RecordingSettings.parse({ ...(await loadRecordingSettings(db)), ...body });
      await saveRecordingSettings(db, settings);
      return settings;
    },
  };
}

/** That somebody listened is an entry of the log, beside the one that the page shows: nobody takes it back. */
async function logPlay(
  tx: Tx,
  sellerId: string,
  recordingId: string,
  actor: { name: string },
  nowMs: number,
): Promise<void> {
  const { rows } = await tx.query<{ lead_id: string; transfer_id: string; phone: string | null }>({
    name: 'recording-of-whom',
    text: `select r.lead_id, r.transfer_id, l.phone from baton.recordings r left join baton.leads l on l.id = r.lead_id where r.id = $1`,
    values: [recordingId],
  });
  const row = rows[0];
  if (!row) return;
  await appendLog(asQueryable(tx), {
    atMs: nowMs,
    kind: 'listening',
    sellerId,
    phone: row.phone,
    leadId: row.lead_id,
    payload: { what: 'recording', recordingId, callId: row.transfer_id, by: actor.name },
  });
}

function viewOf(row: RecordingRow, keepMonths: number, nowMs: number) {
  const beganAtMs = Number(row.began_ms);
  const term = retentionOf({ kind: 'call-audio', createdAtMs: beganAtMs }, nowMs, { months: keepMonths });
  return {
    id: row.id,
    beganAtMs,
    lengthMs: Number(row.length_ms),
    bytes: Number(row.bytes),
    state: row.state,
    words: wordsOf(row),
    deletedAtMs: row.state === 'kept' ? term.untilMs : null,
  };
}

function wordsOf(row: RecordingRow): string {
  const lostMs = Number(row.lost_ms);
  switch (row.state) {
    case 'running':
      return 'This call is being recorded.';
    case 'failed':
      return `Nothing was recorded: ${row.failure ?? 'no sound came'}.`;
    case 'deleted':
      return {
        age: 'Deleted: its time was over.',
        erasure: 'Deleted: the lead was erased.',
        'by hand': 'Deleted by hand.',
      }[row.deleted_why ?? 'by hand'];
    case 'kept':
      if (row.failure !== null) return `It ends early: ${row.failure}.`;
      return lostMs > 0 ? `${(lostMs / 1000).toFixed(1)} s are missing: the disk was too slow.` : '';
  }
}
