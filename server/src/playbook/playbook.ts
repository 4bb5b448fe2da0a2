/**
 * A playbook is data: what the assistant should learn and say for one campaign. It is written by operators as
 * YAML under `playbooks/`, checked by `load.ts`, and never holds code.
 */
import { z } from 'zod';

/** How an answer is understood and checked. The reader picks its grammar by `kind`. */
export const FieldSpec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('choice'),
    /** Canonical value -> words a lead may use for it. */
    options: z.record(z.string().min(1), z.array(z.string().min(1))),
  }),
  z.object({ kind: z.literal('zip') }),
  z.object({ kind: z.literal('money'), min: z.number().optional(), max: z.number().optional() }),
  z.object({
    kind: z.literal('integer'),
    min: z.number().int().optional(),
    max: z.number().int().optional(),
  }),
  z.object({ kind: z.literal('email') }),
  z.object({ kind: z.literal('weekday') }),
  /** A start term such as "fall 2027" or "January". */
  z.object({ kind: z.literal('term') }),
  /** Credit in words: excellent 750+, good 670-739, fair 580-669, poor below 580. */
  z.object({ kind: z.literal('credit') }),
  /** A company name; `known` are names and aliases (canonical -> aliases). */
  z.object({ kind: z.literal('company'), known: z.record(z.string(), z.array(z.string())).default({}) }),
  z.object({ kind: z.literal('yes-no') }),
  z.object({ kind: z.literal('date') }),
  z.object({ kind: z.literal('text'), maxChars: z.number().int().positive().default(200) }),
]);
export type FieldSpec = z.infer<typeof FieldSpec>;

/** Risk of acting on a wrong reading; each has its own readiness threshold. */
export const QuestionType = z.enum(['factual', 'open', 'regulated']);
export type QuestionType = z.infer<typeof QuestionType>;

export const Condition = z.object({
  field: z.string(),
  is: z.union([z.string(), z.number(), z.boolean()]).optional(),
  isNot: z.union([z.string(), z.number(), z.boolean()]).optional(),
  known: z.boolean().optional(),
});
export type Condition = z.infer<typeof Condition>;

export const Question = z.object({
  /** The field it fills. */
  field: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string(),
  type: QuestionType.default('factual'),
  value: FieldSpec,
  /** Phrasings of the first asking; one is chosen, none twice in a thread. */
  ask: z.array(z.string().min(1)).min(2),
  /** Phrasings for asking again, differently; at most two are ever used. */
  again: z.array(z.string().min(1)).min(2),
  /** All must hold for the question to be asked. */
  when: z.array(Condition).default([]),
  required: z.boolean().default(true),
  /** The same in Spanish, for leads who write Spanish; English is used where absent. */
  es: z
    .object({ ask: z.array(z.string().min(1)).min(2), again: z.array(z.string().min(1)).min(2) })
    .optional(),
  /** Never kept in clear in briefs or logs. */
  sensitive: z.boolean().default(false),
});
export type Question = z.infer<typeof Question>;

export const Knowledge = z.object({
  id: z.string(),
  /** What leads ask, in their words; the reader matches by similarity. */
  asked: z.array(z.string().min(1)).min(2),
  answer: z.array(z.string().min(1)).min(1),
  es: z.array(z.string().min(1)).min(1).optional(),
});
export type Knowledge = z.infer<typeof Knowledge>;

export const Objection = z.object({
  id: z.string(),
  label: z.string(),
  said: z.array(z.string().min(1)).min(2),
  /** Acknowledge and answer; never argues, never promises. */
  reply: z.array(z.string().min(1)).min(2),
  es: z.array(z.string().min(1)).min(1).optional(),
});
export type Objection = z.infer<typeof Objection>;

/** US dollars, the floor's own estimate; thresholds minimise expected cost. */
export const Costs = z.object({
  wrongAnswer: z.number().nonnegative(),
  unneededTransfer: z.number().nonnegative(),
  lostLead: z.number().nonnegative(),
  /** What the carrier takes for one segment of a text, shown beside each text; a cent where it is not named. */
  segment: z.number().nonnegative().optional(),
});

/** When another playbook of the same seller takes the thread, and what it gets to know. */
export const HandOver = z.object({
  /** Id of the playbook. */
  to: z.string(),
  /** Words of the lead, any of them. */
  said: z.array(z.string().min(3)).min(1),
  /**
   * `all`: fields and the whole thread; `fields`: what both ask for; `last`: the last `turns` texts, no fields; `none`: the
   * lead's present text alone.
   */
  context: z.enum(['all', 'fields', 'last', 'none']),
  turns: z.number().int().min(1).max(40).default(6),
  /** What the lead is told; a statement, for the next playbook's question follows it. */
  say: z.array(z.string().min(1)).min(1),
  es: z.array(z.string().min(1)).min(1).optional(),
});
export type HandOver = z.infer<typeof HandOver>;

export const Playbook = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  version: z.number().int().positive(),
  name: z.string(),
  vertical: z.enum([
    'insurance',
    'lending',
    'higher-ed',
    'events',
    'healthcare',
    'home-services',
    'saas-support',
  ]),
  /** Raises every threshold (healthcare and finance). */
  regulated: z.boolean().default(false),
  /**
   * `helpLine` is what a lead who texts HELP is given: a phone number, an address or a page of the seller.
   */
  seller: z.object({ name: z.string(), legalName: z.string(), helpLine: z.string().optional() }),
  /** `suggest`: the assistant drafts and a person sends; a thread may be set otherwise by hand. */
  assistant: z.object({ name: z.string(), suggest: z.boolean().optional() }),
  /** What the human is called to the lead: "licensed agent", "loan officer", "advisor". */
  agentTitle: z.string(),
  /** What the lead asked about, for openings and briefs: "auto quote". */
  subject: z.string(),
  /** Skills an agent needs; `licence` asks for the lead's state. */
  needs: z.object({ skills: z.array(z.string()).default([]), licence: z.boolean().default(false) }),
  /**
   * First texts. Placeholders: {lead}, {seller}, {assistant}, {subject}, {agent} and, at most once,
   * {question}: the first question, so that the very first text can already be answered. Each must identify
   * the seller, say that an AI writes, and say how to opt out; `load.ts` refuses a playbook whose opening
   * does not.
   */
  opening: z.array(z.string().min(1)).min(1),
  questions: z.array(Question).min(1),
  knowledge: z.array(Knowledge),
  objections: z.array(Objection),
  thresholds: z.object({
    factual: z.number().min(0).max(1).default(0.8),
    open: z.number().min(0).max(1).default(0.6),
    regulated: z.number().min(0).max(1).default(0.85),
  }),
  costs: Costs,
  /**
   * Silence cadence: minutes after the last outbound text without reply, and the phrasings of that
   * follow-up.
   */
  followUps: z.array(
    z.object({
      afterMinutes: z.number().positive(),
      say: z.array(z.string().min(1)).min(1),
      es: z.array(z.string().min(1)).min(1).optional(),
    }),
  ),
  handOvers: z.array(HandOver).optional(),
  transfer: z.object({
    mode: z.enum(['cold', 'warm', 'agentic-warm']).default('agentic-warm'),
    ring: z.enum(['all', 'waves', 'one-by-one', 'owner-first']).default('all'),
    /** Id of the department whose agents take its leads; left out: every agent who fits. */
    department: z.string().optional(),
  }),
});
export type Playbook = z.infer<typeof Playbook>;
