/** The assistant's tools through the real API: model settings, playground, replay, calibration, and a squad's hand-over on the real rooms. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedModel, startScriptedModel } from '../../adapters/models/testing/scripted-model.ts';
import { testDatabase } from '../../testing/pg.ts';
import { type Stage, startStage } from '../compliance/testing.ts';

const db = testDatabase();
let stage: Stage;
let far: ScriptedModel;
beforeAll(async () => {
  far = await startScriptedModel();
  stage = await startStage(db.pool, { limits: { stranger: { burst: 5_000, everyMs: 1 } } });
}, 60_000);
afterAll(async () => {
  await stage?.stop();
  await far?.close();
});

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
async function api(method: string, path: string, body?: unknown, key = stage.keys.admin): Promise<any> {
  const response = await fetch(stage.url + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

describe('the settings of the model', () => {
  const settings = () => ({
    kind: 'openai',
    url: far.url,
    model: 'scripted',
    key: 'sk-very-secret-8f2a',
    usdPerMillionIn: 1,
    usdPerMillionOut: 10,
  });

  it('keeps a key and never shows it again', async () => {
    expect((await api('GET', '/v1/model')).body).toMatchObject({ source: 'none', model: null });
    expect((await api('POST', '/v1/model', settings())).status).toBe(200);
    const seen = await api('GET', '/v1/model');
    expect(seen.body).toMatchObject({ source: 'settings', model: { model: 'scripted', keyEnds: '8f2a' } });
    expect(JSON.stringify(seen.body)).not.toContain('very-secret');
  });

  it('tries it with one question, and says what is wrong and how to mend it', async () => {
    far.script(() => ({ fault: 'none', proposal: { reply: 'Hello.' } }));
    const { key: _typedBefore, ...again } = settings();
    expect((await api('POST', '/v1/model/test', again)).body).toMatchObject({
      ok: true,
      inputTokens: 900,
      outputTokens: 60,
    });
    expect(far.asked.at(-1)?.headers.authorization).toBe('Bearer sk-very-secret-8f2a');
    far.script(() => ({ fault: 'unknown-key' }));
    const refused = await api('POST', '/v1/model/test', again);
    expect(refused.body).toMatchObject({ ok: false, failure: 'not-authorised' });
    expect(refused.body.words).toMatch(/does not accept the key \(HTTP 401\)\. Check the key/);
    expect(JSON.stringify(refused.body)).not.toContain('secret');
  });

  it('sends a kept key to no other address', async () => {
    const other = await startScriptedModel();
    other.script(() => ({ fault: 'none', proposal: { reply: 'Hello.' } }));
    const { key: _typedBefore, ...elsewhere } = { ...settings(), url: other.url };
    expect((await api('POST', '/v1/model/test', elsewhere)).body.ok).toBe(true);
    expect(other.asked[0]?.headers.authorization).toBeUndefined();
    await other.close();
  });

  it('refuses what cannot work, and roles below admin', async () => {
    const bad = await api('POST', '/v1/model', { ...settings(), url: 'http://api.example.com/v1' });
    expect(bad.status).toBe(400);
    expect(bad.body.error.message).toMatch(/unencrypted/);
    expect((await api('GET', '/v1/model', undefined, stage.keys.supervisor)).status).toBe(403);
  });

  it('is removed again', async () => {
    expect((await api('DELETE', '/v1/model')).status).toBe(200);
    expect((await api('GET', '/v1/model')).body.source).toBe('none');
  });
});

describe('the playground', () => {
  const supervisor = (method: string, path: string, body?: unknown) =>
    api(method, path, body, stage.keys.supervisor);

  it('plays a thread and sends nothing', async () => {
    const body = { playbook: 'insurance', texts: ['auto', '78701', 'call me now please'] };
    const played = await supervisor('POST', '/v1/playground', body);
    expect(played.status).toBe(200);
    const { opening, turns } = played.body;
    expect(opening[0].body).toMatch(/Reply STOP to opt out/);
    expect(turns).toHaveLength(3);
    expect(turns[0].fields).toEqual({ coverage_type: 'auto' });
    expect(turns[0]).toMatchObject({ questionType: 'factual', threshold: 0.8 });
    expect(turns[1].said[0]).toMatchObject({ encoding: 'GSM-7', segments: 1, costUsd: 0.01 });
    expect(turns[2]).toMatchObject({ action: 'transfer', events: ['Agents are rung.'], phase: 'ready' });
    expect(turns[2].readiness).toBeGreaterThan(turns[0].readiness);
    expect(stage.sent).toEqual([]);
    // The same script is the same play.
    expect((await supervisor('POST', '/v1/playground', body)).body).toEqual(played.body);
  });

  it('says why a transfer is refused: nobody free, or not permitted', async () => {
    const body = { playbook: 'insurance', texts: ['call me now please'] };
    const nobody = await supervisor('POST', '/v1/playground', { ...body, freeNow: 0 });
    expect(nobody.body.turns[0].refused).toBe('no agent is free for this lead');
    const night = await supervisor('POST', '/v1/playground', { ...body, mayCallNow: false });
    expect(night.body.turns[0].refused).toBe('calls are not permitted now');
  });

  it('plays a changed playbook, and names its mistakes', async () => {
    const { source } = (await supervisor('GET', '/v1/playbooks/insurance/source')).body;
    const broken = source.replace('type: factual', 'type: fanciful');
    const refused = await supervisor('POST', '/v1/playground', {
      playbook: 'insurance',
      source: broken,
      texts: [],
    });
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toMatch(/changed playbook:\d+ questions\.0\.type/);
  });

  it("replays a lead's own texts against a change, with what differs at each turn", async () => {
    // New at each attempt: a retried test must not meet the rows of the first one.
    const leadId = stage.core.id();
    const phone = `+1512555${String(1_000 + Math.floor(Number(process.hrtime.bigint() % 9_000n)))}`;
    const nowMs = stage.core.clock.nowMs();
    await db.pool.query(
      `insert into baton.leads (id, phone, channel, name, tz, state, playbook, source, demo, created_ms)
       values ($1, $3, 'sms', 'Maria Alvarez', 'America/Chicago', 'TX', 'insurance', 'test', true, $2)`,
      [leadId, nowMs - 600_000, phone],
    );
    const texts = ['auto', 'how much is it', 'i think 78701'];
    for (const [i, body] of texts.entries()) {
      await db.pool.query(
        `insert into baton.messages (id, lead_id, at_ms, channel, sender, body, status) values ($1, $2, $3, 'sms', 'lead', $4, 'received')`,
        [`${leadId}-${i}`, leadId, nowMs - 500_000 + i * 60_000, body],
      );
    }
    await db.pool.query(
      `insert into baton.journal (at_ms, room, key, type, lead_id, body) values ($1, 'conversation', $2, 'turn.read', $2, $3)`,
      [
        nowMs,
        leadId,
        JSON.stringify({ type: 'turn.read', leadId, messageId: `${leadId}-1`, action: 'answer' }),
      ],
    );
    const { source } = (await supervisor('GET', '/v1/playbooks/insurance/source')).body;
    const same = await supervisor('POST', '/v1/playground/replay', { leadId, source });
    expect(same.body.turns.map((turn: { differs: string[] }) => turn.differs)).toEqual([[], [], []]);
    const changed = source
      .replace(/factual: 0\.8\b/, 'factual: 0.9')
      .replace(/The price depends/g, 'What it costs depends');
    const replayed = (await supervisor('POST', '/v1/playground/replay', { leadId, source: changed })).body;
    expect(replayed.leadName).toBe('Maria Alvarez');
    expect(replayed.turns[1]).toMatchObject({
      messageId: `${leadId}-1`,
      text: 'how much is it',
      recorded: 'answer',
    });
    expect(replayed.turns[1].differs).toContain('threshold');
    expect(replayed.turns[1].differs).not.toContain('action');
    expect((await supervisor('POST', '/v1/playground/replay', { leadId: 'nobody', source })).status).toBe(
      404,
    );
  });
});

describe('calibration', () => {
  const supervisor = (method: string, path: string, body?: unknown) =>
    api(method, path, body, stage.keys.supervisor);
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API
  const adviceOf = (body: any) =>
    body.advice.find(
      (one: { playbook: string; questionType: string }) =>
        one.playbook === 'events' && one.questionType === 'open',
    );

  it('proposes from what the floor coded; a person accepts, the change is in force, kept, and undone', async () => {
    await db.pool.query('delete from baton.dispositions');
    await db.pool.query('delete from baton.threshold_changes');
    expect(adviceOf((await supervisor('GET', '/v1/calibration')).body)).toMatchObject({
      inForce: 0.6,
      proposal: null,
    });
    for (let i = 0; i < 50; i++) {
      const [disposition, score] = i < 20 ? ['not-ready', 0.65] : ['sold', 0.9];
      await db.pool.query(
        `insert into baton.dispositions (transfer_id, agent_id, lead_id, at_ms, disposition, notes, playbook, question_type, score, threshold)
         values ($1, 'a1', 'l1', $2, $3, '', 'events', 'open', $4, 0.6)`,
        [`coded-${i}`, i, disposition, score],
      );
    }
    const seen = await supervisor('GET', '/v1/calibration');
    const { proposal, floor } = adviceOf(seen.body);
    expect(floor).toEqual({ coded: 50, notReady: 20, repeat: 0, sold: 30 });
    expect(proposal).toMatchObject({ unreadyNow: 0.4, unreadyThen: 0, kept: 1 });
    const accept = (threshold: number) =>
      supervisor('POST', '/v1/calibration', { playbook: 'events', questionType: 'open', threshold });
    expect((await accept(0.51)).status).toBe(409);
    const accepted = await accept(proposal.threshold);
    expect(accepted.status).toBe(200);
    expect(stage.core.playbooks.get('events')?.thresholds.open).toBe(proposal.threshold);
    const after = (await supervisor('GET', '/v1/calibration')).body;
    expect(adviceOf(after).inForce).toBe(proposal.threshold);
    expect(after.changes[0]).toMatchObject({ before: 0.6, after: proposal.threshold, state: 'in-force' });
    expect(after.changes[0].evidence).toMatch(/50 coded: 20 not ready.*unready calls 40 % -> 0 %/);
    const { changeId } = accepted.body;
    expect((await supervisor('POST', `/v1/calibration/${changeId}/undo`)).status).toBe(200);
    expect(stage.core.playbooks.get('events')?.thresholds.open).toBe(0.6);
    const undone = (await supervisor('GET', '/v1/calibration')).body;
    expect(undone.changes[0]).toMatchObject({ state: 'undone' });
    expect((await supervisor('POST', `/v1/calibration/${changeId}/undo`)).status).toBe(409);
    expect((await api('GET', '/v1/calibration', undefined, stage.keys.agent)).status).toBe(403);
  });
});
