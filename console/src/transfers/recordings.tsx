/** What was recorded of a transfer: to be heard, with its shape, and with who heard it before. */
import { ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { RecordingView, RecordingWave } from '../../../contract/recordings.ts';
import { call } from '../api/client.ts';
import { useNowMs } from '../api/live.ts';
import { useMe } from '../api/session.tsx';
import { clock, dayAndTime } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { Failure, Panel } from '../ui/parts.tsx';
import { useSound } from './use-sound.ts';
import './recordings.css';

type Recording = z.infer<typeof RecordingView>;
type Wave = z.infer<typeof RecordingWave>;

/** Nothing at all where nothing was recorded. */
export function Recordings({ transferId, isOver }: { transferId: string; isOver: boolean }) {
  const list = useQuery({
    queryKey: ['recordings', transferId, isOver],
    queryFn: ({ signal }) => call('recordings', { params: { id: transferId }, signal }),
    // The file is closed a moment after the call.
    refetchInterval: (query) =>
      query.state.data?.recordings.some((one) => one.state === 'running') ? 3_000 : false,
  });
  if (list.isError)
    return (
      <Panel title="Recording">
        <Failure error={list.error} onRetry={() => void list.refetch()} />
      </Panel>
    );
  const recordings = list.data?.recordings ?? [];
  return recordings.map((one, i) => (
    <Panel
      key={one.id}
      title={recordings.length > 1 ? `Recording ${i + 1} of ${recordings.length}` : 'Recording'}
    >
      {one.state === 'kept' ? <Player recording={one} /> : null}
      {one.words === '' ? null : <p className={one.state === 'failed' ? 'b-stop' : 'b-dim'}>{one.words}</p>}
      <Meta recording={one} />
    </Panel>
  ));
}

function Player({ recording }: { recording: Recording }) {
  const sound = useSound(recording.id);
  const { lengthMs, leadName, agentName } = recording;
  const wave = useQuery({
    queryKey: ['wave', recording.id],
    queryFn: ({ signal }) => call('recordingWave', { params: { id: recording.id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className="rec">
      <ActionIcon
        variant="outline"
        size={36}
        aria-label={sound.playing ? 'Pause recording' : 'Play recording'}
        onClick={sound.toggle}
      >
        {sound.playing ? (
          <I.IconPlayerPause size={18} stroke={1.75} />
        ) : (
          <I.IconPlayerPlay size={18} stroke={1.75} />
        )}
      </ActionIcon>
      <div className="rec-wave">
        <span className="rec-who">{leadName}</span>
        <Shape wave={wave.data} playedShare={lengthMs === 0 ? 0 : sound.atMs / lengthMs} />
        <span className="rec-who">{agentName}</span>
        <input
          type="range"
          className="rec-seek"
          aria-label="Position in the recording"
          aria-valuetext={`${clock(sound.atMs)} of ${clock(lengthMs)}`}
          min={0}
          max={lengthMs}
          step={100}
          value={Math.min(lengthMs, sound.atMs)}
          onChange={(event) => sound.seek(Number(event.currentTarget.value))}
        />
      </div>
      <span className="b-num b-nowrap">
        {clock(sound.atMs)} / {clock(lengthMs)}
      </span>
      {sound.problem === null ? null : (
        <p className="b-stop" role="alert">
          {sound.problem}
        </p>
      )}
    </div>
  );
}

const HALF = 30;
/** The lead above the line, the agent below it; what was played is darker. */
function Shape({ wave, playedShare }: { wave: Wave | undefined; playedShare: number }) {
  const count = wave?.left.length ?? 1;
  const sides = (side: 'left' | 'right'): string =>
    (wave?.[side] ?? [])
      .map((peak, x) => `M${x + 0.5} ${HALF}v${(side === 'left' ? -1 : 1) * Math.sqrt(peak) * (HALF - 2)}`)
      .join('');
  return (
    <svg
      className="rec-shape"
      viewBox={`0 0 ${count} ${2 * HALF}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect className="rec-played" width={count * Math.min(1, playedShare)} height={2 * HALF} />
      <path className="rec-lead" d={sides('left')} />
      <path className="rec-agent" d={sides('right')} />
      <path className="rec-line" d={`M0 ${HALF}H${count}`} />
    </svg>
  );
}

/** More than a year ahead, so with the year. */
const dateOf = (atMs: number, zone: string): string =>
  new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: zone }).format(atMs);

function Meta({ recording }: { recording: Recording }) {
  const { tz } = useMe();
  const nowMs = useNowMs(60_000);
  const when = (atMs: number): string => dayAndTime(atMs, tz, nowMs);
  return (
    <p className="b-meta">
      Began {when(recording.beganAtMs)}.
      {recording.deletedAtMs === null ? '' : ` Kept until ${dateOf(recording.deletedAtMs, tz)}.`}
      {recording.plays.length === 0
        ? ''
        : ` Heard by ${recording.plays.map((play) => `${play.by} (${when(play.atMs)})`).join(', ')}.`}
    </p>
  );
}
