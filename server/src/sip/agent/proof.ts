import { type HeaderField, headerValues, type SipResponse } from '../grammar/index.ts';
import type { Core } from './core.ts';
import { answerChallenge, type Credentials, pickChallenge } from './digest.ts';

/** How often one request is tried again for a fresh nonce; a second plain 401 means that the password is wrong. */
export const MAX_PROOF_TRIES = 3;

export interface ProofState {
  tries: number;
}

/**
 * The header that answers a 401 or 407; undefined when there is nothing to answer with, or when the same proof was
 * refused before without `stale`.
 */
export function proofFor(
  core: Core,
  response: SipResponse,
  credentials: Credentials | undefined,
  request: { method: string; uri: string },
  state: ProofState,
): HeaderField | undefined {
  if (!credentials || (response.status !== 401 && response.status !== 407)) return undefined;
  const proxy = response.status === 407;
  const values = response.headers
    .filter((field) => field.name === (proxy ? 'proxy-authenticate' : 'www-authenticate'))
    .map((field) => field.value);
  const picked = pickChallenge(values, credentials);
  if (!picked || state.tries >= MAX_PROOF_TRIES) return undefined;
  if (state.tries > 0 && picked.params.get('stale')?.toLowerCase() !== 'true') return undefined;
  state.tries++;
  const value = answerChallenge(picked, credentials, request, core.ids.token(), 1);
  return { name: proxy ? 'proxy-authorization' : 'authorization', value };
}

/** The Contact addresses of a redirect or registration answer. */
export function contactValues(response: SipResponse): string[] {
  return headerValues(response, 'contact');
}
