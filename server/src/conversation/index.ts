/** The conversation room. */
export type {
  Conversation,
  ConversationDeps,
  ConversationInputs,
  Phase,
  Slot,
  Turn,
} from './conversation.ts';
export { newConversation } from './conversation.ts';
export { createConversationDecide, HEARD, type Heard } from './decide.ts';
export { type GuardContext, judgeReply, type Problem } from './guard.ts';
export { modelRequest } from './model-prompt.ts';
export { MODEL_DEADLINE_MS } from './model-turn.ts';
export { openQuestionType, thresholdFor } from './questions.ts';
export { countSegments, type SegmentCount } from './segments.ts';
