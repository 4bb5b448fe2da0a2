/** Webhooks as an admin sees them. */
import { BatonError } from '../errors.ts';
import type { EdgeHandler } from './edge-routes.ts';
import { fieldError } from './errors-out.ts';
import { urlFault } from './webhook-target.ts';
import { createWebhook, deleteWebhook, listDeliveries, listWebhooks, resendDelivery } from './webhooks.ts';

const none = (what: string) => new BatonError('NOT_FOUND', `There is no such ${what}.`);

export const webhookRoutes = {
  webhooks: (async (edge) => ({ webhooks: await listWebhooks(edge.pool) })) satisfies EdgeHandler<'webhooks'>,
  createWebhook: (async (edge, { body }) => {
    const fault = urlFault(body.url, edge.webhooks.allowPrivate);
    if (fault) throw fieldError('VALIDATION', 'url', fault);
    return createWebhook(edge.pool, { id: edge.id(), ...body }, edge.now());
  }) satisfies EdgeHandler<'createWebhook'>,
  deleteWebhook: (async (edge, { id }) => {
    if (!(await deleteWebhook(edge.pool, id, edge.now()))) throw none('webhook');
    return { ok: true };
  }) satisfies EdgeHandler<'deleteWebhook'>,
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
