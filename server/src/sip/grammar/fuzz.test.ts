import { describe, expect, it } from 'vitest';
import { seededIds } from '../virtual-clock.ts';
import { parseAuth } from './auth.ts';
import { header, headerValues, parseRAck, parseSeconds, parseTokenParams } from './headers.ts';
import { bodyText, type SipMessage } from './message.ts';
import { formatNameAddr, parseNameAddr } from './name-addr.ts';
import { parseMessage } from './parse.ts';
import { serializeMessage } from './serialize.ts';
import { TORTURE } from './torture-messages.ts';
import { formatUri, parseUri, sameUri, userOf } from './uri.ts';
import { formatVia, parseVia } from './via.ts';

/** `BATON_SIP_FUZZ=1000000` runs the million; `BATON_SIP_FUZZ_SEED` repeats a run. */
const ROUNDS = Number(process.env.BATON_SIP_FUZZ ?? 20_000);
const SEED = Number(process.env.BATON_SIP_FUZZ_SEED ?? 20261121);
const SLOWEST_ALLOWED_MS = 100;

const SEEDS = TORTURE.map((row) => Buffer.from(row.text, 'utf8'));
const SPICE = [
  '\r\n',
  '\n',
  '\0',
  '"',
  '<',
  '>',
  ',',
  ';',
  '=',
  '%',
  '%00',
  ':',
  '@',
  '\\',
  ' ',
  '\t',
  '[',
  '::1',
  'é',
  '𝄞',
]
  .concat(['SIP/2.0', 'z9hG4bK', '4294967296', '-1', 'Content-Length: 9', 'v:', '__proto__', 'constructor'])
  .map((text) => Buffer.from(text, 'utf8'));

function mutate(chance: () => number): Buffer {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)]!;
  let data: Buffer = Buffer.from(pick(SEEDS));
  for (let edits = 1 + Math.floor(chance() * 8); edits > 0; edits--) {
    const at = Math.floor(chance() * (data.length + 1));
    const span = Math.floor(chance() * 24);
    const kind = chance();
    if (kind < 0.25 && data.length > 0) data[Math.min(at, data.length - 1)] = Math.floor(chance() * 256);
    else if (kind < 0.5) data = Buffer.concat([data.subarray(0, at), pick(SPICE), data.subarray(at)]);
    else if (kind < 0.7) data = Buffer.concat([data.subarray(0, at), data.subarray(at + span)]);
    else if (kind < 0.8)
      data = Buffer.concat([data.subarray(0, at), pick(SEEDS).subarray(at, at + span), data.subarray(at)]);
    else if (kind < 0.95)
      data = Buffer.concat([
        data.subarray(0, at),
        data.subarray(Math.max(0, at - span), at),
        data.subarray(at),
      ]);
    else data = data.subarray(0, at);
  }
  return data;
}

/** Everything the layers above would read of a message. */
function readAll(message: SipMessage): void {
  for (const name of ['contact', 'route', 'record-route', 'refer-to', 'referred-by']) {
    for (const value of headerValues(message, name)) {
      const address = parseNameAddr(value);
      if (address.ok) formatNameAddr(address.value);
    }
  }
  for (const value of headerValues(message, 'via')) {
    const via = parseVia(value);
    if (via.ok) formatVia(via.value);
  }
  for (const field of message.headers) {
    parseAuth(field.value);
    parseRAck(field.value);
    parseSeconds(field.value);
    parseTokenParams(field.value);
  }
  const uri = parseUri(message.kind === 'request' ? message.uri : (header(message, 'contact') ?? ''));
  if (uri.ok) {
    userOf(uri.value);
    formatUri(uri.value);
    sameUri(uri.value, message.to.uri);
  }
  bodyText(message);
}

function remeasure(data: Buffer): number {
  const startMs = performance.now();
  const parsed = parseMessage(data);
  if (parsed.ok) readAll(parsed.message);
  return performance.now() - startMs;
}

describe('parser under mutated messages', () => {
  it(`reads or refuses ${ROUNDS} of them: none throws, none is slow, what it accepts it can send again`, {
    timeout: 1_800_000,
  }, () => {
    const { chance } = seededIds(SEED);
    let accepted = 0;
    let slowestMs = 0;
    const heap: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const data = mutate(chance);
      const startMs = performance.now();
      try {
        const parsed = parseMessage(data);
        if (parsed.ok) {
          accepted++;
          readAll(parsed.message);
          const again = parseMessage(serializeMessage(parsed.message));
          if (!again.ok) throw new Error(`sent what it refuses: ${again.error.code} ${again.error.detail}`);
        }
      } catch (error) {
        throw new Error(`seed ${SEED} round ${round} message ${data.toString('base64')}`, { cause: error });
      }
      const tookMs = performance.now() - startMs;
      // A busy machine may hold up any round; a message that is really slow is slow again.
      slowestMs = Math.max(slowestMs, tookMs < SLOWEST_ALLOWED_MS ? tookMs : remeasure(data));
      if (round % Math.ceil(ROUNDS / 10) === 0) {
        globalThis.gc?.();
        heap.push(Math.round(process.memoryUsage().heapUsed / 1e6));
      }
    }
    console.log(
      `fuzz: seed ${SEED}, ${ROUNDS} messages, ${accepted} accepted, slowest ${slowestMs.toFixed(1)} ms, heap MB ${heap.join(' ')}`,
    );
    expect(accepted).toBeGreaterThan(0);
    expect(slowestMs).toBeLessThan(SLOWEST_ALLOWED_MS);
    // A leak would grow with the rounds; the last sample may not stand far above the second.
    expect(heap.at(-1)! - heap[1]!).toBeLessThan(64);
  });
});
