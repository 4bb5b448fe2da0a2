/** Requests to stop that come by mail, post, phone, key and voice, through the real server and its database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../testing/pg.ts';
import { arrive } from '../../intake.ts';
import { OPT_OUT_KEY } from '../call-opt-out.ts';
import { agreed, request, type Stage, startStage } from '../testing.ts';

const db = testDatabase();
let stage: Stage;
beforeAll(async () => {
  stage = await startStage(db.pool, { limits: { caller: { burst: 10_000, everyMs: 1 } } });
});
afterAll(async () => {
  await stage.stop();
});

let made = 0;
const freshPhone = () => `+1512555${String(3000 + made++).padStart(4, '0')}`;
const now = () => stage.core.clock.nowMs();

async function leadOf(phone: string, email?: string): Promise<string> {
  const consent = agreed(now());
  const lead = { phone, name: 'Jo Diaz', playbook: 'insurance', source: 'test', consent };
  const { leadId } = await arrive(stage.core, email ? { ...lead, email } : lead, null);
  return leadId;
}

async function until(done: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`it did not come to be; errors: ${stage.errors.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

const post = (at: string, body: unknown, type?: string, key = stage.keys.supervisor) =>
  request(stage, 'POST', at, { key, body, ...(type ? { type } : {}) });

async function entriesOf(phone: string) {
  const { body } = await request(
    stage,
    'GET',
    `/v1/compliance/suppressions?phone=${encodeURIComponent(phone)}`,
    { key: stage.keys.supervisor },
  );
  return body.suppressions as unknown as {
    reason: string;
    channels: string[];
    purposes: string[];
    verbatim: string;
  }[];
}

async function mayText(phone: string): Promise<string> {
  const { body } = await post('/v1/compliance/may', { phone, channel: 'sms' });
  const { verdict, reason } = body.permit as unknown as { verdict: string; reason?: string };
  return verdict === 'allow' ? 'allow' : (reason ?? verdict);
}

describe('a request that staff write down', () => {
  it('takes effect at once for everything, with its scan, and stops the conversation', async () => {
    const phone = freshPhone();
    const leadId = await leadOf(phone);
    const scan = Buffer.from('a letter').toString('base64');
    const answer = await post('/v1/compliance/revocations', {
      phone,
      how: 'post',
      receivedAtMs: now() - 3 * 86_400_000,
      words: 'Please do not contact me any more.',
      scope: 'everything',
      evidenceRef: 'cabinet 4',
      evidence: { name: 'letter.pdf', type: 'application/pdf', base64: scan },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      status: 'applied',
      phones: [phone],
      late: false,
      evidenceRef: 'cabinet 4',
      evidence: { name: 'letter.pdf', bytes: 8 },
      settledBy: 'the supervisor',
    });
    expect(await mayText(phone)).toBe('SUPPRESSED');
    expect(await entriesOf(phone)).toMatchObject([
      { reason: 'post', verbatim: 'Please do not contact me any more.' },
    ]);
    await until(async () => {
      const { rows } = await db.pool.query('select phase from baton.conversations where id = $1', [leadId]);
      return rows[0]?.phase === 'opted-out';
    });
  });

  it('narrower wishes stay narrower; a letter older than ten business days is late; the future is refused', async () => {
    const phone = freshPhone();
    const base = { phone, how: 'phone', words: 'call me never, text is fine', scope: 'calls' };
    const late = await post('/v1/compliance/revocations', { ...base, receivedAtMs: now() - 40 * 86_400_000 });
    expect(late.body).toMatchObject({ status: 'applied', late: true });
    expect(await entriesOf(phone)).toMatchObject([
      { channels: ['voice_ai', 'voice_live', 'voicemail'], purposes: ['all'], reason: 'staff' },
    ]);
    expect(
      (await post('/v1/compliance/revocations', { ...base, receivedAtMs: now() + 3_600_000 })).status,
    ).toBe(400);
    expect(
      (await post('/v1/compliance/revocations', { ...base, phone: '12', receivedAtMs: now() })).status,
    ).toBe(400);
    expect((await post('/v1/compliance/revocations', base, undefined, stage.keys.agent)).status).toBe(403);
  });
});

describe('an e-mail', () => {
  it('of a lead, in any wording, stops texts and calls; the same message is taken once', async () => {
    const phone = freshPhone();
    await leadOf(phone, 'Jo.Diaz@Example.com');
    const mail = {
      from: 'Jo <jo.diaz@example.com>',
      subject: 'Re: your quote',
      text: 'Take me off your list please.\n\nOn Mon, 16 Nov 2026 at 10:00 Northside <a@b.example> wrote:\n> Don’t stop now',
      messageId: `m-${phone}@example.com`,
    };
    const first = await post('/v1/compliance/mail', mail);
    expect(first.body).toMatchObject({
      status: 'applied',
      phones: [phone],
      scope: 'everything',
      how: 'email',
    });
    const again = await post('/v1/compliance/mail', mail);
    expect(again.body.id).toBe(first.body.id);
    expect(await entriesOf(phone)).toHaveLength(1);
    expect(await mayText(phone)).toBe('SUPPRESSED');
  });

  it('with STOP as its subject and nothing else, as a mail server pipes it', async () => {
    const phone = freshPhone();
    const raw = [
      'From: somebody@example.org',
      'Subject: STOP',
      `Message-ID: <raw-${phone}@x>`,
      '',
      `My number is ${phone}`,
    ].join('\r\n');
    const answer = await post('/v1/compliance/mail/raw', raw, 'message/rfc822');
    expect(answer.body).toMatchObject({ status: 'applied', phones: [phone] });
    expect(await entriesOf(phone)).toMatchObject([{ reason: 'email' }]);
  });

  it('legal threats are held besides, and nothing lifts them', async () => {
    const phone = freshPhone();
    await leadOf(phone, 'angry@example.com');
    await post('/v1/compliance/mail', {
      from: 'angry@example.com',
      text: 'cease and desist',
      messageId: `c-${phone}`,
    });
    const { body } = await post('/v1/compliance/may', { phone, channel: 'sms' });
    const gates = body.gates as unknown as { gate: string; verdict: string }[];
    expect(gates.filter((gate) => gate.verdict === 'deny').map((gate) => gate.gate)).toEqual(
      expect.arrayContaining(['G04', 'G05']),
    );
  });

  it('of nobody we know waits for a person with a deadline, and is settled once', async () => {
    const asked = await post('/v1/compliance/mail', {
      from: 'unknown@example.net',
      text: 'unsubscribe',
      messageId: `unknown-${freshPhone()}`,
    });
    expect(asked.body).toMatchObject({ status: 'review', phones: [] });
    expect(Number(asked.body.dueAtMs)).toBeGreaterThan(now());
    const open = await request(stage, 'GET', '/v1/compliance/revocations?status=review', {
      key: stage.keys.supervisor,
    });
    expect(Number(open.body.waiting)).toBeGreaterThan(0);
    const phone = freshPhone();
    const settled = await post(`/v1/compliance/revocations/${asked.body.id}/settle`, { phone });
    expect(settled.body).toMatchObject({ status: 'applied', phones: [phone], settledBy: 'the supervisor' });
    expect(await mayText(phone)).toBe('SUPPRESSED');
    expect((await post(`/v1/compliance/revocations/${asked.body.id}/settle`, { phone })).status).toBe(409);
    expect((await post('/v1/compliance/revocations/none/settle', { phone })).status).toBe(404);
  });

  it('that asks for nothing leaves no words behind; a dismissal needs a reason', async () => {
    const thanks = await post('/v1/compliance/mail', {
      from: 'kind@example.com',
      subject: 'Thanks',
      text: 'When does the offer end?',
      messageId: `kind-${freshPhone()}`,
    });
    expect(thanks.body).toMatchObject({ status: 'no-request', sender: null, words: null, phones: [] });
    const spam = await post('/v1/compliance/mail', {
      from: 'x@example.com',
      text: 'this is spam',
      messageId: `spam-${freshPhone()}`,
    });
    expect(spam.body).toMatchObject({ status: 'review' });
    const settle = `/v1/compliance/revocations/${spam.body.id}/settle`;
    expect((await post(settle, { dismiss: 'short' })).status).toBe(400);
    expect((await post(settle, { dismiss: 'Advertising of somebody else' })).body).toMatchObject({
      status: 'dismissed',
    });
    expect((await post('/v1/compliance/mail', { from: 'no address', text: 'stop' })).status).toBe(400);
  });
});

describe('on a call', () => {
  /** A lead on the line with an agent; only what the opt-out looks at is real. */
  async function onCall(): Promise<{ phone: string; leadId: string; callId: string; legId: string }> {
    const phone = freshPhone();
    const leadId = await leadOf(phone);
    const callId = `call-${phone}`;
    const legId = `leg-${phone}`;
    const state = {
      id: callId,
      callId,
      leadId,
      phase: 'connected',
      readyAtMs: now(),
      token: 1,
      wave: 1,
      offered: [],
      leadLeg: { legId, state: 'answered', atMs: now() },
    };
    await db.pool.query('insert into baton.transfers (id, state) values ($1, $2)', [
      callId,
      JSON.stringify(state),
    ]);
    return { phone, leadId, callId, legId };
  }

  it('T29 key 9 is an opt-out and the end of the line, whatever is being said, without a model', async () => {
    const { phone, callId, legId } = await onCall();
    await stage.core.loop.emit({ type: 'leg.key', callId, legId, key: '1' });
    expect(await entriesOf(phone)).toEqual([]);
    await stage.core.loop.emit({ type: 'leg.key', callId, legId, key: OPT_OUT_KEY });
    // The receipt's own transaction: it is there when `emit` returns.
    expect(await entriesOf(phone)).toMatchObject([
      { reason: 'keypress', channels: expect.arrayContaining(['sms', 'voice_ai', 'voice_live']) },
    ]);
    await until(() => stage.hungUp.includes(legId));
    await stage.core.loop.emit({ type: 'leg.key', callId, legId, key: OPT_OUT_KEY });
    expect(await entriesOf(phone)).toHaveLength(1);
  });

  /** Who talks with the lead: the assistant, with an artificial voice, or an agent alone. */
  async function talking(call: { callId: string }, phase: 'introduction' | 'connected'): Promise<void> {
    await db.pool.query(
      `update baton.transfers set state = state || jsonb_build_object('joinedAtMs', $2::bigint) where id = $1`,
      [call.callId, now()],
    );
    await db.pool.query('insert into baton.calls (id, state) values ($1, $2)', [
      call.callId,
      JSON.stringify({ id: call.callId, phase }),
    ]);
  }
  const said = ({ callId, legId }: { callId: string; legId: string }, words: string) =>
    stage.core.loop.emit({ type: 'leg.said', callId, legId, words });

  it('T28 "stop" in the middle of a sentence ends the call and everything else', async () => {
    const call = await onCall();
    await talking(call, 'introduction');
    await said(call, 'yes but listen, stop calling me, I mean it');
    expect(await entriesOf(call.phone)).toMatchObject([{ reason: 'voice' }]);
    await until(() => stage.hungUp.includes(call.legId));
    expect(await mayText(call.phone)).toBe('SUPPRESSED');
  });

  it('said to an agent it counts as much, and the two talk on', async () => {
    const call = await onCall();
    await talking(call, 'connected');
    await said(call, 'yes but listen, stop calling me, I mean it');
    expect(await entriesOf(call.phone)).toMatchObject([
      { reason: 'voice', channels: expect.arrayContaining(['sms', 'voice_ai', 'voice_live']) },
    ]);
    expect(await mayText(call.phone)).toBe('SUPPRESSED');
    await said(call, 'please stop calling me');
    expect(await entriesOf(call.phone)).toHaveLength(1);
    await stage.core.loop.emit({ type: 'leg.key', ...call, key: OPT_OUT_KEY });
    await until(() => stage.hungUp.includes(call.legId));
    // Orders about one leg are performed in order: had the words hung up, this would be the second time.
    expect(stage.hungUp.filter((legId) => legId === call.legId)).toHaveLength(1);
  });

  it('ordinary talk with an agent stops nothing, not even with words that would by text', async () => {
    const call = await onCall();
    await talking(call, 'connected');
    for (const words of [
      "I don't recall",
      'Stop.',
      'Cancel.',
      "They won't stop calling me",
      "I'm not interested",
    ])
      await said(call, words);
    expect(await entriesOf(call.phone)).toEqual([]);
    await said(call, "text is fine but don't call me");
    expect(await entriesOf(call.phone)).toMatchObject([
      { reason: 'voice', channels: ['voice_ai', 'voice_live', 'voicemail'] },
    ]);
    expect(stage.hungUp).not.toContain(call.legId);
    expect(await mayText(call.phone)).not.toBe('SUPPRESSED');
  });

  it('words that were understood when the lead had hung up already count', async () => {
    const call = await onCall();
    await talking(call, 'connected');
    await db.pool.query(
      `update baton.transfers set state = state || '{"phase": "ended", "outcome": "connected"}' where id = $1`,
      [call.callId],
    );
    await said(call, 'take me off your list');
    expect(await entriesOf(call.phone)).toMatchObject([{ reason: 'voice' }]);
  });

  it('an agent who says it is nobody who opts out', async () => {
    const call = await onCall();
    await talking(call, 'connected');
    await said({ ...call, legId: 'leg-of-an-agent' }, 'stop calling me');
    expect(await entriesOf(call.phone)).toEqual([]);
  });

  it('"text is fine" ends the call and leaves texts; other words and an agent’s own key change nothing', async () => {
    const { phone, callId, legId } = await onCall();
    await stage.core.loop.emit({ type: 'leg.said', callId, legId, words: "I can't stop thinking about it" });
    await stage.core.loop.emit({ type: 'leg.key', callId, legId: 'leg-of-an-agent', key: OPT_OUT_KEY });
    expect(await entriesOf(phone)).toEqual([]);
    await stage.core.loop.emit({ type: 'leg.said', callId, legId, words: "text is fine but don't call me" });
    expect(await entriesOf(phone)).toMatchObject([{ channels: ['voice_ai', 'voice_live', 'voicemail'] }]);
    await until(() => stage.hungUp.includes(legId));
    expect(await mayText(phone)).not.toBe('SUPPRESSED');
  });
});
