import { repeatDeadline, startRepeat, stepRepeat } from '../dialogs/index.ts';
import { repeatSuccess, type ServerTransaction } from '../transactions/index.ts';
import { type CallRecord, end, release, stopTimer } from './core.ts';
import { sendInDialog } from './in-dialog.ts';

/** Repeats our 2xx until its ACK; without one the dialog is ended with a BYE (RFC 3261 13.3.1.4). */
export function awaitAck(
  call: CallRecord,
  transaction: ServerTransaction,
  cseq: number,
  wantsSdp: boolean,
): void {
  const { core } = call;
  const repeat = startRepeat(core.clock.nowMs(), core.layer.timers.t1Ms);
  call.awaitingAck = { transaction, cseq, repeat, timer: undefined, wantsSdp };
  armRepeat(call);
}

function armRepeat(call: CallRecord): void {
  const { core, awaitingAck } = call;
  if (!awaitingAck) return;
  awaitingAck.timer = core.layer.wheel.add(repeatDeadline(awaitingAck.repeat) - core.clock.nowMs(), () => {
    const verdict = stepRepeat(awaitingAck.repeat, core.clock.nowMs(), core.layer.timers.t2Ms);
    if (verdict.type === 'give-up') return giveUp(call);
    awaitingAck.repeat = verdict.state;
    if (verdict.type === 'repeat') repeatSuccess(core.layer, awaitingAck.transaction);
    armRepeat(call);
  });
}

function giveUp(call: CallRecord): void {
  release(call);
  sendInDialog(call, 'BYE', { headers: call.byeOnAck }, () => {});
  end(call, 'them', 'unacknowledged');
}

/** Stops the repeating when this ACK is the one waited for. Returns what was waited for. */
export function takeAck(call: CallRecord, cseq: number): { wantsSdp: boolean } | undefined {
  const waited = call.awaitingAck;
  if (!waited || waited.cseq !== cseq) return undefined;
  stopTimer(call.core, waited.timer);
  release(call);
  return { wantsSdp: waited.wantsSdp };
}
