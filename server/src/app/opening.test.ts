/**
 * T26: what the assistant says when it opens to a lead on the phone, as it is really rendered: identity, that it is an AI, and how to
 * opt out, within the limits of AIV-01 and AIV-03; and whole again when something cut it off.
 */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEspeak } from '../adapters/espeak/espeak.ts';
import { type Call, newCall } from '../call/call.ts';
import { decideCall } from '../call/decide.ts';
import { hearing } from '../call/hearing.ts';
import { checkoutRoot } from '../config.ts';
import { checkOpeningTimings, defaultRules, recordingNotice, scriptFacts } from '../consent/index.ts';
import type { Fact } from '../kernel/events.ts';
import { loadPlaybooks } from '../playbook/load.ts';
import { introduction } from './transfer-rooms.ts';

const rules = defaultRules();
const { playbooks } = await loadPlaybooks(path.join(checkoutRoot(), 'playbooks'));
const speech = createEspeak();
const there = await speech.available();
if (!there.ok) console.warn(`skipped: ${there.reason} ${there.mend}`);

const cases = [...playbooks.values()].flatMap(({ id, seller, subject }) =>
  (['en', 'es'] as const).map((language) => ({ id, language, seller: seller.name, subject })),
);
const say = (one: (typeof cases)[number]) =>
  introduction('Maximiliana', one.seller, one.subject, one.language).replace('{agent}', 'Ana');
const msOf = async (text: string, language: string) =>
  (await speech.synthesize(text, { language, limitMs: 20_000 })).length / 8;

describe('T26 the opening', () => {
  it.each(cases)('$id in $language states who calls, that it is an AI, how to opt out and why', (one) => {
    expect(scriptFacts(say(one), one.seller)).toMatchObject({
      seller: true,
      ai: true,
      optOut: true,
      purpose: true,
    });
  });

  it.runIf(there.ok).each(cases)(
    '$id in $language, rendered: the opt-out follows the identity, all in ten seconds',
    async (one) => {
      const whole = say(one);
      // The identity ends with the semicolon; the offer is over with its sentence.
      const identity = whole.slice(0, whole.indexOf(';') + 1);
      const offer = whole.slice(0, whole.indexOf('.') + 1);
      const identityEndMs = await msOf(identity, one.language);
      const at = {
        identityEndMs,
        optOutStartMs: identityEndMs,
        optOutEndMs: await msOf(offer, one.language),
      };
      expect(at.optOutEndMs).toBeGreaterThan(identityEndMs);
      expect(checkOpeningTimings(rules, at), JSON.stringify(at)).toEqual([]);
    },
  );

  it('the recording says so itself, in the language of the thread, before anything is recorded', () => {
    for (const [language, word] of [
      ['en', 'recorded'],
      ['es', 'se graba'],
      ['fr', 'enregistré'],
      ['de', 'aufgezeichnet'],
    ] as const)
      expect(recordingNotice(rules, ['US-TX'], language).text).toContain(word);
  });

  it('cut off by hold or by a desk that is away, it is said again from the start before anything else', () => {
    const context = { nowMs: 1, id: () => 'x', random: () => 0.5, inputs: undefined };
    const step = (call: Call, fact: Fact) => decideCall(call, fact, context).state;
    const recording = { notice: 'Recorded.', by: 'assistant' } as const;
    const opening = step(newCall('c', 8_000), {
      type: 'call.phase',
      callId: 'c',
      phase: 'introduction',
      leadLegId: 'lead',
      agentLegId: 'agent',
      intro: 'Hola Jo.',
      language: 'es',
      recording,
    });
    const spoken = (call: Call) =>
      hearing(call).plays.flatMap((play) => (play.kind === 'speak' ? [[play.text, play.language]] : []));
    expect(spoken(opening)).toEqual([['Hola Jo.', 'es']]);
    for (const [cut, back] of [
      [
        { type: 'call.hold', callId: 'c', legId: 'agent', on: true, by: 'Ana' },
        { type: 'call.hold', callId: 'c', legId: 'agent', on: false, by: 'Ana' },
      ],
      [
        { type: 'leg.lost', callId: 'c', legId: 'agent' },
        { type: 'leg.back', callId: 'c', legId: 'agent' },
      ],
    ] as [Fact, Fact][]) {
      const away = step(opening, cut);
      expect(spoken(away)).toEqual([]);
      const again = step(away, back);
      expect(spoken(again)).toEqual([['Hola Jo.', 'es']]);
      // Only then the notice of the recording, in the same language.
      const heard = step(again, { type: 'play.finished', callId: 'c', sourceId: 'c:intro' });
      expect(spoken(heard)).toEqual([['Recorded.', 'es']]);
    }
  });
});
