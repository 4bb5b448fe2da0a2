import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLiveFeed, type Listener } from './live.ts';
import type { Actor, Views } from './services.ts';

const actor: Actor = { kind: 'person', id: 'p', name: 'P', role: 'supervisor', agentId: 'a1' };

/** A feed whose loads end and whose timers run when the test says so. */
function rig() {
  const loads: { topic: string; end: (data: unknown) => void }[] = [];
  const timers: (() => void)[] = [];
  const load = (topic: string) =>
    new Promise<never>((end) => void loads.push({ topic, end: end as (data: unknown) => void }));
  const views: Views = {
    desk: (id) => load(`desk:${id}`),
    floor: () => load('floor'),
    leads: () => load('leads'),
    lead: (id) => load(`lead:${id}`),
    transfer: (id) => load(`transfer:${id}`),
  };
  const feed = createLiveFeed({
    views,
    now: () => 7,
    after: (_ms, run) => void timers.push(run),
    onError: () => undefined,
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const tick = async () => {
    for (const run of timers.splice(0)) run();
    await settle();
  };
  return { feed, loads, tick, settle };
}

function listenerOf(
  waiting = () => 0,
): Listener & { views: { seq: number; data: unknown }[]; errors: string[] } {
  const views: { seq: number; data: unknown }[] = [];
  const errors: string[] = [];
  return {
    actor,
    views,
    errors,
    waiting,
    send: (text) => void views.push(JSON.parse(text)),
    error: (code) => void errors.push(code),
  };
}

describe('the live feed', () => {
  it('loads a view once at a time; changes meanwhile lead to one more load', async () => {
    const { feed, loads, tick, settle } = rig();
    const page = listenerOf();
    feed.subscribe(page, 'desk');
    for (let i = 0; i < 5; i++) feed.changed(['desk:a1']);
    expect(loads).toHaveLength(1);
    loads[0]!.end('old');
    await settle();
    await tick();
    expect(loads).toHaveLength(2);
    loads[1]!.end('new');
    await settle();
    expect(page.views.map(({ seq, data }) => [seq, data])).toEqual([
      [1, 'old'],
      [2, 'new'],
    ]);
    await tick();
    expect(loads).toHaveLength(2);
  });

  it('sends a newcomer the view without troubling the others', async () => {
    const { feed, loads, settle } = rig();
    const [first, second] = [listenerOf(), listenerOf()];
    feed.subscribe(first, 'floor');
    loads[0]!.end({});
    await settle();
    feed.subscribe(second, 'floor');
    loads[1]!.end({});
    await settle();
    expect([first.views.length, second.views.length]).toEqual([1, 1]);
  });

  it('a page that does not read gets the newest view later, not a queue', async () => {
    const { feed, loads, tick, settle } = rig();
    let waiting = 0;
    const page = listenerOf(() => waiting);
    feed.subscribe(page, 'floor');
    loads[0]!.end('1');
    await settle();
    waiting = 2_000_000;
    for (const data of ['2', '3', '4']) {
      feed.changed(['floor']);
      await tick();
      loads.at(-1)!.end(data);
      await settle();
    }
    expect(page.views.map((one) => one.data)).toEqual(['1']);
    waiting = 0;
    await tick();
    loads.at(-1)!.end('5');
    await settle();
    expect(page.views.map((one) => one.data)).toEqual(['1', '5']);
  });

  it('nobody is told after leaving, and nothing is loaded for nobody', async () => {
    const { feed, loads, tick, settle } = rig();
    const page = listenerOf();
    feed.subscribe(page, 'lead:l1');
    feed.leave(page);
    loads[0]!.end({});
    await settle();
    feed.changed(['lead:l1', 'floor', 'unheard:of']);
    await tick();
    expect([page.views.length, loads.length, feed.topics()]).toEqual([0, 1, []]);
  });

  it('whatever happens, the last view shown is not older than the last change, and seq grows by one', async () => {
    const step = fc.constantFrom('change', 'end', 'tick', 'resubscribe');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { feed, loads, tick, settle } = rig();
        const page = listenerOf();
        let version = 0;
        // A load sees the state as it is when the load ends; the oldest load ends first.
        const end = async () => {
          loads.shift()?.end(version);
          await settle();
        };
        feed.subscribe(page, 'floor');
        for (const one of steps) {
          if (one === 'end') await end();
          if (one === 'tick') await tick();
          if (one === 'resubscribe') feed.subscribe(page, 'floor');
          if (one !== 'change') continue;
          version += 1;
          feed.changed(['floor']);
        }
        for (let i = 0; i < 6; i++) {
          await end();
          await tick();
        }
        expect(page.views.at(-1)?.data).toBe(version);
        expect(page.views.map((one) => one.seq)).toEqual(page.views.map((_, index) => index + 1));
      }),
      { numRuns: 200 },
    );
  });
});
