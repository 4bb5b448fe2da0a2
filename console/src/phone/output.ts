/** What the far end says: into the speaker through an audio element, and past an analyser for the meters. */
import { makeAnalyser, rms, tonePower } from './meter.ts';

export interface Output {
  play(stream: MediaStream): void;
  setDevice(deviceId: string): Promise<void>;
  setVolume(volume: number): void;
  level(): number;
  power(hz: number): number;
  locked(): boolean;
  unlock(): Promise<void>;
  onLockChange(listener: () => void): void;
  close(): void;
}

export function createOutput(): Output {
  const context = new AudioContext();
  const analyser = makeAnalyser(context);
  const element = new Audio();
  element.autoplay = true;
  let source: MediaStreamAudioSourceNode | undefined;
  let blocked = false;
  let onChange: () => void = () => {};

  const start = async (): Promise<void> => {
    if (element.srcObject === null) return;
    const before = blocked;
    try {
      await element.play();
      blocked = false;
    } catch (error) {
      // Interrupted by the next stream is not a lock; refused for want of a gesture is.
      blocked = error instanceof DOMException && error.name === 'NotAllowedError';
    }
    if (before !== blocked) onChange();
  };

  return {
    play: (stream) => {
      source?.disconnect();
      element.srcObject = stream;
      source = context.createMediaStreamSource(stream);
      source.connect(analyser);
      void start();
    },
    setDevice: async (deviceId) => {
      if (typeof element.setSinkId !== 'function')
        throw new Error('This browser cannot choose the speaker; set it in the system.');
      await element.setSinkId(deviceId);
    },
    setVolume: (volume) => {
      element.volume = Math.max(0, Math.min(1, volume));
    },
    level: () => rms(analyser),
    power: (hz) => tonePower(analyser, hz),
    locked: () => blocked || context.state === 'suspended',
    unlock: async () => {
      await context.resume();
      await start();
    },
    onLockChange: (listener) => {
      onChange = listener;
      context.onstatechange = listener;
    },
    close: () => {
      source?.disconnect();
      element.srcObject = null;
      context.onstatechange = null;
      void context.close();
    },
  };
}
