/** Why a text from the wire was not understood. `detail` names the place, never quotes the text. */
export type SipErrorCode =
  | 'empty'
  | 'too-large'
  | 'bad-start-line'
  | 'bad-version'
  | 'bad-status'
  | 'too-many-headers'
  | 'missing-header'
  | 'duplicate-header'
  | 'bad-header'
  | 'bad-uri'
  | 'method-mismatch'
  | 'bad-content-length'
  | 'body-too-short'
  | 'bad-sdp';

export interface SipError {
  code: SipErrorCode;
  detail: string;
}

export type Result<T> = { ok: true; value: T } | { ok: false; error: SipError };

export function good<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function bad(code: SipErrorCode, detail: string): { ok: false; error: SipError } {
  return { ok: false, error: { code, detail } };
}
