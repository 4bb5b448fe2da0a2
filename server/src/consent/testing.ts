/** Fixtures of this room's tests: a seller with everything in order, a person of one place, and one attempt. */
import { defaultRules } from './load-rules.ts';
import type { Attempt, ConsentFacts, LeadFacts, PermitInput, TenantFacts } from './types.ts';

export const SENDER = '+12125550199';
export const MARIA = '+13055550100';

/** Epoch milliseconds of an ISO instant. */
export function at(iso: string): number {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) throw new Error(`not an instant: ${iso}`);
  return ms;
}

export function seller(nowMs: number, change: Partial<TenantFacts> = {}): TenantFacts {
  return {
    sellerId: 'sel_acme',
    sellerName: 'Acme Insurance',
    enabled: ['US', 'CA', 'GB'],
    hours: 'legal',
    callerIds: [{ id: SENDER, channels: ['sms', 'voice'], verified: true, a2p: 'approved' }],
    registrations: ['US-TX', 'US-RI', 'CA'],
    dncLists: [{ list: 'national', copyAtMs: nowMs - 86_400_000, areaCodes: 'all' }],
    linkDomains: ['acme.example'],
    ...change,
  };
}

export function pewc(nowMs: number, phone: string, change: Partial<ConsentFacts> = {}): ConsentFacts {
  return {
    consentId: 'c1',
    sellerId: 'sel_acme',
    phone,
    type: 'PEWC',
    channels: ['sms', 'voice_ai', 'voice_live', 'voicemail_ai'],
    technologies: ['autodialer', 'artificial_voice', 'ai_generated_voice', 'ai_written_text'],
    purposes: ['marketing', 'service'],
    atMs: nowMs - 86_400_000,
    status: 'active',
    ...change,
  };
}

export const OPENING =
  "Hi Maria, this is Acme Insurance's AI assistant about your auto quote. Reply HELP for help, STOP to opt out.";

export interface Change {
  attempt?: Partial<Attempt>;
  lead?: Partial<LeadFacts>;
  tenant?: Partial<TenantFacts>;
  input?: Partial<Omit<PermitInput, 'attempt' | 'lead' | 'tenant'>>;
}

/** A marketing text by the assistant to a Florida number with written consent, everything else in order. */
export function ask(iso: string | number, change: Change = {}): PermitInput {
  const nowMs = typeof iso === 'number' ? iso : at(iso);
  const phone = change.lead?.phone ?? MARIA;
  return {
    nowMs,
    rules: defaultRules(),
    stage: 'dispatch',
    attempt: {
      channel: 'sms',
      purpose: 'marketing',
      kind: 'opening',
      technology: 'ai',
      callerId: SENDER,
      body: OPENING,
      ...change.attempt,
    },
    lead: { name: 'Maria', phone, reassigned: { atMs: nowMs - 3_600_000, answer: 'no' }, ...change.lead },
    consents: [pewc(nowMs, phone)],
    suppressions: [],
    history: [],
    tenant: seller(nowMs, change.tenant),
    throughput: { remaining: 100, moreAtMs: nowMs },
    race: { plannedVersion: 1, currentVersion: 1 },
    pacing: { mode: 'agent-first', agentsReady: 2, predictedWaitMs: 0 },
    ...change.input,
  };
}

/** The same person, called; a live agent unless changed. */
export function askCall(iso: string | number, change: Change = {}): PermitInput {
  const script = { seller: true, ai: true, recording: true, optOut: true, purpose: true, callback: true };
  return ask(iso, {
    ...change,
    attempt: {
      channel: 'voice',
      kind: 'call',
      technology: 'live',
      body: undefined,
      script,
      ...change.attempt,
    },
  });
}
