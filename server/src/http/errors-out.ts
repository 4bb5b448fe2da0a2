/** Errors as the API's body (contract `ErrorBody`), whoever threw them: we, a validator, fastify, PostgreSQL. */
import { z } from 'zod';
import { BatonError, ERRORS, type ErrorCode, isBatonError } from '../errors.ts';

export interface ErrorAnswer {
  status: number;
  headers: Record<string, string>;
  body: {
    error: {
      code: ErrorCode;
      message: string;
      hint: string;
      requestId: string;
      fields?: Record<string, string>;
      details?: unknown;
    };
  };
}

/** Field problems: dotted path -> what is wrong. */
export function fieldsOf(error: z.ZodError): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const issue of error.issues.slice(0, 50)) {
    const at = issue.path.map(String).join('.') || '(whole)';
    fields[at] ??= issue.message;
  }
  return fields;
}

/** A request part that does not fit its schema. Text that is only too long has its own code. */
export function validationError(error: z.ZodError, where: 'body' | 'query' | 'path'): BatonError {
  const fields = fieldsOf(error);
  const onlyTooLong = error.issues.every((issue) => issue.code === 'too_big' && issue.origin === 'string');
  const [first, ...others] = Object.entries(fields).map(([at, words]) => `${at}: ${words}`);
  const more = others.length > 0 ? `; and ${others.length} more` : '';
  const message = `The request's ${where} has a problem: ${first ?? 'not readable'}${more}.`;
  return new BatonError(onlyTooLong ? 'TEXT_TOO_LONG' : 'VALIDATION', message, {
    hint: onlyTooLong ? 'Shorten what `fields` names.' : 'See `fields` for each problem, and /docs.',
    details: { fields },
  });
}

/** One field problem found beyond the schema. */
export function fieldError(code: ErrorCode, field: string, message: string): BatonError {
  return new BatonError(code, message, { details: { fields: { [field]: message } } });
}

/** Fastify's and node's own errors, by their code. */
const FOREIGN: Record<string, { code: ErrorCode; message?: string; hint?: string }> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'BODY_TOO_LARGE' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'UNSUPPORTED_MEDIA' },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    code: 'VALIDATION',
    message: 'The request has no body.',
    hint: 'Send a JSON object.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: {
    code: 'VALIDATION',
    message: 'The body is not readable as JSON.',
    hint: 'Send one JSON object, in UTF-8.',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'VALIDATION',
    message: 'The body is not as long as announced.',
  },
  FST_ERR_NOT_FOUND: { code: 'NOT_FOUND' },
  FST_ERR_BAD_URL: {
    code: 'VALIDATION',
    message: 'The address is not readable.',
    hint: 'Check its % signs.',
  },
};

/** PostgreSQL is away, restarting, out of connections, or stopped the statement for taking too long. */
const AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', '57P01', '57P02', '57P03', '53300', '57014']);

export function toBatonError(error: unknown): BatonError {
  if (isBatonError(error)) return error;
  if (error instanceof z.ZodError) return validationError(error, 'body');
  const code = codeOf(error);
  const foreign = FOREIGN[code];
  if (foreign) return new BatonError(foreign.code, foreign.message, { ...hintOf(foreign), cause: error });
  if (error instanceof SyntaxError) {
    return new BatonError('VALIDATION', 'The body is not readable as JSON.', {
      hint: 'Send one JSON object, in UTF-8.',
    });
  }
  if (AWAY.has(code) || /timeout exceeded when trying to connect/.test(String(error))) {
    return new BatonError('UNAVAILABLE', 'The database does not answer just now.', { cause: error });
  }
  return new BatonError('INTERNAL', undefined, { cause: error });
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
const hintOf = (foreign: { hint?: string }) => (foreign.hint === undefined ? {} : { hint: foreign.hint });

export function errorAnswer(error: unknown, requestId: string): ErrorAnswer {
  const known = toBatonError(error);
  const details = splitDetails(known.details);
  const headers: Record<string, string> = {};
  if (details.retryAfterMs !== undefined) {
    headers['retry-after'] = String(Math.max(1, Math.ceil(details.retryAfterMs / 1000)));
  }
  if (known.code === 'UPGRADE_NEEDED') headers.upgrade = 'websocket';
  return {
    status: ERRORS[known.code].httpStatus,
    headers,
    body: {
      error: {
        code: known.code,
        message: known.message,
        hint: known.hint,
        requestId,
        ...(details.fields ? { fields: details.fields } : {}),
        ...(details.rest === undefined ? {} : { details: details.rest }),
      },
    },
  };
}

function splitDetails(details: unknown): {
  fields?: Record<string, string>;
  retryAfterMs?: number;
  rest?: unknown;
} {
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return { rest: details };
  const { fields, retryAfterMs, ...others } = details as Record<string, unknown>;
  return {
    ...(typeof fields === 'object' ? { fields: fields as Record<string, string> } : {}),
    ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
    ...(Object.keys(others).length > 0 ? { rest: others } : {}),
  };
}
