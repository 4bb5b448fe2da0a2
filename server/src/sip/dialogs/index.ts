export {
  confirmDialog,
  contactOf,
  type Dialog,
  type DialogRequestParts,
  dialogFromRequest,
  dialogFromResponse,
  dialogKey,
  nextHop,
  refreshTarget,
  requestInDialog,
  sdpBody,
  takeRequest,
} from './dialog.ts';
export { glareWaitMs, MAX_GLARE_RETRIES, mayOffer, type OfferState, takeOffer } from './offer-answer.ts';
export {
  formatReferTo,
  formatReplaces,
  parseReferTo,
  parseReplaces,
  type ReferTarget,
  type Replaces,
  readFragment,
  referredBy,
  replacesOf,
  sipFragment,
  subscriptionEnded,
  warning,
  warningWords,
} from './refer.ts';
export {
  firstRSeq,
  formatRAck,
  judgeProvisional,
  prackMatches,
  reliableWish,
  type SentReliable,
} from './reliable.ts';
export {
  answerSessionTimer,
  learnSessionTimer,
  MIN_SESSION_S,
  minSessionOf,
  type SessionTimer,
  sessionDeadlineMs,
  sessionExpires,
  type TimerAnswer,
} from './session-timer.ts';
export { type RepeatState, repeatDeadline, startRepeat, stepRepeat } from './success-repeat.ts';
