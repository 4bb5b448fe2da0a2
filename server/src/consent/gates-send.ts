/** G13 to G18: who sends it, what it says, what the call states, who is free, how much may go, and did anything change. */
import { allow, type Case, defer, deny } from './gate.ts';
import { plainText, segmentsOf } from './sms-text.ts';
import type { GateAnswer, ScriptFacts } from './types.ts';
import { listed, who } from './words.ts';

export function g13Sender(c: Case): GateAnswer {
  const { attempt, tenant, rules } = c.input;
  if (attempt.channel === 'webchat') return allow('G13', 'our own page');
  const sender = tenant.callerIds.find((own) => own.id === attempt.callerId);
  if (sender === undefined || !sender.verified || !sender.channels.includes(attempt.channel)) {
    return deny(
      c,
      'G13',
      'CALLER_ID',
      'CID-01',
      'the number it would come from is not a verified number of yours.',
    );
  }
  if (attempt.channel !== 'sms') return allow('G13', 'verified caller ID', 'CID-01');
  if (tenant.demo === true) return allow('G13', 'the virtual carrier needs no registration', 'SMS-01');
  const american =
    c.places.some((place) => place.startsWith('US-') || place === 'UNKNOWN') || c.places.length === 0;
  if (!american) return allow('G13', 'verified sender', 'CID-01');
  if (sender.a2p !== 'approved') {
    return deny(
      c,
      'G13',
      'A2P_UNREGISTERED',
      'SMS-01',
      'the sending number has no approved carrier registration.',
    );
  }
  const uses = sender.useCases ?? [];
  if (uses.length > 0 && !uses.includes(attempt.purpose)) {
    return deny(
      c,
      'G13',
      'A2P_UNREGISTERED',
      'SMS-01',
      `the carrier registration is not for ${attempt.purpose}.`,
    );
  }
  return allow('G13', `verified and registered under ${rules.version}`, 'SMS-01');
}

const OPT_OUT = /\b(stop|opt[- ]?out|unsubscribe|arr[eê]t|baja|alto)\b/i;
const AI_WORDS =
  /\b(ai|a\.i\.|artificial intelligence|automated assistant|virtual assistant|assistente? virtual|asistente (virtual|de ia)|ia|ki|kunstliche intelligenz|künstliche intelligenz|intelligence artificielle|inteligencia artificial)\b/i;

/** Whether a text names the seller. Case and punctuation are ignored. */
export function namesSeller(text: string, seller: string): boolean {
  const plain = (s: string) =>
    plainText(s)
      .toLowerCase()
      .replace(/[^\p{L}\p{N} ]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  const name = plain(seller).replace(/ (llc|inc|ltd|limited|corp|corporation|gmbh|sa|plc)$/, '');
  return name !== '' && ` ${plain(text)} `.includes(` ${name}`);
}

/** Whether a text says that an AI writes or speaks. */
export function saysAi(text: string): boolean {
  return AI_WORDS.test(text);
}

/** Whether a text says how to stop. */
export function saysOptOut(text: string): boolean {
  return OPT_OUT.test(text);
}

/** A link to a public shortener or to a host that is not the tenant's own (SMS-07), or null. */
export function badLink(text: string, own: readonly string[], shorteners: readonly string[]): string | null {
  for (const match of text.matchAll(/\bhttps?:\/\/([^\s/?#]+)|\b((?:[a-z0-9-]+\.)+[a-z]{2,})(?=\/)/gi)) {
    const host = (match[1] ?? match[2] ?? '')
      .toLowerCase()
      .replace(/^.*@/, '')
      .replace(/:\d+$/, '')
      .replace(/\.$/, '');
    if (shorteners.includes(host)) return host;
    if (!own.some((domain) => host === domain || host.endsWith(`.${domain}`))) return host;
  }
  return null;
}

/** Whether the thread must (again) be opened with the seller's name, and whether STOP is due (SMS-04, SMS-05). */
function dueInText(c: Case): { brand: boolean; stop: boolean } {
  const { attempt, history, lead, nowMs, rules } = c.input;
  const sent = history.filter((a) => a.channel === attempt.channel && a.failedBeforeRinging !== true);
  const newest = Math.max(
    0,
    ...sent.map((a) => a.atMs),
    ...(sent.length > 0 ? [lead.lastInboundAtMs ?? 0] : []),
  );
  const silent = sent.length === 0 || nowMs - newest > rules.limits.brandReintroMs;
  const marketing = sent.filter((a) => a.directReply !== true).length;
  const fifth =
    attempt.directReply === undefined && marketing > 0 && (marketing + 1) % rules.limits.stopTextEveryN === 0;
  return { brand: silent, stop: silent || fifth };
}

export function g14Content(c: Case): GateAnswer {
  const { attempt, tenant, rules, stage } = c.input;
  if (attempt.channel === 'voice') return allow('G14', 'a call; see the script');
  if (attempt.body === undefined) {
    if (stage === 'plan') return allow('G14', 'no text yet; checked at dispatch');
    return deny(c, 'G14', 'CONTENT', 'G14', 'there is no text to check.');
  }
  const body = plainText(attempt.body);
  if (body.trim() === '') return deny(c, 'G14', 'CONTENT', 'G14', 'the text is empty.');
  for (const { category, re, verticals } of rules.forbidden) {
    if (tenant.vertical !== undefined && verticals.includes(tenant.vertical)) continue;
    if (re.test(body))
      return deny(c, 'G14', 'CONTENT', 'SMS-09', `the text has forbidden content (${category}).`);
  }
  const link = badLink(body, tenant.linkDomains ?? [], rules.tables.content.shorteners);
  if (link !== null)
    return deny(c, 'G14', 'CONTENT', 'SMS-07', `the text links to ${link}, which is not your own domain.`);
  const missing: string[] = [];
  const due = dueInText(c);
  const fixed = attempt.kind === 'confirmation' || attempt.kind === 'help' || attempt.kind === 'code';
  if ((due.brand || fixed) && !namesSeller(body, tenant.sellerName)) missing.push('the seller’s name');
  if (due.brand && !fixed && attempt.technology === 'ai' && !saysAi(body)) missing.push('that an AI writes');
  if (attempt.channel === 'sms' && due.stop && !fixed && !saysOptOut(body)) missing.push('how to opt out');
  if (missing.length > 0)
    return deny(c, 'G14', 'CONTENT', 'SMS-04', `the text must state ${listed(missing)}.`);
  if (attempt.channel !== 'sms') return allow('G14', 'text checked');
  const { segments } = segmentsOf(body);
  if (segments > rules.limits.segmentsMax) {
    return deny(
      c,
      'G14',
      'CONTENT',
      'SMS-04',
      `the text takes ${segments} segments; ${rules.limits.segmentsMax} is the limit.`,
    );
  }
  return allow('G14', `text checked, ${segments} segment${segments === 1 ? '' : 's'}`);
}

const FACT_WORDS: Record<string, string> = {
  seller: 'who is calling',
  ai: 'that an AI speaks',
  recording: 'that the call is recorded',
  'opt-out': 'how to opt out',
  purpose: 'the purpose',
  callback: 'a number to call back',
  'agent-name': 'the agent’s name',
  'toll-free': 'a toll-free number to opt out at',
};

/** Facts a call's opening must state for these places; a live agent need not say that an AI speaks. */
export function factsNeeded(c: Case): string[] {
  const { rules, attempt } = c.input;
  const needed = new Set<string>();
  for (const row of rules.tables.scripts.rows) {
    if (row.channel !== attempt.channel && row.channel !== 'any') continue;
    const covers =
      row.place === 'DEFAULT' ||
      c.places.some((p) => p === row.place || p.startsWith(`${row.place}-`) || p === 'UNKNOWN') ||
      (row.place === 'EU' && c.places.some((p) => p.length === 2 && p !== 'GB'));
    if (covers) for (const fact of row.must) needed.add(fact);
  }
  if (!c.aiVoice) {
    needed.delete('ai');
    // A person who calls can be told to stop in words; the automated opt-out is a duty of artificial voices (AIV-03).
    needed.delete('opt-out');
  }
  if (attempt.recorded === false) needed.delete('recording');
  // A message on a machine: nobody there can be asked, so a toll-free way out is stated (AIV-04).
  if (attempt.voicemail === true) needed.add('toll-free');
  return [...needed];
}

function has(script: ScriptFacts, fact: string): boolean {
  if (fact === 'opt-out') return script.optOut;
  if (fact === 'agent-name') return script.agentName === true;
  if (fact === 'toll-free') return script.tollFree === true;
  return script[fact as 'seller' | 'ai' | 'recording' | 'purpose' | 'callback'] === true;
}

export function g15Script(c: Case): GateAnswer {
  const { attempt, stage } = c.input;
  if (attempt.channel !== 'voice') return allow('G15', 'not a call');
  if (attempt.script === undefined) {
    if (stage === 'plan') return allow('G15', 'no script yet; checked at dispatch');
    return deny(c, 'G15', 'SCRIPT', 'AIV-01', 'nothing says what the call opens with.');
  }
  const script = attempt.script;
  const missing = factsNeeded(c).filter((fact) => !has(script, fact));
  if (missing.length === 0) return allow('G15', 'the opening states what it must', 'AIV-01');
  const words = listed(missing.map((fact) => FACT_WORDS[fact] ?? fact));
  return deny(
    c,
    'G15',
    'SCRIPT',
    missing[0] === 'recording' ? 'REC-01' : missing[0] === 'toll-free' ? 'AIV-04' : 'AIV-01',
    `the opening does not say ${words}.`,
  );
}

export function g16Pacing(c: Case): GateAnswer {
  const { attempt, stage, pacing, nowMs, rules } = c.input;
  if (attempt.channel !== 'voice') return allow('G16', 'not a call');
  if (pacing === undefined) {
    if (stage === 'plan') return allow('G16', 'no figures yet; checked at dispatch');
    return deny(c, 'G16', 'PACING', 'XFER-02', 'it is not known whether an agent is free.');
  }
  const retry = nowMs + 60_000;
  const british = c.places.includes('GB');
  const stop = british ? rules.limits.ukStopPct : rules.limits.abandonStopPct;
  if (pacing.mode !== 'agent-first' && pacing.abandonPct === undefined) {
    return deny(c, 'G16', 'PACING', 'DIAL-02', 'the share of abandoned calls is not known.');
  }
  if (pacing.mode !== 'agent-first' && (pacing.abandonPct ?? 0) >= stop) {
    return deny(
      c,
      'G16',
      'PACING',
      british ? 'UK-05' : 'DIAL-02',
      'too many calls of this campaign were abandoned.',
    );
  }
  if (british && pacing.mode === 'predictive') {
    return deny(c, 'G16', 'PACING', 'UK-05', 'predictive dialling is not used in the United Kingdom.');
  }
  if (pacing.agentsReady < 1)
    return defer(c, 'G16', 'PACING', 'XFER-02', retry, 'no agent of this seller is free.');
  if (pacing.predictedWaitMs > rules.limits.predictedWaitMaxMs) {
    return defer(c, 'G16', 'PACING', 'XFER-02', retry, `${who(c.input)} would wait too long for an agent.`);
  }
  return allow('G16', `${pacing.agentsReady} free, ${pacing.mode}`, 'XFER-02');
}

export function g17Throughput(c: Case): GateAnswer {
  const { attempt, stage, throughput, tenant, nowMs } = c.input;
  if (attempt.channel === 'webchat') return allow('G17', 'our own page');
  if (throughput === undefined) {
    if (stage === 'plan') return allow('G17', 'no figures yet; checked at dispatch');
    if (tenant.demo === true) return allow('G17', 'the virtual carrier has no limit');
    return deny(c, 'G17', 'THROTTLE', 'G17', 'the carrier’s remaining allowance is not known.');
  }
  const needs =
    attempt.channel === 'sms' ? Math.max(1, segmentsOf(plainText(attempt.body ?? '')).segments) : 1;
  if (throughput.remaining >= needs) return allow('G17', `${throughput.remaining} left`);
  const until = Math.max(throughput.moreAtMs, nowMs + 1);
  return defer(c, 'G17', 'THROTTLE', 'G17', until, 'the carrier’s limit is reached for now.');
}

export function g18Race(c: Case): GateAnswer {
  const { stage, race } = c.input;
  if (stage === 'plan') return allow('G18', 'checked again at dispatch');
  if (race === undefined) {
    return deny(
      c,
      'G18',
      'SUPPRESSED_RACE',
      'G18',
      'the do-not-contact list was not read again inside the send.',
    );
  }
  if (race.plannedVersion !== race.currentVersion) {
    return deny(
      c,
      'G18',
      'SUPPRESSED_RACE',
      'G18',
      `something arrived from ${who(c.input)} in the meantime; decide again.`,
    );
  }
  return allow('G18', 'nothing arrived in the meantime', 'G18');
}
