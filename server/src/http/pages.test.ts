import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveDown } from '../../../contract/live.ts';
import { type Route, routes } from '../../../contract/routes.ts';
import { testDatabase } from '../testing/pg.ts';
import { createApiKey } from './api-keys.ts';
import { DOCS_TEXT } from './docs-text.ts';
import { localTokenPath, readLocalToken } from './local-token.ts';
import { SOCKETS } from './socket-routes.ts';
import { ask, type Running, runServer } from './testing.ts';

const db = testDatabase();
let root: string;
let server: Running;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'baton-pages-'));
  const files = path.join(root, 'dist', 'console', 'assets');
  await mkdir(files, { recursive: true });
  await writeFile(path.join(files, '../index.html'), '<!doctype html><title>Baton</title>');
  await writeFile(path.join(files, '../widget.js'), 'void 0');
  await writeFile(path.join(files, 'main-1a2b3c.js'), 'void 0');
  const config = {
    root,
    dataDir: path.join(root, 'data'),
    http: { host: '127.0.0.1', port: 0 },
    publicUrl: null,
    demo: true,
  };
  server = await runServer(db.pool, { config });
});
afterAll(async () => {
  await server.stop();
  await rm(root, { recursive: true, force: true });
});
const get = (at: string, headers: Record<string, string> = {}) => ask(server, 'GET', at, { headers });

describe('the console', () => {
  it.each(['/', '/desk', '/leads/l1?view=warming', '/settings/api-keys', '/handset/+15125550142'])(
    '%s is its page',
    async (at) => {
      const got = await get(at);
      expect([got.status, got.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(got.body).toContain('<title>Baton</title>');
      expect(got.headers.get('content-security-policy')).toMatch(
        /default-src 'self'.*frame-ancestors 'self'/,
      );
      expect(got.headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  it('files named by content are kept for ever, others are not; missing ones are not the page', async () => {
    expect((await get('/assets/main-1a2b3c.js')).headers.get('cache-control')).toMatch(/immutable/);
    expect((await get('/widget.js')).headers.get('cache-control')).toBe('no-cache');
    expect((await get('/widget.js')).headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    for (const at of ['/assets/gone.js', '/gone.png', '/v1', '/v1/gone']) {
      expect((await get(at)).body.error.code, at).toBe('NOT_FOUND');
    }
  });

  it.each([
    '/../../../etc/passwd',
    '/..%2f..%2f..%2fetc%2fpasswd',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/%2e%2e/data/admin-token',
  ])('%s shows nothing outside', async (at) => {
    const body = await new Promise<string>((resolve, reject) => {
      // fetch would tidy the path up before sending it
      const url = new URL(server.url);
      const sent = request(
        { host: url.hostname, port: url.port, path: at, headers: { accept: '*/*' } },
        (response) => {
          let text = '';
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => resolve(text));
        },
      );
      sent.on('error', reject);
      sent.end();
    });
    expect(body).not.toMatch(/root:|ba_|"baton"/);
  });

  it('answers are not stored, and a name that is not ours gets nothing', async () => {
    expect((await get('/healthz')).headers.get('cache-control')).toBe('no-store');
    const status = await new Promise<number | undefined>((resolve) => {
      const url = new URL(server.url);
      request(
        { host: url.hostname, port: url.port, path: '/', headers: { host: 'evil.example' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      ).end();
    });
    expect(status).toBe(403);
  });
});

describe('health', () => {
  it('is 503 until ready, with the same body', async () => {
    const ready = await get('/healthz');
    expect([ready.status, ready.body.status]).toEqual([200, 'ready']);
    const { health } = server.fake.answers;
    server.fake.answers.health = () => ({
      status: 'starting',
      version: '0.1.0',
      checks: { database: false },
    });
    const starting = await get('/healthz');
    server.fake.answers.health = health!;
    expect([starting.status, starting.body]).toEqual([503, expect.objectContaining({ status: 'starting' })]);
  });
});

describe('the local admin token', () => {
  it('is for the owner alone, is admin on this machine, and nowhere else', async () => {
    const file = localTokenPath(path.join(root, 'data'));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const token = (await readLocalToken(path.join(root, 'data')))!;
    expect((await ask(server, 'GET', '/v1/me', { token })).body).toMatchObject({
      role: 'admin',
      agentId: null,
    });
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    expect((await ask(server, 'GET', '/v1/me', { token, headers })).body.error.code).toBe('UNKNOWN_KEY');
    expect((await ask(server, 'GET', '/v1/me', { token: `ba_${'x'.repeat(43)}` })).body.error.code).toBe(
      'UNKNOWN_KEY',
    );
  });
});

interface Doc {
  openapi: string;
  info: { description: string };
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: { securitySchemes: Record<string, unknown> };
}

interface BodySchema {
  type?: string;
  anyOf?: BodySchema[];
}

describe('the docs', () => {
  it('describe every route of the contract: body, query, answer, errors, who', async () => {
    const doc = (await get('/docs/json')).body as unknown as Doc;
    expect(doc.openapi).toBe('3.1.0');
    const described = Object.values(doc.paths).flatMap((one) => Object.keys(one)).length;
    // and the web chat, whose contract is chat.ts
    expect(described).toBe(Object.keys(routes).length + 1);
    expect(doc.paths['/v1/chat']?.post).toMatchObject({ operationId: 'startChat' });
    for (const [name, route] of Object.entries(routes as Record<string, Route>)) {
      const at = route.path.replace(/:(\w+)/g, '{$1}');
      const operation = doc.paths[at]?.[route.method.toLowerCase()];
      expect(operation, `${route.method} ${at}`).toMatchObject({ operationId: name, summary: route.summary });
      const {
        requestBody,
        parameters = [],
        responses,
        security,
      } = operation as {
        requestBody?: { content: Record<string, { schema: BodySchema }> };
        parameters?: { in: string; name: string }[];
        responses: Record<string, { content?: Record<string, { schema: Record<string, unknown> }> }>;
        security: unknown[];
      };
      expect(requestBody !== undefined, name).toBe(route.body !== undefined);
      if (requestBody && route.consumes)
        expect(Object.keys(requestBody.content), name).toEqual([route.consumes]);
      else if (requestBody) {
        // One object, or a choice of objects.
        const { anyOf, ...one } = requestBody.content['application/json']!.schema;
        for (const schema of anyOf ?? [one]) expect(schema.type, name).toBe('object');
      }
      expect(
        parameters.some((one) => one.in === 'query'),
        name,
      ).toBe(route.query !== undefined);
      expect(
        parameters.some((one) => one.in === 'path'),
        name,
      ).toBe(route.path.includes(':id'));
      expect(
        parameters.some((one) => one.name === 'idempotency-key'),
        name,
      ).toBe(route.idempotent === true);
      expect(Object.keys(responses).sort(), name).toEqual(['200', '4XX', '5XX']);
      if (route.produces)
        expect(Object.keys(responses['200']?.content ?? {}), name).toEqual([route.produces]);
      else expect(responses['200']?.content?.['application/json']?.schema.type, name).toBe('object');
      expect(security.length > 0, name).toBe(!['public', 'demo'].includes(route.who));
    }
    expect(JSON.stringify(doc)).not.toMatch(/"\$ref":"#\/(definitions|\$defs)/);
  });

  it('name every socket in prose, and the page to read them is there', async () => {
    for (const at of Object.values(SOCKETS)) expect(DOCS_TEXT).toContain(at.replace(/:(\w+)/, '{$1}'));
    const page = await get('/docs');
    const html = page.status === 302 ? await get(page.headers.get('location') ?? '') : page;
    expect(html.status).toBe(200);
    expect(String(html.body)).toContain('swagger-ui');
    expect(html.headers.get('content-security-policy')).toMatch(/script-src/);
  });
});

it('every kind of frame the server sends on the feed fits the contract', async () => {
  const { key } = await createApiKey(
    db.pool,
    { id: 'k', name: 'k', role: 'admin', createdBy: 't' },
    Date.now(),
  );
  const { openPage } = await import('./testing.ts');
  server.fake.viewData['lead:l1'] = { some: 'view' };
  const page = openPage(server, `/v1/live?token=${key}`);
  page.send({ type: 'subscribe', topics: ['lead:l1', 'lead:none'] });
  page.send({ type: 'ping', nowMs: 1 });
  const kinds = new Set<string>();
  for (let i = 0; i < 3; i++) {
    const frame = LiveDown.parse(await page.next());
    kinds.add(frame.type);
  }
  expect([...kinds].sort()).toEqual(['error', 'pong', 'view']);
  page.close();
});
