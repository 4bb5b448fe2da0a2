import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from './frame.ts';
import { createRecordingFile } from './recording-file.ts';
import { readWav, WAV_HEADER_BYTES } from './wav.ts';

const frame = (level: number): Int16Array => new Int16Array(FRAME_SAMPLES).fill(level);
const never = (): void => {
  throw new Error('the disk did not fail');
};

describe('a recording on disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'baton-rec-')), 'recordings');
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));
  const bytesOf = (id: string): Buffer => readFileSync(path.join(folder, `${id}.wav`));

  it('is a stereo WAV, the left side on the left, for the owner alone', async () => {
    const file = createRecordingFile(folder, 'one', never);
    for (let i = 0; i < 120; i += 1) file.write(frame(1_000), i < 60 ? undefined : frame(-2_000));
    expect(await file.close()).toEqual({
      lengthMs: 2_400,
      bytes: 44 + 2_400 * 32,
      lostMs: 0,
      failure: undefined,
    });
    const bytes = bytesOf('one');
    expect(bytes.length).toBe(44 + 2_400 * 32);
    expect(readWav(bytes)).toMatchObject({ sampleRateHz: 8_000, channels: 2 });
    const at = (frameNumber: number, channel: number): number =>
      bytes.readInt16LE(WAV_HEADER_BYTES + frameNumber * FRAME_SAMPLES * 4 + channel * 2);
    expect([at(0, 0), at(0, 1), at(119, 0), at(119, 1)]).toEqual([1_000, 0, 1_000, -2_000]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(folder, 'one.wav')).mode & 0o777).toBe(0o600);
  });

  it('is whole at every moment: without a close, the header counts what is there', async () => {
    const file = createRecordingFile(folder, 'cut', never);
    for (let i = 0; i < 170; i += 1) file.write(frame(500), frame(600));
    await file.opened;
    // Three full seconds were handed over; the rest of the fourth dies with the process.
    await expect.poll(() => bytesOf('cut').readUInt32LE(40), { timeout: 10_000 }).toBe(3_000 * 32);
    const bytes = bytesOf('cut');
    expect(bytes.readUInt32LE(4)).toBe(36 + 3_000 * 32);
    expect(bytes.length).toBeGreaterThanOrEqual(44 + 3_000 * 32);
    expect(readWav(bytes).samples).toHaveLength(24_000);
    await file.close();
  });

  it('a disk that is slower than talk costs silence in its place, not memory', async () => {
    const file = createRecordingFile(folder, 'slow', never);
    // Nothing is written before this turn of the loop is over: the disk stands still for twenty seconds of talk.
    for (let i = 0; i < 1_000; i += 1) file.write(frame(700), frame(700));
    await file.opened;
    await expect.poll(() => bytesOf('slow').readUInt32LE(40), { timeout: 10_000 }).toBe(8_000 * 32);
    for (let i = 0; i < 50; i += 1) file.write(frame(900), frame(900));
    const end = await file.close();
    expect(end).toMatchObject({ lengthMs: 21_000, lostMs: 12_000 });
    const { samples } = readWav(bytesOf('slow'));
    expect([samples[0], samples[8_000 * 8 - 1]]).toEqual([700, 700]);
    expect(samples.subarray(8_000 * 8, 20_000 * 8).every((sample) => sample === 0)).toBe(true);
    expect(samples[20_000 * 8]).toBe(900);
  });

  it('says so when it cannot be written, and writes over nothing', async () => {
    let failed = 0;
    const first = createRecordingFile(folder, 'same', never);
    first.write(frame(1), frame(1));
    await first.close();
    const before = bytesOf('same');
    const second = createRecordingFile(folder, 'same', () => {
      failed += 1;
    });
    second.write(frame(9), frame(9));
    await expect(second.opened).rejects.toThrow('EEXIST');
    expect((await second.close()).failure).toMatch('EEXIST');
    expect(failed).toBe(1);
    expect(bytesOf('same')).toEqual(before);

    writeFileSync(path.join(path.dirname(folder), 'plain'), '');
    const nowhere = createRecordingFile(path.join(path.dirname(folder), 'plain'), 'x', () => {});
    await expect(nowhere.opened).rejects.toThrow();
    expect(await nowhere.close()).toMatchObject({ lengthMs: 0 });
    const outside = createRecordingFile(folder, '../escape', () => {});
    await expect(outside.opened).rejects.toThrow('not the name of a recording');
  });
});
