/** The playground, the calibration and the model's settings in a real browser: axe, sizes, keys, and what is asked of the server. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  axe,
  CHROMIUM,
  hasChromium,
  openStage,
  type Size,
  type Stage,
  schemes,
  sideways,
  sizes,
  smallTargets,
} from './browser.ts';

if (!hasChromium)
  console.warn(`skipped: ${CHROMIUM} is missing (apt-get install chromium, or set BATON_CHROMIUM)`);

const shots = process.env.BATON_SHOTS;
const pages = [
  ['playground', '/playground?demo=dana'],
  ['calibration', '/calibration?demo=dana'],
  ['model', '/settings/model?demo=admin'],
  ['no playground', '/playground?demo=ana'],
] as const;

describe.skipIf(!hasChromium)("the assistant's tools", { timeout: 120_000 }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    if (shots) mkdirSync(shots, { recursive: true });
  }, 180_000);
  afterAll(async () => {
    await stage?.close();
  });

  async function open(page: Page, address: string): Promise<void> {
    page.setDefaultTimeout(30_000);
    await page.goto(stage.mock.url + address);
    await page.locator('h1').first().waitFor();
    await page.waitForLoadState('networkidle');
  }
  const eventually = <T>(fact: () => T | Promise<T>) => expect.poll(fact, { timeout: 30_000 });
  const bodies = (name: string) => stage.mock.asked.filter((one) => one.name === name).map((one) => one.body);

  for (const size of Object.keys(sizes) as Size[]) {
    for (const scheme of schemes) {
      it(`K01 K02 K03: every page, ${size} ${scheme}`, async () => {
        const page = await stage.page({ size, scheme });
        const found: string[] = [];
        for (const [name, address] of pages) {
          await open(page, address);
          if (name === 'playground') {
            await page.getByRole('textbox', { name: 'The lead writes' }).fill('auto');
            await page.keyboard.press('Enter');
            await page.getByText('needs 0.80 (factual)').waitFor();
            await page.getByRole('button', { name: 'Replay', exact: true }).click();
            await page.getByText('1 turn of 2 would have differed.').waitFor();
          }
          for (const line of await axe(page)) found.push(`${name}: ${line}`);
          for (const line of await smallTargets(page, size === 'narrow' ? 44 : 24))
            found.push(`${name}: small ${line}`);
          const over = await sideways(page);
          if (over > 0) found.push(`${name}: ${over} px too wide`);
          if (shots)
            await page.screenshot({
              path: path.join(shots, `${name}-${size}-${scheme}.png`),
              fullPage: true,
            });
        }
        expect(found).toEqual([]);
      });
    }
  }

  it('plays by keyboard alone: write, Enter, see the reasons, take back', async () => {
    const page = await stage.page();
    stage.mock.asked.length = 0;
    await open(page, '/playground?demo=dana');
    const field = page.getByRole('textbox', { name: 'The lead writes' });
    await field.focus();
    await page.keyboard.type('auto');
    await page.keyboard.press('Enter');
    await page.getByText('Auto, got it.').waitFor();
    await page.keyboard.type('can someone call me?');
    await page.keyboard.press('Enter');
    await page.getByText('Agents are rung.').waitFor();
    expect(bodies('play').at(-1)).toMatchObject({ texts: ['auto', 'can someone call me?'], freeNow: 1 });
    const why = page.getByRole('button', { name: 'Why it is read as transfer' });
    await why.focus();
    await page.keyboard.press('Enter');
    await page.getByText('answered the question').first().waitFor();
    await page.keyboard.press('Escape');
    await eventually(() => why.evaluate((el) => el === document.activeElement)).toBe(true);
    await page.getByRole('checkbox', { name: 'An agent is free' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('No transfer: no agent is free for this lead.').waitFor();
    await page.getByRole('button', { name: 'Take back' }).focus();
    await page.keyboard.press('Enter');
    await eventually(() => page.getByText('No transfer:').count()).toBe(0);
  });

  it('plays and replays a changed playbook that nobody saved', async () => {
    const page = await stage.page();
    stage.mock.asked.length = 0;
    await open(page, '/playground?demo=dana&lead=l-maria');
    const source = page.getByRole('textbox', { name: 'Playbook as text' });
    await source.fill('id: insurance-auto\nthresholds: { factual: 0.95 }\n');
    await page.getByText('Changed here, not saved.').waitFor();
    await eventually(() => (bodies('play').at(-1) as { source?: string }).source).toMatch(/0\.95/);
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await page.getByText('differs: events, words, threshold').waitFor();
    expect(bodies('replay')).toEqual([
      { leadId: 'l-maria', source: expect.stringMatching(/0\.95/) as string },
    ]);
    await page.getByRole('button', { name: 'Back to saved' }).click();
    await page.getByText('As saved.').waitFor();
  });

  it('accepts a proposal after showing its evidence, and undoes a change', async () => {
    const page = await stage.page();
    stage.mock.asked.length = 0;
    await open(page, '/calibration?demo=dana');
    await page.getByRole('button', { name: 'Accept… Insurance auto, factual' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Unready calls 40 % → 10 %.').waitFor();
    await dialog.getByRole('button', { name: 'Use 0.86' }).click();
    await eventually(() => bodies('acceptThreshold')).toEqual([
      { playbook: 'insurance-auto', questionType: 'factual', threshold: 0.86 },
    ]);
    await eventually(() => dialog.count()).toBe(0);
    await page.getByRole('button', { name: 'Undo insurance-auto, open' }).click();
    await eventually(() => stage.mock.asked.find((one) => one.name === 'undoThreshold')?.params.id).toBe(
      'c1',
    );
  });

  it('tests and saves a model; the key is typed, and never shown', async () => {
    const page = await stage.page();
    stage.mock.asked.length = 0;
    await open(page, '/settings/model?demo=admin');
    await page.getByText('Set, ends 8f2a', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Test now' }).click();
    await page.getByText('It answered in the form asked for.').waitFor();
    expect(bodies('testModel')[0]).not.toHaveProperty('key');
    await page.getByLabel('Key', { exact: true }).fill('sk-new');
    await page.getByRole('button', { name: 'Save model' }).click();
    await eventually(() => bodies('saveModel')).toMatchObject([{ model: 'example-mini', key: 'sk-new' }]);
    await eventually(() => page.getByLabel('Key', { exact: true }).inputValue()).toBe('');
  });
});
