/** A list does not reorder under the pointer: while it holds pointer or focus its order stands, and it says how many changed. */
import { useRef, useState } from 'react';

export interface Frozen<T> {
  shown: T[];
  /** Items whose place would change when the column is left. */
  waiting: number;
  holders: {
    onPointerEnter: () => void;
    onPointerLeave: () => void;
    onFocus: () => void;
    onBlur: (event: React.FocusEvent) => void;
  };
}

/** New items go to the end and gone items leave at once: an old card must not look alive. Pure. */
export function frozenOrder<T>(
  items: readonly T[],
  order: readonly string[],
  idOf: (item: T) => string,
): T[] {
  const byId = new Map(items.map((item) => [idOf(item), item]));
  const kept: T[] = [];
  for (const id of order) {
    const item = byId.get(id);
    if (item === undefined) continue;
    kept.push(item);
    byId.delete(id);
  }
  return [...kept, ...byId.values()];
}

export function useFrozenOrder<T>(items: T[], idOf: (item: T) => string): Frozen<T> {
  const [pointer, setPointer] = useState(false);
  const [focus, setFocus] = useState(false);
  const order = useRef<string[]>([]);
  const held = pointer || focus;
  const wanted = items.map(idOf);
  if (!held) order.current = wanted;
  const shown = held ? frozenOrder(items, order.current, idOf) : items;
  if (held) order.current = shown.map(idOf);
  return {
    shown,
    waiting: held ? wanted.filter((id, i) => order.current[i] !== id).length : 0,
    holders: {
      onPointerEnter: () => setPointer(true),
      onPointerLeave: () => setPointer(false),
      onFocus: () => setFocus(true),
      onBlur: (event) => setFocus(event.currentTarget.contains(event.relatedTarget)),
    },
  };
}
