/** A supervisor asks to listen, whisper or barge: may this be now? What follows is decided by the call. */
import { loadAgent } from '../agents/store.ts';
import { BatonError } from '../errors.ts';
import type { Actor, Commands } from '../http/services.ts';
import type { Fact } from '../kernel/events.ts';
import type { Tx } from '../kernel/loop.ts';
import { floorStationId, monitorLegId } from '../kernel/monitor-leg.ts';
import type { Transfer } from '../transfer/transfer.ts';
import type { Core } from './core.ts';
import { loadLead } from './lead-row.ts';
import { listeningPlan } from './listening.ts';
import { loadCall, loadTransfer } from './views/desk.ts';

const conflict = (message: string, hint: string) => new BatonError('CONFLICT', message, { hint });

/** The call this person is on as a supervisor, or is being connected to. */
async function monitoredBy(tx: Tx, personId: string): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'monitored-by',
    text: `select id from baton.calls where monitor_by = $1`,
    values: [personId],
  });
  return rows[0]?.id ?? null;
}

/** Everything that must hold before their phone is dialled. @throws BatonError with what to do */
async function checkFree(core: Core, actor: Actor): Promise<void> {
  if ((await monitoredBy(core.db, actor.id)) !== null)
    throw conflict('You are on another call already.', 'Stop there first; one supervisor hears one call.');
  const agent = actor.agentId === null ? null : await loadAgent(core.db, actor.agentId);
  if (agent?.state.hold?.kind === 'on-call')
    throw conflict('You are on a call of your own.', 'End it first.');
  if (!core.stationOnline(floorStationId(actor.id)))
    throw conflict(
      'Your phone on the floor page is not connected.',
      'Open the floor page in a browser, wait a moment and try again.',
    );
}

/** What is said before anybody hears them. @throws BatonError where only the agent could say it and is not to know */
async function announcement(
  core: Core,
  transfer: Transfer,
): Promise<Pick<Extract<Fact, { type: 'call.monitor' }>, 'announce'>> {
  const lead = await loadLead(core.db, transfer.leadId);
  if (!lead) throw new BatonError('NOT_FOUND', `There is no lead ${transfer.leadId}.`);
  const { say, text } = listeningPlan(core.settings, transfer.spec, lead);
  if (text === null || say === 'nobody') return {};
  if (say === 'agent' && !core.settings.monitoring.tellAgents)
    throw new BatonError(
      'NOT_PERMITTED',
      'The lead has to be told first, and only the agent can tell them on this call.',
      {
        hint: 'An admin can switch on "Agents are told" in Settings > Limits and defaults.',
      },
    );
  return { announce: { text, by: say } };
}

export function monitorCommands(core: Core): Pick<Commands, 'monitor' | 'announced' | 'askSupervisor'> {
  return {
    async monitor(actor, { id, body }) {
      if (actor.kind !== 'person')
        throw new BatonError('WRONG_ROLE', 'A key has no phone to listen with.', {
          hint: 'Sign in as a person.',
        });
      const transfer = await loadTransfer(core.db, id);
      const call = transfer && (await loadCall(core.db, transfer.callId));
      if (!transfer || !call) throw new BatonError('NOT_FOUND', `There is no transfer ${id}.`);
      const had = call.monitor;
      const done = { ok: true } as const;
      let announce: Pick<Extract<Fact, { type: 'call.monitor' }>, 'announce'> = {};
      if (body.how === 'off' && had?.personId !== actor.id) return done;
      if (body.how !== 'off') {
        if (!core.settings.monitoring.allowed)
          throw new BatonError('NOT_PERMITTED', 'Listening in is switched off for this installation.', {
            hint: 'An admin can switch it on in Settings > Limits and defaults.',
          });
        if (transfer.phase !== 'connected')
          throw conflict('There is no conversation to listen to.', 'It can be heard once both are joined.');
        if (actor.agentId !== null && transfer.winner.agentId === actor.agentId)
          throw conflict('This is your own call.', 'Choose the call of another agent.');
        if (had && had.personId !== actor.id)
          throw conflict(`${had.by} is on this call already.`, 'One supervisor hears a call at a time.');
        if (!had) {
          await checkFree(core, actor);
          announce = await announcement(core, transfer);
        }
      }
      await core.loop.emit({
        type: 'call.monitor',
        callId: transfer.callId,
        legId: monitorLegId(core.id()),
        how: body.how,
        by: actor.name,
        personId: actor.id,
        ...announce,
      });
      return done;
    },
    async announced(actor, { id }) {
      const transfer = await loadTransfer(core.db, id);
      const call = transfer && (await loadCall(core.db, transfer.callId));
      if (transfer?.phase !== 'connected' || transfer.winner.agentId !== actor.agentId)
        throw conflict('You are not live with a lead on this call.', 'There is nobody to tell.');
      if (call?.monitor?.announce?.by === 'agent')
        await core.loop.emit({ type: 'call.announced', callId: transfer.callId, by: actor.name });
      return { ok: true };
    },
    async askSupervisor(actor, { id, body }) {
      const transfer = await loadTransfer(core.db, id);
      if (transfer?.phase !== 'connected' || transfer.winner.agentId !== actor.agentId)
        throw conflict(
          'You are not live with a lead on this call.',
          'A supervisor can join once both are joined.',
        );
      await core.loop.emit({ type: 'call.help', callId: transfer.callId, on: body.on, by: actor.name });
      return { ok: true };
    },
  };
}
