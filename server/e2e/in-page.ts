/**
 * What runs in every page before its own scripts: an independent ear on what arrives over WebRTC, and notes of when
 * headings changed and when rings began and stopped. All times are epoch milliseconds of this machine's clock, so
 * that they compare with the server's. Plain JavaScript, because it is evaluated in the page.
 */

/** Each person speaks one tone, far enough apart and no multiple of another. */
export const TONES = { lead: 700, ana: 1_130, ben: 1_870, ravi: 1_490, dana: 2_470 } as const;
export type Who = keyof typeof TONES;

export const POLL_MS = 40;

/** One look at what arrived: loudness and power per tone over the last 85 ms, dBFS (a full-scale sine is 0). */
export interface Heard {
  at: number;
  rms: number;
  tones: Record<Who, number>;
}
export interface Heading {
  at: number;
  /** The first frame in which it could be seen. */
  frameAt: number | null;
  text: string;
}
/** A sound into the loudspeaker that is not the call: a ring, a beep. */
export interface Played {
  on: number;
  off: number | null;
}
export interface PageNotes {
  heard: Heard[];
  headings: Heading[];
  played: Played[];
  /** Loudness of what the page plays itself, dBFS. */
  speaker: { at: number; rms: number }[];
}

export const IN_PAGE = `(() => {
  const tones = ${JSON.stringify(TONES)};
  const notes = { heard: [], headings: [], played: [], speaker: [] };
  window.batonNotes = notes;
  const now = () => performance.timeOrigin + performance.now();
  const keep = (list, entry) => { list.push(entry); if (list.length > 20000) list.splice(0, 5000); };

  let shown = null;
  const look = () => {
    const text = document.querySelector('h1')?.textContent ?? '';
    if (text === shown) return;
    shown = text;
    const entry = { at: now(), frameAt: null, text };
    keep(notes.headings, entry);
    requestAnimationFrame(() => { entry.frameAt = now(); });
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });

  const db = (amplitude) => 20 * Math.log10(Math.max(1e-6, amplitude));
  const rmsOf = (samples) => { let sum = 0; for (const s of samples) sum += s * s; return Math.sqrt(sum / samples.length); };
  const goertzel = (samples, hz, rate) => {
    const c = 2 * Math.cos((2 * Math.PI * hz) / rate);
    let s1 = 0, s2 = 0;
    for (let i = 0; i < samples.length; i += 1) {
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / samples.length);
      const s0 = samples[i] * hann + c * s1 - s2;
      s2 = s1; s1 = s0;
    }
    return db((4 * Math.sqrt(Math.max(0, s1 * s1 + s2 * s2 - c * s1 * s2))) / samples.length);
  };
  const analyse = (context) => { const a = context.createAnalyser(); a.fftSize = 4096; a.smoothingTimeConstant = 0; return a; };

  const { connect, disconnect } = AudioNode.prototype;
  const playing = new Map();
  const speakers = new Map();
  AudioNode.prototype.connect = function (to, ...rest) {
    const result = connect.call(this, to, ...rest);
    if (to instanceof AudioDestinationNode) {
      const entry = { on: now(), off: null };
      playing.set(this, entry);
      keep(notes.played, entry);
      if (!speakers.has(this.context)) speakers.set(this.context, analyse(this.context));
      connect.call(this, speakers.get(this.context));
    }
    return result;
  };
  AudioNode.prototype.disconnect = function (...args) {
    const entry = playing.get(this);
    if (entry) { entry.off = now(); playing.delete(this); }
    return disconnect.apply(this, args);
  };

  let ear = null;
  const listen = (track) => {
    const context = ear?.context ?? new AudioContext();
    ear?.source.disconnect();
    const source = context.createMediaStreamSource(new MediaStream([track]));
    const analyser = ear?.analyser ?? analyse(context);
    connect.call(source, analyser);
    ear = { context, source, analyser };
  };
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      this.addEventListener('track', (event) => listen(event.track));
    }
  };
  const samples = new Float32Array(4096);
  setInterval(() => {
    const at = now();
    for (const analyser of speakers.values()) {
      analyser.getFloatTimeDomainData(samples);
      keep(notes.speaker, { at, rms: db(rmsOf(samples)) });
    }
    if (!ear || ear.context.state !== 'running') return;
    ear.analyser.getFloatTimeDomainData(samples);
    const powers = {};
    for (const [who, hz] of Object.entries(tones)) powers[who] = goertzel(samples, hz, ear.context.sampleRate);
    keep(notes.heard, { at, rms: db(rmsOf(samples)), tones: powers });
  }, ${POLL_MS});
})();`;
