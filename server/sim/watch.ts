/**
 * The rehearsal's own judge: it sees only what left and what arrived at the far ends, and the facts that were committed,
 * and names every broken promise. It shares no code with the decisions it judges.
 */
import { DateTime } from 'luxon';
import type { Fact } from '../src/kernel/events.ts';
import type { Arrangement } from '../src/ports/telephony.ts';

export interface Violation {
  rule: string;
  atMs: number;
  what: string;
}

interface Watched {
  reserved: Map<string, number>;
  settled: Map<string, number>;
  winners: number;
  joined: boolean;
  ended: string | null;
  leadId: string;
  machineLegs: Set<string>;
}

export interface Watch {
  facts(facts: Fact[], nowMs: number): void;
  dialled(order: { callId: string; stationId: string; role: string }, nowMs: number): void;
  arranged(arrangement: Arrangement, isLead: (legId: string) => boolean, nowMs: number): void;
  hasRevoked(leadId: string): boolean;
  text(
    about: {
      leadId: string;
      kind: string;
      revoked: boolean;
      tz: string;
      hadConsent: boolean;
      wroteFirst: boolean;
    },
    nowMs: number,
  ): void;
  /** Called when nothing is in motion. */
  still(living: ReadonlyMap<string, { callId: string; stationId: string }>, nowMs: number): void;
  end(): void;
  violations: Violation[];
}

const kept = 100;

export function createWatch(): Watch {
  const transfers = new Map<string, Watched>();
  const revoked = new Map<string, number>();
  const confirmations = new Map<string, number>();
  const violations: Violation[] = [];
  const touched = new Set<string>();
  const broken = (rule: string, atMs: number, what: string) => {
    if (violations.length < kept) violations.push({ rule, atMs, what });
  };
  const of = (transferId: string): Watched => {
    const known = transfers.get(transferId);
    if (known) return known;
    const made: Watched = {
      reserved: new Map(),
      settled: new Map(),
      winners: 0,
      joined: false,
      ended: null,
      leadId: '',
      machineLegs: new Set(),
    };
    transfers.set(transferId, made);
    return made;
  };
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);

  function one(fact: Fact, nowMs: number): void {
    if (fact.type === 'consent.revoked') revoked.set(fact.leadId, nowMs);
    if (fact.type === 'consent.given') revoked.delete(fact.leadId);
    if (fact.type === 'leg.machine') of(fact.callId).machineLegs.add(fact.legId);
    if (!('transferId' in fact)) return;
    const transfer = of(fact.transferId);
    touched.add(fact.transferId);
    switch (fact.type) {
      case 'lead.ready':
        transfer.leadId = fact.leadId;
        break;
      case 'agents.reserved':
        for (const agent of fact.agents) count(transfer.reserved, agent.agentId);
        break;
      case 'agent.released':
      case 'agent.wrap-up':
        count(transfer.settled, fact.agentId);
        if ((transfer.settled.get(fact.agentId) ?? 0) > (transfer.reserved.get(fact.agentId) ?? 0))
          broken('T3', nowMs, `${fact.agentId} given back twice by ${fact.transferId}`);
        break;
      case 'transfer.joined':
        if (transfer.joined) broken('T10', nowMs, `${fact.transferId} joined twice`);
        transfer.joined = true;
        if (revoked.has(fact.leadId)) broken('T7', nowMs, `${fact.transferId} joined after the lead revoked`);
        if (transfer.machineLegs.size > 0 && transfer.ended === null) checkMachine(fact.transferId, nowMs);
        break;
      case 'transfer.ended':
        if (transfer.ended !== null) broken('T12', nowMs, `${fact.transferId} ended twice`);
        transfer.ended = fact.outcome;
        if (fact.outcome === 'connected' && !transfer.joined)
          broken('T12', nowMs, `${fact.transferId} reported connected without a join`);
        break;
    }
  }

  /** A machine on a losing agent's leg is harmless; one on the leg that was joined is not. Known once legs settle. */
  function checkMachine(transferId: string, _nowMs: number): void {
    touched.add(transferId);
  }

  return {
    violations,
    facts(facts, nowMs) {
      for (const fact of facts) one(fact, nowMs);
    },
    dialled({ callId, stationId, role }, nowMs) {
      const transfer = of(callId);
      if (transfer.ended !== null) broken('T11', nowMs, `${callId} dialled ${role} after its end`);
      if (role === 'lead' && revoked.has(transfer.leadId))
        broken('T7', nowMs, `${callId} dialled a lead who revoked (${stationId})`);
    },
    arranged(arrangement, isLead, nowMs) {
      for (const [legId, sources] of Object.entries(arrangement.hears)) {
        if (isLead(legId) && sources.some((source) => source.includes(':brief:')))
          broken('T13', nowMs, `${arrangement.callId}: the lead hears the brief`);
        if (of(arrangement.callId).machineLegs.has(legId) && sources.length > 0)
          broken('T6', nowMs, `${arrangement.callId}: a machine is in the call`);
      }
    },
    hasRevoked: (leadId) => revoked.has(leadId),
    text({ leadId, kind, revoked: afterOptOut, tz, hadConsent, wroteFirst }, nowMs) {
      if (afterOptOut) {
        if (kind === 'confirmation') count(confirmations, leadId);
        if (kind !== 'confirmation' || (confirmations.get(leadId) ?? 0) > 1)
          broken('opt-out', nowMs, `a ${kind} to ${leadId} after the opt-out`);
      }
      if (!hadConsent && !wroteFirst) broken('consent', nowMs, `a ${kind} to ${leadId}, who never agreed`);
      if (kind === 'opening' || kind === 'follow-up') {
        const local = DateTime.fromMillis(nowMs, { zone: tz });
        if (local.hour < 8 || local.hour >= 21)
          broken('quiet-hours', nowMs, `a ${kind} to ${leadId} at ${local.toFormat('HH:mm')} their time`);
      }
    },
    still(living, nowMs) {
      const calls = new Map<string, number>();
      const stations = new Map<string, Set<string>>();
      for (const { callId, stationId } of living.values()) {
        if (!stationId.startsWith('desk:')) continue;
        calls.set(callId, (calls.get(callId) ?? 0) + 1);
        stations.set(stationId, (stations.get(stationId) ?? new Set()).add(callId));
      }
      for (const [stationId, set] of stations)
        if (set.size > 1) broken('T1', nowMs, `${stationId} rings for ${set.size} transfers at once`);
      for (const transferId of touched) {
        const transfer = of(transferId);
        if (transfer.ended !== null && (calls.get(transferId) ?? 0) > 0)
          broken('T2', nowMs, `${transferId} has ended and a leg lives`);
        if (transfer.joined && transfer.ended === null && (calls.get(transferId) ?? 0) > 1)
          broken('T1', nowMs, `${transferId} is connected and ${calls.get(transferId)} agent legs live`);
      }
      touched.clear();
    },
    end() {
      for (const [transferId, transfer] of transfers) {
        if (transfer.leadId === '') continue;
        if (transfer.ended === null) broken('T4', 0, `${transferId} never ended`);
        for (const [agentId, times] of transfer.reserved) {
          if ((transfer.settled.get(agentId) ?? 0) !== times)
            broken(
              'T3',
              0,
              `${agentId} was reserved ${times} times by ${transferId} and given back ${transfer.settled.get(agentId) ?? 0} times`,
            );
        }
      }
    },
  };
}
