/** The training corpus: hand-written lines put into threads where they can occur, with fillers and noise. */
import { readFileSync } from 'node:fs';
import type { Action, HistoryTurn, ReadInput } from '../src/ports/reader.ts';
import { verticalPlaybook } from '../src/reading/vertical-playbook.ts';
import type { Vertical } from '../src/reading/verticals.ts';
import * as bank from './banks.ts';
import * as mixed from './mixed-banks.ts';
import { noisy } from './noise.ts';
import { type Random, seeded } from './random.ts';

export interface Line {
  action: Action | 'none';
  section: string;
  contexts: string[];
  text: string /** Block of neighbouring lines, which are variants of one thought. */;
  family: string;
}
export interface Example {
  input: ReadInput;
  action: Action;
  family: string;
  line: string;
}

export const VERTICALS: Vertical[] = [
  'insurance',
  'lending',
  'higher-ed',
  'events',
  'healthcare',
  'home-services',
  'saas-support',
];
export const FILES = [
  'transfer',
  'schedule',
  'opt_out',
  'optout_near',
  'close',
  'wrong_person',
  'escalate',
  'answer',
  'ask',
  'extra',
  'round2',
  'round3',
  'round4',
  'round5',
  'round6',
  'round7',
  'round8',
  'round9',
];
const FAMILY_LINES = 5;

export function readLines(dir: string): Line[] {
  const out: Line[] = [];
  for (const file of FILES) {
    let head: Omit<Line, 'text' | 'family'> | undefined;
    let n = 0;
    const text = readFileSync(`${dir}/${file}.txt`, 'utf8');
    for (const raw of text.split('\n')) {
      if (raw.startsWith('# ')) {
        const [action, section, contexts] = raw.slice(2).trim().split(' ') as [
          Line['action'],
          string,
          string,
        ];
        head = { action, section: `${file}/${action}/${section}`, contexts: contexts.slice(1).split(',') };
        n = 0;
      } else if (raw.trim() && head) {
        out.push({
          ...head,
          text: raw.trim().replaceAll('\\n', '\n'),
          family: `${head.section}#${Math.floor(n / FAMILY_LINES)}`,
        });
        n++;
      }
    }
  }
  return out;
}

function fillAi(text: string, v: Vertical, name: string, r: Random): string {
  const agent = r.pick(bank.AGENTS[v]);
  return text
    .replaceAll('{agent}', agent)
    .replaceAll('{Agent}', agent.charAt(0).toUpperCase() + agent.slice(1))
    .replaceAll('{name}', name)
    .replaceAll('{seller}', 'Northfield')
    .replaceAll('{subject}', bank.SUBJECTS[v]);
}

function fillLead(text: string, v: Vertical, name: string, answers: string[], r: Random): string {
  const map: Record<string, () => string> = {
    name: () => (r.chance(0.5) ? name.toLowerCase() : name),
    name2: () => r.pick(bank.NAMES2),
    clock: () => r.pick(bank.CLOCKS),
    hour: () => r.pick(bank.HOURS),
    day: () => r.pick(bank.DAYS),
    dia: () => r.pick(bank.DIAS),
    delay: () => r.pick(bank.DELAYS),
    date: () => r.pick(bank.DATES),
    n: () => String(5 * (1 + Math.floor(r.next() * 8))),
    fieldanswer: () => r.pick(answers),
    chatter: () => r.pick(bank.CHATTER),
    want: () => r.pick(bank.WANTS[v]),
    problem: () => r.pick(bank.PROBLEMS[v]),
    revoke: () => r.pick(mixed.REVOKES),
    reason: () => r.pick(mixed.GRIEVANCES),
    rude: () => r.pick(mixed.INSULTS),
    near: () => r.pick(mixed.NEAR_FACTS),
  };
  return text.replace(/\{(\w+)\}/g, (m, key: string) => map[key]?.() ?? m);
}

const ANY: [string, number][] = [
  ['statement', 28],
  ['offer', 16],
  ['field', 20],
  ['time', 6],
  ['empty', 10],
  ['yesno', 8],
  ['existing', 6],
  ['missed', 2],
  ['identity', 4],
];

function contextFor(line: Line, r: Random): string {
  const tag = r.pick(line.contexts);
  if (tag !== 'any' && !VERTICALS.includes(tag as Vertical)) return tag;
  let x = r.next() * 100;
  for (const [name, share] of ANY) {
    x -= share;
    if (x <= 0) return name;
  }
  return 'statement';
}

/** A thread that ends where `line` can be the lead's next text. */
function example(line: Line, r: Random, level: number): Example {
  const own = line.contexts.find((c) => VERTICALS.includes(c as Vertical)) as Vertical | undefined;
  const v = own ?? r.pick(VERTICALS);
  const name = r.pick(bank.NAMES);
  const context = contextFor(line, r);
  const questions = bank.FIELD_QUESTIONS[v];
  const [, asks, answers] = r.pick(questions);
  const history: HistoryTurn[] = [];
  const ai = (text: string): void => void history.push({ from: 'ai', text: fillAi(text, v, name, r) });
  if (context !== 'empty' && context !== 'identity') {
    const before = Math.floor(r.next() * 3);
    for (let i = 0; i < before; i++) {
      const q = questions[i] as (typeof questions)[number];
      ai(
        `${i === 0 && r.chance(0.5) ? `Hi {name}, thanks for asking about {subject}. ` : ''}${r.pick(q[1])}`,
      );
      history.push({ from: 'lead', text: r.pick(q[2]) });
    }
  }
  const lead = r.chance(0.3) ? `{name}, ` : r.chance(0.2) ? 'Thanks! ' : '';
  switch (context) {
    case 'offer':
      ai((r.chance(0.25) ? `${r.pick(bank.STATEMENTS)} ` : lead) + r.pick(bank.OFFERS));
      break;
    case 'time':
      ai(lead + r.pick(bank.TIMES));
      break;
    case 'missed':
      ai(lead + r.pick(bank.MISSED));
      break;
    case 'statement':
      ai(r.pick(bank.STATEMENTS));
      break;
    case 'existing':
      ai(r.pick(bank.EXISTING));
      break;
    case 'identity':
      ai(r.pick(bank.IDENTITY));
      break;
    case 'yesno':
      ai(lead + r.pick(bank.YESNO[v]));
      break;
    case 'field':
      ai(lead + r.pick(asks));
      break;
  }
  if (context !== 'empty' && r.chance(0.12))
    ai(
      r.pick([
        'Hi {name}, any thoughts?',
        'Still there, {name}?',
        'Just checking in.',
        'Hello again {name}.',
        '{name}, following up on {subject}.',
      ]),
    );
  const message = noisy(compound(fillLead(line.text, v, name, answers, r), line, v, r, level), r, level);
  const day = 1 + Math.floor(r.next() * 360);
  const nowMs =
    Date.UTC(2026, 8, 1, 14 + Math.floor(r.next() * 11), Math.floor(r.next() * 60)) + day * 86_400_000;
  const tz = r.pick([
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Los_Angeles',
    'America/Phoenix',
  ]);
  return {
    input: { playbook: verticalPlaybook(v), lead: { name: `${name} Lane`, tz }, nowMs, history, message },
    action: line.action as Action,
    family: line.family,
    line: line.text,
  };
}

const REASONS = [
  'bc my mom is in a wheelchair',
  'because i dont want to mess it up',
  'since the website confused me',
  'about 20 more seats',
  'about the program',
  'about my options',
  'so i dont miss the deadline',
  'bc its urgent',
  'about pricing',
  'before friday',
  'my wife is worried',
  'its for my dad',
  'i have a question about the deposit',
];

/** A second thought before or after the line, as leads add: it must not change what the line means. */
function compound(text: string, line: Line, v: Vertical, r: Random, level: number): string {
  if (level === 0 || !r.chance(0.25) || line.section.endsWith('unsure') || line.section.endsWith('ack'))
    return text;
  const extra =
    line.section.includes('explicit') && r.chance(0.6)
      ? r.pick(REASONS)
      : r.chance(0.6)
        ? r.pick(bank.CHATTER)
        : `my ${r.pick(bank.PROBLEMS[v])}`;
  if (line.section.includes('explicit')) return r.chance(0.5) ? `${text} ${extra}` : `${extra}, ${text}`;
  return r.chance(0.5) ? `${text}. ${extra}` : `${extra}. ${text}`;
}

/** Lines with these fillers stand for many texts. */
const TEMPLATED = /\{(fieldanswer|clock|day|delay|name|want|problem|revoke|near)\}/;

/** `perLine` threads for each line; templated lines (with fillers) get twice as many. */
export function generate(lines: Line[], seed: number, perLine: number): Example[] {
  const r = seeded(seed);
  const out: Example[] = [];
  for (const line of lines) {
    if (line.action === 'none') continue;
    const n = perLine * (TEMPLATED.test(line.text) ? 3 : 1);
    for (let i = 0; i < n; i++) out.push(example(line, r, i === 0 ? 0 : i % 2 ? 0.6 : 1));
  }
  return out;
}

/** Texts for the opt-out classifier: label 1 for a revocation. */
export function optOutTexts(
  lines: Line[],
  seed: number,
  perLine: number,
): { text: string; label: 0 | 1; family: string }[] {
  const r = seeded(seed);
  const out: { text: string; label: 0 | 1; family: string }[] = [];
  for (const line of lines) {
    const label = line.action === 'opt_out' ? 1 : 0;
    const n = perLine * (/\{(revoke|near)\}/.test(line.text) ? 3 : 1);
    for (let i = 0; i < n; i++) {
      const v = r.pick(VERTICALS);
      const text = noisy(
        fillLead(line.text, v, r.pick(bank.NAMES), r.pick(bank.FIELD_QUESTIONS[v])[2], r),
        r,
        i === 0 ? 0 : i % 2 ? 0.6 : 1,
      );
      out.push({ text, label, family: line.family });
    }
  }
  return out;
}
