/** Limits and defaults: shown, checked, stored, and in force from the next decision on. */

import { BatonError } from '../../errors.ts';
import type { Commands } from '../../http/services.ts';
import { changeSettings } from '../change-settings.ts';
import type { Core } from '../core.ts';
import { difference, listChanges } from './changes.ts';
import { limitsOf, withLimits } from './limits.ts';

export function settingsCommands(core: Core): Pick<Commands, 'settings' | 'editSettings' | 'changes'> {
  return {
    settings: async () => ({ limits: limitsOf(core.settings) }),
    async editSettings(actor, { body, nowMs }) {
      await changeSettings(core, { actor, nowMs }, (before) => {
        const { settings, problems } = withLimits(before, body.limits);
        if (Object.keys(problems).length > 0)
          throw new BatonError('VALIDATION', 'A limit is outside its range.', {
            hint: 'See `fields` for what each takes; nothing was saved.',
            details: { fields: problems },
          });
        const values = (of: typeof settings) =>
          Object.fromEntries(limitsOf(of).map(({ name, value }) => [name, value]));
        const changed = difference(values(before), values(settings));
        const record = {
          thingId: 'limits',
          thing: 'Limits and defaults',
          words: 'changed limits',
          ...changed,
        };
        return { settings, record: Object.keys(changed.after).length === 0 ? null : record };
      });
      return { limits: limitsOf(core.settings) };
    },
    changes: (_actor, { query }) => listChanges(core.db, query),
  };
}
