import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelSettings } from '../../config.ts';
import { ModelError, PROPOSAL_SCHEMA, readProposal } from '../../ports/model.ts';
import { afterAnswer, type Breaker, CLOSED, mayAsk } from './breaker.ts';
import { createModel, faultOf } from './index.ts';
import { FAULTS, type Fault, type ScriptedModel, startScriptedModel } from './testing/scripted-model.ts';

const settings = (kind: ModelSettings['kind'], url: string): ModelSettings => ({
  kind,
  url,
  model: 'scripted',
  key: 'sk-very-secret',
  usdPerMillionIn: null,
  usdPerMillionOut: null,
});
const request = { system: 'Be brief.', user: '{"turns":[]}', maxOutputTokens: 321 };
const FAILURES: Record<Exclude<Fault, 'none' | 'slow'>, string> = {
  broken: 'malformed',
  truncated: 'truncated',
  'cut-off': 'unreachable',
  refusing: 'refused',
  'rate-limited': 'rate-limited',
  overloaded: 'overloaded',
  'other-form': 'malformed',
  'hung-up': 'unreachable',
  'unknown-key': 'not-authorised',
};

describe.each(['openai', 'anthropic'] as const)('the %s wire', (kind) => {
  let far: ScriptedModel;
  beforeAll(async () => {
    far = await startScriptedModel();
  });
  afterAll(() => far.close());

  const ask = async (fault: Fault, signal = new AbortController().signal) => {
    far.script(() => ({ fault, proposal: { reply: 'Hello there.' } }));
    const answer = await createModel(settings(kind, far.url)).ask(request, signal);
    return { proposal: readProposal(answer), usage: answer.usage };
  };
  const failure = (fault: Fault) =>
    ask(fault).then(
      () => null,
      (error: unknown) => error,
    );

  it('asks once, in the form of the provider, and reads the answer and its tokens', async () => {
    far.asked.length = 0;
    const { proposal, usage } = await ask('none');
    expect(proposal.reply).toBe('Hello there.');
    expect(usage).toEqual({ inputTokens: 900, outputTokens: 60 });
    expect(far.asked).toHaveLength(1);
    const { path, headers, body } = far.asked[0]!;
    expect(JSON.stringify(body)).toContain(JSON.stringify(PROPOSAL_SCHEMA));
    expect(body.model).toBe('scripted');
    if (kind === 'openai') {
      expect(path).toBe('/v1/chat/completions');
      expect(headers.authorization).toBe('Bearer sk-very-secret');
      expect(body).toMatchObject({
        max_tokens: 321,
        response_format: { type: 'json_schema', json_schema: { name: 'turn', strict: true } },
        messages: [{ role: 'system' }, { role: 'user' }],
      });
    } else {
      expect(path).toBe('/v1/messages');
      expect(headers).toMatchObject({ 'x-api-key': 'sk-very-secret', 'anthropic-version': '2023-06-01' });
      expect(body).toMatchObject({
        max_tokens: 321,
        system: 'Be brief.',
        tool_choice: { type: 'tool', name: 'turn' },
      });
    }
  });

  it.each(Object.entries(FAILURES))('%s is told as %s, without a word of the exchange', async (fault, as) => {
    const error = await failure(fault as Fault);
    expect(error).toBeInstanceOf(ModelError);
    expect((error as ModelError).failure).toBe(as);
    expect((error as ModelError).message).not.toMatch(/secret|hello|turns/);
    if (fault === 'rate-limited') expect((error as ModelError).retryAfterMs).toBe(7_000);
    if (fault === 'truncated' || fault === 'refusing' || fault === 'other-form')
      expect((error as ModelError).usage.outputTokens).toBe(60);
  });

  it('stops waiting when it is told to', async () => {
    const stop = new AbortController();
    const waiting = ask('slow', stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ failure: 'deadline' });
  });

  it('tells a server that is not there', async () => {
    const gone = await startScriptedModel();
    await gone.close();
    const asked = createModel(settings(kind, gone.url)).ask(request, new AbortController().signal);
    await expect(asked).rejects.toMatchObject({ failure: 'unreachable' });
  });

  it('has a case for every fault', () => {
    expect([...Object.keys(FAILURES), 'none', 'slow'].toSorted()).toEqual([...FAULTS].toSorted());
  });
});

describe('the breaker', () => {
  const ill = { ill: true, retryAfterMs: null };
  const well = { ill: false, retryAfterMs: null };
  const three = [1, 2, 3].reduce<Breaker>((b, n) => afterAnswer(b, ill, n * 1_000), CLOSED);

  it('opens after three ill answers in a row, and a good one in between counts from the start', () => {
    expect(mayAsk(afterAnswer(afterAnswer(CLOSED, ill, 0), ill, 0), 1).ok).toBe(true);
    expect(mayAsk(three, 3_001).ok).toBe(false);
    expect(afterAnswer(afterAnswer(afterAnswer(CLOSED, ill, 0), well, 0), ill, 0).failures).toBe(1);
  });
  it('lets one try when its time is over, nobody else meanwhile, and closes on a good answer', () => {
    const trial = mayAsk(three, 3_000 + 15_000);
    expect(trial.ok).toBe(true);
    expect(mayAsk(trial.next, 18_001).ok).toBe(false);
    expect(afterAnswer(trial.next, well, 18_500)).toEqual(CLOSED);
  });
  it('stays open twice as long after a trial that fails, up to five minutes', () => {
    let breaker = three;
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      const atMs = breaker.openUntilMs;
      breaker = afterAnswer(mayAsk(breaker, atMs).next, ill, atMs);
      waits.push(breaker.openUntilMs - atMs);
    }
    expect(waits.slice(0, 3)).toEqual([30_000, 60_000, 120_000]);
    expect(waits.at(-1)).toBe(300_000);
  });
  it('leaves a provider alone for as long as it asks', () => {
    const asked = afterAnswer(CLOSED, { ill: true, retryAfterMs: 7_000 }, 0);
    expect(mayAsk(asked, 6_999).ok).toBe(false);
    expect(mayAsk(asked, 7_000).ok).toBe(true);
  });
  it('forgets a trial that told nothing', () => {
    const lost = mayAsk(three, 18_000).next;
    expect(mayAsk(lost, 28_000).ok).toBe(true);
  });
});

describe('settings of a model', () => {
  const near = { ...settings('openai', 'http://127.0.0.1:11434/v1'), key: null };
  it.each([
    [near, null],
    [{ ...near, key: 'k' }, null],
    [{ ...near, url: 'http://models.lan/v1', key: 'k' }, null],
    [{ ...near, url: 'https://api.openai.com/v1', key: 'k' }, null],
    [{ ...near, url: 'http://api.openai.com/v1', key: 'k' }, /unencrypted/],
    [{ ...near, url: 'http://172.32.0.1/v1', key: 'k' }, /unencrypted/],
    [{ ...near, url: 'ftp://x/v1' }, /https/],
    [{ ...near, url: 'nonsense' }, /none/],
    [{ ...near, url: 'https://x.example/v1/chat/completions' }, /last part/],
    [{ ...near, url: 'https://user:pw@x.example/v1' }, /user name/],
    [{ ...near, model: ' ' }, /Name the model/],
    [{ ...near, kind: 'anthropic' as const }, /wants a key/],
  ])('%#', (one, words) => {
    const fault = faultOf(one);
    if (words === null) expect(fault).toBeNull();
    else expect(fault).toMatch(words);
  });
});
