/** Numbers that are ours, and who answers them: the SQL of the caller room. */
import type { Tx } from '../kernel/loop.ts';

export interface NumberRow {
  playbook: string;
  notice: boolean;
  department: string | null;
}

export async function numberOf(tx: Tx, e164: string): Promise<NumberRow | null> {
  const { rows } = await tx.query<NumberRow & Record<string, unknown>>({
    name: 'number-one',
    text: 'select playbook, notice, department from baton.sip_numbers where e164 = $1',
    values: [e164],
  });
  return rows[0] ?? null;
}

export async function leadIdOf(tx: Tx, phone: string): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'lead-by-phone',
    text: 'select id from baton.leads where phone = $1',
    values: [phone],
  });
  return rows[0]?.id ?? null;
}
