/**
 * Agents, people, limits, changes and the floor's columns in a real browser against demo data: accessibility, sizes,
 * words, keys. Numbers K01... are those of the console's list of checks.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcomeWords, presenceWords } from '../../contract/words.ts';
import {
  axe,
  hasChromium,
  openStage,
  type Size,
  type Stage,
  schemes,
  sideways,
  sizes,
  smallTargets,
} from './browser.ts';

const screens: [name: string, path: string][] = [
  ['agents', '/agents?demo=admin'],
  ['agent as admin', '/agents/a-ana?demo=admin'],
  ['agent as supervisor', '/agents/a-joe?demo=dana'],
  ['no agents for agents', '/agents?demo=ana'],
  ['people', '/settings/people?demo=admin'],
  ['add person', '/settings/people?demo=admin&new=1'],
  ['limits', '/settings/limits?demo=admin'],
  ['departments', '/settings/departments?demo=admin'],
  ['passing on', '/settings/passing-on?demo=admin'],
  ['changes', '/settings/changes?demo=admin'],
];
/** Waits for a fact, up to 8 s: the machine may be busy. */
const eventually = <T>(fact: () => T | Promise<T>) => expect.poll(fact, { timeout: 20_000 });

describe.skipIf(!hasChromium)('team screens', { timeout: 120_000 }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
  });
  const go = async (page: Page, path: string): Promise<void> => {
    await page.goto(stage.mock.url + path);
    await page.locator('h1').first().waitFor();
  };
  const asked = (name: string) => stage.mock.asked.filter((one) => one.name === name);

  for (const size of Object.keys(sizes) as Size[])
    for (const scheme of schemes)
      it(`K01 K02 K03: every screen, ${size} ${scheme}`, async () => {
        const page = await stage.page({ size, scheme });
        const found: string[] = [];
        for (const [name, path] of screens) {
          await go(page, path);
          await page.waitForLoadState('networkidle');
          for (const line of await axe(page)) found.push(`${name}: ${line}`);
          for (const line of await smallTargets(page, size === 'narrow' ? 44 : 24))
            found.push(`${name}: small ${line}`);
          const over = await sideways(page);
          if (over > 0) found.push(`${name}: ${over} px too wide`);
        }
        expect(found).toEqual([]);
      });

  it('K14 K26: an agent is edited by text; a mistake takes focus and is tied; what is typed survives a reload', async () => {
    const page = await stage.page();
    await go(page, '/agents/a-ana?demo=admin');
    stage.mock.asked.length = 0;
    const licences = page.getByLabel('Licences');
    expect(await licences.inputValue()).toBe('TX\nFL 2027-01-31');
    expect(await page.getByLabel('Monday').inputValue()).toBe('9-17');
    await licences.fill('Texas');
    await page.keyboard.press('Control+s');
    await eventually(() => licences.evaluate((el) => el === document.activeElement)).toBe(true);
    const described = await licences.evaluate((el) =>
      (el.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' '),
    );
    expect(described).toContain('"Texas" is no licence');
    expect(asked('editAgent')).toEqual([]);
    await licences.fill('TX 2027-05-31, FL');
    await page.getByLabel('Saturday').fill('10-14');
    await page.reload();
    await page.getByText('Not saved yet; kept on this page.').waitFor();
    expect(await page.getByLabel('Saturday').inputValue()).toBe('10-14');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect(asked('editAgent')[0]?.body).toMatchObject({
      licences: [
        { state: 'TX', until: '2027-05-31' },
        { state: 'FL', until: null },
      ],
      shifts: [
        { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' },
        { days: [6], from: '10:00', to: '14:00' },
      ],
    });
  });

  it('K26: a limit that the server refuses is told at its field; back to default fills it in', async () => {
    const page = await stage.page();
    await go(page, '/settings/limits?demo=admin');
    const ring = page.getByLabel('Ring, seconds');
    await ring.fill('4');
    stage.mock.answer('editSettings', () => ({
      status: 400,
      body: {
        error: {
          code: 'VALIDATION',
          message: 'A limit is outside its range.',
          hint: '',
          requestId: '7Q2M',
          fields: { 'limits.ring': 'It takes 5 to 300 seconds.' },
        },
      },
    }));
    await page.keyboard.press('Control+s');
    await page.getByText('It takes 5 to 300 seconds.').waitFor();
    await eventually(() => ring.evaluate((el) => el === document.activeElement)).toBe(true);
    expect(await ring.inputValue()).toBe('4');
    stage.mock.answer('editSettings', null);
    stage.mock.asked.length = 0;
    await page.getByRole('button', { name: 'Back to default: Ring' }).click();
    expect(await ring.inputValue()).toBe('20');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^Saved\./).waitFor();
    expect(asked('editSettings')[0]?.body).toEqual({ limits: { ring: 20 } });
  });

  it('a person is added: the one-time password is shown once, and where to go on', async () => {
    const page = await stage.page();
    await go(page, '/settings/people?demo=admin&new=1');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Add person' }).click();
    const name = dialog.getByLabel('Name');
    await eventually(() => name.evaluate((el) => el === document.activeElement)).toBe(true);
    await name.fill('Next One');
    await dialog.getByLabel('E-mail').fill('next@northside.example');
    await dialog.getByRole('button', { name: 'Add person' }).click();
    await page.getByText('abcd-efgh-jkmn-pqrs').waitFor();
    expect(asked('createPerson').at(-1)?.body).toMatchObject({
      name: 'Next One',
      role: 'agent',
      takesCalls: true,
    });
    await page.getByRole('button', { name: 'I have saved it' }).click();
    await eventually(() => page.getByText('abcd-efgh-jkmn-pqrs').count()).toBe(0);
  });

  it('a webhook is tested and its secret rotated, shown once', async () => {
    const page = await stage.page();
    await go(page, '/settings/webhooks?demo=admin');
    stage.mock.asked.length = 0;
    await page.getByRole('button', { name: /^Send test: / }).click();
    await page.getByRole('list', { name: 'Deliveries' }).waitFor();
    await eventually(() => asked('testWebhook').length).toBe(1);
    await page.getByRole('button', { name: /^Rotate secret: / }).click();
    expect(asked('rotateWebhookSecret')).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate secret' }).click();
    await page.getByText('whsec_demo_new_secret').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have saved it' }).click();
    await eventually(() => page.getByText('whsec_demo_new_secret').count()).toBe(0);
  });

  it("a supervisor sets another's presence with a reason, and offers a waiting lead again", async () => {
    const page = await stage.page();
    await go(page, '/floor?demo=dana');
    stage.mock.asked.length = 0;
    await page.getByRole('button', { name: 'Set the presence of Ben Ortiz' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Set presence' }).click();
    await dialog.getByText('Say why; it is kept.').waitFor();
    await dialog.getByLabel('Reason').fill('left the building');
    await dialog.getByRole('button', { name: 'Set presence' }).click();
    await eventually(() => asked('overridePresence')[0]?.body).toEqual({
      presence: 'away',
      reason: 'left the building',
    });
    const waiting = page.getByRole('article', { name: /^Sofia Diaz/ });
    expect(await waiting.getByRole('button', { name: /Cancel/ }).count()).toBe(0);
    await waiting.getByRole('button', { name: 'Offer again: Sofia Diaz' }).click();
    await eventually(() => asked('offerNow')[0]?.params).toMatchObject({ id: 'l-diaz' });
  });

  it('K25: a column that holds the pointer keeps its order while events come, and says how many; left, it follows', async () => {
    const page = await stage.page();
    await go(page, '/floor?demo=dana');
    const column = page.getByRole('region', { name: 'Warming leads' });
    const order = async () =>
      await column.getByRole('article').evaluateAll((all) => all.map((el) => el.getAttribute('aria-label')));
    const before = await order();
    expect(before.length).toBeGreaterThan(2);
    await column.hover();
    // The one that was last is the nearest to ready now, again and again.
    for (let i = 0; i < 5; i += 1) {
      stage.mock.patchFloor((floor) => ({
        ...floor,
        warming: floor.warming.map((lead) => ({
          ...lead,
          readiness:
            `${lead.name}, warming` === before.at(-1) ? lead.threshold - 0.001 * (i + 1) : lead.threshold / 3,
          line: `told ${i}`,
        })),
      }));
      await column.getByText(`told ${i}`).first().waitFor();
      expect(await order()).toEqual(before);
    }
    await column.getByText(/changes? below/).waitFor();
    await page.getByRole('heading', { level: 1 }).hover();
    await eventually(async () => (await order())[0]).toBe(before.at(-1));
    // The same for focus.
    const now = await order();
    await column.getByRole('article').first().focus();
    stage.mock.patchFloor(null);
    await eventually(() => column.getByText('told 4').count()).toBe(0);
    expect(await order()).toEqual(now);
  });

  it('K34: words of outcomes and presence come from their tables; no forbidden word is a label', async () => {
    const page = await stage.page();
    const forbidden =
      /\b(oops|please|successfully|simply|bot|prospect|spy|channel partner|blast|manager|rep)\b|!/i;
    const found: string[] = [];
    const paths = [
      '/floor?demo=dana',
      '/leads?demo=dana',
      '/leads/l-maria?demo=dana',
      '/transfers?demo=dana',
      '/transfers/t-failed?demo=dana',
      '/settings/webhooks?demo=admin',
      ...screens.map(([, path]) => path),
    ];
    const chips = new Set<string>();
    for (const path of paths) {
      await go(page, path);
      await page.waitForLoadState('networkidle');
      const labels = await page
        .locator('button, h1, h2, h3, th, dt, label, [role="tab"], .b-chip, .nav-item')
        .evaluateAll((all) =>
          all.map((el) => `${el.textContent ?? ''} ${el.getAttribute('aria-label') ?? ''}`.trim()),
        );
      for (const label of labels) if (forbidden.test(label)) found.push(`${path}: ${label}`);
      for (const chip of await page.locator('.b-chip > span:first-of-type').allInnerTexts())
        chips.add(chip.trim());
    }
    expect(found).toEqual([]);
    const tables = new Set<string>([...Object.values(outcomeWords), ...Object.values(presenceWords)]);
    const told = [...chips].filter((chip) => tables.has(chip));
    expect(told.length).toBeGreaterThan(4);
    // A word that is nearly one of a table is a second word for the same thing.
    const near = (a: string, b: string) =>
      a !== b && a.toLowerCase().replace(/\W/g, '') === b.toLowerCase().replace(/\W/g, '');
    for (const chip of chips)
      for (const word of tables) if (near(chip, word)) found.push(`${chip} for ${word}`);
    expect(found).toEqual([]);
  });

  it('a canned reply is taken by "/" and keys, with the name filled in; what is written is kept as one', async () => {
    const page = await stage.page();
    await go(page, '/leads/l-maria?demo=dana');
    stage.mock.patchLead((detail) => ({
      ...detail,
      assistant: {
        mode: 'asleep',
        takenOverBy: 'Dana Whitfield',
        untilMs: Date.now() + 1_800_000,
        suggestion: null,
      },
    }));
    const field = page.getByLabel(/^Text to/);
    await field.fill('/hou');
    await page.getByRole('option', { name: /Hours/ }).waitFor();
    expect(await axe(page)).toEqual([]);
    stage.mock.asked.length = 0;
    await page.keyboard.press('Control+Enter');
    await page.keyboard.press('Enter');
    await eventually(() => field.inputValue()).toBe('Hi Maria, we are open from 9 to 5.');
    expect(asked('writeText')).toEqual([]);
    await page.getByRole('button', { name: 'Keep as reply' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Open');
    await page.keyboard.press('Enter');
    await eventually(() => asked('keep')[0]?.body).toMatchObject({
      kind: 'reply',
      name: 'Open',
      shared: false,
    });
    expect(await field.inputValue()).toBe('Hi Maria, we are open from 9 to 5.');
    stage.mock.patchLead(null);
  });

  it('a view is saved under a name, without the dialog that is open over it', async () => {
    const page = await stage.page();
    await go(page, '/leads?demo=dana&view=warming&q=Petra');
    stage.mock.asked.length = 0;
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Petra');
    await page.getByRole('dialog').getByLabel('For everybody').check();
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await eventually(() => asked('keep')[0]?.body).toEqual({
      kind: 'view',
      name: 'Petra',
      body: 'view=warming&q=Petra',
      shared: true,
    });
  });

  it('a page that fails to draw says so in its place, and the next page is there', async () => {
    const page = await stage.page();
    stage.mock.answer('changes', () => ({ body: { changes: [null], nextCursor: null } }));
    await page.goto(`${stage.mock.url}/settings/changes?demo=admin`);
    await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Floor' }).click();
    await page.getByRole('heading', { name: 'Floor', exact: true }).waitFor();
    stage.mock.answer('changes', null);
  });

  it('on a phone four places and More are in the bar; More leads to the others', async () => {
    const page = await stage.page({ size: 'narrow' });
    await go(page, '/floor?demo=admin');
    const bar = page.getByRole('navigation', { name: 'Main' });
    expect(await bar.getByRole('link').count()).toBe(4);
    await bar.getByRole('button', { name: 'More' }).click();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Compliance' }).waitFor();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await page.waitForURL(/\/settings/);
    await eventually(() => bar.getByRole('button', { name: 'More' }).getAttribute('aria-current')).toBe(
      'page',
    );
  });

  it('K33: fewer than twenty cases are counts without a percentage; from twenty on both are shown', async () => {
    const page = await stage.page();
    const level = async (joined: number, total: number): Promise<string> => {
      stage.mock.patchFloor((floor) => ({ ...floor, serviceLevel: { withinMs: 30_000, joined, total } }));
      await go(page, '/floor?demo=dana');
      const figure = page.locator('.floor-figure', { hasText: 'Joined within 30 s' });
      expect(await figure.getAttribute('title')).toMatch(/^Share of today's transfers/);
      return (await figure.locator('dd').innerText()).trim();
    };
    expect(await level(17, 19)).toBe('17 of 19');
    expect(await level(19, 20)).toBe('95 % (19 of 20)');
    stage.mock.patchFloor(null);
  });
});
