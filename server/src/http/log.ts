/**
 * The log. One rule: what belongs to a person (name, phone, address, text) goes only into the field `pii` of a line,
 * never into a message and never into another field; `pii` is blacked out unless the log is asked to show it.
 *
 *   log.info({ leadId, pii: { phone } }, 'text refused');
 *
 * The two places where others write lines are closed here: requests are logged by route pattern (a path may hold a
 * phone, a query a token), and known field names are blacked out wherever they turn up.
 */
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export interface LogOptions {
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Show `pii`; for a developer's own machine. */
  showPersonalData?: boolean;
  destination?: DestinationStream;
}

/** Blacked out at the top of a line and one level below, even outside `pii`: they have no business there. */
const NEVER = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'key',
  'phone',
  'e164',
  'email',
  'body',
  // PostgreSQL quotes the row in it: Key (phone)=(...) already exists.
  'detail',
];

export function createLogger(options: LogOptions): Logger {
  const paths = [...NEVER.flatMap((name) => [name, `*.${name}`])];
  if (!options.showPersonalData) paths.push('pii', '*.pii');
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: '[redacted]' },
    serializers: {
      err: pino.stdSerializers.err,
      req: (request: { method?: string }) => ({ method: request.method }),
      res: (reply: { statusCode?: number }) => ({ status: reply.statusCode }),
    },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}
