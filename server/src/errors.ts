/**
 * Every error a person or a program can meet, in one table: what it means and what to do about it.
 *
 * To add one: add a row. The code is part of the API (clients switch on it), so a released code is never
 * renamed or reused. `words` says what is wrong, `hint` says what to do; both are shown to people as they
 * stand, so neither may hold personal data. Details of the one case go into `message` and `details`.
 */

interface ErrorRow {
  httpStatus: number;
  words: string;
  hint: string;
}

export const ERRORS = {
  // What a caller of the API sent
  VALIDATION: row(
    400,
    'The request does not have the expected form.',
    'See details for each field, and /docs.',
  ),
  BAD_PHONE: row(
    400,
    'The phone number cannot be a real number.',
    'Send it as E.164, for example +12025550123.',
  ),
  BAD_FRAME: row(
    400,
    'A WebSocket message was not readable.',
    'Send one JSON object a message, with a known "type"; see /docs.',
  ),
  TEXT_TOO_LONG: row(413, 'The text is longer than allowed.', 'Shorten it; the limit is named in details.'),
  UNSUPPORTED_MEDIA: row(415, 'The content type is not accepted here.', 'Send application/json.'),
  UNKNOWN_PLAYBOOK: row(
    404,
    'No playbook has this id.',
    'GET /v1/playbooks lists the ids; playbook files are in playbooks/.',
  ),
  NO_CONSENT: row(
    422,
    'No consent to contact this lead is on record, so nothing is sent.',
    'Record a consent (source, text, time) with the lead, then ask again.',
  ),
  NOT_PERMITTED: row(
    403,
    'The contact rules do not permit this now.',
    'See details for the rule, and for the next time it is permitted, if there is one.',
  ),
  UNKNOWN_KEY: row(
    401,
    'The API key is not known or has been revoked.',
    'Make a key in Settings > API keys.',
  ),
  NOT_SIGNED_IN: row(
    401,
    'You are not signed in.',
    'Sign in, or send an API key as "Authorization: Bearer ...".',
  ),
  BAD_SIGN_IN: row(
    401,
    'The name and password do not match.',
    'Try again, or ask an admin for a new password.',
  ),
  WRONG_ROLE: row(403, 'Your role does not allow this.', 'Ask an admin for the role that details name.'),
  BAD_SIGNATURE: row(
    401,
    'The signature of the webhook is not valid.',
    'Check the shared secret on both sides.',
  ),
  NOT_FOUND: row(
    404,
    'There is nothing at this address or with this id.',
    'Check the id; it may have been removed.',
  ),
  CONFLICT: row(409, 'This no longer fits the present state.', 'Load it again and decide anew.'),
  IDEMPOTENCY_MISMATCH: row(
    409,
    'This idempotency key was used before with a different request.',
    'Use a new key for a new request; repeat the same body to repeat a request.',
  ),
  BODY_TOO_LARGE: row(
    413,
    'The request is larger than this address takes.',
    'Send less at a time; ./baton leads import splits a large CSV by itself.',
  ),
  PASSWORD_CHANGE: row(
    403,
    'The one-time password must be changed first.',
    'POST /v1/me/password with the current and a new password.',
  ),
  WRONG_ORIGIN: row(
    403,
    'The request comes from a page of another site.',
    'Open Baton at its own address; set BATON_PUBLIC_URL when that is a name.',
  ),
  UPGRADE_NEEDED: row(
    426,
    'This address speaks WebSocket only.',
    'Connect with a WebSocket client; see /docs.',
  ),
  RATE_LIMITED: row(429, 'Too many requests.', 'Wait for the seconds in the Retry-After header.'),
  DEMO_ONLY: row(403, 'This exists only while demo mode is on.', 'Turn on demo mode with BATON_DEMO=on.'),

  // What happened on our side
  UNAVAILABLE: row(
    503,
    'Baton is starting, stopping or overloaded.',
    'Try again in a few seconds; see /healthz.',
  ),
  INTERNAL: row(
    500,
    'Something failed that should not have.',
    'Look in the log for the request id, and report it.',
  ),

  // What the one who runs Baton meets at the start
  BAD_CONFIG: row(500, 'A setting is not usable.', 'Mend the environment variable named in the message.'),
  PORT_IN_USE: row(
    500,
    'The HTTP port is taken.',
    'Stop the other program, or choose a port with BATON_PORT.',
  ),
  DATA_DIR_LOCKED: row(
    500,
    'Another Baton is using this data directory.',
    'Stop the other one first, or give this one its own directory with BATON_DATA.',
  ),
  DATA_DIR_UNUSABLE: row(
    500,
    'The data directory cannot be used.',
    'Check owner, rights and free space, or choose another directory with BATON_DATA.',
  ),
  DATABASE_UNREACHABLE: row(
    503,
    'PostgreSQL does not answer.',
    'Check DATABASE_URL, or leave it empty to use the embedded server; ./baton doctor looks closer.',
  ),
  DATABASE_START_FAILED: row(
    500,
    'The embedded PostgreSQL did not start.',
    'See the lines of its log in details; ./baton doctor looks closer. DATABASE_URL uses a server of your own.',
  ),
  DATABASE_VERSION: row(
    500,
    'The stored data belong to another major version of PostgreSQL.',
    'Start with the Baton that wrote them, or dump with that version and restore into a new BATON_DATA.',
  ),
  MIGRATION_CHANGED: row(
    500,
    'A migration that was already applied has been changed.',
    'Put the file back as it was and write the change as a new numbered file.',
  ),
  MIGRATION_FAILED: row(
    500,
    'A migration failed and was rolled back.',
    'Mend the file named in the message.',
  ),
  MISSING_PROGRAM: row(500, 'A program this needs is not installed.', 'Install it as the message says.'),
  USAGE: row(400, 'The command line was not understood.', 'Try ./baton --help.'),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

function row(httpStatus: number, words: string, hint: string): ErrorRow {
  return { httpStatus, words, hint };
}

export interface BatonErrorOptions {
  /** Instead of the table's hint, where the case knows better. */
  hint?: string;
  /** Shown to the caller, so no secrets and no one else's personal data. */
  details?: unknown;
  cause?: unknown;
}

/** The one error class: a code from the table, the words of this case, and what to do. */
export class BatonError extends Error {
  readonly code: ErrorCode;
  readonly httpStatus: number;
  readonly hint: string;
  readonly details: unknown;

  /** @param message what is wrong in this case; the table's words when left out */
  constructor(code: ErrorCode, message?: string, options: BatonErrorOptions = {}) {
    super(message ?? ERRORS[code].words, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'BatonError';
    this.code = code;
    this.httpStatus = ERRORS[code].httpStatus;
    this.hint = options.hint ?? ERRORS[code].hint;
    this.details = options.details;
  }
}

export function isBatonError(error: unknown): error is BatonError {
  return error instanceof BatonError;
}

/** The same error as the API's body. An unknown error tells the caller nothing of its inside. */
export function errorBody(error: unknown): {
  error: { code: ErrorCode; message: string; hint: string; details?: unknown };
} {
  const known = isBatonError(error) ? error : new BatonError('INTERNAL');
  const { code, message, hint, details } = known;
  return { error: { code, message, hint, ...(details === undefined ? {} : { details }) } };
}

/** One error as lines for a terminal: what is wrong, what to do. */
export function errorLines(error: unknown): string[] {
  if (!isBatonError(error)) return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  const lines = [`${error.code}: ${error.message}`, `  -> ${error.hint}`];
  if (error.details !== undefined) {
    const text = typeof error.details === 'string' ? error.details : JSON.stringify(error.details, null, 2);
    lines.push(...text.split('\n').map((line) => `     ${line}`));
  }
  return lines;
}

/** Anything caught, as an Error. */
export function toError(caught: unknown): Error {
  return caught instanceof Error ? caught : new Error(String(caught));
}
