/** The routes of the assistant's tools over the rooms. */
import type { AssistantRoute } from '../../../../contract/assistant.ts';
import type { Commands } from '../../http/services.ts';
import type { Core } from '../core.ts';
import { calibrationCommands } from './calibration.ts';
import { modelCommands } from './model-commands.ts';
import { playgroundCommands } from './playground.ts';

export function assistantCommands(core: Core): Pick<Commands, AssistantRoute> {
  return { ...modelCommands(core), ...playgroundCommands(core), ...calibrationCommands(core) };
}
