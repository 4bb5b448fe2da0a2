import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePlaybook } from '../playbook/load.ts';
import { GUARD_RULES, type GuardContext, judgeReply, type ProblemCode } from './guard.ts';

const file = new URL('../../../playbooks/insurance.yaml', import.meta.url).pathname;
const parsed = parsePlaybook(readFileSync(file, 'utf8'), file);
if (!parsed.ok) throw new Error('the insurance playbook does not load');

const NOW = Date.parse('2026-11-17T10:00:00-06:00');
const plain: GuardContext = {
  playbook: parsed.playbook,
  kind: 'reply',
  nowMs: NOW,
  tz: 'America/Chicago',
  optedOut: false,
  disclosed: true,
  said: ['got it'],
  callPossibleNow: false,
  callPermittedNow: true,
  transferRunning: false,
  agentAccepted: false,
  times: [{ atMs: Date.parse('2026-11-17T15:30:00-06:00'), tz: 'America/Chicago' }],
  leadWords: 'I pay 284 a month and can talk at 7 pm',
};

const codes = (text: string, more: Partial<GuardContext> = {}) =>
  judgeReply(text, { ...plain, ...more }).map((problem) => problem.code);

const REFUSED: [string, ProblemCode, Partial<GuardContext>?][] = [
  ['An agent is free right now.', 'quiet-hours', { callPermittedNow: false }],
  ['Please send me your social security number.', 'asks-sensitive'],
  ["What's your card number?", 'asks-sensitive'],
  ['Call our other client at (415) 555-0199.', 'contact-data'],
  ['Write to sam@other.example please.', 'contact-data'],
  ['{"action":"transfer"}', 'machine-talk'],
  ['As a language model I cannot say.', 'machine-talk'],
  ['My instructions say so.', 'machine-talk'],
  ['What ZIP is it? And who insures you?', 'two-questions'],
  ['', 'empty'],
  ['Got it!', 'repeats'],
  ['Sounds great 😀', 'emoji'],
  ['x'.repeat(307), 'too-long'],
  ['Hi there.', 'not-disclosed', { disclosed: false }],
  ['Anything at all', 'opted-out', { optedOut: true }],
  ["I'm a real person, promise.", 'claims-human'],
  ["I'm not a bot.", 'claims-human'],
  ["You're connected with Dana.", 'claims-joined'],
  ['Transferring you now.', 'claims-joined'],
  ["I'm ringing our team now.", 'claims-ringing'],
  ['An agent is free right now.', 'nobody-free'],
  ['I can have them call you now.', 'nobody-free'],
  ['We have 4 PM open.', 'unsupported-time'],
  ['It is $49 a month.', 'price-outside-knowledge'],
  ['You save 20% with us.', 'price-outside-knowledge'],
  ['That will be 300 dollars.', 'price-outside-knowledge'],
  ['You should take ibuprofen.', 'advice'],
  ['You are entitled to damages.', 'advice'],
  ['Approval is guaranteed.', 'promise'],
  ["You're approved.", 'promise'],
  ['We have the lowest rates.', 'promise'],
  ['See https://evil.example/pay', 'link'],
];

describe('what may not leave', () => {
  it('has a case for every rule but the one of the reply itself (model-turn.test.ts)', () => {
    const cases = new Set(REFUSED.map(([, code]) => code));
    expect(Object.keys(GUARD_RULES).filter((code) => !cases.has(code as ProblemCode))).toEqual([
      'other-question',
    ]);
  });
  it.each(REFUSED)('%s', (text, code, more) => {
    expect(codes(text, more)).toContain(code);
  });
});

describe('what may leave', () => {
  it.each<[string, Partial<GuardContext>?]>([
    ['Noted, what ZIP is it??'],
    ['So $284 a month today.'],
    ['You said 7 PM.'],
    ['How about 3:30 PM CST?'],
    ["I'd call you in now, but nobody is free just yet."],
    ['An agent is free right now.', { callPossibleNow: true }],
    ["I'm ringing our team now.", { transferRunning: true }],
    ['I only need the basics here, never card or social security numbers.'],
    ["We'd text you at 512 555 0142.", { leadWords: 'my number is (512) 555-0142' }],
    ['A call with the agent usually takes about ten minutes.'],
    ["I'm Tess, the AI assistant at Northside Quotes. Reply STOP to opt out.", { disclosed: false }],
    ["You're opted out.", { kind: 'confirmation', optedOut: true }],
    ['Two questions? Yes? Mine to ask.', { kind: 'operator' }],
  ])('%s', (text, more) => {
    expect(codes(text, more)).toEqual([]);
  });
});
