/** One lead's whole file: consents as shown, every message and call, every decision with its rule, opt-outs. Pure. */
import type { ConsentRecord } from './consent-record.ts';
import { consentType } from './consent-record.ts';
import { canonicalJson, sha256 } from './hash-chain.ts';
import { CARRIER_BLOCK } from './revocation-after.ts';
import type { PermitDecision, Suppression } from './types.ts';

export interface EvidenceData {
  generatedAtMs: number;
  rulesVersion: string;
  seller: { id: string; name: string };
  lead: { id: string; name: string; phone: string; state?: string; zip?: string; tz?: string };
  consents: readonly { record: ConsentRecord; status: string; changedAtMs: number | null }[];
  suppressions: readonly (Suppression & {
    receivedAtMs: number;
    verbatim: string | null;
    evidenceRef: string | null;
  })[];
  messages: readonly {
    id: string;
    atMs: number;
    direction: 'in' | 'out';
    channel: string;
    text: string;
    by: string;
    /** As the carrier last told; left out or one of `LEFT` when it really went out. */
    status?: string;
  }[];
  calls: readonly {
    id: string;
    startedAtMs: number;
    endedAtMs: number | null;
    direction: 'in' | 'out';
    disposition: string;
    agent?: string;
    transferredTo?: string;
    disclosures: readonly { name: string; atMs: number }[];
  }[];
  decisions: readonly {
    atMs: number;
    ref: string;
    stage: string;
    channel: string;
    chain: number;
    seq: number;
    decision: PermitDecision;
  }[];
  /** Who heard them, live or recorded, as the log has it. */
  listening?: readonly { atMs: number; words: string; ref: string }[];
  audit: { ok: boolean; rows: number; faults: number };
}

export interface TimelineRow {
  at: string;
  kind: 'consent' | 'message' | 'call' | 'decision' | 'opt-out' | 'lifted' | 'disclosure' | 'listening';
  words: string;
  ref: string;
}

export interface Evidence {
  format: 'baton-evidence-1';
  generatedAt: string;
  rulesVersion: string;
  seller: EvidenceData['seller'];
  lead: EvidenceData['lead'];
  summary: string[];
  /** What a reader should look at: contact after an opt-out, a contact without decision, a text whose hash does not fit. */
  incidents: string[];
  consents: {
    id: string;
    type: string;
    status: string;
    at: string;
    channels: string[];
    textShown: string;
    textSha256: string;
    hashFits: boolean;
    capture: ConsentRecord['capture'];
    signature: ConsentRecord['signature'];
    source: ConsentRecord['source'];
  }[];
  decisions: {
    at: string;
    ref: string;
    stage: string;
    channel: string;
    verdict: string;
    reason: string;
    ruleId: string;
    words: string;
    rulesVersion: string;
    logged: string;
    gates: PermitDecision['gates'];
    zoneEvidence: PermitDecision['zoneEvidence'];
  }[];
  timeline: TimelineRow[];
  audit: EvidenceData['audit'];
  /** SHA-256 of everything above. */
  sha256: string;
}

/** What of an outbound message says that the carrier may have it. Anything else never left. */
const LEFT = new Set(['sending', 'sent', 'delivered', 'unknown', 'failed']);
type Message = EvidenceData['messages'][number];
const left = (m: Message) => m.direction === 'out' && (m.status === undefined || LEFT.has(m.status));

function messageWords(m: Message): string {
  if (m.direction === 'in') return 'Received from';
  if (left(m)) return 'Sent by';
  return `Never sent (${m.status}), written by`;
}

const iso = (ms: number) => new Date(ms).toISOString();

function reasonOf(decision: PermitDecision): { reason: string; ruleId: string; words: string } {
  if (decision.verdict !== 'allow')
    return { reason: decision.reason, ruleId: decision.ruleId, words: decision.words };
  const basis = decision.gates.find((gate) => gate.gate === 'G06');
  return { reason: 'ALLOWED', ruleId: basis?.ruleId ?? 'G06', words: `Allowed: ${basis?.detail ?? ''}` };
}

const RANK: Record<TimelineRow['kind'], number> = {
  consent: 0,
  'opt-out': 2,
  lifted: 2,
  decision: 3,
  message: 4,
  call: 5,
  disclosure: 6,
  listening: 7,
};

function timelineOf(data: EvidenceData): TimelineRow[] {
  const rows: (TimelineRow & { ms: number })[] = [];
  const add = (ms: number, kind: TimelineRow['kind'], words: string, ref: string) =>
    rows.push({ ms, at: iso(ms), kind, words, ref });
  for (const { record } of data.consents) {
    const words = `Consent given for ${record.channels.join(', ')} (${consentType(record)}, ${record.source.kind})`;
    add(Date.parse(record.capture.at), 'consent', words, record.consent_id);
  }
  for (const s of data.suppressions) {
    const said = s.verbatim === null ? '' : `: "${s.verbatim}"`;
    add(
      s.receivedAtMs,
      'opt-out',
      `Opted out of ${s.channels.join(', ')} by ${s.reason}${said}`,
      s.evidenceRef ?? '',
    );
    if (s.liftedAtMs !== null && s.liftedAtMs !== undefined)
      add(s.liftedAtMs, 'lifted', 'Opt-out lifted', s.id ?? '');
  }
  for (const m of data.messages) {
    add(m.atMs, 'message', `${messageWords(m)} ${m.by} (${m.channel}): ${m.text}`, m.id);
  }
  for (const call of data.calls) {
    const with_ = call.transferredTo === undefined ? '' : `, transferred to ${call.transferredTo}`;
    const seconds =
      call.endedAtMs === null ? '' : `, ${Math.round((call.endedAtMs - call.startedAtMs) / 1000)} s`;
    add(
      call.startedAtMs,
      'call',
      `${call.direction === 'in' ? 'Call from the lead' : 'Call to the lead'}: ${call.disposition}${with_}${seconds}`,
      call.id,
    );
    for (const d of call.disclosures) add(d.atMs, 'disclosure', `Said: ${d.name}`, call.id);
  }
  for (const d of data.decisions) {
    const { words, ruleId } = reasonOf(d.decision);
    add(d.atMs, 'decision', `${words} [${ruleId}, rules ${d.decision.rulesVersion}, ${d.stage}]`, d.ref);
  }
  for (const one of data.listening ?? []) add(one.atMs, 'listening', one.words, one.ref);
  // Within one millisecond: what came in, what followed from it, what was decided, what went out.
  const rank = ({ kind, words }: TimelineRow) =>
    kind === 'message' && words.startsWith('Received') ? 1 : RANK[kind];
  rows.sort((a, b) => a.ms - b.ms || rank(a) - rank(b));
  return rows.map(({ ms: _ms, ...row }) => row);
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

function incidentsOf(data: EvidenceData): string[] {
  const incidents: string[] = [];
  if (!data.audit.ok) incidents.push(`The decision log does not verify: ${data.audit.faults} faults.`);
  for (const { record } of data.consents) {
    if (sha256(record.disclosure.text_shown) !== record.disclosure.text_sha256)
      incidents.push(`The text of consent ${record.consent_id} does not fit its hash.`);
  }
  for (const s of data.suppressions) {
    if (s.reason === CARRIER_BLOCK.reason)
      incidents.push(`${CARRIER_BLOCK.incident} (${iso(s.receivedAtMs)})`);
  }
  const decided = new Set(
    data.decisions.filter((d) => d.stage === 'dispatch' && d.decision.verdict === 'allow').map((d) => d.ref),
  );
  for (const m of data.messages) {
    if (!left(m) || m.channel === 'webchat') continue;
    if (!decided.has(m.id))
      incidents.push(`Message ${m.id} of ${iso(m.atMs)} has no allowing decision on file.`);
    for (const s of data.suppressions) {
      const lifted = s.liftedAtMs ?? Number.POSITIVE_INFINITY;
      const covers = s.channels.includes('sms') && m.atMs > s.receivedAtMs && m.atMs < lifted;
      // The one confirmation within five minutes is not an incident; its decision says so.
      const confirms = data.decisions.some(
        (d) => d.ref === m.id && d.decision.gates.some((g) => g.ruleId === 'REV-05' || g.ruleId === 'SMS-06'),
      );
      if (covers && !confirms)
        incidents.push(`Message ${m.id} went out after the opt-out of ${iso(s.receivedAtMs)}.`);
    }
  }
  return incidents;
}

/** Builds the file. Same data, same file, same hash. */
export function buildEvidence(data: EvidenceData): Evidence {
  const incidents = incidentsOf(data);
  const outbound = data.messages.filter(left).length;
  const denied = data.decisions.filter((d) => d.decision.verdict === 'deny').length;
  const live = data.suppressions.filter((s) => (s.liftedAtMs ?? null) === null);
  const summary = [
    `${counted(data.consents.length, 'consent record')} on file.`,
    `${counted(data.messages.length, 'message')} (${outbound} sent by the seller) and ${counted(data.calls.length, 'call')}.`,
    `${counted(data.decisions.length, 'decision')}, ${counted(denied, 'refusal')} among them.`,
    live.length === 0
      ? 'Not opted out.'
      : `Opted out of ${[...new Set(live.flatMap((s) => s.channels))].join(', ')}.`,
    data.audit.ok
      ? `The decision log verifies (${data.audit.rows} rows).`
      : 'The decision log does not verify.',
  ];
  const evidence: Omit<Evidence, 'sha256'> = {
    format: 'baton-evidence-1',
    generatedAt: iso(data.generatedAtMs),
    rulesVersion: data.rulesVersion,
    seller: data.seller,
    lead: data.lead,
    summary,
    incidents,
    consents: data.consents.map(({ record, status }) => ({
      id: record.consent_id,
      type: consentType(record),
      status,
      at: record.capture.at,
      channels: record.channels,
      textShown: record.disclosure.text_shown,
      textSha256: record.disclosure.text_sha256,
      hashFits: sha256(record.disclosure.text_shown) === record.disclosure.text_sha256,
      capture: record.capture,
      signature: record.signature,
      source: record.source,
    })),
    decisions: data.decisions.map((d) => ({
      at: iso(d.atMs),
      ref: d.ref,
      stage: d.stage,
      channel: d.channel,
      verdict: d.decision.verdict,
      ...reasonOf(d.decision),
      rulesVersion: d.decision.rulesVersion,
      logged: `${d.chain}:${d.seq}`,
      gates: d.decision.gates,
      zoneEvidence: d.decision.zoneEvidence,
    })),
    timeline: timelineOf(data),
    audit: data.audit,
  };
  return { ...evidence, sha256: sha256(canonicalJson(evidence)) };
}

/** Whether a file is unchanged since it was built. */
export function evidenceFits(evidence: Evidence): boolean {
  const { sha256: claimed, ...rest } = evidence;
  return sha256(canonicalJson(rest)) === claimed;
}
