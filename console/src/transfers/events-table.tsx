/** The same facts as the bars, as an ordered table: the screen reader's way in. */
import type { TransferDetail } from '../api/types.ts';
import { duration } from '../ui/format.ts';
import { eventAt } from './playhead.ts';

export function EventsTable(props: { detail: TransferDetail; atMs: number; onSeek: (atMs: number) => void }) {
  const { events } = props.detail;
  const now = eventAt(events, props.atMs);
  return (
    <table className="b-table tr-events">
      <caption className="b-sr">Events, in order</caption>
      <thead>
        <tr>
          <th className="b-right">After ready</th>
          <th>Leg</th>
          <th>What happened</th>
          <th className="tr-code">Fact</th>
        </tr>
      </thead>
      <tbody>
        {events.map((e, i) => (
          <tr key={`${e.offsetMs}|${e.fact}|${e.leg}`} aria-current={i === now ? 'true' : undefined}>
            <td className="b-right b-num">
              <button type="button" className="b-linklike b-num" onClick={() => props.onSeek(e.offsetMs)}>
                {duration(e.offsetMs)}
              </button>
            </td>
            <td>{e.leg}</td>
            <td>{e.words}</td>
            <td className="tr-code">
              <code className="b-meta">{e.fact}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
