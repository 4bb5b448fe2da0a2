export { type AuthValue, formatChallenge, formatCredentials, parseAuth } from './auth.ts';
export {
  buildCancel,
  buildNon2xxAck,
  buildRequest,
  buildResponse,
  type RequestParts,
  type ResponseParts,
  stampSource,
  toBytes,
  withVia,
} from './build.ts';
export {
  type CSeq,
  formatTokenParams,
  type HeaderField,
  header,
  headerHas,
  headerValues,
  longName,
  parseCSeq,
  parseRAck,
  parseSeconds,
  parseTokenParams,
  type RAck,
  spellName,
} from './headers.ts';
export * from './limits.ts';
export { bodyText, type SipMessage, type SipRequest, type SipResponse } from './message.ts';
export { formatNameAddr, type NameAddr, parseNameAddr, tagOf, withTag } from './name-addr.ts';
export { type ParsedMessage, parseMessage } from './parse.ts';
export { reasonPhrase } from './reasons.ts';
export { bad, good, type Result, type SipError, type SipErrorCode } from './result.ts';
export { serializeMessage } from './serialize.ts';
export {
  formatParams,
  isToken,
  oneLine,
  type Params,
  parseHostPort,
  parseNumber,
  parseParams,
  quote,
  splitValues,
  unquote,
} from './text.ts';
export {
  escapeUser,
  formatUri,
  type OtherUri,
  parseUri,
  type SipUri,
  sameUri,
  sipUri,
  type TelUri,
  type Uri,
  unescapeText,
  userOf,
} from './uri.ts';
export { branchOf, formatVia, MAGIC_COOKIE, parseVia, type Via } from './via.ts';
