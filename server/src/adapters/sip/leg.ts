/** One SIP leg as `legs.ts` keeps it. */
import type { RtpRemote } from '../../media/protocol.ts';
import type { SipCall } from '../../sip/index.ts';
import type { Listening } from './answerer.ts';
import type { SrtpWish } from './local-terms.ts';
import type { AgreedTerms, LocalTerms } from './media-terms.ts';
import type { Awaiting } from './recording-tone.ts';

export interface Leg {
  callId: string;
  legId: string;
  phase: 'ringing' | 'calling' | 'live';
  /** Phones that still ring; the one that answered is `call`. */
  ringing: Set<SipCall>;
  call: SipCall | undefined;
  srtp: SrtpWish;
  local: LocalTerms | undefined;
  remote: RtpRemote | undefined;
  /** Its sound is encrypted. */
  isSecure: boolean;
  /** Whoever runs the house lets its sound go directly to another such leg. */
  mayGoDirect: boolean;
  /** What an incoming leg offered, agreed to; undefined when it wants us to offer. */
  offered: (AgreedTerms & { answer(local: LocalTerms): string }) | undefined;
  extension: string | undefined;
  /** Whether a person answered is judged first; then while it is. */
  detects: boolean;
  listening: Listening | undefined;
  /** A voicemail answered: until it records. */
  awaiting: Awaiting | undefined;
  /** A phone of ours: it may ask for a transfer. */
  mayRefer: boolean;
  /** The carrier it is reached over. */
  trunk: string | undefined;
  /** Orders to have it moved by that carrier. */
  moves: Set<string>;
  told: boolean;
  answered: boolean;
  /** How its first key came, in its stream or by INFO: one that comes the other way as well is the same key. */
  keysBy: 'stream' | 'info' | undefined;
  /** Sound of it has arrived: a silence means something from here on. */
  heard: boolean;
  /** Nothing of it arrives; one object a silence, so that late answers know theirs. */
  quietSince: object | undefined;
  /** It was told as lost. */
  lost: boolean;
  timers: Set<NodeJS.Timeout>;
}

export const makeLeg = (callId: string, legId: string, phase: Leg['phase']): Leg => ({
  callId,
  legId,
  phase,
  ringing: new Set(),
  call: undefined,
  srtp: 'off',
  local: undefined,
  remote: undefined,
  isSecure: false,
  mayGoDirect: false,
  offered: undefined,
  extension: undefined,
  detects: false,
  listening: undefined,
  awaiting: undefined,
  mayRefer: false,
  trunk: undefined,
  moves: new Set(),
  told: false,
  answered: false,
  keysBy: undefined,
  heard: false,
  quietSince: undefined,
  lost: false,
  timers: new Set(),
});
