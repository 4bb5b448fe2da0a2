/** `baton brief`: the brief of each thread on standard input, or the score of labelled files. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { makeBrief } from '../brief/index.ts';
import { scoreBrief } from '../brief/score.ts';
import { isVertical, verticalPlaybook } from '../reading/vertical-playbook.ts';
import { linesOf, type Output } from './json-lines.ts';

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

function parse(text: string): { ok: true; line: ThreadLine } | { ok: false; problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `is not JSON (${error instanceof Error ? error.message : 'unreadable'})` };
  }
  const result = ThreadLine.safeParse(json);
  if (result.success) return { ok: true, line: result.data };
  const issue = result.error.issues[0];
  return { ok: false, problem: `${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'is wrong'}` };
}

function briefOf(line: ThreadLine): ReturnType<typeof makeBrief> {
  if (!isVertical(line.vertical)) throw new Error(`unknown vertical ${line.vertical}`);
  return makeBrief({
    playbook: verticalPlaybook(line.vertical),
    lead: line.lead,
    turns: line.turns,
    nowMs: line.now ? Date.parse(line.now) : undefined,
  });
}

/**
 * The command. Malformed lines are named on stderr with their number and the others go on.
 * @returns exit code: 0, 1 when a line or file was bad, 2 for a wrong command line.
 */
export async function runBrief(
  argv: string[],
  stdin: AsyncIterable<Buffer | string>,
  stdout: Output,
  stderr: Output = process.stderr,
): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    stdout.write(USAGE);
    return 0;
  }
  if (argv[0] === '--score' && argv.length > 1)
    return argv
      .slice(1)
      .map((file) => scoreFile(file, stdout, stderr))
      .some((bad) => bad)
      ? 1
      : 0;
  if (argv.length > 0) {
    stderr.write(
      `${argv[0] === '--score' ? '--score needs at least one file' : `unknown argument ${argv[0]}`}\n${USAGE}`,
    );
    return 2;
  }
  let number = 0;
  let bad = false;
  for await (const text of linesOf(stdin)) {
    number++;
    if (!text.trim()) continue;
    const parsed = parse(text);
    if (!parsed.ok) {
      bad = true;
      stderr.write(`line ${number}: ${parsed.problem}\n`);
      continue;
    }
    const b = briefOf(parsed.line);
    stdout.write(
      `${JSON.stringify({ id: parsed.line.id, headline: b.headline, spoken: b.spoken, screen: b.screen, facts: b.facts.map((f) => ({ text: `${f.label}: ${f.text}`, source: f.source, kind: f.kind })), withheld: b.withheld })}\n`,
    );
  }
  return bad ? 1 : 0;
}

function scoreFile(file: string, stdout: Output, stderr: Output): boolean {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    stderr.write(`${file}: cannot be read (${error instanceof Error ? error.message : 'unknown error'})\n`);
    return true;
  }
  let bad = false;
  let included = 0;
  let wanted = 0;
  let forbidden = 0;
  let threads = 0;
  const rows: string[] = [];
  text.split('\n').forEach((raw, i) => {
    if (!raw.trim()) return;
    const parsed = parse(raw);
    if (!parsed.ok || !parsed.line.expect) {
      bad = true;
      stderr.write(`${file}: line ${i + 1}: ${parsed.ok ? 'has no "expect"' : parsed.problem}\n`);
      return;
    }
    const s = scoreBrief(briefOf(parsed.line), parsed.line.expect);
    threads++;
    included += s.included;
    wanted += s.wanted;
    forbidden += s.forbidden.length;
    if (s.missing.length || s.forbidden.length)
      rows.push(
        `  ${parsed.line.id}${s.missing.length ? ` missing: ${s.missing.join('; ')}` : ''}${s.forbidden.length ? ` FORBIDDEN: ${s.forbidden.join('; ')}` : ''}`,
      );
  });
  stdout.write(
    `== ${file}\nbriefs: ${threads} threads, ${included} of ${wanted} facts (${wanted ? ((100 * included) / wanted).toFixed(1) : '-'} %), ${forbidden} forbidden strings\n${rows.join('\n')}${rows.length ? '\n' : ''}`,
  );
  return bad;
}
