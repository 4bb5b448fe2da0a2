/** Suggest-only: what waits for a person, what a person makes of it, and what never waits (C13). */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlaybook } from '../playbook/load.ts';
import { plainBrief, readingOf, type Script } from './testing/fakes.ts';
import { createStage, type Stage } from './testing/stage.ts';

const file = new URL('../../../playbooks/insurance.yaml', import.meta.url).pathname;
const parsed = parsePlaybook(readFileSync(file, 'utf8'), file);
if (!parsed.ok) throw new Error('the insurance playbook does not load');
const { playbook: insurance } = parsed;
const NOON = Date.UTC(2026, 10, 17, 18);
const leadId = 'lead-1';

function stage(suggest: boolean | null = true, reading: Script = {}): Stage {
  const made = createStage({
    playbook: insurance,
    deps: {
      reader: { read: (input) => readingOf(reading, input.history.length, input.messageId) },
      makeBrief: plainBrief,
    },
    startMs: NOON,
  });
  if (suggest !== null) made.give({ type: 'thread.suggest-set', leadId, on: suggest, by: 'Dana' });
  return made;
}
const waits = (s: Stage) => s.state().suggested ?? null;
const send = (s: Stage, body?: string) => {
  const one = waits(s)!;
  s.give({ type: 'suggestion.sent', leadId, suggestionId: one.id, body: body ?? one.body, by: 'Dana' });
};

describe('a thread in which a person sends', () => {
  it('drafts the opening, and nothing leaves until it is sent; then it counts as said', () => {
    const s = stage();
    s.create();
    expect(s.texts).toEqual([]);
    expect(waits(s)).toMatchObject({ kind: 'opening' });
    expect(s.state().disclosed).toBe(false);
    s.advance(7 * 86_400_000);
    expect(s.texts, 'no follow-up to what was never said').toEqual([]);
    send(s);
    expect(s.texts).toMatchObject([{ kind: 'opening' }]);
    expect(waits(s)).toBeNull();
    expect(s.state().disclosed).toBe(true);
    expect(s.alarms.has('follow-up')).toBe(true);
    // The same press twice sends once.
    s.give({ type: 'suggestion.sent', leadId, suggestionId: 'gone', body: 'x', by: 'Dana' });
    expect(s.texts).toHaveLength(1);
  });

  it('a newer text of the lead makes a newer draft, and the one before can no longer be sent', () => {
    const s = stage();
    s.create();
    const before = waits(s)!.id;
    s.lead('hello?');
    expect(s.texts).toEqual([]);
    expect(waits(s)?.id).not.toBe(before);
    s.give({ type: 'suggestion.sent', leadId, suggestionId: before, body: 'late', by: 'Dana' });
    expect(s.texts).toEqual([]);
  });

  it('changed words leave as written, and nothing is expected of what follows', () => {
    const s = stage();
    s.create();
    s.lead('hi');
    send(s, 'Hi, Dana here. I have your quote.');
    expect(s.texts.map((text) => text.body)).toEqual(['Hi, Dana here. I have your quote.']);
    expect(s.state().lastAsked).toBeUndefined();
    expect(s.state().turns.at(-1)).toMatchObject({
      from: 'assistant',
      text: 'Hi, Dana here. I have your quote.',
    });
  });

  it('dropped: nothing leaves, and the next follow-up is drafted when it is due', () => {
    const s = stage();
    s.create();
    s.give({ type: 'suggestion.discarded', leadId, suggestionId: waits(s)!.id, by: 'Dana' });
    expect(waits(s)).toBeNull();
    expect(s.alarms.has('follow-up')).toBe(true);
    s.advance(3 * 86_400_000);
    expect(s.texts).toEqual([]);
    expect(waits(s)).toMatchObject({ kind: 'follow-up' });
  });

  it('an offer of a call that is not true any more is not sent, and says why', () => {
    const s = stage();
    s.create();
    send(s);
    s.give({ type: 'thread.suggest-set', leadId, on: true, by: 'Dana' });
    const draft = 'An agent is free right now. Want them to call you?';
    s.lead('ok');
    const one = waits(s)!;
    // As it would stand had the assistant offered a call.
    s.state().suggested = { ...one, body: draft, offer: { kind: 'call-now', slots: [], atMs: s.now() } };
    s.inputs.availability.freeNow = 0;
    send(s);
    expect(s.texts).toHaveLength(1);
    expect(waits(s)?.problem).toBeTruthy();
  });

  it('what becomes of a call, and the confirmation of an opt-out, never wait', () => {
    const s = stage(true, { action: 'opt_out', confidence: 0.99 });
    s.create();
    s.lead('STOP');
    expect(s.state().phase).toBe('opted-out');
    expect(waits(s)).toBeNull();
    expect(s.texts.map((text) => text.kind)).toEqual(['confirmation']);
  });

  it('taken over: the draft is gone with the rest; given back: there is a new one', () => {
    const s = stage();
    s.create();
    s.lead('hi');
    s.give({ type: 'thread.taken-over', leadId, by: 'Dana' });
    expect(waits(s)).toBeNull();
    s.give({ type: 'thread.given-back', leadId, by: 'Dana' });
    s.advance(5_000);
    expect(s.texts).toEqual([]);
    expect(waits(s)).not.toBeNull();
  });

  it('switched off while a draft waits: the assistant sends it, at its pace', () => {
    const s = stage();
    s.create();
    s.give({ type: 'thread.suggest-set', leadId, on: false, by: 'Dana' });
    s.advance(5_000);
    expect(s.texts).toMatchObject([{ kind: 'opening' }]);
    expect(waits(s)).toBeNull();
  });
});

describe('a playbook whose assistant only drafts', () => {
  const drafting = { ...insurance, assistant: { ...insurance.assistant, suggest: true } };
  const deps = {
    reader: {
      read: (input: { history: readonly unknown[]; messageId?: string }) =>
        readingOf({}, input.history.length, input.messageId),
    },
    makeBrief: plainBrief,
  };

  it('drafts in every thread, but in one that is set otherwise', () => {
    const s = createStage({ playbook: drafting, deps, startMs: NOON });
    s.create();
    expect(s.texts).toEqual([]);
    const other = createStage({ playbook: drafting, deps, startMs: NOON });
    other.give({ type: 'thread.suggest-set', leadId, on: false, by: 'Dana' });
    other.create();
    expect(other.texts).toHaveLength(1);
  });
});

describe('random sequences (C13)', () => {
  it('no opening, reply or follow-up leaves without a person, and each draft once at most', () => {
    const step = fc.tuple(fc.nat(8), fc.nat(3));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (script) => {
        const s = stage();
        s.create();
        const drafts = new Set<string>();
        for (const [what, which] of script) {
          const before = s.texts.length;
          const id = waits(s)?.id ?? 'none';
          let mayLeave = 0;
          if (what <= 2) s.lead(['ok', 'how much is it?', 'can someone call me?', 'later'][which]!);
          if (what === 3 || what === 4) {
            mayLeave = drafts.has(id) || id === 'none' ? 0 : 1;
            s.give({
              type: 'suggestion.sent',
              leadId,
              suggestionId: id,
              body: waits(s)?.body ?? 'x',
              by: 'D',
            });
            if (s.texts.length > before) drafts.add(id);
          }
          if (what === 5) s.give({ type: 'suggestion.discarded', leadId, suggestionId: id, by: 'D' });
          if (what === 6) s.advance((which + 1) * 86_400_000);
          if (what === 7) s.give({ type: 'thread.taken-over', leadId, by: 'D' });
          if (what === 8) s.give({ type: 'thread.given-back', leadId, by: 'D' });
          const left = s.texts
            .slice(before)
            .filter((text) => ['opening', 'reply', 'follow-up'].includes(text.kind));
          expect(left.length, JSON.stringify([what, which])).toBeLessThanOrEqual(mayLeave);
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
