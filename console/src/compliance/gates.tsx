/** Gate by gate: what each of the eighteen answered. */
import * as I from '../ui/icons.ts';
import { StateChip } from '../ui/state-chip.tsx';

export interface GateLine {
  gate: string;
  name: string;
  verdict: string;
  reason: string | null;
  ruleId: string | null;
  detail: string;
}

export function VerdictChip({ verdict }: { verdict: string }) {
  if (verdict === 'allow') return <StateChip kind="plain" tone="go" icon={I.IconCheck} word="Allow" />;
  if (verdict === 'defer') return <StateChip kind="plain" tone="ring" icon={I.IconClockHour4} word="Defer" />;
  return <StateChip kind="plain" tone="stop" icon={I.IconShieldX} word="Deny" />;
}

export function Gates({ gates }: { gates: GateLine[] }) {
  return (
    <div className="comp-scroll" role="region" aria-label="Answers of the gates" tabIndex={0}>
      <table className="b-table">
        <thead>
          <tr>
            <th scope="col">Gate</th>
            <th scope="col">Answer</th>
            <th scope="col">Rule</th>
            <th scope="col">Detail</th>
          </tr>
        </thead>
        <tbody>
          {gates.map((one) => (
            <tr key={one.gate}>
              <th scope="row" className="b-nowrap">
                <span className="b-num">{one.gate}</span> {one.name}
              </th>
              <td>
                <VerdictChip verdict={one.verdict} />
              </td>
              <td className="b-meta">
                {[one.reason, one.ruleId].filter((text) => text !== null).join(' · ') || '–'}
              </td>
              <td>{one.detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
