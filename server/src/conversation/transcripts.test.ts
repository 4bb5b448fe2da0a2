import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeBrief } from '../brief/index.ts';
import { loadPlaybooks } from '../playbook/load.ts';
import { createReader } from '../reading/index.ts';
import { countSegments } from './segments.ts';
import { countQuestions, sentencesOf } from './sentences.ts';
import { SCENARIOS } from './testing/scenarios.ts';
import { endOf, playScenario, transcriptOf } from './transcripts.ts';

const root = new URL('../../../', import.meta.url).pathname;
const { playbooks } = await loadPlaybooks(`${root}playbooks`);
const deps = { reader: createReader(), makeBrief };
const AGAIN = 'BATON_WRITE_TRANSCRIPTS=1 npx vitest run server/src/conversation/transcripts.test.ts';
const writes = process.env.BATON_WRITE_TRANSCRIPTS === '1';
const docs = `${root}docs/transcripts`;
if (writes) {
  mkdirSync(docs, { recursive: true });
  const rows = SCENARIOS.map(({ name, about, playbook }, i) => {
    const file = `${String(i + 1).padStart(2, '0')}-${name}.md`;
    return `| [${file}](${file}) | ${playbook} | ${about} |`;
  });
  const head = [
    '# Transcripts',
    '',
    'Made by the program: the real decision, the real reader, a scripted lead. Lines in italics are what the floor sees.',
    '',
  ];
  writeFileSync(
    `${docs}/README.md`,
    [...head, '| thread | playbook | lead |', '| --- | --- | --- |', ...rows, ''].join('\n'),
  );
}

describe('transcripts', () => {
  it.each(SCENARIOS.map((scenario, index) => ({ ...scenario, index })))('$name', (scenario) => {
    const playbook = playbooks.get(scenario.playbook);
    if (!playbook) throw new Error(`no playbook ${scenario.playbook}`);
    const stage = playScenario(scenario, playbook, deps, scenario.index);
    const ours = stage.texts.filter((text) => text.kind !== 'operator');
    for (const text of ours) {
      expect(countQuestions(text.body)).toBeLessThanOrEqual(1);
      expect(countSegments(text.body).segments).toBeLessThanOrEqual(
        countSegments(text.body).encoding === 'GSM-7' ? 2 : 4,
      );
    }
    const sentences = ours.flatMap((text) => sentencesOf(text.body));
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(stage.lines.some((line) => line.who === 'lead') || scenario.name === 'silent').toBe(true);
    expect(endOf(stage)).toMatchObject({ ends: scenario.ends, known: scenario.known });
    const file = `${docs}/${String(scenario.index + 1).padStart(2, '0')}-${scenario.name}.md`;
    const made = transcriptOf(scenario, stage);
    if (writes) writeFileSync(file, made);
    // What a reader of the documents sees is what the program says today.
    expect(readFileSync(file, 'utf8'), `write it anew: ${AGAIN}`).toBe(made);
  });
});
