/**
 * What goes wrong on the way to a joined call, each with the real program and real pages: every failure has a next
 * step, every phone stops ringing, and no text is sent twice.
 */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PageNotes } from './in-page.ts';
import {
  between,
  carried,
  eventually,
  HEARD_DB,
  headingAt,
  journal,
  loudest,
  repeated,
  ringStopped,
  toneLevel,
  UNHEARD_DB,
} from './measure.ts';
import {
  type AgentName,
  hasBrowser,
  type Lead,
  openBrowser,
  type Person,
  phoneIs,
  pictureFolder,
} from './people.ts';
import { qualify, WISH } from './script.ts';
import { openStage, type Stage } from './stage.ts';

if (!hasBrowser) console.warn('skipped: no Chromium (apt-get install chromium, or set BATON_CHROMIUM)');

describe.runIf(hasBrowser)('failures on the way, end to end', () => {
  const pictures = pictureFolder('failures');
  let browser: Browser;
  let stage: Stage;
  beforeAll(async () => {
    browser = await openBrowser();
    console.log(`  pictures: ${pictures.folder}`);
  });
  afterEach(async () => {
    await stage?.close();
  }, 120_000);
  afterAll(() => browser?.close());

  const note = (name: string, value: unknown): void => console.log(`  ${name}: ${JSON.stringify(value)}`);
  const askForCall = async (lead: Lead, desks: Person[]): Promise<number> => {
    await qualify(lead);
    const askedAtMs = await lead.texts(WISH);
    await Promise.all(desks.map((desk) => desk.sees('wants to talk now')));
    return askedAtMs;
  };
  const accept = async (desk: Person): Promise<number> => {
    const before = (await journal(stage.baton(), 'transfer.accepted')).length;
    await desk.page.getByRole('button', { name: /^Accept / }).click();
    await desk.sees('You have Maria');
    return (await journal(stage.baton(), 'transfer.accepted'))[before]!.atMs;
  };
  const ended = (): Promise<{ outcome: string; detail: string; atMs: number }> =>
    eventually('the transfer has ended', async () => {
      const [found] = await journal(stage.baton(), 'transfer.ended');
      return found && { outcome: found.fact.outcome, detail: found.fact.detail, atMs: found.atMs };
    });
  /** Waits until the carrier took a text of ours after this moment. */
  const toldAfter = (atMs: number): Promise<{ body: string; kind: string | null; atMs: number }> =>
    eventually('the lead is told', async () =>
      (await carried(stage.baton())).find((text) => text.atMs >= atMs),
    );
  const nothingTwice = async (): Promise<void> => {
    const texts = await carried(stage.baton());
    console.log(texts.map(({ kind, body }) => `  > [${kind}] ${body}`).join('\n'));
    expect(repeated(texts)).toEqual([]);
    const { rows } = await stage
      .baton()
      .pool.query<{ kind: string; status: string }>(
        `select kind, status, status_words, body from baton.messages where sender <> 'lead' and status not in ('sent', 'delivered')`,
      );
    // What the gate holds or refuses has an end and a reason; anything else would be a text that got lost.
    for (const row of rows) note('not sent', row);
    expect(rows.filter(({ status }) => status !== 'held' && status !== 'refused')).toEqual([]);
    expect(stage.complaints.lines).toEqual([]);
  };
  const quiet = (notes: PageNotes, atMs: number): void => expect(ringStopped(notes, atMs)).toBeUndefined();
  const noLegs = (person: Person): Promise<void> => phoneIs(person.page, 'legs.length === 0');

  it('all decline: the lead is told by text and keeps a place', async () => {
    stage = await openStage(browser, ['ana', 'ben']);
    const desks = [stage.desk('ana'), stage.desk('ben')];
    await askForCall(stage.lead, desks);
    for (const desk of desks)
      await desk.page
        .getByRole('button', { name: /^Decline/ })
        .first()
        .click();
    const end = await ended();
    note('ended', end);
    expect(end.outcome).toBe('all-declined');
    for (const desk of desks) {
      await noLegs(desk);
      quiet(await desk.notes(), Date.now());
    }
    const told = await toldAfter(end.atMs);
    note('told after, ms', told.atMs - end.atMs);
    const booked = await journal(stage.baton(), 'lead.booked');
    expect(booked).toHaveLength(1);
    await pictures.take(stage.lead, 'all-declined');
    await pictures.take(desks[0]!, 'all-declined');
    // Nobody who just declined is rung again for the same wish.
    expect(await journal(stage.baton(), 'transfer.offered')).toHaveLength(1);
    await nothingTwice();
  }, 240_000);

  it('the lead declines the call while the agent hears the brief: everything stops, and the lead is offered times', async () => {
    stage = await openStage(browser, ['ana', 'ben']);
    const [ana, ben] = [stage.desk('ana'), stage.desk('ben')];
    await askForCall(stage.lead, [ana, ben]);
    await accept(ben);
    await stage.lead.declines();
    const end = await ended();
    note('ended', end);
    expect(end.outcome).toBe('lead-unreachable');
    expect(end.detail).toBe('The lead declined the call.');
    await Promise.all([noLegs(ben), noLegs(stage.lead)]);
    await ben.sees('declined the call');
    note(
      'declined -> words on the desk, ms',
      Math.round(headingAt(await ben.notes(), 'declined the call', end.atMs - 500)!.frameAt - end.atMs),
    );
    await pictures.take(ben, 'lead-declined');
    await ben.sees('You are available.');
    const told = await toldAfter(end.atMs);
    expect(told.kind).toBe('notice');
    // After that moment Ben hears nothing more of the brief.
    const { heard } = await ben.notes();
    expect(loudest(between(heard, end.atMs + 400, Date.now()))).toBeLessThan(UNHEARD_DB);
    await nothingTwice();
  }, 240_000);

  it('the lead answers during the brief and is joined: nobody lets them wait for its end', async () => {
    stage = await openStage(browser, ['ben']);
    const ben = stage.desk('ben');
    await askForCall(stage.lead, [ben]);
    await accept(ben);
    await stage.lead.answers();
    const joined = await eventually('they are joined', async () =>
      (await journal(stage.baton(), 'transfer.joined')).at(-1),
    );
    // The desk's own leg was answered at the accept; the last one is the lead's.
    const answeredAtMs = (await journal(stage.baton(), 'leg.answered')).at(-1)?.atMs ?? 0;
    note('lead answered -> joined, ms', joined.atMs - answeredAtMs);
    // Far below what is left of a brief, far above what the join takes; the bench measures it.
    expect(joined.atMs - answeredAtMs).toBeLessThan(4_000);
    await bothTalk(stage, 'ben');
    await stage.lead.hangsUp();
    expect((await ended()).outcome).toBe('connected');
    await Promise.all([noLegs(ben), noLegs(stage.lead)]);
    await nothingTwice();
  }, 240_000);

  it('STOP while the desks ring: all stop, one confirmation, nothing after', async () => {
    stage = await openStage(browser, ['ana', 'ben', 'ravi']);
    const names: AgentName[] = ['ana', 'ben', 'ravi'];
    const desks = names.map((name) => stage.desk(name));
    await askForCall(stage.lead, desks);
    // Long enough to be told from a beep.
    for (const desk of desks)
      await eventually(
        `${desk.who} rings`,
        async () => ringStopped(await desk.notes(), Date.now() - 700) === null,
      );
    await stage.lead.texts('STOP');
    const revoked = await eventually(
      'the opt-out is known',
      async () => (await journal(stage.baton(), 'consent.revoked'))[0],
    );
    await Promise.all(desks.map(noLegs));
    for (const desk of desks) {
      const stoppedAtMs = await eventually(`${desk.who} is quiet`, async () =>
        ringStopped(await desk.notes(), revoked.atMs - 50),
      );
      note(`opt-out committed -> ${desk.who} quiet, ms`, Math.round(stoppedAtMs - revoked.atMs));
    }
    await pictures.take(desks[0]!, 'opted-out');
    const end = await ended();
    expect(end.outcome).toBe('not-permitted');
    const confirmation = await toldAfter(revoked.atMs);
    expect(confirmation.kind).toBe('confirmation');
    await pictures.take(stage.lead, 'opted-out');
    for (const desk of desks) await desk.sees('You are available.');
    // Nothing after: nothing is owed to this lead any more, now or later.
    const owed = await eventually('all work is done', async () => {
      const { rows } = await stage
        .baton()
        .pool.query<{ kind: string; room: string; name: string }>(
          `select kind, room, name from baton.jobs where not (kind = 'timer' and room in ('agents', 'keeping'))`,
        );
      return rows.every(({ kind }) => kind === 'timer') && rows;
    });
    expect(owed).toEqual([]);
    expect((await carried(stage.baton())).filter(({ atMs }) => atMs >= revoked.atMs)).toHaveLength(1);
    expect(await journal(stage.baton(), 'leg.ended')).toHaveLength(3);
    await nothingTwice();
  }, 240_000);

  it("the winner's page closes during the brief: the next agent is rung, takes it, and is joined", async () => {
    stage = await openStage(browser, ['ana', 'ben']);
    const [ana, ben] = [stage.desk('ana'), stage.desk('ben')];
    await askForCall(stage.lead, [ana, ben]);
    await accept(ben);
    await ana.sees('Taken by Ben');
    const closedAtMs = Date.now();
    await ben.close();
    await ana.sees('wants to talk now');
    note(
      'page closed -> next agent rings, ms',
      Math.round(headingAt(await ana.notes(), 'wants to talk now', closedAtMs)!.frameAt - closedAtMs),
    );
    const acceptedAgainMs = await accept(ana);
    await phoneIs(stage.lead.page, 'legs.some((leg) => leg.state === "ringing")');
    await stage.lead.answers();
    await ana.sees("You're live with Maria");
    await bothTalk(stage, 'ana');
    note(
      'second accept -> live, ms',
      (await journal(stage.baton(), 'transfer.joined'))[0]!.atMs - acceptedAgainMs,
    );
    await stage.lead.hangsUp();
    expect((await ended()).outcome).toBe('connected');
    await nothingTwice();
  }, 300_000);

  it("the winner's page closes and the lead answers: the lead waits on hold for the next agent, joined to nobody before", async () => {
    stage = await openStage(browser, ['ana', 'ben']);
    const [ana, ben] = [stage.desk('ana'), stage.desk('ben')];
    await askForCall(stage.lead, [ana, ben]);
    await accept(ben);
    const closedAtMs = Date.now();
    await ben.close();
    await stage.lead.answers();
    await ana.sees('wants to talk now');
    const rangAtMs = headingAt(await ana.notes(), 'wants to talk now', closedAtMs)!.frameAt;
    note('page closed -> next agent rings, ms', Math.round(rangAtMs - closedAtMs));
    expect(await journal(stage.baton(), 'transfer.joined'), 'nobody was there to be joined with').toEqual([]);
    await phoneIs(stage.lead.page, 'legs[0]?.state === "live"');
    await accept(ana);
    await ana.sees("You're live with Maria");
    await bothTalk(stage, 'ana');
    const joined = await journal(stage.baton(), 'transfer.joined');
    expect(joined.map(({ fact }) => fact.agentId)).toEqual(['agent-ana']);
    // The lead heard that somebody is there all the time: hold sound, no long silence.
    const waited = between((await stage.lead.notes()).heard, closedAtMs + 2_000, joined[0]!.atMs);
    note('the lead while waiting', {
      ms: joined[0]!.atMs - closedAtMs,
      loudestDb: Math.round(loudest(waited)),
    });
    expect(loudest(waited)).toBeGreaterThan(-45);
    await stage.lead.hangsUp();
    expect((await ended()).outcome).toBe('connected');
    await nothingTwice();
  }, 300_000);

  it('killed between accept and join, and started again: nothing lost, no second text, the lead told and offered again', async () => {
    stage = await openStage(browser, ['ana', 'ben', 'ravi']);
    const [ana, ben, ravi] = [stage.desk('ana'), stage.desk('ben'), stage.desk('ravi')];
    await askForCall(stage.lead, [ana, ben, ravi]);
    await accept(ben);
    await phoneIs(stage.lead.page, 'legs.some((leg) => leg.state === "ringing")');
    const before = {
      texts: await carried(stage.baton()),
      read: (await journal(stage.baton(), 'turn.read')).length,
    };
    const stale = await stage.lead.page.evaluate(
      'window.batonStation.state().legs.map(({ legId }) => legId)',
    );
    await stage.baton().kill();
    const killedAtMs = Date.now();
    await stage.restart();
    note('started again, ms', Math.round(stage.baton().readyAfterMs));
    // What was there is there.
    const after = await carried(stage.baton());
    expect(after.slice(0, before.texts.length).map(({ id }) => id)).toEqual(before.texts.map(({ id }) => id));
    expect((await journal(stage.baton(), 'turn.read')).length).toBe(before.read);
    const told = await toldAfter(killedAtMs);
    note('killed -> the lead is told, ms', told.atMs - killedAtMs);
    await Promise.race([
      ana.sees('wants to talk now'),
      ravi.sees('wants to talk now'),
      ben.sees('wants to talk now'),
    ]);
    note(
      'killed -> offered again, ms',
      (await journal(stage.baton(), 'transfer.offered')).at(-1)!.atMs - killedAtMs,
    );
    const next = await eventually('a desk that may accept', async () => {
      for (const desk of [ana, ravi, ben])
        if (await desk.page.getByRole('button', { name: /^Accept / }).isVisible()) return desk;
      return null;
    });
    await pictures.take(next, 'offered-again');
    await pictures.take(stage.lead, 'offered-again');
    // Their pages come back each in their own time; a ring of the process that died is not one to answer.
    for (const { page } of [next, stage.lead])
      await phoneIs(page, 'link === "online" && media === "connected"');
    await phoneIs(stage.lead.page, `!legs.some(({ legId }) => ${JSON.stringify(stale)}.includes(legId))`);
    await accept(next);
    await phoneIs(stage.lead.page, 'legs.some((leg) => leg.state === "ringing")');
    await stage.lead.answers();
    await next.sees("You're live with Maria");
    await bothTalk(stage, next.who as AgentName);
    await stage.lead.hangsUp();
    await next.sees('How did it go?');
    await nothingTwice();
  }, 300_000);

  it('nobody available: times are offered, one is booked, and at its time the agents ring first and the two talk', async () => {
    stage = await openStage(browser, []);
    const { lead } = stage;
    await qualify(lead);
    let heard = await lead.page.locator('.hs-bubble.hs-them').count();
    await lead.texts(WISH);
    const offer = await lead.hearsBack(heard);
    note('offered', offer);
    expect(offer).toMatch(/\d{1,2}(:\d\d)? ?[AP]M/);
    heard = await lead.page.locator('.hs-bubble.hs-them').count();
    await lead.texts('the first one works');
    note('confirmed', await lead.hearsBack(heard));
    const [booked] = await eventually('it is booked', async () => {
      const found = await journal(stage.baton(), 'lead.booked');
      return found.length > 0 && found;
    });
    expect(await journal(stage.baton(), 'transfer.offered')).toEqual([]);
    await pictures.take(lead, 'booked');
    // The test clock: the same floor a quarter of a minute before the slot.
    const { aheadMs } = stage.baton();
    await stage.baton().stop();
    await stage.restart(booked!.fact.atMs - (Date.now() + aheadMs) - 30_000);
    const ben = await stage.open('ben');
    await ben.sees('wants to talk now');
    const [offered] = await journal(stage.baton(), 'transfer.offered');
    const slotMs = booked!.fact.atMs - stage.baton().aheadMs;
    note('slot -> agents ring, ms', offered!.atMs - slotMs);
    expect(Math.abs(offered!.atMs - slotMs)).toBeLessThan(150_000);
    // Agents first: the lead's phone is silent until somebody has accepted.
    await noLegs(lead);
    await accept(ben);
    await lead.answers();
    await ben.sees("You're live with Maria");
    await bothTalk(stage, 'ben');
    await lead.hangsUp();
    expect((await ended()).outcome).toBe('connected');
    await nothingTwice();
  }, 300_000);
});

/** Waits until the introduction is over and checks that both hear each other's tone. */
async function bothTalk(stage: Stage, who: AgentName): Promise<void> {
  const desk = stage.desk(who);
  const sinceMs = await eventually('the introduction is over', async () => {
    const { rows } = await stage
      .baton()
      .pool.query<{ state: { phase: string; introDone: boolean; intro: string } }>(
        "select state from baton.calls where (state->>'phase') = 'connected'",
      );
    const state = rows[0]?.state;
    return state && (state.introDone || state.intro === '') && Date.now() + 400;
  });
  await eventually('a second of talk', async () => Date.now() > sinceMs + 1_300);
  const [atAgent, atLead] = [(await desk.notes()).heard, (await stage.lead.notes()).heard].map((heard) =>
    between(heard, sinceMs, sinceMs + 1_300),
  );
  console.log(
    `  talk: ${who} hears the lead at ${Math.round(toneLevel(atAgent!, 'lead'))} dB, the lead hears ${who} at ${Math.round(toneLevel(atLead!, who))} dB`,
  );
  expect(toneLevel(atAgent!, 'lead')).toBeGreaterThan(HEARD_DB);
  expect(toneLevel(atLead!, who)).toBeGreaterThan(HEARD_DB);
}
