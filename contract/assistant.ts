/** The assistant's tools: the larger model, the playground and its replay, the calibration of thresholds. */
import { z } from 'zod';
import type { Route } from './route.ts';

const ms = z.number().int();
const ok = z.object({ ok: z.literal(true) });
const id = z.string().min(1).max(64);
const usd = z.number().nonnegative().max(100_000);
export const questionTypes = ['factual', 'open', 'regulated'] as const;

export const ModelInput = z.object({
  kind: z.enum(['openai', 'anthropic']),
  /** Without the last part; the usual address of the kind when left out. */
  url: z.string().max(500).optional(),
  model: z.string().min(1).max(200),
  /** Left out: the key that was saved before stays. Null: none is sent. */
  key: z.string().min(1).max(500).nullable().optional(),
  /** US dollars for a million tokens. */
  usdPerMillionIn: usd.nullable().default(null),
  usdPerMillionOut: usd.nullable().default(null),
});
export const ModelView = z.object({
  source: z.enum(['none', 'settings', 'environment']),
  /** Null when none is set up. The key itself is never shown again. */
  model: z
    .object({
      kind: z.enum(['openai', 'anthropic']),
      url: z.string(),
      model: z.string(),
      /** Its last four characters; null when none is kept. */
      keyEnds: z.string().nullable(),
      usdPerMillionIn: z.number().nullable(),
      usdPerMillionOut: z.number().nullable(),
    })
    .nullable(),
  /** As last proven since the start. */
  lastGoodMs: ms.nullable(),
  lastBad: z.object({ atMs: ms, failure: z.string(), words: z.string() }).nullable(),
  restsUntilMs: ms.nullable(),
  /** The last 30 days. */
  spent: z.object({
    turns: z.number().int(),
    answered: z.number().int(),
    inputTokens: z.number().int(),
    outputTokens: z.number().int(),
    costUsd: z.number().nullable(),
  }),
});
export const ModelTest = z.object({
  ok: z.boolean(),
  failure: z.string().nullable(),
  /** What happened, and what to do where something is wrong. */
  words: z.string(),
  tookMs: ms,
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
});

/** A playbook as the playground plays it: one that is loaded, or the whole text of a changed one. */
const Script = { playbook: id, source: z.string().max(200_000).optional() };
export const PlayInput = z.object({
  ...Script,
  /** The lead's texts, oldest first. */
  texts: z.array(z.string().min(1).max(1_600)).max(40),
  /** Agents free at every moment of the play. */
  freeNow: z.number().int().min(0).max(50).default(1),
  mayCallNow: z.boolean().default(true),
});
const Reason = z.object({ code: z.string(), text: z.string(), weight: z.number() });
export const PlayedText = z.object({
  body: z.string(),
  kind: z.string(),
  encoding: z.enum(['GSM-7', 'UCS-2']),
  segments: z.number().int(),
  costUsd: z.number(),
});
export const PlayedTurn = z.object({
  text: z.string(),
  action: z.string(),
  confidence: z.number(),
  ready: z.string(),
  readiness: z.number(),
  /** What the score was compared with. */
  threshold: z.number(),
  questionType: z.enum(questionTypes),
  reasons: z.array(Reason),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  said: z.array(PlayedText),
  /** What followed, in words: agents rung, a call booked, the thread closed. */
  events: z.array(z.string()),
  /** Why a transfer was refused at this turn, in words. */
  refused: z.string().nullable(),
  phase: z.string(),
});
export const Played = z.object({ playbook: id, opening: z.array(PlayedText), turns: z.array(PlayedTurn) });

export const ReplayInput = z.object({ leadId: id, source: z.string().min(1).max(200_000) });
export const Replayed = z.object({
  leadName: z.string(),
  turns: z.array(
    z.object({
      messageId: id,
      atMs: ms,
      text: z.string(),
      /** How it was read when it came; null when that is no longer on record. */
      recorded: z.string().nullable(),
      saved: PlayedTurn,
      changed: PlayedTurn,
      /** Which of action, events, words, fields, threshold differ. */
      differs: z.array(z.enum(['action', 'events', 'words', 'fields', 'threshold'])),
    }),
  ),
});
export const PlaybookSource = z.object({ id, version: z.number().int(), source: z.string() });

export const ThresholdAdvice = z.object({
  playbook: id,
  playbookName: z.string(),
  questionType: z.enum(questionTypes),
  inForce: z.number(),
  byDefault: z.number(),
  /** Of least expected cost at the reader's calibration, without the floor. */
  leastCost: z.number(),
  costs: z.object({ wrongAnswer: z.number(), unneededTransfer: z.number(), lostLead: z.number() }),
  floor: z.object({
    coded: z.number().int(),
    notReady: z.number().int(),
    repeat: z.number().int(),
    sold: z.number().int(),
  }),
  /** Absent under 20 coded transfers, or where nothing is cheaper. */
  proposal: z
    .object({
      threshold: z.number(),
      unreadyNow: z.number(),
      unreadyThen: z.number(),
      kept: z.number(),
      savedUsd: z.number(),
    })
    .nullable(),
});
export const ThresholdChange = z.object({
  changeId: id,
  atMs: ms,
  playbook: id,
  questionType: z.enum(questionTypes),
  before: z.number(),
  after: z.number(),
  by: z.string(),
  /** What the floor's outcomes said then, in words. */
  evidence: z.string(),
  state: z.enum(['in-force', 'undone', 'replaced', 'overruled']),
  undoneMs: ms.nullable(),
  undoneBy: z.string().nullable(),
});
export const Calibration = z.object({
  /** Coded transfers under which a share says nothing. */
  minCases: z.number().int(),
  advice: z.array(ThresholdAdvice),
  changes: z.array(ThresholdChange),
});
export const AcceptThreshold = z.object({
  playbook: id,
  questionType: z.enum(questionTypes),
  /** The proposal as it was seen; refused when the floor proposes another by now. */
  threshold: z.number().min(0).max(1),
});

export const assistantRoutes = {
  model: {
    method: 'GET',
    path: '/v1/model',
    who: 'admin',
    summary: 'The larger model, its state and its cost',
    response: ModelView,
  },
  saveModel: {
    method: 'POST',
    path: '/v1/model',
    who: 'admin',
    summary: 'Set up the larger model',
    body: ModelInput,
    response: ok,
  },
  removeModel: {
    method: 'DELETE',
    path: '/v1/model',
    who: 'admin',
    summary: 'The embedded reader alone',
    response: ok,
  },
  testModel: {
    method: 'POST',
    path: '/v1/model/test',
    who: 'admin',
    summary: 'Ask the model one small question',
    body: ModelInput,
    response: ModelTest,
  },
  playbookSource: {
    method: 'GET',
    path: '/v1/playbooks/:id/source',
    who: 'supervisor',
    summary: 'A playbook as text',
    response: PlaybookSource,
  },
  play: {
    method: 'POST',
    path: '/v1/playground',
    who: 'supervisor',
    summary: 'Play a conversation; nothing is sent',
    body: PlayInput,
    response: Played,
  },
  replay: {
    method: 'POST',
    path: '/v1/playground/replay',
    who: 'supervisor',
    summary: "A lead's conversation against a changed playbook",
    body: ReplayInput,
    response: Replayed,
  },
  calibration: {
    method: 'GET',
    path: '/v1/calibration',
    who: 'supervisor',
    summary: 'Thresholds: in force, proposed, changed',
    response: Calibration,
  },
  acceptThreshold: {
    method: 'POST',
    path: '/v1/calibration',
    who: 'supervisor',
    summary: 'Accept a proposed threshold',
    body: AcceptThreshold,
    response: z.object({ changeId: id }),
  },
  undoThreshold: {
    method: 'POST',
    path: '/v1/calibration/:id/undo',
    who: 'supervisor',
    summary: 'Undo an accepted threshold',
    response: ok,
  },
} as const satisfies Record<string, Route>;
export type AssistantRoute = keyof typeof assistantRoutes;
