/** The routes that the edge answers by itself, one table. */
import type { EdgeHandler } from './edge-handler.ts';
import { importRoutes } from './import-routes.ts';
import type { EdgeRoute } from './services.ts';
import { sessionRoutes } from './session-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

export const edgeRoutes: { [N in EdgeRoute]: EdgeHandler<N> } = {
  ...sessionRoutes,
  ...importRoutes,
  ...webhookRoutes,
};
