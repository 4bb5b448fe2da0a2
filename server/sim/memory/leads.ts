/** Leads, agents and messages: rows that are read far more often than they change. */

import { type Known, type KnownStatements, type Remembered, type Row, text } from './known.ts';
import { readBack } from './read-back.ts';

export interface Leads {
  /** As a row of the table. */
  rows: Map<string, Row>;
  /** As JSON beside the thread. */
  beside: Map<string, unknown>;
}

function learnLead(leads: Leads, id: string, row: Row): void {
  leads.rows.set(id, row);
  leads.beside.set(id, readBack(JSON.stringify(row)));
}

export function rememberLeads(leads: Leads): KnownStatements {
  const tables = ['leads'];
  const idOf = new Map<string, string>();
  const numbers = new Map<string, Remembered>();
  const forget = (id: string): void => {
    leads.rows.delete(id);
    leads.beside.delete(id);
  };
  const read: Known = {
    tables,
    answer([id]) {
      const row = leads.rows.get(text(id));
      return row && { rows: [row] };
    },
    learn([id], rows) {
      if (rows[0]) learnLead(leads, text(id), rows[0]);
    },
  };
  const changed: Known = { tables, writes: true, apply: ([id]) => forget(text(id)) };
  return {
    'lead-one': read,
    'lead-lock': read,
    'lead-place': changed,
    'lead-playbook': changed,
    // Whoever has that number already keeps their id.
    'lead-arrived': {
      tables,
      writes: true,
      answer([id, phone]) {
        const before = idOf.get(text(phone));
        return { rows: [{ id: before ?? id, fresh: before === undefined }] };
      },
      apply([id, phone]) {
        const before = idOf.get(text(phone));
        if (before === undefined) idOf.set(text(phone), text(id));
        else forget(before);
      },
    },
    'number-of-playbook': {
      tables: ['sip_numbers'],
      answer: ([playbook]) => numbers.get(text(playbook)),
      learn: ([playbook], rows) => void numbers.set(text(playbook), { rows: [...rows] }),
    },
  };
}

export type Messages = Map<string, { status: string; body: string }>;

export function rememberMessages(messages: Messages, leads: Leads): KnownStatements {
  const tables = ['messages'];
  const setStatus = (id: unknown, status: unknown): void => {
    const message = messages.get(text(id));
    if (message && message.status !== 'delivered') message.status = text(status);
  };
  return {
    'messages-write': {
      tables,
      writes: true,
      apply([, rows]) {
        for (const { id, status, body } of JSON.parse(text(rows)))
          if (!messages.has(id)) messages.set(id, { status, body });
      },
    },
    'message-mark': { tables, writes: true, apply: ([id, status]) => setStatus(id, status) },
    'message-settle': { tables, writes: true, apply: ([id, status]) => setStatus(id, status) },
    'message-lock': {
      tables: ['messages', 'leads'],
      answer([id, leadId]) {
        const message = messages.get(text(id));
        const lead = leads.rows.get(text(leadId));
        return message && lead && { rows: [{ ...lead, message_status: message.status }] };
      },
      learn([, leadId], rows) {
        if (!rows[0]) return;
        const { message_status: _, ...lead } = rows[0];
        learnLead(leads, text(leadId), lead);
      },
    },
  };
}

export function rememberAgents(): KnownStatements {
  const tables = ['agents'];
  /** Null until it was asked for, and again after somebody was hired. */
  let roster: Row[] | null = null;
  const all: Known = {
    tables,
    answer: () => (roster ? { rows: [...roster] } : undefined),
    learn(_values, rows) {
      roster = [...rows];
    },
  };
  return {
    'agents-all': all,
    'agents-lock': all,
    'agent-lock': {
      tables,
      answer([id]) {
        const agent = roster?.find((one) => one.id === id);
        return agent && { rows: [{ state: agent.state }] };
      },
    },
    'agents-save': {
      tables,
      writes: true,
      apply([saved]) {
        const states = new Map(
          readBack<{ id: string; state: unknown }[]>(saved).map(({ id, state }) => [id, state]),
        );
        roster =
          roster?.map((one) =>
            states.has(text(one.id)) ? { ...one, state: states.get(text(one.id)) } : one,
          ) ?? null;
      },
    },
    'insert into baton.agents': {
      tables,
      writes: true,
      apply() {
        roster = null;
      },
    },
  };
}
