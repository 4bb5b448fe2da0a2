/** What the app is made of, handed to commands, intake and the live feed. Built once in app.ts. */
import type { z } from 'zod';
import type { DemoInfo, Health, LeadDetail } from '../../../contract/api.ts';
import type { AgentState } from '../agents/agent.ts';
import type { TenantFacts } from '../consent/types.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Db, Loop, Tx } from '../kernel/loop.ts';
import type { Decision } from '../kernel/room.ts';
import type { Locate } from '../lead/lead.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { MakeBrief } from '../ports/brief.ts';
import type { Telephony } from '../ports/telephony.ts';
import type { Transfer } from '../transfer/transfer.ts';
import type { Gate } from './gate.ts';
import type { Settings } from './settings.ts';
import type { SipSide } from './sip.ts';

export interface Core {
  db: Db;
  loop: Loop;
  clock: Clock;
  id: () => string;
  settings: Settings;
  demo: boolean;
  playbooks: ReadonlyMap<string, Playbook>;
  gate: Gate;
  /** What the gate knows of this installation's seller. */
  tenant: TenantFacts;
  telephony: Telephony;
  /** Phones and carriers; absent where there are none (rehearsal). */
  sip?: SipSide;
  makeBrief: MakeBrief;
  locate: Locate;
  /** Masks sensitive numbers. */
  mask: (text: string) => string;
  segments: (body: string) => number;
  consents: (tx: Tx, phone: string) => Promise<z.input<typeof LeadDetail>['consents']>;
  saveConsent: (
    lead: { phone: string; name: string; leadId: string },
    consent: ConsentGiven,
    nowMs: number,
  ) => Promise<void>;
  /** The person wrote or stepped up to us: noted beside their number, for the gate. */
  inbound: (phone: string, nowMs: number) => Promise<void>;
  changeAgent: (agentId: string, change: (state: AgentState) => Decision<AgentState>) => Promise<void>;
  monitor: (
    actor: { id: string; name: string },
    transfer: Transfer,
    how: 'listen' | 'whisper' | 'barge' | 'off',
    legId: string | null,
  ) => Promise<void>;
  health: () => Promise<z.input<typeof Health>>;
  demoInfo: () => Promise<z.input<typeof DemoInfo>>;
}

export interface ConsentGiven {
  channels: ('sms' | 'voice')[];
  textShown: string;
  atMs: number;
  source: string;
  ip?: string;
  pageUrl?: string;
  evidenceRef?: string;
  userAgent?: string;
  /** What the person pressed to sign, and that the box beside the words was not ticked beforehand. */
  signedWith?: string;
  formId?: string;
}
