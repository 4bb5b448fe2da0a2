/** What both uses of werift share: the adapter, which answers, and the far end that tests play, which offers. */
import { RTCPeerConnection, RTCRtpCodecParameters, type RTCRtpTransceiver, RtpHeader } from 'werift';
import { emptyRtpHeader, isRtcp, readRtp } from '../../media/rtp.ts';
import type { Payloads } from '../../media/transport.ts';

/** A connection of one audio line whose sockets are bound to `mediaAddress` only. */
export function createWeriftConnection(mediaAddress: string, payloads: Payloads): RTCPeerConnection {
  const audio = [
    new RTCRtpCodecParameters({
      mimeType: `audio/${payloads.codec}`,
      clockRate: 8_000,
      channels: 1,
      payloadType: payloads.audioType,
    }),
  ];
  if (payloads.keyType !== undefined)
    audio.push(
      new RTCRtpCodecParameters({
        mimeType: 'audio/telephone-event',
        clockRate: 8_000,
        channels: 1,
        payloadType: payloads.keyType,
      }),
    );
  return new RTCPeerConnection({
    codecs: { audio },
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: [mediaAddress],
    iceInterfaceAddresses: { udp4: mediaAddress },
    bundlePolicy: 'max-bundle',
  });
}

/**
 * The library names every interface as a candidate although its sockets are bound to one address: the others are
 * taken out, as nothing listens there.
 */
export function onlyAddress(sdp: string, mediaAddress: string): string {
  return sdp
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('a=candidate:') || line.split(' ')[4] === mediaAddress)
    .join('\r\n');
}

/** Sends one packet as it is. Past the library's sender, which would write its own payload type over a key's. */
export function sendRaw(line: RTCRtpTransceiver, packet: Uint8Array): boolean {
  const transport = line.dtlsTransport;
  const header = emptyRtpHeader();
  // Reports are the library's own work here.
  if (isRtcp(packet)) return true;
  if (transport?.state !== 'connected' || !readRtp(packet, header)) return false;
  const payload = Buffer.from(
    packet.subarray(header.payloadOffset, header.payloadOffset + header.payloadLength),
  );
  void transport.sendRtp(
    payload,
    new RtpHeader({
      version: 2,
      marker: header.marker,
      payloadType: header.payloadType,
      sequenceNumber: header.sequence,
      timestamp: header.timestamp,
      ssrc: header.ssrc,
    }),
  );
  return true;
}
