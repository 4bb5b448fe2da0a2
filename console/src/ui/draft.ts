import { useCallback, useEffect, useState } from 'react';
import { draftKey } from '../api/pane.ts';
import { readDraft, writeDraft } from './keys.ts';

/** Text state that survives a reload. `clear` is for when it was sent. */
export function useDraft(name: string, initial = ''): [string, (text: string) => void, () => void] {
  const key = draftKey(name);
  const [text, setText] = useState(() => readDraft(key) || initial);
  useEffect(() => setText(readDraft(key) || initial), [key, initial]);
  const set = useCallback(
    (next: string) => {
      setText(next);
      writeDraft(key, next);
    },
    [key],
  );
  const clear = useCallback(() => set(''), [set]);
  return [text, set, clear];
}
