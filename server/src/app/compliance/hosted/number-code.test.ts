/** The hosted form with proof of the number: nothing is kept or lifted until the code that was texted comes back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../consent/hash-chain.ts';
import { testDatabase } from '../../../testing/pg.ts';
import { arrive } from '../../intake.ts';
import { agreed, request, type Stage, startStage } from '../testing.ts';
import { NOTHING_TYPED } from './consent-form.ts';
import { beginCode, checkCode } from './number-code.ts';

const db = testDatabase();
let stage: Stage;
beforeAll(async () => {
  stage = await startStage(db.pool, {
    limits: {
      caller: { burst: 10_000, everyMs: 1 },
      stranger: { burst: 10_000, everyMs: 1 },
      chat: { burst: 10_000, everyMs: 1 },
    },
  });
  const { body } = await request(stage, 'GET', '/v1/compliance/settings', { key: stage.keys.admin });
  const value = { ...(body.value as unknown as object), verifyNumbers: true };
  const saved = await request(stage, 'POST', '/v1/compliance/settings', {
    key: stage.keys.admin,
    body: { basedOn: body.version, note: 'numbers are proved', value },
  });
  expect(saved.status, saved.text).toBe(200);
});
afterAll(async () => {
  await stage.stop();
});

let made = 0;
const freshPhone = () => `+1512555${String(6000 + made++).padStart(4, '0')}`;
const now = () => stage.core.clock.nowMs();
const send = (at: string, fields: Record<string, string>) =>
  request(stage, 'POST', at, {
    body: new URLSearchParams(fields).toString(),
    type: 'application/x-www-form-urlencoded',
  });
async function fill(phone: string) {
  const page = await request(stage, 'GET', '/consent/insurance');
  const shown = /name="shown" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  return send('/consent/insurance', { name: 'Gil Ray', phone, zip: '78701', agree: 'yes', shown });
}
const codeIn = (phone: string) =>
  /code is (\d{6})/.exec(stage.sent.filter(({ to }) => to === phone).at(-1)?.body ?? '')?.[1] ?? '';
const idIn = (text: string) => /name="id" value="([^"]+)"/.exec(text)?.[1] ?? '';
const leadsOf = async (phone: string) =>
  (await db.pool.query('select 1 from baton.leads where phone = $1', [phone])).rowCount;

describe('a code', () => {
  it('goes to the number, and only its return makes the lead and a verified consent', async () => {
    const phone = freshPhone();
    const asked = await fill(phone);
    expect(asked.text).toContain('code of six digits');
    expect(await leadsOf(phone)).toBe(0);
    const id = idIn(asked.text);
    const code = codeIn(phone);
    expect(code).toMatch(/^\d{6}$/);
    const wrong = await send('/consent/insurance/code', {
      id,
      code: code === '000000' ? '111111' : '000000',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('not the code we sent');
    const right = await send('/consent/insurance/code', {
      id,
      code: ` ${code.slice(0, 3)} ${code.slice(3)} `,
    });
    expect(right.status, right.text).toBe(200);
    expect(await leadsOf(phone)).toBe(1);
    const { rows } = await db.pool.query('select record from baton.consent_records where phone = $1', [
      phone.slice(1),
    ]);
    expect(rows[0]?.record.phone_verified).toMatchObject({ method: 'sms_otp' });
    // Used once.
    expect((await send('/consent/insurance/code', { id, code })).text).toContain('This code is over');
    // The text is on record with its decision, like every text.
    const logged = await db.pool.query(
      `select payload from baton.consent_log where kind = 'decision' and payload->>'ref' = $1`,
      [`code-${id}`],
    );
    expect(logged.rows[0]?.payload.decision.verdict).toBe('allow');
  });

  it('is not sent to a number that opted out, so that nobody else can lift the opt-out', async () => {
    const phone = freshPhone();
    const consent = agreed(now());
    await arrive(stage.core, { phone, name: 'Jo', playbook: 'insurance', source: 'test', consent }, null);
    await request(stage, 'POST', '/v1/compliance/suppressions', {
      key: stage.keys.supervisor,
      body: { phone, channels: ['sms', 'voice_ai', 'voice_live'], words: 'asked us to stop' },
    });
    const before = stage.sent.length;
    const asked = await fill(phone);
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('This number has opted out. Text START');
    expect(stage.sent.slice(before).some(({ to, body }) => to === phone && /code is/.test(body))).toBe(false);
  });

  it('ends after five tries, ten minutes, or three a day', async () => {
    const form = { ...NOTHING_TYPED, phone: freshPhone(), shown: sha256('') };
    const begin = (at: number) => beginCode(stage.core, form.phone, form, at, () => 42);
    const first = await begin(now());
    if (!first.ok) throw new Error(first.words);
    for (let i = 0; i < 4; i += 1)
      expect(await checkCode(stage.core, first.id, '000000', now())).toMatchObject({
        ok: false,
        over: false,
      });
    expect(await checkCode(stage.core, first.id, '000000', now())).toMatchObject({ ok: false, over: true });
    expect(await checkCode(stage.core, first.id, '000042', now())).toMatchObject({ ok: false, over: true });
    const second = await begin(now());
    if (!second.ok) throw new Error(second.words);
    expect(await checkCode(stage.core, second.id, '000042', now() + 11 * 60_000)).toMatchObject({
      ok: false,
      over: true,
    });
    expect((await begin(now())).ok).toBe(true);
    expect(await begin(now())).toMatchObject({ ok: false, words: expect.stringContaining('Three codes') });
    expect(await checkCode(stage.core, 'none', '000042', now())).toMatchObject({ ok: false, over: true });
  });
});
