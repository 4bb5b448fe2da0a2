/**
 * A phone in a page: one WebSocket for orders, one standing WebRTC connection for sound. No framework.
 *
 *     const station = createStation({
 *       url: '/v1/station',                      // or handset URL; ws(s):// is derived from the page's address
 *       audioIn: 'mic',
 *       onRing: (ring) => showOffer(ring),       // { legId, callId, from, context }
 *       onStop: (stop) => removeOffer(stop),     // lost, withdrawn, timed out; note: "Taken by Ana"
 *       onLive: (live) => startClock(live),      // the other side may hear you NOW
 *       onEnded: (end) => wrapUp(end),
 *       onState: (state) => setState(state),     // everything at once, after each change
 *     });
 *     document.addEventListener('pointerdown', () => station.unlock(), { once: true });
 *     station.answer(legId); station.hangup(legId); station.sendKey(legId, '1'); station.mute(true);
 *
 * It reconnects by itself with back-off. After a reload within 20 s of a live call the same call comes back: `onLive`
 * is called with `resumed: true`. While no leg is live nothing of the microphone leaves the page.
 */
import type { StationDown, StationLeg, StationUp } from '../../../contract/station.ts';
import { type AudioIn, createInput } from './input.ts';
import { createOutput } from './output.ts';
import { openPeer, type PagePeer, type StationStats } from './peer.ts';
import { openSocket } from './socket.ts';

export type Link = 'connecting' | 'online' | 'reconnecting' | 'replaced' | 'closed';

export type EndCause =
  | 'hung-up'
  | 'busy'
  | 'no-answer'
  | 'rejected'
  | 'unreachable'
  | 'network'
  | 'cancelled'
  | 'taken'
  | 'overload';

export interface Ring {
  legId: string;
  callId: string;
  from: { number: string; name: string };
  context?: { headline: string; transferId: string };
}

export interface Live {
  legId: string;
  callId: string;
  /** True when the page came back into a call that went on without it. */
  resumed: boolean;
}

export interface Stop {
  legId: string;
  cause: EndCause;
  note?: string;
}

export interface Ended extends Stop {
  by: 'us' | 'them' | 'network';
}

export interface Phone {
  legId: string;
  callId: string;
  /** `answering`: pressed, the server has not confirmed. `calling`: this page calls in. */
  state: 'ringing' | 'answering' | 'calling' | 'live';
  from: { number: string; name: string };
  context?: { headline: string; transferId: string };
  /** When it became live, by this page's `performance.now()`, ms. */
  liveAtMs?: number;
}

export interface StationState {
  link: Link;
  /** State of the sound connection; a call is possible when `connected`. */
  media: 'new' | 'connecting' | 'connected' | 'lost';
  /** The browser holds sound back until the page is touched; call `unlock()` from a click or key. */
  soundLocked: boolean;
  muted: boolean;
  /** What is wrong with the microphone, in the browser's word: NotAllowedError, NotFoundError ... */
  inputError?: string;
  /** All legs of this station now, oldest first. */
  legs: Phone[];
}

export interface StationOptions {
  /** Path or absolute URL of the station's WebSocket. */
  url: string;
  /** Default 'none': silence, and no permission is asked. */
  audioIn?: AudioIn;
  onState?: (state: StationState) => void;
  onRing?: (ring: Ring) => void;
  onStop?: (stop: Stop) => void;
  onLive?: (live: Live) => void;
  onEnded?: (ended: Ended) => void;
  /** Opened elsewhere. The station stays silent until `takeBack()`. */
  onReplaced?: (note: string) => void;
  /**
   * A refused order. Codes: BAD_FRAME, TOO_MANY, NO_SUCH_LEG, NOT_GREETED, MEDIA_FAILED, REFUSED; and, with the link
   * `closed` until `takeBack()`: SIGNED_OUT, NOT_ALLOWED, NOT_FOUND.
   */
  onError?: (error: { code: string; message: string }) => void;
}

export interface Station {
  state(): StationState;
  /** Take a ringing leg. `onLive` follows when it is ours; `onStop` when somebody was quicker. */
  answer(legId: string): void;
  decline(legId: string): void;
  hangup(legId: string): void;
  /** One of 0-9 * # A-D. */
  sendKey(legId: string, key: string): void;
  /** Call in, as a mobile does. The leg appears in the state as `calling`. */
  call(to: string): void;
  /** Nothing of the input is sent while muted. */
  mute(muted: boolean): void;
  /** Change the input, also in a call. Rejects when the browser refuses (`inputError` says why) and stays as it was. */
  setInput(audioIn: AudioIn, options?: { deviceId?: string }): Promise<void>;
  /** Choose the speaker for talking (not for ringing). Rejects where the browser cannot. */
  setOutputDevice(deviceId: string): Promise<void>;
  /** Volume of what is heard, 0..1. */
  setVolume(volume: number): void;
  /** Loudness now, 0..1 (root mean square), for meters. Works for the input also outside a call. */
  level(): { input: number; output: number };
  /** Power of one frequency in what is heard, dBFS; for trying and tests. */
  hears(hz: number): number;
  stats(): Promise<StationStats>;
  /** Call from a click or key: lets the page make sound. */
  unlock(): Promise<void>;
  /** After `replaced`, or after being refused: try again to be the station. */
  takeBack(): void;
  /** Leave for good. A live leg is hung up. */
  close(): void;
}

/** A sound connection that is 'disconnected' for this long is made anew; often it comes back by itself before. */
const PEER_PATIENCE_MS = 3_000;

/** Makes the phone and begins to connect at once. */
export function createStation(options: StationOptions): Station {
  const legs = new Map<string, Phone>();
  /** Hung up here while the server could not be told. */
  const dropped = new Set<string>();
  const input = createInput();
  const output = createOutput();
  let link: Link = 'connecting';
  let media: StationState['media'] = 'new';
  let muted = false;
  /** Closed by its owner, for good. */
  let left = false;
  let inputError: string | undefined;
  let peer: PagePeer | undefined;
  let peerId: string | undefined;
  /** Offers sent and not yet answered: only the answer to the last one counts. */
  let unanswered = 0;
  let patience: ReturnType<typeof setTimeout> | undefined;

  const state = (): StationState => ({
    link,
    media,
    muted,
    soundLocked: input.locked() || output.locked(),
    legs: [...legs.values()].map((leg) => ({ ...leg })),
    ...(inputError === undefined ? {} : { inputError }),
  });

  const changed = (): void => {
    // The microphone is let out only where somebody may hear it, and a moment before, while the answer is on its way.
    const open = [...legs.values()].some((leg) => leg.state === 'live' || leg.state === 'answering');
    void peer?.sendTrack(open && !muted ? input.track() : open ? input.silence() : null);
    options.onState?.(state());
  };

  const socket = openSocket(options.url, {
    onOpen: () => {
      unanswered = 0;
      if (peer?.state() === 'connected' && peerId !== undefined) socket.send({ type: 'hello', peer: peerId });
      else void greet();
    },
    onLost: () => {
      if (link !== 'replaced' && link !== 'closed') link = 'reconnecting';
      changed();
    },
    onRefused: (code) => {
      link = 'closed';
      changed();
      options.onError?.({ code, message: 'The server refused this phone.' });
    },
    onMessage: (message) => take(message),
  });

  const send = (frame: StationUp): boolean => socket.send(frame);

  const dropPeer = (): void => {
    clearTimeout(patience);
    peer?.close();
    peer = undefined;
    peerId = undefined;
  };

  /** A new sound connection and the greeting that offers it. */
  const greet = async (): Promise<void> => {
    dropPeer();
    media = 'connecting';
    const made = openPeer({
      onTrack: (stream) => output.play(stream),
      onCandidate: (candidate, mid) => void send({ type: 'candidate', candidate, mid }),
      onState: (next) => takePeerState(made, next),
    });
    peer = made;
    const sdp = await made.offer();
    if (peer !== made) return;
    if (send({ type: 'hello', sdp })) unanswered += 1;
    changed();
  };

  const takePeerState = (from: PagePeer, next: RTCPeerConnectionState): void => {
    if (from !== peer) return;
    clearTimeout(patience);
    if (next === 'connected') media = 'connected';
    if (next === 'failed' || next === 'closed' || next === 'disconnected') {
      media = 'lost';
      const again = (): void => void (socket.isOpen() && from === peer && greet());
      if (next === 'disconnected') patience = setTimeout(again, PEER_PATIENCE_MS);
      else again();
    }
    changed();
  };

  const remove = (legId: string): Phone | undefined => {
    const leg = legs.get(legId);
    legs.delete(legId);
    dropped.delete(legId);
    return leg;
  };

  const add = (leg: StationLeg): Phone => {
    const phone: Phone = {
      legId: leg.legId,
      callId: leg.callId,
      state: leg.state,
      from: leg.from,
      ...(leg.context === undefined ? {} : { context: leg.context }),
    };
    legs.set(leg.legId, phone);
    return phone;
  };

  const ring = (leg: StationLeg): void => {
    const { legId, callId, from, context } = add({ ...leg, state: 'ringing' });
    send({ type: 'ringing', legId });
    changed();
    options.onRing?.({ legId, callId, from, ...(context === undefined ? {} : { context }) });
  };

  const live = (leg: Phone, resumed: boolean): void => {
    leg.state = 'live';
    leg.liveAtMs = performance.now();
    changed();
    options.onLive?.({ legId: leg.legId, callId: leg.callId, resumed });
  };

  /** Brings the legs here in line with what the server says there are: after a reload, a restart, a lost socket. */
  const reconcile = (told: StationLeg[]): void => {
    for (const leg of [...legs.values()]) {
      if (told.some((other) => other.legId === leg.legId)) continue;
      remove(leg.legId);
      const { legId } = leg;
      if (leg.state === 'live') options.onEnded?.({ legId, by: 'network', cause: 'network' });
      else options.onStop?.({ legId, cause: 'cancelled' });
    }
    for (const leg of told) {
      const known = legs.get(leg.legId);
      if (dropped.has(leg.legId)) send({ type: 'hangup', legId: leg.legId });
      else if (known === undefined && leg.state === 'ringing') ring(leg);
      else if (known === undefined && leg.state === 'live') live(add(leg), true);
      else if (known === undefined) add(leg);
      else if (leg.state === 'live' && known.state !== 'live') live(known, false);
      else if (leg.state === 'ringing' && known.state === 'answering')
        send({ type: 'answer', legId: leg.legId });
      else if (leg.state === 'ringing') send({ type: 'ringing', legId: leg.legId });
    }
  };

  const welcome = async (message: StationDown & { type: 'welcome' }): Promise<void> => {
    link = 'online';
    peerId = message.peer;
    if (message.sdp !== undefined) {
      unanswered -= 1;
      if (unanswered === 0) await peer?.answer(message.sdp);
    }
    reconcile(message.legs);
    changed();
  };

  const take = (message: StationDown): void => {
    switch (message.type) {
      case 'welcome':
        return void welcome(message).catch(() => greet());
      case 'candidate':
        return void peer?.candidate(message.candidate, message.mid);
      case 'renew':
        return void greet();
      case 'ping':
        return void send({ type: 'pong', at: message.at });
      case 'ring':
        if (!legs.has(message.legId)) ring({ ...message, state: 'ringing' });
        return;
      case 'calling':
        add({ ...message, state: 'calling', from: { number: message.to, name: '' } });
        changed();
        return;
      case 'live': {
        const leg = legs.get(message.legId);
        if (leg !== undefined) live(leg, false);
        return;
      }
      case 'stop':
      case 'ended': {
        remove(message.legId);
        changed();
        const { legId, cause, note } = message;
        const stop: Stop = { legId, cause, ...(note === undefined ? {} : { note }) };
        if (message.type === 'stop') options.onStop?.(stop);
        else options.onEnded?.({ ...stop, by: message.by });
        return;
      }
      case 'replaced':
        link = 'replaced';
        socket.close();
        dropPeer();
        media = 'new';
        legs.clear();
        changed();
        options.onReplaced?.(message.note);
        return;
      case 'error':
        takeError(message);
        return;
    }
  };

  const takeError = (message: StationDown & { type: 'error' }): void => {
    if (message.code === 'MEDIA_FAILED') {
      // The press was refused, not lost: it can be pressed again.
      for (const leg of legs.values()) if (leg.state === 'answering') leg.state = 'ringing';
      changed();
    }
    options.onError?.({ code: message.code, message: message.message });
  };

  const setInput: Station['setInput'] = async (audioIn, choice) => {
    try {
      await input.set(audioIn, choice?.deviceId);
      inputError = undefined;
    } catch (error) {
      inputError = error instanceof Error ? error.name : String(error);
      throw error;
    } finally {
      changed();
    }
  };

  const hangup = (legId: string): void => {
    if (legs.has(legId) && !send({ type: 'hangup', legId })) dropped.add(legId);
  };

  // Refused or missing microphone: the phone still works, says so in `inputError`, and sends silence.
  if (options.audioIn !== undefined && options.audioIn !== 'none') setInput(options.audioIn).catch(() => {});
  input.onLockChange(changed);
  output.onLockChange(changed);

  return {
    state,
    answer: (legId) => {
      const leg = legs.get(legId);
      if (leg?.state !== 'ringing') return;
      leg.state = 'answering';
      changed();
      send({ type: 'answer', legId });
    },
    decline: (legId) => {
      if (legs.has(legId) && !send({ type: 'decline', legId })) dropped.add(legId);
    },
    hangup,
    sendKey: (legId, key) => void send({ type: 'key', legId, key }),
    call: (to) => void send({ type: 'call', call: crypto.randomUUID(), to }),
    mute: (next) => {
      muted = next;
      changed();
    },
    setInput,
    setOutputDevice: (deviceId) => output.setDevice(deviceId),
    setVolume: (volume) => output.setVolume(volume),
    level: () => ({ input: muted ? 0 : input.level(), output: output.level() }),
    hears: (hz) => output.power(hz),
    stats: async () =>
      (await peer?.stats()) ?? {
        roundTripMs: undefined,
        jitterMs: undefined,
        packetsSent: 0,
        packetsReceived: 0,
        packetsLost: 0,
      },
    unlock: async () => {
      await Promise.allSettled([input.unlock(), output.unlock()]);
      changed();
    },
    takeBack: () => {
      if (left || (link !== 'replaced' && link !== 'closed')) return;
      link = 'connecting';
      socket.reopen();
      changed();
    },
    close: () => {
      for (const legId of legs.keys()) hangup(legId);
      left = true;
      link = 'closed';
      socket.close();
      dropPeer();
      input.close();
      output.close();
      legs.clear();
      options.onState?.(state());
    },
  };
}
