/** The console's files, the headers that keep pages safe, and one index.html for every address of the console. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BatonError } from '../errors.ts';

/** Addresses that are never a page of the console. */
const NOT_PAGES = /^\/(v1|docs|healthz|assets)(\/|$)/;

/** The widget runs inside other sites' pages; nothing else of ours may. */
const EMBEDDABLE = /^\/(widget|chat)(\/|\.|$)/;

export function contentSecurityPolicy(host: string, embeddable: boolean): string {
  return [
    "default-src 'self'",
    // Older Safari does not count ws: as 'self'.
    `connect-src 'self' ws://${host} wss://${host}`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self' data:",
    // Mantine writes style elements and attributes.
    "style-src 'self' 'unsafe-inline'",
    "script-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${embeddable ? '*' : "'self'"}`,
  ].join('; ');
}

/** On every answer. The docs page brings its own policy. */
export function safetyHeaders(request: FastifyRequest, reply: FastifyReply): void {
  const embeddable = EMBEDDABLE.test(pathOf(request));
  reply.header('x-content-type-options', 'nosniff');
  reply.header('referrer-policy', 'same-origin');
  reply.header('cross-origin-opener-policy', 'same-origin');
  reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(self), autoplay=(self)');
  if (embeddable) reply.header('cross-origin-resource-policy', 'cross-origin');
  else reply.header('x-frame-options', 'SAMEORIGIN');
  const host = /^[\w.[\]:-]+$/.test(request.headers.host ?? '') ? request.headers.host! : 'localhost';
  if (!/^\/docs(\/|$)/.test(pathOf(request)) && !reply.hasHeader('content-security-policy')) {
    reply.header('content-security-policy', contentSecurityPolicy(host, embeddable));
  }
  if (pathOf(request).startsWith('/v1/') || pathOf(request) === '/healthz') {
    reply.header('cache-control', 'no-store');
  }
}

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '/';

export async function registerPages(app: FastifyInstance, root: string): Promise<void> {
  const files = path.join(root, 'dist', 'console');
  const built = existsSync(path.join(files, 'index.html'));
  if (built) {
    await app.register(fastifyStatic, {
      root: files,
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: (response, file) => {
        // Vite names files under assets/ by their content; everything else is asked for again each time.
        const hashed = path.relative(files, file).startsWith(`assets${path.sep}`);
        response.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' || request.method === 'HEAD';
    const wantsPage = /text\/html|\*\/\*/.test(request.headers.accept ?? '*/*');
    const at = pathOf(request);
    if (!page || !wantsPage || NOT_PAGES.test(at) || path.extname(at) !== '') {
      throw new BatonError('NOT_FOUND', `There is nothing at ${request.method} ${at.slice(0, 200)}.`);
    }
    if (!built) {
      throw new BatonError('NOT_FOUND', 'The console is not built yet.', {
        hint: 'Run ./baton start, which builds it.',
      });
    }
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .sendFile('index.html', files);
  });
}
