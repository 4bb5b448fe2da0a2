/**
 * Transactions that only wait for late repeats, oldest first, bounded over all and per source. Past a bound the oldest is
 * let go early: it protects against a repeat that most likely never comes, and memory comes first.
 */
export interface Lingering<T extends object> {
  add(source: string, item: T): void;
  remove(source: string, item: T): void;
  size(): number;
}

export function createLingering<T extends object>(
  limits: { total: number; perSource: number },
  release: (item: T) => void,
): Lingering<T> {
  const all = new Map<T, string>();
  const bySource = new Map<string, Set<T>>();
  const remove = (source: string, item: T): void => {
    all.delete(item);
    const own = bySource.get(source);
    own?.delete(item);
    if (own?.size === 0) bySource.delete(source);
  };
  const letGo = (source: string, item: T): void => {
    remove(source, item);
    release(item);
  };
  return {
    add(source, item) {
      const own = bySource.get(source) ?? new Set<T>();
      bySource.set(source, own);
      own.add(item);
      all.set(item, source);
      if (own.size > limits.perSource) letGo(source, own.values().next().value!);
      if (all.size <= limits.total) return;
      const [oldest, from] = all.entries().next().value!;
      letGo(from, oldest);
    },
    remove,
    size: () => all.size,
  };
}
