/** What a route that the edge answers by itself is given, and gives. */
import type { Caller } from './callers.ts';
import type { Edge, Origin } from './context.ts';
import type { EdgeRoute, RouteAnswer, RouteBody, RouteQuery } from './services.ts';

export interface EdgeCall<N extends EdgeRoute> {
  id: string;
  body: RouteBody<N>;
  query: RouteQuery<N>;
  /** Checked by `may` before; on `signIn` and `demoSignIn` there is nobody yet, and they do not look. */
  caller: Caller;
  origin: Origin;
  requestKey: string | null;
  /** Sets the session cookie; an empty token removes it. */
  setCookie: (token: string, expiresMs: number) => void;
}

export type EdgeHandler<N extends EdgeRoute> = (edge: Edge, call: EdgeCall<N>) => Promise<RouteAnswer<N>>;
