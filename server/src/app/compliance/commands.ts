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
import { asQueryable } from '../record.ts';
import { decisionPage } from './decisions.ts';
import { evidenceOf } from './evidence.ts';
import { listsOnFile, takeList } from './lists.ts';
import { meterNow } from './meter.ts';
import { mayAt, placesNow } from './now.ts';
import { liftByHand, suppressByHand, suppressionPage } from './suppressions.ts';

const done = { ok: true } as const;

export function complianceCommands(core: Core): Pick<Commands, ComplianceRoute> {
  return {
    leadEvidence: async (_actor, { id, nowMs }) => ({ ...(await evidenceOf(core, id, nowMs)) }),
    leadEvidencePdf: async (_actor, { id, nowMs }) => renderEvidencePdf(await evidenceOf(core, id, nowMs)),
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
