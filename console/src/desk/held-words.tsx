import { useNowMs } from '../api/live.ts';
import type { DeskCall } from '../api/types.ts';
import { clock, firstName } from '../ui/format.ts';

/** Who hears what, in words, whenever it is not "everyone hears everyone". */
export function HeldWords({ call }: { call: DeskCall }) {
  const nowMs = useNowMs(1_000);
  const name = firstName(call.lead.name);
  // Whoever talks aside reads it there.
  if (call.pass?.stage === 'talking') return null;
  return (
    <p className="call-note" role="status">
      {call.held ? `On hold. ${name} hears music.` : call.muted ? `Muted. ${name} can't hear you.` : ''}
      {call.held && call.liveSinceMs !== null ? (
        <span className="b-sr">{clock(nowMs - call.liveSinceMs)}</span>
      ) : null}
    </p>
  );
}
