/** Shapes of the compliance routes, as types only. */
import type { z } from 'zod';
import type * as api from '../../../contract/compliance.ts';

export type PlaceNow = z.infer<typeof api.PlaceNow>;
export type WindowsNow = z.infer<typeof api.WindowsNow>;
export type MayAnswer = z.infer<typeof api.MayAnswer>;
export type RuleRow = z.infer<typeof api.RuleRow>;
export type SuppressionView = z.infer<typeof api.SuppressionView>;
export type SuppressionChannel = SuppressionView['channels'][number];
export type DecisionView = z.infer<typeof api.DecisionView>;
export type MeterView = z.infer<typeof api.MeterView>;
export type ContactChannel = WindowsNow['channel'];

export const contactChannels: { value: ContactChannel; label: string }[] = [
  { value: 'sms', label: 'Text' },
  { value: 'voice', label: 'Call' },
  { value: 'voice-ai', label: 'Call, AI voice' },
];

export const channelWords: Record<SuppressionChannel, string> = {
  sms: 'texts',
  voice_ai: 'AI calls',
  voice_live: 'calls',
  voicemail: 'voicemail',
  email: 'e-mail',
  webchat: 'web chat',
};

/** "everything", or the channels by name. */
export const scopeWords = (channels: SuppressionChannel[]): string =>
  channels.length === 6 ? 'everything' : channels.map((one) => channelWords[one]).join(', ');
