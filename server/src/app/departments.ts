/** Departments: shown with what is wrong now, and saved only when no lead can reach a dead end. */

import { type Checked, departmentProblems } from '../agents/department.ts';
import { loadAgents } from '../agents/store.ts';
import { BatonError } from '../errors.ts';
import type { Commands } from '../http/services.ts';
import type { Tx } from '../kernel/loop.ts';
import { changeSettings } from './change-settings.ts';
import type { Core } from './core.ts';

type NumberRow = { e164: string; department: string | null };

async function checked(core: Core, tx: Tx, departments: Checked['departments']): Promise<Checked> {
  const { rows } = await tx.query<NumberRow>({
    text: 'select e164, department from baton.sip_numbers order by e164',
    values: [],
  });
  return {
    departments,
    agents: await loadAgents(tx),
    playbooks: [...core.playbooks.values()].map(({ id, name, needs, transfer }) => ({
      id,
      name,
      skills: needs.skills,
      department: transfer.department ?? null,
    })),
    numbers: rows,
    ownNumbers: [...new Set([core.settings.seller.number, ...rows.map((row) => row.e164)])],
  };
}

/** Which playbook and which department answer a number that is to be ours. @throws BatonError naming what is not there */
export function answeredBy(
  core: Core,
  wanted: { playbook: string; department?: string | null | undefined },
): { playbook: string; department: string | null } {
  if (wanted.department != null) {
    const department = core.settings.departments.find((one) => one.id === wanted.department);
    if (!department)
      throw new BatonError('VALIDATION', `There is no department ${wanted.department}.`, {
        hint: 'Add it in Settings > Departments first, or name a playbook.',
      });
    return { playbook: department.playbook, department: department.id };
  }
  if (!core.playbooks.has(wanted.playbook))
    throw new BatonError('UNKNOWN_PLAYBOOK', `No playbook has the id "${wanted.playbook}".`);
  return { playbook: wanted.playbook, department: null };
}

/**
 * A change of who works here, inside its transaction: refused when it would leave a department that was whole without a way on.
 * @throws BatonError with what a lead would meet
 */
export async function keepWays(
  core: Core,
  tx: Tx,
  nowMs: number,
  change: () => Promise<void>,
): Promise<void> {
  const { departments } = core.settings;
  if (departments.length === 0) return change();
  const problems = async () => departmentProblems(await checked(core, tx, departments), nowMs);
  const before = await problems();
  await change();
  const made = (await problems()).find((one) => before.every((had) => had.words !== one.words));
  if (made)
    throw new BatonError('CONFLICT', `A lead could reach a dead end. ${made.words}`, {
      hint: `Change the departments first, in Settings > Departments. ${made.mend}`,
    });
}

export function departmentCommands(core: Core): Pick<Commands, 'departments' | 'editDepartments'> {
  const view = async (nowMs: number) => {
    const found = await checked(core, core.db, core.settings.departments);
    return {
      departments: core.settings.departments,
      problems: departmentProblems(found, nowMs),
      ownNumbers: [...found.ownNumbers],
      agents: found.agents.map(({ id, name }) => ({ agentId: id, name })),
      uses: [
        ...found.playbooks.flatMap((one) =>
          one.department ? [{ departmentId: one.department, by: one.name }] : [],
        ),
        ...found.numbers.flatMap((one) =>
          one.department ? [{ departmentId: one.department, by: one.e164 }] : [],
        ),
      ],
    };
  };
  return {
    departments: (_actor, { nowMs }) => view(nowMs),
    async editDepartments(actor, { body, nowMs }) {
      await changeSettings(core, { actor, nowMs }, async (before, tx) => {
        const problems = departmentProblems(await checked(core, tx, body.departments), nowMs);
        if (problems.length > 0)
          throw new BatonError('VALIDATION', `A lead could reach a dead end. ${problems[0]!.words}`, {
            hint: problems[0]!.mend,
            details: {
              problems,
              fields: Object.fromEntries(problems.map((one) => [one.at, `${one.words} ${one.mend}`])),
            },
          });
        return {
          settings: { ...before, departments: body.departments },
          record: {
            thingId: 'departments',
            thing: 'Departments',
            words: 'changed departments',
            before: { departments: before.departments },
            after: { departments: body.departments },
          },
        };
      });
      return view(nowMs);
    },
  };
}
