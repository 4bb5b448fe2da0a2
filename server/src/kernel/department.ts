/** A department as a transfer needs it: who is in it, when it is open, how it rings, and who stands in for it. Plain data. */

/** Wall-clock hours of some days, in a zone given beside them. */
export interface Hours {
  /** ISO weekdays, 1 Monday to 7 Sunday. */
  days: number[];
  /** "09:00" */
  from: string;
  /** "17:00"; before `from` means past midnight. */
  to: string;
}

export interface DepartmentNeed {
  id: string;
  name: string;
  agentIds: string[];
  /** Empty: always open. */
  hours: Hours[];
  tz: string;
  /** The number that leads of this department see; null: as without a department. */
  callerId: string | null;
  /** In place of the playbook's; null: the playbook's. */
  ring: 'all' | 'waves' | 'one-by-one' | 'owner-first' | null;
  /** In place of the installation's; null: that. */
  ringMs: number | null;
  /** Whose agents are asked when nobody here is free, or this one is closed. */
  fallback?: DepartmentNeed;
}

/** The department and all who stand in for it, in order. */
export function departmentChain(first: DepartmentNeed | undefined): DepartmentNeed[] {
  const chain: DepartmentNeed[] = [];
  for (let at = first; at !== undefined; at = at.fallback) chain.push(at);
  return chain;
}
