/** Product defaults and legal bounds that are not per place, in the units the gate computes with. */
import { DAY_MS } from './clock.ts';
import type { RuleTables } from './tables.ts';

export interface Limits {
  textBeforeCloseMin: number;
  callBeforeCloseMin: number;
  afterOpenMin: number;
  replyGraceMs: number;
  /** Longest time a person's request for a call counts from its start. */
  requestedWindowMaxMs: number;
  per24h: number;
  per7d: number;
  unanswered: number;
  restMs: number;
  voicemailPer72h: number;
  consentMaxAgeMs: number;
  confirmWindowMs: number;
  confirmMax: number;
  /** The law's bound for honouring a request (REV-04). */
  revocationBusinessDays: number;
  dncMaxAgeMs: number;
  ebrPurchaseMonths: number;
  ebrInquiryMonths: number;
  rndRecheckMs: number;
  rndNoDataInboundMs: number;
  segmentsMax: number;
  brandReintroMs: number;
  stopTextEveryN: number;
  predictedWaitMaxMs: number;
  connectMaxMs: number;
  abandonThrottlePct: number;
  abandonStopPct: number;
  abandonLegalPct: number;
  abandonWindowMs: number;
  ukStopPct: number;
  ukWindowMs: number;
  validityMaxMs: number;
  validityBeforeCloseMs: number;
  optOutOfferMaxMs: number;
  openingMaxMs: number;
}

/** @throws Error when limits.yaml lacks a number the gate needs. */
export function compileLimits(tables: RuleTables): Limits {
  const row = (id: string, key: string): number => {
    const value = tables.limits.rows.find((r) => r.id === id)?.[key];
    if (typeof value !== 'number') throw new Error(`limits.yaml: row ${id} lacks the number ${key}`);
    return value;
  };
  const hour = 3_600_000;
  return {
    textBeforeCloseMin: row('MARGIN', 'text_before_close_min'),
    callBeforeCloseMin: row('MARGIN', 'call_before_close_min'),
    afterOpenMin: row('MARGIN', 'after_open_min'),
    replyGraceMs: row('REPLY', 'reply_grace_s') * 1000,
    requestedWindowMaxMs: row('REPLY', 'requested_window_max_min') * 60_000,
    per24h: row('CAP-01', 'per_24h'),
    per7d: row('CAP-01', 'per_7d'),
    unanswered: row('CAP-01', 'unanswered'),
    restMs: row('CAP-01', 'rest_h') * hour,
    voicemailPer72h: row('CAP-01', 'voicemail_per_72h'),
    consentMaxAgeMs: row('CONSENT', 'max_age_without_contact_days') * DAY_MS,
    confirmWindowMs: row('REV-05', 'confirm_window_s') * 1000,
    confirmMax: row('REV-05', 'confirm_max'),
    revocationBusinessDays: row('REV-04', 'legal_max_business_days'),
    dncMaxAgeMs: row('DNC-02', 'max_age_days') * DAY_MS,
    ebrPurchaseMonths: row('DNC-04', 'ebr_purchase_months'),
    ebrInquiryMonths: row('DNC-04', 'ebr_inquiry_months'),
    rndRecheckMs: row('RND-02', 'recheck_days') * DAY_MS,
    rndNoDataInboundMs: row('RND-02', 'no_data_inbound_days') * DAY_MS,
    segmentsMax: row('SMS-04', 'segments_max'),
    brandReintroMs: row('SMS-04', 'brand_reintro_days') * DAY_MS,
    stopTextEveryN: row('SMS-04', 'stop_text_every_n'),
    predictedWaitMaxMs: row('XFER-02', 'predicted_wait_max_s') * 1000,
    connectMaxMs: row('DIAL-02', 'connect_max_ms'),
    abandonThrottlePct: row('DIAL-02', 'throttle_pct'),
    abandonStopPct: row('DIAL-02', 'stop_pct'),
    abandonLegalPct: row('DIAL-02', 'legal_pct'),
    abandonWindowMs: row('DIAL-02', 'window_days') * DAY_MS,
    ukStopPct: row('UK-05', 'stop_pct'),
    ukWindowMs: row('UK-05', 'window_h') * hour,
    validityMaxMs: row('VALIDITY', 'max_s') * 1000,
    validityBeforeCloseMs: row('VALIDITY', 'before_close_s') * 1000,
    optOutOfferMaxMs: row('AIV-03', 'optout_offer_max_ms'),
    openingMaxMs: row('AIV-03', 'opening_max_ms'),
  };
}
