import { bad, good, MAX_VALUES_PER_HEADER, type Result } from './grammar/index.ts';
import { isToken, parseNumber } from './grammar/text.ts';

/*
 * Session descriptions for audio calls (RFC 8866, RFC 3264): one audio line, PCMU, PCMA, G722 and telephone-event, SRTP by
 * SDES (RFC 4568). Whatever else is offered is refused line by line, as an answer must.
 */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface SdpCodec {
  payload: number;
  /** Lower case: pcmu, pcma, g722, telephone-event, or one we do not speak. */
  name: string;
  clockRate: number;
  channels: number;
  /** The a=fmtp text, if any. */
  parameters: string | undefined;
}

/** One a=crypto line (RFC 4568 9.1). */
export interface SdpCrypto {
  tag: number;
  suite: string;
  /** `inline:` and base64, with lifetime and MKI if there. */
  keyParams: string;
}

export interface SdpAudio {
  host: string;
  /** 0: refused. */
  port: number;
  /** RTP/AVP, RTP/SAVP, ... upper case. */
  profile: string;
  codecs: SdpCodec[];
  direction: Direction;
  ptimeMs: number | undefined;
  crypto: SdpCrypto[];
  /** Where RTCP goes when not to port + 1 (RFC 3605). */
  rtcpPort: number | undefined;
  rtcpMux: boolean;
}

export interface Sdp {
  /** The o= line's session id and version: the same version means nothing changed. */
  sessionId: string;
  version: string;
  originHost: string;
  /** The first audio line. */
  audio: SdpAudio | undefined;
  /** All m= lines in order, to be answered in order. `audio` marks the one above. */
  media: { line: string; isAudio: boolean }[];
}

const MAX_SDP_CHARS = 16_384;
const MAX_LINES = 400;
const MAX_MEDIA = 16;

/** RFC 3551 table 4; the payload types that need no a=rtpmap. G722's clock says 8000 for historical reasons. */
const STATIC: ReadonlyMap<number, string> = new Map([
  [0, 'pcmu'],
  [3, 'gsm'],
  [4, 'g723'],
  [8, 'pcma'],
  [9, 'g722'],
  [18, 'g729'],
]);

interface Section {
  mline: string | undefined;
  connection: string | undefined;
  attributes: [string, string][];
}

function splitSections(text: string): { origin: string | undefined; sections: Section[] } | undefined {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length > MAX_LINES) return undefined;
  let origin: string | undefined;
  const sections: Section[] = [{ mline: undefined, connection: undefined, attributes: [] }];
  for (const line of lines) {
    const value = line.slice(2).trim();
    const current = sections.at(-1)!;
    if (line.startsWith('o=')) origin ??= value;
    else if (line.startsWith('c=')) current.connection ??= value;
    else if (line.startsWith('m=')) sections.push({ mline: value, connection: undefined, attributes: [] });
    else if (line.startsWith('a=')) {
      const colon = value.indexOf(':');
      current.attributes.push(
        colon < 0 ? [value, ''] : [value.slice(0, colon), value.slice(colon + 1).trim()],
      );
    }
  }
  return sections.length - 1 > MAX_MEDIA ? undefined : { origin, sections };
}

function connectionHost(connection: string | undefined): string | undefined {
  const match = /^IN\s+IP[46]\s+([A-Za-z0-9.:_-]+)/i.exec(connection ?? '');
  return match?.[1];
}

function readCodecs(payloads: string[], attributes: readonly [string, string][]): SdpCodec[] {
  const maps = new Map<number, string>();
  const formats = new Map<number, string>();
  for (const [name, value] of attributes) {
    const match = /^(\d{1,3})\s+(.+)$/.exec(value);
    if (!match) continue;
    if (name === 'rtpmap') maps.set(Number(match[1]), match[2]!);
    if (name === 'fmtp') formats.set(Number(match[1]), match[2]!);
  }
  const codecs: SdpCodec[] = [];
  for (const text of payloads.slice(0, MAX_VALUES_PER_HEADER)) {
    const payload = parseNumber(text, 127);
    if (payload === undefined) continue;
    const [name = STATIC.get(payload), clock = '8000', channels = '1'] = (maps.get(payload) ?? '')
      .split('/')
      .map((part) => part || undefined);
    if (name === undefined) continue;
    codecs.push({
      payload,
      name: name.trim().toLowerCase(),
      clockRate: parseNumber(clock, 1_000_000) ?? 8000,
      channels: parseNumber(channels, 255) ?? 1,
      parameters: formats.get(payload),
    });
  }
  return codecs;
}

function readCrypto(attributes: readonly [string, string][]): SdpCrypto[] {
  const out: SdpCrypto[] = [];
  for (const [name, value] of attributes) {
    const match = name === 'crypto' ? /^(\d{1,9})\s+([A-Za-z0-9_]+)\s+(inline:\S+)/.exec(value) : null;
    if (match) out.push({ tag: Number(match[1]), suite: match[2]!, keyParams: match[3]! });
  }
  return out;
}

const DIRECTIONS: readonly Direction[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

function directionOf(...places: (readonly [string, string][])[]): Direction {
  for (const attributes of places) {
    const found = DIRECTIONS.find((direction) => attributes.some(([name]) => name === direction));
    if (found) return found;
  }
  return 'sendrecv';
}

function readAudio(section: Section, session: Section): SdpAudio | undefined {
  const [, portText = '', profile = '', ...payloads] = (section.mline ?? '').split(/\s+/);
  const port = parseNumber(portText.split('/')[0] ?? '', 65_535);
  const host = connectionHost(section.connection) ?? connectionHost(session.connection);
  if (port === undefined || host === undefined || profile === '') return undefined;
  const attribute = (name: string): string | undefined =>
    section.attributes.find(([key]) => key === name)?.[1];
  const ptimeMs = parseNumber(attribute('ptime') ?? '', 200);
  return {
    // An address of zeros is hold in the way of RFC 2543.
    host,
    port,
    profile: profile.toUpperCase(),
    codecs: readCodecs(payloads, section.attributes),
    direction: host === '0.0.0.0' ? 'inactive' : directionOf(section.attributes, session.attributes),
    ptimeMs: ptimeMs === 0 ? undefined : ptimeMs,
    crypto: readCrypto(section.attributes),
    rtcpPort: parseNumber((attribute('rtcp') ?? '').split(' ')[0] ?? '', 65_535),
    rtcpMux: attribute('rtcp-mux') !== undefined,
  };
}

/** Reads a description. Never throws; `bad-sdp` when there is no o= line, or too much of anything. */
export function parseSdp(text: string): Result<Sdp> {
  if (text.length > MAX_SDP_CHARS) return bad('too-large', 'sdp');
  const split = splitSections(text);
  if (!split) return bad('bad-sdp', 'too many lines');
  const [, sessionId, version, , , originHost] = split.origin?.split(/\s+/) ?? [];
  if (sessionId === undefined || version === undefined) return bad('bad-sdp', 'no origin');
  const [session, ...sections] = split.sections;
  const first = sections.findIndex((section) => /^audio\s/i.test(section.mline ?? ''));
  const audio = first < 0 ? undefined : readAudio(sections[first]!, session!);
  if (first >= 0 && !audio) return bad('bad-sdp', 'audio line');
  const media = sections.map((section, index) => ({ line: section.mline ?? '', isAudio: index === first }));
  return good({ sessionId, version, originHost: originHost ?? '', audio, media });
}

export interface SdpLocal {
  /** Our media address and port. */
  host: string;
  port: number;
  sessionId: string;
  version: number;
  direction?: Direction;
  ptimeMs?: number;
  crypto?: SdpCrypto[];
}

/** What we offer by default: both laws of G.711, G.722, and key tones (RFC 4733). */
export const OUR_CODECS: readonly SdpCodec[] = [
  { payload: 0, name: 'pcmu', clockRate: 8000, channels: 1, parameters: undefined },
  { payload: 8, name: 'pcma', clockRate: 8000, channels: 1, parameters: undefined },
  { payload: 9, name: 'g722', clockRate: 8000, channels: 1, parameters: undefined },
  { payload: 101, name: 'telephone-event', clockRate: 8000, channels: 1, parameters: '0-15' },
];

const SPELLED: Readonly<Record<string, string>> = { pcmu: 'PCMU', pcma: 'PCMA', g722: 'G722' };

function family(host: string): string {
  return host.includes(':') ? 'IP6' : 'IP4';
}

/** What a list of codecs says on the m= line, and the lines under it. */
interface CodecWords {
  payloads: string;
  attributes: string;
}

function wordsOf(codecs: readonly SdpCodec[]): CodecWords {
  let attributes = '';
  for (const codec of codecs) {
    const name = SPELLED[codec.name] ?? codec.name;
    if (!isToken(name)) continue;
    const channels = codec.channels > 1 ? `/${codec.channels}` : '';
    attributes += `a=rtpmap:${codec.payload} ${name}/${codec.clockRate}${channels}\r\n`;
    if (codec.parameters !== undefined)
      attributes += `a=fmtp:${codec.payload} ${codec.parameters.replace(/[\r\n]/g, ' ')}\r\n`;
  }
  return { payloads: codecs.map((codec) => codec.payload).join(' '), attributes };
}

/** Of lists that are offered again and again: fifty offers of one burst differ in nothing but port and session. */
const offered = new WeakMap<readonly SdpCodec[], CodecWords>();

function offeredWords(codecs: readonly SdpCodec[]): CodecWords {
  const known = offered.get(codecs);
  if (known !== undefined) return known;
  const made = wordsOf(codecs);
  offered.set(codecs, made);
  return made;
}

function audioLines(local: SdpLocal, profile: string, words: CodecWords): string {
  let crypto = '';
  for (const { tag, suite, keyParams } of local.crypto ?? [])
    crypto += `a=crypto:${tag} ${suite} ${keyParams}\r\n`;
  return (
    `m=audio ${local.port} ${profile} ${words.payloads}\r\n${words.attributes}${crypto}` +
    `a=ptime:${local.ptimeMs ?? 20}\r\na=${local.direction ?? 'sendrecv'}\r\n`
  );
}

function describe({ host, sessionId, version }: SdpLocal, media: string): string {
  const net = family(host);
  return `v=0\r\no=- ${sessionId} ${version} IN ${net} ${host}\r\ns=-\r\nc=IN ${net} ${host}\r\nt=0 0\r\n${media}`;
}

/** An offer with one audio line; RTP/SAVP when it carries keys. A list of codecs is not to be changed once it was offered. */
export function buildOffer(local: SdpLocal, codecs: readonly SdpCodec[] = OUR_CODECS): string {
  const profile = local.crypto && local.crypto.length > 0 ? 'RTP/SAVP' : 'RTP/AVP';
  return describe(local, audioLines(local, profile, offeredWords(codecs)));
}

export interface SdpAgreement {
  /** For what we send: the offerer's payload numbers. */
  codec: SdpCodec;
  /** Key tones at the codec's clock, if both can. */
  events: SdpCodec | undefined;
  /** Ours: what we may do after their direction is turned round and ours taken into account. */
  direction: Direction;
  /** The key line of theirs that we answer. */
  crypto: SdpCrypto | undefined;
}

const SENDS = new Set<Direction>(['sendrecv', 'sendonly']);
const RECEIVES = new Set<Direction>(['sendrecv', 'recvonly']);

/** Ours against theirs (RFC 3264 6.1): we send only if they receive, and the other way round. */
export function answerDirection(theirs: Direction, ours: Direction): Direction {
  const send = SENDS.has(ours) && RECEIVES.has(theirs);
  const receive = RECEIVES.has(ours) && SENDS.has(theirs);
  return send ? (receive ? 'sendrecv' : 'sendonly') : receive ? 'recvonly' : 'inactive';
}

/** What both sides can: the first codec of the other side that is ours too. Undefined: nothing in common, so 488. */
export function agree(
  theirs: SdpAudio,
  ours: readonly SdpCodec[] = OUR_CODECS,
  direction: Direction = 'sendrecv',
): SdpAgreement | undefined {
  if (theirs.port === 0) return undefined;
  const can = (codec: SdpCodec): boolean =>
    ours.some(
      (own) =>
        own.name === codec.name && own.clockRate === codec.clockRate && own.channels === codec.channels,
    );
  const codec = theirs.codecs.find((one) => one.name !== 'telephone-event' && can(one));
  if (!codec) return undefined;
  const events = theirs.codecs.find(
    (one) => one.name === 'telephone-event' && can(one) && one.clockRate === codec.clockRate,
  );
  const crypto = theirs.crypto.find((one) => SUITES.has(one.suite));
  if (theirs.profile.includes('SAVP') && !crypto) return undefined;
  return { codec, events, direction: answerDirection(theirs.direction, direction), crypto };
}

/** SRTP suites the media side knows (RFC 4568 6.2). */
export const SUITES: ReadonlySet<string> = new Set(['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32']);

/** The answer to an offer: every m= line answered in order, all but the agreed audio refused with port 0. */
export function buildAnswer(offer: Sdp, agreed: SdpAgreement, local: SdpLocal): string {
  const codecs = agreed.events ? [agreed.codec, agreed.events] : [agreed.codec];
  let media = '';
  for (const { line, isAudio } of offer.media) {
    if (isAudio) {
      const audio = { ...local, direction: agreed.direction };
      media += audioLines(audio, offer.audio?.profile ?? 'RTP/AVP', wordsOf(codecs));
    } else {
      const [kind = 'audio', , profile = 'RTP/AVP', ...formats] = line.split(/\s+/);
      media += `m=${kind} 0 ${profile} ${formats.join(' ') || '0'}\r\n`;
    }
  }
  return describe(local, media);
}
