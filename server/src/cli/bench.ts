/** `./baton bench`: what this machine does, part by part, each beside a baseline of the same run. Figures, no verdict. */
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { benchAudio, mediaFigures } from '../../bench/audio.ts';
import { commits } from '../../bench/commit.ts';
import { against, type Figure } from '../../bench/figures.ts';
import { benchKernel } from '../../bench/kernel.ts';
import { benchLeads } from '../../bench/leads.ts';
import { benchMemory } from '../../bench/memory.ts';
import { benchReader } from '../../bench/reader.ts';
import { openStage, type Stage } from '../../bench/stage.ts';
import { tableOf } from '../../bench/table.ts';
import { benchTransfers } from '../../bench/transfers.ts';
import { benchTurns } from '../../bench/turns.ts';
import { checkoutRoot, defaultMediaWorkers } from '../config.ts';
import { BatonError } from '../errors.ts';
import { benchMedia } from '../media/bench.ts';
import { describeProblem, loadPlaybooks } from '../playbook/load.ts';
import { columns, print, progress } from './output.ts';

interface Ground {
  stage: Stage;
  root: string;
  /** Median of a bare durable commit, measured now. */
  commitMs: () => Promise<number>;
}

/** In the order in which they run; each may be run alone with `--only`. */
const parts: Record<string, { words: string; work: (ground: Ground) => Promise<Figure[]> }> = {
  transfers: {
    words: 'ready to ringing to joined, with 3, 10 and 50 agents',
    work: ({ stage, commitMs }) =>
      inTurn([3, 10, 50], async (agents) => benchTransfers(stage, agents, 50, await commitMs())),
  },
  leads: {
    words: '50 leads a second for 20 s',
    work: async ({ stage, commitMs }) => benchLeads(stage, 50, 20_000, await commitMs()),
  },
  turns: {
    words: 'text turns with 1, 8 and 32 conversations at once, and PostgreSQL alone',
    work: ({ stage }) => inTurn([1, 8, 32], (atOnce) => benchTurns(stage, atOnce, atOnce === 1 ? 120 : 384)),
  },
  kernel: {
    words: 'the kernel alone',
    work: ({ stage }) => inTurn([1, 32], (keys) => benchKernel(stage, keys, keys === 1 ? 400 : 40)),
  },
  audio: { words: 'accept to sound through the media engine, and the engine alone', work: audio },
  reader: {
    words: 'the embedded reader alone',
    work: ({ root }) => (process.platform === 'linux' ? benchReader(root) : Promise.resolve([])),
  },
  memory: {
    words: 'memory of the started program at rest',
    work: ({ root }) =>
      process.platform === 'linux'
        ? benchMemory(path.join(root, 'dist/server/src/cli/main.js'), process.env)
        : Promise.resolve([]),
  },
};

async function inTurn(sizes: number[], work: (size: number) => Promise<Figure[]>): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of sizes) figures.push(...(await work(size)));
  return figures;
}

async function audio({ stage }: Ground): Promise<Figure[]> {
  const media = await benchMedia({ scale: 0.5, workers: defaultMediaWorkers(availableParallelism()) });
  const { agentHearsLead, leadHearsAgent } = media.acceptToAudioMs;
  const alone = (value: number) => ({ name: 'the engine alone', value });
  const [agent, lead] = await benchAudio(stage, 20, undefined);
  return [
    against({ ...agent!, baseline: alone(agentHearsLead.p50) }),
    against({ ...lead!, baseline: alone(leadHearsAgent.p50) }),
    ...mediaFigures(media),
  ];
}

/** @returns 0 when every part could be measured, 1 when one could not */
export async function run(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
    strict: true,
  });
  const names = Object.keys(parts);
  if (values.only !== undefined && !names.includes(values.only))
    throw new BatonError('USAGE', `There is no part "${values.only}". Parts: ${names.join(', ')}.`);
  const root = checkoutRoot();
  const { playbooks, problems } = await loadPlaybooks(path.join(root, 'playbooks'));
  if (problems.length > 0) throw new BatonError('BAD_CONFIG', problems.map(describeProblem).join('\n'));
  const began = performance.now();
  const load = loadavg()[0] ?? 0;
  progress('bench: starting a PostgreSQL of its own, with fsync');
  const stage = await openStage(root, playbooks);
  const failed: { part: string; words: string }[] = [];
  const figures: Figure[] = [];
  try {
    const commit = await commits(stage, 300);
    const commitMs = async () => (await commits(stage, 100)).p50;
    figures.push({
      part: 'machine',
      name: 'one bare durable commit',
      unit: 'ms',
      value: commit,
      better: 'less',
      note: 'a baseline below',
    });
    for (const [name, part] of Object.entries(parts)) {
      if (values.only !== undefined && values.only !== name) continue;
      progress(`bench: ${part.words}`);
      try {
        figures.push(...(await part.work({ stage, root, commitMs })));
      } catch (error) {
        // One part that cannot be measured here must not hide the others.
        const words = error instanceof Error ? error.message : 'unknown';
        failed.push({ part: name, words });
        progress(`bench: ${name} could not be measured: ${words}`);
      }
    }
  } finally {
    await stage.close();
  }
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 1_048_576),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    loadBefore: load,
  };
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  if (values.json) print(JSON.stringify({ machine, seconds, figures, failed }));
  else {
    print(
      `${machine.cores} x ${machine.cpu}, ${machine.memoryMb} MB, Node.js ${machine.node}, ${machine.platform}; load before: ${load.toFixed(1)}; took ${seconds} s\n`,
    );
    for (const line of columns(tableOf(figures), '')) print(line);
    for (const { part, words } of failed) print(`\n${part} could not be measured: ${words}`);
    if (load > machine.cores / 2)
      print(
        '\nThe machine was busy before the bench began: read these figures with care. docs/PERFORMANCE.md says how.',
      );
  }
  return failed.length === 0 ? 0 : 1;
}
