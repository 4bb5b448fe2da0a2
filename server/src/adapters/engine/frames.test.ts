import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATION_FRAME_LIMIT_BYTES, STATION_FRAMES_PER_SECOND } from '../../../../contract/station.ts';
import { createFrameReader } from './frames.ts';

describe('frames of a page', () => {
  it('takes what the contract names, as text or parsed', () => {
    const reader = createFrameReader(0);
    const up = { type: 'answer', legId: 'a' };
    expect(reader.read(up, 0)).toEqual({ up });
    expect(reader.read(JSON.stringify(up), 0)).toEqual({ up });
  });

  it.each([
    ['not JSON', '{'],
    ['no object', '[]'],
    ['an unknown type', '{"type":"format-disk"}'],
    ['a missing field', '{"type":"answer"}'],
    ['a field too many', '{"type":"answer","legId":"a","admin":true}'],
    ['a key that is none', '{"type":"key","legId":"a","key":"E"}'],
    ['too large', `{"type":"answer","legId":"${'a'.repeat(STATION_FRAME_LIMIT_BYTES)}"}`],
    ['binary', Buffer.from([1, 2, 3])],
    ['nothing', undefined],
  ])('answers %s with BAD_FRAME', (_what, frame) => {
    expect(createFrameReader(0).read(frame, 0)).toMatchObject({
      error: { type: 'error', code: 'BAD_FRAME' },
    });
  });

  it('never throws, whatever comes, and its own words stay short', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withTypedArray: true }), (frame) => {
        const read = createFrameReader(0).read(frame, 0);
        expect(JSON.stringify(read).length).toBeLessThan(30_000);
      }),
    );
  });

  it('lets a burst through, then drops with one word a second, then recovers', () => {
    const reader = createFrameReader(0);
    const up = { type: 'pong', at: 0 };
    const burst = Array.from({ length: 200 }, () => reader.read(up, 0));
    expect(burst.filter((read) => read !== undefined && 'up' in read)).toHaveLength(
      2 * STATION_FRAMES_PER_SECOND,
    );
    expect(burst.filter((read) => read !== undefined && 'error' in read)).toEqual([
      { error: expect.objectContaining({ code: 'TOO_MANY' }) },
    ]);
    expect(reader.read(up, 100)).toEqual({ up });
  });
});
