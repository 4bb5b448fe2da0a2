/** What an installation may set; kept in one row of baton.settings, defaults from product.md. */
import { z } from 'zod';
import { Department } from '../../../contract/departments.ts';
import { OutsideTarget } from '../../../contract/pass.ts';
import type { Tx } from '../kernel/loop.ts';
import { defaultLimits } from '../transfer/transfer.ts';
import { loadSetting, saveSetting } from './setting-row.ts';

export const Settings = z.object({
  seller: z.object({ id: z.string(), name: z.string(), legalName: z.string(), number: z.string() }),
  limits: z
    .object({
      ringMs: z.number().int().min(5_000).max(300_000).default(defaultLimits.ringMs),
      acceptMs: z.number().int().min(5_000).max(60_000).default(defaultLimits.acceptMs),
      briefMs: z.number().int().min(0).max(30_000).default(defaultLimits.briefMs),
      leadRingMs: z.number().int().min(15_000).max(120_000).default(defaultLimits.leadRingMs),
      totalMs: z.number().int().min(20_000).max(600_000).default(defaultLimits.totalMs),
      maxWaves: z.number().int().min(1).max(10).default(defaultLimits.maxWaves),
      waveSize: z.number().int().min(1).max(50).default(defaultLimits.waveSize),
    })
    .prefault({}),
  wrapUpMs: z.number().int().min(0).max(600_000).default(15_000),
  maxMisses: z.number().int().min(1).max(10).default(3),
  /** Listen whether a person or a machine answers a lead's telephone, before anybody is joined. */
  detectMachines: z.boolean().default(true),
  /** What is left on a lead's voicemail, by playbook; nothing is, unless it is set here. */
  voicemail: z
    .object({
      /** E.164, toll-free, one of our numbers: its menu takes an opt-out. */
      optOutNumber: z.string().nullable().default(null),
      messages: z.record(z.string(), z.string()).default({}),
    })
    .prefault({}),
  serviceLevelMs: z.number().int().default(30_000),
  /** Phones of nobody here to which an agent may pass a live call on; nothing else is dialled for it. */
  outsideTargets: z.array(OutsideTarget).max(50).default([]),
  /** Countries that may be called besides the seller's own, ISO 3166-1 alpha-2. */
  callCountries: z.array(z.string().length(2)).max(250).default([]),
  /** Checked whole before they are saved (agents/department.ts). */
  departments: z.array(Department).max(50).default([]),
  monitoring: z
    .object({
      /** Supervisors may listen, whisper and barge. */
      allowed: z.boolean().default(true),
      /** The agent's desk says who listens. */
      tellAgents: z.boolean().default(true),
      /** Lead and agent are told before anybody listens, everywhere; off: only where the lead's place wants the consent of all. */
      tellEverywhere: z.boolean().default(true),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof Settings>;

export const demoSettings: Settings = Settings.parse({
  seller: {
    id: 'sel_demo',
    name: 'Northside Quotes',
    legalName: 'Northside Quotes LLC',
    number: '+15125550100',
  },
});

const NAME = 'settings';

export async function loadSettings(tx: Tx): Promise<Settings> {
  const saved = await loadSetting<unknown>(tx, NAME);
  return saved === undefined ? structuredClone(demoSettings) : Settings.parse(saved);
}

export async function saveSettings(tx: Tx, settings: Settings): Promise<void> {
  await saveSetting(tx, NAME, settings);
}

/** Two admins who save at once: the second waits, and changes what the first left. Released with the transaction. */
export const settingsLock = {
  text: 'select pg_advisory_xact_lock(hashtext($1))',
  values: ['baton settings'],
};
