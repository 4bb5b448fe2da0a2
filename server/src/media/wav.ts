/** WAV files of 16-bit samples (RIFF, format 1). */

/** Bytes before the first sample. */
export const WAV_HEADER_BYTES = 44;
/** Most data bytes a header of 32-bit sizes can tell. */
const DATA_MAX = 0xffff_ffff - WAV_HEADER_BYTES;

/** The header of a file with `dataBytes` of 16-bit samples, `channels` of them interleaved. */
export function wavHeader(channels: number, sampleRateHz: number, dataBytes: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  const data = Math.min(dataBytes, DATA_MAX);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data, 40);
  return header;
}

/** A whole WAV file; `channels` interleaved when two are given (left, right), the shorter one padded with silence. */
export function writeWav(channels: Int16Array[], sampleRateHz: number): Buffer {
  const count = Math.max(1, channels.length);
  const frames = Math.max(0, ...channels.map((channel) => channel.length));
  const data = frames * count * 2;
  const file = Buffer.alloc(WAV_HEADER_BYTES + data);
  wavHeader(count, sampleRateHz, data).copy(file);
  for (let i = 0; i < frames; i += 1) {
    for (let c = 0; c < count; c += 1)
      file.writeInt16LE(channels[c]?.[i] ?? 0, WAV_HEADER_BYTES + (i * count + c) * 2);
  }
  return file;
}

/**
 * Reads a 16-bit PCM WAV into its first channel. Tolerates the wrong sizes a program writes when it streams to a pipe.
 * Throws when it is no such file.
 */
export function readWav(file: Buffer): { samples: Int16Array; sampleRateHz: number; channels: number } {
  if (
    file.length < 12 ||
    file.toString('latin1', 0, 4) !== 'RIFF' ||
    file.toString('latin1', 8, 12) !== 'WAVE'
  )
    throw new Error('not a WAV file');
  let sampleRateHz = 0;
  let channels = 0;
  for (let at = 12; at + 8 <= file.length; ) {
    const id = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    if (id === 'fmt ' && at + 24 <= file.length) {
      if (file.readUInt16LE(at + 8) !== 1 || file.readUInt16LE(at + 22) !== 16)
        throw new Error('only 16-bit PCM WAV is read');
      channels = file.readUInt16LE(at + 10);
      sampleRateHz = file.readUInt32LE(at + 12);
    }
    if (id === 'data' && channels > 0) {
      const end = Math.min(file.length, at + 8 + size);
      const frames = Math.floor((end - at - 8) / (2 * channels));
      const samples = new Int16Array(frames);
      for (let i = 0; i < frames; i += 1) samples[i] = file.readInt16LE(at + 8 + i * 2 * channels);
      return { samples, sampleRateHz, channels };
    }
    at += 8 + size + (size & 1);
  }
  throw new Error('the WAV file has no data');
}
