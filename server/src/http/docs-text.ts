/** What the docs page says beside the routes: the sockets, errors, keys and webhooks in prose (docs/API.md has more). */
export const DOCS_TEXT = `
Every answer that is not 2xx is \`{"error":{code,message,hint,requestId,fields?,details?}}\`. Instants are epoch milliseconds
(\`...Ms\`), phones E.164.

**Who calls.** People sign in (\`POST /v1/session\`, a cookie); programs send \`Authorization: Bearer <API key>\`.

**Idempotency-Key.** On the routes that take it, the same key with the same body gives the same answer for 24 hours
(\`Idempotency-Replayed: true\`); with another body it is refused.

**WebSockets.** \`/v1/live\` (views of the console), \`/v1/station/desk\`, \`/v1/station/floor\` and \`/v1/station/handset/{e164}\` (browser
phones), \`/v1/handset/{e164}\` (demo texts), \`/v1/chat/{token}\` (web chat). One JSON object a text frame. A frame that
cannot be read is answered with \`{"type":"error","code":"BAD_FRAME",...}\` and changes nothing; the socket stays open.
A browser opens them with its cookie; other programs send the Authorization header, or \`?token=\`. Close codes: 1012
restart (reconnect with back-off), 1013 try later, 1008 too much nonsense, 4401 sign in again, 4403 not for you, 4404 no
such thing, 4409 opened elsewhere (do not reconnect).

**Webhooks.** \`Baton-Signature: t=<unix seconds>,v1=<hex>\`, HMAC-SHA256 of \`<t>.<body>\` with the webhook's secret.
Answer 2xx within 10 s. Otherwise it is tried again, later each time.
`.trim();
