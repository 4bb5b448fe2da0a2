/** A model by its settings, and what is wrong with settings before anything is sent. */
import { isIP } from 'node:net';
import type { HearingSettings, ModelSettings } from '../../config.ts';
import type { Transcriber } from '../../ports/hearing.ts';
import type { Model } from '../../ports/model.ts';
import { createAnthropic } from './anthropic.ts';
import { createOpenAi } from './openai.ts';
import { createOpenAiTranscriber } from './transcriber.ts';

export function createModel({ kind, url, model, key }: ModelSettings): Model {
  const endpoint = { url: bare(url), model, key };
  return kind === 'anthropic' ? createAnthropic(endpoint) : createOpenAi(endpoint);
}

export const createTranscriber = ({ url, model, key }: HearingSettings): Transcriber =>
  createOpenAiTranscriber({ url: bare(url), model, key });

const bare = (url: string): string => url.replace(/\/+$/, '');

/** What is wrong with them, in words with the mend; null when they can be tried. */
export function faultOf({ kind, url, model, key }: ModelSettings): string | null {
  const fault = addressFault(url, model, key);
  if (fault !== null) return fault;
  return kind === 'anthropic' && key === null ? 'Anthropic wants a key.' : null;
}

/** The same of whoever turns speech into text. */
export const hearingFaultOf = ({ url, model, key }: HearingSettings): string | null =>
  addressFault(url, model, key);

function addressFault(url: string, model: string, key: string | null): string | null {
  if (!URL.canParse(url)) return 'The address is none; give the whole of it, for example https://host/v1.';
  const { protocol, hostname, username, search } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:')
    return 'The address must begin with https:// or http://.';
  if (username !== '' || search !== '')
    return 'The address must hold no user name and no question mark; the key has a field of its own.';
  if (protocol === 'http:' && key !== null && !isNear(hostname))
    return 'A key is not sent unencrypted over the internet: use https://.';
  const [, last] = /\/(chat\/completions|messages|audio\/transcriptions)\/*$/.exec(url) ?? [];
  if (last !== undefined) return `Leave out the last part of the address: Baton adds /${last} itself.`;
  return model.trim() === '' ? 'Name the model.' : null;
}

/** This machine or a private network (RFC 1918, RFC 4193, and names that are never public). */
function isNear(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIP(bare) === 4) return /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./.test(bare);
  if (isIP(bare) === 6) return bare === '::1' || /^f[cd]/i.test(bare);
  return /^(localhost|[^.]+)$|\.(local|localhost|internal|lan|home\.arpa)$/i.test(bare);
}
