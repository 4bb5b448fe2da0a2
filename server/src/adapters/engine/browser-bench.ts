/**
 * For tests in a real browser: a small web server with a page that holds the console's phone, the engine behind its
 * WebSocket, and a headless Chromium. Loopback only, free ports.
 */
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { WebSocketServer } from 'ws';
import type { Stations } from './stations.ts';

export const CHROMIUM_PATH = process.env.BATON_CHROMIUM ?? '/usr/bin/chromium';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

export interface PhoneServer {
  origin: string;
  /** Cuts the WebSockets of a station, as a network does, or closes them with a code; the page may come back. */
  cut(stationId: string, code?: number): void;
  /** While signed out, its WebSockets are closed with 4401. */
  signOut(stationId: string, out: boolean): void;
  /** While true new WebSockets are refused. */
  refuse(refused: boolean): void;
  close(): Promise<void>;
}

/** Serves `/` (the page, `?station=...&tone=...`) and `/station?id=...` (the WebSocket). */
export async function servePhones(stations: Stations): Promise<PhoneServer> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('../../../../console/src/phone/station.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'phone',
    write: false,
    target: 'es2022',
    logLevel: 'error',
  });
  const script = bundle.outputFiles[0]!.text;
  const server: Server = createServer((request, response) => {
    const isScript = request.url === '/phone.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : PAGE);
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 65_536 });
  const open = new Map<string, Set<(code?: number) => void>>();
  const signedOut = new Set<string>();
  let refused = false;
  server.on('upgrade', (request, socket, head) => {
    if (refused) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const stationId = new URL(request.url ?? '/', 'http://x').searchParams.get('id') ?? '';
      if (signedOut.has(stationId)) {
        ws.close(4_401);
        return;
      }
      const session = stations.attach(
        stationId,
        (message) => ws.send(JSON.stringify(message)),
        () => ws.close(),
      );
      const cut = (code?: number): void => (code === undefined ? ws.terminate() : ws.close(code));
      open.set(stationId, (open.get(stationId) ?? new Set()).add(cut));
      ws.on('message', (data) => session.receive(data.toString()));
      ws.on('close', () => {
        open.get(stationId)?.delete(cut);
        session.detach();
      });
      ws.on('error', () => ws.terminate());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    cut: (stationId, code) => {
      for (const cut of open.get(stationId) ?? []) cut(code);
    },
    signOut: (stationId, out) => {
      if (out) signedOut.add(stationId);
      else signedOut.delete(stationId);
    },
    refuse: (next) => {
      refused = next;
    },
    close: async () => {
      for (const ws of sockets.clients) ws.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const PAGE = `<!doctype html><title>phone</title><script src="/phone.js"></script><script>
const asked = new URL(location.href).searchParams;
var seen = { rings: [], stops: [], lives: [], ends: [], errors: [], replaced: [] };
const tone = Number(asked.get('tone'));
var station = phone.createStation({
  url: '/station?id=' + encodeURIComponent(asked.get('station')),
  audioIn: asked.get('mic') ? 'mic' : tone ? { toneHz: tone, level: 0.2 } : 'none',
  onRing: (x) => { seen.rings.push(x); if (asked.get('auto')) station.answer(x.legId); },
  onStop: (x) => seen.stops.push({ ...x, at: performance.now() }),
  onLive: (x) => seen.lives.push(x),
  onEnded: (x) => seen.ends.push(x),
  onError: (x) => seen.errors.push(x),
  onReplaced: (x) => seen.replaced.push(x),
});
</script>`;

/** Starts Chromium; close it when done. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM_PATH, args: FLAGS, ignoreDefaultArgs: ['--mute-audio'] });
}

/** Opens a phone page in a context of its own and waits until it is online with sound. */
export async function openPhone(
  browser: Browser | BrowserContext,
  origin: string,
  station: string,
  query: string,
): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${origin}/?station=${encodeURIComponent(station)}&${query}`);
  await page.waitForFunction(
    'station.state().link === "online" && station.state().media === "connected"',
    null,
    {
      timeout: 15_000,
    },
  );
  return page;
}
