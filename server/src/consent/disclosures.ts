/** What an opening must say, by place; the notice of recording by the strictest place; and the check that refuses a playbook. */
import type { Playbook } from '../playbook/playbook.ts';
import { type CompiledRules, countryOf } from './compile.ts';
import { badLink, namesSeller, saysAi, saysOptOut } from './gates-send.ts';
import { plainText, segmentsOf } from './sms-text.ts';
import type { Channel, ScriptFacts } from './types.ts';

export interface DisclosureProblem {
  /** Where in the playbook: "opening.1". */
  path: string;
  problem: string;
  mend: string;
  ruleId: string;
}

/** What a spoken or written opening states, found in its words. */
export function scriptFacts(text: string, sellerName: string): ScriptFacts {
  const said = plainText(text);
  return {
    seller: namesSeller(said, sellerName),
    ai: saysAi(said),
    recording:
      /\b(record(ed|ing|ed line)|grab(a|ada|ando)|enregistr|aufgezeichnet)\b/i.test(said) ||
      /enregistr/i.test(said),
    optOut:
      saysOptOut(said) ||
      /\bpress (9|nine)\b|\b(pulse|marque|oprima) (el )?9\b|\btake (you|me) off\b/i.test(said),
    purpose:
      /\b(about|regarding|calling for|because you|your (request|quote|application|enquiry|inquiry|visit|demo|project)|(por|sobre) su (solicitud|consulta|cita))\b/i.test(
        said,
      ),
    callback: /(\+?\d[\d\s().-]{8,}\d)|\{phone\}|\{callback\}/.test(said),
    tollFree: /(?<!\d)(?:\+?1[\s.-]?)?\(?8(?:00|33|44|55|66|77|88)\)?[\s.-]?\d{3}[\s.-]?\d{4}(?!\d)/.test(
      said,
    ),
  };
}

function applies(rowPlace: string, places: readonly string[]): boolean {
  if (rowPlace === 'DEFAULT') return true;
  if (places.includes('UNKNOWN')) return true;
  if (rowPlace === 'EU') return places.some((p) => p.length === 2 && p !== 'GB');
  return places.some((p) => p === rowPlace || (rowPlace.length === 2 && countryOf(p) === rowPlace));
}

/** The shipped wording for a channel and what it must state for all of these places, with the shortest time allowed. */
export function scriptFor(
  rules: CompiledRules,
  channel: Channel,
  places: readonly string[],
): { text: string; must: string[]; withinMs: number | null; because: string[] } {
  const must = new Set<string>();
  const because: string[] = [];
  let text = '';
  let withinMs: number | null = null;
  for (const row of rules.tables.scripts.rows) {
    if ((row.channel !== channel && row.channel !== 'any') || !applies(row.place, places)) continue;
    if (row.text !== undefined && row.place === 'DEFAULT') text = row.text;
    for (const fact of row.must) must.add(fact);
    if (row.within_ms !== undefined) withinMs = Math.min(withinMs ?? row.within_ms, row.within_ms);
    because.push(row.id);
  }
  return { text, must: [...must], withinMs, because };
}

/** A notice in the language of the conversation, English where it is not shipped. `key`: ai, human, recording, listener, unattended. */
export function notice(rules: CompiledRules, key: string, language: string, sellerName: string): string {
  const texts = rules.tables.scripts.notices[key] ?? {};
  const text = texts[language.slice(0, 2).toLowerCase()] ?? texts.en ?? '';
  return text.replaceAll('{Seller}', sellerName);
}

const STRICTNESS = ['one-party', 'treat-as-all-party', 'all-party'] as const;

/** The strictest class of recording and listening among all places a person may be in, and the place that decides. */
export function recordingClass(
  rules: CompiledRules,
  places: readonly string[],
): { class: (typeof STRICTNESS)[number]; decidedBy: string } {
  const rows = rules.tables.recording.rows;
  let best: { class: (typeof STRICTNESS)[number]; decidedBy: string } = {
    class: 'one-party',
    decidedBy: 'DEFAULT',
  };
  for (const place of places.length === 0 ? ['UNKNOWN'] : places) {
    const country = countryOf(place);
    const abroad = country !== 'US' && place !== 'UNKNOWN' ? 'EU' : 'DEFAULT';
    const row =
      rows.find((r) => r.place === place) ??
      rows.find((r) => r.place === country) ??
      rows.find((r) => r.place === abroad);
    if (row !== undefined && STRICTNESS.indexOf(row.class) > STRICTNESS.indexOf(best.class))
      best = { class: row.class, decidedBy: place };
  }
  return best;
}

/**
 * The recording notice for all parties' places (REC-01, REC-05): the strictest class governs, and it is announced everywhere. The
 * recorder may start with the notice, never before it.
 */
export function recordingNotice(
  rules: CompiledRules,
  places: readonly string[],
  language: string,
): ReturnType<typeof recordingClass> & { text: string; announce: true } {
  return {
    ...recordingClass(rules, places),
    text: notice(rules, 'recording', language, ''),
    announce: true,
  };
}

/**
 * What is said to lead and agent before a supervisor hears them (REC-04, REC-05), or null where nothing has to be: the seller chose
 * to say it only where the strictest of the lead's places wants the consent of all, or may want it.
 */
export function listenerNotice(
  rules: CompiledRules,
  about: { places: readonly string[]; language: string; seller: string; everywhere: boolean },
): ReturnType<typeof recordingClass> & { text: string | null } {
  const found = recordingClass(rules, about.places);
  const due = about.everywhere || found.class !== 'one-party';
  return { ...found, text: due ? notice(rules, 'listener', about.language, about.seller) : null };
}

/** Timings of a spoken opening in milliseconds from its start (AIV-01, AIV-03). */
export interface OpeningTimings {
  identityEndMs: number;
  optOutStartMs: number;
  optOutEndMs: number;
}

/** What a rendered opening breaks: opt-out offered within 2 s after the identity, all of it within 10 s. */
export function checkOpeningTimings(rules: CompiledRules, at: OpeningTimings): DisclosureProblem[] {
  const { optOutOfferMaxMs, openingMaxMs } = rules.limits;
  const problems: DisclosureProblem[] = [];
  if (at.optOutStartMs < at.identityEndMs || at.optOutStartMs - at.identityEndMs > optOutOfferMaxMs) {
    const problem = 'the opt-out is not offered within 2 seconds after the identification';
    problems.push({
      path: 'opening',
      problem,
      mend: 'Say how to opt out right after who is calling.',
      ruleId: 'AIV-03',
    });
  }
  if (at.optOutEndMs > openingMaxMs) {
    const problem = 'the opening takes longer than 10 seconds to the end of the opt-out';
    problems.push({ path: 'opening', problem, mend: 'Shorten the opening.', ruleId: 'AIV-03' });
  }
  return problems;
}

const TRAP =
  /\b(reply|text|say|answer|type|or|press)\b[^.?!]{0,30}\b(cancel|end|stop|quit|revoke|unsubscribe)\b[^.?!]{0,30}\b(to|if|appointment|order|confirm)\b/i;
const OPT_OUT_OFFER =
  /\b(stop|cancel|end|quit|unsubscribe)\b.{0,3}\bto (opt[- ]?out|end texts|unsubscribe|stop (texts|messages)|cancel texts)\b/i;

function sample(text: string, playbook: Playbook): string {
  const { seller, assistant, subject } = playbook;
  const fill: Record<string, string> = {
    lead: 'Maria',
    first: 'Maria',
    seller: seller.name,
    Seller: seller.name,
    assistant: assistant.name,
    subject,
    topic: subject,
  };
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => fill[name] ?? name);
}

/**
 * Refuses a playbook that lacks a disclosure: every opening names the seller, says that an AI writes and how to opt out; no text
 * asks a question whose natural answer is a revocation word (section 3.3); none has forbidden content, foreign links or too many
 * segments. An empty result means it may be used.
 */
export function checkPlaybookDisclosures(
  rules: CompiledRules,
  playbook: Playbook,
  options: { linkDomains?: readonly string[] } = {},
): DisclosureProblem[] {
  const problems: DisclosureProblem[] = [];
  const add = (path: string, problem: string, mend: string, ruleId: string) =>
    problems.push({ path, problem, mend, ruleId });
  for (const [index, raw] of playbook.opening.entries()) {
    const path = `opening.${index}`;
    const text = sample(raw, playbook);
    const names = namesSeller(text, playbook.seller.name) || namesSeller(text, playbook.seller.legalName);
    if (!names) add(path, 'does not name the seller', 'Add {seller}.', 'SMS-04');
    if (!saysAi(text)) add(path, 'does not say that an AI writes', 'Add "AI assistant".', 'AIV-07');
    if (!saysOptOut(text)) add(path, 'does not say how to opt out', 'Add "Reply STOP to opt out".', 'SMS-05');
  }
  const texts: [string, string][] = [
    ...playbook.opening.map((text, i): [string, string] => [`opening.${i}`, text]),
    ...playbook.questions.flatMap((q) => [
      ...q.ask.map((text, i): [string, string] => [`questions.${q.field}.ask.${i}`, text]),
      ...q.again.map((text, i): [string, string] => [`questions.${q.field}.again.${i}`, text]),
    ]),
    ...playbook.followUps.flatMap((f, n) =>
      f.say.map((text, i): [string, string] => [`followUps.${n}.say.${i}`, text]),
    ),
    ...playbook.knowledge.flatMap((k) =>
      k.answer.map((text, i): [string, string] => [`knowledge.${k.id}.answer.${i}`, text]),
    ),
    ...playbook.objections.flatMap((o) =>
      o.reply.map((text, i): [string, string] => [`objections.${o.id}.reply.${i}`, text]),
    ),
  ];
  for (const [path, raw] of texts) {
    const text = plainText(sample(raw, playbook));
    if (TRAP.test(text) && !OPT_OUT_OFFER.test(text)) {
      add(
        path,
        'invites an answer that is a revocation word',
        'Ask for a number or a word such as MOVE instead.',
        'REV-02',
      );
    }
    for (const { category, re, verticals } of rules.forbidden) {
      if (re.test(text) && !verticals.includes(playbook.vertical))
        add(path, `has forbidden content (${category})`, 'Remove it.', 'SMS-09');
    }
    const link = badLink(text, options.linkDomains ?? [], rules.tables.content.shorteners);
    if (link !== null && options.linkDomains !== undefined)
      add(path, `links to ${link}`, 'Link to your own domain.', 'SMS-07');
    const { segments } = segmentsOf(text);
    if (segments > rules.limits.segmentsMax)
      add(path, `takes ${segments} segments`, 'Shorten it to 4 segments.', 'SMS-04');
  }
  return problems;
}
