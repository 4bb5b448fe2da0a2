import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_PATH, openBrowser } from '../../../server/src/adapters/engine/browser-bench.ts';

const hasBrowser = existsSync(CHROMIUM_PATH);
if (!hasBrowser) console.warn(`skipped: no Chromium at ${CHROMIUM_PATH} (apt-get install chromium)`);

/** Everything that goes to the speaker also passes an analyser, which keeps the loudest it saw of each pitch. */
const EAR = `
  const real = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, 'destination').get;
  let ear;
  Object.defineProperty(BaseAudioContext.prototype, 'destination', { get() {
    if (!ear) { ear = this.createAnalyser(); ear.fftSize = 4096; ear.smoothingTimeConstant = 0; ear.connect(real.call(this)); }
    return ear;
  } });
  var power = (hz) => {
    if (!ear) return -200;
    const bins = new Float32Array(ear.frequencyBinCount);
    ear.getFloatFrequencyData(bins);
    return bins[Math.round(hz / (ear.context.sampleRate / ear.fftSize))];
  };
  var loudest = async (hz, ms) => {
    let most = -200;
    for (const end = performance.now() + ms; performance.now() < end; await new Promise((r) => setTimeout(r, 10))) most = Math.max(most, power(hz));
    return most;
  };`;

describe.runIf(hasBrowser)('sounds', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    const bundle = await build({
      entryPoints: [fileURLToPath(new URL('./sounds.ts', import.meta.url))],
      bundle: true,
      format: 'iife',
      globalName: 'lib',
      write: false,
      logLevel: 'error',
    });
    browser = await openBrowser();
    page = await browser.newPage();
    await page.goto('about:blank');
    await page.addScriptTag({ content: EAR });
    await page.addScriptTag({ content: bundle.outputFiles[0]!.text });
    await page.evaluate('var sounds = lib.createSounds(); sounds.unlock()');
  });
  afterAll(() => browser?.close());

  const loudest = (hz: number, ms: number): Promise<number> =>
    page.evaluate(`loudest(${hz}, ${ms})`) as Promise<number>;

  it('an offer rings at 660 and 880 Hz, again and again, and is silent within 100 ms of being stopped', async () => {
    await page.evaluate('sounds.startRing(); sounds.startRing()');
    const [low, high] = (await page.evaluate(
      'Promise.all([loudest(660, 1300), loudest(880, 1300)])',
    )) as number[];
    expect(low).toBeGreaterThan(-35);
    expect(high).toBeGreaterThan(-35);
    expect(await loudest(660, 1_500)).toBeGreaterThan(-35);
    await page.evaluate('sounds.stopRing(); sounds.startRing(); sounds.stopRing()');
    // The analyser itself looks back 85 ms.
    await page.waitForTimeout(190);
    expect(await loudest(660, 1_600)).toBeLessThan(-70);
  });

  it('being live is one short 523 Hz; volume nought is silence', async () => {
    const live = page.evaluate('sounds.play("live"); loudest(523, 300)') as Promise<number>;
    expect(await live).toBeGreaterThan(-45);
    await page.evaluate('sounds.setVolume("live", 0)');
    await page.waitForTimeout(300);
    expect(await (page.evaluate('sounds.play("live"); loudest(523, 300)') as Promise<number>)).toBeLessThan(
      -70,
    );
  });

  it('ringing heard by a caller is 440 and 480 Hz; the handset has a ring of its own', async () => {
    await page.evaluate('sounds.startRingback()');
    expect(await loudest(440, 500)).toBeGreaterThan(-50);
    await page.evaluate('sounds.startHandsetRing()');
    expect(await loudest(784, 900)).toBeGreaterThan(-50);
    await page.evaluate('sounds.stopRing()');
  });
});
