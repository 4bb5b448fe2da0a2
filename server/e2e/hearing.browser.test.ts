/**
 * A lead asks an agent aloud to be left alone: real program, real pages with sound, and a scripted server that turns speech into
 * text behind its real wire. The lead's voice is a steady tone, which is an utterance of fifteen seconds at most.
 */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startScriptedTranscriber } from '../src/adapters/models/testing/scripted-transcriber.ts';
import { tonePowerDb } from '../src/media/goertzel.ts';
import { makeDataDir, noon, removeDataDir, startBaton } from './baton-process.ts';
import { TONES } from './in-page.ts';
import { eventually, journal } from './measure.ts';
import { type Complaints, hasBrowser, openBrowser, openDesk, openHandset, pictureFolder } from './people.ts';
import { qualify, WISH } from './script.ts';

if (!hasBrowser) console.warn('skipped: no Chromium (apt-get install chromium, or set BATON_CHROMIUM)');

const ASKED = 'Please take me off your list.';

describe.runIf(hasBrowser)('an opt-out said aloud, end to end', () => {
  let browser: Browser;
  /** Of one attempt: who opted out is known to the floor for good. */
  let clear: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
  }, 120_000);
  afterEach(async () => {
    for (const undo of clear.reverse()) await undo();
    clear = [];
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
  });

  it('is on the desk and on file while the two still talk, and nothing is sent after it', async () => {
    const complaints: Complaints = { lines: [] };
    const far = await startScriptedTranscriber();
    clear.push(() => far.close());
    far.script(() => ({ text: ASKED }));
    const dataDir = makeDataDir();
    clear.push(async () => removeDataDir(dataDir));
    const settings = { BATON_HEARING: 'small.en', BATON_HEARING_URL: far.url };
    const baton = await startBaton(dataDir, noon(), 0, settings);
    clear.push(() => baton.stop());
    const ana = await openDesk(browser, baton.url, 'ana', complaints);
    const lead = await openHandset(browser, baton.url, complaints);
    clear.push(
      () => ana.close(),
      () => lead.close(),
    );

    await qualify(lead);
    await lead.texts(WISH);
    await ana.sees('wants to talk now');
    await ana.page.getByRole('button', { name: 'Accept' }).click();
    await lead.page.getByRole('button', { name: 'Answer' }).waitFor();
    await lead.answers();
    // The assistant has introduced both and given the notice: from here a machine listens.
    await ana.page.getByText('Not recorded. A machine listens for opt-outs.').waitFor({ timeout: 60_000 });
    const alert = ana.page.getByRole('alert').filter({ hasText: 'Asked not to be contacted again' });
    await alert.getByText(`“${ASKED}”`).waitFor({ timeout: 60_000 });
    await pictureFolder('hearing').take(ana, 'opted-out');

    const [revoked] = await journal(baton, 'consent.revoked');
    expect(revoked?.fact).toMatchObject({ by: 'voice', words: ASKED });
    const { rows } = await baton.pool.query(
      `select reason, verbatim from baton.consent_suppressions where lifted_ms is null`,
    );
    expect(rows).toEqual([{ reason: 'voice', verbatim: ASKED }]);
    const { pcm, fields } = far.heard[0]!;
    expect(fields).toMatchObject({ model: 'small.en', language: 'en' });
    expect(tonePowerDb(pcm, TONES.lead, 16_000)).toBeGreaterThan(-40);
    expect(tonePowerDb(pcm, TONES.lead, 16_000) - tonePowerDb(pcm, TONES.ana, 16_000)).toBeGreaterThan(20);

    // They talk on, until somebody hangs up.
    expect(await journal(baton, 'transfer.ended')).toEqual([]);
    await lead.hangsUp();
    await eventually(
      'the transfer has ended',
      async () => (await journal(baton, 'transfer.ended')).length > 0,
    );
    const texts = async (): Promise<{ theirs: number; ours: number }> =>
      (
        await baton.pool.query(
          `select count(*) filter (where sender = 'lead')::int as theirs, count(*) filter (where sender <> 'lead')::int as ours
           from baton.messages`,
        )
      ).rows[0];
    const before = await texts();
    await lead.texts('one more thing, can you call me tomorrow?');
    await eventually('the text is read', async () => (await texts()).theirs > before.theirs);
    // What answers a text is a row of the transaction that reads it.
    expect((await texts()).ours).toBe(before.ours);
    expect(baton.output()).not.toContain('off your list');
    expect(complaints.lines).toEqual([]);
  }, 300_000);
});
