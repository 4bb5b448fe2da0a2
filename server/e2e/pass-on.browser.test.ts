/**
 * A live call passed on, with real program and pages: Ana talks with Maria, rings Ben by name, talks with him while Maria hears
 * hold sound, toggles, and hands over. Each speaks a tone of their own, and what each page hears is measured.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hearsExactly } from './ears.ts';
import { joined } from './joined.ts';
import { journal } from './measure.ts';
import { hasBrowser, openBrowser, pictureFolder } from './people.ts';
import { openStage } from './stage.ts';

if (!hasBrowser) console.warn('skipped: no Chromium (apt-get install chromium, or set BATON_CHROMIUM)');

describe.runIf(hasBrowser)('a live call passed on, end to end', () => {
  const pictures = pictureFolder('pass-on');
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
    console.log(`  pictures: ${pictures.folder}`);
  });
  afterAll(() => browser?.close());

  it('warm: rung by name with a note, talked with aside, toggled, handed over; the first is let go only then', async () => {
    const stage = await openStage(browser, ['ana']);
    try {
      await joined(stage);
      const ana = stage.desk('ana');
      const ben = await stage.open('ben');
      const people = [stage.lead, ana, ben];
      await ana.page.keyboard.press('t');
      await ana.page.getByRole('radio', { name: 'Ben Ortiz' }).check();
      await ana.page.getByLabel('What they should know').fill('Asks about a boat too.');
      await pictures.take(ana, '1-choose');
      await ana.page.getByRole('button', { name: 'Ring Ben Ortiz' }).click();
      await ben.sees('Ana passes Maria');
      await ben.page.getByText('Ana passes this on: Asks about a boat too.').waitFor();
      await pictures.take(ben, '2-offer');
      await ana.sees("You're live with Maria");
      await ben.page.getByRole('button', { name: /^Accept / }).click();
      await ben.sees('You have Maria. Only you hear this.');
      await ben.page.keyboard.press('s');
      await ben.sees('Ana passes Maria to you.');
      await ana.sees('You talk with Ben. Maria waits.');
      await hearsExactly(people, { lead: [], ana: ['ben'], ben: ['ana'] });
      await pictures.take(ana, '3-aside');

      await ana.page.keyboard.press('t');
      await ana.sees("You're live with Maria");
      await hearsExactly(people, { lead: ['ana'], ana: ['lead'], ben: [] });
      await ana.page.keyboard.press('a');
      await hearsExactly(people, { lead: ['ana', 'ben'], ana: ['lead', 'ben'], ben: ['lead', 'ana'] });

      await ana.page.keyboard.press('y');
      await ben.sees("You're live with Maria");
      await ana.sees('How did it go?');
      await ana.page.keyboard.press('2');
      await ana.page.keyboard.press('Control+Enter');
      await ana.sees('You are available.');
      await hearsExactly(people, { lead: ['ben'], ana: [], ben: ['lead'] });
      const passed = await journal(stage.baton(), 'transfer.passed');
      expect(passed.map(({ fact }) => fact)).toMatchObject([
        { fromAgentName: 'Ana Brooks', agentName: 'Ben Ortiz' },
      ]);

      // Ben hands her back to Ana, whose page has accepted this very transfer before; cold this time.
      await ben.page.getByRole('button', { name: 'Transfer on' }).click();
      await ben.page.getByRole('radio', { name: 'Ana Brooks' }).check();
      await ben.page.getByText('Hand over at once').click();
      await ben.page.getByRole('button', { name: 'Ring Ana Brooks' }).click();
      await ana.sees('Ben passes Maria');
      await ana.page.getByRole('button', { name: /^Accept / }).click();
      await ana.sees("You're live with Maria");
      await ben.sees('How did it go?');
      await hearsExactly(people, { lead: ['ana'], ana: ['lead'], ben: [] });
      await stage.lead.hangsUp();
      await ana.sees('How did it go?');
      expect(stage.complaints.lines).toEqual([]);
    } finally {
      await stage.close();
    }
  }, 600_000);
});
