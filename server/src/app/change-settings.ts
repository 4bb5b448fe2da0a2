/** The one way in which people change the settings. */
import { type NewChange, recordChange } from '../http/changes.ts';
import type { Actor } from '../http/services.ts';
import type { Tx } from '../kernel/loop.ts';
import { inTransaction } from '../kernel/transaction.ts';
import type { Core } from './core.ts';
import { loadSettings, type Settings, saveSettings, settingsLock } from './settings.ts';

interface Changed {
  settings: Settings;
  /** For the record of changes; null: nothing differs, and nothing is saved. */
  record: Pick<NewChange, 'thingId' | 'thing' | 'words' | 'before' | 'after'> | null;
}

/**
 * Under the settings' lock, with who changed what kept beside it; in force for rooms and views from then on. What `change` throws
 * leaves all as it was.
 */
export async function changeSettings(
  core: Core,
  by: { actor: Actor; nowMs: number },
  change: (before: Settings, tx: Tx) => Changed | Promise<Changed>,
): Promise<void> {
  const next = await inTransaction(core.db, async (tx) => {
    await tx.query(settingsLock);
    const { settings, record } = await change(await loadSettings(tx), tx);
    if (record === null) return settings;
    await saveSettings(tx, settings);
    await recordChange(tx, { id: core.id(), atMs: by.nowMs, actor: by.actor, kind: 'settings', ...record });
    return settings;
  });
  // The rooms and views hold this very object.
  Object.assign(core.settings, next);
}
