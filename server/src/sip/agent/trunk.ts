import { BlockList, isIP } from 'node:net';
import { parseUri, userOf } from '../grammar/index.ts';
import type { Core } from './core.ts';
import type { Credentials } from './digest.ts';
import { requestOutside } from './outside.ts';
import { type Registration, type RegistrationState, startRegistration } from './registration.ts';
import { resolveTargets } from './resolve.ts';

/** A set of addresses: single ones and networks (`203.0.113.7`, `198.51.100.0/24`, `2001:db8::/32`). */
export interface HostSet {
  has(host: string): boolean;
}

/** An entry that is neither an address nor a network is an error of the configuration, and thrown. */
export function hostSet(entries: readonly string[]): HostSet {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) throw new Error(`not an address or network: ${entry}`);
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return { has: (host) => isIP(host) !== 0 && list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4') };
}

export interface TrunkOptions {
  id: string;
  /** Where calls go and REGISTER goes: `sip:carrier.example` or `sip:192.0.2.1:5060;transport=tcp`. */
  server: string;
  /** Proof for the carrier; without it the trunk stands on its fixed address. */
  credentials?: Credentials;
  /** Registered address; needs credentials. */
  register?: { aor: string; expiresS?: number };
  /** Addresses calls may come from, besides those `server` resolves to. */
  hosts?: readonly string[];
  /** Domain of From when a call does not say; default the server's host. */
  fromDomain?: string;
  /** OPTIONS this often to see whether it lives; default 30,000, 0 for never. */
  pingMs?: number;
}

export type TrunkHealth = 'unknown' | 'up' | 'down';

export interface Trunk {
  options: TrunkOptions;
  fixed: HostSet;
  /** What `server` resolved to last. */
  resolved: Set<string>;
  registration: Registration | undefined;
  health: TrunkHealth;
  stop: () => Promise<void>;
}

/** What is told about a trunk. Health is by OPTIONS; any answer but 408 and 503 proves that somebody is there. */
export type TrunkEvent = { trunk: string } & (
  | { type: 'registration'; state: RegistrationState }
  | { type: 'health'; health: TrunkHealth; status: number }
);

const MAX_RESOLVED = 64;

export function serverHost(server: string): string {
  const parsed = parseUri(server);
  return parsed.ok && parsed.value.scheme === 'sip' ? parsed.value.host : 'anonymous.invalid';
}

/** The domain of From over a trunk. */
export const domainOf = ({ server, fromDomain }: TrunkOptions): string => fromDomain ?? serverHost(server);

/** A target as a trunk's carrier is asked for it: a bare number or tel: URI becomes a user at the carrier. */
export function addressOver(trunk: TrunkOptions, target: string): string;
export function addressOver(trunk: TrunkOptions | undefined, target: string): string | undefined;
export function addressOver(trunk: TrunkOptions | undefined, target: string): string | undefined {
  if (trunk === undefined) return undefined;
  const parsed = parseUri(target);
  return parsed.ok && parsed.value.scheme === 'tel'
    ? `sip:${userOf(parsed.value)}@${domainOf(trunk)};user=phone`
    : target;
}

export function startTrunk(core: Core, options: TrunkOptions, onEvent: (event: TrunkEvent) => void): Trunk {
  const { pingMs = 30_000, credentials, register } = options;
  let stopped = false;
  let timer: ReturnType<typeof core.layer.wheel.add> | undefined;
  let cseq = 0;
  const callId = core.ids.token();
  const trunk: Trunk = {
    options,
    fixed: hostSet(options.hosts ?? []),
    resolved: new Set(),
    registration: undefined,
    health: 'unknown',
    async stop() {
      stopped = true;
      if (timer) core.layer.wheel.remove(timer);
      await trunk.registration?.stop();
    },
  };
  const lookUp = async (): Promise<void> => {
    const targets = await resolveTargets(options.server, core.hub.has, core.resolver, core.ids.chance).catch(
      () => [],
    );
    // A look-up that fails keeps what was known: a carrier does not move because a name server is down.
    if (targets.length > 0)
      trunk.resolved = new Set(targets.slice(0, MAX_RESOLVED).map((target) => target.host));
  };
  const ping = async (): Promise<void> => {
    await lookUp();
    const from = `sip:ping@${serverHost(options.server)}`;
    const outcome = await requestOutside(core, {
      method: 'OPTIONS',
      uri: options.server,
      from,
      to: options.server,
      callId,
      nextCSeq: () => ++cseq,
    });
    if (stopped) return;
    const status = outcome.type === 'response' ? outcome.response.status : 0;
    const health = status === 0 || status === 408 || status === 503 ? 'down' : 'up';
    if (health !== trunk.health) onEvent({ type: 'health', trunk: options.id, health, status });
    if (health === 'up' && trunk.health === 'down') trunk.registration?.renew();
    trunk.health = health;
    timer = core.layer.wheel.add(pingMs, () => void ping());
  };
  void (pingMs > 0 ? ping() : lookUp());
  if (register && credentials) {
    const wish = { registrar: options.server, aor: register.aor, credentials, expiresS: register.expiresS };
    trunk.registration = startRegistration(core, wish, (state) =>
      onEvent({ type: 'registration', trunk: options.id, state }),
    );
  }
  return trunk;
}

/** The trunk a source belongs to. */
export function trunkOf(trunks: ReadonlyMap<string, Trunk>, host: string): string | undefined {
  for (const [id, trunk] of trunks) if (trunk.fixed.has(host) || trunk.resolved.has(host)) return id;
  return undefined;
}
