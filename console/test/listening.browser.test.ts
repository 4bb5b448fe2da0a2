/** A supervisor joins a call, on screen: what is said first, by whom, and what the agent is asked to say. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as data from '../mock/data.ts';
import { axe, CHROMIUM, hasChromium, openStage, type Stage } from './browser.ts';

if (!hasChromium)
  console.warn(`skipped: ${CHROMIUM} is missing (apt-get install chromium, or set BATON_CHROMIUM)`);

const words = 'A supervisor of Northside Quotes is joining this call and will hear it.';

describe.skipIf(!hasChromium)('listening, announced', { timeout: 120_000 }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
  });

  it('the desk shows what to say, and that it was said', async () => {
    const page = await stage.page();
    page.setDefaultTimeout(20_000);
    await page.goto(`${stage.mock.url}/desk?demo=ana`);
    const live = data.desk('live', Date.now());
    if (!live.call) throw new Error('the live desk has a call');
    stage.mock.setDesk({ ...live, call: { ...live.call, tell: { by: 'Dana Cole', words } } });
    await page.getByText(`Dana Cole would like to listen. Say: “${words}”`).waitFor();
    expect(await axe(page)).toEqual([]);
    stage.mock.asked.length = 0;
    await page.getByRole('button', { name: 'I said it', exact: true }).click();
    await expect
      .poll(() => stage.mock.asked.find(({ name }) => name === 'announced')?.params, { timeout: 20_000 })
      .toEqual({ id: live.call.transferId });
    stage.mock.setDesk(live);
    await page.getByText('would like to listen').waitFor({ state: 'detached' });
  });

  it.each([
    ['assistant', /^First the assistant tells Noah and \w+: “A supervisor/],
    ['agent', /^First \w+ is asked to tell Noah: “A supervisor/],
    ['nobody', /^Nothing is said to Noah/],
  ] as const)('the floor says before anybody joins who says what: %s', async (say, sentence) => {
    const page = await stage.page();
    page.setDefaultTimeout(20_000);
    stage.mock.patchFloor((floor) => ({
      ...floor,
      calls: floor.calls.map((call) => ({
        ...call,
        listening: { say, words: say === 'nobody' ? null : words },
      })),
    }));
    await page.goto(`${stage.mock.url}/floor?demo=dana`);
    const card = page.getByRole('article', { name: /^Noah Berg, on a call/ });
    await card.getByRole('button', { name: /^Listen: / }).click();
    await card.getByText(sentence).waitFor();
    expect(await axe(page)).toEqual([]);
    stage.mock.patchFloor(null);
  });
});
