/** Passing a call on, drafts that wait, and departments: by keyboard, with words for every state, accessible at both sizes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desk } from '../mock/data.ts';
import type { DepartmentsView, DeskCall, LeadDetail, PassOptions } from '../src/api/types.ts';
import {
  axe,
  CHROMIUM,
  hasChromium,
  openStage,
  type Size,
  type Stage,
  schemes,
  sideways,
} from './browser.ts';

if (!hasChromium)
  console.warn(`skipped: ${CHROMIUM} is missing (apt-get install chromium, or set BATON_CHROMIUM)`);

const PATIENT = { timeout: 20_000 };
const looks = (['wide', 'narrow'] as const).flatMap((size) =>
  schemes.map((scheme) => [size, scheme] as const),
);

describe.skipIf(!hasChromium)('in a browser', { timeout: 180_000 }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
  });

  const asked = (name: string) => stage.mock.asked.filter((one) => one.name === name);
  const options: PassOptions = {
    agents: [
      { agentId: 'ben', name: 'Ben Ortiz', free: true, words: 'Available' },
      { agentId: 'ravi', name: 'Ravi Patel', free: false, words: 'In a meeting until 2:30 PM CST' },
    ],
    freeWhoFit: 1,
    outside: [{ name: 'Claims desk', to: '+15125550177' }],
    typed: true,
  };
  const live = (change: Partial<DeskCall> = {}) => {
    const view = desk('live', Date.now());
    return { ...view, call: { ...view.call!, ...change } };
  };
  const pass = (change: Partial<NonNullable<DeskCall['pass']>>): DeskCall['pass'] => ({
    role: 'first',
    stage: 'talking',
    mode: 'warm',
    name: 'Ben Ortiz',
    with: 'second',
    note: 'asks about a boat',
    sinceMs: Date.now(),
    deadlineMs: null,
    away: false,
    ...change,
  });
  async function open(address: string, size: Size = 'wide', scheme: 'light' | 'dark' = 'light') {
    const page = await stage.page({ size, scheme });
    for (const name of [
      'pass',
      'passTalk',
      'passComplete',
      'passCancel',
      'handBack',
      'discardSuggestion',
      'suggestOnly',
    ])
      stage.mock.answer(name, () => ({ body: { ok: true } }));
    stage.mock.answer('passOptions', () => ({ body: options }));
    stage.mock.asked.length = 0;
    await page.goto(`${stage.mock.url}${address}`);
    return page;
  }

  it('T opens the choice without a modal; who is not free says why and cannot be chosen; Ring asks for what was chosen', async () => {
    const page = await open('/desk?demo=ana');
    stage.mock.setDesk(live());
    await page.getByRole('button', { name: 'Transfer on' }).waitFor();
    await page.keyboard.press('t');
    const choice = page.getByRole('region', { name: /^Transfer Maria/ });
    await choice.getByText('In a meeting until 2:30 PM CST').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await choice.getByRole('radio', { name: 'Ravi Patel' }).isDisabled()).toBe(true);
    expect(await choice.getByRole('button', { name: 'Ring' }).isDisabled()).toBe(true);
    await choice.getByRole('radio', { name: 'Ben Ortiz' }).check();
    await choice.getByLabel('What they should know').fill('asks about a boat');
    await choice.getByRole('button', { name: 'Ring Ben Ortiz' }).click();
    await expect
      .poll(() => asked('pass').at(-1)?.body, PATIENT)
      .toEqual({
        to: { kind: 'agent', agentId: 'ben' },
        mode: 'warm',
        note: 'asks about a boat',
      });
    // A number that is typed, handed over at once.
    await choice.getByRole('radio', { name: 'A number or address' }).check();
    await choice.getByRole('textbox', { name: 'Number or address' }).fill('+1 512 555 0123');
    await choice.getByText('Hand over at once').click();
    await choice.getByRole('button', { name: /^Ring / }).click();
    await expect
      .poll(() => asked('pass').at(-1)?.body, PATIENT)
      .toMatchObject({
        to: { kind: 'outside', to: '+1 512 555 0123' },
        mode: 'cold',
      });
  });

  it('says who hears whom at each stage, and has a key for each act', async () => {
    const page = await open('/desk?demo=ana');
    const says = (words: string) => page.getByText(words, { exact: false }).first().waitFor();
    stage.mock.setDesk(live({ pass: pass({ stage: 'ringing', deadlineMs: Date.now() + 15_000 }) }));
    await says('Ringing Ben Ortiz. Maria is with you.');
    await page.keyboard.press('b');
    await expect.poll(() => asked('passCancel').length, PATIENT).toBe(1);
    stage.mock.setDesk(live({ pass: pass({}) }));
    await says('You talk with Ben Ortiz. Maria hears music.');
    expect(await page.locator('h1').allInnerTexts()).toEqual(['You talk with Ben. Maria waits.']);
    await page.keyboard.press('t');
    await expect.poll(() => asked('passTalk').at(-1)?.body, PATIENT).toEqual({ with: 'lead' });
    await page.keyboard.press('a');
    await expect.poll(() => asked('passTalk').at(-1)?.body, PATIENT).toEqual({ with: 'all' });
    await page.keyboard.press('y');
    await expect.poll(() => asked('passComplete').length, PATIENT).toBe(1);
    // A line that is lost for a moment is nothing to hand a lead to.
    stage.mock.setDesk(live({ pass: pass({ away: true }) }));
    await says('The line of Ben Ortiz is lost for a moment.');
    expect(await page.getByRole('button', { name: /^Hand Maria over/ }).isDisabled()).toBe(true);
    stage.mock.setDesk(
      live({ passWords: { words: 'Ben Ortiz declined. Maria is still with you.', atMs: Date.now() } }),
    );
    await says('Ben Ortiz declined. Maria is still with you.');
  });

  it('the second reads who passes and what they add, in the offer and until the lead is theirs', async () => {
    const page = await open('/desk?demo=ana');
    const offer = desk('offer', Date.now());
    stage.mock.setDesk({
      ...offer,
      offer: { ...offer.offer!, pass: { by: 'Ben Ortiz', mode: 'warm', note: 'asks about a boat' } },
    });
    await page.locator('h1', { hasText: 'Ben passes Maria Alvarez to you' }).waitFor();
    await page.getByText('Ben passes this on: asks about a boat').waitFor();
    stage.mock.setDesk(live({ state: 'aside', liveSinceMs: null, pass: pass({ role: 'second' }) }));
    await page.locator('h1', { hasText: 'Ben passes Maria to you.' }).waitFor();
    await page.getByText('You talk with Ben. Maria hears music.').waitFor();
    await page.getByRole('button', { name: 'Hand back' }).click();
    await expect.poll(() => asked('handBack').length, PATIENT).toBe(1);
  });

  it.each(looks)(
    'the choice and the talk aside: no violation, nothing sideways (%s, %s)',
    async (size, scheme) => {
      const page = await open('/desk?demo=ana', size, scheme);
      stage.mock.setDesk(live());
      await page.getByRole('button', { name: 'Transfer on' }).click();
      await page.getByRole('radio', { name: 'Ben Ortiz' }).waitFor();
      expect(await axe(page)).toEqual([]);
      expect(await sideways(page)).toBeLessThanOrEqual(0);
      stage.mock.setDesk(live({ pass: pass({}) }));
      await page.getByRole('button', { name: /^Hand Maria over/ }).waitFor();
      expect(await axe(page)).toEqual([]);
      expect(await sideways(page)).toBeLessThanOrEqual(0);
    },
  );

  it('a draft of the assistant waits in the composer: sent, changed or dropped by a person', async () => {
    const page = await open('/leads/l-novak?demo=dana');
    const drafts = (id: string, problem: string | null = null): LeadDetail['assistant'] => ({
      mode: 'suggest',
      takenOverBy: null,
      untilMs: null,
      suggestion: { suggestionId: id, body: 'Which car is it?', kind: 'reply', atMs: Date.now(), problem },
    });
    stage.mock.patchLead((detail) => ({
      ...detail,
      assistant: drafts('s-1'),
      permit: { ...detail.permit, sms: { ...detail.permit.sms, verdict: 'allow' } },
    }));
    stage.mock.answer('sendSuggestion', () => ({ body: { messageId: 'm-1' } }));
    await page.reload();
    const field = page.getByRole('textbox', { name: 'Draft of the assistant' });
    await page.getByText('The assistant drafts, you send.').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => asked('sendSuggestion').at(-1)?.body, PATIENT).toEqual({ suggestionId: 's-1' });
    await field.fill('Which car, Maria?');
    await page.getByRole('button', { name: 'Send changed' }).click();
    await expect
      .poll(() => asked('sendSuggestion').at(-1)?.body, PATIENT)
      .toEqual({ suggestionId: 's-1', body: 'Which car, Maria?' });
    await page.getByRole('button', { name: 'Discard' }).click();
    await expect
      .poll(() => asked('discardSuggestion').at(-1)?.body, PATIENT)
      .toEqual({ suggestionId: 's-1' });
    // By hand refused while it may not leave: the rule stands there, and nothing is asked of the server.
    stage.mock.asked.length = 0;
    stage.mock.patchLead((detail) => ({
      ...detail,
      assistant: drafts('s-2'),
      permit: {
        ...detail.permit,
        sms: { ...detail.permit.sms, verdict: 'deny', words: 'It is night there.' },
      },
    }));
    await page.reload();
    await page.getByText('It is night there.').first().waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Suggest only' }).click();
    await expect.poll(() => asked('suggestOnly').at(-1)?.body, PATIENT).toEqual({ on: false });
    expect(asked('sendSuggestion')).toEqual([]);
  });

  it('phones outside: a line that is not whole is named before anything is sent; the rest is sent as it is meant', async () => {
    const page = await open('/settings/passing-on?demo=admin');
    stage.mock.answer('editOutsideTargets', (one) => ({ body: one.body }));
    const list = page.getByRole('textbox', { name: 'Where a live call may be passed on to' });
    await list.fill('Claims desk');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Line 1 needs a name, =, and a number or address.').waitFor();
    expect(asked('editOutsideTargets')).toEqual([]);
    await list.fill('Claims desk = +1 (512) 555-0177');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. It counts from the next call on.').waitFor();
    expect(asked('editOutsideTargets').at(-1)?.body).toEqual({
      targets: [{ name: 'Claims desk', to: '+15125550177' }],
    });
  });

  it('departments: a refusal names the dead end in the form, and what was typed stays', async () => {
    const view: DepartmentsView = {
      departments: [],
      problems: [],
      ownNumbers: ['+15125550100'],
      agents: [{ agentId: 'ana', name: 'Ana Brooks' }],
      uses: [],
    };
    const page = await open('/settings?demo=admin');
    stage.mock.answer('departments', () => ({ body: view }));
    stage.mock.answer('editDepartments', (one) => {
      const { departments } = one.body as Pick<DepartmentsView, 'departments'>;
      if (departments[0]?.agentIds.length === 0)
        return {
          status: 400,
          body: {
            error: {
              code: 'VALIDATION',
              message: 'A lead could reach a dead end.',
              hint: 'Add agents.',
              requestId: '7Q2M',
              fields: { 'departments.0.agentIds': 'nobody works in Claims. Add agents.' },
            },
          },
        };
      return { body: { ...view, departments } };
    });
    await page.getByRole('link', { name: 'Departments' }).click();
    await page.getByRole('button', { name: 'Add department' }).click();
    await page.getByLabel('Name').fill('Claims');
    await page.getByRole('button', { name: 'Save department' }).click();
    await page.getByRole('alert').filter({ hasText: 'nobody works in Claims. Add agents.' }).waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Claims');
    await page.getByLabel('Ana Brooks').check();
    await page.getByLabel('Monday').fill('9-17');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save department' }).click();
    await page.getByText('Claims is saved.').waitFor();
    expect(asked('editDepartments').at(-1)?.body).toMatchObject({
      departments: [
        {
          id: 'claims',
          agentIds: ['ana'],
          hours: [{ days: [1], from: '09:00', to: '17:00' }],
          fallback: null,
        },
      ],
    });
  });
});
