/** The routes about who works here and by which limits. */
import type { SavedRoute } from '../../../../contract/saved.ts';
import type { TeamRoute } from '../../../../contract/team.ts';
import type { Commands } from '../../http/services.ts';
import type { Core } from '../core.ts';
import { agentCommands } from './agents.ts';
import { peopleCommands } from './people.ts';
import { savedCommands } from './saved.ts';
import { settingsCommands } from './settings.ts';

export const teamCommands = (core: Core): Pick<Commands, TeamRoute | SavedRoute> => ({
  ...savedCommands(core),
  ...peopleCommands(core),
  ...agentCommands(core),
  ...settingsCommands(core),
});
