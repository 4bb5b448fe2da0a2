/** What the opt-out stages and the action rules say of a text. */
import type { Action } from '../ports/reader.ts';

export interface OptOutReading {
  optOut: boolean;
  /** Probability that the verdict is right, 0..1. */
  confidence: number;
  stage: 'keyword' | 'rules' | 'classifier';
}

export interface RuleVerdict {
  action: Action;
  confidence: number;
  sure: boolean;
  rule: string;
}
