/**
 * A larger model that may read one text and propose one reply, behind the embedded reader. It proposes; the
 * conversation decides (`conversation/model-turn.ts`), and the guardrails judge its words as they judge ours.
 *
 * An implementation MUST make at most one request a turn, MUST stop when the signal aborts, MUST tell every failure as a
 * `ModelError` of the fitting kind with the tokens already spent where the answer names them, and MUST hand the
 * model's JSON on as it came: `readProposal` alone says whether it can be used.
 * It MUST NOT retry, MUST NOT keep or log the prompt, the answer or the key, and MUST NOT send anything beside the prompt.
 */
import { z } from 'zod';
import { ACTIONS } from './reader.ts';

/** Reading and reply in one. What is longer than this is no text message. */
const Proposal = z.object({
  action: z.enum(ACTIONS),
  confidence: z.number().min(0).max(1),
  ready: z.enum(['yes', 'no', 'unclear']),
  isQuestion: z.boolean(),
  answered: z.enum(['yes', 'refused', 'unsure', 'no']),
  language: z.enum(['en', 'es']),
  fields: z
    .array(
      z.object({
        field: z.string().max(64),
        value: z.union([z.string().max(200), z.number(), z.boolean()]),
        /** The lead's own words for it; a value without them does not count. */
        quote: z.string().max(300),
      }),
    )
    .max(20),
  knowledge: z.array(z.string().max(64)).max(5),
  objection: z.string().max(64).nullable(),
  reply: z.string().max(1_000),
  /** The field that the reply asks for. */
  asks: z.string().max(64).nullable(),
});
export type Proposal = z.infer<typeof Proposal>;

const text = { type: 'string' } as const;
const bool = { type: 'boolean' } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const properties = {
  action: { type: 'string', enum: ACTIONS },
  confidence: { type: 'number', description: 'from 0 to 1' },
  ready: { type: 'string', enum: ['yes', 'no', 'unclear'] },
  isQuestion: bool,
  answered: { type: 'string', enum: ['yes', 'refused', 'unsure', 'no'] },
  language: { type: 'string', enum: ['en', 'es'] },
  fields: {
    type: 'array',
    items: {
      type: 'object',
      properties: { field: text, value: { type: ['string', 'number', 'boolean'] }, quote: text },
      required: ['field', 'value', 'quote'],
      additionalProperties: false,
    },
  },
  knowledge: { type: 'array', items: text },
  objection: textOrNull,
  reply: text,
  asks: textOrNull,
} as const;

/**
 * The same form as JSON Schema, in the subset that strict structured outputs take: every property is required, none is
 * added, no bounds. Bounds are checked afterwards, by us.
 */
export const PROPOSAL_SCHEMA = {
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
} as const;

export interface ModelRequest {
  /** What the assistant is and may do; ours alone. */
  system: string;
  /** The thread, as data. */
  user: string;
  maxOutputTokens: number;
}

export interface Usage {
  inputTokens: number;
  outputTokens: number;
}

export interface ModelAnswer {
  /** As the model wrote it: JSON, or not. */
  json: string;
  usage: Usage;
}

/** Why there is no proposal. Each has its own mend (`./baton doctor`), and `ILL` ones open the circuit breaker. */
export type ModelFailure =
  | 'deadline'
  | 'unreachable'
  | 'not-authorised'
  | 'not-accepted'
  | 'rate-limited'
  | 'overloaded'
  | 'refused'
  | 'truncated'
  | 'malformed';

/** What a caller can do something about: the provider is ill or misconfigured, whatever is asked of it. */
export const ILL: readonly ModelFailure[] = [
  'deadline',
  'unreachable',
  'not-authorised',
  'not-accepted',
  'rate-limited',
  'overloaded',
];

export class ModelError extends Error {
  readonly failure: ModelFailure;
  readonly usage: Usage;
  /** The provider asks to be left alone for so long. */
  readonly retryAfterMs: number | null;

  /** @param message in words for whoever runs Baton; nothing of the prompt, the answer or the key in it */
  constructor(
    failure: ModelFailure,
    message: string,
    more: { usage?: Usage; retryAfterMs?: number | null } = {},
  ) {
    super(message);
    this.name = 'ModelError';
    this.failure = failure;
    this.usage = more.usage ?? { inputTokens: 0, outputTokens: 0 };
    this.retryAfterMs = more.retryAfterMs ?? null;
  }
}

export interface Model {
  /** @throws ModelError */
  ask(request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer>;
}

/**
 * The model's JSON as a proposal.
 * @throws ModelError `malformed`, with the usage it was given
 */
export function readProposal({ json, usage }: ModelAnswer): Proposal {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new ModelError('malformed', 'The answer is no JSON.', { usage });
  }
  const read = Proposal.safeParse(value);
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.map(String).join('.') || 'the whole';
  throw new ModelError('malformed', `The answer does not fit the form asked for (${where}).`, { usage });
}
