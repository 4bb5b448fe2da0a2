/**
 * A server that plays the contract from demo data, for building and testing the pages: HTTP routes, live feed, handset
 * texts, station frames without sound. Nothing is decided here; a test sets what is shown and reads what was asked.
 *
 * Built and started by the browser test; `npx esbuild --bundle` makes it a program of its own.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import * as api from '../../contract/api.ts';
import { ChatStart, ChatUp } from '../../contract/chat.ts';
import { type Route, routes } from '../../contract/routes.ts';
import type { Asked } from './asked.ts';
import { assistantAnswer } from './assistant.ts';
import * as data from './data.ts';
import { passingAnswer } from './passing.ts';
import { teamAnswer } from './team.ts';
import { telephonesAnswer } from './telephones.ts';

export interface Mock {
  url: string;
  /** Every act the pages asked for, oldest first. */
  asked: Asked[];
  /** Sets the desk's view and tells every page. */
  setDesk(view: data.DeskView): void;
  desk(state: data.DeskStateName): void;
  /** Answers a route differently from now on; null brings the ordinary answer back. */
  answer(name: string, reply: ((asked: Asked) => Reply | Promise<Reply>) | null): void;
  /** Sends a frame to every station, as a ring. */
  station(frame: Record<string, unknown>): void;
  /** Changes every lead's page from now on; null brings the ordinary one back. */
  patchLead(
    change: ((detail: ReturnType<typeof data.leadDetail>) => ReturnType<typeof data.leadDetail>) | null,
  ): void;
  /** Changes the floor from now on; null brings the ordinary one back. */
  patchFloor(change: ((floor: data.FloorView) => data.FloorView) | null): void;
  /** Stops answering the feed, without closing it. */
  mute(silent: boolean): void;
  /** As it began: the feed speaks, every route answers as usual. */
  calm(): void;
  close(): Promise<void>;
}
export interface Reply {
  status?: number;
  body: unknown;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const refusal = (status: number, code: string, message: string, hint: string): Reply => ({
  status,
  body: { error: { code, message, hint, requestId: '7Q2M' } },
});

/** Starts on a free port of 127.0.0.1 and serves pages from `dir`. */
export async function startMock(dir: string, port = 0): Promise<Mock> {
  const asked: Asked[] = [];
  const answers = new Map<string, (asked: Asked) => Reply | Promise<Reply>>();
  const started = Date.now();
  let deskView = data.desk('idle', started);
  let changeFloor = (floor: data.FloorView) => floor;
  let changeLead = (detail: ReturnType<typeof data.leadDetail>) => detail;
  let silent = false;
  let seq = 1;
  const live = new Map<WebSocket, Set<string>>();
  const stations = new Set<WebSocket>();
  const handsets = new Set<WebSocket>();
  const texts: Parameters<typeof data.handset>[1] = data.handsetTexts(started);
  const people = new Map<string, data.Person>();

  const personOf = (request: IncomingMessage): data.Person | null => {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const token = new URL(request.url ?? '/', 'http://mock').searchParams.get('token');
    const cookie = /baton=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    return people.get(bearer ?? token ?? cookie ?? '') ?? null;
  };
  const sign = (person: data.Person): string => {
    const token = `tok-${person}-${people.size}`;
    people.set(token, person);
    return token;
  };

  const viewOf = (topic: string): unknown => {
    const now = Date.now();
    if (topic === 'desk') return api.DeskView.parse(deskView);
    if (topic === 'floor') return api.FloorView.parse(changeFloor(data.floor(now)));
    const [kind, id = ''] = topic.split(':');
    if (kind === 'lead') return api.LeadDetail.parse(changeLead(data.leadDetail(id, now)));
    if (kind === 'transfer') return api.TransferDetail.parse(data.transferDetail(id, now));
    return {};
  };
  const tell = (topic: string): void => {
    seq += 1;
    for (const [socket, topics] of live) {
      if (topics.has(topic))
        socket.send(JSON.stringify({ type: 'view', topic, seq, nowMs: Date.now(), data: viewOf(topic) }));
    }
  };

  const reply = (one: Asked, person: data.Person | null): Reply => {
    const now = Date.now();
    const id = one.params.id ?? '';
    switch (one.name) {
      case 'me':
        return person === null
          ? refusal(401, 'SIGN_IN_NEEDED', 'You are not signed in.', 'Sign in.')
          : { body: data.me(person) };
      case 'demo':
        return { body: data.demoInfo };
      case 'leads': {
        const all = [data.maria(now, 'ready'), ...data.warming(now), data.booked(now), data.optedOut(now)];
        const { q = '', view = '' } = one.params;
        const leads = all.filter(
          (l) =>
            (view === '' || view === 'all' || l.state === view) &&
            `${l.name} ${l.phone}`.toLowerCase().includes(q.toLowerCase()),
        );
        return { body: api.LeadList.parse({ leads, nextCursor: null, total: leads.length }) };
      }
      case 'lead':
        return id === 'none'
          ? refusal(404, 'NOT_FOUND', 'There is no such lead.', 'Check the address.')
          : { body: viewOf(`lead:${id}`) };
      case 'floor':
        return { body: viewOf('floor') };
      case 'desk':
        return { body: viewOf('desk') };
      case 'transfers':
        return {
          body: {
            transfers: [data.transferSummary(now, 'ended'), data.failedSummary(now)],
            nextCursor: null,
          },
        };
      case 'transfer':
        return { body: viewOf(`transfer:${id}`) };
      case 'recordings':
        return { body: data.recordings(now) };
      case 'lineQuality':
        return { body: data.lines() };
      case 'recordingWave':
        return { body: data.wave() };
      case 'recordingSettings':
        return { body: { on: true, keepMonths: 13 } };
      case 'agents':
        return { body: { agents: data.agents(now) } };
      case 'accept':
        return { body: { won: true, takenBy: null } };
      case 'ask':
        return { body: { answer: 'Yes: she said two cars.', messageId: 'm2' } };
      case 'playbooks':
        return {
          body: {
            playbooks: [
              {
                id: 'insurance-auto',
                name: 'Insurance auto',
                vertical: 'insurance',
                version: 3,
                questions: [],
              },
            ],
          },
        };
      case 'importPreview':
        return {
          body: {
            columns: ['name', 'phone'],
            rows: 3,
            ok: 1,
            joined: 1,
            noConsent: 1,
            errors: [
              {
                row: 3,
                column: 'phone',
                code: 'BAD_PHONE',
                message: 'Phone number needs a country code, for example +1 512 555 0142.',
              },
            ],
            sample: [{ name: 'Maria Alvarez', phone: '+15125550142' }],
          },
        };
      case 'importLeads':
        return {
          body: {
            importId: 'i1',
            columns: ['name', 'phone'],
            rows: 3,
            ok: 1,
            joined: 1,
            noConsent: 1,
            errors: [],
            sample: [],
          },
        };
      case 'writeText':
        return { body: { messageId: 'm9' } };
      case 'offerNow':
        return { body: { transferId: 't-maria' } };
      case 'createLead':
        return {
          body: {
            leadId: 'l-maria',
            joinedExisting: false,
            next: { willText: true, reason: null, words: 'A text goes out now.', untilMs: null },
          },
        };
      default:
        return {
          body: teamAnswer(one.name, now, one.params) ??
            assistantAnswer(one, now) ??
            telephonesAnswer(one.name, now) ??
            passingAnswer(one.name) ?? { ok: true },
        };
    }
  };

  const find = (
    method: string,
    pathname: string,
  ): { name: string; route: Route; params: Record<string, string> } | null => {
    for (const [name, route] of Object.entries(routes as Record<string, Route>)) {
      if (route.method !== method) continue;
      const match = new RegExp(`^${route.path.replace(':id', '([^/]+)')}$`).exec(pathname);
      if (match !== null)
        return { name, route, params: match[1] === undefined ? {} : { id: decodeURIComponent(match[1]) } };
    }
    return null;
  };

  const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    return text === '' ? undefined : JSON.parse(text);
  };

  const serveFile = (pathname: string, response: ServerResponse): void => {
    const file = path.join(dir, path.normalize(pathname));
    const found =
      file.startsWith(dir) && existsSync(file) && statSync(file).isFile()
        ? file
        : path.join(dir, 'index.html');
    response.writeHead(200, { 'content-type': types[path.extname(found)] ?? 'application/octet-stream' });
    response.end(readFileSync(found));
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://mock');
    if (!url.pathname.startsWith('/v1/') && url.pathname !== '/healthz') {
      serveFile(url.pathname, response);
      return;
    }
    if (request.method === 'POST' && url.pathname === '/v1/chat') {
      const body = await bodyOf(request);
      const start = ChatStart.safeParse(body);
      asked.push({ name: 'chat', params: {}, body });
      response.writeHead(start.success ? 200 : 400, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(
          start.success
            ? { token: 'a-long-enough-demo-token', seller: data.SELLER.name }
            : refusal(400, 'BAD_REQUEST', start.error.message, 'Correct the body.').body,
        ),
      );
      return;
    }
    const hit = find(request.method ?? 'GET', url.pathname);
    let got: Reply;
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (hit === null) got = refusal(404, 'NO_ROUTE', 'There is no such route.', 'See /docs.');
    else {
      const body = await bodyOf(request);
      const one: Asked = {
        name: hit.name,
        params: { ...hit.params, ...Object.fromEntries(url.searchParams) },
        body,
      };
      asked.push(one);
      const checked = hit.route.body?.safeParse(body);
      const override = answers.get(hit.name);
      if (checked !== undefined && !checked.success)
        got = refusal(400, 'BAD_REQUEST', checked.error.message, 'Correct the body.');
      else if (override !== undefined) got = await override(one);
      else if (hit.name === 'demoSignIn' || hit.name === 'signIn') {
        const typed = body as { person?: string; email?: string };
        const person = typed.person ?? typed.email?.split('@')[0] ?? '';
        if (!(person in data.people))
          got = refusal(401, 'WRONG_SIGN_IN', 'E-mail or password is wrong.', 'Check both.');
        else {
          const token = sign(person as data.Person);
          got = { body: { me: data.me(person as data.Person), token } };
          if (hit.name === 'signIn')
            headers['set-cookie'] = `baton=${token}; HttpOnly; SameSite=Strict; Path=/`;
        }
      } else got = reply(one, personOf(request));
    }
    response.writeHead(got.status ?? 200, headers);
    response.end(JSON.stringify(got.body));
  });

  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (ws) =>
      attach(new URL(request.url ?? '/', 'http://mock').pathname, ws),
    );
  });
  const say = (ws: WebSocket, frame: unknown): void => {
    if (ws.readyState === WebSocket.OPEN) ws.send(JSON.stringify(frame));
  };
  const attach = (pathname: string, ws: WebSocket): void => {
    if (pathname === '/v1/live') {
      const topics = new Set<string>();
      live.set(ws, topics);
      ws.on('close', () => live.delete(ws));
      ws.on('message', (raw) => {
        if (silent) return;
        const frame = JSON.parse(String(raw)) as { type: string; topics?: string[] };
        if (frame.type === 'ping') say(ws, { type: 'pong', nowMs: Date.now() });
        for (const topic of frame.topics ?? []) {
          if (frame.type === 'unsubscribe') topics.delete(topic);
          else {
            topics.add(topic);
            say(ws, { type: 'view', topic, seq, nowMs: Date.now(), data: viewOf(topic) });
          }
        }
      });
    } else if (pathname.startsWith('/v1/station/')) {
      stations.add(ws);
      ws.on('close', () => stations.delete(ws));
      ws.on('message', (raw) => {
        const frame = JSON.parse(String(raw)) as Asked & { type: string };
        asked.push({ name: `station.${frame.type}`, params: {}, body: frame });
      });
    } else if (pathname.startsWith('/v1/handset/')) {
      handsets.add(ws);
      ws.on('close', () => handsets.delete(ws));
      say(ws, data.handset(Date.now(), texts));
      ws.on('message', (raw) => {
        const frame = JSON.parse(String(raw)) as { type: string; clientId: string; body: string };
        if (frame.type !== 'text') return;
        const id = `h-${texts.length}`;
        texts.push({ id, from: 'me', body: frame.body, atMs: Date.now(), status: 'delivered' });
        say(ws, { type: 'ack', clientId: frame.clientId, id });
        for (const one of handsets) say(one, data.handset(Date.now(), texts));
      });
    } else if (pathname.startsWith('/v1/chat/')) {
      const said: { id: string; from: string; by: null; body: string; atMs: number }[] = [];
      const add = (from: string, body: string): void => {
        said.push({ id: `c${said.length}`, from, by: null, body, atMs: Date.now() });
        say(ws, { type: 'thread', texts: said, open: true });
      };
      add('assistant', 'Hi, this is the AI assistant of Northside Quotes. What should we quote?');
      ws.on('message', (raw) => {
        const frame = ChatUp.parse(JSON.parse(String(raw)));
        if (frame.type !== 'text') return;
        add('visitor', frame.body);
        say(ws, { type: 'typing', from: 'assistant', untilMs: Date.now() + 20_000 });
      });
    } else ws.close();
  };

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: bound } = server.address() as AddressInfo;
  const setDesk = (view: data.DeskView): void => {
    deskView = view;
    tell('desk');
  };
  return {
    url: `http://127.0.0.1:${bound}`,
    asked,
    setDesk,
    desk: (state) => setDesk(data.desk(state, Date.now())),
    answer: (name, how) => {
      if (how === null) answers.delete(name);
      else answers.set(name, how);
    },
    station: (frame) => {
      for (const ws of stations) say(ws, frame);
    },
    patchLead: (change) => {
      changeLead = change ?? ((detail) => detail);
      for (const topics of live.values())
        for (const topic of topics) if (topic.startsWith('lead:')) tell(topic);
    },
    patchFloor: (change) => {
      changeFloor = change ?? ((floor) => floor);
      tell('floor');
    },
    mute: (on) => {
      silent = on;
    },
    calm: () => {
      changeFloor = (floor) => floor;
      silent = false;
      answers.clear();
      changeLead = (detail) => detail;
    },
    close: async () => {
      for (const ws of sockets.clients) ws.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
