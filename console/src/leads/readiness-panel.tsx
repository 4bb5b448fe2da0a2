/** Readiness over time: a step line with the threshold dashed, its reasons, and the same as a table. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { LeadDetail } from '../api/types.ts';
import { timeWithZone } from '../ui/format.ts';
import { Panel } from '../ui/parts.tsx';
import { readinessWord } from '../ui/readiness-meter.tsx';

const W = 280;
const H = 88;

/** An SVG path of steps: the score holds until the next message. Pure. */
export function stepPath(
  history: readonly { atMs: number; score: number }[],
  width: number,
  height: number,
): string {
  const first = history[0];
  const last = history.at(-1);
  if (first === undefined || last === undefined) return '';
  const span = Math.max(1, last.atMs - first.atMs);
  // The newest score gets a stretch of its own, so that the last step is seen.
  const x = (atMs: number) => ((atMs - first.atMs) / span) * width * 0.86;
  const y = (score: number) => height - Math.max(0, Math.min(1, score)) * height;
  const steps = history.map((h, i) =>
    i === 0 ? `M${x(h.atMs)} ${y(h.score)}` : `H${x(h.atMs)}V${y(h.score)}`,
  );
  return `${steps.join('')}H${width}`;
}

export function ReadinessPanel({ detail, go }: { detail: LeadDetail; go: (messageId: string) => void }) {
  const { readiness } = detail;
  const [table, setTable] = useState(false);
  const word = readinessWord({ readiness: readiness.score, threshold: readiness.threshold });
  return (
    <Panel
      title="Readiness"
      aside={
        <Button
          size="compact-sm"
          variant="subtle"
          aria-pressed={table}
          onClick={() => setTable((was) => !was)}
        >
          {table ? 'Line' : 'Table'}
        </Button>
      }
    >
      <p className="ready-now">
        <span className="b-num ready-score">{readiness.score.toFixed(2)}</span>
        <span className="b-dim">of {readiness.threshold.toFixed(2)}</span>
        <span className={word === 'Ready' ? 'b-go' : 'b-dim'}>{word}</span>
      </p>
      {table ? (
        <table className="b-table">
          <thead>
            <tr>
              <th>When</th>
              <th className="b-right">Score</th>
            </tr>
          </thead>
          <tbody>
            {readiness.history.map((h) => (
              <tr key={h.atMs}>
                <td>{timeWithZone(h.atMs, detail.lead.tz)}</td>
                <td className="b-right b-num">{h.score.toFixed(2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <svg
          className="ready-line"
          viewBox={`0 -4 ${W} ${H + 8}`}
          role="img"
          aria-label={`Readiness rose to ${readiness.score.toFixed(2)} over ${readiness.history.length} messages; ${readiness.threshold.toFixed(2)} is needed.`}
        >
          <line
            x1="0"
            x2={W}
            y1={H - readiness.threshold * H}
            y2={H - readiness.threshold * H}
            className="ready-need"
          />
          <path d={stepPath(readiness.history, W, H)} className="ready-path" />
        </svg>
      )}
      <ul className="ready-reasons">
        {readiness.reasons.map((r) => (
          <li key={r.code}>
            <span>
              {r.weight >= 0 ? '+' : '–'} {r.text}
            </span>
            {r.messageId === undefined ? null : (
              <button
                type="button"
                className="b-linklike b-meta"
                onClick={() => go(r.messageId ?? '')}
                aria-label={`${r.text}: show the message`}
              >
                message
              </button>
            )}
          </li>
        ))}
      </ul>
      <p className="b-meta">Threshold of {readiness.questionType} questions</p>
    </Panel>
  );
}
