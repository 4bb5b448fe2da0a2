/** What the app is made of, handed to commands, intake and the live feed. Built once in app.ts. */
import type { z } from 'zod';
import type { DemoInfo, Health, LeadDetail } from '../../../contract/api.ts';
import type { AgentState } from '../agents/agent.ts';
import type { TenantFacts } from '../consent/types.ts';
import type { Conversation, ConversationInputs } from '../conversation/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Db, Loop, Tx } from '../kernel/loop.ts';
import type { Decide, Decision } from '../kernel/room.ts';
import type { Locate } from '../lead/lead.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { MakeBrief } from '../ports/brief.ts';
import type { Speech } from '../ports/speech.ts';
import type { Telephony } from '../ports/telephony.ts';
import type { SendCode } from './compliance/hosted/send-code.ts';
import type { TenantBook } from './compliance/tenant-book.ts';
import type { ConsentGiven } from './consent-given.ts';
import type { Gate } from './gate.ts';
import type { HearingSide } from './hearing-side.ts';
import type { ModelSide } from './model-side.ts';
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
  /** Where those facts come from; absent where they never change (rehearsal). */
  tenantBook?: TenantBook;
  telephony: Telephony;
  /** Phones and carriers; absent where there are none (rehearsal). */
  sip?: SipSide;
  /** Where recordings are; absent where nothing is recorded (rehearsal). */
  recordingsFolder?: string;
  /** The larger model's edge; absent where there never is one (rehearsal). */
  model?: { side: ModelSide; fromEnvironment: boolean };
  /** Speech to text, and a voice to try it with; absent where there never is one (rehearsal). */
  hearing?: { side: HearingSide; fromEnvironment: boolean; speech: Speech };
  /** What the assistant decides; the playground plays it without a floor. */
  decide: Decide<Conversation, ConversationInputs>;
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
  /** Texts a one-time code to a number, through the gate; absent where nothing can be texted. */
  sendCode?: SendCode;
  /** The person wrote or stepped up to us: noted beside their number, for the gate. */
  inbound: (phone: string, nowMs: number) => Promise<void>;
  changeAgent: (agentId: string, change: (state: AgentState) => Decision<AgentState>) => Promise<void>;
  /** Views of these topics may differ, though no fact was committed. */
  changed: (topics: string[]) => void;
  /** These sessions ended; what they have open is closed at once. */
  signedOut: (sessionIds: string[]) => void;
  /** A browser phone is open and its sound connection is up. */
  stationOnline: (stationId: string) => boolean;
  health: () => Promise<z.input<typeof Health>>;
  demoInfo: () => Promise<z.input<typeof DemoInfo>>;
}
