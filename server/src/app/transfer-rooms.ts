/** The transfer and its call, wired: where a transfer begins from `lead.ready`, and what the call says at the join. */

import { type Call, callerCall, newCall } from '../call/call.ts';
import { decideCall } from '../call/decide.ts';
import { defaultRules, notice } from '../consent/index.ts';
import type { Fact } from '../kernel/events.ts';
import type { Tx } from '../kernel/loop.ts';
import type { StateRoom } from '../kernel/state-room.ts';
import type { Lead } from '../lead/lead.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { decideTransfer } from '../transfer/decide.ts';
import { newTransfer, type Transfer } from '../transfer/transfer.ts';
import type { Gate } from './gate.ts';
import { loadLead } from './lead-row.ts';
import { firstName, spokenName } from './names.ts';
import type { Settings } from './settings.ts';
import { messageOf } from './voicemail-message.ts';

export interface TransferWiring {
  playbooks: ReadonlyMap<string, Playbook>;
  settings: Settings;
  gate: Gate;
  /** How a lead's phone is dialled: a virtual handset in demo mode, a trunk otherwise. */
  leadTarget: (phone: string) => Transfer['spec']['leadTarget'];
  /** Whether the conversation is recorded; left out: never. */
  recordingPlan?: (
    tx: Tx,
    lead: Lead,
    spec: Pick<Transfer['spec'], 'mode' | 'origin' | 'language' | 'seller'>,
  ) => Promise<Transfer['spec']['recording']>;
}

export function transferRoom(wiring: TransferWiring): StateRoom<Transfer, undefined> {
  return {
    name: 'transfer',
    table: 'baton.transfers',
    decide: decideTransfer,
    async begin(tx, key, fact, nowMs) {
      if (fact.type !== 'lead.ready') return null;
      const lead = await loadLead(tx, fact.leadId);
      if (!lead) return null;
      const { origin, need, brief } = fact;
      const { department } = need;
      const limits = {
        ...wiring.settings.limits,
        ringMs: department?.ringMs ?? wiring.settings.limits.ringMs,
      };
      const ring = department?.ring ?? fact.ring;
      // Who called in hears the assistant already: they began the call, and it said that it is an artificial voice.
      const onLine = origin === 'caller' ? await callerLeg(tx, key) : null;
      const mode = onLine === null ? await modeFor(wiring, tx, lead, fact.mode, nowMs) : fact.mode;
      const playbook = wiring.playbooks.get(lead.playbook);
      const [number, language] = await Promise.all([
        numberOfPlaybook(tx, lead.playbook),
        languageOf(tx, lead.id),
      ]);
      const seller = {
        name: playbook?.seller.name ?? wiring.settings.seller.name,
        number: department?.callerId ?? number ?? wiring.settings.seller.number,
      };
      const intro = introduction(
        spokenName(lead),
        seller.name,
        playbook?.subject ?? 'your request',
        language,
      );
      const recording = await wiring.recordingPlan?.(tx, lead, { mode, origin, language, seller });
      const spec = {
        introduction: intro,
        leadName: firstName(lead.name),
        leadNumber: lead.phone,
        leadTarget: onLine === null ? wiring.leadTarget(lead.phone) : null,
        seller,
        origin,
        mode,
        ring,
        need,
        brief,
        limits,
        ...(language === 'en' ? {} : { language }),
        ...(onLine === null ? { unattended: unattendedNotice(seller, language) } : {}),
        ...(recording === undefined ? {} : { recording }),
        ...voicemailOf(wiring.settings, lead, seller),
      };
      return newTransfer(key, fact.leadId, spec, nowMs, onLine);
    },
    gather: async () => undefined,
    also(_key, fact, made) {
      // What rang is known to reports from the first moment, not only once it ended.
      if (fact.type === 'lead.ready')
        made.facts.unshift({
          type: 'transfer.requested',
          transferId: fact.transferId,
          leadId: fact.leadId,
          origin: fact.origin,
          mode: fact.mode,
        });
      return [];
    },
  };
}

/** What is left on their voicemail; nothing where none is set for their playbook. */
function voicemailOf(
  { voicemail: { optOutNumber, messages } }: Settings,
  lead: Lead,
  seller: { name: string; number: string },
): Pick<Transfer['spec'], 'voicemail'> {
  const template = messages[lead.playbook];
  if (template === undefined || optOutNumber === null) return {};
  const parts = { firstName: spokenName(lead), seller: seller.name, number: seller.number, optOutNumber };
  return { voicemail: messageOf(template, parts) };
}

export function callRoom(wiring: TransferWiring): StateRoom<Call, undefined> {
  return {
    name: 'call',
    table: 'baton.calls',
    decide: decideCall,
    async begin(tx, key, fact: Fact, nowMs) {
      // A lead called in: the assistant has them on the line, and there may never be a transfer.
      if (fact.type === 'call.say') return callerCall(key, fact.legId, wiring.settings.limits.briefMs, nowMs);
      const { rows } = await tx.query({
        name: 'transfer-of-call',
        text: 'select 1 from baton.transfers where id = $1',
        values: [key],
      });
      return rows[0] ? newCall(key, wiring.settings.limits.briefMs) : null;
    },
    gather: async () => undefined,
  };
}

/** The number that a playbook answers is the one its leads see: calling it back reaches the same people. The oldest of several. */
async function numberOfPlaybook(tx: Tx, playbook: string): Promise<string | null> {
  const { rows } = await tx.query<{ e164: string }>({
    name: 'number-of-playbook',
    text: 'select e164 from baton.sip_numbers where playbook = $1 order by created_ms, e164 limit 1',
    values: [playbook],
  });
  return rows[0]?.e164 ?? null;
}

/** The leg of a lead who called in and is still there. */
async function callerLeg(tx: Tx, callId: string): Promise<string | null> {
  const { rows } = await tx.query<{ leg_id: string }>({
    name: 'caller-leg',
    text: `select state->>'legId' as leg_id from baton.callers where id = $1 and phase <> 'over'`,
    values: [callId],
  });
  return rows[0]?.leg_id ?? null;
}

/**
 * The assistant may introduce by voice only where the lead agreed to an artificial voice (CON-01). Otherwise the agent,
 * briefed, opens the call; the transfer shows the mode it has, and nothing else is lost.
 */
async function modeFor(
  wiring: TransferWiring,
  tx: Tx,
  lead: Lead,
  wanted: Transfer['spec']['mode'],
  nowMs: number,
): Promise<Transfer['spec']['mode']> {
  if (wanted !== 'agentic-warm') return wanted;
  const ai = await wiring.gate.call(tx, lead, { stage: 'plan', nowMs, technology: 'ai' });
  return ai.verdict === 'allow' ? 'agentic-warm' : 'warm';
}

/** The language in which the thread with this lead is written; it is the one they hear, too. */
async function languageOf(tx: Tx, leadId: string): Promise<'en' | 'es'> {
  const { rows } = await tx.query<{ language: string | null }>({
    name: 'language-of-thread',
    text: `select state->>'language' as language from baton.conversations where id = $1`,
    values: [leadId],
  });
  return rows[0]?.language === 'es' ? 'es' : 'en';
}

/** Said to a lead whom we dialled and nobody is joined to in time: the seller and a number to call, digit by digit (DIAL-04). */
function unattendedNotice(seller: { name: string; number: string }, language: string): string {
  const digits = seller.number.replace(/^\+1(?=\d{10}$)/, '').replace(/\D/g, '');
  const groups = digits.match(/\d{1,3}(?=(?:\d{3})*\d{4}$)|\d+/g) ?? [];
  const phone = groups.map((group) => group.split('').join(' ')).join(', ');
  return notice(defaultRules(), 'unattended', language, seller.name).replaceAll('{phone}', phone);
}

/**
 * The assistant introduces both and leaves, in the language of the thread. It says who it is, an AI and for whom, and how to opt out:
 * key 9 works from answer to hang-up (AIV-01, AIV-03). What this states is what the gate is told (G15).
 */
export function introduction(
  lead: string,
  seller: string,
  subject: string,
  language: 'en' | 'es' = 'en',
): string {
  return language === 'es'
    ? `Hola ${lead}, le habla el asistente de IA de ${seller}; pulse 9 para no recibir más llamadas. {agent} está conmigo por su solicitud y sabe lo que usted me contó. Les dejo.`
    : `Hi ${lead}, the AI assistant of ${seller} here; press 9 to opt out. {agent} is with me about ${subject} and knows what you told me. Over to you.`;
}
