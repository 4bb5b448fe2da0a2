/**
 * The larger model at the edge: which one is set up, whether it is well, one question a turn within its deadline, and
 * what each conversation has cost. Answers go back as facts; nothing is decided here.
 */
import type { ModelSettings } from '../config.ts';
import { modelRequest } from '../conversation/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Fact, Order } from '../kernel/events.ts';
import type { Db } from '../kernel/loop.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { type Model, ModelError, readProposal, type Usage } from '../ports/model.ts';
import { createProviderHealth, type Health, within } from './provider-health.ts';

type Ask = Extract<Order, { type: 'model.ask' }>;
type Answered = Extract<Fact, { type: 'model.answered' }>;

export interface ModelSide {
  /** Set up, and not resting after failures. */
  isReady(nowMs: number): boolean;
  /** Never throws: what fails is told as a fact, so that the lead's answer comes from the embedded reader. */
  ask(order: Ask, nowMs: number): Promise<Fact>;
  /** Uses these from the next turn on; null: none. */
  use(settings: ModelSettings | null): void;
  /** One small question outside any conversation. @throws ModelError */
  tryOut(settings: ModelSettings, limitMs: number): Promise<{ tookMs: number; usage: Usage }>;
  health(nowMs: number): Health;
  /** Those in use; null: none. The key is in them: not for answers. */
  settings(): ModelSettings | null;
}

export interface ModelSideParts {
  db: Db;
  clock: Clock;
  playbooks: ReadonlyMap<string, Playbook>;
  /** Takes sensitive numbers out of a text. */
  mask: (text: string) => string;
  create: (settings: ModelSettings) => Model;
  settings: ModelSettings | null;
}

const NOTHING_SPENT: Usage = { inputTokens: 0, outputTokens: 0 };

/** The answer of a floor without a model to an order that an earlier one left behind. */
export function modelOff(order: Ask): Answered {
  return told(order, 'off');
}

function told(order: Ask, failure: Answered['failure'], usage = NOTHING_SPENT, tookMs = 0): Answered {
  const { leadId, turnId } = order;
  return { type: 'model.answered', leadId, turnId, proposal: null, failure, usage, tookMs };
}

export function createModelSide(parts: ModelSideParts): ModelSide {
  const { db, clock, playbooks, mask } = parts;
  let settings = parts.settings;
  let model = settings && parts.create(settings);
  const provider = createProviderHealth(clock);

  async function proposed(order: Ask, playbook: Playbook, from: Model, nowMs: number): Promise<Answered> {
    const limitMs = order.untilMs - nowMs;
    try {
      const answer = await within(clock, limitMs, (signal) =>
        from.ask(modelRequest(order.thread, playbook, mask), signal),
      );
      const proposal = readProposal(answer);
      provider.note(null);
      const tookMs = clock.nowMs() - nowMs;
      return { ...told(order, null, answer.usage, tookMs), proposal };
    } catch (error) {
      const known = toModelError(error);
      provider.note(known);
      return told(order, known.failure, known.usage, clock.nowMs() - nowMs);
    }
  }

  return {
    isReady: (nowMs) => model !== null && provider.isReady(nowMs),
    async ask(order, nowMs) {
      const playbook = playbooks.get(order.playbookId);
      if (!settings || !model || !playbook) return modelOff(order);
      if (nowMs >= order.untilMs) return told(order, 'deadline');
      if (!provider.asks(nowMs)) return told(order, 'resting');
      const fact = await proposed(order, playbook, model, nowMs);
      await keepAccount(db, settings, fact, nowMs);
      return fact;
    },
    use(next) {
      settings = next;
      model = next && parts.create(next);
      provider.forget();
    },
    async tryOut(trial, limitMs) {
      const startMs = clock.nowMs();
      const answer = await within(clock, limitMs, (signal) => parts.create(trial).ask(TRIAL, signal));
      readProposal(answer);
      return { tookMs: clock.nowMs() - startMs, usage: answer.usage };
    },
    settings: () => settings,
    health: provider.health,
  };
}

/** A question that costs little and shows whether the form is kept. */
export const TRIAL = {
  system:
    'Answer in the form asked for: action "ask", confidence 1, ready "unclear", isQuestion false, answered "no", language "en", no fields, no knowledge, objection null, reply "Hello.", asks null.',
  user: '{"turns":[{"from":"lead","text":"hello"}]}',
  maxOutputTokens: 300,
};

/** An adapter that throws anything else has a fault; the lead is answered all the same. */
export function toModelError(error: unknown): ModelError {
  return error instanceof ModelError ? error : new ModelError('malformed', 'The answer was not understood.');
}

/** Asked twice after a crash, it costs twice: both are counted, in one row. */
async function keepAccount(db: Db, settings: ModelSettings, fact: Answered, nowMs: number): Promise<void> {
  const { inputTokens, outputTokens } = fact.usage;
  await db.query({
    name: 'model-turn',
    text: `insert into baton.model_turns as t (id, lead_id, at_ms, provider, model, outcome, took_ms, input_tokens, output_tokens, cost_usd)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           on conflict (id) do update set outcome = excluded.outcome, input_tokens = t.input_tokens + excluded.input_tokens,
             output_tokens = t.output_tokens + excluded.output_tokens, cost_usd = t.cost_usd + excluded.cost_usd`,
    values: [
      fact.turnId,
      fact.leadId,
      nowMs,
      settings.kind,
      settings.model,
      fact.failure ?? 'answered',
      Math.round(fact.tookMs),
      inputTokens,
      outputTokens,
      costUsd(settings, fact.usage),
    ],
  });
}

/** US dollars by the prices a person set; null where one of them is missing. */
export function costUsd(
  { usdPerMillionIn, usdPerMillionOut }: Pick<ModelSettings, 'usdPerMillionIn' | 'usdPerMillionOut'>,
  { inputTokens, outputTokens }: Usage,
): number | null {
  if (usdPerMillionIn === null || usdPerMillionOut === null) return null;
  return (inputTokens * usdPerMillionIn + outputTokens * usdPerMillionOut) / 1_000_000;
}
