/** What the rest of the program may use of the embedded reader. */

export { maskSensitive } from './mask.ts';
export { isOptOut } from './optout.ts';
export { createReader } from './reader.ts';
export type { OptOutReading } from './verdicts.ts';
export { verticalPlaybook } from './vertical-playbook.ts';
export { warmUp } from './warm-up.ts';
export { parseWhen, type When } from './when.ts';
