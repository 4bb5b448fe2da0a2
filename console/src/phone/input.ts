/** Where the outgoing sound comes from: a microphone, a tone, another track, or silence. */
import { makeAnalyser, rms } from './meter.ts';

/** Where the outgoing sound comes from. A tone is a soft sine, for trying and for tests. */
export type AudioIn = 'mic' | 'none' | { toneHz: number; level?: number } | MediaStreamTrack;

export interface Input {
  /** Rejects as `getUserMedia` does; the input then stays as it was. */
  set(audioIn: AudioIn, deviceId?: string): Promise<void>;
  /** The track to send. It changes with `set`. */
  track(): MediaStreamTrack;
  /** Sent while muted: the stream goes on, so that nobody takes it for a lost one. */
  silence(): MediaStreamTrack;
  level(): number;
  locked(): boolean;
  unlock(): Promise<void>;
  onLockChange(listener: () => void): void;
  close(): void;
}

/** Loudness of a tone when none is given: soft, -20 dBFS. */
const TONE_LEVEL = 0.1;

interface Source {
  track: MediaStreamTrack;
  stop(): void;
}

export function createInput(): Input {
  const context = new AudioContext();
  const bus = context.createMediaStreamDestination();
  const quiet = context.createMediaStreamDestination();
  const analyser = makeAnalyser(context);
  // A source that is always there keeps silence flowing as packets; without any, some browsers send nothing.
  const floor = context.createConstantSource();
  floor.offset.value = 0;
  floor.connect(bus);
  floor.connect(quiet);
  floor.start();
  const none: Source = { track: bus.stream.getAudioTracks()[0]!, stop: () => {} };
  let source = none;
  let turn = 0;

  /** The track itself is sent, not a copy through the audio graph: no delay, and no gesture needed after a reload. */
  const connectTrack = (track: MediaStreamTrack, own: boolean): Source => {
    const node = context.createMediaStreamSource(new MediaStream([track]));
    node.connect(analyser);
    return {
      track,
      stop: () => {
        node.disconnect();
        if (own) track.stop();
      },
    };
  };

  const connectTone = (hz: number, level: number): Source => {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = hz;
    gain.gain.value = level;
    oscillator.connect(gain);
    gain.connect(bus);
    gain.connect(analyser);
    oscillator.start();
    return {
      track: none.track,
      stop: () => {
        oscillator.stop();
        gain.disconnect();
      },
    };
  };

  const connectMic = async (deviceId: string | undefined): Promise<Source> => {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
        ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
      },
    });
    return connectTrack(stream.getAudioTracks()[0]!, true);
  };

  return {
    set: async (audioIn, deviceId) => {
      turn += 1;
      const mine = turn;
      let next = none;
      if (audioIn === 'mic') next = await connectMic(deviceId);
      else if (audioIn instanceof MediaStreamTrack) next = connectTrack(audioIn, false);
      else if (audioIn !== 'none') next = connectTone(audioIn.toneHz, audioIn.level ?? TONE_LEVEL);
      // Asked for something else while the permission was being asked.
      if (mine !== turn) return next.stop();
      source.stop();
      source = next;
    },
    track: () => source.track,
    silence: () => quiet.stream.getAudioTracks()[0]!,
    level: () => rms(analyser),
    locked: () => context.state === 'suspended',
    unlock: () => context.resume(),
    onLockChange: (listener) => {
      context.onstatechange = listener;
    },
    close: () => {
      turn += 1;
      source.stop();
      context.onstatechange = null;
      void context.close();
    },
  };
}
