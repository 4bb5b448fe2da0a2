/** Webhooks as an admin sees them. */
import { BatonError } from '../errors.ts';
import type { Tx } from '../kernel/loop.ts';
import { recordChange } from './changes.ts';
import type { Edge } from './context.ts';
import type { EdgeHandler } from './edge-handler.ts';
import { fieldError } from './errors-out.ts';
import type { Actor } from './services.ts';
import { urlFault } from './webhook-target.ts';
import {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  queueTest,
  resendDelivery,
  rotateSecret,
} from './webhooks.ts';

/** What is told of a webhook: its address without what may be a secret in its query. */
const note = (edge: Edge, actor: Actor, id: string, url: string, did: string) =>
  recordChange(edge.pool as unknown as Tx, {
    id: edge.id(),
    atMs: edge.now(),
    actor,
    kind: 'webhook',
    thingId: id,
    thing: url.split('?')[0]!,
    words: `${did} ${url.split('?')[0]!}`,
  });

const none = (what: string) => new BatonError('NOT_FOUND', `There is no such ${what}.`);

async function urlOf(edge: Edge, id: string): Promise<string> {
  return (await listWebhooks(edge.pool)).find((one) => one.webhookId === id)?.url ?? id;
}

export const webhookRoutes = {
  webhooks: (async (edge) => ({ webhooks: await listWebhooks(edge.pool) })) satisfies EdgeHandler<'webhooks'>,
  createWebhook: (async (edge, { body, caller }) => {
    const fault = urlFault(body.url, edge.webhooks.allowPrivate);
    if (fault) throw fieldError('VALIDATION', 'url', fault);
    const made = await createWebhook(edge.pool, { id: edge.id(), ...body }, edge.now());
    await note(edge, caller.actor, made.webhookId, made.url, 'added the webhook');
    return made;
  }) satisfies EdgeHandler<'createWebhook'>,
  deleteWebhook: (async (edge, { id, caller }) => {
    const url = await urlOf(edge, id);
    if (!(await deleteWebhook(edge.pool, id, edge.now()))) throw none('webhook');
    await note(edge, caller.actor, id, url, 'removed the webhook');
    return { ok: true };
  }) satisfies EdgeHandler<'deleteWebhook'>,
  rotateWebhookSecret: (async (edge, { id, caller }) => {
    const made = await rotateSecret(edge.pool, id, edge.now());
    if (!made) throw none('webhook');
    await note(edge, caller.actor, id, await urlOf(edge, id), 'made a new secret for the webhook');
    return made;
  }) satisfies EdgeHandler<'rotateWebhookSecret'>,
  testWebhook: (async (edge, { id }) => {
    const deliveryId = edge.id();
    if (!(await queueTest(edge.pool, id, deliveryId, edge.now()))) throw none('webhook');
    edge.webhooks.nudge();
    return { deliveryId };
  }) satisfies EdgeHandler<'testWebhook'>,
  webhookDeliveries: (async (edge, { id }) => {
    const deliveries = await listDeliveries(edge.pool, id);
    if (!deliveries) throw none('webhook');
    return { deliveries };
  }) satisfies EdgeHandler<'webhookDeliveries'>,
  resendDelivery: (async (edge, { id }) => {
    if (!(await resendDelivery(edge.pool, id, edge.now()))) throw none('delivery');
    edge.webhooks.nudge();
    return { ok: true };
  }) satisfies EdgeHandler<'resendDelivery'>,
};
