/** What is asked of whoever understands speech, and what goes on from there: bounds, order, failures. The far end is a real server. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../sim/clock.ts';
import {
  type ScriptedTranscriber,
  startScriptedTranscriber,
} from '../adapters/models/testing/scripted-transcriber.ts';
import type { Fact } from '../kernel/events.ts';
import { createHearingSide, HEARING_DEADLINE_MS, type HearingSide } from './hearing-side.ts';

/** Longer than any answer of a server on this machine takes. */
const SOON = { timeout: 30_000, interval: 10 };

describe('the edge that hears', () => {
  let far: ScriptedTranscriber;
  let clock: VirtualClock;
  let side: HearingSide;
  let facts: Fact[];
  let errors: unknown[];
  beforeEach(async () => {
    far = await startScriptedTranscriber();
    clock = createVirtualClock(1_000_000);
    facts = [];
    errors = [];
    side = createHearingSide({
      clock,
      settings: { url: far.url, model: 'm', key: null },
      mask: (words) => words.replace(/\d{4,}/g, '****'),
      emit: async (fact) => void facts.push(fact),
      onError: (error) => errors.push(error),
    });
  });
  afterEach(async () => {
    await far.close();
    expect(errors).toEqual([]);
  });

  const say = (legId: string, mark = 1) =>
    side.take({ callId: 'c', legId, language: 'en', pcm: new Int16Array(800).fill(mark) });
  const health = () => side.health(clock.nowMs());

  it('tells words that may be an opt-out, masked, and forgets all others', async () => {
    const lines = ['Yes, that is right.', 'My number is 12345, and stop calling me.', 'Stop.', ''];
    far.script(() => ({ text: lines[far.heard.length - 1] ?? '' }));
    for (const _ of lines) say('lead');
    await expect.poll(() => health().understood, SOON).toBe(4);
    expect(facts).toEqual([
      { type: 'leg.said', callId: 'c', legId: 'lead', words: 'My number is ****, and stop calling me.' },
    ]);
    expect(health()).toMatchObject({ optOuts: 1, lastBad: null, lastGoodMs: clock.nowMs() });
  });

  it('asks one thing at a time for a leg, in order, and for several legs at once', async () => {
    far.script(() => ({ fault: 'slow' }));
    say('a', 100);
    say('a', 200);
    say('b', 300);
    await expect.poll(() => far.open(), SOON).toBe(2);
    const peaks = () =>
      far.heard.map(({ pcm }) => Math.round(Math.max(...pcm.slice(200, 1_000)) / 100) * 100);
    expect(peaks().sort()).toEqual([100, 300]);
    far.release('hm');
    await expect.poll(() => far.heard.length, SOON).toBe(3);
    expect(peaks()[2]).toBe(200);
    far.release('hm');
    await expect.poll(() => health().understood, SOON).toBe(3);
  });

  it('lets sound go that is too much, counts it, and goes on with what waited', async () => {
    far.script(() => ({ fault: 'slow' }));
    for (let i = 0; i < 20; i += 1) say('a');
    // One under way and four that wait.
    expect(health().dropped['queue-full']).toBe(15);
    for (let leg = 0; leg < 100; leg += 1) say(`leg-${leg}`);
    // Eight under way in all, sixty-four waiting.
    expect(health().dropped['queue-full']).toBe(15 + 100 - (8 - 1) - (64 - 4));
    await expect.poll(() => far.open(), SOON).toBe(8);
    far.script(() => ({ text: 'hm' }));
    far.release('hm');
    await expect.poll(() => health().understood, SOON).toBe(8 + 64);
  });

  it('gives up after the deadline; three in a row, and nothing is asked for a while', async () => {
    far.script(() => ({ fault: 'slow' }));
    for (let i = 0; i < 3; i += 1) {
      say('a');
      await expect.poll(() => far.open(), SOON).toBe(1);
      clock.moveTo(clock.nowMs() + HEARING_DEADLINE_MS);
      await expect.poll(() => health().dropped.failed, SOON).toBe(i + 1);
      await expect.poll(() => far.open(), SOON).toBe(0);
    }
    expect(health().lastBad).toMatchObject({ failure: 'deadline' });
    expect(health().restsUntilMs).toBe(clock.nowMs() + 15_000);
    say('a');
    await expect.poll(() => health().dropped.resting, SOON).toBe(1);
    expect(far.heard).toHaveLength(3);

    clock.moveTo(clock.nowMs() + 15_000);
    far.script(() => ({ text: 'Take me off your list.' }));
    say('a');
    await expect.poll(() => facts.length, SOON).toBe(1);
    expect(health()).toMatchObject({ restsUntilMs: null, understood: 1 });
  });

  it('leaves a server alone for as long as it asks', async () => {
    far.script(() => ({ fault: 'rate-limited' }));
    say('a');
    await expect.poll(() => health().dropped.failed, SOON).toBe(1);
    expect(health().restsUntilMs).toBe(clock.nowMs() + 7_000);
  });

  it('an answer without use says nothing against the server', async () => {
    far.script(() => ({ fault: 'other-form' }));
    for (let i = 0; i < 4; i += 1) say('a');
    await expect.poll(() => health().dropped.failed, SOON).toBe(4);
    expect(health()).toMatchObject({ restsUntilMs: null, lastBad: { failure: 'malformed' } });
  });

  it('hears nothing once nobody is set up, and again with the next one', async () => {
    expect(side.isOn()).toBe(true);
    side.use(null);
    expect(side.isOn()).toBe(false);
    say('a');
    await expect.poll(() => health().dropped.off, SOON).toBe(1);
    expect(far.heard).toEqual([]);
    side.use({ url: far.url, model: 'other', key: null });
    far.script(() => ({ text: 'hm' }));
    say('a');
    await expect.poll(() => far.heard[0]?.fields.model, SOON).toBe('other');
    await expect.poll(() => health().understood, SOON).toBe(1);
  });

  it('at the end waits for what was said last, and not for ever', async () => {
    await side.drain(5_000);
    far.script(() => ({ fault: 'slow' }));
    say('a');
    say('a');
    await expect.poll(() => far.open(), SOON).toBe(1);
    const drained = side.drain(5_000);
    far.script(() => ({ text: 'Stop calling me.' }));
    far.release('Stop calling me.');
    await drained;
    expect(facts).toHaveLength(2);
    far.script(() => ({ fault: 'slow' }));
    say('a');
    await expect.poll(() => far.open(), SOON).toBe(1);
    const given = side.drain(5_000);
    clock.moveTo(clock.nowMs() + 5_000);
    await given;
    far.release('Stop calling me.');
    await expect.poll(() => facts.length, SOON).toBe(3);
  });

  it('tries a sentence outside any call, and what fails is thrown', async () => {
    far.script(() => ({ text: 'Please stop calling me.' }));
    const settings = { url: far.url, model: 'm', key: null };
    expect(await side.tryOut(settings, new Int16Array(800), 10_000)).toMatchObject({
      words: 'Please stop calling me.',
    });
    expect(facts).toEqual([]);
    far.script(() => ({ fault: 'unknown-key' }));
    await expect(side.tryOut(settings, new Int16Array(800), 10_000)).rejects.toMatchObject({
      failure: 'not-authorised',
    });
  });
});
