/**
 * Telephones in the app: what the tables say, told to the SIP side. Without `BATON_SIP_PORT` nothing is bound, and the
 * tables can be filled all the same.
 */
import type { Engine } from '../adapters/engine/engine.ts';
import { createSipTelephony, type SipTelephony } from '../adapters/sip/telephony.ts';
import type { AgentState } from '../agents/agent.ts';
import { setDevice } from '../agents/store.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Db } from '../kernel/loop.ts';
import type { Telephony } from '../ports/telephony.ts';
import {
  type Ha1,
  hashSecret,
  realClock,
  type TrunkOptions,
  tcpTransport,
  udpTransport,
  warmUp,
} from '../sip/index.ts';

/** Phones sign in to this name, whatever address they reach us by; part of every stored hash. */
export const SIP_REALM = 'baton';
const SESSION_S = 1_800;

export interface TrunkRow {
  id: string;
  name: string;
  server: string;
  username: string | null;
  password: string | null;
  registers: boolean;
  hosts: string[];
  caller: string | null;
  created_ms: string;
}

export interface PhoneRow {
  sip_user: string;
  agent_id: string;
  label: string;
  sha256: string | null;
  md5: string;
  created_ms: string;
}

/** The part commands and views use. */
export interface SipSide {
  /** Where phones sign in; null while SIP is off. */
  address: string | null;
  telephony: SipTelephony | null;
  addTrunk(row: TrunkRow): void;
  removeTrunk(id: string): Promise<void>;
  putPhone(row: PhoneRow): void;
  dropPhone(user: string): void;
  isRegistered(user: string): boolean;
  /** Who may sign in, and that nobody has yet. Before `telephony.start`. */
  load(): Promise<void>;
  /** Signs in at the carriers. After it. */
  connect(): Promise<void>;
}

export interface SipParts {
  config: Pick<Config, 'sip'>;
  db: Db;
  engine: Engine;
  clock: Clock;
  onError: (error: unknown, what: string) => void;
  /** A desk phone came or went: the agent's device changed. */
  onDevice: (agentId: string, online: boolean) => Promise<void>;
}

function trunkOptions(row: TrunkRow): TrunkOptions {
  const credentials =
    row.username !== null && row.password !== null
      ? { username: row.username, secret: { password: row.password } }
      : undefined;
  const host = row.server.replace(/^sips?:/i, '').split(/[:;]/)[0]!;
  return {
    id: row.id,
    server: row.server,
    hosts: row.hosts,
    ...(credentials === undefined ? {} : { credentials }),
    ...(row.registers && row.username !== null ? { register: { aor: `sip:${row.username}@${host}` } } : {}),
  };
}

/** A desk phone that is there, or is not, as the agent's device. */
export function deviceOf(online: boolean, nowMs: number): AgentState['device'] {
  return { ok: online, sinceMs: nowMs, words: online ? 'this phone rings' : 'phone not signed in' };
}

export function createSipSide(parts: SipParts): SipSide {
  const { config, db, engine, clock, onError } = parts;
  const accounts = new Map<string, Ha1>();
  const agents = new Map<string, string>();
  const trunks = new Map<string, TrunkRow>();
  const place = config.sip;
  const telephony =
    place === null
      ? null
      : createSipTelephony({
          engine,
          sessionS: SESSION_S,
          endpoint: {
            transports: [udpTransport(place), tcpTransport({ ...place, clock: realClock() })],
            accounts: { realm: SIP_REALM, secretOf: (user) => accounts.get(user) },
            userAgent: 'Baton',
            onError: (error) => onError(error, 'SIP'),
            onPhones: (user, phones) => {
              const agentId = agents.get(user);
              if (agentId === undefined) return;
              const online = phones.length > 0;
              setDevice(db, agentId, deviceOf(online, clock.nowMs()), 'registered')
                .then((differs) => (differs ? parts.onDevice(agentId, online) : undefined))
                .catch((error) => onError(error, 'noting a phone'));
            },
          },
          trunkFor: () => trunks.keys().next().value,
          callerFor: (trunk) => trunks.get(trunk)?.caller ?? undefined,
          // Nobody answers calls from outside yet: said at once, instead of ringing into nowhere.
          refuse: (invite) => (invite.trunk === undefined ? 403 : 480),
        });

  const addTrunk = (row: TrunkRow): void => {
    trunks.set(row.id, row);
    telephony?.sip.addTrunk(trunkOptions(row));
  };
  const putPhone = (row: PhoneRow): void => {
    accounts.set(row.sip_user, row.sha256 === null ? { md5: row.md5 } : { sha256: row.sha256, md5: row.md5 });
    agents.set(row.sip_user, row.agent_id);
  };

  return {
    address: place === null ? null : `${place.host}:${place.port}`,
    telephony,
    addTrunk,
    removeTrunk: async (id) => {
      trunks.delete(id);
      await telephony?.sip.removeTrunk(id);
    },
    putPhone,
    dropPhone: (user) => {
      accounts.delete(user);
      agents.delete(user);
    },
    isRegistered: (user) => (telephony?.sip.phones(user).length ?? 0) > 0,
    load: async () => {
      const phones = await db.query<PhoneRow>({ text: 'select * from baton.sip_phones', values: [] });
      for (const row of phones.rows) putPhone(row);
      await forgetPhones(db, clock.nowMs());
      if (telephony !== null) await warmUp();
    },
    connect: async () => {
      const { rows } = await db.query<TrunkRow>({
        text: 'select * from baton.sip_trunks order by created_ms, id',
        values: [],
      });
      for (const row of rows) addTrunk(row);
    },
  };
}

/** What rings agents and leads: with SIP when it is on. */
export function telephonyOf(side: SipSide, engine: Engine): Telephony {
  return side.telephony ?? engine;
}

/** After a start no phone has signed in yet; one on the public network or at a fixed address always counts as there. */
async function forgetPhones(db: Db, nowMs: number): Promise<void> {
  const put = async (kinds: string[], device: AgentState['device']): Promise<void> => {
    await db.query({
      text: `update baton.agents set state = jsonb_set(state, '{device}', $1::jsonb) where target->>'kind' = any($2)`,
      values: [JSON.stringify(device), kinds],
    });
  };
  await put(['registered'], deviceOf(false, nowMs));
  await put(['phone', 'sip'], deviceOf(true, nowMs));
}

/** The hashes kept of a phone's secret; an old phone is asked in the old way only. */
export function hashesOf(user: string, secret: string, old: boolean): { sha256: string | null; md5: string } {
  const { sha256, md5 } = hashSecret(user, SIP_REALM, secret);
  return { sha256: old ? null : sha256, md5 };
}
