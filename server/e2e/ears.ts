/** What the people of a call hear of each other, measured. */
import { expect } from 'vitest';
import type { Heard, Who } from './in-page.ts';
import { between, eventually, HEARD_DB, toneLevel, toneMostly, UNHEARD_DB } from './measure.ts';
import type { Person } from './people.ts';

/** Enough for a steady level in every ear; each is over 85 ms. */
const LOOKS = 25;

/** Who hears whom, from the ears of all: polled until it is so, then held for a while. Everybody speaks their own tone. */
export async function hearsExactly(people: Person[], wanted: Partial<Record<Who, Who[]>>): Promise<void> {
  const speakers = people.map(({ who }) => who);
  const earsOf = async (fromMs: number, toMs: number): Promise<Map<Who, Heard[]>> =>
    new Map(
      await Promise.all(
        people.map(async (one) => [one.who, between((await one.notes()).heard, fromMs, toMs)] as const),
      ),
    );
  const fits = (ears: Map<Who, Heard[]>): boolean =>
    people.every(({ who }) => {
      const heard = ears.get(who)!;
      if (heard.length < 4) return false;
      return speakers.every((speaker) =>
        wanted[who]!.includes(speaker)
          ? toneLevel(heard, speaker) > HEARD_DB
          : toneMostly(heard, speaker) < UNHEARD_DB,
      );
    });
  const sinceMs = await eventually(`heard: ${JSON.stringify(wanted)}`, async () => {
    const nowMs = Date.now();
    return fits(await earsOf(nowMs - 1_000, nowMs)) ? nowMs : null;
  });
  // And it stays so: a busy page listens seldom, so it is waited for looks, not for time.
  const ears = await eventually('some time of it', async () => {
    const found = await earsOf(sinceMs, Date.now());
    return people.every(({ who }) => found.get(who)!.length >= LOOKS) ? found : null;
  });
  for (const { who } of people) {
    const heard = ears.get(who)!;
    console.log(
      `  ${who} hears: ${speakers.map((speaker) => `${speaker} ${Math.round(toneLevel(heard, speaker))} dB`).join(', ')}`,
    );
    for (const speaker of speakers) {
      if (wanted[who]!.includes(speaker))
        expect(toneLevel(heard, speaker), `${who} hears ${speaker}`).toBeGreaterThan(HEARD_DB);
      else expect(toneMostly(heard, speaker), `${who} does not hear ${speaker}`).toBeLessThan(UNHEARD_DB);
    }
  }
}
