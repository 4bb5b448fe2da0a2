/**
 * Baton's main job, whole: a lead is qualified by text, three desks ring, the second agent accepts, hears the brief
 * alone, and the two talk. Real program, real pages, and what each page hears is measured.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Baton, makeDataDir, noon, removeDataDir, startBaton } from './baton-process.ts';
import type { PageNotes } from './in-page.ts';
import {
  between,
  carried,
  coverage,
  eventually,
  HEARD_DB,
  headingAt,
  heardMs,
  journal,
  loudest,
  repeated,
  ringStopped,
  toneLevel,
  tonePeak,
  UNHEARD_DB,
} from './measure.ts';
import {
  type Complaints,
  hasBrowser,
  type Lead,
  openBrowser,
  openDesk,
  openHandset,
  type Person,
  phoneIs,
  pictureFolder,
} from './people.ts';
import { qualify, WISH } from './script.ts';

if (!hasBrowser) console.warn('skipped: no Chromium (apt-get install chromium, or set BATON_CHROMIUM)');

/**
 * A loser's ring may go on this long after the accept was committed. The aim is 100 ms and the bench measures it; what
 * stands here must hold beside a busy neighbour too.
 */
const RING_STOP_MS = 1_000;

describe.runIf(hasBrowser)('the main job, end to end', () => {
  const dataDir = makeDataDir();
  const complaints: Complaints = { lines: [] };
  const pictures = pictureFolder('main-job');
  let baton: Baton;
  let browser: Browser;
  let ana: Person;
  let ben: Person;
  let ravi: Person;
  let lead: Lead;

  beforeAll(async () => {
    baton = await startBaton(dataDir, noon());
    browser = await openBrowser();
    ana = await openDesk(browser, baton.url, 'ana', complaints);
    ben = await openDesk(browser, baton.url, 'ben', complaints);
    ravi = await openDesk(browser, baton.url, 'ravi', complaints);
    lead = await openHandset(browser, baton.url, complaints);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await baton?.stop();
    removeDataDir(dataDir);
  }, 120_000);

  /** Notes of the last step, read by the next. */
  let acceptedAtMs = 0;
  let answeredAtMs = 0;
  const figures: Record<string, unknown> = {};
  const note = (name: string, value: unknown): void => {
    figures[name] = value;
    console.log(`  ${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  };
  const notesOf = async (people: Person[]): Promise<PageNotes[]> =>
    Promise.all(people.map((one) => one.notes()));

  it('rings all three desks when the lead asks for a call', async () => {
    await qualify(lead);
    await pictures.take(lead, '1-qualified');
    await pictures.take(ana, '1-before-the-offer');
    const askedAtMs = await lead.texts(WISH);
    const desks = [ana, ben, ravi];
    await Promise.all(desks.map((desk) => desk.sees('wants to talk now')));
    const seen = (await notesOf(desks)).map(
      (notes) => headingAt(notes, 'wants to talk now', askedAtMs)!.frameAt,
    );
    note(
      'text sent -> offer visible, ms (ana, ben, ravi)',
      seen.map((at) => Math.round(at - askedAtMs)),
    );
    note('first -> last desk showing the offer, ms', Math.round(Math.max(...seen) - Math.min(...seen)));
    // All ring: each desk's own ring sounds, and its phone has a ringing leg.
    for (const desk of desks) {
      await eventually(`${desk.who} rings`, async () => {
        const { speaker } = await desk.notes();
        return Math.max(...speaker.filter(({ at }) => at > askedAtMs).map(({ rms }) => rms)) > -40;
      });
      await phoneIs(desk.page, 'legs.some((leg) => leg.state === "ringing")');
    }
    await pictures.take(ben, '2-offer');
    await pictures.take(ana, '2-offer');
    const offered = await journal(baton, 'transfer.offered');
    expect(offered).toHaveLength(1);
    expect(offered[0]!.fact.agents.map(({ agentId }) => agentId).sort()).toEqual([
      'agent-ana',
      'agent-ben',
      'agent-ravi',
    ]);
    note('text sent -> received, lead ready, agents reserved, offered, ms', [
      (await journal(baton, 'text.received')).at(-1)!.atMs - askedAtMs,
      (await journal(baton, 'lead.ready')).at(-1)!.atMs - askedAtMs,
      (await journal(baton, 'agents.reserved')).at(-1)!.atMs - askedAtMs,
      offered[0]!.atMs - askedAtMs,
    ]);
    note(
      'offered -> legs ringing, ms',
      (await journal(baton, 'leg.ringing')).map(({ atMs }) => atMs - offered[0]!.atMs),
    );
  }, 240_000);

  it('stops the other two when the second accepts', async () => {
    // The losers' phones have rung long enough to be told from a beep.
    for (const desk of [ana, ravi])
      await eventually(
        `${desk.who} rings`,
        async () => ringStopped(await desk.notes(), Date.now() - 700) === null,
      );
    await ben.page.getByRole('button', { name: /^Accept / }).click();
    await Promise.all([ana.sees('Taken by Ben'), ravi.sees('Taken by Ben'), ben.sees('You have Maria')]);
    await pictures.take(ana, '3-taken');
    await pictures.take(ben, '3-briefing');
    const [accepted] = await journal(baton, 'transfer.accepted');
    acceptedAtMs = accepted!.atMs;
    expect(accepted!.fact.agentName).toContain('Ben');
    for (const [desk, notes] of [
      [ana, await ana.notes()],
      [ravi, await ravi.notes()],
    ] as const) {
      const stoppedAtMs = ringStopped(notes, acceptedAtMs);
      const taken = headingAt(notes, 'Taken by Ben', acceptedAtMs)!;
      note(`accept committed -> ${desk.who}`, {
        ringStoppedMs: Math.round((stoppedAtMs ?? Number.NaN) - acceptedAtMs),
        wordsInPageMs: Math.round(taken.at - acceptedAtMs),
        wordsInFrameMs: Math.round(taken.frameAt - acceptedAtMs),
      });
      expect(stoppedAtMs, `${desk.who} was ringing and stopped`).toBeTypeOf('number');
      expect(stoppedAtMs! - acceptedAtMs).toBeLessThanOrEqual(RING_STOP_MS);
      expect(taken.frameAt - acceptedAtMs).toBeLessThanOrEqual(RING_STOP_MS);
      expect(ringStopped(notes, stoppedAtMs! + 1), 'no second ring goes on').toBeUndefined();
    }
  }, 120_000);

  it('lets the accepting agent alone hear the brief, while the handset rings', async () => {
    await ben.sees('Joining');
    await lead.page.getByRole('button', { name: 'Answer' }).waitFor();
    await pictures.take(lead, '4-rings');
    await pictures.take(ben, '4-joining');
    // The brief is over when it was said, or when its time was up; either way the call then waits for the lead.
    const [over] = (await journal(baton, 'call.phase')).filter(({ fact }) => fact.phase === 'joining');
    const untilMs = over!.atMs;
    note('brief said to its end', (await journal(baton, 'brief.done')).length > 0);
    note('brief, ms', untilMs - acceptedAtMs);
    const [benHeard, anaHeard, raviHeard, leadHeard] = (await notesOf([ben, ana, ravi, lead])).map(
      ({ heard }) => heard,
    );
    const spoken = between(benHeard!, acceptedAtMs, untilMs);
    note('Ben during the brief', {
      loudestDb: Math.round(loudest(spoken)),
      heardMs: heardMs(spoken, -45),
      listened: coverage(benHeard!, acceptedAtMs, untilMs).toFixed(2),
    });
    // Speech, not a beep: sound for most of the brief.
    expect(heardMs(spoken, -45)).toBeGreaterThan(0.4 * (untilMs - acceptedAtMs));
    expect(loudest(spoken)).toBeGreaterThan(HEARD_DB);
    for (const [who, heard] of [
      ['ana', anaHeard!],
      ['ravi', raviHeard!],
      ['lead', leadHeard!],
    ] as const) {
      const during = between(heard, acceptedAtMs, untilMs);
      const listened = coverage(heard, acceptedAtMs, untilMs);
      note(`${who} during the brief`, {
        loudestDb: Math.round(loudest(during)),
        listened: listened.toFixed(2),
      });
      expect(listened).toBeGreaterThan(0.5);
      expect(loudest(during), `${who} hears nothing of the brief`).toBeLessThan(UNHEARD_DB);
    }
  }, 120_000);

  it('joins the two, and nobody else', async () => {
    await lead.answers();
    await ben.sees("You're live with Maria");
    answeredAtMs = (await journal(baton, 'leg.answered')).at(-1)!.atMs;
    const [joined] = await journal(baton, 'transfer.joined');
    note('lead answered -> joined, ms', joined!.atMs - answeredAtMs);
    await pictures.take(ben, '5-introduction');
    const talkingSinceMs = await eventually('the introduction is over', async () => {
      const { rows } = await baton.pool.query<{ state: { phase: string; introDone: boolean } }>(
        'select state from baton.calls',
      );
      return rows[0]?.state.phase === 'connected' && rows[0].state.introDone ? Date.now() : null;
    });
    note('introduction, ms (about)', talkingSinceMs - joined!.atMs);
    const introduced = await notesOf([ben, lead]);
    for (const [i, who] of (['ben', 'lead'] as const).entries()) {
      const during = between(introduced[i]!.heard, joined!.atMs, talkingSinceMs);
      expect(heardMs(during, -45), `${who} hears the introduction`).toBeGreaterThan(1_000);
    }
    // Two seconds of talk in which everybody listened.
    const settledMs = talkingSinceMs + 500;
    const people = [ben, lead, ana, ravi];
    await eventually('two seconds of talk', async () => Date.now() > settledMs + 2_200);
    const [atBen, atLead, atAna, atRavi] = (await notesOf(people)).map(({ heard }) =>
      between(heard, settledMs, settledMs + 2_200),
    );
    const levels = (heard: typeof atBen) => ({
      lead: Math.round(toneLevel(heard!, 'lead')),
      ana: Math.round(toneLevel(heard!, 'ana')),
      ben: Math.round(toneLevel(heard!, 'ben')),
      ravi: Math.round(toneLevel(heard!, 'ravi')),
      loudest: Math.round(loudest(heard!)),
      looks: heard!.length,
    });
    note('talk, dB at Ben', levels(atBen));
    note('talk, dB at the lead', levels(atLead));
    note('talk, dB at Ana', levels(atAna));
    note('talk, dB at Ravi', levels(atRavi));
    expect(toneLevel(atBen!, 'lead')).toBeGreaterThan(HEARD_DB);
    expect(toneLevel(atLead!, 'ben')).toBeGreaterThan(HEARD_DB);
    for (const other of ['ana', 'ravi'] as const) {
      expect(tonePeak(atBen!, other), `Ben does not hear ${other}`).toBeLessThan(UNHEARD_DB);
      expect(tonePeak(atLead!, other), `the lead does not hear ${other}`).toBeLessThan(UNHEARD_DB);
    }
    // Nobody hears themselves back.
    expect(toneLevel(atBen!, 'ben')).toBeLessThan(UNHEARD_DB);
    expect(toneLevel(atLead!, 'lead')).toBeLessThan(UNHEARD_DB);
    expect(loudest(atAna!), 'Ana hears nothing').toBeLessThan(UNHEARD_DB);
    expect(loudest(atRavi!), 'Ravi hears nothing').toBeLessThan(UNHEARD_DB);
    await pictures.take(ben, '6-live');
    await pictures.take(lead, '6-live');
  }, 180_000);

  it('wraps up when the lead hangs up, with the result given by key', async () => {
    const hungUpAtMs = Date.now();
    await lead.hangsUp();
    await ben.sees('How did it go?');
    note(
      'lead hung up -> wrap-up, ms',
      Math.round(headingAt(await ben.notes(), 'How did it go?', hungUpAtMs)!.frameAt - hungUpAtMs),
    );
    await pictures.take(ben, '7-wrap-up');
    await ben.page.keyboard.press('3');
    await ben.page.keyboard.press('Control+Enter');
    await ben.sees('You are available.');
    await pictures.take(ben, '8-after');
    await pictures.take(lead, '8-after');
    const [ended] = await journal(baton, 'transfer.ended');
    expect(ended!.fact.outcome).toBe('connected');
    const { rows } = await baton.pool.query<{ disposition: string }>(
      'select disposition from baton.dispositions',
    );
    expect(rows).toHaveLength(1);
    note('disposition', rows[0]!.disposition);
  }, 120_000);

  it('sent no text twice, and broke nothing on the way', async () => {
    const texts = await carried(baton);
    console.log(texts.map(({ kind, body }) => `  > [${kind}] ${body}`).join('\n'));
    expect(repeated(texts)).toEqual([]);
    const { rows } = await baton.pool.query<{ id: string; status: string }>(
      `select id, kind, status, status_words, body from baton.messages where sender <> 'lead'`,
    );
    expect(rows.filter(({ status }) => status !== 'delivered')).toEqual([]);
    expect(rows.map(({ id }) => id).sort()).toEqual(texts.map(({ id }) => id).sort());
    const { rows: stuck } = await baton.pool.query(
      `select kind, room, last_error from baton.jobs where attempts > 0`,
    );
    expect(stuck).toEqual([]);
    expect(complaints.lines).toEqual([]);
    console.log(`  pictures: ${pictures.folder}`);
  }, 60_000);
});
