/** One row of the table of routes. */
import type { z } from 'zod';

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  who: 'public' | 'demo' | 'agent' | 'self' | 'supervisor' | 'admin';
  summary: string;
  body?: z.ZodType;
  query?: z.ZodType;
  response: z.ZodType;
  /** Takes the `Idempotency-Key` header. */
  idempotent?: true;
  /** Media type of the body; it is handed on as a stream, and its size is the handler's to bound. JSON when left out. */
  consumes?: 'text/csv' | 'message/rfc822';
  /** Media type of the answer, sent as the bytes that the handler returns. JSON when left out. */
  produces?: 'application/pdf' | 'text/csv' | 'audio/wav';
}
