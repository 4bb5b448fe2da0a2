/**
 * What the gate is told of this installation, kept in memory and read again whenever it changes: settings are saved, a list is
 * imported. One process serves an installation, so what it wrote is what holds; ages are reckoned at each question.
 */
import { ComplianceSettings } from '../../../../contract/compliance-settings.ts';
import { activeLists, type TenantFacts } from '../../consent/index.ts';
import { killOf, tenantFacts } from '../../consent/tenant.ts';
import type { Tx } from '../../kernel/loop.ts';
import { asQueryable } from '../queryable.ts';
import type { Settings } from '../settings.ts';

export interface SavedSettings {
  /** 0 before anything was saved. */
  version: number;
  atMs: number;
  by: string;
  note: string;
  value: ComplianceSettings;
}

export interface TenantBook {
  facts(nowMs: number): TenantFacts;
  saved(): SavedSettings;
  /** After a change was committed. */
  reload(): Promise<void>;
}

/** Before anything was saved nothing is vouched for: no number, no place, no allowance. */
export const nothingSaved = (seller: Settings['seller']): SavedSettings => ({
  version: 0,
  atMs: 0,
  by: '',
  note: '',
  value: ComplianceSettings.parse({
    seller: { legalName: seller.legalName, name: seller.name, number: seller.number },
  }),
});

export async function readSaved(tx: Tx, seller: Settings['seller']): Promise<SavedSettings> {
  const { rows } = await tx.query<{
    version: number;
    at_ms: number;
    changed_by: string;
    note: string;
    value: unknown;
  }>({
    name: 'compliance-settings-newest',
    text: 'select version, at_ms, changed_by, note, value from baton.compliance_settings order by version desc limit 1',
    values: [],
  });
  const row = rows[0];
  if (!row) return nothingSaved(seller);
  const { note, changed_by: by } = row;
  return {
    version: Number(row.version),
    atMs: Number(row.at_ms),
    by,
    note,
    value: ComplianceSettings.parse(row.value),
  };
}

/** @param vouched what holds in demo mode, where the virtual carrier stands in; a pause holds there too */
export async function openTenantBook(
  tx: Tx,
  seller: Settings['seller'],
  vouched: TenantFacts | null,
): Promise<TenantBook> {
  let saved = nothingSaved(seller);
  let lists: TenantFacts['dncLists'] = [];
  const book: TenantBook = {
    facts: (nowMs) =>
      vouched === null
        ? tenantFacts(saved.value, { sellerId: seller.id, sellerLegalName: seller.legalName, lists }, nowMs)
        : { ...vouched, dncLists: lists, kill: killOf(saved.value.pause) },
    saved: () => saved,
    async reload() {
      [saved, lists] = await Promise.all([readSaved(tx, seller), activeLists(asQueryable(tx), seller.id)]);
    },
  };
  await book.reload();
  return book;
}
