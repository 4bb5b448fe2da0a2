/** A model by its settings, and what is wrong with settings before anything is sent. */
import { isIP } from 'node:net';
import type { ModelSettings } from '../../config.ts';
import type { Model } from '../../ports/model.ts';
import { createAnthropic } from './anthropic.ts';
import { createOpenAi } from './openai.ts';

export function createModel({ kind, url, model, key }: ModelSettings): Model {
  const endpoint = { url: url.replace(/\/+$/, ''), model, key };
  return kind === 'anthropic' ? createAnthropic(endpoint) : createOpenAi(endpoint);
}

/** What is wrong with them, in words with the mend; null when they can be tried. */
export function faultOf({ kind, url, model, key }: ModelSettings): string | null {
  if (!URL.canParse(url)) return 'The address is none; give the whole of it, for example https://host/v1.';
  const { protocol, hostname, username, search } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:')
    return 'The address must begin with https:// or http://.';
  if (username !== '' || search !== '')
    return 'The address must hold no user name and no question mark; the key has a field of its own.';
  if (protocol === 'http:' && key !== null && !isNear(hostname))
    return 'A key is not sent unencrypted over the internet: use https://.';
  if (/\/(chat\/completions|messages)\/?$/.test(url))
    return 'Leave out the last part of the address: Baton adds /chat/completions or /messages itself.';
  if (model.trim() === '') return 'Name the model.';
  if (kind === 'anthropic' && key === null) return 'Anthropic wants a key.';
  return null;
}

/** This machine or a private network (RFC 1918, RFC 4193, and names that are never public). */
function isNear(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIP(bare) === 4) return /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./.test(bare);
  if (isIP(bare) === 6) return bare === '::1' || /^f[cd]/i.test(bare);
  return /^(localhost|[^.]+)$|\.(local|localhost|internal|lan|home\.arpa)$/i.test(bare);
}
