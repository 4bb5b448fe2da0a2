/** A playground, a replay, thresholds and a model for the pages of the assistant's tools, shaped by the contract. */
import type { Asked } from './asked.ts';

const said = (body: string, segments = 1) => ({
  body,
  kind: 'reply',
  encoding: 'GSM-7',
  segments,
  costUsd: segments * 0.01,
});

const turn = (text: string, more: Record<string, unknown> = {}) => ({
  text,
  action: 'ask',
  confidence: 0.93,
  ready: 'unclear',
  readiness: 0.32,
  threshold: 0.8,
  questionType: 'factual',
  reasons: [{ code: 'answered', text: 'answered the question', weight: 0.3 }],
  fields: { coverage_type: 'auto' },
  said: [said('Auto, got it. What ZIP code should the quote use?')],
  events: [],
  refused: null,
  phase: 'talking',
  ...more,
});

const wish = (text: string, more: Record<string, unknown> = {}) =>
  turn(text, {
    action: 'transfer',
    confidence: 0.97,
    ready: 'yes',
    readiness: 0.91,
    events: ['Agents are rung.'],
    said: [said("On it, I'm ringing our licensed agents now.")],
    phase: 'ready',
    ...more,
  });

const asks = /call|phone|talk/i;

function play(body: { texts: string[]; freeNow: number }) {
  const refused = { events: [], refused: 'no agent is free for this lead', phase: 'offering' };
  return {
    playbook: 'insurance-auto',
    opening: [said("Hi Maria, it's Tess, the AI assistant at Northside Quotes. Reply STOP to opt out.")],
    turns: body.texts.map((text) =>
      asks.test(text) ? wish(text, body.freeNow === 0 ? refused : {}) : turn(text),
    ),
  };
}

const replay = (nowMs: number) => ({
  leadName: 'Maria Alvarez',
  turns: [
    {
      messageId: 'm1',
      atMs: nowMs - 240_000,
      text: 'auto',
      recorded: 'ask',
      saved: turn('auto'),
      changed: turn('auto'),
      differs: [],
    },
    {
      messageId: 'm2',
      atMs: nowMs - 120_000,
      text: 'can someone call me?',
      recorded: 'transfer',
      saved: wish('can someone call me?'),
      changed: wish('can someone call me?', {
        threshold: 0.95,
        events: [],
        refused: 'not sure enough',
        said: [said('Want a licensed agent to call you now?')],
      }),
      differs: ['events', 'words', 'threshold'],
    },
  ],
});

const advice = (questionType: string, proposal: unknown = null) => ({
  playbook: 'insurance-auto',
  playbookName: 'Insurance auto',
  questionType,
  inForce: 0.8,
  byDefault: 0.8,
  leastCost: 0.71,
  costs: { wrongAnswer: 20, unneededTransfer: 8, lostLead: 60 },
  floor: { coded: 50, notReady: 20, repeat: 4, sold: 26 },
  proposal,
});

const calibration = (nowMs: number) => ({
  minCases: 20,
  advice: [
    advice('factual', { threshold: 0.86, unreadyNow: 0.4, unreadyThen: 0.1, kept: 0.93, savedUsd: 2.4 }),
    advice('open'),
    advice('regulated'),
  ],
  changes: [
    {
      changeId: 'c1',
      atMs: nowMs - 86_400_000,
      playbook: 'insurance-auto',
      questionType: 'open',
      before: 0.6,
      after: 0.66,
      by: 'Dana Whitfield',
      evidence: '40 coded: 12 not ready, 2 had to repeat, 20 sold; unready calls 30 % -> 11 %',
      state: 'in-force',
      undoneMs: null,
      undoneBy: null,
    },
  ],
});

const model = (nowMs: number) => ({
  source: 'settings',
  model: {
    kind: 'openai',
    url: 'https://api.openai.com/v1',
    model: 'example-mini',
    keyEnds: '8f2a',
    usdPerMillionIn: 0.15,
    usdPerMillionOut: 0.6,
  },
  lastGoodMs: nowMs - 60_000,
  lastBad: {
    atMs: nowMs - 600_000,
    failure: 'overloaded',
    words: 'The provider failed or is overloaded (HTTP 503).',
  },
  restsUntilMs: null,
  spent: { turns: 120, answered: 112, inputTokens: 96_000, outputTokens: 7_400, costUsd: 0.02 },
});

const hearing = (nowMs: number) => ({
  source: 'settings',
  hearing: { url: 'http://127.0.0.1:8081/v1', model: 'small.en', keyEnds: null },
  lastGoodMs: nowMs - 20_000,
  lastBad: null,
  restsUntilMs: null,
  understood: 240,
  optOuts: 2,
  dropped: { 'queue-full': 1, resting: 0, failed: 3, off: 0 },
});

/** What a page of the assistant's tools is answered; undefined for every other route. */
export function assistantAnswer({ name, body }: Asked, nowMs: number): unknown {
  switch (name) {
    case 'play':
      return play(body as { texts: string[]; freeNow: number });
    case 'replay':
      return replay(nowMs);
    case 'playbookSource':
      return {
        id: 'insurance-auto',
        version: 3,
        source: 'id: insurance-auto\nthresholds: { factual: 0.8 }\n',
      };
    case 'calibration':
      return calibration(nowMs);
    case 'acceptThreshold':
      return { changeId: 'c2' };
    case 'model':
      return model(nowMs);
    case 'hearing':
      return hearing(nowMs);
    case 'testHearing':
      return {
        ok: true,
        failure: null,
        words: 'It understood “Please stop calling me.”, which counts as an opt-out.',
        tookMs: 410,
      };
    case 'testModel':
      return {
        ok: true,
        failure: null,
        words: 'It answered in the form asked for.',
        tookMs: 640,
        inputTokens: 180,
        outputTokens: 40,
      };
    default:
      return undefined;
  }
}
