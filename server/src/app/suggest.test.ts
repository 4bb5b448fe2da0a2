/** Suggest-only, through the commands, the rooms and a real PostgreSQL; only the carrier is scripted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../http/services.ts';
import { testDatabase } from '../testing/pg.ts';
import { createCommands } from './commands.ts';
import { agreed, type Stage, startStage } from './compliance/testing.ts';
import { arrive } from './intake.ts';

describe('suggest-only', () => {
  const db = testDatabase();
  let stage: Stage;
  let commands: ReturnType<typeof createCommands>;
  let numbers = 500;
  const dana: Actor = { kind: 'person', id: 'p-dana', name: 'Dana', role: 'supervisor', agentId: null };
  beforeAll(async () => {
    stage = await startStage(db.pool);
    stage.core.loop.start();
    commands = createCommands(stage.core);
  }, 120_000);
  afterAll(() => stage?.stop());

  const now = () => stage.core.clock.nowMs();
  const call = (id: string, body: unknown) =>
    ({ id, body, query: undefined, scope: { kind: 'all' }, requestKey: null, nowMs: now() }) as never;
  async function until<T>(what: string, find: () => Promise<T | null | undefined | false>): Promise<T> {
    const endMs = performance.now() + 60_000;
    for (;;) {
      const found = await find();
      if (found) return found;
      if (performance.now() > endMs) throw new Error(`not so: ${what}; ${stage.errors.join('; ')}`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
  /** A lead who agreed to texts, in a playbook whose assistant only drafts. */
  async function lead(): Promise<{ leadId: string; phone: string }> {
    const phone = `+1512555${String(++numbers).padStart(4, '0')}`;
    const consent = agreed(now());
    const { leadId } = await arrive(
      stage.core,
      { phone, name: 'Maria Diaz', playbook: 'insurance', source: 'test', consent },
      null,
    );
    return { leadId, phone };
  }
  const assistant = async (leadId: string) => (await commands.lead(dana, call(leadId, undefined))).assistant;
  const waiting = (leadId: string) =>
    until('a draft waits', async () => (await assistant(leadId)).suggestion);
  const sentTo = (phone: string) => stage.sent.filter((text) => text.to === phone);

  it('by playbook: the opening waits; sent as it is or changed it leaves once, with the name of who sent it', async () => {
    const playbook = stage.core.playbooks.get('insurance')!;
    playbook.assistant.suggest = true;
    try {
      const { leadId, phone } = await lead();
      const opening = await waiting(leadId);
      expect(await assistant(leadId)).toMatchObject({ mode: 'suggest' });
      expect((await commands.lead(dana, call(leadId, undefined))).lead.line).toBe(
        'A draft waits for a person to send it.',
      );
      expect(sentTo(phone)).toEqual([]);
      const { messageId } = await commands.sendSuggestion(
        dana,
        call(leadId, { suggestionId: opening.suggestionId }),
      );
      await until('it left', async () => sentTo(phone).length === 1);
      expect(sentTo(phone)[0]).toMatchObject({ messageId, body: opening.body });
      await expect(
        commands.sendSuggestion(dana, call(leadId, { suggestionId: opening.suggestionId })),
      ).rejects.toMatchObject({ code: 'CONFLICT' });
      const { rows } = await db.pool.query('select sender, sent_by, why from baton.messages where id = $1', [
        messageId,
      ]);
      expect(rows[0]).toEqual({
        sender: 'assistant',
        sent_by: 'Dana',
        why: 'drafted by the assistant, sent by Dana',
      });

      await stage.core.loop.emit({
        type: 'text.received',
        leadId,
        messageId: `in-${leadId}`,
        channel: 'sms',
        body: 'hello?',
        atMs: now(),
      });
      const reply = await waiting(leadId);
      const own = 'Hi Maria, Dana here. Which car is it?';
      await commands.sendSuggestion(dana, call(leadId, { suggestionId: reply.suggestionId, body: own }));
      await until('it left', async () => sentTo(phone).length === 2);
      expect(sentTo(phone).map((text) => text.body)).toEqual([opening.body, own]);
    } finally {
      delete playbook.assistant.suggest;
    }
  }, 120_000);

  it('by thread: switched on it waits, dropped it is gone, switched off it leaves by itself', async () => {
    const { leadId, phone } = await lead();
    await until('the opening left', async () => sentTo(phone).length === 1);
    await commands.suggestOnly(dana, call(leadId, { on: true }));
    const says = (id: string, body: string) =>
      stage.core.loop.emit({
        type: 'text.received',
        leadId,
        messageId: `in-${id}-${leadId}`,
        channel: 'sms',
        body,
        atMs: now(),
      });
    await says('1', 'hello?');
    const first = await waiting(leadId);
    await commands.discardSuggestion(dana, call(leadId, { suggestionId: first.suggestionId }));
    expect((await assistant(leadId)).suggestion).toBeNull();
    await says('2', 'are you there?');
    const second = await waiting(leadId);
    expect(sentTo(phone)).toHaveLength(1);
    await commands.suggestOnly(dana, call(leadId, { on: false }));
    await until('it left', async () => sentTo(phone).length === 2);
    expect(sentTo(phone)[1]?.body).toBe(second.body);
    expect(await assistant(leadId)).toMatchObject({ mode: 'on', suggestion: null });
  }, 120_000);

  it('after an opt-out nothing waits, and nothing can be sent', async () => {
    const { leadId, phone } = await lead();
    await until('the opening left', async () => sentTo(phone).length === 1);
    await commands.suggestOnly(dana, call(leadId, { on: true }));
    await stage.core.loop.emit({
      type: 'text.received',
      leadId,
      messageId: `in-1-${leadId}`,
      channel: 'sms',
      body: 'hello?',
      atMs: now(),
    });
    const draft = await waiting(leadId);
    await commands.optOutLead(dana, call(leadId, { reason: 'asked by phone' }));
    await until('off', async () => (await assistant(leadId)).mode === 'off');
    await expect(
      commands.sendSuggestion(dana, call(leadId, { suggestionId: draft.suggestionId })),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(sentTo(phone).filter((text) => text.body === draft.body)).toEqual([]);
  }, 120_000);
});
