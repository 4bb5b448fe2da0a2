/** The compliance page's API over real records, through the real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../../testing/pg.ts';
import { arrive } from '../intake.ts';
import { agreed, demoConsentText, NOON_MS, request, type Stage, startStage } from './testing.ts';

const db = testDatabase();
let stage: Stage;
beforeAll(async () => {
  stage = await startStage(db.pool, { limits: { caller: { burst: 10_000, everyMs: 1 } } });
});
afterAll(async () => {
  await stage.stop();
});

const MARIA = '+15125550142';
const consent = () => agreed(stage.core.clock.nowMs());
const get = (at: string, key = stage.keys.supervisor) => request(stage, 'GET', at, { key });

/** A lead that arrived with consent and was texted: their id, when the text left. */
async function textedLead(phone: string, name: string): Promise<string> {
  const { leadId } = await arrive(
    stage.core,
    { phone, name, playbook: 'insurance', source: 'test', consent: consent() },
    null,
  );
  await until(() => stage.sent.some((text) => text.to === phone));
  await until(
    async () =>
      (
        await db.pool.query(
          `select 1 from baton.messages where lead_id = $1 and status in ('sent', 'delivered')`,
          [leadId],
        )
      ).rowCount === 1,
  );
  return leadId;
}

async function until(done: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`it did not come to be; errors: ${stage.errors.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

describe('who may', () => {
  const pages = [
    '/v1/compliance/rules',
    '/v1/compliance/now',
    '/v1/compliance/suppressions',
    '/v1/compliance/decisions',
    '/v1/compliance/meter',
    '/v1/compliance/lists',
  ];
  it.each(pages)('%s: supervisors and admins, nobody else', async (page) => {
    expect((await request(stage, 'GET', page)).status).toBe(401);
    expect((await get(page, stage.keys.agent)).status).toBe(403);
    expect((await get(page)).status).toBe(200);
    expect((await get(page, stage.keys.admin)).status).toBe(200);
  });

  it('a supervisor adds an opt-out but neither lifts one nor imports lists', async () => {
    const added = await request(stage, 'POST', '/v1/compliance/suppressions', {
      key: stage.keys.supervisor,
      body: { phone: '+13055550110', channels: ['sms'], words: 'asked in the branch' },
    });
    expect(added.status).toBe(200);
    const lift = { body: { reason: 'typed the wrong number' } };
    expect(
      (
        await request(stage, 'DELETE', `/v1/compliance/suppressions/${added.body.id}`, {
          key: stage.keys.supervisor,
          ...lift,
        })
      ).status,
    ).toBe(403);
    const list = '/v1/compliance/lists?list=national&copyAtMs=0';
    expect(
      (
        await request(stage, 'POST', list, {
          key: stage.keys.supervisor,
          body: '2125550100\n',
          type: 'text/csv',
        })
      ).status,
    ).toBe(403);
  });

  it('evidence is not for agents', async () => {
    expect((await get('/v1/leads/none/evidence.json', stage.keys.agent)).status).toBe(403);
    expect((await get('/v1/leads/none/evidence.json')).status).toBe(404);
  });
});

describe('rules', () => {
  it('lists rows with source, confidence, dates and sign-off, and searches them', async () => {
    const all = await get('/v1/compliance/rules');
    const rules = all.body.rules as unknown as {
      id: string;
      confidence: string;
      source: string;
      reviewedBy: string | null;
      effectiveFrom: string;
    }[];
    expect(rules.length).toBeGreaterThan(150);
    expect(new Set(rules.map((rule) => rule.confidence))).toEqual(new Set(['D', 'D2', 'G']));
    expect(rules.every((rule) => rule.source !== '' && /^\d{4}-/.test(rule.effectiveFrom))).toBe(true);
    const some = await get('/v1/compliance/rules?q=florida%20hours');
    expect((some.body.rules as unknown as { id: string }[]).map((rule) => rule.id)).toContain('QH US-FL');
    expect((some.body.rules as unknown as unknown[]).length).toBeLessThan(10);
  });
});

describe('now', () => {
  it('tells every state with its zones; at noon in Chicago the mainland is open', async () => {
    const { body } = await get(`/v1/compliance/now?channel=sms&atMs=${NOON_MS}`);
    const places = body.places as unknown as {
      code: string;
      state: string;
      zones: { zone: string; localTime: string; open: boolean; window: string }[];
      ruleId: string;
      changesAtMs: number;
    }[];
    const of = (code: string) => places.find((place) => place.code === code);
    expect(places.length).toBeGreaterThanOrEqual(51);
    expect(of('FL')).toMatchObject({ state: 'open', ruleId: 'QH US-FL' });
    expect(of('FL')?.zones).toHaveLength(2);
    expect(of('FL')?.zones[0]).toMatchObject({ localTime: '1:00 PM', window: '8:00 AM to 8:00 PM' });
    // 5 minutes before 20:00 Eastern.
    expect(of('FL')?.changesAtMs).toBe(Date.UTC(2026, 10, 18, 0, 55));
    expect(of('CA')?.zones).toEqual([expect.objectContaining({ localTime: '10:00 AM', open: true })]);
  });

  it('a state of two zones is part open between their hours', async () => {
    // 20:30 in Eastern Florida is past its close; 19:30 in the Central part is not.
    const { body } = await get(`/v1/compliance/now?channel=sms&atMs=${Date.UTC(2026, 10, 18, 1, 30)}`);
    const florida = (body.places as unknown as { code: string; state: string }[]).find(
      (place) => place.code === 'FL',
    );
    expect(florida?.state).toBe('part');
  });

  it('Sunday closes what Sunday closes', async () => {
    const { body } = await get(`/v1/compliance/now?channel=voice&atMs=${Date.UTC(2026, 10, 22, 18, 0)}`);
    const places = body.places as unknown as {
      code: string;
      state: string;
      zones: { window: string | null }[];
    }[];
    expect(places.find((place) => place.code === 'UT')).toMatchObject({
      state: 'closed',
      zones: [{ window: null }],
    });
    expect(places.find((place) => place.code === 'CA')?.state).toBe('open');
  });
});

describe('may I contact', () => {
  const ask = (body: Record<string, unknown>) =>
    request(stage, 'POST', '/v1/compliance/may', { key: stage.keys.supervisor, body });

  it('a stranger: no, for want of consent, with all eighteen gates', async () => {
    const { body } = await ask({ phone: '(212) 555-0117', channel: 'sms', atMs: NOON_MS });
    expect(body).toMatchObject({
      phone: '+12125550117',
      lead: null,
      permit: { verdict: 'deny', reason: 'NO_CONSENT' },
    });
    expect(body.gates).toHaveLength(18);
    expect(
      (body.gates as unknown as { gate: string; name: string; verdict: string }[]).find(
        (gate) => gate.gate === 'G06',
      ),
    ).toMatchObject({ name: 'Consent', verdict: 'deny' });
  });

  it('a lead who agreed: yes at noon, not at night, and until when', async () => {
    await textedLead(MARIA, 'Maria Alvarez');
    // A day later, so that the caps of today's text do not speak.
    const noon = NOON_MS + 2 * 86_400_000;
    expect((await ask({ phone: MARIA, channel: 'sms', atMs: noon })).body).toMatchObject({
      lead: { name: 'Maria Alvarez' },
      permit: { verdict: 'allow' },
    });
    const night = (await ask({ phone: MARIA, channel: 'sms', atMs: noon + 11 * 3_600_000 })).body;
    // 23:00 in most of Texas; all of it is open two minutes after 09:00 in El Paso.
    expect(night).toMatchObject({
      permit: { verdict: 'defer', reason: 'QUIET_HOURS', untilMs: Date.UTC(2026, 10, 20, 16, 2) },
    });
    expect(night.zones).toContainEqual(expect.objectContaining({ place: 'US-TX', localTime: '11:00 PM' }));
  });

  it('what is known besides counts: a ZIP in Utah closes Sunday', async () => {
    const sunday = Date.UTC(2026, 10, 22, 18, 0);
    expect((await ask({ phone: MARIA, channel: 'sms', atMs: sunday, zip: '84101' })).body).toMatchObject({
      permit: { verdict: 'defer', reason: 'BARRED_DAY' },
    });
  });

  it('refuses what is no number', async () => {
    expect((await ask({ phone: '12', channel: 'sms' })).status).toBe(400);
  });
});

describe('suppressions', () => {
  const admin = (method: string, at: string, body?: unknown) =>
    request(stage, method, at, { key: stage.keys.admin, ...(body === undefined ? {} : { body }) });

  it('an added one stops the lead; it is found by its number; staff may take their mistake back', async () => {
    const phone = '+13125550144';
    await textedLead(phone, 'Ann Poe');
    const added = await admin('POST', '/v1/compliance/suppressions', {
      phone,
      channels: ['sms', 'voice_ai', 'voice_live', 'voicemail', 'email', 'webchat'],
      words: 'said so at the counter',
    });
    expect(added.status).toBe(200);
    const { body } = await get(`/v1/compliance/suppressions?phone=${encodeURIComponent(phone)}`);
    expect(body.suppressions).toEqual([
      expect.objectContaining({
        id: added.body.id,
        phone,
        scope: 'seller',
        verbatim: 'the admin: said so at the counter',
        liftedAtMs: null,
        held: false,
      }),
    ]);
    const may = await request(stage, 'POST', '/v1/compliance/may', {
      key: stage.keys.supervisor,
      body: { phone, channel: 'sms' },
    });
    expect(may.body).toMatchObject({ permit: { verdict: 'deny', reason: 'SUPPRESSED' } });
    expect(
      (await admin('DELETE', `/v1/compliance/suppressions/${added.body.id}`, { reason: 'short' })).status,
    ).toBe(400);
    expect(
      (
        await admin('DELETE', `/v1/compliance/suppressions/${added.body.id}`, {
          reason: 'typed for the wrong person',
        })
      ).status,
    ).toBe(200);
    expect(
      (
        await admin('DELETE', `/v1/compliance/suppressions/${added.body.id}`, {
          reason: 'typed for the wrong person',
        })
      ).status,
    ).toBe(409);
    const after = await get(`/v1/compliance/suppressions?phone=${encodeURIComponent(phone)}`);
    expect(after.body.suppressions).toEqual([
      expect.objectContaining({ liftedBy: 'the admin: typed for the wrong person' }),
    ]);
  });

  it('what a person withdrew comes back only with a consent they gave since; what is held never', async () => {
    const phone = '+13125550145';
    const leadId = await textedLead(phone, 'Bo Reed');
    await stage.core.loop.emit({
      type: 'text.received',
      leadId,
      messageId: 'in-stop-bo',
      channel: 'sms',
      body: 'STOP',
      atMs: stage.core.clock.nowMs(),
    });
    const list = async () =>
      (await get(`/v1/compliance/suppressions?phone=${encodeURIComponent(phone)}`)).body
        .suppressions as unknown as { id: string; verbatim: string; liftedAtMs: number | null }[];
    await until(async () => (await list()).length === 1);
    const [entry] = await list();
    expect(entry?.verbatim).toBe('STOP');
    expect(
      (
        await admin('DELETE', `/v1/compliance/suppressions/${entry?.id}`, {
          reason: 'he told me he likes us',
        })
      ).status,
    ).toBe(409);
    await db.pool.query(`update baton.consent_suppressions set reason = 'complaint' where id = $1`, [
      entry?.id,
    ]);
    const held = await admin('DELETE', `/v1/compliance/suppressions/${entry?.id}`, {
      reason: 'he told me he likes us',
    });
    expect(held.status).toBe(409);
    expect(held.text).toContain('held');
  });
});

describe('lists', () => {
  const send = (list: string, body: string, copyAtMs = NOON_MS - 86_400_000) =>
    request(stage, 'POST', `/v1/compliance/lists?list=${list}&copyAtMs=${copyAtMs}`, {
      key: stage.keys.admin,
      body,
      type: 'text/csv',
    });

  it('a national list comes in, is told with its age, and holds its numbers', async () => {
    const done = await send('national', '212,5550150\n2125550151\nnot a number\n\n+12125550152\n');
    expect(done.body).toMatchObject({ list: 'national', numbers: 3, rejected: 1, badLines: [3] });
    const { body } = await get('/v1/compliance/lists');
    expect(body.lists).toEqual([expect.objectContaining({ list: 'national', numbers: 3, stale: false })]);
    expect((await get('/v1/compliance/suppressions?phone=2125550151')).body.number).toEqual({
      phone: '+12125550151',
      lists: ['national'],
      blocks: [],
    });
    expect((await get('/v1/compliance/suppressions?phone=2125550153')).body.number).toMatchObject({
      lists: [],
    });
  });

  it('a file without numbers leaves the copy in force', async () => {
    expect((await send('national', 'name,date\n')).status).toBe(400);
    expect((await get('/v1/compliance/lists')).body.lists).toEqual([expect.objectContaining({ numbers: 3 })]);
    expect((await send('nowhere', '2125550100\n')).status).toBe(400);
    expect((await send('national', '2125550100\n', NOON_MS + 86_400_000)).status).toBe(400);
  });

  it('a litigator is never contacted, consent or not', async () => {
    const phone = '+13125550146';
    await textedLead(phone, 'Cy Law');
    expect((await send('litigator', '3125550146\n')).body).toMatchObject({ numbers: 1 });
    const may = await request(stage, 'POST', '/v1/compliance/may', {
      key: stage.keys.supervisor,
      body: { phone, channel: 'sms' },
    });
    expect(may.body).toMatchObject({ permit: { verdict: 'deny', reason: 'LEGAL_HOLD' } });
    expect((await get('/v1/compliance/lists')).body.litigators).toBe(1);
  });

  it('JSON is no list, and a list that is too long is cut off', async () => {
    expect(
      (
        await request(stage, 'POST', '/v1/compliance/lists?list=national&copyAtMs=0', {
          key: stage.keys.admin,
          body: { a: 1 },
        })
      ).status,
    ).toBe(400);
    const { takeList } = await import('./lists.ts');
    const { Readable } = await import('node:stream');
    const long = Readable.from(Array.from({ length: 100 }, () => Buffer.from('2125550100\n')));
    await expect(
      takeList(stage.core, { name: 'a' }, { list: 'national', copyAtMs: 0 }, long, NOON_MS, 500),
    ).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
  });
});

describe('decisions, meter, evidence', () => {
  it('every attempt is listed with its gates, by lead, number, verdict and rule, page by page', async () => {
    const phone = '+13125550147';
    const leadId = await textedLead(phone, 'Di Moss');
    const { body } = await get(`/v1/compliance/decisions?lead=${leadId}`);
    expect(body.decisions).toEqual([
      expect.objectContaining({
        leadId,
        phone,
        verdict: 'allow',
        attempt: 'text:opening',
        stage: 'dispatch',
      }),
    ]);
    expect((body.decisions as unknown as { gates: unknown[] }[])[0]?.gates).toHaveLength(18);
    await arrive(
      stage.core,
      { phone: '+13125550148', name: 'Ed Nil', playbook: 'insurance', source: 'test' },
      null,
    );
    await until(
      async () =>
        ((await get('/v1/compliance/decisions?phone=3125550148')).body.decisions as unknown as unknown[])
          .length === 1,
    );
    const refused = await get('/v1/compliance/decisions?verdict=deny&rule=NO_CONSENT');
    expect(refused.body.decisions).toEqual([
      expect.objectContaining({ phone: '+13125550148', reason: 'NO_CONSENT' }),
    ]);
    const first = await get('/v1/compliance/decisions?limit=2');
    const next = await get(
      `/v1/compliance/decisions?limit=2&cursor=${encodeURIComponent(String(first.body.nextCursor))}`,
    );
    const logged = [
      ...(first.body.decisions as unknown as { logged: string }[]),
      ...(next.body.decisions as unknown as { logged: string }[]),
    ].map((one) => one.logged);
    expect(new Set(logged).size).toBe(4);
  });

  it("one lead's file: JSON with a hash that fits, and a PDF, in time", async () => {
    const phone = '+13125550149';
    const leadId = await textedLead(phone, 'Flo Bell');
    const began = performance.now();
    const json = await get(`/v1/leads/${leadId}/evidence.json`);
    expect(performance.now() - began).toBeLessThan(5_000);
    const { evidenceFits } = await import('../../consent/index.ts');
    expect(evidenceFits(json.body as never)).toBe(true);
    expect(evidenceFits({ ...(json.body as object), rulesVersion: 'other' } as never)).toBe(false);
    expect(json.body).toMatchObject({ lead: { id: leadId, phone }, incidents: [], audit: { ok: true } });
    expect(json.body.consents).toEqual([
      expect.objectContaining({ textShown: demoConsentText, hashFits: true, type: 'PEWC' }),
    ]);
    const pdf = await get(`/v1/leads/${leadId}/evidence.pdf`);
    expect(pdf.type).toBe('application/pdf');
    expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('a floor that placed no call has an empty meter', async () => {
    expect((await get('/v1/compliance/meter')).body).toMatchObject({
      bounds: { throttle: 1.5, stop: 2.5, legal: 3 },
      campaigns: [],
    });
  });

  it('the API says all of it at /docs', async () => {
    const docs = await request(stage, 'GET', '/docs/json');
    for (const path of ['/v1/compliance/may', '/v1/leads/{id}/evidence.pdf', '/v1/compliance/lists'])
      expect(Object.keys(docs.body.paths ?? {})).toContain(path);
  });
});
