/** Settings > Telephones in a browser: carriers with their answers in words, numbers, desk phones; each dialog checked too. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  axe,
  hasChromium,
  openStage,
  type Size,
  type Stage,
  sideways,
  sizes,
  smallTargets,
} from './browser.ts';

describe.skipIf(!hasChromium)('telephones', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 240_000);
  afterAll(() => stage?.close());

  const open = async (size: Size, scheme: 'light' | 'dark' = 'light'): Promise<Page> => {
    const page = await stage.page({ size, scheme });
    await page.goto(`${stage.mock.url}/settings/telephones?demo=admin`);
    await page.getByRole('heading', { name: 'Desk phones' }).waitFor();
    return page;
  };
  const judge = async (page: Page, size: Size): Promise<string[]> => {
    const found = [...(await axe(page)), ...(await smallTargets(page, size === 'narrow' ? 44 : 24))];
    const over = await sideways(page);
    return over > 0 ? [...found, `${over} px too wide`] : found;
  };

  for (const size of Object.keys(sizes) as Size[])
    it(`page and dialogs, ${size}`, async () => {
      const page = await open(size, size === 'narrow' ? 'dark' : 'light');
      await page.getByText('One call refused since the start').click();
      expect(await judge(page, size)).toEqual([]);
      for (const name of [
        'Add carrier',
        'Test call over Example Carrier',
        'Change Example Carrier',
        'Add number',
        'Add phone',
      ]) {
        await page.getByRole('button', { name, exact: true }).click();
        await page.getByRole('dialog').waitFor();
        expect(await judge(page, size), name).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
    }, 180_000);

  it('a carrier says what it answers, and a wrong address is said before anything is sent', async () => {
    const page = await open('wide');
    await page.getByRole('button', { name: 'Test Example Carrier' }).click();
    await page.getByText('The carrier answered: it is there. (200, 31 ms)').waitFor();
    await page.getByRole('button', { name: 'Test call over Example Carrier' }).click();
    await page.getByLabel('A phone of your own').fill('+15125550142');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByText('The carrier refuses us: check user name and password').waitFor();
    await page.keyboard.press('Escape');
    stage.mock.asked.length = 0;
    await page.getByRole('button', { name: 'Add carrier' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('New');
    await dialog.getByLabel('Server').fill('carrier.example');
    await dialog.getByRole('button', { name: 'Add carrier' }).click();
    await dialog.getByText('A SIP address, for example sip:carrier.example.').waitFor();
    expect(stage.mock.asked.filter(({ name }) => name === 'createTrunk')).toEqual([]);
    await dialog.getByLabel('Server').fill('sip:carrier.example');
    await dialog.getByRole('button', { name: 'Add carrier' }).click();
    await expect
      .poll(() => stage.mock.asked.find(({ name }) => name === 'createTrunk')?.body, { timeout: 20_000 })
      .toMatchObject({ name: 'New', server: 'sip:carrier.example', registers: false });
  }, 120_000);

  it('who takes a cold pass outside, and whether sound goes directly, is chosen for each carrier, with what it costs beside it', async () => {
    const page = await open('wide');
    stage.mock.asked.length = 0;
    await page.getByRole('button', { name: 'Change Example Carrier' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('no recording, no listening in').waitFor();
    await dialog.getByLabel('The carrier takes the lead there').check();
    await dialog.getByText('Then Baton hears no keys').waitFor();
    await dialog.getByLabel('Let sound go directly to the other telephone').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(() => stage.mock.asked.find(({ name }) => name === 'editTrunk')?.body, { timeout: 20_000 })
      .toEqual({ transfers: 'refer', directMedia: true });
  }, 120_000);

  it('a country is added to where calls may go, by keyboard', async () => {
    const page = await open('wide');
    stage.mock.asked.length = 0;
    const field = page.getByRole('combobox', { name: 'Other countries' });
    await field.focus();
    await page.keyboard.type('Can');
    await page.getByRole('option', { name: 'Canada' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Save countries' }).click();
    await page.getByText('Saved. In force from the next call on.').waitFor();
    expect(stage.mock.asked.find(({ name }) => name === 'editCallDestinations')?.body).toEqual({
      countries: ['CA'],
    });
  }, 120_000);

  it('what a voicemail is told: a proposed message is taken over and sent, with the number to opt out at', async () => {
    const page = await open('wide');
    stage.mock.asked.length = 0;
    await page.getByRole('button', { name: 'Use the proposed message for Home loans' }).click();
    await expect
      .poll(() => page.getByLabel('Message: Home loans').inputValue(), { timeout: 20_000 })
      .toMatch(/^Hello \{first_name\}/);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved. In force from the next transfer on.').waitFor();
    expect(stage.mock.asked.find(({ name }) => name === 'editVoicemail')?.body).toMatchObject({
      detectMachines: true,
      optOutNumber: '+18005550199',
      messages: { lending: expect.stringMatching(/opt_out_number/) },
    });
  }, 120_000);

  it('what to type into a phone is shown once, with its password', async () => {
    const page = await open('wide');
    await page.getByRole('button', { name: 'Add phone' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add phone' }).click();
    await page.getByText('The password is shown only now.').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByText('sip:phone-9f8e7d6c5b@192.0.2.10:5060').waitFor();
    await page.getByRole('button', { name: 'I have saved it' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }, 120_000);
});
