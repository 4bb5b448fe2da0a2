/**
 * One conversation on disk while it happens: a stereo WAV, written a second at a time, off this thread.
 *
 * Whatever happens to the process, the file is a valid WAV: samples are written first, then the header that counts them,
 * so a crash costs the last second and no more. A disk that cannot keep up costs silence, never memory and never a tick:
 * at most `CHUNKS_MAX` seconds wait, and what does not fit is left out of its place.
 */
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from './frame.ts';
import { WAV_HEADER_BYTES, wavHeader } from './wav.ts';

/** What became of a recording. */
export interface RecordingEnd {
  lengthMs: number;
  bytes: number;
  /** Conversation that the disk was too slow for; it is silence in the file. */
  lostMs: number;
  /** Why it ended early, in the system's words; undefined: it did not. */
  failure: string | undefined;
}

export interface RecordingFile {
  /** Resolves when the file is there; rejects when it cannot be made. */
  opened: Promise<void>;
  /** Takes one frame of each side; undefined is silence. Neither waits nor throws. */
  write(left: Int16Array | undefined, right: Int16Array | undefined): void;
  /** Writes what is left and makes it last. Resolves also when the disk failed. */
  close(): Promise<RecordingEnd>;
}

const CHANNELS = 2;
const FRAME_BYTES = FRAME_SAMPLES * CHANNELS * 2;
/** A second. */
const CHUNK_FRAMES = 1_000 / FRAME_MS;
const CHUNKS_MAX = 8;
/** Seconds between two orders to the disk to keep what it was given: a power cut costs no more. */
const SYNC_CHUNKS = 10;

interface Chunk {
  buffer: Buffer;
  /** Frame of the recording that it begins with, and how many it holds. */
  at: number;
  frames: number;
}

/**
 * Begins `folder/id.wav`; folder and file are the owner's alone. `id` is checked: it names no other folder, and no file that
 * is there already. `onFailure` is called once when the disk fails; what was written stays.
 */
export function createRecordingFile(folder: string, id: string, onFailure: () => void): RecordingFile {
  const free: Buffer[] = [];
  const full: Chunk[] = [];
  let made = 0;
  let filling: Chunk | undefined;
  let frames = 0;
  let lost = 0;
  let written = 0;
  /** Frames in the file, as its header says. */
  let kept = 0;
  let failure: string | undefined;
  let closed = false;

  const header = (count: number): Buffer => wavHeader(CHANNELS, SAMPLE_RATE_HZ, count * FRAME_BYTES);

  const begin = async (): Promise<FileHandle> => {
    if (!/^[A-Za-z0-9_-]{1,100}$/.test(id)) throw new RangeError('not the name of a recording');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(path.join(folder, `${id}.wav`), 'wx', 0o600);
    await writeAll(file, header(0), 0);
    return file;
  };
  const fail = (error: unknown): void => {
    full.length = 0;
    if (failure !== undefined) return;
    failure = error instanceof Error ? error.message : String(error);
    onFailure();
  };
  const opening = begin();
  opening.catch(fail);

  const writeChunks = async (file: FileHandle): Promise<void> => {
    for (let chunk = full.shift(); chunk !== undefined; chunk = full.shift()) {
      await writeAll(
        file,
        chunk.buffer.subarray(0, chunk.frames * FRAME_BYTES),
        WAV_HEADER_BYTES + chunk.at * FRAME_BYTES,
      );
      await writeAll(file, header(chunk.at + chunk.frames), 0);
      kept = chunk.at + chunk.frames;
      free.push(chunk.buffer);
      written += 1;
      if (written % SYNC_CHUNKS === 0) await file.datasync();
    }
  };

  /** One writer at a time; each begins where the one before it ended. */
  let writing: Promise<void> = Promise.resolve();
  const send = (): void => {
    if (filling !== undefined) full.push(filling);
    filling = undefined;
    writing = writing.then(async () => writeChunks(await opening)).catch(fail);
  };

  const nextChunk = (): Chunk | undefined => {
    const spare = free.pop();
    if (spare === undefined && made === CHUNKS_MAX) return undefined;
    if (spare === undefined) made += 1;
    return { buffer: spare ?? Buffer.alloc(CHUNK_FRAMES * FRAME_BYTES), at: frames, frames: 0 };
  };

  return {
    opened: opening.then(() => {}),
    write: (left, right) => {
      if (closed || failure !== undefined) return;
      filling ??= nextChunk();
      frames += 1;
      if (filling === undefined) {
        // Nothing is written for this frame; the hole it leaves in the file reads as silence.
        lost += 1;
        return;
      }
      fill(filling.buffer, filling.frames * FRAME_BYTES, left, right);
      filling.frames += 1;
      if (filling.frames === CHUNK_FRAMES) send();
    },
    close: async () => {
      if (!closed) {
        closed = true;
        send();
      }
      await writing;
      const file = await opening.catch(() => undefined);
      if (failure === undefined) await file?.datasync().catch(fail);
      await file?.close().catch(fail);
      return {
        lengthMs: kept * FRAME_MS,
        bytes: WAV_HEADER_BYTES + kept * FRAME_BYTES,
        lostMs: lost * FRAME_MS,
        failure,
      };
    },
  };
}

function fill(
  into: Buffer,
  offset: number,
  left: Int16Array | undefined,
  right: Int16Array | undefined,
): void {
  let at = offset;
  for (let i = 0; i < FRAME_SAMPLES; i += 1) {
    const l = left === undefined ? 0 : left[i]!;
    const r = right === undefined ? 0 : right[i]!;
    into[at] = l & 0xff;
    into[at + 1] = (l >> 8) & 0xff;
    into[at + 2] = r & 0xff;
    into[at + 3] = (r >> 8) & 0xff;
    at += 4;
  }
}

/** A file may take less than it was given at once. */
async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    if (bytesWritten === 0) throw new Error('the disk takes no more');
    done += bytesWritten;
  }
}
