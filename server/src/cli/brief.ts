/** `baton brief`: the brief of each thread on standard input, or the score of labelled files. */
import { z } from 'zod';
import { makeBrief } from '../brief/index.ts';
import { scoreBrief } from '../brief/score.ts';
import { isVertical, verticalPlaybook } from '../reading/vertical-playbook.ts';
import { type LinesCommand, type Output, type Parsed, runLines } from './json-lines.ts';

const USAGE = `usage: baton brief < threads.jsonl
       baton brief --score FILE...

Reads JSON Lines (id, vertical, lead, turns) and prints {id, headline, spoken, screen, facts} a line.
With --score the facts named in "expect" are looked for, and the forbidden ones too.
`;

const ThreadLine = z.object({
  id: z.string(),
  vertical: z.string().refine(isVertical, 'is not one of the seven verticals'),
  lead: z.object({ name: z.string().min(1), tz: z.string(), zip: z.string().optional() }),
  turns: z.array(z.object({ from: z.enum(['ai', 'lead']), text: z.string() })).min(1),
  now: z.string().optional(),
  expect: z
    .object({
      must_include: z.array(z.object({ fact: z.string(), any: z.array(z.string()).min(1) })),
      must_not_include: z.array(z.union([z.string(), z.object({ fact: z.string() })])),
    })
    .optional(),
});
type ThreadLine = z.infer<typeof ThreadLine>;

/** A line of labelled or plain threads. */
export function parseThread(text: string): Parsed<ThreadLine> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `is not JSON (${error instanceof Error ? error.message : 'unreadable'})` };
  }
  const result = ThreadLine.safeParse(json);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  return { ok: false, problem: `${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'is wrong'}` };
}

export function briefOf(line: ThreadLine): ReturnType<typeof makeBrief> {
  if (!isVertical(line.vertical)) throw new Error(`unknown vertical ${line.vertical}`);
  return makeBrief({
    playbook: verticalPlaybook(line.vertical),
    lead: line.lead,
    turns: line.turns,
    nowMs: line.now ? Date.parse(line.now) : undefined,
  });
}

function answer(line: ThreadLine): string {
  const { headline, spoken, screen, facts, withheld } = briefOf(line);
  const told = facts.map(({ label, text, source, kind }) => ({ text: `${label}: ${text}`, source, kind }));
  return JSON.stringify({ id: line.id, headline, spoken, screen, facts: told, withheld });
}

function score(lines: ThreadLine[]): string {
  let [included, wanted, forbidden] = [0, 0, 0];
  const rows: string[] = [];
  for (const line of lines) {
    if (!line.expect) continue;
    const one = scoreBrief(briefOf(line), line.expect);
    included += one.included;
    wanted += one.wanted;
    forbidden += one.forbidden.length;
    const missing = one.missing.length > 0 ? ` missing: ${one.missing.join('; ')}` : '';
    const said = one.forbidden.length > 0 ? ` FORBIDDEN: ${one.forbidden.join('; ')}` : '';
    if (missing || said) rows.push(`  ${line.id}${missing}${said}\n`);
  }
  const share = wanted ? ((100 * included) / wanted).toFixed(1) : '-';
  const sum = `briefs: ${lines.length} threads, ${included} of ${wanted} facts (${share} %), ${forbidden} forbidden strings`;
  return `${sum}\n${rows.join('')}`;
}

const COMMAND: LinesCommand<ThreadLine> = {
  usage: USAGE,
  parse: parseThread,
  answer,
  labelled: ({ expect }) => expect !== undefined,
  score,
};

/** The command; see `runLines`. */
export function runBrief(
  argv: string[],
  stdin: AsyncIterable<Buffer | string>,
  stdout: Output,
  stderr: Output = process.stderr,
): Promise<number> {
  return runLines(COMMAND, argv, stdin, stdout, stderr);
}
