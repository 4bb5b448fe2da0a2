/** Passing on, on a transfer's time line: what each leg of it did, and its facts in words. */
import type { z } from 'zod';
import type { TransferDetail } from '../../../../contract/api.ts';
import type { Fact } from '../../kernel/events.ts';
import type { OfferedLeg, PassRecord, Transfer } from '../../transfer/transfer.ts';
import { firstName } from '../names.ts';

type Segment = z.input<typeof TransferDetail>['legs'][number]['segments'][number];

const end = (transfer: Transfer): number | null => (transfer.phase === 'ended' ? transfer.endedAtMs : null);
const leftAt = (transfer: Transfer, legId: string): number | null => {
  const pass = transfer.passes?.find(
    (one) =>
      one.fromLegId === legId && (one.left !== undefined || one.how === 'passed' || one.how === 'first-left'),
  );
  return pass?.left?.atMs ?? pass?.endedAtMs ?? end(transfer);
};
const after = (transfer: Transfer, atMs: number | null): number | null =>
  atMs === null ? null : atMs - transfer.readyAtMs;

/** The talk of one agent with the lead: to their own pass, or to the end. */
export const talkOf = (transfer: Transfer, legId: string, fromMs: number): Segment => ({
  kind: 'talk',
  fromMs: fromMs - transfer.readyAtMs,
  toMs: after(transfer, leftAt(transfer, legId)),
  words: 'talking',
});

/** The lead hears hold sound while the two talk aside. */
export const holdsOf = (transfer: Transfer): Segment[] =>
  (transfer.passes ?? []).flatMap((pass) =>
    pass.talkAtMs === null
      ? []
      : [
          {
            kind: 'hold' as const,
            fromMs: pass.talkAtMs - transfer.readyAtMs,
            toMs: after(transfer, pass.endedAtMs ?? end(transfer)),
            words: 'on hold while the call is passed on',
          },
        ],
  );

/** What a leg did that rang for a pass; null: it rang for the transfer itself. */
export function passSegments(
  transfer: Transfer,
  leg: OfferedLeg,
  nowMs: number,
  lost: Segment[],
): Segment[] | null {
  const pass = transfer.passes?.find((one) => one.number === leg.pass);
  if (!pass) return null;
  const took = pass.takenLegId === leg.legId ? pass.takenAtMs : null;
  const ringing: Segment = {
    kind: 'ringing',
    fromMs: pass.askedAtMs - transfer.readyAtMs,
    toMs: (took ?? (leg.atMs > pass.askedAtMs ? leg.atMs : nowMs)) - transfer.readyAtMs,
    words: 'phone rings',
  };
  return took === null ? [ringing, ...lost] : [ringing, ...takenSegments(transfer, pass, took, leg)];
}

function takenSegments(transfer: Transfer, pass: PassRecord, tookMs: number, leg: OfferedLeg): Segment[] {
  const at = (ms: number | null) => after(transfer, ms ?? end(transfer));
  const segments: Segment[] = [];
  if (leg.agentId !== null)
    segments.push({
      kind: 'brief',
      fromMs: tookMs - transfer.readyAtMs,
      toMs: at(pass.talkAtMs ?? pass.endedAtMs),
      words: 'hears the brief',
    });
  if (pass.talkAtMs !== null)
    segments.push({
      kind: 'aside',
      fromMs: pass.talkAtMs - transfer.readyAtMs,
      toMs: at(pass.endedAtMs),
      words: 'talks with the one who passes on',
    });
  if (pass.how === 'passed' && pass.endedAtMs !== null)
    segments.push(talkOf(transfer, leg.legId, pass.endedAtMs));
  return segments;
}

const withWords = { second: 'Talks aside', lead: 'Talks with the lead', all: 'Talks with both' } as const;

/** Facts of passing on in plain words, with whose they are; null for any other. */
export function passWords(
  fact: Fact,
  nameOf: (agentId: string) => string,
): { leg: string; words: string } | null {
  switch (fact.type) {
    case 'transfer.pass-asked': {
      const how = fact.phone === undefined ? fact.mode : `${fact.mode}, by the phone's transfer key`;
      return { leg: nameOf(fact.agentId), words: `Passes the call on to ${fact.toName} (${how}).` };
    }
    case 'transfer.pass-refused':
      return { leg: fact.agentName, words: `The phone's transfer key was refused: ${fact.words}` };
    case 'transfer.passing':
      return { leg: fact.agentName, words: `Rings ${fact.to.map((one) => firstName(one.name)).join(', ')}.` };
    case 'transfer.pass-talk':
      return { leg: nameOf(fact.agentId), words: `${withWords[fact.with]}.` };
    case 'transfer.pass-bridged':
      return { leg: fact.agentName, words: fact.words };
    case 'transfer.pass-complete':
      return { leg: nameOf(fact.agentId), words: 'Hands the lead over.' };
    case 'transfer.passed':
      return { leg: fact.agentName, words: `Has the lead, from ${firstName(fact.fromAgentName)}.` };
    case 'transfer.pass-ended':
      return { leg: fact.agentName, words: fact.words };
    default:
      return null;
  }
}
