/** The demo floor: three agents, a supervisor, a lead with a handset, and leads who never consented. Demo mode only. */
import type { z } from 'zod';
import type { DemoInfo } from '../../../contract/api.ts';
import type { Pool } from '../adapters/postgres/pool.ts';
import { type Agent, newAgentState } from '../agents/agent.ts';
import { loadAgent, saveAgent } from '../agents/store.ts';
import { upsertPerson } from '../http/people.ts';
import type { Tx } from '../kernel/loop.ts';
import type { Records } from './record.ts';
import type { Settings } from './settings.ts';

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const allStates =
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY'.split(
    ' ',
  );

const people = [
  { person: 'ana', name: 'Ana Brooks', tz: 'America/Chicago' },
  { person: 'ben', name: 'Ben Ortiz', tz: 'America/New_York' },
  { person: 'ravi', name: 'Ravi Patel', tz: 'America/Los_Angeles' },
] as const;

const skills = ['insurance', 'lending', 'admissions', 'events', 'scheduling', 'support', 'service', 'sales'];
export const demoLead = { phone: '+15125550142', name: 'Maria Alvarez' };

/** The words under the form that Maria sent; they name the seller, the automation and the AI voice (consent rule CON-02). */
export const demoConsentText =
  'By checking this box and clicking "Get my quote" I sign electronically and agree that Northside Quotes LLC may call and text me at the number above about insurance, including marketing, using automated technology, an AI-generated (artificial) voice, prerecorded messages and AI-written texts. I am not required to agree as a condition of buying anything. Msg frequency varies, msg and data rates may apply. Reply STOP to opt out, HELP for help.';

/** Maria is known and has agreed; nothing is sent to her until somebody texts from her handset. */
export async function ensureDemoLead(
  records: Records,
  tx: Tx,
  ids: () => string,
  nowMs: number,
): Promise<void> {
  const { rowCount } = await tx.query({
    text: `insert into baton.leads (id, phone, channel, name, tz, zip, state, playbook, source, demo, created_ms)
           values ($1, $2, 'sms', $3, 'America/Chicago', null, 'TX', 'insurance', 'demo', true, $4) on conflict (phone) do nothing`,
    values: ['lead-maria', demoLead.phone, demoLead.name, nowMs],
  });
  if (!rowCount) return;
  const consent = {
    channels: ['sms', 'voice'] as ('sms' | 'voice')[],
    textShown: demoConsentText,
    atMs: nowMs - 60_000,
    source: 'own form',
    ip: '127.0.0.1',
    pageUrl: 'http://127.0.0.1/quote',
  };
  await records.saveConsent(tx, { ...demoLead, leadId: 'lead-maria' }, consent, ids, nowMs);
}

/** Doing it twice changes nothing. */
export async function ensureDemo(
  pool: Pool,
  tx: Tx,
  nowMs: number,
  wantedSkills: readonly string[],
): Promise<void> {
  for (const { person, name, tz } of people) {
    const agent: Omit<Agent, 'state'> = {
      id: `agent-${person}`,
      name,
      tz,
      skills: [...new Set([...skills, ...wantedSkills])],
      languages: ['en', 'es'],
      licences: allStates.map((state) => ({ state, until: null })),
      // The demo is tried at any hour: its agents have no closing time, only presence.
      shifts: [{ days: everyDay, from: '00:00', to: '24:00' }],
      target: { kind: 'station', stationId: `desk:agent-${person}` },
      demo: true,
    };
    // What somebody changed about a demo agent outlives a restart; a playbook that is new finds its skills all the same.
    const had = await loadAgent(tx, agent.id);
    await saveAgent(
      tx,
      had ? { ...had, skills: [...new Set([...had.skills, ...wantedSkills])] } : agent,
      newAgentState(nowMs),
    );
    await upsertPerson(
      pool,
      {
        id: `person-${person}`,
        email: `${person}@demo.invalid`,
        name,
        role: 'agent',
        agentId: agent.id,
        tz,
        demo: true,
      },
      nowMs,
    );
  }
  await upsertPerson(
    pool,
    {
      id: 'person-dana',
      email: 'dana@demo.invalid',
      name: 'Dana Whitfield',
      role: 'supervisor',
      tz: 'America/Chicago',
      demo: true,
    },
    nowMs,
  );
}

export const demoPersonId = (person: string): string | null =>
  ['ana', 'ben', 'ravi', 'dana'].includes(person) ? `person-${person}` : null;

export function demoInfo(demo: boolean, settings: Settings): z.input<typeof DemoInfo> {
  const { seller } = settings;
  if (!demo)
    return { demo, lead: null, agents: [], supervisor: null, seller: seller.name, number: seller.number };
  return {
    demo,
    lead: demoLead,
    agents: people.map(({ person, name }) => ({ person, agentId: `agent-${person}`, name })),
    supervisor: 'dana',
    seller: seller.name,
    number: seller.number,
  };
}
