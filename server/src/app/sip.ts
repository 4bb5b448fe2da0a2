/**
 * Telephones in the app: what the tables say, told to the SIP side. Without `BATON_SIP_PORT` nothing is bound, and the
 * tables can be filled all the same.
 */
import { rootCertificates } from 'node:tls';
import type { Engine } from '../adapters/engine/engine.ts';
import { dialledOf } from '../adapters/sip/parties.ts';
import { createSipTelephony, type SipTelephony } from '../adapters/sip/telephony.ts';
import { warmUp } from '../adapters/sip/warm-up.ts';
import type { AgentState } from '../agents/agent.ts';
import { setDevice } from '../agents/store.ts';
import type { Config, SipTls } from '../config.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Db } from '../kernel/loop.ts';
import { e164Or } from '../lead/phone.ts';
import type { Telephony } from '../ports/telephony.ts';
import {
  type Ha1,
  hashSecret,
  type IncomingInvite,
  realClock,
  type TrunkOptions,
  tcpTransport,
  tlsTransport,
  udpTransport,
} from '../sip/index.ts';
import { destinationProblem } from './destinations.ts';
import type { Settings } from './settings.ts';
import { readTlsFiles, watchCertificate } from './sip-certificate.ts';
import { createTestCalls, type TestCall } from './sip-test-call.ts';
import { refusalWords, tlsWords } from './sip-words.ts';

/** Phones sign in to this name, whatever address they reach us by; part of every stored hash. */
export const SIP_REALM = 'baton';
const SESSION_S = 1_800;
/** Refused calls kept for the screen. */
const REFUSED_MAX = 20;
const SIPS_PORT = 5061;
/** TLS peers whose faults are kept. */
const PEERS_MAX = 100;

export interface TrunkRow {
  id: string;
  name: string;
  server: string;
  username: string | null;
  password: string | null;
  registers: boolean;
  hosts: string[];
  caller: string | null;
  srtp: boolean;
  /** Who takes a cold pass outside there: we dial and stay in the call, or the carrier is asked to. */
  transfers: 'bridge' | 'refer';
  /** Sound may go directly to another far end that may. */
  direct_media: boolean;
  created_ms: string;
}

export interface PhoneRow {
  sip_user: string;
  agent_id: string;
  label: string;
  sha256: string | null;
  md5: string;
  srtp: boolean;
  direct_media: boolean;
  created_ms: string;
}

/** A call from outside that was refused, for the operator who looks for it. */
export interface Refused {
  atMs: number;
  dialled: string;
  status: number;
  words: string;
}

/** The part commands and views use. */
export interface SipSide {
  /** Where phones sign in; null while SIP is off. */
  address: string | null;
  /** Where phones sign in over TLS; null: nowhere. */
  secureAddress: string | null;
  /** Why a carrier could not be reached over TLS the last time; null: nothing is known against it. */
  tlsFault(server: string): string | null;
  telephony: SipTelephony | null;
  /** Null while SIP is off. */
  testCall: TestCall | null;
  addTrunk(row: TrunkRow): void;
  /** In force from the next pass and the next call on. */
  editTrunk(id: string, edit: Partial<Pick<TrunkRow, 'transfers' | 'direct_media'>>): void;
  /** Whether the carrier of this live leg is to take cold passes outside. */
  movesByCarrier(legId: string): boolean;
  removeTrunk(id: string): Promise<void>;
  putPhone(row: PhoneRow): void;
  dropPhone(user: string): void;
  putNumber(e164: string): void;
  dropNumber(e164: string): void;
  /** The last ones, newest first. */
  refused(): readonly Refused[];
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
  /** Lateness of this thread from which calls from outside are refused for now, ms. */
  lagLimitMs?: number;
  /** Where calls may go; the object that every change of the settings is made in. */
  settings: Pick<Settings, 'seller' | 'callCountries'>;
  /** A desk phone came or went: the agent's device changed. */
  onDevice: (agentId: string, online: boolean) => Promise<void>;
}

const hostOf = (server: string): string => server.replace(/^sips?:/i, '').split(/[:;]/)[0]!;

function trunkOptions(row: TrunkRow): TrunkOptions {
  const credentials =
    row.username !== null && row.password !== null
      ? { username: row.username, secret: { password: row.password } }
      : undefined;
  const host = hostOf(row.server);
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

/** Carriers are reached over TLS in any case; phones reach us where a certificate is set. */
function openTls(host: string, wish: SipTls, onError: SipParts['onError']) {
  const { server, authorities } = readTlsFiles(wish);
  const faults = new Map<string, string>();
  const client = authorities === undefined ? {} : { client: { ca: [...rootCertificates, authorities] } };
  const transport = tlsTransport({
    host,
    port: wish.listen?.port ?? SIPS_PORT,
    clock: realClock(),
    ...(server === undefined ? {} : { server }),
    ...client,
    onPeer: ({ name, host: peer }, fault) => {
      if (fault === null) faults.delete(name ?? peer);
      else if (faults.size < PEERS_MAX) faults.set(name ?? peer, tlsWords(fault));
    },
  });
  if (server !== undefined)
    watchCertificate({
      wish,
      shown: server.cert,
      clock: realClock(),
      renew: (now) => transport.renew(now),
      onError: (error) => onError(error, 'reading the renewed certificate of SIP'),
    });
  return {
    transport,
    address: wish.listen === null ? null : `${host}:${wish.listen.port}`,
    faultOf: (carrier: string): string | null => faults.get(hostOf(carrier)) ?? null,
  };
}

export function createSipSide(parts: SipParts): SipSide {
  const { config, db, engine, clock, onError } = parts;
  const accounts = new Map<string, Ha1>();
  const agents = new Map<string, string>();
  const securePhones = new Set<string>();
  const directPhones = new Set<string>();
  const trunks = new Map<string, TrunkRow>();
  const numbers = new Set<string>();
  const refused: Refused[] = [];
  /** Which of our numbers was dialled; the one to name where it is none of ours. */
  const dialled = (invite: IncomingInvite): { ours: string | undefined; named: string } => {
    const all = dialledOf(invite);
    const ours = all.map(e164Or).find((e164) => e164 !== null && numbers.has(e164));
    return { ours: ours ?? undefined, named: all.at(-1)! };
  };
  /** Said at once and in the carrier's terms, instead of ringing into nowhere (RFC 3261 21.4.5). */
  const refuse = (invite: IncomingInvite): number | undefined => {
    const { ours, named } = dialled(invite);
    const status = invite.trunk === undefined ? 403 : ours === undefined ? 404 : undefined;
    if (status === undefined) return undefined;
    refused.unshift({
      atMs: clock.nowMs(),
      dialled: named.slice(0, 40),
      status,
      words: refusalWords(status),
    });
    refused.length = Math.min(refused.length, REFUSED_MAX);
    return status;
  };
  const place = config.sip;
  const tls = place?.tls === undefined ? null : openTls(place.host, place.tls, onError);
  const telephony =
    place === null
      ? null
      : createSipTelephony({
          engine,
          sessionS: SESSION_S,
          ...(parts.lagLimitMs === undefined ? {} : { lagLimitMs: parts.lagLimitMs }),
          endpoint: {
            transports: [
              udpTransport(place),
              tcpTransport({ ...place, clock: realClock() }),
              ...(tls === null ? [] : [tls.transport]),
            ],
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
          notCalled: (e164) => destinationProblem(parts.settings, e164),
          trunkFor: () => trunks.keys().next().value,
          // A number of ours stays what it is, so that a call back reaches those who called (CID-02); any other gives way to
          // the carrier's.
          callerFor: (trunk, ordered) =>
            numbers.has(ordered) ? undefined : (trunks.get(trunk)?.caller ?? undefined),
          refuse,
          dialled: (invite) => dialled(invite).ours,
          users: () => accounts.keys(),
          wantsSrtp: ({ trunk, user }) =>
            (trunk !== undefined && trunks.get(trunk)?.srtp === true) ||
            (user !== undefined && securePhones.has(user)),
          mayGoDirect: ({ trunk, user }) =>
            (trunk !== undefined && trunks.get(trunk)?.direct_media === true) ||
            (user !== undefined && directPhones.has(user)),
        });

  const addTrunk = (row: TrunkRow): void => {
    trunks.set(row.id, row);
    telephony?.sip.addTrunk(trunkOptions(row));
  };
  const putPhone = (row: PhoneRow): void => {
    accounts.set(row.sip_user, row.sha256 === null ? { md5: row.md5 } : { sha256: row.sha256, md5: row.md5 });
    agents.set(row.sip_user, row.agent_id);
    if (row.srtp) securePhones.add(row.sip_user);
    if (row.direct_media) directPhones.add(row.sip_user);
  };

  return {
    address: place === null ? null : `${place.host}:${place.port}`,
    secureAddress: tls?.address ?? null,
    tlsFault: (server) => tls?.faultOf(server) ?? null,
    telephony,
    testCall: telephony === null ? null : createTestCalls(telephony, clock),
    addTrunk,
    editTrunk: (id, edit) => {
      const row = trunks.get(id);
      if (row !== undefined) trunks.set(id, { ...row, ...edit });
    },
    movesByCarrier: (legId) => {
      const trunk = telephony?.trunkOf(legId);
      return trunk !== undefined && trunks.get(trunk)?.transfers === 'refer';
    },
    removeTrunk: async (id) => {
      trunks.delete(id);
      await telephony?.sip.removeTrunk(id);
    },
    putPhone,
    dropPhone: (user) => {
      accounts.delete(user);
      agents.delete(user);
      securePhones.delete(user);
      directPhones.delete(user);
    },
    putNumber: (e164) => void numbers.add(e164),
    dropNumber: (e164) => void numbers.delete(e164),
    refused: () => refused,
    isRegistered: (user) => (telephony?.sip.phones(user).length ?? 0) > 0,
    load: async () => {
      const phones = await db.query<PhoneRow>({ text: 'select * from baton.sip_phones', values: [] });
      for (const row of phones.rows) putPhone(row);
      const ours = await db.query<{ e164: string }>({
        text: 'select e164 from baton.sip_numbers',
        values: [],
      });
      for (const { e164 } of ours.rows) numbers.add(e164);
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
