/** How well each line carried sound. Nothing where nothing was measured. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { LineQuality as Shape } from '../../../contract/line.ts';
import { call } from '../api/client.ts';
import { duration } from '../ui/format.ts';
import { Panel } from '../ui/parts.tsx';

type Line = z.infer<typeof Shape>;
const words: Record<Line['verdict'], string> = { good: 'Good', fair: 'Fair', poor: 'Poor' };
const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.001 ? 2 : 1)} %`;

export function LineQuality({ transferId, isOver }: { transferId: string; isOver: boolean }) {
  const list = useQuery({
    queryKey: ['lines', transferId, isOver],
    queryFn: ({ signal }) => call('lineQuality', { params: { id: transferId }, signal }),
  });
  const lines = list.data?.lines ?? [];
  if (lines.length === 0) return null;
  return (
    <Panel title="Sound on the lines">
      <dl className="b-facts">
        {lines.map((line) => (
          <div key={line.legId} className="tr-fact">
            <dt>{line.name}</dt>
            <dd>
              <span className={line.verdict === 'poor' ? 'b-strong b-stop' : 'b-strong'}>
                {words[line.verdict]}.
              </span>{' '}
              {figures(line)}
              {line.directMs === 0 ? null : ` For ${duration(line.directMs)} it went directly, unmeasured.`}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function figures({ lostShare, farLostShare, jitterMs, roundTripMs }: Line): string {
  const to = farLostShare === null ? '' : `, ${percent(farLostShare)} to them`;
  const trip = roundTripMs === null ? '' : `, round trip ${Math.round(roundTripMs)} ms`;
  return `Lost ${percent(lostShare)} from them${to}; jitter ${Math.round(jitterMs)} ms${trip}.`;
}
