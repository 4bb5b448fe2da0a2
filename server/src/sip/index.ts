/** The public face of the SIP core. Everything else in this folder is its own business. */
export type { Accounts } from './agent/authenticate.ts';
export type {
  CallEvent,
  CallPhase,
  EndCause,
  FailCause,
  IncomingInvite,
  InviteOptions,
  Negotiated,
  PendingOffer,
  PendingRefer,
  ReferAnswer,
  SipCall,
} from './agent/call-types.ts';
export { type Credentials, type Ha1, hashSecret } from './agent/digest.ts';
export {
  createSipEndpoint,
  type InviteTarget,
  type SipEndpoint,
  type SipEndpointOptions,
  type SipStats,
  type TrunkStatus,
} from './agent/endpoint.ts';
export type { GuardLimits } from './agent/guard.ts';
export type { Binding } from './agent/registrar.ts';
export type { RegistrationState } from './agent/registration.ts';
export type { Resolver, SrvRecord } from './agent/resolve.ts';
export type { TrunkEvent, TrunkHealth, TrunkOptions } from './agent/trunk.ts';
export type { SipClock, SipIds } from './clock.ts';
export type { HeaderField, SipMessage, SipRequest, SipResponse } from './grammar/index.ts';
export {
  escapeUser,
  formatUri,
  header,
  headerValues,
  oneLine,
  parseUri,
  sipUri,
  type Uri,
  userOf,
} from './grammar/index.ts';
export { randomIds, realClock } from './real-clock.ts';
export { RFC_TIMERS, type TimerValues, type TransactionLimits } from './transactions/index.ts';
export {
  fakeNetwork,
  type HostPort,
  type Protocol,
  type Remote,
  type Transport,
  tcpTransport,
  tlsTransport,
  udpTransport,
} from './transport/index.ts';
export { seededIds, type VirtualClock, virtualClock } from './virtual-clock.ts';
