/** The assistant's shapes of the contract. */
import type { z } from 'zod';
import type * as assistant from '../../../contract/assistant.ts';

export type PlayedTurn = z.infer<typeof assistant.PlayedTurn>;
export type PlayedText = z.infer<typeof assistant.PlayedText>;
export type Replayed = z.infer<typeof assistant.Replayed>;
export type ThresholdAdvice = z.infer<typeof assistant.ThresholdAdvice>;
export type ThresholdChange = z.infer<typeof assistant.ThresholdChange>;
export type ModelKind = z.infer<typeof assistant.ModelInput>['kind'];
