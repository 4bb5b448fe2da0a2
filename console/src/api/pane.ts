/**
 * Who this pane is. Ordinarily the cookie says it. A pane opened with `?demo=ana` is Ana by a token of its own, so that
 * several desks live in one browser. Frames of one tab share sessionStorage, so tokens are kept by person and a frame
 * knows its person only from its address.
 */
const query = new URLSearchParams(window.location.search);
const framed = window.top !== window;
const PERSON_KEY = 'baton.pane';

function personOfPane(): string | null {
  const asked = query.get('demo');
  if (asked !== null && asked !== '') {
    if (!framed) sessionStorage.setItem(PERSON_KEY, asked);
    return asked;
  }
  if (framed) return window.name.startsWith('demo:') ? window.name.slice(5) : null;
  return sessionStorage.getItem(PERSON_KEY);
}

/** The demo person of this pane, or null when the cookie decides. */
export const panePerson: string | null = personOfPane();
if (framed && panePerson !== null) window.name = `demo:${panePerson}`;

const tokenKey = `baton.token.${panePerson ?? ''}`;
let token: string | null = panePerson === null ? null : sessionStorage.getItem(tokenKey);

/** The bearer token of this pane; null when the cookie is used. */
export const paneToken = (): string | null => token;

/** Keeps or drops the pane's token. Only a demo pane keeps one. */
export function keepPaneToken(next: string | null): void {
  if (panePerson === null) return;
  token = next;
  if (next === null) sessionStorage.removeItem(tokenKey);
  else sessionStorage.setItem(tokenKey, next);
}

/** Stops being a demo person: the cookie decides again after the next load. */
export function leavePane(): void {
  keepPaneToken(null);
  sessionStorage.removeItem(PERSON_KEY);
}

/** Storage name for a draft of this pane's person. */
export const draftKey = (name: string): string => `baton.draft.${panePerson ?? 'me'}.${name}`;

/** A WebSocket address on this server, with the pane's token. */
export function socketUrl(path: string): string {
  const url = new URL(path, window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (token !== null) url.searchParams.set('token', token);
  return url.href;
}
