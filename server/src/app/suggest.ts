/** A person decides on what the assistant drafted: may it leave now, and is it still the draft that they saw? */
import { BatonError } from '../errors.ts';
import type { Commands } from '../http/services.ts';
import type { Core } from './core.ts';
import { loadLead } from './lead-row.ts';
import { loadThread } from './thread.ts';

const done = { ok: true } as const;

async function waiting(core: Core, leadId: string, suggestionId: string) {
  const { suggested } = await loadThread(core.db, leadId);
  if (suggested?.id !== suggestionId)
    throw new BatonError('CONFLICT', 'This draft does not wait any more.', {
      hint: 'It was sent, dropped, or the lead wrote and a newer one took its place; see the thread.',
    });
  return suggested;
}

export function suggestCommands(
  core: Core,
): Pick<Commands, 'suggestOnly' | 'sendSuggestion' | 'discardSuggestion'> {
  return {
    async suggestOnly(actor, { id, body }) {
      await loadThread(core.db, id);
      await core.loop.emit({ type: 'thread.suggest-set', leadId: id, on: body.on, by: actor.name });
      return done;
    },
    async sendSuggestion(actor, { id, body, nowMs }) {
      const lead = await loadLead(core.db, id);
      if (!lead) throw new BatonError('NOT_FOUND', `There is no lead ${id}.`);
      const { suggestionId } = body;
      const draft = await waiting(core, id, suggestionId);
      const text = body.body ?? draft.body;
      if (core.segments(text) > 10)
        throw new BatonError('TEXT_TOO_LONG', 'A text of more than 10 segments is not sent.');
      // Refused, not queued: a person who sends now means now.
      const answer = await core.gate.text(
        core.db,
        lead,
        { channel: lead.channel, kind: draft.kind, body: text },
        { stage: 'plan', nowMs },
      );
      if (answer.verdict !== 'allow')
        throw new BatonError('NOT_PERMITTED', answer.words, {
          details: { reason: answer.reason, untilMs: answer.untilMs ?? null },
        });
      await core.loop.emit({ type: 'suggestion.sent', leadId: id, suggestionId, body: text, by: actor.name });
      const after = await loadThread(core.db, id);
      if (after.suggested?.id === suggestionId)
        throw new BatonError('CONFLICT', `Not sent: ${after.suggested.problem ?? 'it waits still'}.`, {
          hint: 'Change the words, or drop the draft.',
        });
      const sent = after.turns.findLast((turn) => turn.from === 'assistant' && turn.text === text.trim());
      return { messageId: sent?.id ?? suggestionId };
    },
    async discardSuggestion(actor, { id, body }) {
      await waiting(core, id, body.suggestionId);
      await core.loop.emit({
        type: 'suggestion.discarded',
        leadId: id,
        suggestionId: body.suggestionId,
        by: actor.name,
      });
      return done;
    },
  };
}
