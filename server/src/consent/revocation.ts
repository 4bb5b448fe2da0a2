/**
 * Did this message withdraw consent? Stages of section 3.4: T0 exact words and T1 phrases are decided here, before any model; T2
 * is a classifier given as an argument, and it can only add suppression, never remove it; T3 pauses and asks once.
 */
import type { CompiledRules } from './compile.ts';
import {
  carefulReading,
  flagsOf,
  type RevocationFlag,
  type RevocationLabel,
  type RevocationScope,
  scopeOf,
} from './revocation-scope.ts';
import { deobfuscate, isFiller, normalise, wholeMessage } from './revocation-text.ts';
import type { Suppression, SuppressionChannel } from './types.ts';

export interface RevocationVerdict {
  label: RevocationLabel;
  /** 0 to 1. */
  score: number;
  version?: string;
}

/** T2. MUST be a pure function of its arguments; a throw or null means "down". A plain boolean is read as revoke_all or none. */
export type RevocationClassifier = (
  message: string,
  recent: readonly string[],
) => RevocationVerdict | boolean | null;

export type RevocationAction = 'suppress' | 'pause' | 'help' | 'start' | 'continue';

export interface RevocationOutcome {
  action: RevocationAction;
  stage: 'T0' | 'T1' | 'T2' | 'T3' | 'none';
  label: RevocationLabel;
  /** Present when the action is suppress. */
  scope?: RevocationScope;
  reason?: Suppression['reason'];
  /** Which rule matched: a keyword set, a phrase id, the classifier. */
  matched?: string;
  flags: readonly RevocationFlag[];
  language: 'en' | 'es' | 'fr';
  /** Fixed answer to send, if any: a key of the shipped texts. */
  answer: 'opt-out' | 'help' | 'start' | 'clarify' | null;
  classifier?: RevocationVerdict | null;
}

export const ALL_CHANNELS: readonly SuppressionChannel[] = [
  'sms',
  'voice_ai',
  'voice_live',
  'voicemail',
  'email',
  'webchat',
];

/** Scores at and above which T2 suppresses, and above which T3 pauses. Doubt resolves to suppression. */
const SURE = 0.6;
const DOUBT = 0.3;

export interface RevocationMessage {
  text: string;
  /** Earlier inbound messages of the last 120 s, oldest first: "stop" + "texting me". */
  fragments?: readonly string[];
  /** Up to six earlier turns, for the classifier. */
  recent?: readonly string[];
  /** The last thing asked of the person was an offer of a sale or a call (decides a bare "no"). */
  answersOffer?: boolean;
  channel?: 'sms' | 'voice' | 'webchat' | 'email';
}

interface Lexicon {
  stop: ReadonlyMap<string, { set: string; language: 'en' | 'es' | 'fr' }>;
  help: ReadonlySet<string>;
  start: ReadonlySet<string>;
  filler: ReadonlySet<string>;
  patterns: readonly { id: string; re: RegExp }[];
  talk: readonly { id: string; re: RegExp }[];
}

const lexicons = new WeakMap<CompiledRules, Lexicon>();

/** The keyword tables in look-up form; made once per rule version. */
function lexiconOf(rules: CompiledRules): Lexicon {
  const known = lexicons.get(rules);
  if (known !== undefined) return known;
  const { keywords } = rules.tables;
  const stop = new Map<string, { set: string; language: 'en' | 'es' | 'fr' }>();
  for (const [set, { words, language }] of Object.entries(keywords.stop)) {
    const spoken = language === 'es' || language === 'fr' ? language : 'en';
    for (const word of words)
      if (!stop.has(normalise(word))) stop.set(normalise(word), { set, language: spoken });
  }
  const lexicon: Lexicon = {
    stop,
    help: new Set(keywords.help.map(normalise)),
    start: new Set(keywords.start.map(normalise)),
    filler: new Set(keywords.filler),
    patterns: keywords.patterns.map(({ id, re }) => ({ id, re: new RegExp(re) })),
    talk: keywords.talk.map(({ id, re }) => ({ id, re: new RegExp(re) })),
  };
  lexicons.set(rules, lexicon);
  return lexicon;
}

function languageOf(text: string): 'en' | 'es' | 'fr' {
  if (/\b(no me|manden|mensajes|dejar?|quiero|por favor|darme|gracias)\b/.test(text)) return 'es';
  if (/\b(arr[eê]te[rz]?|cessez|envoyer|messages? s'il|d[ée]sabonne)/.test(text)) return 'fr';
  return 'en';
}

/** Whole-message match, allowing up to three filler words before or after, and repeats of the keyword itself. */
function exact(
  lexicon: Lexicon,
  text: string,
): { word: string; set: string; language: 'en' | 'es' | 'fr' } | null {
  for (const form of [normalise(text), deobfuscate(text)]) {
    const hit = lexicon.stop.get(form);
    if (hit !== undefined) return { word: form, ...hit };
    const core = form.split(' ').filter((token) => !isFiller(lexicon.filler, token));
    const fillers = form.split(' ').length - core.length;
    if (core.length === 0 || fillers > 3) continue;
    const once = core.every((token) => token === core[0]) ? (core[0] as string) : core.join(' ');
    const inner = lexicon.stop.get(once);
    if (inner !== undefined) return { word: once, ...inner };
  }
  return null;
}

function phrase(lexicon: Lexicon, text: string): string | null {
  const lowered = wholeMessage(text);
  for (const form of [lowered, deobfuscate(text)]) {
    for (const { id, re } of lexicon.patterns) if (re.test(form)) return id;
  }
  return null;
}

function suppressBy(
  stage: 'T0' | 'T1' | 'T2',
  message: RevocationMessage,
  matched: string,
  language: 'en' | 'es' | 'fr',
): RevocationOutcome {
  const scope =
    stage === 'T0' ? { channels: ALL_CHANNELS, purposes: ['all'] as const } : scopeOf(message.text);
  const flags = flagsOf(message.text, message.channel ?? 'sms');
  const wrong = flags.includes('wrong_number');
  const label: RevocationLabel = wrong
    ? 'wrong_number'
    : scope.purposes.includes('all')
      ? scope.channels.length === ALL_CHANNELS.length
        ? 'revoke_all'
        : 'revoke_channel'
      : 'revoke_purpose';
  const spoken = message.channel === 'voice';
  const reason = wrong ? 'wrong_number' : spoken ? 'voice' : stage === 'T0' ? 'keyword' : 'free_text';
  const answer = spoken || wrong || flags.includes('legal_hold') ? null : 'opt-out';
  return { action: 'suppress', stage, label, scope, reason, matched, flags, language, answer };
}

function fromClassifier(
  message: RevocationMessage,
  classifier: RevocationClassifier,
  language: 'en' | 'es' | 'fr',
): RevocationOutcome {
  let verdict: RevocationVerdict | null;
  try {
    const raw = classifier(message.text, message.recent ?? []);
    verdict = typeof raw === 'boolean' ? { label: raw ? 'revoke_all' : 'none', score: 1 } : raw;
  } catch {
    verdict = null;
  }
  if (verdict === null) {
    // T19: with the classifier down, nothing automatic goes to this number until somebody or something has read the message.
    return {
      action: 'pause',
      stage: 'T2',
      label: 'none',
      flags: ['classifier_down'],
      language,
      answer: null,
      classifier: null,
    };
  }
  const revokes = verdict.label.startsWith('revoke') || verdict.label === 'wrong_number';
  if (revokes && verdict.score >= SURE) {
    return { ...suppressBy('T2', message, 'classifier', language), classifier: verdict };
  }
  if (verdict.label === 'not_interested' && verdict.score >= SURE) {
    return { ...notInterested(language), stage: 'T2', classifier: verdict };
  }
  if ((revokes || verdict.label === 'negative_other') && verdict.score >= DOUBT) {
    return {
      action: 'pause',
      stage: 'T3',
      label: verdict.label,
      flags: [],
      language,
      answer: 'clarify',
      classifier: verdict,
    };
  }
  return {
    action: 'continue',
    stage: 'none',
    label: verdict.label,
    flags: [],
    language,
    answer: null,
    classifier: verdict,
  };
}

function notInterested(language: 'en' | 'es' | 'fr'): RevocationOutcome {
  const scope: RevocationScope = { channels: ALL_CHANNELS, purposes: ['marketing'] };
  return {
    action: 'suppress',
    stage: 'T1',
    label: 'not_interested',
    scope,
    reason: 'free_text',
    matched: 'careful',
    flags: ['end_sequence'],
    language,
    answer: null,
  };
}

function careful(message: RevocationMessage, language: 'en' | 'es' | 'fr'): RevocationOutcome | null {
  const reading = carefulReading(message.text, message.answersOffer ?? false);
  if (reading === null) return null;
  const base = { matched: reading.id, flags: reading.flags, language };
  switch (reading.action) {
    case 'suppress-marketing':
      return { ...notInterested(language), ...base };
    case 'suppress-all':
      return {
        ...base,
        action: 'suppress',
        stage: 'T1',
        label: reading.label,
        reason: reading.label === 'wrong_number' ? 'wrong_number' : 'free_text',
        scope: { channels: ALL_CHANNELS, purposes: ['all'] },
        answer: reading.answer,
      };
    case 'pause':
      return { ...base, action: 'pause', stage: 'T3', label: reading.label, answer: reading.answer };
    case 'continue':
      return { ...base, action: 'continue', stage: 'none', label: reading.label, answer: null };
  }
}

/**
 * Judges one inbound message. T0 and T1 first; HELP and START by exact word; then the careful rows; then the classifier. The
 * message is also read together with fragments of the last 120 s. Pure as far as the classifier is.
 */
export function revocationStage(
  rules: CompiledRules,
  message: RevocationMessage,
  classifier: RevocationClassifier,
): RevocationOutcome {
  const lexicon = lexiconOf(rules);
  const whole = normalise(message.text);
  const language = languageOf(wholeMessage(message.text));
  const word = exact(lexicon, message.text);
  if (word !== null) return suppressBy('T0', message, `${word.set}: ${word.word}`, word.language);
  if (lexicon.help.has(whole)) {
    return {
      action: 'help',
      stage: 'T0',
      label: 'none',
      matched: whole,
      flags: [],
      language,
      answer: 'help',
    };
  }
  if (lexicon.start.has(whole)) {
    return {
      action: 'start',
      stage: 'T0',
      label: 'none',
      matched: whole,
      flags: [],
      language,
      answer: 'start',
    };
  }
  const id = phrase(lexicon, message.text);
  if (id !== null) return suppressBy('T1', message, id, language);
  if (message.fragments !== undefined && message.fragments.length > 0) {
    const joined = [...message.fragments, message.text].join(' ');
    const joinedId = exact(lexicon, joined)?.set ?? phrase(lexicon, joined);
    if (joinedId !== null)
      return suppressBy('T1', { ...message, text: joined }, `joined ${joinedId}`, language);
  }
  return careful(message, language) ?? fromClassifier(message, classifier, language);
}

/**
 * Judges words that were said to a person of ours in a conversation, or null where they ask for nothing. Only what says plainly that
 * we are to stop contacting them counts: a text of one word, "stop" or "cancel", is an opt-out by itself (REV-02), while said to
 * somebody who talks it may mean anything, and "I don't recall" is no wish at all.
 */
export function talkStage(rules: CompiledRules, text: string): RevocationOutcome | null {
  const said = wholeMessage(text).normalize('NFD').replace(/\p{M}/gu, '');
  const hit = lexiconOf(rules).talk.find(({ re }) => re.test(said));
  return hit ? suppressBy('T1', { text, channel: 'voice' }, hit.id, languageOf(said)) : null;
}

/** Whether a message is decided without any model. */
export function isDeterministicOptOut(rules: CompiledRules, text: string): boolean {
  return revocationStage(rules, { text }, () => ({ label: 'none', score: 1 })).action === 'suppress';
}
