/** Keys of every page: palette, key sheet, go to, presence. After G or P the next key belongs to it for one second. */
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { useDeskMaybe } from '../desk/desk-provider.tsx';
import { inField } from '../ui/keys.ts';
import { places } from './places.ts';

const SECOND_KEY_MS = 1_000;
const presences = { '1': 'available', '2': 'away', '3': 'offline' } as const;

export function useGlobalKeys(acts: { onPalette: () => void; onSheet: () => void }): void {
  const navigate = useNavigate();
  const desk = useDeskMaybe();
  const held = useRef({ acts, desk, navigate });
  held.current = { acts, desk, navigate };
  useEffect(() => {
    let first: { key: 'g' | 'p'; untilMs: number } | null = null;
    const onKey = (event: KeyboardEvent): void => {
      if (event.repeat || event.altKey) return;
      const now = held.current;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        now.acts.onPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || inField(event.target)) return;
      if (document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return;
      const key = event.key.toLowerCase();
      const after = first !== null && performance.now() < first.untilMs ? first.key : null;
      first = null;
      if (after !== null) {
        const place = places.find((p) => p.key === key);
        const presence = presences[key as keyof typeof presences];
        if (after === 'g' && place !== undefined) now.navigate(place.to);
        else if (after === 'p' && presence !== undefined) void now.desk?.setPresence(presence);
        else return;
        event.preventDefault();
        // The key was the second half of this act and means nothing else.
        event.stopImmediatePropagation();
        return;
      }
      if (key === 'g' || key === 'p') first = { key, untilMs: performance.now() + SECOND_KEY_MS };
      else if (event.key === '?') now.acts.onSheet();
    };
    // Capture: a digit after P must not reach the offer.
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);
}
