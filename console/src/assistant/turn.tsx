/** One turn of a play: what was written, how it was read, what followed. */
import { count } from '../ui/format.ts';
import { Baton } from '../ui/parts.tsx';
import { Why } from '../ui/why.tsx';
import type { PlayedText, PlayedTurn } from './types.ts';

export function TurnCard({ turn }: { turn: PlayedTurn }) {
  const fields = Object.entries(turn.fields);
  return (
    <li className="asst-turn">
      <p className="asst-lead">
        <span className="b-sr">Lead: </span>
        {turn.text}
      </p>
      <div className="asst-read">
        <p className="b-inline">
          <span className="b-strong">{turn.action}</span>
          <span className="b-dim b-num">{Math.round(turn.confidence * 100)} % sure</span>
          <Why
            of={`it is read as ${turn.action}`}
            reasons={turn.reasons.map(({ text, weight, code }) => ({
              text,
              source: `${code} ${weight > 0 ? '+' : ''}${weight.toFixed(2)}`,
            }))}
          />
        </p>
        <Meter readiness={turn.readiness} threshold={turn.threshold} type={turn.questionType} />
        {fields.length === 0 ? null : (
          <dl className="b-facts">
            {fields.map(([name, value]) => (
              <div key={name} className="asst-field">
                <dt>{name}</dt>
                <dd>{String(value)}</dd>
              </div>
            ))}
          </dl>
        )}
        {turn.refused === null ? null : <p className="b-ring">No transfer: {turn.refused}.</p>}
        {turn.events.map((words) => (
          <p key={words} className="b-go">
            {words}
          </p>
        ))}
      </div>
      <Texts texts={turn.said} />
    </li>
  );
}

/** Readiness against the threshold that held at this turn, as a bar and in words. */
function Meter({ readiness, threshold, type }: { readiness: number; threshold: number; type: string }) {
  return (
    <div className="asst-meter">
      <div className="asst-bar" aria-hidden="true">
        <span className="asst-fill" style={{ width: `${Math.round(readiness * 100)}%` }} />
        <span className="asst-mark" style={{ left: `${Math.round(threshold * 100)}%` }} />
      </div>
      <p className="b-meta b-num">
        readiness {readiness.toFixed(2)}, needs {threshold.toFixed(2)} ({type})
      </p>
    </div>
  );
}

/** What the assistant writes, with what each text costs. */
export function Texts({ texts }: { texts: readonly PlayedText[] }) {
  return (
    <>
      {texts.map(({ body, kind, encoding, segments, costUsd }) => (
        <div key={body} className="asst-said">
          <p>
            <Baton title="Assistant" /> {body}
          </p>
          <p className="b-meta b-num">
            {kind} · {count(segments, 'segment')} {encoding} · ${costUsd.toFixed(3)}
          </p>
        </div>
      ))}
    </>
  );
}
