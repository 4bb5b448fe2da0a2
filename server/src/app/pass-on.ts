/** A live call is passed on: may this be now, and to whom? What follows is decided by the transfer. */

import { whoIsFree, whyNotFree } from '../agents/select.ts';
import { loadAgent, loadAgents } from '../agents/store.ts';
import { BatonError } from '../errors.ts';
import type { Actor, Call, Commands } from '../http/services.ts';
import type { Need } from '../kernel/events.ts';
import type { Tx } from '../kernel/loop.ts';
import type { PassMode, PassTo } from '../kernel/pass.ts';
import { carrierTakes } from '../transfer/pass-carrier.ts';
import type { Connected, Transfer } from '../transfer/transfer.ts';
import { changeSettings } from './change-settings.ts';
import type { Core } from './core.ts';
import { mustBeCalled } from './destinations.ts';
import { isRange, outsideTarget } from './outside.ts';
import { whyWords } from './views/agents.ts';
import { loadTransfer } from './views/desk.ts';

const conflict = (message: string, hint: string) => new BatonError('CONFLICT', message, { hint });
const done = { ok: true } as const;

/** The call this person has the lead on, live. @throws BatonError with what to do */
async function liveCall(core: Core, actor: Actor, id: string): Promise<Connected & { by: string }> {
  const transfer: Transfer | null = await loadTransfer(core.db, id);
  if (!transfer) throw new BatonError('NOT_FOUND', `There is no transfer ${id}.`);
  if (transfer.phase !== 'connected' || actor.agentId === null || transfer.winner.agentId !== actor.agentId)
    throw conflict(
      'You are not live with a lead on this call.',
      'A call is passed on by the agent who has it.',
    );
  return { ...transfer, by: actor.agentId };
}

/** By name it is the agent who judges who fits; what the law asks for stays. */
const needByName = (need: Need): Need => ({
  skills: [],
  ...(need.licenceState ? { licenceState: need.licenceState } : {}),
});

/** What the rules of passing on look at. */
export interface PassRules extends Pick<Core, 'settings' | 'demo'> {
  db: Tx;
  /** Whether the carrier of this live leg is to take cold passes outside (a carrier's setting); left out: no carrier. */
  movesByCarrier?: (legId: string) => boolean;
}
const rulesOf = (core: Core): PassRules => ({
  settings: core.settings,
  demo: core.demo,
  db: core.db,
  movesByCarrier: (legId) => core.sip?.movesByCarrier(legId) ?? false,
});
export type WantedTarget = Call<'pass'>['body']['to'];

/** Whom that is, if they may have the lead now. @throws BatonError with what to do */
export async function passTarget(
  core: PassRules,
  transfer: Connected & { by: string },
  { to, mode }: { to: WantedTarget; mode: PassMode },
  nowMs: number,
): Promise<{ to: PassTo; toName: string; byCarrier?: true }> {
  const { need } = transfer.spec;
  switch (to.kind) {
    case 'agent': {
      const agent = await loadAgent(core.db, to.agentId);
      if (!agent) throw new BatonError('NOT_FOUND', `There is no agent ${to.agentId}.`);
      if (agent.id === transfer.by) throw conflict('You have this lead already.', 'Choose somebody else.');
      const [why] = whyNotFree(agent, needByName(need), nowMs);
      if (why)
        throw conflict(
          `${agent.name}: ${whyWords(why, agent.tz, nowMs)}.`,
          'Choose somebody who is free now.',
        );
      return { to, toName: agent.name };
    }
    case 'anyone': {
      const { free } = whoIsFree(await loadAgents(core.db), need, nowMs);
      if (free.every((agent) => agent.id === transfer.by))
        throw conflict('Nobody who fits this lead is free now.', 'Name an agent, or go on yourself.');
      return { to, toName: 'any free agent' };
    }
    case 'outside': {
      const found = outsideTarget(core.settings.outsideTargets, to.to, core.demo);
      if (!found)
        throw new BatonError('NOT_PERMITTED', `Calls may not be passed on to ${to.to}.`, {
          hint: 'An admin lists the numbers and addresses that may be dialled in Settings > Passing on.',
        });
      if (found.target.kind === 'phone') mustBeCalled(core.settings, found.target.e164, 'to.to');
      const moves =
        mode === 'cold' &&
        found.target.kind === 'phone' &&
        transfer.leadLeg !== null &&
        core.movesByCarrier?.(transfer.leadLeg.legId) === true;
      return {
        to: { kind: 'outside', target: found.target },
        toName: found.name,
        ...(moves ? { byCarrier: true } : {}),
      };
    }
  }
}

type PassRoute =
  | 'passOptions'
  | 'pass'
  | 'passTalk'
  | 'passComplete'
  | 'passCancel'
  | 'outsideTargets'
  | 'editOutsideTargets';

export function passCommands(core: Core): Pick<Commands, PassRoute> {
  const running = async (actor: Actor, id: string) => {
    const transfer = await liveCall(core, actor, id);
    if (!transfer.pass)
      throw conflict('This call is not being passed on.', 'It may just have ended; see the desk.');
    return { transfer, pass: transfer.pass, of: { transferId: id, agentId: transfer.by } };
  };
  return {
    async passOptions(actor, { id, nowMs }) {
      const { spec, by } = await liveCall(core, actor, id);
      const agents = (await loadAgents(core.db)).filter((agent) => agent.id !== by);
      const need = needByName(spec.need);
      const rows = core.settings.outsideTargets;
      return {
        agents: agents.map((agent) => {
          const [why] = whyNotFree(agent, need, nowMs);
          const words = why ? whyWords(why, agent.tz, nowMs) : 'Available';
          return { agentId: agent.id, name: agent.name, free: why === undefined, words };
        }),
        freeWhoFit: whoIsFree(agents, spec.need, nowMs).free.length,
        outside: rows.filter((row) => !isRange(row)),
        typed: rows.some(isRange),
      };
    },
    async pass(actor, { id, body, nowMs }) {
      const transfer = await liveCall(core, actor, id);
      if (transfer.pass)
        throw conflict(`You are passing ${transfer.spec.leadName} on already.`, 'Take the lead back first.');
      const wanted = await passTarget(rulesOf(core), transfer, { to: body.to, mode: body.mode }, nowMs);
      await core.loop.emit({
        type: 'transfer.pass-asked',
        transferId: id,
        agentId: transfer.by,
        mode: body.mode,
        ...wanted,
        note: core.mask(body.note.trim()),
      });
      return done;
    },
    async passTalk(actor, { id, body }) {
      const { pass, of } = await running(actor, id);
      if (pass.stage !== 'talking')
        throw conflict('Nobody is there to talk with yet.', 'Wait until they have taken it.');
      await core.loop.emit({ type: 'transfer.pass-talk', ...of, with: body.with });
      return done;
    },
    async passComplete(actor, { id }) {
      const { pass, of } = await running(actor, id);
      if (pass.stage !== 'talking')
        throw conflict('Nobody is there to take the lead yet.', 'Wait until they have taken it.');
      if (pass.second.away)
        throw conflict(
          `The line of ${pass.second.name} is lost for a moment.`,
          'Wait until it is back, or take the lead back.',
        );
      await core.loop.emit({ type: 'transfer.pass-complete', ...of });
      return done;
    },
    async passCancel(actor, { id }) {
      const { transfer, pass, of } = await running(actor, id);
      if (carrierTakes(transfer))
        throw conflict(
          `The carrier is taking ${transfer.spec.leadName} to ${pass.toName}.`,
          'It cannot be called back; if nobody answers there, they stay with you.',
        );
      await core.loop.emit({ type: 'transfer.pass-cancel', ...of });
      return done;
    },
    outsideTargets: async () => ({ targets: core.settings.outsideTargets }),
    async editOutsideTargets(actor, { body, nowMs }) {
      // Of a range only some numbers may be called; that is seen when one is.
      for (const [i, row] of body.targets.entries())
        if (row.to.startsWith('+') && !isRange(row)) mustBeCalled(core.settings, row.to, `targets.${i}.to`);
      await changeSettings(core, { actor, nowMs }, (before) => ({
        settings: { ...before, outsideTargets: body.targets },
        record: {
          thingId: 'outside-targets',
          thing: 'Passing on',
          words: 'changed where calls may be passed on to',
          before: { targets: before.outsideTargets },
          after: { targets: body.targets },
        },
      }));
      return { targets: core.settings.outsideTargets };
    },
  };
}
