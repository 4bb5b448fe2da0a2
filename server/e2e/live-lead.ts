/** A lead who called in and talks with Ana, on a floor of telephones; and what can be asked of that floor. */

import type { Pool } from '../src/adapters/postgres/pool.ts';
import type { PhoneCall, TestPhone } from '../src/adapters/sip/test-phone.ts';
import type { Fact } from '../src/kernel/events.ts';
import type { Transfer } from '../src/transfer/transfer.ts';
import { OUR_NUMBER, type PhoneFloor } from './phone-floor.ts';

export interface LiveLead {
  /** The transfer's. */
  id: string;
  lead: PhoneCall;
  anas: PhoneCall;
  ana: TestPhone;
}

/** @param open the floor, once it is open; each lead calls from the number after `from` */
export function liveLeads(open: () => PhoneFloor, db: { pool: Pool }, from: number) {
  let caller = from;
  const ringing = (phone: TestPhone): PhoneCall | undefined => phone.calls.findLast((call) => call.ringing);
  const rings = async (phone: TestPhone): Promise<PhoneCall> => {
    await open().until(() => ringing(phone) !== undefined);
    return ringing(phone)!;
  };
  /** Nothing but this party. */
  const hears = (phone: TestPhone, who: string): Promise<void> =>
    open().until(async () => (await open().heard(phone)).join() === who);
  /** Asked by voice, an agent takes the lead by key 1. */
  const takesIt = async (phone: TestPhone): Promise<PhoneCall> => {
    const call = await rings(phone);
    call.answer();
    await open().until(async () => (await open().heard(phone, 200)).includes('question'));
    phone.press('1');
    return call;
  };
  return {
    ringing,
    rings,
    hears,
    takesIt,
    async live(): Promise<LiveLead> {
      const world = open();
      const { ana } = world.phones as { ana: TestPhone };
      const joined = () => world.floor.facts.filter(({ fact }) => fact.type === 'transfer.joined').length;
      const before = joined();
      const lead = world.carrier.dial(world.uriOf(OUR_NUMBER), { from: `+15125550${++caller}` });
      await world.until(() => lead.answeredAtMs !== undefined);
      await world.until(async () => (await world.heard(world.carrier, 200)).includes('greeting'));
      world.carrier.press('1');
      const anas = await takesIt(ana);
      await world.until(() => joined() > before);
      await hears(world.carrier, 'ana');
      await hears(ana, 'lead');
      return { id: world.fact('transfer.joined')!.transferId, lead, anas, ana };
    },
    /** Every fact of a type about one transfer, in order. */
    factsOf: <T extends Fact['type']>(type: T, id: string): Extract<Fact, { type: T }>[] =>
      open().floor.facts.flatMap(({ fact }) =>
        fact.type === type && 'transferId' in fact && fact.transferId === id
          ? [fact as Extract<Fact, { type: T }>]
          : [],
      ),
    async stateOf(id: string): Promise<Transfer> {
      const { rows } = await db.pool.query<{ state: Transfer }>(
        'select state from baton.transfers where id = $1',
        [id],
      );
      return rows[0]!.state;
    },
    /** Every line is let go. How a test that failed leaves the next one. */
    async letGo(): Promise<void> {
      const telephony = open().side.telephony!;
      for (const { legId } of await telephony.liveLegs()) await telephony.hangup(legId, 'hung-up');
    },
    allFree: (): Promise<void> =>
      open().until(async () => {
        const { rows } = await db.pool.query(
          `select 1 from baton.agents where state->'hold' <> 'null'::jsonb`,
        );
        return rows.length === 0;
      }),
  };
}

/** What a phone was told of its key, by status: datagrams may overtake each other. */
export const told = (call: PhoneCall): { status: number; words?: string }[] =>
  call.events
    .flatMap((event) =>
      event.type === 'transfer'
        ? [{ status: event.status, ...(event.words === undefined ? {} : { words: event.words }) }]
        : [],
    )
    .sort((a, b) => a.status - b.status);

export const statuses = (call: PhoneCall): number[] => told(call).map(({ status }) => status);
