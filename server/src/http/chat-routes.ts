/**
 * `POST /v1/chat`: a visitor of some site begins a web chat (contract/chat.ts). The one route that pages of other sites
 * may call, so no cookie is looked at, nothing but this answer is readable there, and each address gets only a few.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ErrorBody } from '../../../contract/api.ts';
import { ChatStart, ChatStarted } from '../../../contract/chat.ts';
import { BatonError } from '../errors.ts';
import { parsePhone } from '../lead/phone.ts';
import type { Edge } from './context.ts';
import { fieldError } from './errors-out.ts';
import { ration } from './request.ts';

const URL = '/v1/chat';
const BODY_LIMIT_BYTES = 16_384;

export function registerChat(app: FastifyInstance, edge: Edge): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url === URL) reply.header('access-control-allow-origin', '*');
  });
  app.options(URL, { schema: { hide: true } as never }, async (_request, reply) =>
    reply
      .headers({
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '600',
      })
      .code(204)
      .send(),
  );
  app.post(URL, {
    bodyLimit: BODY_LIMIT_BYTES,
    schema: {
      operationId: 'startChat',
      summary: 'A visitor begins a web chat',
      description: 'Pages of any site; no cookie is read or set.',
      tags: ['chat'],
      security: [],
      body: ChatStart,
      response: { 200: ChatStarted, '4xx': ErrorBody, '5xx': ErrorBody },
    } as never,
    onRequest: async (request, reply) => ration(edge.limits.chat, request.ip, edge.now(), reply),
    handler: (request) => start(edge, request),
  });
}

async function start(edge: Edge, request: FastifyRequest): Promise<z.input<typeof ChatStarted>> {
  const input = request.body as z.output<typeof ChatStart>;
  const phone = parsePhone(input.phone);
  if (!phone.ok) throw fieldError(phone.code, 'phone', phone.message);
  if (!edge.services.intake.playbookIds().includes(input.playbook)) {
    throw fieldError('UNKNOWN_PLAYBOOK', 'playbook', `No playbook has the id "${input.playbook}".`);
  }
  if (!edge.services.chat.start) throw new BatonError('NOT_FOUND', 'This Baton has no web chat.');
  const seen = { ip: request.ip, origin: request.headers.origin ?? null, nowMs: edge.now() };
  return edge.services.chat.start({ ...input, phone: phone.e164 }, seen);
}
