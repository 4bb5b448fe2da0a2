import type { Conversation } from '../conversation/index.ts';

/** A conversation as its row keeps it: with the moment its phase began. */
export type Thread = Conversation & { sinceMs: number };
