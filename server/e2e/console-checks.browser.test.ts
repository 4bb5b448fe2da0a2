/** Checks of the console that need the real server and real sound: K08, K12, K38 of its list. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { demoConsentText } from '../src/app/demo.ts';
import {
  between,
  eventually,
  HEARD_DB,
  journal,
  loudest,
  toneLevel,
  toneMostly,
  UNHEARD_DB,
} from './measure.ts';
import { hasBrowser, openBrowser, openFloor, type Person, phoneIs, pictureFolder } from './people.ts';
import { qualify, WISH } from './script.ts';
import { openStage, type Stage } from './stage.ts';

if (!hasBrowser) console.warn('skipped: no Chromium (apt-get install chromium, or set BATON_CHROMIUM)');

/** Each takes seconds in a real browser; the same race without pages is run fifty times in rooms.test.ts. */
const ROUNDS = 8;
/** The offer ignores digits for its first 400 ms. */
const GUARD_MS = 600;

describe.runIf(hasBrowser)('checks of the console, end to end', () => {
  const pictures = pictureFolder('console-checks');
  let browser: Browser;
  let stage: Stage;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    await stage?.close();
  }, 120_000);
  afterAll(() => browser?.close());

  /** One request as this machine's own admin. */
  async function ask<T>(method: string, at: string, body: unknown): Promise<T> {
    const baton = stage.baton();
    const token = readFileSync(path.join(baton.dataDir, 'admin-token'), 'utf8').trim();
    const answer = await fetch(baton.url + at, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Presses 1 on a desk at an instant of this machine's clock. */
  const pressAt = (desk: Person, atMs: number): Promise<number> =>
    desk.page.evaluate(`new Promise((done) => setTimeout(() => {
      document.dispatchEvent(new KeyboardEvent('keydown', { key: '1', bubbles: true }));
      done(Date.now());
    }, Math.max(0, ${atMs} - Date.now())))`) as Promise<number>;

  it(`K08: two desks press 1 in the same moment, ${ROUNDS} times: one has the lead, the other reads the name`, async () => {
    stage = await openStage(browser, ['ana', 'ben']);
    const desks = [stage.desk('ana'), stage.desk('ben')] as const;
    const wins = { Ana: 0, Ben: 0 };
    const apart: number[] = [];
    // A lead of their own each time: nobody may be called that often. Their phones are not there, so a round ends itself.
    const leads: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { leadId } = await ask<{ leadId: string }>('POST', '/v1/leads', {
        phone: `+15125550${143 + round}`,
        name: `Lead ${round}`,
        playbook: 'insurance',
        zip: '78701',
        consent: {
          channels: ['sms', 'voice'],
          textShown: demoConsentText,
          atMs: Date.now() + stage.baton().aheadMs - 60_000,
          source: 'test form',
        },
      });
      leads.push(leadId);
    }
    await eventually('each has a conversation', async () => {
      const { rows } = await stage
        .baton()
        .pool.query<{ n: number }>('select count(*)::int as n from baton.conversations where id = any($1)', [
          leads,
        ]);
      return rows[0]?.n === ROUNDS;
    });
    for (const [round, leadId] of leads.entries()) {
      const { transferId } = await ask<{ transferId: string }>('POST', `/v1/leads/${leadId}/offer`, {});
      await Promise.all(desks.map((desk) => desk.sees(`Lead ${round} wants to talk now`)));
      const [first, second] = await Promise.all(desks.map((desk) => pressAt(desk, Date.now() + GUARD_MS)));
      apart.push(Math.abs(first! - second!));
      const winner = await eventually('somebody has won', async () => {
        const accepted = (await journal(stage.baton(), 'transfer.accepted')).filter(
          ({ fact }) => fact.transferId === transferId,
        );
        expect(accepted.length, `round ${round}`).toBeLessThan(2);
        return accepted[0]?.fact;
      });
      const name = winner.agentName.startsWith('Ana') ? 'Ana' : 'Ben';
      wins[name] += 1;
      const [won, lost] = name === 'Ana' ? desks : [desks[1], desks[0]];
      await eventually(`round ${round}: the loser reads the name`, async () =>
        (await lost!.notes()).headings.some(
          ({ text, at }) => at >= Math.min(first!, second!) && text.startsWith(`Taken by ${name}`),
        ),
      );
      const told = (await won!.notes()).headings.filter(({ at }) => at >= Math.min(first!, second!));
      expect(
        told.some(({ text }) => text.startsWith('Taken by')),
        `round ${round}: the winner lost nothing`,
      ).toBe(false);
      await Promise.all(desks.map((desk) => desk.sees('You are available.')));
    }
    console.log(`  wins: ${JSON.stringify(wins)}; presses apart, ms: ${apart.join(' ')}`);
    expect(wins.Ana + wins.Ben).toBe(ROUNDS);
    expect(stage.complaints.lines).toEqual([]);
  }, 900_000);

  it('K12: a reload in a live call comes back to the same call, and the lead hears hold sound meanwhile', async () => {
    stage = await openStage(browser, ['ana']);
    const { lead } = stage;
    const ana = stage.desk('ana');
    await qualify(lead);
    await lead.texts(WISH);
    await ana.sees('wants to talk now');
    await ana.page.getByRole('button', { name: /^Accept / }).click();
    await lead.page.getByRole('button', { name: 'Answer' }).waitFor();
    await lead.answers();
    await ana.sees("You're live with Maria");
    await eventually('the lead hears Ana', async () => {
      const nowMs = Date.now();
      const heard = between((await lead.notes()).heard, nowMs - 800, nowMs);
      return heard.length > 2 && toneLevel(heard, 'ana') > HEARD_DB && toneMostly(heard, 'ravi') < UNHEARD_DB;
    });
    const clockOf = async (): Promise<number> => {
      const [minutes = '0', seconds = '0'] = (await ana.page.locator('.call-clock').innerText()).split(':');
      return Number(minutes) * 60 + Number(seconds);
    };
    const clockBefore = await clockOf();
    const legsBefore = await journal(stage.baton(), 'leg.answered');
    const wentMs = Date.now();
    // The page is gone for a while, as in a crash of the browser; then it comes back.
    await ana.page.goto('about:blank');
    const lostAtMs = await eventually(
      'the leg is lost',
      async () => (await journal(stage.baton(), 'leg.lost'))[0]?.atMs,
    );
    await eventually('hold sound, not silence', async () => {
      const heard = between((await lead.notes()).heard, lostAtMs + 200, Date.now());
      return heard.length > 5 && toneLevel(heard, 'ana') < HEARD_DB && loudest(heard) > -45;
    });
    const backAtMs = Date.now();
    await ana.page.goBack();
    await ana.sees("You're live with Maria");
    console.log(`  away ${backAtMs - wentMs} ms; back on the call after ${Date.now() - backAtMs} ms`);
    await phoneIs(ana.page, 'legs.length === 1 && legs[0].state === "live"');
    expect(await clockOf()).toBeGreaterThanOrEqual(clockBefore);
    await ana.page.keyboard.press('n');
    await eventually('the two hear each other again', async () => {
      const nowMs = Date.now();
      const [atLead, atAna] = [await lead.notes(), await ana.notes()].map(({ heard }) =>
        between(heard, nowMs - 800, nowMs),
      );
      return (
        atLead!.length > 2 &&
        atAna!.length > 2 &&
        toneLevel(atLead!, 'ana') > HEARD_DB &&
        toneLevel(atAna!, 'lead') > HEARD_DB
      );
    });
    expect((await journal(stage.baton(), 'leg.answered')).length, 'no second leg').toBe(legsBefore.length);
    expect(await journal(stage.baton(), 'transfer.ended')).toEqual([]);
    expect(stage.complaints.lines).toEqual([]);
  }, 300_000);

  it('K38: a licence that ended: said on the floor at once, and no Texas offer', async () => {
    stage = await openStage(browser, ['ana', 'ben']);
    const [ana, ben] = [stage.desk('ana'), stage.desk('ben')];
    const dana = await openFloor(browser, stage.baton().url, stage.complaints);
    const ended = new Date(Date.now() + stage.baton().aheadMs - 2 * 86_400_000).toISOString().slice(0, 10);
    await ask('PATCH', '/v1/agents/agent-ana', { licences: [{ state: 'TX', until: ended }] });
    const rail = dana.page.getByRole('region', { name: 'Agents' });
    await rail.getByText(`Licence for TX ended ${ended}`).waitFor();
    await pictures.take(dana, 'licence-ended');
    await qualify(stage.lead);
    await stage.lead.texts(WISH);
    await ben.sees('wants to talk now');
    const [offered] = await journal(stage.baton(), 'transfer.offered');
    expect(offered!.fact.agents.map(({ agentId }) => agentId)).toEqual(['agent-ben']);
    expect(await ana.page.getByRole('region', { name: 'Offer' }).count()).toBe(0);
    await dana.page.goto(`${stage.baton().url}/transfers/${offered!.fact.transferId}?demo=dana`);
    await dana.page.getByText(`Licence for TX ended ${ended}`).first().waitFor();
    await dana.close();
    expect(stage.complaints.lines).toEqual([]);
  }, 240_000);
});
