/**
 * A desk phone's transfer key: is it a pass, and to whom? The same rules as the desk's button (pass-on.ts), judged in the transaction
 * that takes the key. What is refused is told to the phone with the words a desk would show; what is not is a pass like any other:
 *
 *   blind (REFER)               cold: whoever takes it has the lead; their phone asks them, as for every lead
 *   attended (with Replaces)    the two have talked: the second's phone takes their call over
 *
 * A target is a colleague's phone, `0` for whichever agent is free and fits, or a number or address of the list of those outside.
 */
import { loadAgent } from '../agents/store.ts';
import { BatonError } from '../errors.ts';
import type { Fact } from '../kernel/events.ts';
import type { RoomHandler, Tx } from '../kernel/loop.ts';
import { type Made, nothing } from '../kernel/made.ts';
import { parseUri, userOf } from '../sip/index.ts';
import type { Connected } from '../transfer/transfer.ts';
import { outsideTarget } from './outside.ts';
import { type PassRules, passTarget, type WantedTarget } from './pass-on.ts';
import { loadTransfer } from './views/desk.ts';

type Refer = Extract<Fact, { type: 'leg.refer' }>;

/** The digit that stands for whoever is free, as for an operator. */
const ANYONE = '0';

/** As a desk would be answered, in SIP's numbers: what is wrong with the target, or with the moment. */
const statusOf = (error: BatonError): number =>
  error.code === 'NOT_FOUND' ? 404 : error.code === 'NOT_PERMITTED' ? 403 : 480;

export function referralRoom(rules: Omit<PassRules, 'db'>): RoomHandler {
  return {
    async handle(tx, key, fact, nowMs) {
      if (fact.type !== 'leg.refer') return nothing;
      const transfer = await loadTransfer(tx, key);
      if (transfer?.phase !== 'connected' || transfer.winner.legId !== fact.legId)
        return refused(fact, 603, 'You are not live with a lead on this call.');
      const { agentId, name } = transfer.winner;
      if (agentId === null) return refused(fact, 603, 'Only an agent passes a lead on.');
      const no = (status: number, words: string): Made => ({
        ...refused(fact, status, words),
        facts: [
          {
            type: 'transfer.pass-refused',
            transferId: transfer.id,
            leadId: transfer.leadId,
            agentId,
            agentName: name,
            words,
          },
        ],
      });
      if (transfer.pass) return no(603, `You are passing ${transfer.spec.leadName} on already.`);
      try {
        const named = { ...transfer, by: agentId };
        const { legId, referId, replaces } = fact;
        const mode = replaces === undefined ? 'cold' : 'warm';
        const wish = { to: await wanted(tx, rules, fact, named), mode } as const;
        const to = await passTarget({ ...rules, db: tx }, named, wish, nowMs);
        const asked: Fact = {
          type: 'transfer.pass-asked',
          transferId: transfer.id,
          agentId,
          mode,
          ...to,
          note: '',
          phone: { legId, referId, ...(replaces === undefined ? {} : { replaces }) },
        };
        return { ...nothing, facts: [asked] };
      } catch (error) {
        if (error instanceof BatonError) return no(statusOf(error), error.message);
        throw error;
      }
    },
  };
}

function refused({ callId, legId, referId }: Refer, status: number, words: string): Made {
  return {
    ...nothing,
    orders: [{ type: 'leg.tell-refer', callId, legId, referId, status, words }],
  };
}

/** @throws BatonError where nobody is meant, or the second has no phone that could take the call over */
async function wanted(
  tx: Tx,
  { settings, demo }: Omit<PassRules, 'db'>,
  { to, replaces }: Refer,
  transfer: Connected,
): Promise<WantedTarget> {
  const colleague = to.kind === 'registered' ? await agentOfPhone(tx, to.user) : null;
  if (replaces !== undefined && colleague?.isTheirPhone !== true)
    throw new BatonError(
      'NOT_FOUND',
      `${transfer.spec.leadName} can be handed over in a call with a colleague's desk phone alone.`,
    );
  if (colleague !== null) return { kind: 'agent', agentId: colleague.agentId };
  const uri = to.kind === 'registered' ? `sip:${to.user}` : to.uri;
  const parsed = parseUri(uri);
  const dialled = parsed.ok ? userOf(parsed.value) : '';
  if (dialled === ANYONE) return { kind: 'anyone' };
  // The list names addresses without parameters. A phone writes its own house behind a number: then the number counts.
  const address = uri.replace(/[;?].*$/, '');
  const isListed = outsideTarget(settings.outsideTargets, address, demo) !== null;
  return { kind: 'outside', to: isListed || dialled === '' ? address : dialled };
}

async function agentOfPhone(
  tx: Tx,
  user: string,
): Promise<{ agentId: string; isTheirPhone: boolean } | null> {
  const { rows } = await tx.query<{ agent_id: string }>({
    name: 'agent-of-phone',
    text: 'select agent_id from baton.sip_phones where sip_user = $1',
    values: [user],
  });
  const agentId = rows[0]?.agent_id;
  const agent = agentId === undefined ? null : await loadAgent(tx, agentId);
  if (agent === null) return null;
  const { target } = agent;
  return { agentId: agent.id, isTheirPhone: target.kind === 'registered' && target.user === user };
}
