/** The public's pages: what is shown is what is kept, and a link withdraws it all. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../consent/hash-chain.ts';
import { testDatabase } from '../../../testing/pg.ts';
import { arrive } from '../../intake.ts';
import { demoConsentText, request, type Stage, startStage } from '../testing.ts';
import { linkKey, readToken, signToken } from './token.ts';

const db = testDatabase();
let stage: Stage;
beforeAll(async () => {
  stage = await startStage(db.pool, { limits: { chat: { burst: 60, everyMs: 60_000 } } });
});
afterAll(async () => {
  await stage.stop();
});

const plainOf = (html: string) =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
const open = (at: string) => request(stage, 'GET', at);
const send = (at: string, fields: Record<string, string>) =>
  request(stage, 'POST', at, {
    type: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(fields).toString(),
  });
const shownIn = (html: string) => /name="shown" value="([0-9a-f]{64})"/.exec(html)?.[1] ?? '';
const wordsIn = (html: string) =>
  plainOf(/<label for="agree" class="wrap">([^<]*)<\/label>/.exec(html)?.[1] ?? '');
const consents = async (phone: string) =>
  (
    await db.pool.query<{ record: Record<string, never>; digest: string }>(
      'select record, digest from baton.consent_records where phone = $1::bigint',
      [phone.slice(1)],
    )
  ).rows;
const suppressed = async (phone: string) =>
  (
    await db.pool.query<{ reason: string; channels: number; verbatim: string }>(
      'select reason, channels, verbatim from baton.consent_suppressions where phone = $1::bigint and lifted_ms is null',
      [phone.slice(1)],
    )
  ).rows;

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`it did not come to be; errors: ${stage.errors.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

describe('the consent form', () => {
  const PHONE = '+15125550160';

  it('is plain HTML: language, labels for every field, an empty box, no script', async () => {
    const page = await open('/consent/insurance');
    expect(page.status).toBe(200);
    expect(page.text).toContain('<html lang="en">');
    expect(page.text).not.toContain('<script');
    expect(page.text).toMatch(/<input type="checkbox"[^>]*required>/);
    expect(page.text).not.toMatch(/<input type="checkbox"[^>]*checked/);
    for (const id of ['name', 'phone', 'zip', 'agree']) {
      expect(page.text).toContain(`for="${id}"`);
      expect(page.text).toContain(`id="${id}"`);
    }
    expect(wordsIn(page.text)).toContain('Northside Quotes LLC');
    expect(shownIn(page.text)).toBe(sha256(wordsIn(page.text)));
  });

  it('makes the lead and keeps the words exactly as shown, with hash, time, address, agent and page; the first text leaves', async () => {
    const page = await open('/consent/insurance');
    const thanks = await send('/consent/insurance', {
      name: 'Gil <b>Ray</b>',
      phone: '(512) 555-0160',
      zip: '78701',
      agree: 'yes',
      shown: shownIn(page.text),
    });
    expect(thanks.status).toBe(200);
    const [row] = await consents(PHONE);
    const record = row?.record as unknown as {
      disclosure: Record<string, unknown>;
      capture: Record<string, string>;
      signature: unknown;
      source: { kind: string };
      person: { name_as_entered: string };
    };
    expect(record.disclosure).toMatchObject({
      text_shown: wordsIn(page.text),
      text_sha256: sha256(wordsIn(page.text)),
      checkbox: { present: true, prechecked: false },
    });
    expect(record.capture).toMatchObject({
      ip: '127.0.0.1',
      page_url: `${stage.url}/consent/insurance`,
      phone_in_form: true,
      form_id: 'consent/insurance',
      user_agent: expect.stringMatching(/node|undici/i),
    });
    expect(Math.abs(Date.parse(record.capture.at!) - stage.core.clock.nowMs())).toBeLessThan(60_000);
    expect(record).toMatchObject({
      source: { kind: 'own_form' },
      signature: { type: 'esign_click', value: 'Contact me' },
      person: { name_as_entered: 'Gil <b>Ray</b>' },
    });
    const lead = await db.pool.query('select name, zip, source, playbook from baton.leads where phone = $1', [
      PHONE,
    ]);
    expect(lead.rows).toEqual([
      { name: 'Gil <b>Ray</b>', zip: '78701', source: 'consent form', playbook: 'insurance' },
    ]);
    await until(() => stage.sent.some((text) => text.to === PHONE));
    expect(wordsIn((await open('/consent/insurance')).text)).toBe(record.disclosure.text_shown);
  });

  it('takes nothing without the tick, the name, a number, or when other words were shown; what was typed stays, the tick does not', async () => {
    const shown = shownIn((await open('/consent/insurance')).text);
    const good = { name: 'Hal "O\'Neil"', phone: '5125550161', agree: 'yes', shown };
    for (const [change, says] of [
      [{ agree: '' }, 'Without your agreement'],
      [{ name: ' ' }, 'type your name'],
      [{ phone: '12' }, 'alert'],
      [{ zip: 'abc' }, 'five digits'],
      [{ shown: '0'.repeat(64) }, 'have changed'],
    ] as const) {
      const back = await send('/consent/insurance', { ...good, ...change });
      expect(back.status).toBe(422);
      expect(plainOf(back.text)).toContain(says);
      expect(back.text).toContain('role="alert"');
      expect(back.text).not.toMatch(/<input type="checkbox"[^>]*checked/);
      if (!('name' in change)) expect(back.text).toContain('Hal &quot;O&#39;Neil&quot;');
    }
    expect(await consents('+15125550161')).toEqual([]);
    expect(
      (await db.pool.query('select 1 from baton.leads where phone = $1', ['+15125550161'])).rowCount,
    ).toBe(0);
  });

  it('no such playbook, no such form', async () => {
    expect((await open('/consent/nothing')).status).toBe(404);
    expect((await request(stage, 'POST', '/consent/insurance', { body: { agree: 'yes' } })).status).toBe(422);
  });
});

describe('the opt-out link', () => {
  const PHONE = '+15125550162';
  let leadId = '';
  const link = async () => `/opt-out/${signToken(await linkKey(db.pool as never, 0), leadId)}`;
  beforeAll(async () => {
    const consent = {
      channels: ['sms' as const, 'voice' as const],
      textShown: demoConsentText,
      atMs: stage.core.clock.nowMs() - 60_000,
      source: 'own form',
    };
    ({ leadId } = await arrive(
      stage.core,
      { phone: PHONE, name: 'Ida Fox', playbook: 'insurance', source: 'test', consent },
      null,
    ));
  });

  it('opening it does nothing; pressing it stops everything at once, once', async () => {
    const page = await open(await link());
    expect(page.text).toContain('the number that ends in 62');
    expect(page.text).not.toContain('5550162');
    expect(await suppressed(PHONE)).toEqual([]);
    const done = await send(await link(), {});
    expect(done.text).toContain('You are opted out');
    expect(await suppressed(PHONE)).toEqual([
      { reason: 'web_link', channels: 63, verbatim: expect.stringContaining('web link') },
    ]);
    await send(await link(), {});
    expect(await suppressed(PHONE)).toHaveLength(1);
    await until(
      async () =>
        (
          await db.pool.query<{ phase: string }>('select phase from baton.conversations where id = $1', [
            leadId,
          ])
        ).rows[0]?.phase === 'opted-out',
    );
    // The rooms heard of it and wrote no second entry.
    expect(await suppressed(PHONE)).toHaveLength(1);
  });

  it('a token that was not signed here is nobody', async () => {
    const token = (await link()).slice('/opt-out/'.length);
    const key = await linkKey(db.pool as never, 0);
    expect(readToken(key, token)).toBe(leadId);
    for (const bad of [
      `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
      signToken(Buffer.alloc(32), leadId),
      'x.y',
      '',
      `${Buffer.from('other').toString('base64url')}.${token.split('.')[1]}`,
    ]) {
      expect(readToken(key, bad)).toBeNull();
    }
    expect((await open(`/opt-out/${signToken(Buffer.alloc(32), leadId)}`)).status).toBe(404);
    expect((await send(`/opt-out/${signToken(Buffer.alloc(32), leadId)}`, {})).status).toBe(404);
  });

  it('by number: anybody may, lead or not', async () => {
    expect((await send('/opt-out', { phone: '12' })).status).toBe(422);
    expect((await send('/opt-out', { phone: '512 555 0163' })).status).toBe(200);
    expect(await suppressed('+15125550163')).toEqual([expect.objectContaining({ reason: 'web_form' })]);
  });

  it('a consent by the form afterwards lifts it for texts and calls: they changed their mind', async () => {
    const shown = shownIn((await open('/consent/insurance')).text);
    expect(
      (await send('/consent/insurance', { name: 'Joe', phone: '5125550163', agree: 'yes', shown })).status,
    ).toBe(200);
    // The form is about texts and calls; what they withdrew for e-mail stays withdrawn.
    expect(await suppressed('+15125550163')).toEqual([expect.objectContaining({ channels: 16 })]);
  });

  it('a stranger who sends many is slowed down', async () => {
    const answers = await Promise.all(Array.from({ length: 80 }, () => send('/opt-out', { phone: 'x' })));
    expect(answers.map((one) => one.status).filter((status) => status === 429).length).toBeGreaterThan(0);
  });
});
