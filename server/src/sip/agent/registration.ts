import { header, headerValues, parseNameAddr, parseSeconds, type SipResponse } from '../grammar/index.ts';
import type { WheelTimer } from '../transactions/index.ts';
import type { Remote } from '../transport/index.ts';
import { type Core, contactFor, stopTimer } from './core.ts';
import type { Credentials } from './digest.ts';
import { type OutsideOutcome, requestOutside } from './outside.ts';

export interface RegistrationOptions {
  /** The registrar, as a URI: `sip:carrier.example` (looked up by SRV), `sip:10.0.0.1:5070;transport=tcp`. */
  registrar: string;
  /** What is registered: `sip:user@carrier.example`. */
  aor: string;
  credentials: Credentials;
  /** Wish, in seconds; the registrar decides. Default 300. */
  expiresS?: number;
  /** User part of our Contact; default the credentials' user name. */
  contactUser?: string;
}

export type RegistrationState =
  | { name: 'trying' }
  | { name: 'registered'; expiresS: number; remote: Remote }
  /** Refused or unreachable; tried again after `retryMs`. `status` is the registrar's last word, 0 for silence. */
  | { name: 'failed'; status: number; reason: string; retryMs: number }
  | { name: 'stopped' };

export interface Registration {
  state(): RegistrationState;
  /** Signs in now instead of at the next time: the registrar was away, and may have forgotten us. */
  renew(): void;
  /** Ends it at the registrar too. Resolves when that is answered or given up. */
  stop(): Promise<void>;
}

const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 120_000;
const LEAST_EXPIRES_S = 20;

/** When to refresh: some time before the end, more for long ones, so that several tries fit in. */
export function refreshAfterMs(expiresS: number): number {
  return expiresS > 1200 ? (expiresS - 600) * 1000 : expiresS * 500;
}

/** Waits double from 2 s to 2 minutes, each lengthened by up to a half so that many trunks do not come back together. */
export function retryAfterMs(failures: number, chance: number): number {
  return Math.round(
    Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10)) * (1 + chance / 2),
  );
}

/** The time we were given: our Contact's own, else the answer's Expires, else what we wished. */
function grantedS(response: SipResponse, ours: string, wishedS: number): number {
  const common = parseSeconds(header(response, 'expires')) ?? wishedS;
  for (const value of headerValues(response, 'contact')) {
    const address = parseNameAddr(value);
    if (!address.ok || !value.includes(ours)) continue;
    return parseSeconds(address.value.params.get('expires') ?? undefined) ?? common;
  }
  return common;
}

interface Keeping {
  core: Core;
  options: RegistrationOptions;
  onState: (state: RegistrationState) => void;
  state: RegistrationState;
  callId: string;
  contactUser: string;
  cseq: number;
  failures: number;
  expiresS: number;
  timer: WheelTimer | undefined;
}

function become(keeping: Keeping, next: RegistrationState): void {
  keeping.state = next;
  keeping.onState(next);
}

function ask(keeping: Keeping, seconds: number): Promise<OutsideOutcome & { remote?: Remote }> {
  const { core, options, callId, contactUser } = keeping;
  return requestOutside(core, {
    method: 'REGISTER',
    uri: options.registrar,
    from: options.aor,
    to: options.aor,
    callId,
    nextCSeq: () => ++keeping.cseq,
    headers: (remote) => [contactFor(core, remote, contactUser), { name: 'expires', value: String(seconds) }],
    credentials: options.credentials,
  });
}

function again(keeping: Keeping, afterMs: number): void {
  keeping.timer = keeping.core.layer.wheel.add(afterMs, () => void turn(keeping));
}

/** One REGISTER and what follows from its outcome: a refresh later, or another try after a wait. */
async function turn(keeping: Keeping): Promise<void> {
  const { core, contactUser, expiresS } = keeping;
  keeping.timer = undefined;
  const outcome = await ask(keeping, expiresS);
  if (keeping.state.name === 'stopped') return;
  const response = outcome.type === 'response' ? outcome.response : undefined;
  if (response && response.status < 300 && outcome.remote) {
    keeping.failures = 0;
    const granted = Math.max(LEAST_EXPIRES_S, grantedS(response, `sip:${contactUser}@`, expiresS));
    become(keeping, { name: 'registered', expiresS: granted, remote: outcome.remote });
    again(keeping, refreshAfterMs(granted));
    return;
  }
  keeping.failures++;
  const minS = response?.status === 423 ? parseSeconds(header(response, 'min-expires')) : undefined;
  if (minS !== undefined && minS > expiresS && minS <= 86_400) {
    keeping.expiresS = minS;
    if (keeping.failures === 1) return turn(keeping);
  }
  const askedS = response ? (parseSeconds(header(response, 'retry-after')) ?? 0) : 0;
  const retryMs = Math.max(retryAfterMs(keeping.failures, core.ids.chance()), Math.min(askedS, 3600) * 1000);
  const reason = response?.reason ?? (outcome.type === 'failed' ? 'no answer' : 'no address');
  become(keeping, { name: 'failed', status: response?.status ?? 0, reason, retryMs });
  again(keeping, retryMs);
}

/** Keeps an address registered at somebody else's registrar (RFC 3261 10.2): refreshed in time, recovered after failures. */
export function startRegistration(
  core: Core,
  options: RegistrationOptions,
  onState: (state: RegistrationState) => void,
): Registration {
  const keeping: Keeping = {
    core,
    options,
    onState,
    state: { name: 'trying' },
    callId: core.ids.token(),
    contactUser: options.contactUser ?? options.credentials.username,
    cseq: 0,
    failures: 0,
    expiresS: options.expiresS ?? 300,
    timer: undefined,
  };
  void turn(keeping);
  return {
    state: () => keeping.state,
    renew: () => {
      // Without a timer it is being asked at this moment, or is over.
      if (keeping.timer === undefined) return;
      keeping.timer = stopTimer(core, keeping.timer);
      void turn(keeping);
    },
    async stop() {
      const was = keeping.state.name;
      if (was === 'stopped') return;
      keeping.timer = stopTimer(core, keeping.timer);
      become(keeping, { name: 'stopped' });
      if (was === 'registered') await ask(keeping, 0);
    },
  };
}
