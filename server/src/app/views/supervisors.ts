/** A supervisor's part in a call, from the journal: when their phone was on, and who heard them. Pure. */
import type { z } from 'zod';
import type { TransferDetail as Shape } from '../../../../contract/api.ts';
import type { Fact } from '../../kernel/events.ts';

type Leg = z.input<typeof Shape>['legs'][number];
type How = 'listen' | 'whisper' | 'barge';
export interface Told {
  atMs: number;
  room: string;
  fact: Fact;
}

/** What somebody asked for. */
export const askedWords: Record<How | 'off', string> = {
  listen: 'listens in, heard by nobody',
  whisper: 'whispers: the agent alone hears it',
  barge: 'barges in: both hear it',
  off: 'leaves',
};
/** Since when they hear the call, and what was said before it. */
export const beganWords = ({ by, announced }: Extract<Fact, { type: 'monitor.began' }>): string =>
  announced === null
    ? `${by} hears the call; nothing had to be said first.`
    : `${by} hears the call. Said first, by ${announced.by}: "${announced.text}"`;
const heardWords: Record<How, string> = {
  listen: 'listens',
  whisper: 'whispers to the agent',
  barge: 'heard by both',
};

interface Asked {
  legId: string;
  by: string;
  personId: string;
  how: How;
  /** Something has to be said first: they hear nothing before. */
  announced: boolean;
}

/** One leg for each time somebody was on the call; a change between listening, whispering and barging is a segment. */
export function supervisorLegs(events: readonly Told[], readyAtMs: number): Leg[] {
  const legs: Leg[] = [];
  // The wish that is being met: its leg keeps the id of the first press, whatever is pressed afterwards.
  let asked = null as Asked | null;
  let live = null as Leg | null;
  for (const { atMs, room, fact } of events) {
    if (room !== 'call') continue;
    const offsetMs = atMs - readyAtMs;
    if (fact.type === 'call.monitor' && fact.how !== 'off') {
      const wish: Asked = {
        legId: fact.legId,
        by: fact.by,
        personId: fact.personId,
        how: fact.how,
        announced: fact.announce !== undefined,
      };
      if (asked === null) asked = wish;
      // Another supervisor who asks meanwhile is refused.
      else if (asked.personId === wish.personId && asked.how !== wish.how) {
        asked = { ...asked, how: wish.how };
        if (live) change(live, asked.how, offsetMs);
      }
    }
    if (asked === null || !('legId' in fact) || fact.legId !== asked.legId) continue;
    const begins = asked.announced ? 'monitor.began' : 'leg.answered';
    if (fact.type === begins && live === null) {
      live = { legId: asked.legId, role: 'supervisor', name: asked.by, segments: [] };
      legs.push(live);
      change(live, asked.how, offsetMs);
    }
    if (fact.type === 'leg.ended') {
      if (live) close(live, offsetMs);
      live = null;
      asked = null;
    }
  }
  return legs;
}

function close(leg: Leg, offsetMs: number): void {
  const last = leg.segments.at(-1);
  if (last) last.toMs = offsetMs;
}

function change(leg: Leg, how: How, offsetMs: number): void {
  close(leg, offsetMs);
  leg.segments.push({ kind: how, fromMs: offsetMs, toMs: null, words: heardWords[how] });
}
