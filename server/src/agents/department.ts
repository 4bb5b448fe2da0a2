/** Departments: from what is configured to what a transfer needs, and the check that no lead ends nowhere. Pure. */

import type { z } from 'zod';
import type { Department, DepartmentProblem } from '../../../contract/departments.ts';
import { type DepartmentNeed, departmentChain } from '../kernel/department.ts';
import type { Need } from '../kernel/events.ts';
import type { Agent } from './agent.ts';
import { lacks } from './select.ts';
import { commonSpan } from './shift.ts';

export type Problem = z.infer<typeof DepartmentProblem>;

/** The department of this id with those that stand in for it; undefined where there is none. A ring of fallbacks is cut. */
export function departmentNeed(
  departments: readonly Department[],
  id: string | null | undefined,
  seen: readonly string[] = [],
): DepartmentNeed | undefined {
  const found = departments.find((one) => one.id === id);
  if (!found || seen.includes(found.id)) return undefined;
  const { name, agentIds, hours, tz, callerId, ring, ringSeconds } = found;
  const fallback = departmentNeed(departments, found.fallback, [...seen, found.id]);
  return {
    id: found.id,
    name,
    agentIds,
    hours,
    tz,
    callerId,
    ring,
    ringMs: ringSeconds === null ? null : ringSeconds * 1_000,
    ...(fallback ? { fallback } : {}),
  };
}

export interface Checked {
  departments: readonly Department[];
  agents: readonly Agent[];
  /** What each playbook needs of an agent, and the department it names, if any. */
  playbooks: readonly { id: string; name: string; skills: string[]; department: string | null }[];
  /** Numbers of ours, and the department that answers them, if any. */
  numbers: readonly { e164: string; department: string | null }[];
  /** Numbers that may be shown. */
  ownNumbers: readonly string[];
}

/**
 * Everything that would leave a lead without a way on: a department that is named and does not exist, one that stands in for
 * itself, and one where, with all who stand in for it, nobody who fits is ever on shift while it is open. Whoever reaches a
 * department outside its hours is called back; so it is enough that there is some time of the coming week for that.
 * @param nowMs epoch milliseconds
 */
export function departmentProblems(checked: Checked, nowMs: number): Problem[] {
  const { departments, playbooks, numbers } = checked;
  const ids = new Set(departments.map((one) => one.id));
  const problems = departments.flatMap((one, i) => ofOne(checked, one, i, nowMs));
  for (const [by, id] of [
    ...playbooks.map((one) => [`The playbook ${one.name}`, one.department] as const),
    ...numbers.map((one) => [`The number ${one.e164}`, one.department] as const),
  ])
    if (id !== null && !ids.has(id))
      problems.push({
        at: 'departments',
        words: `${by} leads to the department ${id}, which is not there.`,
        mend: 'Keep that department, or change who leads there first.',
      });
  return problems;
}

function ofOne(checked: Checked, one: Department, i: number, nowMs: number): Problem[] {
  const { departments, agents, playbooks, ownNumbers } = checked;
  const at = (field: keyof Department) => `departments.${i}.${field}`;
  const problems: Problem[] = [];
  const problem = (field: keyof Department, words: string, mend: string) =>
    problems.push({ at: at(field), words, mend });
  if (departments.findIndex((other) => other.id === one.id) !== i)
    problem('id', `Two departments have the id ${one.id}.`, 'Give one of them another id.');
  if (!playbooks.some((playbook) => playbook.id === one.playbook))
    problem('playbook', `No playbook has the id ${one.playbook}.`, 'Choose one that is loaded.');
  if (one.callerId !== null && !ownNumbers.includes(one.callerId))
    problem('callerId', `${one.callerId} is not one of our numbers.`, 'Choose a number of yours.');
  const strangers = one.agentIds.filter((id) => !agents.some((agent) => agent.id === id));
  if (strangers.length > 0)
    problem('agentIds', `There is no agent ${strangers.join(', ')}.`, 'Choose from those who work here.');
  if (one.fallback !== null && !departments.some((other) => other.id === one.fallback))
    problem('fallback', `The department ${one.fallback} is not there.`, 'Choose another, or none.');
  if (turnsInRing(departments, one))
    problem('fallback', `${one.name} stands in for itself in the end.`, 'Choose another, or none.');
  if (problems.length > 0) return problems;
  for (const needed of needsOf(checked, one)) {
    const why = deadEnd(agents, departmentNeed(departments, one.id), needed.skills, nowMs);
    if (why !== null)
      problem('agentIds', `${needed.by}: ${why}`, 'Add agents or hours, or a department that stands in.');
  }
  return problems;
}

function turnsInRing(departments: readonly Department[], first: Department): boolean {
  const seen = new Set<string>();
  for (let at: Department | undefined = first; at; at = departments.find((one) => one.id === at?.fallback)) {
    if (seen.has(at.id)) return true;
    seen.add(at.id);
  }
  return false;
}

/** Whose leads come here: those of its own playbook, and of each playbook that names it. */
function needsOf({ playbooks }: Checked, one: Department): { by: string; skills: string[] }[] {
  return playbooks
    .filter((playbook) => playbook.id === one.playbook || playbook.department === one.id)
    .map(({ name, skills }) => ({ by: `A lead of ${name}`, skills }));
}

/** Why nobody could ever take a lead here, in words; null when somebody can within the coming week. */
function deadEnd(
  agents: readonly Agent[],
  first: DepartmentNeed | undefined,
  skills: string[],
  nowMs: number,
): string | null {
  const chain = departmentChain(first);
  const names = chain.map((one) => one.name).join(', then ');
  const members = agents.filter((agent) => chain.some((one) => one.agentIds.includes(agent.id)));
  if (members.length === 0) return `nobody works in ${names}.`;
  const need: Need = { skills };
  const fit = members.filter((agent) => !lacks(agent, need, nowMs));
  if (fit.length === 0) return `nobody in ${names} has ${skills.join(', ')}.`;
  const works = chain.some((one) =>
    fit.some(
      (agent) =>
        one.agentIds.includes(agent.id) && commonSpan(agent.shifts, agent.tz, one.hours, one.tz, nowMs),
    ),
  );
  return works ? null : `while ${names} is open, nobody who fits is on shift this week.`;
}
