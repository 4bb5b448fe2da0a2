/**
 * Thirty leads of every temper, played through the real decision and the real reader: `transcripts.test.ts`
 * checks them, and writes docs/transcripts/ when asked.
 */
import { DateTime } from 'luxon';
import type { Playbook } from '../playbook/playbook.ts';
import type { ConversationDeps } from './conversation.ts';
import type { Scenario } from './testing/scenarios.ts';
import { createStage, type Stage } from './testing/stage.ts';

/** Tuesday, 10:12 in Chicago. */
const START = Date.parse('2026-11-17T10:12:00-06:00');

/** Plays one scenario to its end. */
export function playScenario(
  scenario: Scenario,
  playbook: Playbook,
  deps: ConversationDeps,
  index: number,
): Stage {
  const stage = createStage({ playbook, deps, startMs: START, seed: 100 + index, ...scenario.setting });
  stage.create(scenario.wroteFirst ? 'text' : 'form');
  stage.advance(40_000);
  scenario.play(stage);
  return stage;
}

/** The state a thread ends in, and what is known of the lead. */
export function endOf(stage: Stage): { ends: string; known: Record<string, string> } {
  const { phase, closedWhy, fields } = stage.state();
  const known = Object.entries(fields).map(([field, { value }]) => [field, String(value)]);
  return { ends: `${phase}${closedWhy ? ` (${closedWhy})` : ''}`, known: Object.fromEntries(known) };
}

/** One transcript as Markdown. */
export function transcriptOf(scenario: Scenario, stage: Stage): string {
  const { tz } = stage.inputs.lead;
  const words = stage.lines.map((line) => {
    const time = DateTime.fromMillis(line.atMs, { zone: tz, locale: 'en-US' }).toFormat('ccc HH:mm:ss');
    if (line.who === 'stage') return `- _${time} ${line.text}_`;
    return `- ${time} **${line.who}**: ${line.text.replace(/\n/g, ' / ')}`;
  });
  const { ends, known } = endOf(stage);
  const fields = Object.entries(known).map(([field, value]) => `${field} = ${value}`);
  return [
    `# ${scenario.name}`,
    '',
    `${scenario.about} Playbook \`${scenario.playbook}\`, zone ${tz}. Made by the program; lines in italics are what the floor sees.`,
    '',
    ...words,
    '',
    `Ends ${ends}. Known: ${fields.join(', ') || 'nothing'}.`,
    '',
  ].join('\n');
}
