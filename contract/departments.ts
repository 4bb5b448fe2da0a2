/** Departments: who takes the calls of which playbook or number, when, under which number, and who stands in. */
import { z } from 'zod';
import type { Route } from './route.ts';

const rings = ['all', 'waves', 'one-by-one', 'owner-first'] as const;

export const DepartmentHours = z.object({
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time like 09:00'),
  to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time like 17:00'),
});
export const Department = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens, a letter first'),
  name: z.string().trim().min(1, 'Give it a name.').max(60),
  /** The assistant's playbook for numbers that this department answers. */
  playbook: z.string().min(1).max(64),
  agentIds: z.array(z.string().min(1).max(64)).max(500),
  /** One of our own numbers (E.164) that its leads see; null: the playbook's, or the installation's. */
  callerId: z.string().nullable().default(null),
  /** Empty: always open. */
  hours: z.array(DepartmentHours).max(28).default([]),
  tz: z.string().min(1).max(64),
  /** Null: as the playbook rings, and as long as the installation does. */
  ring: z.enum(rings).nullable().default(null),
  ringSeconds: z.number().int().min(5).max(300).nullable().default(null),
  /** Id of the department that stands in when nobody here is free, or this one is closed. */
  fallback: z.string().max(40).nullable().default(null),
});
export type Department = z.infer<typeof Department>;

/** What would leave a lead without a way on, or cannot be; nothing with one of these is saved. */
export const DepartmentProblem = z.object({
  /** Path of the field: `departments.0.agentIds`. */
  at: z.string(),
  /** What a lead would meet. */
  words: z.string(),
  mend: z.string(),
});

export const DepartmentsInput = z.object({ departments: z.array(Department).max(50) });
export const DepartmentsView = z.object({
  departments: z.array(Department),
  /** Found now: what was whole when it was saved may not be any more, for somebody left. */
  problems: z.array(DepartmentProblem),
  /** Numbers that may be shown to leads. */
  ownNumbers: z.array(z.string()),
  agents: z.array(z.object({ agentId: z.string(), name: z.string() })),
  /** Which numbers and playbooks lead to a department. */
  uses: z.array(z.object({ departmentId: z.string(), by: z.string() })),
});

export const departmentRoutes = {
  departments: {
    method: 'GET',
    path: '/v1/departments',
    who: 'supervisor',
    summary: 'Departments, and what is wrong with them',
    response: DepartmentsView,
  },
  editDepartments: {
    method: 'PATCH',
    path: '/v1/departments',
    who: 'admin',
    summary: 'Change departments, the whole list; refused when a lead could reach a dead end',
    body: DepartmentsInput,
    response: DepartmentsView,
  },
} as const satisfies Record<string, Route>;
