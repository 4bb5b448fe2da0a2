/** People: added with a one-time password, given a role, made agents, deactivated. Nobody is ever deleted. */
import type { z } from 'zod';
import type { PersonPatch, PersonView } from '../../../../contract/team.ts';
import { type Agent, newAgentState } from '../../agents/agent.ts';
import { retireAgent, saveAgent } from '../../agents/store.ts';
import { BatonError } from '../../errors.ts';
import { recordChange } from '../../http/changes.ts';
import { hashPassword, oneTimePassword } from '../../http/secrets.ts';
import type { Commands } from '../../http/services.ts';
import type { Tx } from '../../kernel/loop.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import type { Core } from '../core.ts';
import { difference } from './changes.ts';

type View = z.input<typeof PersonView>;
type Patch = z.output<typeof PersonPatch>;

interface Row {
  [column: string]: unknown;
  id: string;
  email: string;
  name: string;
  role: View['role'];
  agent_id: string | null;
  retired_ms: string | null;
  tz: string;
  must_change_password: boolean;
  demo: boolean;
  disabled_ms: string | null;
  created_ms: string;
}

const columns = `p.id, p.email, p.name, p.role, p.agent_id, a.retired_ms, p.tz, p.must_change_password, p.demo, p.disabled_ms, p.created_ms
  from baton.people p left join baton.agents a on a.id = p.agent_id`;

const viewOf = (row: Row): View => ({
  personId: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  tz: row.tz,
  agentId: row.retired_ms === null ? row.agent_id : null,
  active: row.disabled_ms === null,
  mustChangePassword: row.must_change_password,
  demo: row.demo,
  createdAtMs: Number(row.created_ms),
});

async function personRow(tx: Tx, id: string): Promise<Row> {
  const { rows } = await tx.query<Row>({ text: `select ${columns} where p.id = $1`, values: [id] });
  if (!rows[0]) throw new BatonError('NOT_FOUND', `There is no person ${id}.`);
  return rows[0];
}

const refuse = (message: string, hint: string) => new BatonError('CONFLICT', message, { hint });

/** What would lock people out, or would not last. */
async function checkEdit(tx: Tx, actorId: string, row: Row, patch: Patch): Promise<void> {
  if (row.demo)
    throw refuse(
      'Demo people cannot be changed.',
      'Add people of your own, and switch demo mode off (BATON_DEMO=off).',
    );
  const losesAdmin =
    row.role === 'admin' && (patch.active === false || (patch.role !== undefined && patch.role !== 'admin'));
  if (row.id === actorId && losesAdmin)
    throw refuse(
      'You cannot take the admin role or the access from yourself.',
      'Ask another admin to do it.',
    );
  if (!losesAdmin) return;
  const { rowCount } = await tx.query({
    text: `select 1 from baton.people where role = 'admin' and disabled_ms is null and not demo and id <> $1 limit 1`,
    values: [row.id],
  });
  if (!rowCount) throw refuse('This is the last admin.', 'Make somebody else an admin first.');
}

/** The desk of a new agent, or of one who is back. Skills, licences and shifts are set on the agents page. */
async function takeCalls(
  tx: Tx,
  row: Pick<Row, 'id' | 'name' | 'tz' | 'agent_id'>,
  id: string,
  nowMs: number,
): Promise<void> {
  if (row.agent_id !== null) return retireAgent(tx, row.agent_id, null);
  const agent: Omit<Agent, 'state'> = {
    id,
    name: row.name,
    tz: row.tz,
    skills: [],
    languages: ['en'],
    licences: [],
    shifts: [],
    target: { kind: 'station', stationId: `desk:${id}` },
    demo: false,
  };
  await saveAgent(tx, agent, newAgentState(nowMs));
  await tx.query({ text: 'update baton.people set agent_id = $2 where id = $1', values: [row.id, id] });
}

export function peopleCommands(
  core: Core,
): Pick<Commands, 'people' | 'createPerson' | 'editPerson' | 'resetPassword'> {
  const { db } = core;
  /** Whoever is signed in as them is not any more. */
  const signOut = async (personId: string): Promise<void> => {
    const { rows } = await db.query<{ id: string }>({
      text: 'delete from baton.sessions where person_id = $1 returning id',
      values: [personId],
    });
    core.signedOut(rows.map((row) => row.id));
  };
  const rest = async (agentId: string, by: string): Promise<void> => {
    await core.loop.emit({ type: 'agent.presence-set', agentId, presence: 'offline', by });
    core.changed([`desk:${agentId}`, 'floor']);
  };
  return {
    async people() {
      const { rows } = await db.query<Row>({
        text: `select ${columns} order by p.disabled_ms is not null, lower(p.name), p.id limit 1000`,
        values: [],
      });
      return { people: rows.map(viewOf) };
    },
    async createPerson(actor, { body, nowMs }) {
      const password = oneTimePassword();
      const hash = await hashPassword(password);
      const id = core.id();
      const row = await inTransaction(db, async (tx) => {
        const { rowCount } = await tx.query({
          text: `insert into baton.people (id, email, name, role, tz, password, must_change_password, created_ms)
                 values ($1, $2, $3, $4, $5, $6, true, $7) on conflict do nothing`,
          values: [id, body.email, body.name, body.role, body.tz, hash, nowMs],
        });
        if (!rowCount)
          throw new BatonError('CONFLICT', `Somebody signs in as ${body.email} already.`, {
            hint: 'Use another address, or activate that person again.',
            details: { fields: { email: 'Somebody has this address already.' } },
          });
        if (body.takesCalls)
          await takeCalls(tx, { id, name: body.name, tz: body.tz, agent_id: null }, core.id(), nowMs);
        await recordChange(tx, {
          id: core.id(),
          atMs: nowMs,
          actor,
          kind: 'person',
          thingId: id,
          thing: body.name,
          words: `added ${body.name} as ${body.role}${body.takesCalls ? ' who takes calls' : ''}`,
        });
        return personRow(tx, id);
      });
      core.changed(['floor']);
      return { person: viewOf(row), oneTimePassword: password };
    },
    async editPerson(actor, { id, body, nowMs }) {
      const { before, after } = await inTransaction(db, async (tx) => {
        // All admins in one order: two who remove each other at once would leave none.
        await tx.query({
          text: `select 1 from baton.people where role = 'admin' or id = $1 order by id for update`,
          values: [id],
        });
        const row = await personRow(tx, id);
        await checkEdit(tx, actor.id, row, body);
        await tx.query({
          text: `update baton.people set name = $2, role = $3, tz = $4, disabled_ms = $5 where id = $1`,
          values: [
            id,
            body.name ?? row.name,
            body.role ?? row.role,
            body.tz ?? row.tz,
            body.active === undefined ? row.disabled_ms : body.active ? null : (row.disabled_ms ?? nowMs),
          ],
        });
        const active = body.active ?? row.disabled_ms === null;
        const wants = (body.takesCalls ?? viewOf(row).agentId !== null) && active;
        if (wants && body.takesCalls) await takeCalls(tx, row, core.id(), nowMs);
        if (!wants && row.agent_id !== null) await retireAgent(tx, row.agent_id, nowMs);
        if (body.name !== undefined && row.agent_id !== null)
          await tx.query({
            text: 'update baton.agents set name = $2 where id = $1',
            values: [row.agent_id, body.name],
          });
        const edited = await personRow(tx, id);
        const changed = difference(viewOf(row), viewOf(edited));
        if (Object.keys(changed.after).length > 0)
          await recordChange(tx, {
            id: core.id(),
            atMs: nowMs,
            actor,
            kind: 'person',
            thingId: id,
            thing: edited.name,
            words: wordsOf(edited.name, changed.after),
            ...changed,
          });
        return { before: row, after: edited };
      });
      const left = viewOf(before).agentId !== null && viewOf(after).agentId === null;
      if (left && before.agent_id !== null) await rest(before.agent_id, actor.name);
      // Another role, another agent, or none: what is open in the browser was made for the one before.
      if (after.disabled_ms !== null || after.role !== before.role || after.agent_id !== before.agent_id)
        await signOut(id);
      core.changed(['floor']);
      return viewOf(after);
    },
    async resetPassword(actor, { id, nowMs }) {
      const row = await personRow(db, id);
      if (row.demo) throw refuse('Demo people have no password.', 'They sign in from the Try it page.');
      if (row.id === actor.id)
        throw refuse('Your own password is changed where you sign in.', 'Open Settings > You.');
      const password = oneTimePassword();
      const hash = await hashPassword(password);
      await inTransaction(db, async (tx) => {
        await tx.query({
          text: 'update baton.people set password = $2, must_change_password = true where id = $1',
          values: [id, hash],
        });
        await recordChange(tx, {
          id: core.id(),
          atMs: nowMs,
          actor,
          kind: 'person',
          thingId: id,
          thing: row.name,
          words: `gave ${row.name} a new one-time password`,
        });
      });
      await signOut(id);
      return { person: viewOf(await personRow(db, id)), oneTimePassword: password };
    },
  };
}

function wordsOf(name: string, after: Record<string, unknown>): string {
  if (after.active === false) return `deactivated ${name}`;
  if (after.active === true) return `activated ${name} again`;
  if (typeof after.role === 'string') return `gave ${name} the ${after.role} role`;
  if ('agentId' in after)
    return after.agentId === null ? `took ${name} off the roster` : `made ${name} an agent`;
  return `changed ${Object.keys(after).join(', ')} of ${name}`;
}
