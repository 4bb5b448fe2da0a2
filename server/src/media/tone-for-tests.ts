/** A far end of plain RTP for tests: a steady tone in PCMU, as fast as the wall clock goes. */
import type { Socket } from 'node:dgram';
import { FRAME_MS, FRAME_SAMPLES } from './frame.ts';
import { encodeG711 } from './g711.ts';
import { RTP_HEADER_BYTES, writeRtpHeader } from './rtp.ts';

const AMPLITUDE = 6_000;

/** Begins at once; `stop` before the socket is closed. */
export function createToneSender(socket: Socket, port: number, hz: number): { stop(): void } {
  const beganMs = performance.now();
  const frame = new Int16Array(FRAME_SAMPLES);
  let sent = 0;
  const timer = setInterval(() => {
    for (; sent < (performance.now() - beganMs) / FRAME_MS; sent += 1) {
      const packet = Buffer.alloc(RTP_HEADER_BYTES + FRAME_SAMPLES);
      for (let i = 0; i < FRAME_SAMPLES; i += 1)
        frame[i] = AMPLITUDE * Math.sin((2 * Math.PI * hz * (sent * FRAME_SAMPLES + i)) / 8_000);
      writeRtpHeader(packet, 0, sent === 0, sent & 0xffff, sent * FRAME_SAMPLES, port);
      encodeG711('PCMU', frame, FRAME_SAMPLES, packet, RTP_HEADER_BYTES);
      socket.send(packet, port, '127.0.0.1');
    }
  }, 10);
  return { stop: () => clearInterval(timer) };
}
