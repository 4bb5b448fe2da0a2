/** The recordings of one worker: which call writes which file, and what is told of it. */
import type { Scratch } from './leg-state.ts';
import { type Ears, mixFor } from './mixer.ts';
import type { FromWorker } from './protocol.ts';
import type { RecordingFile } from './recording-file.ts';

export interface Recordings {
  /** From now on the call is written to this file; undefined ends what it was written to. Repeated: changes nothing. */
  set(callId: string, recordingId: string | undefined): void;
  /** One tick of the call, after its legs were read. */
  take(callId: string, ears: Ears, scratch: Pick<Scratch, 'left' | 'right' | 'sums'>): void;
  /** Resolves when all that was ended is on disk and told. */
  closed(): Promise<void>;
}

interface Running {
  recordingId: string;
  /** Undefined once the disk failed: the call goes on without. */
  file: RecordingFile | undefined;
}

export function createRecordings(deps: {
  report(message: FromWorker): void;
  openRecording?: (recordingId: string, onFailure: () => void) => RecordingFile;
}): Recordings {
  const running = new Map<string, Running>();
  const closing = new Set<Promise<void>>();

  const end = (callId: string, one: Running): void => {
    const { recordingId, file } = one;
    one.file = undefined;
    if (file === undefined) return;
    const closed = file.close().then(({ failure, ...figures }) => {
      closing.delete(closed);
      const why = failure === undefined ? {} : { failure };
      deps.report({ type: 'recording.ended', callId, recordingId, ...figures, ...why });
    });
    closing.add(closed);
  };

  const begin = (callId: string, recordingId: string): void => {
    const one: Running = { recordingId, file: undefined };
    running.set(callId, one);
    one.file = deps.openRecording?.(recordingId, () => end(callId, one));
    one.file?.opened.then(
      () => deps.report({ type: 'recording.started', callId, recordingId }),
      () => {}, // told as ended, with the reason
    );
  };

  return {
    set: (callId, recordingId) => {
      const one = running.get(callId);
      if (one?.recordingId === recordingId) return;
      if (one !== undefined) end(callId, one);
      running.delete(callId);
      if (recordingId !== undefined) begin(callId, recordingId);
    },
    take: (callId, ears, scratch) => {
      const file = running.get(callId)?.file;
      if (file === undefined) return;
      const left = mixFor(ears.left, scratch.left, scratch.sums) > 0 ? scratch.left : undefined;
      const right = mixFor(ears.right, scratch.right, scratch.sums) > 0 ? scratch.right : undefined;
      file.write(left, right);
    },
    closed: async () => {
      await Promise.all(closing);
    },
  };
}
