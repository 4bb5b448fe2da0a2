/** The WebSockets: who may open which, and whose end they are joined to. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { ChatUp } from '../../../contract/chat.ts';
import { HandsetUp, LiveUp } from '../../../contract/live.ts';
import {
  STATION_FRAME_LIMIT_BYTES,
  STATION_FRAMES_PER_SECOND,
  type StationDown,
  stationUpSchema,
} from '../../../contract/station.ts';
import { BatonError, isBatonError } from '../errors.ts';
import { floorStationId } from '../kernel/monitor-leg.ts';
import { parsePhone } from '../lead/phone.ts';
import type { Caller } from './callers.ts';
import { CLOSE } from './close-codes.ts';
import type { Edge, Origin } from './context.ts';
import { toBatonError } from './errors-out.ts';
import { type Listener, type LiveFeed, MAX_TOPICS } from './live.ts';
import { needOf } from './live-topics.ts';
import { checkDemo, checkMay, originOfRequest, ration, tiedTo } from './request.ts';
import type { Attachment } from './services.ts';
import { type FrameFault, type FrameRules, readFrames } from './sockets.ts';

const FRAME_LIMIT_BYTES = 16_384;
const FRAMES_PER_SECOND = 30;
/** Frames that come while it is still being found out who opened the socket. */
const MOST_EARLY = 16;

/** A page's socket is refused with a close code: a browser cannot see the status of a refused upgrade. */
const CLOSE_OF: Partial<Record<string, number>> = {
  NOT_SIGNED_IN: CLOSE.signedOut,
  UNKNOWN_KEY: CLOSE.signedOut,
  PASSWORD_CHANGE: CLOSE.signedOut,
  WRONG_ROLE: CLOSE.notAllowed,
  DEMO_ONLY: CLOSE.notAllowed,
  NOT_FOUND: CLOSE.notFound,
  BAD_PHONE: CLOSE.notFound,
  RATE_LIMITED: CLOSE.tryLater,
  UNAVAILABLE: CLOSE.tryLater,
};

export const SOCKETS = {
  live: '/v1/live',
  deskStation: '/v1/station/desk',
  floorStation: '/v1/station/floor',
  handsetStation: '/v1/station/handset/:e164',
  handset: '/v1/handset/:e164',
  chat: '/v1/chat/:token',
} as const;

type Opened = { socket: WebSocket; origin: Origin; params: Record<string, string> };
interface Door {
  /** Of other sites' pages too: the chat widget is embedded there, and no cookie is looked at. */
  anySite?: true;
  /** Throws BatonError when this one may not. Returns what makes the frames go. */
  open(edge: Edge, opened: Opened): Promise<void>;
}

export function registerSockets(app: FastifyInstance, edge: Edge, feed: LiveFeed): void {
  const doors: Record<keyof typeof SOCKETS, Door> = {
    live: { open: (_, opened) => openLive(edge, feed, opened) },
    deskStation: { open: openDeskStation },
    floorStation: { open: openFloorStation },
    handsetStation: { open: openHandsetStation },
    handset: { open: openHandset },
    chat: { anySite: true, open: openChat },
  };
  for (const name of Object.keys(SOCKETS) as (keyof typeof SOCKETS)[]) {
    const door = doors[name];
    app.route({
      method: 'GET',
      url: SOCKETS[name],
      schema: { hide: true },
      handler: async () => {
        throw new BatonError('UPGRADE_NEEDED');
      },
      onRequest: async (request) => {
        if (request.ws) request.batonOrigin = await admit(edge, request, door);
      },
      wsHandler: (socket, request) => {
        void greet(edge, door, socket, request);
      },
    });
  }
}

/** A page of another site gets no socket at all; everything else is told on the socket, where a page can read it. */
async function admit(edge: Edge, request: FastifyRequest, door: Door): Promise<Origin> {
  if (edge.state.draining) throw new BatonError('UNAVAILABLE', 'Baton is stopping.');
  const token = (request.query as { token?: unknown }).token;
  const origin = await originOfRequest(
    edge,
    request,
    door.anySite || typeof token !== 'string' ? undefined : token,
  ).catch((error: unknown): Origin => {
    if (!isBatonError(error) || error.code === 'WRONG_ORIGIN') throw error;
    return { caller: null, loopback: false, source: request.ip, page: 'absent', refused: error };
  });
  if (!door.anySite) {
    const byCookie = origin.caller?.via === 'cookie';
    if (origin.page === 'other' || (byCookie && origin.page !== 'same')) throw new BatonError('WRONG_ORIGIN');
  }
  return origin;
}

async function greet(edge: Edge, door: Door, socket: WebSocket, request: FastifyRequest): Promise<void> {
  const origin = request.batonOrigin!;
  const proof = origin.caller ? `${origin.caller.proof.kind}:${origin.caller.proof.id}` : null;
  edge.sockets.add(socket, door.anySite ? null : proof);
  // Frames may come at once; they are kept until it is settled who reads them.
  const early: [Buffer, boolean][] = [];
  const keep = (data: Buffer, isBinary: boolean) => {
    if (early.length < MOST_EARLY) early.push([data, isBinary]);
  };
  socket.on('message', keep);
  try {
    if (origin.refused) throw origin.refused;
    ration(edge.limits.stranger, `sockets ${proof ?? origin.source}`, edge.now());
    await door.open(edge, { socket, origin, params: request.params as Record<string, string> });
    socket.off('message', keep);
    for (const [data, isBinary] of early) socket.emit('message', data, isBinary);
  } catch (error) {
    socket.off('message', keep);
    refuse(edge, socket, error);
  }
}

function refuse(edge: Edge, socket: WebSocket, error: unknown): void {
  const known = toBatonError(error);
  if (known.code === 'INTERNAL') edge.log.error({ err: error }, 'a socket could not be opened');
  const { code, message, hint } = known;
  sendJson(socket, { type: 'error', code, message, hint });
  socket.close(CLOSE_OF[code] ?? CLOSE.policy, code);
}

function sendJson(socket: WebSocket, frame: unknown): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
}

function signedIn(origin: Origin): Caller {
  if (!origin.caller) throw new BatonError('NOT_SIGNED_IN');
  if (origin.caller.person?.mustChangePassword) throw new BatonError('PASSWORD_CHANGE');
  return origin.caller;
}

async function openLive(edge: Edge, feed: LiveFeed, { socket, origin }: Opened): Promise<void> {
  const caller = signedIn(origin);
  const topics = new Set<string>();
  const listener: Listener = {
    actor: caller.actor,
    send: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    error: (code, message, hint) => sendJson(socket, { type: 'error', code, message, hint }),
    waiting: () => socket.bufferedAmount,
  };
  const subscribe = async (topic: string) => {
    if (topics.size >= MAX_TOPICS && !topics.has(topic)) {
      throw new BatonError('RATE_LIMITED', `A page follows at most ${MAX_TOPICS} topics.`);
    }
    const { action, thing } = needOf(topic);
    const kind = thing?.kind;
    const known =
      thing && (kind === 'lead' || kind === 'transfer')
        ? { kind, tied: await tiedTo(edge, caller, kind, thing.id) }
        : undefined;
    await checkMay(edge, caller, action, known);
    if (socket.readyState !== socket.OPEN) return;
    topics.add(topic);
    feed.subscribe(listener, topic);
  };
  socket.on('close', () => feed.leave(listener));
  const rules = { schema: LiveUp, limitBytes: FRAME_LIMIT_BYTES, framesPerSecond: FRAMES_PER_SECOND };
  readFrames(
    socket,
    rules,
    edge.now,
    (frame) => {
      if (frame.type === 'ping') return sendJson(socket, { type: 'pong', nowMs: edge.now() });
      for (const topic of frame.topics) {
        if (frame.type === 'subscribe')
          subscribe(topic).catch((error: unknown) => tell(edge, listener, error));
        else {
          topics.delete(topic);
          feed.unsubscribe(listener, topic);
        }
      }
    },
    (fault) => listener.error(fault.code, fault.message, fault.hint),
  );
}

function tell(edge: Edge, listener: Listener, error: unknown): void {
  const known = toBatonError(error);
  if (known.code === 'INTERNAL') edge.log.error({ err: error }, 'a topic could not be followed');
  listener.error(known.code, known.message, known.hint);
}

async function openDeskStation(edge: Edge, { socket, origin }: Opened): Promise<void> {
  const caller = signedIn(origin);
  await checkMay(edge, caller, 'useDeskPhone');
  openStation(edge, socket, `desk:${caller.actor.agentId}`);
}

/** The phone of a supervisor: a person's, because it rings for whoever pressed Listen. */
async function openFloorStation(edge: Edge, { socket, origin }: Opened): Promise<void> {
  const caller = signedIn(origin);
  await checkMay(edge, caller, 'useFloorPhone');
  if (!caller.person)
    throw new BatonError('WRONG_ROLE', 'A key has no phone.', { hint: 'Sign in as a person.' });
  openStation(edge, socket, floorStationId(caller.person.id));
}

async function openHandsetStation(edge: Edge, { socket, origin, params }: Opened): Promise<void> {
  checkDemo(edge, origin);
  openStation(edge, socket, `handset:${phoneOf(params)}`);
}

function openStation(edge: Edge, socket: WebSocket, stationId: string): void {
  const send = (frame: StationDown) => sendJson(socket, frame);
  const attached = edge.services.stations.attach(stationId, send, () =>
    socket.close(CLOSE.replaced, 'replaced'),
  );
  const rules = {
    schema: stationUpSchema,
    limitBytes: STATION_FRAME_LIMIT_BYTES,
    framesPerSecond: STATION_FRAMES_PER_SECOND,
  };
  join(edge, socket, attached, rules, ({ code, message }) => send({ type: 'error', code, message }));
}

async function openHandset(edge: Edge, { socket, origin, params }: Opened): Promise<void> {
  checkDemo(edge, origin);
  const attached = edge.services.handset.attach(phoneOf(params), (frame) => sendJson(socket, frame));
  const rules = { schema: HandsetUp, limitBytes: FRAME_LIMIT_BYTES, framesPerSecond: FRAMES_PER_SECOND };
  join(
    edge,
    socket,
    attached,
    rules,
    (fault) => sendJson(socket, { type: 'error', ...fault }),
    (frame) => {
      if (frame.type !== 'ping') return false;
      sendJson(socket, { type: 'pong', nowMs: edge.now() });
      return true;
    },
  );
}

async function openChat(edge: Edge, { socket, origin, params }: Opened): Promise<void> {
  ration(edge.limits.stranger, `chat ${origin.source}`, edge.now());
  const attached = edge.services.chat.attach(params.token ?? '', (frame) => sendJson(socket, frame));
  const rules = { schema: ChatUp, limitBytes: FRAME_LIMIT_BYTES, framesPerSecond: 5 };
  const onFault = (fault: FrameFault) => sendJson(socket, { type: 'error', ...fault });
  join(edge, socket, attached, rules, onFault, (frame) => {
    if (frame.type !== 'ping') return false;
    sendJson(socket, { type: 'pong' });
    return true;
  });
}

function join<T>(
  edge: Edge,
  socket: WebSocket,
  attached: Attachment<T>,
  rules: FrameRules<T>,
  onFault: (fault: FrameFault) => void,
  here: (frame: T) => boolean = () => false,
): void {
  socket.on('close', () => attached.detach());
  readFrames(
    socket,
    rules,
    edge.now,
    (frame) => {
      if (here(frame)) return;
      try {
        attached.receive(frame);
      } catch (error) {
        const { code, message, hint } = toBatonError(error);
        if (code === 'INTERNAL') edge.log.error({ err: error }, 'a frame could not be handled');
        sendJson(socket, { type: 'error', code, message, hint });
      }
    },
    onFault,
  );
}

function phoneOf(params: Record<string, string>): string {
  const phone = parsePhone(params.e164 ?? '');
  if (!phone.ok) throw new BatonError('BAD_PHONE', phone.message);
  return phone.e164;
}
