/**
 * Every WebSocket of the server: frames in (parsed, checked, rationed), heartbeat, and the end of it.
 *
 * A frame that is not right is answered with BAD_FRAME and changes nothing; the socket stays. Only a page that sends
 * nothing else is put out.
 */
import type { WebSocket } from 'ws';
import type { z } from 'zod';
import { CLOSE } from './close-codes.ts';
import { createRateLimiter } from './rate-limit.ts';

export const HEARTBEAT_MS = 10_000;
/** Larger frames end the socket in the parser already (close code 1009). */
export const MAX_PAYLOAD_BYTES = 262_144;
/** Bad frames in a row before the socket is closed. */
const MOST_BAD = 50;

export type FrameFault = { code: 'BAD_FRAME' | 'TOO_MANY'; message: string; hint: string };

export interface FrameRules<T> {
  schema: z.ZodType<T>;
  limitBytes: number;
  framesPerSecond: number;
}

/** Hooks frames of a socket to `onFrame`; faults go to `onFault`, which tells the page in its own words. */
export function readFrames<T>(
  socket: WebSocket,
  rules: FrameRules<T>,
  now: () => number,
  onFrame: (frame: T) => void,
  onFault: (fault: FrameFault) => void,
): void {
  const limiter = createRateLimiter({
    burst: 2 * rules.framesPerSecond,
    everyMs: 1_000 / rules.framesPerSecond,
  });
  let bad = 0;
  const fault = (one: FrameFault) => {
    bad += 1;
    onFault(one);
    if (bad >= MOST_BAD) socket.close(CLOSE.policy, 'nothing but unreadable frames');
  };
  socket.on('message', (data, isBinary) => {
    if (!limiter.take('frames', now()).ok) {
      return fault({
        code: 'TOO_MANY',
        message: `More than ${rules.framesPerSecond} frames a second; this one was not read.`,
        hint: 'Send fewer.',
      });
    }
    const read = parseFrame(rules, data, isBinary);
    if (!read.ok)
      return fault({ code: 'BAD_FRAME', message: read.message, hint: 'See /docs for the frames.' });
    bad = 0;
    onFrame(read.frame);
  });
}

function parseFrame<T>(
  rules: FrameRules<T>,
  data: unknown,
  isBinary: boolean,
): { ok: true; frame: T } | { ok: false; message: string } {
  if (isBinary) return { ok: false, message: 'The frame is binary; JSON text is expected.' };
  const bytes = data as Buffer;
  if (bytes.length > rules.limitBytes) {
    return {
      ok: false,
      message: `The frame has ${bytes.length} bytes; at most ${rules.limitBytes} are taken.`,
    };
  }
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { ok: false, message: 'The frame is not JSON.' };
  }
  const checked = rules.schema.safeParse(json);
  if (checked.success) return { ok: true, frame: checked.data };
  const first = checked.error.issues[0];
  const at = first?.path.map(String).join('.') || 'frame';
  return { ok: false, message: `${at}: ${first?.message ?? 'not as expected'}.` };
}

interface Member {
  socket: WebSocket;
  /** `session:...`, `key:...`: who it was opened by; null without sign-in. */
  proof: string | null;
  heard: boolean;
}

export interface SocketRegistry {
  add(socket: WebSocket, proof: string | null): void;
  /** Ends the sockets of one proof, for example of a session that was signed out. */
  closeOf(proof: string, code: number, reason: string): void;
  closeAll(code: number, reason: string): void;
  proofs(): string[];
  size(): number;
  /** One round: who did not answer the round before is cut off. */
  beat(): void;
}

export function createSocketRegistry(): SocketRegistry {
  const members = new Set<Member>();
  return {
    add(socket, proof) {
      const member: Member = { socket, proof, heard: true };
      members.add(member);
      const heard = () => {
        member.heard = true;
      };
      socket.on('pong', heard);
      socket.on('message', heard);
      socket.on('close', () => members.delete(member));
      // Without a listener an error of one socket would end the process; 'close' follows in any case.
      socket.on('error', () => undefined);
    },
    closeOf(proof, code, reason) {
      for (const member of members) if (member.proof === proof) member.socket.close(code, reason);
    },
    closeAll(code, reason) {
      for (const member of members) member.socket.close(code, reason);
    },
    proofs: () => [
      ...new Set([...members].flatMap((member) => (member.proof === null ? [] : [member.proof]))),
    ],
    size: () => members.size,
    beat() {
      for (const member of members) {
        if (!member.heard) {
          member.socket.terminate();
          continue;
        }
        member.heard = false;
        member.socket.ping();
      }
    },
  };
}
