/**
 * The compliance page and the public's forms in a real browser, against the real server over a floor that worked a rehearsed day:
 * what is shown is what is on record; axe at both sizes and in both themes.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWorld } from '../../../server/sim/world.ts';
import { request, type Stage, startStage } from '../../../server/src/app/compliance/testing.ts';
import { checkoutRoot } from '../../../server/src/config.ts';
import { upsertPerson } from '../../../server/src/http/people.ts';
import { createSession } from '../../../server/src/http/sessions.ts';
import type { Db } from '../../../server/src/kernel/loop.ts';
import { loadPlaybooks } from '../../../server/src/playbook/load.ts';
import { testDatabase } from '../../../server/src/testing/pg.ts';
import { axe, CHROMIUM, hasChromium, sideways, sizes, smallTargets } from '../../test/browser.ts';

if (!hasChromium)
  console.warn(`skipped: ${CHROMIUM} is missing (apt-get install chromium, or set BATON_CHROMIUM)`);

const shots = process.env.BATON_SHOTS;

describe.skipIf(!hasChromium)('compliance in a browser', () => {
  const db = testDatabase();
  let stage: Stage;
  let browser: Browser;
  let root = '';
  const open: BrowserContext[] = [];

  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'baton-compliance-page-'));
    await build({
      configFile: path.resolve(import.meta.dirname, '../../vite.config.ts'),
      logLevel: 'error',
      build: { outDir: path.join(root, 'dist/console'), emptyOutDir: true },
    });
    const { playbooks } = await loadPlaybooks(path.join(checkoutRoot(), 'playbooks'));
    await runWorld({
      db: db.pool as unknown as Db,
      playbooks,
      leads: 30,
      agents: 4,
      hours: 3,
      seed: 4,
    });
    stage = await startStage(db.pool, { root, limits: { stranger: { burst: 5_000, everyMs: 1 } } });
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
    if (shots) mkdirSync(shots, { recursive: true });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await stage?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  async function pageOf(
    role: 'agent' | 'supervisor' | 'admin' | null,
    size: keyof typeof sizes = 'wide',
    scheme: 'light' | 'dark' = 'light',
  ): Promise<Page> {
    for (const old of open.splice(0)) await old.close();
    const context = await browser.newContext({
      viewport: sizes[size],
      colorScheme: scheme,
      timezoneId: 'America/New_York',
      bypassCSP: true,
      acceptDownloads: true,
    });
    open.push(context);
    if (role !== null) {
      const nowMs = stage.core.clock.nowMs();
      await upsertPerson(
        db.pool,
        { id: `p-${role}`, email: `${role}@x.test`, name: `Pat ${role}`, role, tz: 'America/New_York' },
        nowMs,
      );
      const { token } = await createSession(db.pool, `p-${role}`, 'cookie', nowMs);
      await context.addCookies([
        { name: 'baton_session', value: token, url: stage.url, httpOnly: true, sameSite: 'Lax' },
      ]);
    }
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    return page;
  }
  const keep = async (page: Page, name: string) => {
    if (shots) await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
  };

  const tabs = [
    ['now', 'May we contact this number?'],
    ['rules', 'This is engineering guidance, not legal advice.'],
    ['suppression', 'Do-not-call lists'],
    ['audit', 'Abandoned calls, 30 days'],
    ['settings', 'Is the gate open?'],
    ['archive', 'Who opened it'],
  ] as const;
  for (const [tab, words] of tabs) {
    for (const [size, scheme] of [
      ['wide', 'light'],
      ['wide', 'dark'],
      ['narrow', 'light'],
    ] as const) {
      it(`${tab}, ${size}, ${scheme}: shown, readable by axe, nothing beside the screen`, async () => {
        const page = await pageOf('admin', size, scheme);
        await page.goto(`${stage.url}/compliance?tab=${tab}`);
        await page.getByText(words).first().waitFor();
        await page.waitForLoadState('networkidle');
        await keep(page, `${tab}-${size}-${scheme}`);
        expect(await axe(page)).toEqual([]);
        expect(await sideways(page)).toBe(0);
        expect(await smallTargets(page, 24)).toEqual([]);
      });
    }
  }

  it('an agent is told why not; a supervisor may not lift', async () => {
    const agent = await pageOf('agent');
    await agent.goto(`${stage.url}/compliance`);
    await agent.getByText('needs the supervisor role').waitFor();
    const supervisor = await pageOf('supervisor');
    await supervisor.goto(`${stage.url}/compliance?tab=suppression`);
    await supervisor.getByRole('table').waitFor();
    expect(await supervisor.getByRole('button', { name: /^Lift/ }).count()).toBe(0);
  });

  it('the map: arrow keys move over the states, and the chosen one tells its zones and rule', async () => {
    const page = await pageOf('supervisor');
    await page.goto(`${stage.url}/compliance`);
    const texas = page.locator('[data-code="TX"]');
    await texas.focus();
    await page.keyboard.press('ArrowUp');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-code'))).toBe('OK');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-code'))).toBe('LA');
    await page.getByRole('heading', { name: 'Louisiana' }).waitFor();
    await page.getByText('Rule QH US-LA').waitFor();
    expect(await page.locator('.comp-tile').count()).toBe(51);
  });

  it('may we: asks the gate for a moment and shows all eighteen gates', async () => {
    const page = await pageOf('supervisor');
    await page.goto(`${stage.url}/compliance`);
    await page.getByRole('textbox', { name: 'Number', exact: true }).fill('(212) 555-0117');
    await page.getByRole('button', { name: 'Ask the gate' }).click();
    await page.getByText('NO_CONSENT').first().waitFor();
    const gates = page.getByRole('region', { name: 'Answers of the gates' }).getByRole('row');
    expect(await gates.count()).toBe(19);
    await keep(page, 'may');
  });

  it('adds an opt-out and finds it again by its number', async () => {
    const page = await pageOf('supervisor');
    await page.goto(`${stage.url}/compliance?tab=suppression`);
    await page.getByRole('button', { name: 'Add opt-out' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Number').fill('2125550118');
    await dialog.getByLabel(/What they said/).fill('told me at the fair');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Add opt-out' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByLabel('Search a number').fill('2125550118');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByText('told me at the fair').waitFor();
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
  });

  it('a letter is written down and obeyed; a mail of nobody known is settled', async () => {
    const page = await pageOf('supervisor');
    await page.goto(`${stage.url}/compliance?tab=suppression`);
    await page.getByRole('button', { name: 'Record a request' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Number').fill('2125550119');
    await dialog.getByLabel('Received on').fill('2026-11-16');
    await dialog.getByLabel('Their words').fill('no letters, no calls');
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Record and stop' }).click();
    await dialog.waitFor({ state: 'detached' });
    const panel = page.getByRole('region', { name: 'Requests by mail, post and phone' });
    await panel.getByText('no letters, no calls').waitFor();
    const mail = {
      from: 'who@example.org',
      subject: '',
      text: 'unsubscribe',
      messageId: `console-${Math.random()}`,
    };
    const sent = await request(stage, 'POST', '/v1/compliance/mail', {
      key: stage.keys.supervisor,
      body: mail,
    });
    expect(sent.status).toBe(200);
    await page.reload();
    await panel.getByRole('button', { name: 'Settle…' }).first().click();
    await dialog.getByLabel('Number').fill('2125550120');
    await keep(page, 'settle');
    await dialog.getByRole('button', { name: 'Stop for this number' }).click();
    await dialog.waitFor({ state: 'detached' });
    await panel.getByText('who@example.org, (212) 555-0120').waitFor();
  });

  it('settings: what is wrong is said, what is right is a version; a pause shuts the gate', async () => {
    const page = await pageOf('admin');
    await page.goto(`${stage.url}/compliance?tab=settings`);
    await page.getByLabel('Places, with commas').fill('US, ZZ');
    await page.getByLabel('Why, kept with the version').fill('a first try');
    await page.getByRole('button', { name: 'Save as version' }).click();
    await page.getByText('ZZ is no place of the rule table.').waitFor();
    await page.getByLabel('Places, with commas').fill('US, CA-BC');
    if ((await page.getByLabel('Number, row 1').count()) === 0)
      await page.getByRole('button', { name: 'Add a row' }).first().click();
    await page.getByLabel('Number, row 1').fill('+15125550100');
    await page.getByLabel('Proof that it is yours, row 1').selectOption('bought');
    await page.getByLabel('Proved on, row 1').fill('2026-10-01');
    await page.getByLabel('Proof filed under, row 1').fill('invoice 17');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save as version' }).click();
    const versions = page.getByRole('region', { name: 'Versions', exact: true });
    await versions.getByText('a first try').first().waitFor();
    await keep(page, 'settings-saved');
    await page.getByRole('button', { name: 'Pause all outreach…' }).click();
    await page.getByRole('dialog').getByLabel('Why, kept in the log').fill('the carrier called');
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByText('G01 KILL_SWITCH').first().waitFor();
    await page.getByRole('button', { name: 'Resume outreach…' }).click();
    await page.getByRole('dialog').getByLabel('Why, kept in the log').fill('all is well');
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Pause all outreach…' }).waitFor();
  });

  it('files: a bad row is named with its line', async () => {
    const page = await pageOf('admin');
    await page.goto(`${stage.url}/compliance?tab=suppression`);
    await page
      .locator('input[type=file][accept=".csv,.txt"]')
      .last()
      .setInputFiles({
        name: 'opt-outs.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('+12125550121,all\n+12125550122,fax\n'),
      });
    await page.getByRole('button', { name: 'Import file' }).click();
    await page.getByText('Line 2: "fax" is no channel').waitFor();
    await keep(page, 'files');
  });

  it('archive: found by number, opened with a reason, saved, and said who did; not for supervisors', async () => {
    const { rows } = await db.pool.query<{ id: string; phone: string }>(
      `select l.id, l.phone from baton.leads l
       where exists (select 1 from baton.transfers t where t.lead_id = l.id)
         and not exists (select 1 from baton.transfers t where t.lead_id = l.id and t.phase <> 'ended') limit 1`,
    );
    const lead = rows[0];
    if (!lead) throw new Error('the rehearsed day has no lead whose calls are over');
    const reference = `ticket ${stage.core.id()}`;
    const erased = await request(stage, 'POST', `/v1/leads/${lead.id}/erase`, {
      key: stage.keys.admin,
      body: { reference },
    });
    expect(erased.status, erased.text).toBe(200);
    const page = await pageOf('admin');
    await page.goto(`${stage.url}/compliance?tab=archive`);
    await page.getByLabel(/^Number, or the erasure/).fill(lead.phone);
    await page.getByRole('button', { name: 'Look' }).click();
    await page.getByText(`of ${reference}`).waitFor();
    expect(await page.locator('.comp-record').count()).toBe(0);
    await page.getByLabel('Why you open it').fill('the person asks what we kept');
    await page.getByRole('button', { name: /^Open \d/ }).click();
    await page.locator('.comp-record').first().waitFor();
    expect(await page.locator('.comp-record').first().textContent()).toContain(lead.phone);
    await keep(page, 'archive-open');
    expect(await axe(page)).toEqual([]);
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as a file' }).click(),
    ]);
    expect(readFileSync(await saved.path(), 'utf8')).toContain(lead.phone);
    await page.getByText('“the person asks what we kept”').waitFor();
    const supervisor = await pageOf('supervisor');
    await supervisor.goto(`${stage.url}/compliance?tab=archive`);
    await supervisor.getByText('needs the admin role').waitFor();
    expect(await supervisor.getByRole('link', { name: 'Archive' }).count()).toBe(0);
  });

  it('audit: a decision opens gate by gate; the evidence is saved as a PDF', async () => {
    const page = await pageOf('supervisor');
    await page.goto(`${stage.url}/compliance?tab=audit`);
    await page.locator('.comp-decision').first().click();
    await page.getByText('G18').first().waitFor();
    await keep(page, 'audit-open');
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export evidence' }).click(),
    ]);
    const file = await saved.path();
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it.each(['light', 'dark'] as const)(
    "the public's forms work without scripts and pass axe (%s)",
    async (scheme) => {
      const page = await pageOf(null, 'narrow', scheme);
      for (const address of ['/consent/insurance', '/opt-out', '/opt-out/x.y']) {
        await page.goto(stage.url + address);
        expect(await axe(page)).toEqual([]);
        expect(await sideways(page)).toBe(0);
        await keep(page, `public${address.replaceAll('/', '-')}-${scheme}`);
      }
      await page.goto(`${stage.url}/consent/insurance`);
      expect(await page.getByRole('checkbox').isChecked()).toBe(false);
      await page.getByLabel('Your name').fill('Lea Moon');
      await page.getByLabel('Mobile number').fill(scheme === 'light' ? '5125550171' : '5125550172');
      await page.getByRole('checkbox').check();
      await page.getByRole('button', { name: 'Contact me' }).click();
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      expect(await axe(page)).toEqual([]);
      await keep(page, `public-thanks-${scheme}`);
      await page.getByRole('link', { name: 'opt out here' }).click();
      await page.getByRole('button', { name: 'Stop texts and calls' }).click();
      await page.getByRole('heading', { name: 'You are opted out' }).waitFor();
      expect(await axe(page)).toEqual([]);
    },
  );
});
