/** The routes of speech to text: who is set up, how much was understood, a sentence to try it. The key is written and never read out. */
import type { HearingRoute } from '../../../contract/hearing.ts';
import { hearingFaultOf } from '../adapters/models/index.ts';
import type { HearingSettings } from '../config.ts';
import { BatonError } from '../errors.ts';
import type { Commands, RouteBody } from '../http/services.ts';
import type { Tx } from '../kernel/loop.ts';
import type { Core } from './core.ts';
import { HEARING_DEADLINE_MS } from './hearing-side.ts';
import { hearingMendOf, trialSound, trialWords } from './hearing-trial.ts';
import { toModelError } from './model-side.ts';
import { loadSetting, removeSetting, saveSetting } from './setting-row.ts';

const done = { ok: true } as const;
const NAME = 'hearing';

/** Those set up in the console; null when there are none. */
export async function loadHearingSettings(tx: Pick<Tx, 'query'>): Promise<HearingSettings | null> {
  return (await loadSetting<HearingSettings>(tx, NAME)) ?? null;
}

export function hearingCommands(core: Core): Pick<Commands, HearingRoute> {
  const { db } = core;
  const edge = () => {
    if (!core.hearing) throw new BatonError('UNAVAILABLE', 'This floor runs without speech to text.');
    return core.hearing;
  };
  const changeable = () => {
    if (edge().fromEnvironment)
      throw new BatonError('CONFLICT', 'Speech to text is set by the environment (BATON_HEARING).', {
        hint: 'Unset BATON_HEARING and start again to set it here.',
      });
    return edge();
  };
  return {
    async hearing(_actor, { nowMs }) {
      const { side, fromEnvironment } = edge();
      const settings = side.settings();
      return {
        source: settings === null ? 'none' : fromEnvironment ? 'environment' : 'settings',
        hearing: settings && {
          url: settings.url,
          model: settings.model,
          keyEnds: settings.key === null ? null : settings.key.slice(-4),
        },
        ...side.health(nowMs),
      };
    },
    async saveHearing(_actor, { body }) {
      const { side } = changeable();
      const settings = checked(body, side.settings());
      await saveSetting(db, NAME, settings);
      side.use(settings);
      return done;
    },
    async removeHearing() {
      const { side } = changeable();
      await removeSetting(db, NAME);
      side.use(null);
      return done;
    },
    async testHearing(_actor, { body }) {
      const { side, speech } = edge();
      const settings = checked(body, side.settings());
      const sound = await trialSound(speech);
      try {
        const { words, tookMs } = await side.tryOut(settings, sound.pcm, HEARING_DEADLINE_MS);
        return { ...trialWords(sound, words), failure: null, tookMs };
      } catch (error) {
        const { failure, message } = toModelError(error);
        return { ok: false, failure, words: `${message} ${hearingMendOf(failure)}`, tookMs: 0 };
      }
    },
  };
}

/** @throws BatonError VALIDATION with the fault and its mend */
function checked(body: RouteBody<'saveHearing'>, saved: HearingSettings | null): HearingSettings {
  // A key goes only where it was meant to go: another address needs it typed again.
  const kept = saved?.url === body.url ? saved.key : null;
  const settings = { url: body.url, model: body.model, key: body.key === undefined ? kept : body.key };
  const fault = hearingFaultOf(settings);
  if (fault !== null) throw new BatonError('VALIDATION', fault);
  return settings;
}
