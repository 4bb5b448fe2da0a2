/** A lead as the database keeps them, and what an agent must have for them. */
import { departmentNeed } from '../agents/department.ts';
import type { Need } from '../kernel/events.ts';
import type { Tx } from '../kernel/loop.ts';
import type { Lead } from '../lead/lead.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Settings } from './settings.ts';

export async function loadLead(tx: Tx, id: string): Promise<Lead | null> {
  const { rows } = await tx.query<Lead>({
    name: 'lead-one',
    text: 'select * from baton.leads where id = $1',
    values: [id],
  });
  return rows[0] ?? null;
}

/** What a lead of this playbook needs of an agent. @param departmentId of the number they called, in place of the playbook's */
export function needOf(
  lead: Pick<Lead, 'state' | 'owner_id'>,
  playbook: Playbook,
  { departments }: Pick<Settings, 'departments'>,
  departmentId: string | null = null,
): Need {
  const need: Need = { skills: playbook.needs.skills };
  const department = departmentNeed(departments, departmentId ?? playbook.transfer.department);
  if (department) need.department = department;
  if (playbook.needs.licence && lead.state) need.licenceState = lead.state;
  if (lead.owner_id) need.ownerId = lead.owner_id;
  return need;
}

/** A number nobody knows: no place but what the number tells, no consent, no history of ours. */
export const strangerOf = (phone: string): Lead => ({
  id: '',
  phone,
  channel: 'sms',
  name: '',
  tz: '',
  zip: null,
  state: null,
  email: null,
  language: null,
  playbook: '',
  source: '',
  fields: {},
  owner_id: null,
  demo: false,
  created_ms: 0,
});
