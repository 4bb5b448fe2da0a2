import { describe, expect, it } from 'vitest';
import { seededIds } from '../virtual-clock.ts';
import { createFramer, type Framed } from './framing.ts';

const message = (body: string, length = `Content-Length: ${body.length}`): string =>
  `OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h\r\n${length}\r\n\r\n${body}`;
const show = (pieces: Framed[]): string[] =>
  pieces.map((piece) =>
    piece.type === 'message' ? piece.data.toString() : piece.type === 'broken' ? piece.why : 'ping',
  );

describe('stream framing', () => {
  it('gives the same messages however the stream is cut', () => {
    const first = message('hello');
    const second = message('', 'l :  0');
    const stream = Buffer.from(`${first}\r\n\r\n${second}\r\n${first}`);
    const { chance } = seededIds(7);
    for (let round = 0; round < 200; round++) {
      const framer = createFramer();
      const out: Framed[] = [];
      for (let at = 0; at < stream.length; ) {
        const step = 1 + Math.floor(chance() * 40);
        out.push(...framer.push(stream.subarray(at, at + step)));
        at += step;
      }
      expect(show(out)).toEqual([first, 'ping', second, first]);
    }
  });

  it.each([
    ['no length', 'X: y', 'no-length'],
    ['a length past the limit', 'Content-Length: 70000', 'too-large'],
    ['a negative length', 'Content-Length: -1', 'no-length'],
  ])('gives up on %s and stays silent after it', (_, header, why) => {
    const framer = createFramer();
    expect(show(framer.push(Buffer.from(message('x', header))))).toEqual([why]);
    expect(framer.push(Buffer.from(message('x')))).toEqual([]);
  });

  it('gives up on a head that never ends', () => {
    const framer = createFramer();
    let out: Framed[] = [];
    for (let i = 0; i < 70; i++) out = out.concat(framer.push(Buffer.alloc(1000, 65)));
    expect(show(out)).toEqual(['too-large']);
  });
});
