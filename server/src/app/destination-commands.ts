/** What an admin says of where telephone calls may go. */
import type { SipRoute } from '../../../contract/sip.ts';
import { BatonError } from '../errors.ts';
import type { Commands } from '../http/services.ts';
import { changeSettings } from './change-settings.ts';
import type { Core } from './core.ts';
import { countries, countryName, homeCountry } from './destinations.ts';

export type DestinationRoute = Extract<SipRoute, 'callDestinations' | 'editCallDestinations'>;

export function destinationCommands(core: Core): Pick<Commands, DestinationRoute> {
  const view = () => ({
    home: homeCountry(core.settings),
    countries: core.settings.callCountries,
    all: [...countries],
  });
  return {
    callDestinations: async () => view(),
    async editCallDestinations(actor, { body, nowMs }) {
      const unknown = body.countries.find((code) => !countries.includes(code));
      if (unknown !== undefined) {
        const problem = `No country with telephone numbers has the code ${unknown}.`;
        throw new BatonError('VALIDATION', problem, { details: { fields: { countries: problem } } });
      }
      await changeSettings(core, { actor, nowMs }, (before) => {
        const after = [...new Set(body.countries)].filter((code) => code !== homeCountry(before)).sort();
        const named = after.map(countryName).join(', ');
        return {
          settings: { ...before, callCountries: after },
          record: {
            thingId: 'call-countries',
            thing: 'Telephones',
            words: named === '' ? 'allows calls at home alone' : `allows calls at home and to ${named}`,
            before: { countries: before.callCountries },
            after: { countries: after },
          },
        };
      });
      return view();
    },
  };
}
