/** A Chromium with a fake microphone, the console built once, and the mock server behind it. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { type Mock, startMock } from '../mock/server.ts';

export const CHROMIUM = process.env.BATON_CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);

export const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;
export type Size = keyof typeof sizes;
export const schemes = ['light', 'dark'] as const;

export interface Stage {
  mock: Mock;
  page(options?: { size?: Size; scheme?: 'light' | 'dark'; zone?: string; reduced?: boolean }): Promise<Page>;
  close(): Promise<void>;
}

/** Builds the console into a directory of its own and opens the browser. */
export async function openStage(): Promise<Stage> {
  const dir = mkdtempSync(path.join(tmpdir(), 'baton-console-'));
  await build({
    configFile: path.resolve(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'error',
    build: { outDir: dir, emptyOutDir: true },
  });
  const mock = await startMock(dir);
  const browser: Browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-sync',
      '--autoplay-policy=document-user-activation-required',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  });
  const open: BrowserContext[] = [];
  return {
    mock,
    async page({ size = 'wide', scheme = 'light', zone = 'America/New_York', reduced = false } = {}) {
      for (const old of open.splice(0)) await old.close();
      // What a check before this one left behind when it failed must not fail this one too.
      mock.calm();
      const context = await browser.newContext({
        viewport: sizes[size],
        colorScheme: scheme,
        timezoneId: zone,
        reducedMotion: reduced ? 'reduce' : 'no-preference',
        permissions: ['microphone'],
      });
      open.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      return page;
    },
    async close() {
      await browser.close();
      await mock.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Violations of WCAG 2.2 A and AA as one line each. Empty is good. */
export async function axe(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axeFile });
  // A card half faded in has half its contrast.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((a) => a.finished)));
  return await page.evaluate(async () => {
    interface Axe {
      run(
        root: Document,
        options: unknown,
      ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
    }
    const { axe: tool } = window as unknown as { axe: Axe };
    const { violations } = await tool.run(document, {
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
      iframes: false,
    });
    return violations.flatMap((v) =>
      v.nodes.map(
        (n) => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary?.split('\n')[1]?.trim() ?? ''}`,
      ),
    );
  });
}

/** Buttons and links outside running text that are smaller than `least` px, as lines. */
export async function smallTargets(page: Page, least: number): Promise<string[]> {
  return await page.evaluate((min) => {
    const bad: string[] = [];
    for (const el of document.querySelectorAll<HTMLElement>('button, a[href], [role="tab"], select')) {
      if (el.closest('p, dd, .b-sr, .thread') !== null || el.matches('.b-skip, .b-linklike, .b-why, .b-link'))
        continue;
      const box = el.getBoundingClientRect();
      const seen = el.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
      if (!seen || box.width === 0) continue;
      if (box.width < min - 0.5 || box.height < min - 0.5)
        bad.push(
          `${el.getAttribute('aria-label') ?? el.textContent?.slice(0, 40)} ${Math.round(box.width)}x${Math.round(box.height)}`,
        );
    }
    return bad;
  }, least);
}

/** True when the page scrolls sideways. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => (document.scrollingElement?.scrollWidth ?? 0) - window.innerWidth);
