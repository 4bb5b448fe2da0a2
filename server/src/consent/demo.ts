/** Tenant facts for the demo floor: loopback-only virtual handsets, every place on, legal hours. Never for a real carrier. */
import type { CompiledRules } from './compile.ts';
import type { Channel, TenantFacts } from './types.ts';

/** A tenant whose carrier is the virtual one. `senders` are its own numbers; all count as verified. */
export function demoTenant(
  rules: CompiledRules,
  seller: { sellerId: string; sellerName: string; senders: readonly string[] },
): TenantFacts {
  const channels: readonly Channel[] = ['sms', 'voice', 'webchat'];
  return {
    sellerId: seller.sellerId,
    sellerName: seller.sellerName,
    enabled: ['US', 'CA', 'GB'],
    hours: 'legal',
    callerIds: seller.senders.map((id) => ({ id, channels, verified: true, a2p: 'none' as const })),
    registrations: rules.tables.registration.rows.map((row) => row.place),
    dncLists: [],
    demo: true,
  };
}
