import { useLink, useNowMs } from '../api/live.ts';
import { clock } from '../ui/format.ts';

/** Age of the data while the feed is silent. */
export function LinkWords() {
  const link = useLink();
  useNowMs(1_000);
  if (link.state !== 'reconnecting') return null;
  return (
    <span className="b-num">Live data paused {clock(Date.now() - link.silentSinceMs)}. Reconnecting…</span>
  );
}
