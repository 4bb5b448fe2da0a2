/** The sentence at the playhead, and its buttons. */
import { ActionIcon, Button } from '@mantine/core';
import type { TransferDetail } from '../api/types.ts';
import { duration } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { eventAt } from './playhead.ts';
import type { Playhead } from './use-playhead.ts';

export function Playback({ detail, play }: { detail: TransferDetail; play: Playhead }) {
  const now = detail.events[eventAt(detail.events, play.atMs)];
  return (
    <section className="tr-play" aria-label="Replay">
      <ActionIcon
        variant="outline"
        size={36}
        aria-label={play.playing ? 'Stop replay' : 'Replay'}
        aria-keyshortcuts="Space"
        title={play.playing ? 'Stop (Space)' : 'Replay (Space)'}
        onClick={play.toggle}
      >
        {play.playing ? (
          <I.IconPlayerPause size={18} stroke={1.75} />
        ) : (
          <I.IconPlayerPlay size={18} stroke={1.75} />
        )}
      </ActionIcon>
      <Button variant="outline" size="xs" aria-keyshortcuts="ArrowLeft" onClick={play.previous}>
        Prev event
      </Button>
      <Button variant="outline" size="xs" aria-keyshortcuts="ArrowRight" onClick={play.next}>
        Next event
      </Button>
      <Button
        variant="subtle"
        size="xs"
        aria-label={`Speed ${play.speed}x`}
        onClick={() => play.faster(play.speed === 16 ? -1 : 1)}
      >
        {play.speed}x
      </Button>
      <p className="tr-said" aria-live={play.playing ? 'off' : 'polite'}>
        <span className="b-num b-dim">at {duration(play.atMs)}</span> {now?.words ?? ''}
      </p>
    </section>
  );
}
