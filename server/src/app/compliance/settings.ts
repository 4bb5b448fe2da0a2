/** Compliance settings as people read and change them: checked, kept in versions, written to the log, and tried on the gate. */
import type { z } from 'zod';
import type { ComplianceSettings, SettingsView } from '../../../../contract/compliance-settings.ts';
import { appendLog, defaultRules, type PermitInput, permit, type TenantFacts } from '../../consent/index.ts';
import { changedSettings, settingsProblems } from '../../consent/tenant.ts';
import { BatonError } from '../../errors.ts';
import type { Tx } from '../../kernel/loop.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import type { Core } from '../core.ts';
import { asQueryable } from '../queryable.ts';
import { saveSettings } from '../settings.ts';
import { nothingSaved, readSaved, type TenantBook } from './tenant-book.ts';

const SHOWN_VERSIONS = 50;
/** Settings are changed one after the other: everybody who changes them takes this lock first. */
const LOCK = 4_404_401;

const bookOf = (core: Core): TenantBook => {
  if (!core.tenantBook)
    throw new BatonError('UNAVAILABLE', 'This installation keeps no compliance settings.');
  return core.tenantBook;
};

export async function settingsView(core: Core, nowMs: number): Promise<z.input<typeof SettingsView>> {
  const book = bookOf(core);
  const { version, atMs, by, note, value } = book.saved();
  const { seller } = core.settings;
  const history = await historyOf(core.db, nothingSaved(seller).value);
  return {
    version,
    atMs,
    by,
    note,
    changed: history[0]?.changed ?? [],
    value,
    inForce: !core.demo,
    restartNeeded:
      version > 0 &&
      (value.seller.number !== seller.number ||
        value.seller.name !== seller.name ||
        value.seller.legalName !== seller.legalName),
    readiness: readiness(book.facts(nowMs), value.seller, value.throughput !== null || core.demo, nowMs),
    history,
  };
}

async function historyOf(tx: Tx, first: ComplianceSettings) {
  const { rows } = await tx.query<{
    version: number;
    at_ms: number;
    changed_by: string;
    note: string;
    value: ComplianceSettings;
  }>({
    name: 'compliance-settings-history',
    text: 'select version, at_ms, changed_by, note, value from baton.compliance_settings order by version desc limit $1',
    values: [SHOWN_VERSIONS + 1],
  });
  return rows.slice(0, SHOWN_VERSIONS).map((row, i) => ({
    version: Number(row.version),
    atMs: Number(row.at_ms),
    by: row.changed_by,
    note: row.note,
    changed: changedSettings(rows[i + 1]?.value ?? first, row.value),
  }));
}

/** A person with everything in order, at noon of a working day in their place: what is left are the installation's own gaps. */
function readiness(
  tenant: TenantFacts,
  seller: ComplianceSettings['seller'],
  allowanceKnown: boolean,
  nowMs: number,
): z.input<typeof SettingsView>['readiness'] {
  const rules = defaultRules();
  const phone = '+12125550142';
  const atMs = weekdayNoon(nowMs);
  const ask = (attempt: PermitInput['attempt']) => {
    const facts = {
      consentId: 'ready',
      sellerId: tenant.sellerId,
      phone,
      type: 'PEWC' as const,
      channels: ['sms', 'voice_ai', 'voice_live'],
      technologies: ['autodialer', 'artificial_voice', 'ai_generated_voice', 'ai_written_text'],
      purposes: ['marketing', 'service'],
      atMs: atMs - 86_400_000,
      status: 'active' as const,
    };
    return permit({
      nowMs: atMs,
      rules,
      stage: 'dispatch',
      attempt: { ...attempt, callerId: seller.number },
      lead: { phone, reassigned: { atMs: atMs - 3_600_000, answer: 'no' } },
      consents: [facts],
      suppressions: [],
      history: [],
      tenant,
      race: { plannedVersion: 1, currentVersion: 1 },
      pacing: { mode: 'agent-first', agentsReady: 1, predictedWaitMs: 0 },
      ...(allowanceKnown ? { throughput: { remaining: 10, moreAtMs: atMs } } : {}),
    });
  };
  const body = `Hi, this is ${seller.name}'s AI assistant about your request. Reply HELP for help, STOP to opt out.`;
  const script = {
    seller: true,
    ai: true,
    recording: true,
    optOut: true,
    purpose: true,
    callback: true,
    agentName: true,
  };
  const common = { purpose: 'marketing' as const };
  const asked = [
    {
      attempt: 'first text',
      decision: ask({ ...common, channel: 'sms', kind: 'opening', technology: 'ai', body }),
    },
    {
      attempt: 'call by an agent',
      decision: ask({ ...common, channel: 'voice', kind: 'call', technology: 'live', script }),
    },
    {
      attempt: 'call that the AI introduces',
      decision: ask({ ...common, channel: 'voice', kind: 'call', technology: 'ai', liveIntro: true, script }),
    },
  ];
  return asked.map(({ attempt, decision }) => ({
    attempt: `${attempt} to New York, with written consent`,
    ok: decision.verdict === 'allow',
    problems: decision.gates
      .filter((gate) => gate.verdict !== 'allow')
      .map((gate) => ({ gate: gate.gate, reason: gate.reason ?? '', words: gate.detail })),
  }));
}

/** The next Tuesday at 17:00 UTC: open everywhere in New York's windows, and no holiday falls on it before 2030. */
function weekdayNoon(nowMs: number): number {
  const dayMs = 86_400_000;
  const today = Math.floor(nowMs / dayMs);
  const untilTuesday = (((5 - today) % 7) + 7) % 7;
  return (today + untilTuesday) * dayMs + 17 * 3_600_000;
}

/** @throws BatonError CONFLICT, VALIDATION with every problem and its mend */
export async function saveCompliance(
  core: Core,
  actor: { name: string },
  input: { basedOn: number; note: string; value: ComplianceSettings },
  nowMs: number,
): Promise<z.input<typeof SettingsView>> {
  const problems = settingsProblems(input.value, defaultRules(), nowMs);
  if (problems.length > 0) {
    throw new BatonError('VALIDATION', problems.map((one) => `${one.problem} ${one.mend}`).join(' '), {
      details: { field: problems[0]?.path, problems },
    });
  }
  await change(core, actor, input.note, nowMs, (before) => {
    if (before.version !== input.basedOn)
      throw new BatonError('CONFLICT', `These settings were changed by ${before.by} in the meantime.`, {
        hint: 'Read them again, and make your change on top.',
      });
    return input.value;
  });
  return settingsView(core, nowMs);
}

/** Stops everything, or lets it go on; what is planned is decided again when its time comes. */
export async function pauseAll(
  core: Core,
  actor: { name: string },
  input: { on: boolean; note: string },
  nowMs: number,
): Promise<{ paused: boolean }> {
  await change(core, actor, input.note, nowMs, ({ value }) => ({
    ...value,
    pause: { ...value.pause, all: input.on },
  }));
  return { paused: input.on };
}

async function change(
  core: Core,
  actor: { name: string },
  note: string,
  nowMs: number,
  make: (before: Awaited<ReturnType<typeof readSaved>>) => ComplianceSettings,
): Promise<void> {
  const book = bookOf(core);
  const { seller } = core.settings;
  await inTransaction(core.db, async (tx) => {
    await tx.query({ text: 'select pg_advisory_xact_lock($1)', values: [LOCK] });
    const before = await readSaved(tx, seller);
    const value = make(before);
    const changed = changedSettings(before.value, value);
    const { rows } = await tx.query<{ version: number }>({
      text: 'insert into baton.compliance_settings (at_ms, changed_by, note, value) values ($1, $2, $3, $4) returning version',
      values: [nowMs, actor.name, note, JSON.stringify(value)],
    });
    if (changed.includes('seller')) {
      const { name, legalName, number } = value.seller;
      await saveSettings(tx, { ...core.settings, seller: { ...seller, name, legalName, number } });
    }
    await appendLog(asQueryable(tx), {
      atMs: nowMs,
      kind: 'settings',
      sellerId: seller.id,
      phone: null,
      leadId: null,
      payload: { version: Number(rows[0]?.version), by: actor.name, note, changed, value },
    });
  });
  await book.reload();
}
