/** Speech to text on screen: how it is set up and tried, and what an agent reads while a machine listens and when a lead opts out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as data from '../mock/data.ts';
import { axe, CHROMIUM, hasChromium, openStage, type Stage } from './browser.ts';

if (!hasChromium)
  console.warn(`skipped: ${CHROMIUM} is missing (apt-get install chromium, or set BATON_CHROMIUM)`);

const PATIENCE = { timeout: 20_000 };

describe.skipIf(!hasChromium)('hearing', { timeout: 120_000 }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
  });
  const bodies = (name: string) =>
    stage.mock.asked.filter((one) => one.name === name).map((one) => one.body as Record<string, unknown>);

  it('is tried and saved; the key is typed, and never shown', async () => {
    const page = await stage.page();
    page.setDefaultTimeout(20_000);
    stage.mock.asked.length = 0;
    await page.goto(`${stage.mock.url}/settings/model?demo=admin`);
    await page.getByText('small.en at http://127.0.0.1:8081/v1').waitFor();
    await page.getByText('240 utterances understood, 2 opt-outs; 4 not understood').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Try a sentence' }).click();
    await page.getByText('It understood “Please stop calling me.”').waitFor();
    expect(bodies('testHearing')[0]).toEqual({ url: 'http://127.0.0.1:8081/v1', model: 'small.en' });
    await page.getByLabel('Key for speech').fill('sk-new');
    await page.getByRole('button', { name: 'Save hearing' }).click();
    await expect
      .poll(() => bodies('saveHearing'), PATIENCE)
      .toMatchObject([{ model: 'small.en', key: 'sk-new' }]);
    await expect.poll(() => page.getByLabel('Key for speech').inputValue(), PATIENCE).toBe('');
    await page.getByRole('button', { name: 'Remove hearing' }).click();
    await expect.poll(() => bodies('removeHearing').length, PATIENCE).toBe(1);
  });

  it('the desk says that a machine listens, what to say first, and at once what the lead asked for', async () => {
    const page = await stage.page();
    page.setDefaultTimeout(20_000);
    await page.goto(`${stage.mock.url}/desk?demo=ana`);
    const live = data.desk('live', Date.now());
    if (!live.call) throw new Error('the live desk has a call');
    const { call } = live;
    const recording = {
      state: 'planned',
      by: 'agent',
      notice: 'Machines listen.',
      written: false,
      listens: true,
    } as const;
    stage.mock.setDesk({ ...live, call: { ...call, recording } });
    await page.getByText('Not listened to yet. Say: “Machines listen.”').waitFor();
    stage.mock.asked.length = 0;
    await page.getByRole('button', { name: 'I said it', exact: true }).click();
    await expect
      .poll(() => stage.mock.asked.find(({ name }) => name === 'record')?.body, PATIENCE)
      .toEqual({ on: true });
    stage.mock.setDesk({ ...live, call: { ...call, recording: { ...recording, state: 'on' } } });
    await page.getByText('Not recorded. A machine listens for opt-outs.').waitFor();
    const optedOut = { stops: 'everything', words: 'Please stop calling me.', atMs: Date.now() } as const;
    stage.mock.setDesk({ ...live, call: { ...call, recording: { ...recording, state: 'on' }, optedOut } });
    const alert = page.getByRole('alert').filter({ hasText: 'Asked not to be contacted again' });
    await alert.getByText('“Please stop calling me.”').waitFor();
    expect(await axe(page)).toEqual([]);
    stage.mock.setDesk({ ...live, call: { ...call, optedOut: { ...optedOut, stops: 'calls' } } });
    await page.getByText('Asked for no more calls').waitFor();
    stage.mock.setDesk(live);
  });
});
