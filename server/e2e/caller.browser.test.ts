/** The lead's handset calls the company's number: the assistant answers, a desk in the browser takes the call, and they talk. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TONES } from './in-page.ts';
import { HEARD_DB, journal } from './measure.ts';
import { hasBrowser, openBrowser, type Person, phoneIs } from './people.ts';
import { openStage, type Stage } from './stage.ts';

if (!hasBrowser) console.warn('skipped: no Chromium (apt-get install chromium, or set BATON_CHROMIUM)');

const PATIENCE = { timeout: 60_000, interval: 100 };

describe.runIf(hasBrowser)('a handset calls in', () => {
  let browser: Browser;
  let stage: Stage;
  beforeAll(async () => {
    browser = await openBrowser();
    stage = await openStage(browser, ['ana']);
  }, 240_000);
  afterAll(async () => {
    await stage?.close();
    await browser?.close();
  }, 120_000);

  const hears = (one: Person, hz: number): Promise<number> =>
    one.page.evaluate(`window.batonStation.hears(${hz})`) as Promise<number>;
  const loudness = (one: Person): Promise<number> =>
    one.page.evaluate('window.batonStation.level().output') as Promise<number>;

  it('hears the assistant, presses 1, is put on hold, and talks with the agent who accepts', async () => {
    const { lead } = stage;
    const ana = stage.desk('ana');
    await lead.page.getByRole('button', { name: /^Call / }).click();
    await phoneIs(lead.page, 'legs.some((leg) => leg.state === "live")');
    await expect.poll(() => loudness(lead), PATIENCE).toBeGreaterThan(0.005);
    await lead.page.getByRole('button', { name: 'Keypad' }).click();
    await lead.page.getByRole('button', { name: '1', exact: true }).click();
    await ana.sees('wants to talk now');
    await ana.page.getByText('Called us and pressed 1 to speak with somebody now').first().waitFor();
    await ana.page.getByRole('button', { name: /^Accept / }).click();
    await ana.sees("You're live with Maria.");
    await expect.poll(() => hears(ana, TONES.lead), PATIENCE).toBeGreaterThan(HEARD_DB);
    await expect.poll(() => hears(lead, TONES.ana), PATIENCE).toBeGreaterThan(HEARD_DB);
    expect(await journal(stage.baton(), 'leg.incoming')).toHaveLength(1);
    const [ready] = await journal(stage.baton(), 'lead.ready');
    expect(ready!.fact).toMatchObject({ origin: 'caller' });
    await lead.page.getByRole('button', { name: 'End call' }).click();
    await expect
      .poll(async () => (await journal(stage.baton(), 'transfer.ended'))[0]?.fact.outcome, PATIENCE)
      .toBe('connected');
    expect(stage.complaints.lines).toEqual([]);
  }, 240_000);
});
