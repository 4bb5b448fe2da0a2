/** Session descriptions on one side, what the media plane is told on the other. Pure. */
import type { WireCodec } from '../../media/g711.ts';
import type { RtpRemote } from '../../media/protocol.ts';
import { readKeyParams, type SrtpKeys, type SrtpSuite } from '../../media/srtp.ts';
import {
  agree,
  buildAnswer,
  buildOffer,
  type Direction,
  OUR_CODECS,
  parseSdp,
  type SdpAgreement,
  type SdpAudio,
  type SdpCodec,
  type SdpCrypto,
} from '../../sip/sdp.ts';

const only = (name: SdpCodec['name']): SdpCodec[] =>
  OUR_CODECS.filter((codec) => codec.name === name || codec.name === 'telephone-event');
const WIDE_FIRST = [...OUR_CODECS].sort((a, b) => Number(b.name === 'g722') - Number(a.name === 'g722'));

/** Our side of a leg's description; `version` grows with each new one. */
export interface LocalTerms {
  host: string;
  port: number;
  sessionId: string;
  version: number;
  /** Our master keys, one a suite; left out: SRTP is not spoken. */
  keys?: Record<SrtpSuite, string>;
  /** We ask for SRTP: an answer without it is refused, so that nobody in between can take it away. */
  offersSrtp?: boolean;
  /** G.722 is offered first instead of last: the call has a leg that speaks it, and two that do are merely relayed. */
  wideFirst?: boolean;
}

export interface AgreedTerms {
  remote: RtpRemote;
  /** What they encrypt with; undefined: in the clear. */
  theirKeys: SrtpKeys | undefined;
  /** Theirs, turned round: what we may do. */
  direction: Direction;
}

const WIRE: Readonly<Record<string, WireCodec>> = { pcmu: 'PCMU', pcma: 'PCMA', g722: 'G722' };
const HOLD_HOST = '0.0.0.0';

/** In the order of our liking; the place in it is the tag less one. */
const SUITES: readonly SrtpSuite[] = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'];

export function offer(local: LocalTerms): string {
  const { keys, offersSrtp } = local;
  const codecs = local.wideFirst === true ? WIDE_FIRST : OUR_CODECS;
  if (keys === undefined || offersSrtp !== true) return buildOffer(local, codecs);
  const crypto = SUITES.map((suite, i) => ({ tag: i + 1, suite, keyParams: `inline:${keys[suite]}` }));
  return buildOffer({ ...local, crypto }, codecs);
}

/** What tells a far end to send to another instead of us: the codec that runs, and where the other takes it (RFC 3725). */
export function directOffer(local: LocalTerms, other: RtpRemote): string {
  const { codec, audioType, keyType } = other;
  const [spoken, events] = only(codec.toLowerCase());
  const codecs = [
    { ...spoken!, payload: audioType },
    ...(keyType === undefined ? [] : [{ ...events!, payload: keyType }]),
  ];
  return buildOffer({ ...local, host: other.host, port: other.port }, codecs);
}

/** The remote side with the keys of both directions. */
export function withKeys({ remote, theirKeys }: AgreedTerms, local: LocalTerms | undefined): RtpRemote {
  const key = theirKeys === undefined ? undefined : local?.keys?.[theirKeys.suite];
  if (theirKeys === undefined || key === undefined) return remote;
  return { ...remote, srtp: { send: { suite: theirKeys.suite, key }, receive: theirKeys } };
}

const isSecure = (audio: SdpAudio): boolean => audio.profile.includes('SAVP');

/** Their key line as keys; `none` when it is not to be used. */
function keysOf(audio: SdpAudio, crypto: SdpCrypto | undefined): SrtpKeys | undefined | 'none' {
  if (!isSecure(audio)) return undefined;
  return (crypto && readKeyParams(crypto.suite, crypto.keyParams)) ?? 'none';
}

/**
 * Where their sound may come from (`signalHost`: where their messages come from). Their own host is believed; one whose
 * description names another host than it speaks from stands behind a translation, so the first packet tells.
 */
function latchFor(audio: SdpAudio, signalHost: string | undefined): RtpRemote['latch'] {
  return signalHost === undefined || audio.host === signalHost ? 'host' : 'first';
}

function remoteOf(
  audio: SdpAudio,
  agreed: SdpAgreement,
  signalHost: string | undefined,
  before?: RtpRemote,
): RtpRemote {
  // Zeros are hold in the old way (RFC 2543); where to send is then what it was.
  const held = audio.host === HOLD_HOST;
  const host = held && before !== undefined ? before.host : held ? (signalHost ?? audio.host) : audio.host;
  const port = held && before !== undefined ? before.port : audio.port;
  return {
    host,
    port,
    codec: WIRE[agreed.codec.name] ?? 'PCMU',
    audioType: agreed.codec.payload,
    keyType: agreed.events?.payload,
    rtcpMux: audio.rtcpMux,
    muted: agreed.direction === 'recvonly' || agreed.direction === 'inactive',
    latch:
      before !== undefined && before.host === host && before.port === port
        ? before.latch
        : latchFor(audio, signalHost),
  };
}

/** Reads their answer to our offer (`local`). Undefined: nothing in common, or unreadable. */
export function readAnswer(
  sdp: string | undefined,
  signalHost: string | undefined,
  local: LocalTerms | undefined,
): AgreedTerms | undefined {
  const parsed = parseSdp(sdp ?? '');
  const audio = parsed.ok ? parsed.value.audio : undefined;
  // What was not offered may not be answered, and what was may not be left out (RFC 4568 5.1.3).
  if (audio === undefined || isSecure(audio) !== (local?.offersSrtp ?? false)) return undefined;
  const agreed = agree(audio);
  if (agreed === undefined) return undefined;
  const { crypto } = agreed;
  const theirKeys = keysOf(audio, crypto);
  if (theirKeys === 'none' || (theirKeys && SUITES[crypto!.tag - 1] !== theirKeys.suite)) return undefined;
  return { remote: remoteOf(audio, agreed, signalHost), theirKeys, direction: agreed.direction };
}

/** Reads their offer; `answer` makes ours for given terms. `mayEncrypt`: SRTP is taken. Undefined: refuse with 488. */
export function readOffer(
  sdp: string,
  signalHost: string | undefined,
  mayEncrypt: boolean,
  before?: RtpRemote,
): (AgreedTerms & { answer(local: LocalTerms): string }) | undefined {
  const parsed = parseSdp(sdp);
  if (!parsed.ok) return undefined;
  const { audio } = parsed.value;
  if (audio === undefined || (isSecure(audio) && !mayEncrypt)) return undefined;
  // A codec that runs stays while they still offer it.
  const running = before && agree(audio, only(before.codec.toLowerCase()));
  const agreed = running ?? agree(audio);
  const theirKeys = agreed && keysOf(audio, agreed.crypto);
  if (agreed === undefined || theirKeys === 'none') return undefined;
  const cryptoOf = (local: LocalTerms): SdpCrypto[] =>
    theirKeys === undefined || local.keys === undefined
      ? []
      : [
          {
            tag: agreed.crypto!.tag,
            suite: theirKeys.suite,
            keyParams: `inline:${local.keys[theirKeys.suite]}`,
          },
        ];
  return {
    remote: remoteOf(audio, agreed, signalHost, before),
    theirKeys,
    direction: agreed.direction,
    answer: (local) => buildAnswer(parsed.value, agreed, { ...local, crypto: cryptoOf(local) }),
  };
}
