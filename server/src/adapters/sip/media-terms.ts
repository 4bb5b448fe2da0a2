/** Session descriptions on one side, what the media plane is told on the other. Pure. */
import type { RtpRemote } from '../../media/protocol.ts';
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
} from '../../sip/sdp.ts';

/** What the mixer speaks: both laws of G.711, and keys as events. */
export const MEDIA_CODECS: readonly SdpCodec[] = OUR_CODECS.filter(({ name }) => name !== 'g722');

/** Our side of a leg's description; `version` grows with each new one. */
export interface LocalTerms {
  host: string;
  port: number;
  sessionId: string;
  version: number;
}

export interface AgreedTerms {
  remote: RtpRemote;
  /** Theirs, turned round: what we may do. */
  direction: Direction;
}

const HOLD_HOST = '0.0.0.0';

export function offer(local: LocalTerms): string {
  return buildOffer(local, MEDIA_CODECS);
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
    codec: agreed.codec.name === 'pcma' ? 'PCMA' : 'PCMU',
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

/** Reads their answer to our offer. Undefined: nothing in common, or unreadable. */
export function readAnswer(
  sdp: string | undefined,
  signalHost: string | undefined,
  before?: RtpRemote,
): AgreedTerms | undefined {
  const parsed = parseSdp(sdp ?? '');
  const audio = parsed.ok ? parsed.value.audio : undefined;
  // SRTP was not offered, so an answer with keys is a mistake of theirs.
  const agreed =
    audio === undefined || audio.profile.includes('SAVP') ? undefined : agree(audio, MEDIA_CODECS);
  if (audio === undefined || agreed === undefined) return undefined;
  return { remote: remoteOf(audio, agreed, signalHost, before), direction: agreed.direction };
}

/** Reads their offer; `answer` makes ours for given terms. Undefined: refuse with 488. */
export function readOffer(
  sdp: string,
  signalHost: string | undefined,
  before?: RtpRemote,
): (AgreedTerms & { answer(local: LocalTerms): string }) | undefined {
  const parsed = parseSdp(sdp);
  if (!parsed.ok) return undefined;
  const { audio } = parsed.value;
  if (audio === undefined || audio.profile.includes('SAVP')) return undefined;
  const agreed = agree(audio, MEDIA_CODECS);
  if (agreed === undefined) return undefined;
  return {
    remote: remoteOf(audio, agreed, signalHost, before),
    direction: agreed.direction,
    answer: (local) => buildAnswer(parsed.value, agreed, local),
  };
}
