/** Channels and purposes as bits, as the store keeps them; must match 000010_consent.sql. */
import type { Purpose, SuppressionChannel } from '../types.ts';

export const CHANNEL_BITS: Record<SuppressionChannel, number> = {
  sms: 1,
  voice_ai: 2,
  voice_live: 4,
  voicemail: 8,
  email: 16,
  webchat: 32,
};
export const PURPOSE_BITS: Record<Purpose | 'all', number> = { marketing: 1, service: 2, all: 3 };

export function bits<K extends string>(table: Record<K, number>, names: readonly K[]): number {
  return names.reduce((sum, name) => sum | table[name], 0);
}

export function channelsOf(mask: number): SuppressionChannel[] {
  return (Object.keys(CHANNEL_BITS) as SuppressionChannel[]).filter(
    (name) => (mask & CHANNEL_BITS[name]) !== 0,
  );
}

export function purposesOf(mask: number): (Purpose | 'all')[] {
  if (mask === 3) return ['all'];
  return mask === 1 ? ['marketing'] : ['service'];
}
