/** The door of this room: the compliance gate, consent and its withdrawal, lists, evidence. */
export { abandonmentMeter, type DialledCall, isAbandoned, type Meter } from './abandonment.ts';
export {
  type AuditFault,
  appendLog,
  type LogEntry,
  phoneDigits,
  verifyAudit,
  verifyNumber,
} from './audit/store.ts';
export type { Clock } from './clock.ts';
export { type CompiledRules, compileRules } from './compile.ts';
export {
  ConsentIntake,
  type ConsentIntakeInput,
  consentWording,
  recordFromIntake,
} from './consent-intake.ts';
export {
  type ConsentCheck,
  type ConsentProblem,
  ConsentRecord,
  consentFacts,
  consentType,
  validateConsent,
} from './consent-record.ts';
export { demoTenant } from './demo.ts';
export {
  checkOpeningTimings,
  checkPlaybookDisclosures,
  type DisclosureProblem,
  listenerNotice,
  notice,
  recordingNotice,
  scriptFacts,
  scriptFor,
} from './disclosures.ts';
export { type ErasureReport, erasePerson } from './erasure/store.ts';
export { buildEvidence, type Evidence, type EvidenceData, evidenceFits } from './evidence.ts';
export { renderEvidencePdf } from './evidence-pdf.ts';
export { GATE_NAMES } from './gate-names.ts';
export {
  type HoursQuery,
  validitySeconds,
  type WindowNow,
  windowNow,
  windowsNow,
  type ZoneWindow,
} from './hours.ts';
export { type BlockImport, importBlocks } from './lists/block-list.ts';
export { activeLists, type ImportReport, importList, type ListMeta, listsWith } from './lists/store.ts';
export { defaultRules, loadRuleTables, type RuleProblem, RuleTableError } from './load-rules.ts';
export { candidates, clockOf, placeKey } from './location.ts';
export { mayBeOffered, nextPermitted, permit } from './permit.ts';
export * from './records/store.ts';
export {
  decideErasure,
  endedBefore,
  type HeldRecord,
  phoneHmac,
  type Retention,
  retentionOf,
} from './retention.ts';
export {
  ALL_CHANNELS,
  type RevocationClassifier,
  type RevocationMessage,
  type RevocationOutcome,
  type RevocationVerdict,
  revocationStage,
  talkStage,
} from './revocation.ts';
export {
  businessDayDeadline,
  CARRIER_BLOCK,
  mayConfirm,
  restart,
  revocationText,
  suppressionOf,
} from './revocation-after.ts';
export { NARROWED_SCOPES } from './revocation-scope.ts';
export { type RuleListing, rulesAt, searchRules } from './rule-book.ts';
export { plainText, segmentsOf } from './sms-text.ts';
export * from './store.ts';
export * from './suppressions/store.ts';
export type * from './types.ts';
export { checkTimeZoneData, nodeZones, type ZoneFinding } from './zone-check.ts';
