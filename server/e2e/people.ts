/** The people of an end-to-end test: each a page of their own in headless Chromium, acting as a person would. */
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { IN_PAGE, type PageNotes, TONES, type Who } from './in-page.ts';

export const CHROMIUM_PATH = process.env.BATON_CHROMIUM ?? '/usr/bin/chromium';
export const hasBrowser = existsSync(CHROMIUM_PATH);
export const LEAD_PHONE = '+15125550142';
export type AgentName = Exclude<Who, 'lead' | 'dana'>;

/** A busy machine may take long for what takes a moment elsewhere; no test relies on it being quick. */
export const PATIENCE_MS = 60_000;

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM_PATH, args: FLAGS });

/** Errors that a page reported, by page. */
export interface Complaints {
  lines: string[];
}

async function openPage(
  browser: Browser,
  url: string,
  size: { width: number; height: number },
  complaints: Complaints,
): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ viewport: size, permissions: ['microphone'] });
  await context.addInitScript(IN_PAGE);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('pageerror', (error) => complaints.lines.push(`${new URL(url).pathname}: ${error.message}`));
  await page.goto(url);
  return { page, context };
}

export interface Person {
  who: Who;
  page: Page;
  context: BrowserContext;
  notes(): Promise<PageNotes>;
  /** Waits for a heading that contains these words. */
  sees(words: string): Promise<void>;
  close(): Promise<void>;
}

const personOf = (who: Who, page: Page, context: BrowserContext): Person => ({
  who,
  page,
  context,
  notes: () => page.evaluate('window.batonNotes') as Promise<PageNotes>,
  sees: (words) => page.locator('h1', { hasText: words }).waitFor({ state: 'visible', timeout: PATIENCE_MS }),
  close: () => context.close(),
});

/**
 * Waits until the state of the page's phone is so. (Polled from here: the page's own security policy lets nothing be
 * evaluated later.)
 * @param condition JavaScript over the fields of the station's state
 */
export async function phoneIs(page: Page, condition: string): Promise<void> {
  const script = `(() => { const state = window.batonStation?.state(); if (!state) return false; const { media, link, legs } = state; return Boolean(media && link && legs && (${condition})); })()`;
  const end = performance.now() + PATIENCE_MS;
  while (!(await page.evaluate(script))) {
    if (performance.now() > end) throw new Error(`The phone of ${page.url()} never was: ${condition}`);
    await page.waitForTimeout(50);
  }
}

/** An agent's desk, available and with its phone connected. */
export async function openDesk(
  browser: Browser,
  baseUrl: string,
  who: AgentName,
  complaints: Complaints,
  available = true,
): Promise<Person> {
  const url = `${baseUrl}/desk?demo=${who}&tone=${TONES[who]}`;
  const { page, context } = await openPage(browser, url, { width: 1_280, height: 800 }, complaints);
  const desk = personOf(who, page, context);
  await phoneIs(page, 'media === "connected"');
  if (available) await goAvailable(desk);
  return desk;
}

export async function goAvailable(desk: Person): Promise<void> {
  await desk.page.getByRole('button', { name: 'Go available' }).click();
  await desk.sees('You are available.');
}

/** The supervisor's floor. Her phone is opened by her first press. */
export async function openFloor(browser: Browser, baseUrl: string, complaints: Complaints): Promise<Person> {
  const url = `${baseUrl}/floor?demo=dana&tone=${TONES.dana}`;
  const { page, context } = await openPage(browser, url, { width: 1_440, height: 900 }, complaints);
  const floor = personOf('dana', page, context);
  await floor.sees('Floor');
  return floor;
}

export interface Lead extends Person {
  /** Sends a text and waits until the carrier has it. @returns when Send was pressed, epoch ms */
  texts(body: string): Promise<number>;
  /** The texts shown on the phone, oldest first. */
  thread(): Promise<string[]>;
  /** Waits for a text of the seller that came after this many of theirs. */
  hearsBack(before: number): Promise<string>;
  answers(): Promise<void>;
  declines(): Promise<void>;
  hangsUp(): Promise<void>;
}

export async function openHandset(browser: Browser, baseUrl: string, complaints: Complaints): Promise<Lead> {
  const url = `${baseUrl}/handset/${LEAD_PHONE}?tone=${TONES.lead}`;
  const { page, context } = await openPage(browser, url, { width: 420, height: 860 }, complaints);
  await phoneIs(page, 'media === "connected"');
  const theirs = page.locator('.hs-bubble.hs-them');
  return {
    ...personOf('lead', page, context),
    async texts(body) {
      await page.getByRole('textbox', { name: 'Text message' }).fill(body);
      const sentAt = (await page.evaluate(
        '(() => { document.querySelector("button[aria-label=Send]").click(); return Date.now(); })()',
      )) as number;
      await page.locator('.hs-bubble.hs-me', { hasText: body }).last().waitFor();
      return sentAt;
    },
    thread: () => page.locator('.hs-bubble').allInnerTexts(),
    async hearsBack(before) {
      await theirs.nth(before).waitFor({ timeout: PATIENCE_MS });
      return theirs.nth(before).innerText();
    },
    answers: () => page.getByRole('button', { name: 'Answer' }).click(),
    declines: () => page.getByRole('button', { name: 'Decline' }).click(),
    hangsUp: () => page.getByRole('button', { name: 'End call' }).click(),
  };
}

/** Pictures for people to look at, outside the checkout. */
export function pictureFolder(name: string): {
  folder: string;
  take(person: Person, what: string): Promise<void>;
} {
  const folder = path.join(tmpdir(), 'baton-e2e-pictures', name);
  mkdirSync(folder, { recursive: true });
  return {
    folder,
    async take(person, what) {
      await person.page.screenshot({ path: path.join(folder, `${what}-${person.who}.png`) });
    },
  };
}
