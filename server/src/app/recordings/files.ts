/** Files of recordings: their place, their true size, their shape. */
import { open, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import type { RecordingWave } from '../../../../contract/recordings.ts';
import { WAV_HEADER_BYTES } from '../../media/wav.ts';

/** Samples of 16 bits, two channels, 8 kHz. */
const BYTES_PER_MS = 32;
const FRAME_BYTES = 4;
const READ_BYTES = 262_144;
/** Stretches of a shape: about a pixel each. */
const STRETCHES = 480;

export const recordingsFolder = (dataDir: string): string => path.join(dataDir, 'recordings');
export const fileOf = (folder: string, id: string): string => path.join(folder, `${id}.wav`);

/** What the header of a file promises; undefined when there is no such file or no header. */
export async function sizeOf(file: string): Promise<{ bytes: number; lengthMs: number } | undefined> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const header = Buffer.alloc(WAV_HEADER_BYTES);
    const { bytesRead } = await handle.read(header, 0, WAV_HEADER_BYTES, 0);
    if (bytesRead < WAV_HEADER_BYTES || header.toString('latin1', 0, 4) !== 'RIFF') return undefined;
    const data = header.readUInt32LE(40);
    return { bytes: WAV_HEADER_BYTES + data, lengthMs: Math.floor(data / BYTES_PER_MS) };
  } finally {
    await handle.close();
  }
}

/** Deletes the file; one that is gone already is deleted. */
export async function removeFile(file: string): Promise<void> {
  await unlink(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

/** The loudest sample of each stretch of both channels. Reads the whole file, a quarter of a megabyte at a time. */
export async function waveOf(file: string, bytes: number): Promise<z.infer<typeof RecordingWave>> {
  const frames = Math.floor((bytes - WAV_HEADER_BYTES) / FRAME_BYTES);
  const count = Math.max(1, Math.min(STRETCHES, frames));
  const left = new Float64Array(count);
  const right = new Float64Array(count);
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(READ_BYTES);
    for (let frame = 0; frame < frames; ) {
      const want = Math.min(READ_BYTES, (frames - frame) * FRAME_BYTES);
      const { bytesRead } = await handle.read(buffer, 0, want, WAV_HEADER_BYTES + frame * FRAME_BYTES);
      const here = Math.floor(bytesRead / FRAME_BYTES);
      if (here === 0) break;
      for (let i = 0; i < here; i += 1) {
        const at = Math.floor(((frame + i) * count) / frames);
        const l = Math.abs(buffer.readInt16LE(i * FRAME_BYTES));
        const r = Math.abs(buffer.readInt16LE(i * FRAME_BYTES + 2));
        if (l > left[at]!) left[at] = l;
        if (r > right[at]!) right[at] = r;
      }
      frame += here;
    }
  } finally {
    await handle.close();
  }
  const share = (peak: number): number => Math.round((peak / 32_768) * 1_000) / 1_000;
  return {
    lengthMs: Math.floor((frames * FRAME_BYTES) / BYTES_PER_MS),
    left: Array.from(left, share),
    right: Array.from(right, share),
  };
}
