/** A recording on a transfer's page, in a real browser: its sound is played, sought in, and its shape is drawn. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeWav } from '../../server/src/media/wav.ts';
import { CHROMIUM, hasChromium, openStage, type Stage } from './browser.ts';

if (!hasChromium)
  console.warn(`skipped: ${CHROMIUM} is missing (apt-get install chromium, or set BATON_CHROMIUM)`);

const SECONDS = 142;

describe.skipIf(!hasChromium)('the recording of a transfer', { timeout: 120_000 }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
  });

  it('plays, says where it is, and goes where it is told; who heard it is named', async () => {
    const page = await stage.page();
    page.setDefaultTimeout(20_000);
    const side = new Int16Array(8_000 * SECONDS);
    const asked: (string | undefined)[] = [];
    await page.route('**/v1/recordings/*/audio', async (route) => {
      asked.push(
        await route
          .request()
          .headerValue('authorization')
          .then((value) => value ?? undefined),
      );
      await route.fulfill({ body: writeWav([side, side], 8_000), contentType: 'audio/wav' });
    });
    await page.goto(`${stage.mock.url}/transfers/t-maria?demo=dana`);
    const recording = page.getByRole('region', { name: 'Recording' });
    await recording.getByText('Heard by Dana Cole').waitFor();
    expect(await recording.locator('svg.rec-shape path.rec-lead').getAttribute('d')).toContain('M');
    // Nothing is fetched, so nothing is noted as heard, before somebody wants to hear it.
    expect(asked).toEqual([]);
    const seek = recording.getByLabel('Position in the recording');
    await recording.getByRole('button', { name: 'Play recording' }).click();
    await recording.getByRole('button', { name: 'Pause recording' }).waitFor();
    await expect.poll(async () => Number(await seek.inputValue()), { timeout: 20_000 }).toBeGreaterThan(0);
    // A pane that is a person by a token of its own sends it.
    expect(asked[0]).toMatch(/^Bearer /);
    await recording.getByRole('button', { name: 'Pause recording' }).click();
    await recording.getByRole('button', { name: 'Play recording' }).waitFor();
    await seek.fill('60000');
    await expect
      .poll(() => seek.getAttribute('aria-valuetext'), { timeout: 20_000 })
      .toMatch(/^1:00 of 2:22$/);
    expect(await recording.getByRole('alert').count()).toBe(0);
  });
});
