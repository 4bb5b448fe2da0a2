/** What happens to recordings when nobody looks: those a crash cut off are closed, old ones and strays are deleted. */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { retentionOf } from '../../consent/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Db } from '../../kernel/loop.ts';
import { fileOf, removeFile, sizeOf } from './files.ts';
import {
  endRecording,
  loadRecordingSettings,
  markDeleted,
  oldestKept,
  recordingsOf,
  runningRecordings,
  unknownIds,
} from './store.ts';

const EVERY_MS = 3_600_000;
const AT_ONCE = 200;
/** A file that no row names is a stray only when nothing can be about to name it. */
const STRAY_AFTER_MS = 86_400_000;

/** After a start nothing is being written: what the last run was writing is as long as its header says. */
export async function closeCutOff(db: Db, folder: string, nowMs: number): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ids = await runningRecordings(db);
  for (const id of ids) {
    const size = (await sizeOf(fileOf(folder, id))) ?? { bytes: 0, lengthMs: 0 };
    await endRecording(db, id, {
      ...size,
      endedMs: nowMs,
      lostMs: 0,
      failure: 'Baton stopped during the call',
    });
  }
  return ids.length;
}

/** Deletes every recording whose term is over; how many. A file that cannot be deleted is told and tried again next time. */
export async function deleteOld(
  db: Db,
  folder: string,
  nowMs: number,
  onError: (error: unknown, what: string) => void,
): Promise<number> {
  const { keepMonths } = await loadRecordingSettings(db);
  let after = { beganMs: 0, id: '' };
  let deleted = 0;
  for (;;) {
    const page = await oldestKept(db, after, AT_ONCE);
    for (const one of page) {
      after = one;
      const term = retentionOf({ kind: 'call-audio', createdAtMs: one.beganMs }, nowMs, {
        months: keepMonths,
      });
      if (term.action !== 'delete') return deleted;
      try {
        await removeFile(fileOf(folder, one.id));
        await markDeleted(db, one.id, { atMs: nowMs, why: 'age', by: 'retention' });
        deleted += 1;
      } catch (error) {
        onError(error, 'deleting an old recording');
      }
    }
    if (page.length < AT_ONCE) return deleted;
  }
}

/** Deletes files that no row names: of a call whose beginning was never committed, or left behind by a restored database. */
export async function deleteStrays(db: Db, folder: string, nowMs: number): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.wav'));
  let deleted = 0;
  for (let i = 0; i < names.length; i += AT_ONCE) {
    const ids = names.slice(i, i + AT_ONCE).map((name) => name.slice(0, -'.wav'.length));
    for (const id of await unknownIds(db, ids)) {
      const file = fileOf(folder, id);
      const written = await stat(file).catch(() => undefined);
      if (written === undefined || nowMs - written.mtimeMs < STRAY_AFTER_MS) continue;
      await removeFile(file);
      deleted += 1;
    }
  }
  return deleted;
}

/** Deletes all recordings of a lead, those still being written too; how many. For an erasure. */
export async function eraseOf(
  db: Db,
  folder: string,
  leadId: string,
  by: string,
  nowMs: number,
): Promise<number> {
  const rows = (await recordingsOf(db, 'lead_id', leadId)).filter(({ state }) => state !== 'deleted');
  for (const { id } of rows) {
    await removeFile(fileOf(folder, id));
    await markDeleted(db, id, { atMs: nowMs, why: 'erasure', by });
  }
  return rows.length;
}

/** Looks every hour, the first time at once. Returns how to stop. */
export function keepHouse(parts: {
  db: Db;
  folder: string;
  clock: Clock;
  onError: (error: unknown, what: string) => void;
}): () => void {
  const { db, folder, clock, onError } = parts;
  let stopped = false;
  let next: { cancel(): void } | undefined;
  const look = async (): Promise<void> => {
    try {
      await deleteOld(db, folder, clock.nowMs(), onError);
      await deleteStrays(db, folder, clock.nowMs());
    } catch (error) {
      if (!stopped) onError(error, 'looking after recordings');
    }
    if (!stopped) next = clock.after(EVERY_MS, () => void look());
  };
  void look();
  return () => {
    stopped = true;
    next?.cancel();
  };
}
