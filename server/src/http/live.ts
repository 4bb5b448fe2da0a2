/**
 * The live feed: who subscribed to what, and the whole view again whenever it may have changed (contract/live.ts).
 *
 * One view is loaded at a time per topic, so an older view never overtakes a newer one; changes that come while it
 * loads lead to one more load. `desk:<agentId>` goes out at once, the others are merged for 30 ms. A page that does
 * not read fast enough gets fewer views, never a longer queue.
 */
import { feedKey } from './live-topics.ts';
import { maskFloor, maskLeadList } from './mask.ts';
import type { Actor, Views } from './services.ts';

export const MERGE_MS = 30;
const SLOW_RETRY_MS = 250;
const FAILED_RETRY_MS = 1_000;
const SLOW_BYTES = 1_000_000;
export const MAX_TOPICS = 64;

/** A page's side of the feed. */
export interface Listener {
  actor: Actor;
  send(text: string): void;
  error(code: string, message: string, hint: string): void;
  /** Bytes not yet taken by the network. */
  waiting(): number;
}

interface Subscription {
  listener: Listener;
  topic: string;
  seq: number;
}

export interface LiveOptions {
  views: Views;
  now: () => number;
  /** setTimeout, or a test's own. */
  after: (ms: number, run: () => void) => void;
  onError: (error: unknown, topic: string) => void;
}

export interface LiveFeed {
  subscribe(listener: Listener, topic: string): void;
  unsubscribe(listener: Listener, topic: string): void;
  leave(listener: Listener): void;
  changed(topics: readonly string[]): void;
  /** Every view again, for example after the database was away. */
  refreshAll(): void;
  topics(): string[];
}

export function createLiveFeed(options: LiveOptions): LiveFeed {
  /** By internal topic: `desk` of one agent is `desk:<agentId>`. */
  const subscriptions = new Map<string, Set<Subscription>>();
  const wanted = new Map<string, Set<Subscription>>();
  const loading = new Set<string>();
  const armed = new Set<string>();

  function want(key: string, who: Iterable<Subscription>): void {
    const set = wanted.get(key) ?? new Set();
    for (const one of who) set.add(one);
    if (set.size > 0) wanted.set(key, set);
  }

  function soon(key: string, ms: number): void {
    if (armed.has(key)) return;
    armed.add(key);
    options.after(ms, () => {
      armed.delete(key);
      void run(key);
    });
  }

  async function run(key: string): Promise<void> {
    const targets = wanted.get(key);
    if (!targets || loading.has(key)) return;
    wanted.delete(key);
    loading.add(key);
    try {
      deliver(key, targets, await load(key, options.views));
    } catch (error) {
      options.onError(error, key);
      want(key, alive(key, targets));
      soon(key, FAILED_RETRY_MS);
    } finally {
      loading.delete(key);
    }
    if (wanted.has(key)) soon(key, isDesk(key) ? 0 : MERGE_MS);
  }

  function alive(key: string, targets: Iterable<Subscription>): Subscription[] {
    const now = subscriptions.get(key);
    return now ? [...targets].filter((one) => now.has(one)) : [];
  }

  function deliver(key: string, targets: Set<Subscription>, data: unknown): void {
    const texts = new Map<string, string>();
    for (const one of alive(key, targets)) {
      const { listener } = one;
      if (data === null) {
        drop(key, one);
        listener.error('NOT_FOUND', `There is no ${one.topic}.`, 'Check the id; it may have been removed.');
        continue;
      }
      if (listener.waiting() > SLOW_BYTES) {
        want(key, [one]);
        soon(key, SLOW_RETRY_MS);
        continue;
      }
      const variant = variantOf(key, listener.actor);
      const text = texts.get(variant) ?? JSON.stringify(seenBy(key, data, listener.actor));
      texts.set(variant, text);
      one.seq += 1;
      const topic = JSON.stringify(one.topic);
      listener.send(
        `{"type":"view","topic":${topic},"seq":${one.seq},"nowMs":${options.now()},"data":${text}}`,
      );
    }
  }

  function drop(key: string, one: Subscription): void {
    const set = subscriptions.get(key);
    set?.delete(one);
    if (set?.size === 0) subscriptions.delete(key);
  }

  function find(key: string, listener: Listener): Subscription | undefined {
    return [...(subscriptions.get(key) ?? [])].find((one) => one.listener === listener);
  }

  return {
    subscribe(listener, topic) {
      const key = feedKey(topic, listener.actor);
      const one = find(key, listener) ?? { listener, topic, seq: 0 };
      const set = subscriptions.get(key) ?? new Set();
      set.add(one);
      subscriptions.set(key, set);
      want(key, [one]);
      void run(key);
    },
    unsubscribe(listener, topic) {
      const key = feedKey(topic, listener.actor);
      const one = find(key, listener);
      if (one) drop(key, one);
    },
    leave(listener) {
      for (const key of [...subscriptions.keys()]) {
        const one = find(key, listener);
        if (one) drop(key, one);
      }
    },
    changed(topics) {
      for (const key of topics) {
        const set = subscriptions.get(key);
        if (!set) continue;
        want(key, set);
        if (isDesk(key)) void run(key);
        else soon(key, MERGE_MS);
      }
    },
    refreshAll() {
      for (const [key, set] of subscriptions) {
        want(key, set);
        soon(key, MERGE_MS);
      }
    },
    topics: () => [...subscriptions.keys()],
  };
}

const isDesk = (key: string): boolean => key.startsWith('desk:');

function load(key: string, views: Views): Promise<unknown> {
  const at = key.indexOf(':');
  const id = key.slice(at + 1);
  switch (at < 0 ? key : key.slice(0, at)) {
    case 'desk':
      return views.desk(id);
    case 'floor':
      return views.floor();
    case 'leads':
      return views.leads();
    case 'lead':
      return views.lead(id);
    case 'transfer':
      return views.transfer(id);
    default:
      return Promise.resolve(null);
  }
}

/** Listeners with the same variant see the same bytes. */
function variantOf(key: string, actor: Actor): string {
  if (actor.role !== 'agent') return 'whole';
  return key === 'floor' ? `floor of ${actor.agentId}` : key === 'leads' ? 'masked' : 'whole';
}

function seenBy(key: string, data: unknown, actor: Actor): unknown {
  if (actor.role !== 'agent') return data;
  if (key === 'floor') return maskFloor(data as Parameters<typeof maskFloor>[0], actor.agentId);
  if (key === 'leads') return maskLeadList(data as Parameters<typeof maskLeadList>[0]);
  return data;
}
