/** The compliance routes over the consent room's records. Roles were checked at the edge. */
import type { ComplianceRoute } from '../../../../contract/compliance.ts';
import {
  checkTimeZoneData,
  defaultRules,
  nodeZones,
  renderEvidencePdf,
  searchRules,
} from '../../consent/index.ts';
import type { Commands } from '../../http/services.ts';
import type { Core } from '../core.ts';
import { asQueryable } from '../queryable.ts';
import { decisionPage } from './decisions.ts';
import { evidenceOf } from './evidence.ts';
import { revocationPage } from './intake/page.ts';
import { recordByStaff, settle, takeMail, takeRawMail } from './intake/take.ts';
import { eraseLead } from './keeping/erase.ts';
import { archiveOpenings, findArchive, openArchive } from './keeping/open.ts';
import { listsOnFile, takeList } from './lists.ts';
import { meterNow } from './meter.ts';
import { mayAt, placesNow } from './now.ts';
import { importNumberChecks } from './number-checks.ts';
import { ruleDiff } from './rule-versions.ts';
import { pauseAll, saveCompliance, settingsView } from './settings.ts';
import { exportSuppressions, importSuppressions } from './suppression-file.ts';
import { liftByHand, suppressByHand, suppressionPage } from './suppressions.ts';

const done = { ok: true } as const;

export function complianceCommands(core: Core): Pick<Commands, ComplianceRoute> {
  return {
    leadEvidence: async (_actor, { id, nowMs }) => ({ ...(await evidenceOf(core, id, nowMs)) }),
    leadEvidencePdf: async (_actor, { id, nowMs }) => renderEvidencePdf(await evidenceOf(core, id, nowMs)),
    eraseLead: async (actor, { id, body, nowMs }) => ({
      ...(await eraseLead(core, actor, id, body.reference, nowMs)),
    }),
    async complianceRules(_actor, { query }) {
      const rules = defaultRules();
      return {
        version: rules.version,
        activatedAtMs: rules.activatedAtMs,
        timeZones: { shipped: rules.tables.manifest.tzdb, runtime: nodeZones().release, ...zoneFindings() },
        total: searchRules(rules).length,
        rules: searchRules(rules, query.q),
      };
    },
    complianceNow: (_actor, { query, nowMs }) => placesNow(core, query.channel, query.atMs ?? nowMs),
    complianceMay: (_actor, { body, nowMs }) => mayAt(core, body, nowMs),
    suppressions: (_actor, { query }) => suppressionPage(core, query),
    async addSuppression(actor, { body, requestKey, nowMs }) {
      return { id: await suppressByHand(core, actor, body, `staff:${requestKey ?? core.id()}`, nowMs) };
    },
    async liftSuppression(actor, { id, body, nowMs }) {
      await liftByHand(core, actor, id, body.reason, nowMs);
      return done;
    },
    recordRevocation: (actor, { body, requestKey, nowMs }) =>
      recordByStaff(core, actor, body, `staff:${requestKey ?? core.id()}`, nowMs),
    revocations: (_actor, { query, nowMs }) => revocationPage(core.db, query, nowMs),
    settleRevocation: (actor, { id, body, nowMs }) => settle(core, actor, id, body, nowMs),
    inboundMail: (_actor, { body, nowMs }) => takeMail(core, body, nowMs),
    inboundMailRaw: (_actor, { body, nowMs }) => takeRawMail(core, body, nowMs),
    complianceSettings: (_actor, { nowMs }) => settingsView(core, nowMs),
    saveComplianceSettings: (actor, { body, nowMs }) => saveCompliance(core, actor, body, nowMs),
    pauseOutreach: (actor, { body, nowMs }) => pauseAll(core, actor, body, nowMs),
    importSuppressions: (actor, { body, nowMs }) => importSuppressions(core, actor, body, nowMs),
    exportSuppressions: async () => exportSuppressions(core),
    importNumberChecks: (actor, { query, body, nowMs }) =>
      importNumberChecks(core, actor, query, body, nowMs),
    openArchive: (actor, { query, nowMs }) => openArchive(core, actor, query, nowMs),
    findArchive: (_actor, { query, nowMs }) => findArchive(core, query, nowMs),
    archiveOpenings: (_actor, { query }) => archiveOpenings(core, query.limit),
    ruleDiff: (_actor, { query }) => ruleDiff(core.db, query),
    dncLists: (_actor, { nowMs }) => listsOnFile(core, nowMs),
    importList: (actor, { query, body, nowMs }) => takeList(core, actor, query, body, nowMs),
    complianceDecisions: (_actor, { query }) => decisionPage(asQueryable(core.db), query),
    complianceMeter: (_actor, { nowMs }) => meterNow(core, nowMs),
  };
}

let findings: number | undefined;
/** Zones in which this computer's own clock data is wrong and the shipped one corrects it; computed once. */
function zoneFindings(): { corrected: number } {
  findings ??= checkTimeZoneData(defaultRules()).findings.filter(
    (one) => one.severity === 'corrected',
  ).length;
  return { corrected: findings };
}
