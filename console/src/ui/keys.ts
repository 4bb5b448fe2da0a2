/** Single-key acts of a page. A held key never acts; in a field only the keys that say so do. */
import { useEffect, useRef } from 'react';

export type KeyAct = (event: KeyboardEvent) => void;
export interface KeyMap {
  /** By `event.key`, single letters in lower case; with Ctrl or Cmd: 'mod+k'. */
  [key: string]: KeyAct | undefined;
}

/** True when the event comes from somewhere a person types. */
export function inField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
/** True while a modal dialog or a menu is open: page keys belong to it. */
const underOverlay = (): boolean =>
  document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null;

export function nameOfKey(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key;
}

/** `alsoInFields` lists the keys that act while somebody types (F2, mod+Enter). */
export function useKeys(map: KeyMap, alsoInFields: readonly string[] = []): void {
  const held = useRef({ map, alsoInFields });
  held.current = { map, alsoInFields };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.repeat || event.defaultPrevented || event.altKey) return;
      const key = nameOfKey(event);
      const act = held.current.map[key];
      if (act === undefined) return;
      const everywhere = held.current.alsoInFields.includes(key);
      if (!everywhere && (inField(event.target) || underOverlay())) return;
      // Enter and Space on a button press that button.
      if (
        !everywhere &&
        (key === 'Enter' || key === ' ') &&
        event.target instanceof HTMLElement &&
        event.target.closest('button, a') !== null
      )
        return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/** What a person has written but not sent: kept over reload, crash and an expired sign-in. */
export function readDraft(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}
export function writeDraft(key: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // A full or forbidden storage must not stop typing.
  }
}
