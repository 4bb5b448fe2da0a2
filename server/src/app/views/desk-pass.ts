/** What a call that is passed on looks like on the two desks. */
import type { z } from 'zod';
import type { DeskCall } from '../../../../contract/api.ts';
import type { Connected, Pass, Transfer } from '../../transfer/transfer.ts';

type Shape = z.input<typeof DeskCall>;

export const firstState = (phase: Transfer['phase']): Shape['state'] =>
  phase === 'connected' ? 'live' : phase === 'joining' ? 'joining' : 'briefing';

/** Not `live` before the lead is theirs. */
export function secondState(pass: Pass | null): Shape['state'] {
  if (pass?.stage === 'briefing') return 'briefing';
  return pass?.stage === 'joining' ? 'joining' : 'aside';
}

/** Since when this leg has the lead: the join, or the end of the pass that brought it. */
export function liveSince(transfer: Connected, legId: string): number {
  return (
    transfer.passes?.find((one) => one.takenLegId === legId && one.how === 'passed')?.endedAtMs ??
    transfer.joinedAtMs
  );
}

const stages = {
  reserving: 'finding',
  ringing: 'ringing',
  briefing: 'briefing',
  talking: 'talking',
  joining: 'joining',
} as const;

export function passOnDesk(transfer: Transfer, isSecond: boolean): Pick<Shape, 'pass' | 'passWords'> {
  const pass = transfer.phase === 'connected' ? transfer.pass : null;
  const last = transfer.passes?.at(-1);
  const kept = last?.how != null && last.how !== 'passed' && last.endedAtMs !== null && !isSecond;
  const passWords = kept ? { words: last.words, atMs: last.endedAtMs ?? 0 } : null;
  if (!pass || transfer.phase !== 'connected') return { pass: null, passWords };
  const second = 'second' in pass ? pass.second : null;
  return {
    pass: {
      role: isSecond ? 'second' : 'first',
      stage: stages[pass.stage],
      mode: pass.mode,
      name: isSecond ? transfer.winner.name : (second?.name ?? pass.toName),
      with: pass.stage === 'talking' ? pass.with : 'second',
      note: pass.note,
      sinceMs: pass.askedAtMs,
      deadlineMs: transfer.deadlineMs,
      away: second?.away ?? false,
    },
    passWords: null,
  };
}
