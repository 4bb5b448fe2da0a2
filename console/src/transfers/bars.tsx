/** Every leg on one time axis. Each segment is a pattern and a word; colour comes third. */
import { useNowMs } from '../api/live.ts';
import type { TransferDetail } from '../api/types.ts';
import { duration } from '../ui/format.ts';
import { afterReadyMs, shownSpanMs, ticks } from './playhead.ts';

type Leg = TransferDetail['legs'][number];
type Segment = Leg['segments'][number];
const instants = new Set<Segment['kind']>(['accepted', 'taken', 'declined', 'missed', 'ended']);

const sentenceCase = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const roleWord = { lead: 'Lead', assistant: 'Assistant', agent: 'Agent', supervisor: 'Supervisor' } as const;

interface Props {
  detail: TransferDetail;
  atMs: number;
  narrow: boolean;
  onSeek: (atMs: number) => void;
}

export function Bars(props: Props) {
  const { detail } = props;
  const { readyAtMs, endedAtMs, joinedAtMs } = detail.transfer;
  const nowMs = useNowMs(200);
  const running = endedAtMs === null && joinedAtMs === null ? nowMs - readyAtMs : null;
  const span = shownSpanMs(detail.events, detail.parts.readyToJoinedMs, running);
  if (props.narrow) return <Lists detail={detail} />;
  const x = (ms: number): number => (Math.max(0, Math.min(span, ms)) / span) * 100;
  return (
    <div className="bars" role="group" aria-label="Legs">
      <div className="bars-axis" aria-hidden="true">
        {ticks(span).map((t) => (
          <span key={t} style={{ left: `${x(t)}%` }} className="b-num">
            {duration(t)}
          </span>
        ))}
      </div>
      {detail.legs.map((leg) => (
        <div key={leg.legId} className="bars-leg">
          <div className="bars-name">
            <span>{leg.name}</span>
            {leg.name === roleWord[leg.role] ? null : <span className="b-meta">{roleWord[leg.role]}</span>}
          </div>
          <div className="bars-track">
            {leg.segments.map((s) => (
              <SegmentBar
                key={`${s.kind}|${s.fromMs}`}
                leg={leg}
                segment={s}
                x={x}
                readyAtMs={readyAtMs}
                spanMs={span}
                onSeek={props.onSeek}
              />
            ))}
          </div>
        </div>
      ))}
      <div className="bars-head" aria-hidden="true">
        <span style={{ left: `${x(props.atMs)}%` }} />
        {detail.parts.readyToJoinedMs === null ? null : (
          <span className="bars-join" style={{ left: `${x(detail.parts.readyToJoinedMs)}%` }} />
        )}
      </div>
    </div>
  );
}

function SegmentBar(props: {
  leg: Leg;
  segment: Segment;
  x: (ms: number) => number;
  readyAtMs: number;
  spanMs: number;
  onSeek: (atMs: number) => void;
}) {
  const { segment: s, x } = props;
  const from = afterReadyMs(s.fromMs, props.readyAtMs);
  const to = s.toMs === null ? props.spanMs : afterReadyMs(s.toMs, props.readyAtMs);
  const instant = instants.has(s.kind);
  const left = x(from);
  const width = Math.max(0.4, x(to) - left);
  // A label stands to the left where the next thing of this leg begins, or where the right edge is near.
  const followed = props.leg.segments.some(
    (o) => o !== s && o.fromMs >= s.fromMs && o.fromMs - s.fromMs < props.spanMs * 0.12,
  );
  const flip = instant && (left > 78 || (followed && left > 10));
  return (
    <button
      type="button"
      className={`seg seg-${s.kind}`}
      data-instant={instant || undefined}
      data-flip={flip || undefined}
      style={
        flip ? { right: `${100 - left}%` } : { left: `${left}%`, ...(instant ? {} : { width: `${width}%` }) }
      }
      aria-label={`${props.leg.name}: ${s.words}, at ${duration(from)}${instant || s.toMs === null ? '' : ` for ${duration(s.toMs - s.fromMs)}`}`}
      title={s.words}
      onClick={() => props.onSeek(from)}
    >
      <span>{sentenceCase(s.words)}</span>
    </button>
  );
}

/** At 390 px legs stack as small lists: no sideways scroll. */
function Lists({ detail }: { detail: TransferDetail }) {
  return (
    <div className="legs-stack">
      {detail.legs.map((leg) => (
        <section key={leg.legId} aria-label={leg.name}>
          <h3>{leg.name}</h3>
          <ul>
            {leg.segments.map((s) => (
              <li key={`${s.kind}|${s.fromMs}`}>
                <span>{sentenceCase(s.words)}</span>
                <span className="b-num b-dim">
                  {duration(afterReadyMs(s.fromMs, detail.transfer.readyAtMs))}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
