/**
 * What every telephony implementation must do, as tests. The numbers in the titles are those of the musts and
 * must-nots in ports/telephony.ts. The far ends are real parties on the implementation's own wire.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tonePowerDb } from '../media/goertzel.ts';
import type { Target, Telephony, TelephonyEvent } from '../ports/telephony.ts';

/** A far end. It rings when dialled and does nothing by itself; while in a call it sends its tone without a pause. */
export interface ContractPhone {
  target: Target;
  isRinging(legId: string): boolean;
  /** When it was told to stop ringing (performance.now, ms). */
  stoppedAtMs(legId: string): number | undefined;
  answer(legId: string): void;
  decline(legId: string): void;
  hangup(legId: string): void;
  press(legId: string, key: string): void;
  /** Mono 8 kHz samples heard from now for so long. */
  listen(forMs: number): Promise<Int16Array>;
  close(): Promise<void>;
}

export interface ContractHarness {
  telephony: Telephony;
  openPhone(name: string, toneHz: number): Promise<ContractPhone>;
  /** A target that exists in form and can never be reached. */
  nowhere: Target;
  close(): Promise<void>;
}

const HEARD_DB = -35;
const UNHEARD_DB = -60;
/** Sound that was on its way when the arrangement changed has passed by then: jitter buffers and one frame. */
const SETTLE_MS = 300;
const LISTEN_MS = 400;
/** Far from each other's overtones and from the sums and differences that companding makes of two of them. */
const TONES = { lead: 620, ana: 1_110, ben: 1_790 };
const from = { number: '+15125550100', name: 'Northside Quotes' };

/** Runs the suite against what `open` makes. */
export function telephonyContract(name: string, open: () => Promise<ContractHarness>): void {
  describe(`telephony contract: ${name}`, () => {
    let harness: ContractHarness;
    let lead: ContractPhone;
    let ana: ContractPhone;
    let ben: ContractPhone;
    let events: TelephonyEvent[] = [];
    let count = 0;
    let callId = '';

    beforeAll(async () => {
      harness = await open();
      harness.telephony.onEvent((event) => events.push(event));
      await harness.telephony.start();
      lead = await harness.openPhone('lead', TONES.lead);
      ana = await harness.openPhone('ana', TONES.ana);
      ben = await harness.openPhone('ben', TONES.ben);
    });
    afterAll(async () => {
      for (const phone of [lead, ana, ben]) await phone?.close();
      await harness?.close();
    });
    beforeEach(async () => {
      for (const { legId } of await harness.telephony.liveLegs())
        await harness.telephony.hangup(legId, 'hung-up');
      await expect.poll(() => harness.telephony.liveLegs()).toHaveLength(0);
      events = [];
      count += 1;
      callId = `call-${count}`;
    });

    const id = (leg: string): string => `${callId}/${leg}`;
    const dial = (leg: string, phone: { target: Target }, ringTimeoutMs = 20_000): Promise<void> =>
      harness.telephony.dial({ callId, legId: id(leg), target: phone.target, from, ringTimeoutMs });
    const of = (leg: string): string[] =>
      events.flatMap((event) => ('legId' in event && event.legId === id(leg) ? [event.type] : []));
    const seen = (type: TelephonyEvent['type']) => events.filter((event) => event.type === type);
    const until = async (what: () => boolean, limitMs = 5_000): Promise<void> => {
      await expect.poll(what, { timeout: limitMs, interval: 5 }).toBe(true);
    };
    const connect = async (leg: string, phone: ContractPhone): Promise<void> => {
      await dial(leg, phone);
      await until(() => phone.isRinging(id(leg)));
      phone.answer(id(leg));
      await until(() => of(leg).includes('leg.answered'));
    };
    const hears = async (phone: ContractPhone): Promise<string[]> => {
      const samples = await phone.listen(LISTEN_MS);
      expect(samples.length).toBeGreaterThan(LISTEN_MS * 4);
      return Object.entries(TONES).flatMap(([tone, hz]) => {
        const db = tonePowerDb(samples, hz, 8_000);
        if (db > HEARD_DB) return [tone];
        expect(db, `${tone} is neither heard nor silent`).toBeLessThan(UNHEARD_DB);
        return [];
      });
    };
    const arrange = async (
      revision: number,
      matrix: Record<string, string[]>,
      plays: Parameters<Telephony['arrange']>[0]['plays'] = [],
    ): Promise<void> => {
      const named = Object.entries(matrix).map(([leg, sources]) => [
        id(leg),
        sources.map((source) => (plays.some((play) => play.sourceId === source) ? source : id(source))),
      ]);
      await harness.telephony.arrange({ callId, revision, hears: Object.fromEntries(named), plays });
      await until(() =>
        events.some((e) => e.type === 'call.arranged' && e.callId === callId && e.revision === revision),
      );
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    };

    it('1: the same dial twice rings once, and an ended leg is not dialled again', async () => {
      await dial('a', ana);
      await dial('a', ana);
      await until(() => ana.isRinging(id('a')));
      await harness.telephony.hangup(id('a'), 'cancelled');
      await dial('a', ana);
      await until(() => of('a').includes('leg.ended'));
      expect(of('a')).toEqual(['leg.ringing', 'leg.ended']);
      expect(await harness.telephony.liveLegs()).toHaveLength(0);
    });

    it('2 and 6: facts come in order; answered only after the far end answered; ended exactly once', async () => {
      await dial('a', ana);
      await until(() => of('a').includes('leg.ringing'));
      expect(of('a')).toEqual(['leg.ringing']);
      ana.answer(id('a'));
      await until(() => of('a').includes('leg.heard'));
      ana.hangup(id('a'));
      await until(() => of('a').includes('leg.ended'));
      await harness.telephony.hangup(id('a'), 'hung-up');
      expect(of('a')).toEqual(['leg.ringing', 'leg.answered', 'leg.heard', 'leg.ended']);
      expect(seen('leg.ended')[0]).toMatchObject({ by: 'them', cause: 'hung-up' });
    });

    it('2: a declined, an unanswered and an unreachable leg end with their causes', async () => {
      await dial('a', ana);
      await dial('b', ben, 300);
      await harness.telephony.dial({
        callId,
        legId: id('n'),
        target: harness.nowhere,
        from,
        ringTimeoutMs: 2_000,
      });
      await until(() => ana.isRinging(id('a')));
      ana.decline(id('a'));
      await until(() => seen('leg.ended').length === 3);
      const ends = Object.fromEntries(seen('leg.ended').map((e) => [(e as { legId: string }).legId, e]));
      expect(ends[id('a')]).toMatchObject({ by: 'them', cause: 'rejected' });
      expect(ends[id('b')]).toMatchObject({ by: 'us', cause: 'no-answer' });
      expect(ends[id('n')]).toMatchObject({ by: 'network', cause: 'unreachable' });
    });

    it('3 and 10: legs hear what they are arranged to hear and nothing else', async () => {
      await connect('lead', lead);
      await connect('ana', ana);
      await connect('ben', ben);
      expect(await hears(lead)).toEqual([]);
      await arrange(1, { lead: ['ana'], ana: ['lead'] });
      expect(await Promise.all([hears(lead), hears(ana), hears(ben)])).toEqual([['ana'], ['lead'], []]);
      await arrange(2, { lead: ['ana', 'ben'], ana: ['lead', 'ben'], ben: ['lead', 'ana'] });
      expect(await Promise.all([hears(lead), hears(ana), hears(ben)])).toEqual([
        ['ana', 'ben'],
        ['lead', 'ben'],
        ['lead', 'ana'],
      ]);
      await arrange(3, { ben: ['lead', 'ana'] });
      expect(await Promise.all([hears(lead), hears(ana), hears(ben)])).toEqual([[], [], ['lead', 'ana']]);
    });

    it('3: an older revision that arrives late changes nothing', async () => {
      await connect('lead', lead);
      await connect('ana', ana);
      await arrange(5, { lead: ['ana'] });
      await harness.telephony.arrange({
        callId,
        revision: 4,
        hears: { [id('ana')]: [id('lead')] },
        plays: [],
      });
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      expect(await Promise.all([hears(lead), hears(ana)])).toEqual([['ana'], []]);
      expect(seen('call.arranged').map((e) => (e as { revision: number }).revision)).toEqual([5]);
    });

    it('plays: a whisper is heard by one leg only, ends once, and does not begin again', async () => {
      await connect('lead', lead);
      await connect('ana', ana);
      const pcm = Int16Array.from(
        { length: 12_000 },
        (_, i) => 6_000 * Math.sin((2 * Math.PI * TONES.ben * i) / 8_000),
      );
      const brief = { sourceId: `${callId}/brief`, audio: { kind: 'samples' as const, pcm }, loop: false };
      await arrange(1, { ana: [brief.sourceId] }, [brief]);
      expect(await Promise.all([hears(lead), hears(ana)])).toEqual([[], ['ben']]);
      await until(() => seen('play.finished').length === 1);
      await arrange(2, { ana: [brief.sourceId] }, [brief]);
      expect(await hears(ana)).toEqual([]);
      expect(seen('play.finished')).toHaveLength(1);
    });

    it('plays: hold audio goes on over a new arrangement, and stops when nobody hears it', async () => {
      await connect('lead', lead);
      const hold = {
        sourceId: `${callId}/hold`,
        audio: { kind: 'tone' as const, name: 'hold' as const },
        loop: true,
      };
      await arrange(1, { lead: [hold.sourceId] }, [hold]);
      expect(peak(await lead.listen(600))).toBeGreaterThan(500);
      await arrange(2, { lead: [hold.sourceId] }, [hold]);
      expect(peak(await lead.listen(600))).toBeGreaterThan(500);
      await arrange(3, { lead: [] });
      expect(peak(await lead.listen(400))).toBeLessThan(50);
      expect(seen('play.finished')).toHaveLength(0);
    });

    it('4: a key counts on the leg it was pressed on, once', async () => {
      await connect('lead', lead);
      await connect('ana', ana);
      await arrange(1, { lead: ['ana'], ana: ['lead'] });
      ana.press(id('ana'), '1');
      await until(() => seen('leg.key').length > 0);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      expect(seen('leg.key')).toEqual([{ type: 'leg.key', callId, legId: id('ana'), key: '1' }]);
    });

    it('5: a ringing leg stops within 100 ms', async () => {
      await dial('a', ana);
      await dial('b', ben);
      await until(() => ana.isRinging(id('a')) && ben.isRinging(id('b')));
      const orderedMs = performance.now();
      await harness.telephony.hangup(id('b'), 'taken', 'Taken by Ana');
      await until(() => ben.stoppedAtMs(id('b')) !== undefined);
      expect(ben.stoppedAtMs(id('b'))! - orderedMs).toBeLessThan(100);
      expect(ana.isRinging(id('a'))).toBe(true);
      expect(seen('leg.ended')).toMatchObject([{ legId: id('b'), by: 'us', cause: 'taken' }]);
    });

    it('7: hanging up an unknown or ended leg does nothing', async () => {
      await harness.telephony.hangup(id('never'), 'hung-up');
      expect(events).toEqual([]);
    });

    it('8: when one side leaves, the other stays until it is told', async () => {
      await connect('lead', lead);
      await connect('ana', ana);
      await arrange(1, { lead: ['ana'], ana: ['lead'] });
      ana.hangup(id('ana'));
      await until(() => of('ana').includes('leg.ended'));
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      expect(await harness.telephony.liveLegs()).toEqual([{ callId, legId: id('lead') }]);
      expect(await hears(lead)).toEqual([]);
    });

    it('9: orders return at once, whatever is playing', async () => {
      await connect('lead', lead);
      const pcm = new Int16Array(8_000 * 60);
      const beganMs = performance.now();
      await harness.telephony.arrange({
        callId,
        revision: 1,
        hears: { [id('lead')]: ['long'] },
        plays: [{ sourceId: 'long', audio: { kind: 'samples', pcm }, loop: false }],
      });
      expect(performance.now() - beganMs).toBeLessThan(100);
    });
  });
}

function peak(samples: Int16Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}
