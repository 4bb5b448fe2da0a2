/** Readiness is a meter and not a colour: five ticks, a notch at the threshold, "Ready" at or past it. */
import type { Reason } from '../api/types.ts';
import { Why } from './why.tsx';

export interface Readiness {
  readiness: number;
  threshold: number;
}

/** "Ready" or "Not yet". */
export const readinessWord = (r: Readiness): string => (r.readiness >= r.threshold ? 'Ready' : 'Not yet');

export function ReadinessMeter(
  props: Readiness & { word?: boolean; reasons?: Reason[]; name?: string; go?: (messageId: string) => void },
) {
  const { readiness, threshold } = props;
  const ready = readiness >= threshold;
  const label = `${readinessWord(props)}: ${readiness.toFixed(2)}, needs ${threshold.toFixed(2)}`;
  return (
    <span className="b-meter-row">
      <span
        className="b-meter"
        role="meter"
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={Number(readiness.toFixed(2))}
        aria-valuetext={label}
        aria-label={props.name === undefined ? 'Readiness' : `Readiness of ${props.name}`}
        title={label}
        data-ready={ready || undefined}
      >
        {[0, 1, 2, 3, 4].map((tick) => (
          <span key={tick} className="b-meter-tick">
            <span style={{ width: `${Math.max(0, Math.min(1, readiness * 5 - tick)) * 100}%` }} />
          </span>
        ))}
        <span className="b-meter-notch" style={{ left: `${threshold * 100}%` }} />
      </span>
      {props.word === true ? <span className={ready ? 'b-go' : 'b-dim'}>{readinessWord(props)}</span> : null}
      {props.reasons === undefined ? null : (
        <Why
          of={`${props.name ?? 'the lead'} is ${ready ? 'ready' : 'not ready yet'}`}
          reasons={readinessReasons(props.reasons, props.go)}
        />
      )}
    </span>
  );
}

/** Reasons as the Why shows them: sign, words, the message. */
export const readinessReasons = (reasons: Reason[], go?: (messageId: string) => void) =>
  reasons.map((r) => ({
    text: `${r.weight >= 0 ? '+' : '–'} ${r.text}`,
    source: r.messageId === undefined ? r.code : `${r.code} · from the conversation`,
    ...(go === undefined || r.messageId === undefined ? {} : { go: () => go(r.messageId ?? '') }),
  }));
