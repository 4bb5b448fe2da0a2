/**
 * The console's sounds, synthesised; volumes and pitches as in the design paper. One AudioContext of its own, because
 * the ring device is chosen apart from the headset.
 *
 *     const sounds = createSounds();
 *     sounds.startRing();  sounds.stopRing();  sounds.play('lost');
 */
export type SoundName = 'lost' | 'live' | 'wrap-up-ending' | 'lead-waits';

export interface Sounds {
  /** 660 then 880 Hz every 1.4 s until `stopRing`. Starting twice is starting once. */
  startRing(): void;
  stopRing(): void;
  /** The handset's ring: as a mobile's, softer than the desk's. Stopped by `stopRing` too. */
  startHandsetRing(): void;
  /** What a caller hears while the far end rings. Stopped by `stopRing` too. */
  startRingback(): void;
  play(name: SoundName): void;
  /** 0..1 for one sound, or for the ring. */
  setVolume(name: SoundName | 'ring', volume: number): void;
  /** Rejects where the browser has no `AudioContext.setSinkId`. */
  setRingDevice(deviceId: string): Promise<void>;
  /** True while the browser holds sound back. */
  locked(): boolean;
  /** Call from a click or key. */
  unlock(): Promise<void>;
  close(): void;
}

interface Beep {
  atMs: number;
  forMs: number;
  fromHz: number;
  toHz: number;
  db: number;
}

const beep = (atMs: number, forMs: number, hz: number, db: number, toHz = hz): Beep => ({
  atMs,
  forMs,
  fromHz: hz,
  toHz,
  db,
});

const ONCE: Record<SoundName, Beep[]> = {
  lost: [beep(0, 120, 880, -20, 587)],
  live: [beep(0, 90, 523, -18)],
  'wrap-up-ending': [beep(0, 30, 1_000, -20), beep(120, 30, 1_000, -20)],
  'lead-waits': [beep(0, 200, 440, -20)],
};

interface Pattern {
  everyMs: number;
  beeps: Beep[];
}

const OFFER: Pattern = { everyMs: 1_400, beeps: [beep(0, 160, 660, -12), beep(160, 160, 880, -12)] };
const HANDSET: Pattern = {
  everyMs: 2_400,
  beeps: [0, 200, 400].flatMap((at) => [beep(at, 90, 784, -18), beep(at + 90, 90, 988, -18)]),
};
const RINGBACK: Pattern = { everyMs: 6_000, beeps: [beep(0, 2_000, 440, -26), beep(0, 2_000, 480, -26)] };

/** Makes the sounds; silent until the page was touched. */
export function createSounds(): Sounds {
  const context = new AudioContext();
  const volumes = new Map<SoundName | 'ring', number>();
  let ringing: { stop(): void; pattern: Pattern } | undefined;

  const schedule = (beeps: Beep[], into: AudioNode): void => {
    const now = context.currentTime + 0.01;
    for (const { atMs, forMs, fromHz, toHz, db } of beeps) {
      const oscillator = context.createOscillator();
      const gain = context.createGain();
      const begin = now + atMs / 1000;
      const end = begin + forMs / 1000;
      const level = 10 ** (db / 20);
      oscillator.frequency.setValueAtTime(fromHz, begin);
      oscillator.frequency.linearRampToValueAtTime(toHz, end);
      // 5 ms in and out: a tone that begins at full strength clicks.
      gain.gain.setValueAtTime(0, begin);
      gain.gain.linearRampToValueAtTime(level, begin + 0.005);
      gain.gain.setValueAtTime(level, end - 0.005);
      gain.gain.linearRampToValueAtTime(0, end);
      oscillator.connect(gain).connect(into);
      oscillator.start(begin);
      oscillator.stop(end);
    }
  };

  const output = (name: SoundName | 'ring'): GainNode => {
    const gain = context.createGain();
    gain.gain.value = volumes.get(name) ?? 1;
    gain.connect(context.destination);
    return gain;
  };

  const stopRing = (): void => {
    ringing?.stop();
    ringing = undefined;
  };

  const start = (pattern: Pattern): void => {
    if (ringing?.pattern === pattern) return;
    stopRing();
    const gain = output('ring');
    const round = (): void => schedule(pattern.beeps, gain);
    round();
    const timer = setInterval(round, pattern.everyMs);
    ringing = {
      pattern,
      stop: () => {
        clearInterval(timer);
        // What is scheduled already is cut off as well: a lost offer is silent at once.
        gain.disconnect();
      },
    };
  };

  return {
    startRing: () => start(OFFER),
    startHandsetRing: () => start(HANDSET),
    startRingback: () => start(RINGBACK),
    stopRing,
    play: (name) => {
      // A sound kept for a later gesture would tell of something long past.
      if (context.state !== 'running') return;
      const gain = output(name);
      const beeps = ONCE[name];
      schedule(beeps, gain);
      const lastMs = Math.max(...beeps.map(({ atMs, forMs }) => atMs + forMs));
      setTimeout(() => gain.disconnect(), lastMs + 200);
    },
    setVolume: (name, volume) => void volumes.set(name, Math.max(0, Math.min(1, volume))),
    setRingDevice: async (deviceId) => {
      const sink = context as AudioContext & { setSinkId?: (id: string) => Promise<void> };
      if (sink.setSinkId === undefined)
        throw new Error('This browser cannot choose a ring device; set it in the system.');
      await sink.setSinkId(deviceId);
    },
    locked: () => context.state === 'suspended',
    unlock: () => context.resume(),
    close: () => {
      stopRing();
      void context.close();
    },
  };
}
