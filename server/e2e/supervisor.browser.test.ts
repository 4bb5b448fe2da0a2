/**
 * A supervisor on a live call: listens and is heard by nobody, whispers to the agent alone, barges and is heard by both.
 * Real program, real pages; each speaks a tone of their own, and what each page hears is measured.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hearsExactly } from './ears.ts';
import { joined } from './joined.ts';
import { eventually, journal } from './measure.ts';
import { hasBrowser, openBrowser, openFloor, pictureFolder } from './people.ts';
import { openStage } from './stage.ts';

if (!hasBrowser) console.warn('skipped: no Chromium (apt-get install chromium, or set BATON_CHROMIUM)');

describe.runIf(hasBrowser)('a supervisor on a live call, end to end', () => {
  const pictures = pictureFolder('supervisor');
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
    console.log(`  pictures: ${pictures.folder}`);
  });
  afterAll(() => browser?.close());

  it('listens unheard, whispers to the agent, barges for both, and goes with the call', async () => {
    const stage = await openStage(browser, ['ana']);
    try {
      const dana = await openFloor(browser, stage.baton().url, stage.complaints);
      const ana = stage.desk('ana');
      await joined(stage);
      const card = dana.page.getByRole('article', { name: /on a call with Ana/ });
      await card.waitFor();
      const people = [stage.lead, ana, dana];

      // By mouse: the first press says who hears whom, the second does it.
      await card.getByRole('button', { name: /^Listen: / }).click();
      await card.getByText('Nobody hears you.').waitFor();
      expect(await journal(stage.baton(), 'call.monitor')).toEqual([]);
      await pictures.take(dana, '1-asked');
      await card.getByRole('button', { name: 'Listen', exact: true }).click();
      await card.getByRole('button', { name: 'Stop' }).waitFor();
      await hearsExactly(people, { lead: ['ana'], ana: ['lead'], dana: ['lead', 'ana'] });
      await card.getByText('You hear Ana and Maria. Nobody hears you.').waitFor();
      await ana.page.getByText('Dana Whitfield is listening').waitFor();
      // Both were told first, to the end of the sentence (REC-04, REC-05).
      const [began] = await journal(stage.baton(), 'monitor.began');
      expect(began!.fact.announced).toMatchObject({ by: 'the assistant' });
      const told = (await journal(stage.baton(), 'play.finished')).find(({ fact }) =>
        fact.sourceId.includes(':listener:'),
      );
      expect(told!.atMs).toBeLessThanOrEqual(began!.atMs);
      await pictures.take(dana, '2-listening');
      await pictures.take(ana, '2-listening');

      // By key, on the card.
      await card.focus();
      await dana.page.keyboard.press('w');
      await card.getByText('Only Ana hears you.').waitFor();
      await dana.page.keyboard.press('Enter');
      await hearsExactly(people, { lead: ['ana'], ana: ['lead', 'dana'], dana: ['lead', 'ana'] });
      await ana.page.getByText('Dana Whitfield whispers; only you hear it').waitFor();
      await pictures.take(ana, '3-whisper');

      await card.focus();
      await dana.page.keyboard.press('b');
      await card.getByText('Everyone hears you.').waitFor();
      await dana.page.keyboard.press('Enter');
      await hearsExactly(people, { lead: ['ana', 'dana'], ana: ['lead', 'dana'], dana: ['lead', 'ana'] });
      await ana.page.getByText('Dana Whitfield is on the call').waitFor();
      await pictures.take(dana, '4-barge');

      // Away from the floor the bar stays, and Stop ends it: the two go on.
      await dana.page
        .getByRole('navigation', { name: 'Main' })
        .getByRole('link', { name: 'Transfers' })
        .click();
      const bar = dana.page.getByRole('complementary', { name: 'Listening in' });
      await bar.getByText('Everyone hears you.').waitFor();
      await pictures.take(dana, '5-bar');
      await bar.getByRole('button', { name: 'Stop' }).click();
      await hearsExactly(people, { lead: ['ana'], ana: ['lead'], dana: [] });

      // On again, and the lead hangs up: her leg ends with the call.
      await dana.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Floor' }).click();
      await card.waitFor();
      await card.getByRole('button', { name: /^Listen: / }).click();
      await card.getByRole('button', { name: 'Listen', exact: true }).click();
      await hearsExactly(people, { lead: ['ana'], ana: ['lead'], dana: ['lead', 'ana'] });
      await stage.lead.hangsUp();
      await ana.sees('How did it go?');
      await card.waitFor({ state: 'detached' });
      await eventually('no leg of hers lives', async () => {
        const monitors = (await journal(stage.baton(), 'call.monitor')).map(({ fact }) => fact.legId);
        const answered = (await journal(stage.baton(), 'leg.answered')).map(({ fact }) => fact.legId);
        const ended = (await journal(stage.baton(), 'leg.ended')).map(({ fact }) => fact.legId);
        const hers = monitors.filter((legId) => answered.includes(legId));
        return hers.length === 2 && hers.every((legId) => ended.includes(legId));
      });

      // The transfer was never touched: one agent rung, one outcome, its own.
      const [ended] = await journal(stage.baton(), 'transfer.ended');
      expect(ended!.fact.outcome).toBe('connected');
      expect(ended!.fact.detail).toBe('The lead hung up.');
      const { rows } = await stage
        .baton()
        .pool.query<{ room: string }>(
          `select distinct room from baton.journal where body->>'legId' like 'monitor-%'`,
        );
      expect(rows.map(({ room }) => room)).toEqual(['call']);

      // And the time line tells who listened, when, and who heard it.
      await dana.page.goto(`${stage.baton().url}/transfers/${ended!.fact.transferId}?demo=dana`);
      await dana.page.getByRole('tab', { name: /^Events/ }).click();
      const events = dana.page.locator('.tr-events');
      for (const words of [
        'listens in, heard by nobody',
        'whispers: the agent alone hears it',
        'barges in: both hear it',
      ])
        await events.getByText(`Dana Whitfield ${words}.`).first().waitFor();
      await pictures.take(dana, '6-time-line');
      await dana.close();
      expect(stage.complaints.lines).toEqual([]);
    } finally {
      await stage.close();
    }
  }, 300_000);

  it('an agent asks for a supervisor; agents may not listen; a reload comes back unheard; a closed page ends it', async () => {
    const stage = await openStage(browser, ['ana']);
    try {
      const { url } = stage.baton();
      const dana = await openFloor(browser, url, stage.complaints);
      const ana = stage.desk('ana');
      await joined(stage);
      await ana.page.keyboard.press('u');
      await ana.page.getByText('Asked on the floor for a supervisor.').waitFor();
      const card = dana.page.getByRole('article', { name: /on a call with Ana/ });
      await card.getByText('Ana asks for a supervisor').waitFor();
      await pictures.take(dana, '7-asked-for');
      await pictures.take(ana, '7-asked-for');
      await card.getByRole('button', { name: /^Whisper: / }).click();
      await card.getByRole('button', { name: 'Whisper', exact: true }).click();
      const people = [stage.lead, ana, dana];
      await hearsExactly(people, { lead: ['ana'], ana: ['lead', 'dana'], dana: ['lead', 'ana'] });
      await card.getByText('Ana asks for a supervisor').waitFor({ state: 'detached' });

      // Agents may not, whatever their page says.
      const [connected] = await journal(stage.baton(), 'transfer.joined');
      const refused = await ana.page.evaluate(`(async () => {
        const answer = await fetch('/v1/transfers/${connected!.fact.transferId}/monitor', {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: 'Bearer ' + sessionStorage.getItem('baton.token.ana'),
          },
          body: JSON.stringify({ how: 'listen' }),
        });
        return { status: answer.status, body: await answer.json() };
      })()`);
      expect(refused).toMatchObject({ status: 403, body: { error: { code: 'WRONG_ROLE' } } });

      // Reloaded in the middle of a whisper: back on the call, with the microphone shut.
      await dana.page.reload();
      await card.getByText('You hear Ana and Maria. Nobody hears you.').waitFor();
      await hearsExactly(people, { lead: ['ana'], ana: ['lead'], dana: ['lead', 'ana'] });

      // Her page is closed: her leg ends by itself, the call goes on.
      await dana.close();
      await eventually('her leg has ended', async () => {
        const { rows } = await stage
          .baton()
          .pool.query<{ state: { monitor: unknown } }>('select state from baton.calls');
        return rows[0]!.state.monitor === null;
      });
      await hearsExactly([stage.lead, ana], { lead: ['ana'], ana: ['lead'] });
      await ana.sees("You're live with Maria");
      expect(stage.complaints.lines).toEqual([]);
    } finally {
      await stage.close();
    }
  }, 300_000);
});
