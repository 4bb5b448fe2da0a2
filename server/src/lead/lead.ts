/**
 * Who is this person? One lead a phone number; whoever arrives again is joined to the lead they are, and what they
 * newly told is kept.
 */
import type { Fact } from '../kernel/events.ts';
import type { RoomHandler, Tx } from '../kernel/loop.ts';
import { type Made, nothing } from '../kernel/made.ts';

export interface Lead {
  id: string;
  phone: string;
  channel: 'sms' | 'webchat';
  name: string;
  tz: string;
  zip: string | null;
  state: string | null;
  email: string | null;
  language: string | null;
  playbook: string;
  source: string;
  fields: Record<string, string | number | boolean>;
  owner_id: string | null;
  demo: boolean;
  created_ms: number;
}

/** Where a number may be, when nobody said: the strictest zone comes from the gate; this one is for display. */
export type Locate = (lead: { phone: string; zip?: string; state?: string; tz?: string }) => {
  tz: string;
  state: string | null;
};

const insert = `
insert into baton.leads (id, phone, channel, name, tz, zip, state, email, language, playbook, source, fields, deal_value, demo, created_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict (phone) do update set
  -- a number that only texted so far has no name of its own yet
  name = case when baton.leads.name = baton.leads.phone then excluded.name else baton.leads.name end,
  zip = coalesce(excluded.zip, baton.leads.zip),
  state = coalesce(excluded.state, baton.leads.state),
  email = coalesce(excluded.email, baton.leads.email),
  fields = baton.leads.fields || excluded.fields
returning id, (xmax = 0) as fresh`;

/** The lead told their ZIP: their state and zone are known better than from the area code. */
async function learnPlace(tx: Tx, fact: Extract<Fact, { type: 'turn.read' }>, locate: Locate): Promise<Made> {
  const zip = String(fact.slots.zip?.value ?? '');
  const { rows } = await tx.query<Lead>({
    name: 'lead-lock',
    text: 'select * from baton.leads where id = $1 for update',
    values: [fact.leadId],
  });
  const lead = rows[0];
  if (!lead || lead.zip === zip || !/^\d{5}$/.test(zip)) return nothing;
  const place = locate({ phone: lead.phone, zip });
  return {
    ...nothing,
    saves: [
      {
        name: 'lead-place',
        text: 'update baton.leads set zip = $2, state = coalesce($3, state), tz = $4 where id = $1',
        values: [lead.id, zip, place.state, place.tz],
      },
    ],
  };
}

const follow = ({ leadId, playbookId }: Extract<Fact, { type: 'lead.handed-over' }>) => ({
  name: 'lead-playbook',
  text: 'update baton.leads set playbook = $2 where id = $1',
  values: [leadId, playbookId],
});

/** Key: the phone number, or for what was learned in the conversation the lead's id. */
export function leadRoom(locate: Locate): RoomHandler {
  return {
    async handle(tx, _key, fact: Fact, nowMs) {
      if (fact.type === 'turn.read') return learnPlace(tx, fact, locate);
      if (fact.type === 'lead.handed-over') return { ...nothing, saves: [follow(fact)] };
      if (fact.type !== 'lead.arrived') return nothing;
      const { lead } = fact;
      const place = locate({ phone: lead.phone, zip: lead.zip, state: lead.state, tz: lead.tz });
      const { rows } = await tx.query<{ id: string; fresh: boolean }>({
        name: 'lead-arrived',
        text: insert,
        values: [
          lead.leadId,
          lead.phone,
          lead.channel,
          lead.name,
          place.tz,
          lead.zip ?? null,
          lead.state ?? place.state,
          lead.email ?? null,
          lead.language ?? null,
          lead.playbookId,
          lead.source,
          JSON.stringify(lead.fields ?? {}),
          lead.dealValue ?? null,
          lead.demo ?? false,
          nowMs,
        ],
      });
      const row = rows[0];
      if (!row) return nothing;
      const follows: Fact = row.fresh
        ? {
            type: 'lead.created',
            leadId: row.id,
            source: lead.source,
            playbookId: lead.playbookId,
            channel: lead.channel,
          }
        : { type: 'lead.seen-again', leadId: row.id, source: lead.source, playbookId: lead.playbookId };
      return { ...nothing, facts: [follows] };
    },
  };
}
