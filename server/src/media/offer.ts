/** What a station's SDP offer says, as far as one audio line needs it (RFC 8866, RFC 9429). */
import type { Codec } from './g711.ts';
import type { Payloads } from './transport.ts';

export interface Offer {
  /** The offer without candidates that hide behind mDNS names: nobody here looks those up, and checks reach us anyway. */
  sdp: string;
  mid: string;
  payloads: Payloads;
}

const CODECS: Record<string, Codec> = { 'pcmu/8000': 'PCMU', 'pcma/8000': 'PCMA' };

/** Whether a candidate names a `.local` host instead of an address. */
export function isHidden(candidate: string): boolean {
  return /candidate:\S+ \d+ \S+ \d+ \S+\.local /i.test(candidate);
}

/**
 * Reads an offer with one audio line. Throws an Error with plain words when there is none or when neither PCMU nor
 * PCMA is in it.
 */
export function readOffer(sdp: string): Offer {
  const lines = sdp.split(/\r?\n/);
  const first = lines.findIndex((line) => line.startsWith('m=audio '));
  if (first < 0) throw new Error('the offer has no audio');
  const rest = lines.slice(first + 1);
  const end = rest.findIndex((line) => line.startsWith('m='));
  if (end >= 0) throw new Error('the offer has more than one media line');
  const types = lines[first]!.split(' ').slice(3).map(Number);
  const names = new Map<number, string>([
    [0, 'pcmu/8000'],
    [8, 'pcma/8000'],
  ]);
  for (const line of rest) {
    const map = /^a=rtpmap:(\d+) ([\w-]+\/\d+)/.exec(line);
    if (map !== null) names.set(Number(map[1]), map[2]!.toLowerCase());
  }
  const audioType = types.find((type) => CODECS[names.get(type) ?? ''] !== undefined);
  if (audioType === undefined) throw new Error('the offer has neither PCMU nor PCMA');
  const mid = rest.map((line) => /^a=mid:(\S+)/.exec(line)?.[1]).find((value) => value !== undefined) ?? '0';
  return {
    sdp: lines.filter((line) => !isHidden(line)).join('\r\n'),
    mid,
    payloads: {
      codec: CODECS[names.get(audioType)!]!,
      audioType,
      keyType: types.find((type) => names.get(type) === 'telephone-event/8000'),
    },
  };
}
