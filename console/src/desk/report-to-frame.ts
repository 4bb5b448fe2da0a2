/** In the Try it page a desk stands in a frame; it tells the page around it what the server said. */
import { useEffect } from 'react';
import { call } from '../api/client.ts';
import { panePerson } from '../api/pane.ts';
import type { TransferDetail } from '../api/types.ts';
import type { DeskState } from './desk-state.ts';

export interface DeskReport {
  baton: 'desk';
  person: string;
  is: DeskState['is'];
  call: 'briefing' | 'aside' | 'joining' | 'live' | 'lead-gone' | null;
  /** Nearest to ready among the leads this desk would get. */
  readiness: { value: number; threshold: number } | null;
  presence: string;
}
export interface ResultReport {
  baton: 'result';
  person: string;
  transferId: string;
  parts: TransferDetail['parts'];
}

export function useReportToFrame(
  report: Omit<DeskReport, 'baton' | 'person'> | null,
  liveTransferId: string | null,
): void {
  const text = report === null ? '' : JSON.stringify({ baton: 'desk', person: panePerson ?? '', ...report });
  useEffect(() => {
    if (window.parent === window || text === '') return;
    window.parent.postMessage(JSON.parse(text), window.location.origin);
  }, [text]);
  useEffect(() => {
    if (window.parent === window || liveTransferId === null) return;
    void call('transfer', { params: { id: liveTransferId } }).then(
      ({ parts }) => {
        const result: ResultReport = {
          baton: 'result',
          person: panePerson ?? '',
          transferId: liveTransferId,
          parts,
        };
        window.parent.postMessage(result, window.location.origin);
      },
      () => undefined,
    );
  }, [liveTransferId]);
}
