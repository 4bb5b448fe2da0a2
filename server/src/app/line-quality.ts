/** How well the lines of a call carried sound: measured by the media worker, kept by leg, told in three words. */
import type { z } from 'zod';
import type { LineQuality, LineRoute } from '../../../contract/line.ts';
import { BatonError } from '../errors.ts';
import type { Commands } from '../http/services.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Tx } from '../kernel/loop.ts';
import type { LegMeasure } from '../media/protocol.ts';
import type { Core } from './core.ts';
import { loadTransfer } from './views/desk.ts';

/** Less than a second of sound measures nothing. */
const LEAST_PACKETS = 50;

async function keepMeasure(tx: Tx, measure: LegMeasure, nowMs: number): Promise<void> {
  if (measure.packetsReceived < LEAST_PACKETS && measure.awayMs === 0) return;
  await tx.query({
    name: 'line-quality',
    text: `insert into baton.line_quality (leg_id, call_id, at_ms, received, lost, jitter_ms, sent, far_lost, round_trip_ms, direct_ms)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (leg_id) do nothing`,
    values: [
      measure.legId,
      measure.callId,
      nowMs,
      measure.packetsReceived,
      measure.packetsLost,
      measure.jitterMs,
      measure.packetsSent,
      measure.farLost ?? null,
      measure.roundTripMs ?? null,
      measure.awayMs,
    ],
  });
}

/** What the media workers measured of each leg, into the table; nobody waits for it. */
export function keepMeasures(
  tx: Tx,
  clock: Pick<Clock, 'nowMs'>,
  onError: (error: unknown, what: string) => void,
): (measure: LegMeasure) => void {
  return (measure) =>
    void keepMeasure(tx, measure, clock.nowMs()).catch((error) => onError(error, 'noting a line'));
}

/** The worst of loss, jitter and delay decides: ITU-T G.114 for delay; for loss, what concealment hides and what it does not. */
export function verdictOf(line: {
  lostShare: number;
  jitterMs: number;
  roundTripMs: number | null;
}): z.infer<typeof LineQuality>['verdict'] {
  const roundTripMs = line.roundTripMs ?? 0;
  if (line.lostShare > 0.03 || line.jitterMs > 60 || roundTripMs > 600) return 'poor';
  return line.lostShare > 0.01 || line.jitterMs > 30 || roundTripMs > 300 ? 'fair' : 'good';
}

interface Row extends Record<string, unknown> {
  leg_id: string;
  received: number;
  lost: number;
  jitter_ms: number;
  sent: number;
  far_lost: number | null;
  round_trip_ms: number | null;
  direct_ms: number;
}

export function lineCommands(core: Core): Pick<Commands, LineRoute> {
  return {
    async lineQuality(_actor, { id }) {
      const transfer = await loadTransfer(core.db, id);
      if (!transfer) throw new BatonError('NOT_FOUND', `There is no transfer ${id}.`);
      const { rows } = await core.db.query<Row>({
        name: 'lines-of-call',
        text: `select leg_id, received, lost, jitter_ms, sent, far_lost, round_trip_ms, direct_ms from baton.line_quality where call_id = $1 order by at_ms, leg_id`,
        values: [transfer.callId],
      });
      const nameOf = (legId: string): string =>
        legId === transfer.leadLeg?.legId
          ? transfer.spec.leadName
          : (transfer.offered.find((leg) => leg.legId === legId)?.name ?? 'Supervisor');
      const lines = rows.map((row) => {
        const lostShare = row.lost / Math.max(1, row.received + row.lost);
        const farLostShare =
          row.far_lost === null || row.sent === 0 ? null : Math.min(1, row.far_lost / row.sent);
        const line = { lostShare, jitterMs: row.jitter_ms, roundTripMs: row.round_trip_ms };
        const verdict = verdictOf({ ...line, lostShare: Math.max(lostShare, farLostShare ?? 0) });
        return {
          legId: row.leg_id,
          name: nameOf(row.leg_id),
          ...line,
          farLostShare,
          verdict,
          directMs: row.direct_ms,
        };
      });
      return { lines };
    },
  };
}
