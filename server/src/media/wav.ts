/** WAV files of 16-bit samples (RIFF, format 1). */

/** A whole WAV file; `channels` interleaved when two are given (left, right), the shorter one padded with silence. */
export function writeWav(channels: Int16Array[], sampleRateHz: number): Buffer {
  const count = Math.max(1, channels.length);
  const frames = Math.max(0, ...channels.map((channel) => channel.length));
  const data = frames * count * 2;
  const file = Buffer.alloc(44 + data);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + data, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(count, 22);
  file.writeUInt32LE(sampleRateHz, 24);
  file.writeUInt32LE(sampleRateHz * count * 2, 28);
  file.writeUInt16LE(count * 2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(data, 40);
  for (let i = 0; i < frames; i += 1) {
    for (let c = 0; c < count; c += 1) file.writeInt16LE(channels[c]?.[i] ?? 0, 44 + (i * count + c) * 2);
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
