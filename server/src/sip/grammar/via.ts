import { bad, good, type Result } from './result.ts';
import { formatParams, isToken, type Params, parseHostPort, parseParams } from './text.ts';

export interface Via {
  /** Upper case: UDP, TCP, TLS, or whatever else stood there. */
  transport: string;
  host: string;
  port?: number;
  params: Params;
}

/** RFC 3261 8.1.1.7: a branch that starts so names its transaction alone. */
export const MAGIC_COOKIE = 'z9hG4bK';

const VIA = /^SIP\s*\/\s*2\.0\s*\/\s*([^\s/;,]+)\s+([\s\S]+)$/i;

/** Reads one Via value; white space round the slashes is allowed (RFC 4475 3.1.1.1). */
export function parseVia(text: string): Result<Via> {
  const match = VIA.exec(text.trim());
  if (!match || !isToken(match[1]!)) return bad('bad-header', 'via');
  const rest = match[2]!;
  const semicolon = rest.indexOf(';');
  const where = parseHostPort(semicolon < 0 ? rest : rest.slice(0, semicolon));
  if (!where) return bad('bad-header', 'via sent-by');
  const params = parseParams(semicolon < 0 ? '' : rest.slice(semicolon));
  if (!params) return bad('bad-header', 'via parameters');
  const via: Via = { transport: match[1]!.toUpperCase(), host: where.host, params };
  if (where.port !== undefined) via.port = where.port;
  return good(via);
}

export function formatVia(via: Via): string {
  const port = via.port === undefined ? '' : `:${via.port}`;
  return `SIP/2.0/${via.transport} ${via.host}${port}${formatParams(via.params)}`;
}

export function branchOf(via: Via): string {
  return via.params.get('branch') ?? '';
}
