/**
 * The batches that were mended on (`cases/*-dev.txt`, `cases/*-mended-*.jsonl`) are trained on too: labelled threads whose
 * context is no template. The test batches and the kept halves are not.
 */
import { readFileSync } from 'node:fs';
import { type DialogueLine, type Line, type OptOutLine, parseLine, toInput } from '../src/reading/lines.ts';
import { readCases } from './cases.ts';
import type { Example } from './generate.ts';
import { noisy } from './noise.ts';
import { optOutCases } from './opt-out-cases.ts';
import { seeded } from './random.ts';

const DIR = 'server/corpus/cases';
const THREADS = [
  'dev',
  'round2-dev',
  'round2-fields',
  'round3-dev',
  'round4-dev',
  'round5-dev',
  'round8-dev',
  'round10-fields',
];
const OPT_OUTS = ['opt-round3-dev', 'opt-round4-dev', 'opt-round5-dev'];
/** The mended parts of the tests by other authors. */
const EXAMINERS = ['examiner-mended', 'second-mended', 'third-mended'];
const FAMILY_CASES = 5;

const level = (i: number): number => (i === 0 ? 0 : i % 2 ? 0.6 : 1);
const family = (name: string, i: number): string => `cases/${name}#${Math.floor(i / FAMILY_CASES)}`;

function examined(name: string): Line[] {
  return readFileSync(`${DIR}/${name}.jsonl`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(parseLine)
    .flatMap((parsed) => (parsed.ok ? [parsed.value] : []));
}
const examinedThreads = (name: string): DialogueLine[] =>
  examined(`${name}-dialogues`).flatMap((x) => (x.kind === 'dialogue' ? [x.line] : []));
const examinedOptOuts = (name: string): OptOutLine[] =>
  examined(`${name}-optout`).flatMap((x) => (x.kind === 'optout' ? [x.line] : []));

const cases = (): { name: string; at: number; line: ReturnType<typeof readCases>[number] }[] => [
  ...THREADS.flatMap((name) => readCases(`${DIR}/${name}.txt`).map((line, at) => ({ name, at, line }))),
  ...EXAMINERS.flatMap((name) => examinedThreads(name).map((line, at) => ({ name, at, line }))),
];

/** `perCase` threads for each case, the first as written. */
export function threads(seed: number, perCase: number): Example[] {
  const r = seeded(seed);
  return cases().flatMap(({ name, at, line }) =>
    Array.from({ length: perCase }, (_, i) => ({
      input: { ...toInput(line), message: noisy(line.message, r, level(i)) },
      action: line.expect?.actions[0] ?? 'ask',
      family: family(name, at),
      line: line.message,
    })),
  );
}

/** Texts for the opt-out classifier: of the opt-out batches, and of the threads whose label leaves no doubt. */
export function threadTexts(seed: number, perCase: number): { text: string; label: 0 | 1; family: string }[] {
  const r = seeded(seed);
  const batches = [
    ...OPT_OUTS.map((name) => ({ name, lines: optOutCases(`${DIR}/${name}.txt`) })),
    ...EXAMINERS.map((name) => ({ name, lines: examinedOptOuts(name) })),
  ];
  const alone = batches.flatMap(({ name, lines }) =>
    lines.map((c, at) => ({
      text: c.message,
      label: c.expect === 'opt_out' ? (1 as const) : (0 as const),
      family: c.expect === 'opt_out' ? family(name, at) : family(`/none/${name}`, at),
    })),
  );
  const inThreads = cases()
    .filter(({ line }) => {
      const actions = line.expect?.actions ?? [];
      return actions.length === 1 || !actions.includes('opt_out');
    })
    .map(({ name, at, line }) => ({
      text: line.message,
      label: line.expect?.actions[0] === 'opt_out' ? (1 as const) : (0 as const),
      family: family(name, at),
    }));
  return [...alone, ...inThreads].flatMap((x) =>
    Array.from({ length: perCase }, (_, i) => ({ ...x, text: noisy(x.text, r, level(i)) })),
  );
}
