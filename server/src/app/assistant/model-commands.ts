/** The routes of the larger model: what is set up, what it costs, a question to try it. The key is written and never read out. */
import { faultOf } from '../../adapters/models/index.ts';
import { MODEL_URLS, type ModelSettings } from '../../config.ts';
import { BatonError } from '../../errors.ts';
import type { Commands, RouteBody } from '../../http/services.ts';
import type { Tx } from '../../kernel/loop.ts';
import type { ModelFailure } from '../../ports/model.ts';
import type { Core } from '../core.ts';
import { toModelError } from '../model-side.ts';
import { loadSetting, removeSetting, saveSetting } from '../setting-row.ts';

const done = { ok: true } as const;
const TEST_LIMIT_MS = 10_000;
const SPENT_OVER_MS = 30 * 86_400_000;
const NAME = 'model';

/** What to do about each failure, in words for whoever set the model up. */
const MENDS: Record<ModelFailure, string> = {
  deadline: 'Use a faster model, or one that is nearer: a lead waits 2.5 s at most.',
  unreachable: 'Check the address, and that this machine reaches it.',
  'not-authorised': 'Check the key at the provider.',
  'not-accepted':
    'Check the name of the model and the address; the model must take structured outputs or tools.',
  'rate-limited': "Look at the limits and the credit of the provider's account.",
  overloaded: 'Try again later, or look at the status page of the provider.',
  refused: 'Use another model: this one refused an ordinary question.',
  truncated: 'Use a model that answers without thinking aloud: it spent its tokens before the answer.',
  malformed: 'Use a model that keeps to a JSON form (structured outputs or tools).',
};

/** A failure, and what to do about it. */
export const mendOf = (failure: ModelFailure): string => MENDS[failure];

/** The model set up in the console; null when there is none. */
export async function loadModelSettings(tx: Pick<Tx, 'query'>): Promise<ModelSettings | null> {
  return (await loadSetting<ModelSettings>(tx, NAME)) ?? null;
}

export function modelCommands(
  core: Core,
): Pick<Commands, 'model' | 'saveModel' | 'removeModel' | 'testModel'> {
  const { db } = core;
  const edge = () => {
    if (!core.model) throw new BatonError('UNAVAILABLE', 'This floor runs without a larger model.');
    return core.model;
  };
  const changeable = () => {
    if (edge().fromEnvironment)
      throw new BatonError('CONFLICT', 'The model is set by the environment (BATON_MODEL).', {
        hint: 'Unset BATON_MODEL and start again to set the model here.',
      });
    return edge();
  };
  return {
    async model(_actor, { nowMs }) {
      const { side, fromEnvironment } = edge();
      const settings = side.settings();
      return {
        source: settings === null ? 'none' : fromEnvironment ? 'environment' : 'settings',
        model: settings && {
          kind: settings.kind,
          url: settings.url,
          model: settings.model,
          keyEnds: settings.key === null ? null : settings.key.slice(-4),
          usdPerMillionIn: settings.usdPerMillionIn,
          usdPerMillionOut: settings.usdPerMillionOut,
        },
        ...side.health(nowMs),
        spent: await spent(db, nowMs - SPENT_OVER_MS),
      };
    },
    async saveModel(_actor, { body }) {
      const { side } = changeable();
      const settings = checked(body, side.settings());
      await saveSetting(db, NAME, settings);
      side.use(settings);
      return done;
    },
    async removeModel() {
      const { side } = changeable();
      await removeSetting(db, NAME);
      side.use(null);
      return done;
    },
    async testModel(_actor, { body }) {
      const { side } = edge();
      try {
        const { tookMs, usage } = await side.tryOut(checked(body, side.settings()), TEST_LIMIT_MS);
        const slow = tookMs > 2_500 ? ' That is longer than a lead waits (2.5 s).' : '';
        return {
          ok: true,
          failure: null,
          words: `It answered in the form asked for.${slow}`,
          tookMs,
          ...usage,
        };
      } catch (error) {
        if (error instanceof BatonError) throw error;
        const { failure, message, usage } = toModelError(error);
        return { ok: false, failure, words: `${message} ${MENDS[failure]}`, tookMs: 0, ...usage };
      }
    },
  };
}

/** @throws BatonError VALIDATION with the fault and its mend */
function checked(body: RouteBody<'saveModel'>, saved: ModelSettings | null): ModelSettings {
  const url = body.url ?? MODEL_URLS[body.kind];
  // A key goes only where it was meant to go: another address needs it typed again.
  const kept = saved && saved.url === url && saved.kind === body.kind ? saved.key : null;
  const settings: ModelSettings = {
    kind: body.kind,
    url,
    model: body.model,
    key: body.key === undefined ? kept : body.key,
    usdPerMillionIn: body.usdPerMillionIn,
    usdPerMillionOut: body.usdPerMillionOut,
  };
  const fault = faultOf(settings);
  if (fault !== null) throw new BatonError('VALIDATION', fault);
  return settings;
}

async function spent(tx: Pick<Tx, 'query'>, sinceMs: number) {
  const { rows } = await tx.query<{
    turns: number;
    answered: number;
    input: string;
    output: string;
    cost: number | null;
  }>({
    text: `select count(*)::int as turns, count(*) filter (where outcome = 'answered')::int as answered,
             coalesce(sum(input_tokens), 0) as input, coalesce(sum(output_tokens), 0) as output, sum(cost_usd) as cost
           from baton.model_turns where at_ms >= $1`,
    values: [sinceMs],
  });
  const row = rows[0];
  return {
    turns: row?.turns ?? 0,
    answered: row?.answered ?? 0,
    inputTokens: Number(row?.input ?? 0),
    outputTokens: Number(row?.output ?? 0),
    costUsd: row?.cost ?? null,
  };
}
