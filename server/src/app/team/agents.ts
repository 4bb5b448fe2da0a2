/** What is configured about agents: skills, languages, licences, shifts in their zone, and where they are rung. */
import type { z } from 'zod';
import type { AgentPatch, AgentRecord } from '../../../../contract/team.ts';
import type { Agent } from '../../agents/agent.ts';
import { loadAgent, loadAgents, saveAgent } from '../../agents/store.ts';
import { BatonError } from '../../errors.ts';
import { recordChange } from '../../http/changes.ts';
import type { Actor, Commands } from '../../http/services.ts';
import type { Tx } from '../../kernel/loop.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { parsePhone } from '../../lead/phone.ts';
import type { Core } from '../core.ts';
import { keepWays } from '../departments.ts';
import { mustBeCalled } from '../destinations.ts';
import { difference } from './changes.ts';

type Record_ = z.input<typeof AgentRecord>;
type Patch = z.output<typeof AgentPatch>;

/** What a supervisor may change; the rest decides what the law and the carrier see. */
const forSupervisors: readonly (keyof Patch)[] = ['shifts', 'skills'];

const targetWords: Record<Agent['target']['kind'], (target: Agent['target']) => string> = {
  station: () => 'the browser desk',
  registered: () => 'a registered desk phone',
  phone: (target) => ('e164' in target ? target.e164 : ''),
  sip: (target) => ('uri' in target ? target.uri : ''),
};

function recordOf(agent: Agent, person: Record_['person']): Record_ {
  const { kind } = agent.target;
  return {
    agentId: agent.id,
    name: agent.name,
    tz: agent.tz,
    skills: agent.skills,
    languages: agent.languages,
    licences: agent.licences,
    shifts: agent.shifts,
    target: { kind: kind === 'station' ? 'browser' : kind, words: targetWords[kind](agent.target) },
    person,
    demo: agent.demo,
  };
}

async function personsOf(tx: Tx): Promise<Map<string, Record_['person']>> {
  const { rows } = await tx.query<{ id: string; agent_id: string; email: string; active: boolean }>({
    text: 'select id, agent_id, email, disabled_ms is null as active from baton.people where agent_id is not null',
    values: [],
  });
  return new Map(
    rows.map((row) => [row.agent_id, { personId: row.id, email: row.email, active: row.active }]),
  );
}

/** @throws WRONG_ROLE naming what only an admin may */
function checkRole(actor: Actor, patch: Patch): void {
  if (actor.role === 'admin') return;
  const beyond = (Object.keys(patch) as (keyof Patch)[]).filter((name) => !forSupervisors.includes(name));
  if (beyond.length > 0)
    throw new BatonError('WRONG_ROLE', `Changing ${beyond.join(', ')} of an agent needs the admin role.`, {
      hint: 'A supervisor may change shifts and skills.',
    });
}

function targetOf(core: Core, agent: Agent, patch: Patch): Agent['target'] {
  if (patch.target === undefined) return agent.target;
  if (patch.target.kind === 'browser') return { kind: 'station', stationId: `desk:${agent.id}` };
  const phone = parsePhone(patch.target.e164);
  if (!phone.ok)
    throw new BatonError(phone.code, phone.message, {
      details: { fields: { 'target.e164': phone.message } },
    });
  mustBeCalled(core.settings, phone.e164, 'target.e164');
  return { kind: 'phone', e164: phone.e164 };
}

function checkTwice(patch: Patch): void {
  const states = patch.licences?.map((licence) => licence.state) ?? [];
  const twice = states.find((state, at) => states.indexOf(state) !== at);
  if (twice !== undefined)
    throw new BatonError('VALIDATION', `There are two licences for ${twice}.`, {
      hint: 'Keep the one with the later last day.',
      details: { fields: { licences: `${twice} is there twice.` } },
    });
}

/** Another way to be rung is another device: a phone on the network counts as there, a desk until it opens does not. */
async function moveDevice(tx: Tx, agent: Agent, nowMs: number): Promise<void> {
  const ok = agent.target.kind === 'phone';
  const device = { ok, sinceMs: nowMs, words: ok ? 'this phone rings' : 'browser closed' };
  await tx.query({
    text: `update baton.agents set state = jsonb_set(state, '{device}', $2::jsonb) where id = $1`,
    values: [agent.id, JSON.stringify(device)],
  });
}

export function agentCommands(core: Core): Pick<Commands, 'agentRecords' | 'editAgent' | 'overridePresence'> {
  const none = (id: string) => new BatonError('NOT_FOUND', `There is no agent ${id}.`);
  return {
    async agentRecords() {
      const people = await personsOf(core.db);
      return { agents: (await loadAgents(core.db)).map((one) => recordOf(one, people.get(one.id) ?? null)) };
    },
    async editAgent(actor, { id, body, nowMs }) {
      checkRole(actor, body);
      checkTwice(body);
      const edited = await inTransaction(core.db, async (tx) => {
        await tx.query({ text: 'select 1 from baton.agents where id = $1 for update', values: [id] });
        const before = await loadAgent(tx, id);
        if (!before) throw none(id);
        const { target: _, ...plain } = body;
        const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
        const after: Agent = { ...before, ...given, target: targetOf(core, before, body) };
        const { state: _before, ...had } = before;
        const { state: _after, ...has } = after;
        const changed = difference(had, has);
        if (Object.keys(changed.after).length === 0) return after;
        await keepWays(core, tx, nowMs, () => saveAgent(tx, after, after.state));
        if ('target' in changed.after) await moveDevice(tx, after, nowMs);
        await recordChange(tx, {
          id: core.id(),
          atMs: nowMs,
          actor,
          kind: 'agent',
          thingId: id,
          thing: after.name,
          words: `changed ${Object.keys(changed.after).join(', ')} of ${after.name}`,
          ...changed,
        });
        return after;
      });
      // Somebody may wait for exactly this skill or licence.
      const { set, hold } = edited.state;
      if (set === 'available' && hold === null) await core.loop.emit({ type: 'agent.freed', agentId: id });
      core.changed([`desk:${id}`, 'floor']);
      return recordOf(edited, (await personsOf(core.db)).get(id) ?? null);
    },
    async overridePresence(actor, { id, body, nowMs }) {
      const agent = await loadAgent(core.db, id);
      if (!agent) throw none(id);
      await core.loop.emit({
        type: 'agent.presence-set',
        agentId: id,
        presence: body.presence,
        by: actor.name,
        reason: body.reason,
      });
      await recordChange(core.db, {
        id: core.id(),
        atMs: nowMs,
        actor,
        kind: 'agent',
        thingId: id,
        thing: agent.name,
        words: `set ${agent.name} to ${body.presence}: ${body.reason}`,
        before: { presence: agent.state.set },
        after: { presence: body.presence },
      });
      return { ok: true };
    },
  };
}
