import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { withTransaction } from '../adapters/postgres/pool.ts';
import { Playbook } from '../playbook/playbook.ts';
import { testDatabase } from '../testing/pg.ts';
import { ConsentIntake, consentWording, recordFromIntake } from './consent-intake.ts';
import { buildEvidence, type EvidenceData, evidenceFits } from './evidence.ts';
import { renderEvidencePdf } from './evidence-pdf.ts';
import {
  addSuppression,
  checkPlaybookDisclosures,
  checkSuppressedForUpdate,
  defaultRules,
  erasePerson,
  permit,
  phoneHmac,
  recordAttempt,
  suppressionsOf,
  verifyAudit,
  writeConsent,
} from './index.ts';
import { ALL_CHANNELS } from './revocation.ts';
import { ask, at, MARIA, OPENING } from './testing.ts';

const NOW = at('2026-12-01T17:00:00Z');
const rules = defaultRules();
const text_shown = consentWording({
  seller: 'Acme Insurance LLC',
  button: 'Get my quote',
  topic: 'auto insurance',
  optOutUrl: 'https://acme.example/stop',
});
const record = (phone: string, consentId: string) =>
  recordFromIntake(
    ConsentIntake.parse({
      seller: { legal_name: 'Acme Insurance LLC', seller_id: 'sel_acme' },
      phone,
      name: 'Maria',
      channels: ['sms', 'voice_live'],
      text_shown,
      at: '2026-11-30T12:00:00Z',
      source: 'own_form',
      checkbox: { prechecked: false },
      page_url: 'https://acme.example/quote',
      ip: '203.0.113.9',
    }),
    { consentId, personId: 'per_1' },
  );

function data(change: Partial<EvidenceData> = {}): EvidenceData {
  const decision = permit(ask(NOW));
  return {
    generatedAtMs: NOW + 86_400_000,
    rulesVersion: rules.version,
    seller: { id: 'sel_acme', name: 'Acme Insurance' },
    lead: {
      id: 'lead_1',
      name: 'María Díaz',
      phone: MARIA,
      state: 'FL',
      zip: '33101',
      tz: 'America/New_York',
    },
    consents: [
      { record: record(MARIA, '00000000-0000-4000-8000-00000000aaaa'), status: 'active', changedAtMs: null },
    ],
    suppressions: [
      {
        sellerId: 'sel_acme',
        channels: ALL_CHANNELS,
        purposes: ['all'],
        reason: 'keyword',
        effectiveAtMs: NOW + 60_000,
        receivedAtMs: NOW + 60_000,
        verbatim: 'STOP 🛑',
        evidenceRef: 'm2',
      },
    ],
    messages: [
      { id: 'm1', atMs: NOW, direction: 'out', channel: 'sms', text: OPENING, by: 'assistant' },
      { id: 'm2', atMs: NOW + 60_000, direction: 'in', channel: 'sms', text: 'STOP 🛑', by: 'lead' },
    ],
    calls: [
      {
        id: 'c1',
        startedAtMs: NOW + 10_000,
        endedAtMs: NOW + 40_000,
        direction: 'out',
        disposition: 'answered',
        transferredTo: 'Ana',
        disclosures: [{ name: 'AI notice', atMs: NOW + 11_000 }],
      },
    ],
    decisions: [{ atMs: NOW, ref: 'm1', stage: 'dispatch', channel: 'sms', chain: 3, seq: 1, decision }],
    audit: { ok: true, rows: 12, faults: 0 },
    ...change,
  };
}

describe('the file of one lead', () => {
  it('holds everything in order, without incident, and fits its hash', () => {
    const evidence = buildEvidence(data());
    expect(evidence.incidents).toEqual([]);
    // Within one instant, what was decided stands before what went out, and what came in before what followed from it.
    expect(evidence.timeline.map((r) => r.kind)).toEqual([
      'consent',
      'decision',
      'message',
      'call',
      'disclosure',
      'message',
      'opt-out',
    ]);
    expect(evidence.consents[0]).toMatchObject({ textShown: text_shown, hashFits: true, type: 'PEWC' });
    expect(evidence.decisions[0]?.gates).toHaveLength(18);
    expect(buildEvidence(data()).sha256).toBe(evidence.sha256);
    expect(evidenceFits(JSON.parse(JSON.stringify(evidence)))).toBe(true);
    expect(evidenceFits({ ...evidence, rulesVersion: 'x' })).toBe(false);
  });
  it('shows what should not have happened', () => {
    const late = {
      id: 'm3',
      atMs: NOW + 120_000,
      direction: 'out' as const,
      channel: 'sms',
      text: 'One more thing',
      by: 'assistant',
    };
    const base = data();
    const evidence = buildEvidence({
      ...base,
      messages: [...base.messages, late],
      audit: { ok: false, rows: 12, faults: 1 },
    });
    expect(evidence.incidents).toHaveLength(3);
    expect(evidence.incidents.join(' ')).toMatch(/does not verify.*no allowing decision.*after the opt-out/);
  });
  it('renders a PDF of pages, also for a long thread, in under 5 s', async () => {
    const base = data();
    const many = Array.from({ length: 400 }, (_, i) => ({
      id: `x${i}`,
      atMs: NOW + i,
      direction: 'in' as const,
      channel: 'sms',
      text: `message ${i} `.repeat(8),
      by: 'lead',
    }));
    const started = performance.now();
    const pdf = await renderEvidencePdf(buildEvidence({ ...base, messages: [...base.messages, ...many] }));
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(5);
    expect(pages).toBeLessThan(60);
  });
});

describe('T33 erasure in the store', () => {
  const db = testDatabase();
  const phone = '+13055550177';
  const hmacKey = randomBytes(32);
  it('leaves the hash, blocks the number again, and the log still verifies', async () => {
    await writeConsent(db.pool, record(phone, '00000000-0000-4000-8000-00000000bbbb'), 'lead9', NOW);
    await recordAttempt(db.pool, {
      ref: 'a9',
      sellerId: 'sel_acme',
      phone,
      leadId: 'lead9',
      channel: 'sms',
      atMs: NOW,
    });
    await addSuppression(db.pool, {
      phone,
      leadId: 'lead9',
      entry: {
        sellerId: 'sel_acme',
        channels: ['sms'],
        purposes: ['all'],
        reason: 'keyword',
        effectiveAtMs: NOW,
      },
      receivedAtMs: NOW,
      verbatim: 'delete my info',
      evidenceRef: 'm9',
    });
    const report = await withTransaction(db.pool, (client) =>
      erasePerson(client, { sellerId: 'sel_acme', phone, hmacKey, nowMs: NOW + 1, reference: 'request 1' }),
    );
    expect(report).toEqual({
      suppressionsHashed: 1,
      consentsArchived: 1,
      attemptsDeleted: 1,
      logRowsEmptied: 2,
    });
    expect(await suppressionsOf(db.pool, 'sel_acme', phone)).toEqual([]);
    const hmac = phoneHmac(hmacKey, phone);
    const again = await checkSuppressedForUpdate(db.pool, 'sel_acme', phone, hmac);
    expect(again.suppressions.map((s) => s.channels.length).sort()).toEqual([1, 6]);
    expect(permit(ask(NOW, { lead: { phone }, input: { suppressions: again.suppressions } }))).toMatchObject({
      verdict: 'deny',
      reason: 'SUPPRESSED',
    });
    const left = await db.pool.query<{ n: number }>(
      `select count(*)::int as n from baton.consent_log where phone = 13055550177 or payload::text like '%5550177%' or payload::text like '%delete my info%'`,
    );
    expect(left.rows[0]?.n).toBe(0);
    expect(await verifyAudit(db.pool)).toMatchObject({ ok: true, erased: 2 });
  });
});

describe('a playbook without its disclosures is refused', () => {
  const good = {
    id: 'auto',
    version: 1,
    name: 'Auto',
    vertical: 'insurance',
    seller: { name: 'Acme Insurance', legalName: 'Acme Insurance LLC' },
    assistant: { name: 'Ada' },
    agentTitle: 'licensed agent',
    subject: 'auto quote',
    needs: {},
    opening: ["Hi {lead}, this is {seller}'s AI assistant about your {subject}. Reply STOP to opt out."],
    questions: [
      {
        field: 'zip',
        label: 'ZIP',
        value: { kind: 'zip' },
        ask: ['What is your ZIP code?', 'Which ZIP are you in?'],
        again: ['Your ZIP code?', 'Five digits of your ZIP?'],
      },
    ],
    knowledge: [],
    objections: [],
    thresholds: {},
    costs: { wrongAnswer: 1, unneededTransfer: 1, lostLead: 1 },
    followUps: [{ afterMinutes: 60, say: ['Still there?'] }],
    transfer: {},
  };
  const problems = (change: object) =>
    checkPlaybookDisclosures(rules, Playbook.parse({ ...good, ...change }), {
      linkDomains: ['acme.example'],
    }).map((p) => `${p.path} ${p.ruleId}`);
  it('takes a good one', () => expect(problems({})).toEqual([]));
  it.each([
    ['no seller', { opening: ['Hi, an AI assistant here. Reply STOP to opt out.'] }, ['opening.0 SMS-04']],
    ['no AI', { opening: ['Hi from {seller}. Reply STOP to opt out.'] }, ['opening.0 AIV-07']],
    ['no opt-out', { opening: ["Hi, {seller}'s AI assistant here."] }, ['opening.0 SMS-05']],
    [
      'a question answered by CANCEL',
      { followUps: [{ afterMinutes: 5, say: ['Reply C to confirm or CANCEL to cancel your appointment'] }] },
      ['followUps.0.say.0 REV-02'],
    ],
    [
      'a shortener',
      { followUps: [{ afterMinutes: 5, say: ['See bit.ly/abc'] }] },
      ['followUps.0.say.0 SMS-07'],
    ],
    [
      'forbidden',
      { followUps: [{ afterMinutes: 5, say: ['Guaranteed approval for you'] }] },
      ['followUps.0.say.0 SMS-09'],
    ],
    ['too long', { followUps: [{ afterMinutes: 5, say: ['x'.repeat(700)] }] }, ['followUps.0.say.0 SMS-04']],
  ])('%s', (_name, change, expected) => expect(problems(change)).toEqual(expected));
});
