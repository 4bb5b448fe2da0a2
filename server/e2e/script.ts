/** What the lead of these tests writes: a person who wants a quote for their car. */
import type { Lead } from './people.ts';

export const OPENING = 'hi, I want a quote for car insurance';
export const WISH = 'can someone call me?';

/** Texts until the assistant knows enough; each time it is waited for the answer. */
export async function qualify(lead: Lead): Promise<void> {
  let heard = await lead.page.locator('.hs-bubble.hs-them').count();
  for (const body of [OPENING, '78701', 'State Farm']) {
    await lead.texts(body);
    await lead.hearsBack(heard);
    heard = await lead.page.locator('.hs-bubble.hs-them').count();
  }
}
