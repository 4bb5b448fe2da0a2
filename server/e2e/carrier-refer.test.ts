/**
 * A cold pass to a number outside on a lead whose carrier is set to take it: the carrier gets REFER, and is followed by NOTIFY. The
 * carrier and the agents' phones are our own, on real sockets; a carrier that refuses is met with a bridge and an honest record.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneCall } from '../src/adapters/sip/test-phone.ts';
import type { Core } from '../src/app/core.ts';
import { sipCommands } from '../src/app/sip-commands.ts';
import type { PendingRefer } from '../src/sip/index.ts';
import { testDatabase } from '../src/testing/pg.ts';
import { liveLeads, statuses } from './live-lead.ts';
import { openPhoneFloor, type PhoneFloor } from './phone-floor.ts';

const LIMIT_MS = 240_000;
const CLAIMS = '+15125550177';

describe('a cold pass that leaves by REFER', () => {
  const db = testDatabase();
  let world: PhoneFloor;
  const { live, hears, factsOf, stateOf, letGo, allFree } = liveLeads(() => world, db, 400);
  beforeAll(async () => {
    const outsideTargets = [{ name: 'Claims desk', to: CLAIMS }];
    // The carrier's line sends one tone without a pause, which no person does.
    const settings = { outsideTargets, detectMachines: false, wrapUpMs: 100 };
    world = await openPhoneFloor(db.pool, ['ana'], {
      settings,
      trunkWish: async ({ sipPort }) => ({
        server: `sip:127.0.0.1:${sipPort}`,
        registers: false,
        transfers: 'refer',
      }),
    });
  }, LIMIT_MS);
  afterAll(() => world?.close());
  afterEach(async () => {
    await letGo();
    await allFree();
  }, LIMIT_MS);

  /** What the carrier is asked. */
  const asked = async (lead: PhoneCall): Promise<PendingRefer> => {
    const refers = () => lead.events.flatMap((event) => (event.type === 'refer' ? [event.refer] : []));
    await world.until(() => refers().length > 0);
    return refers()[0]!;
  };

  it(
    "the carrier takes the lead there: Ana's key is told, she is let go, and the call is over for us",
    async () => {
      const { id, lead, anas } = await live();
      expect((await anas.sip.refer(`sip:${CLAIMS}@127.0.0.1`)).status).toBe(202);
      const refer = await asked(lead);
      expect(refer.target).toBe(`sip:${CLAIMS}@127.0.0.1;user=phone`);
      expect(refer.referredBy).toContain('sip:');
      refer.accept();
      refer.report(180);
      await world.until(() => statuses(anas).includes(180));
      // The carrier said that it rings; the lead is still Ana's.
      expect(anas.stoppedAtMs).toBeUndefined();
      const dialled = world.carrier.calls.length;
      refer.report(200);
      await world.until(() => lead.stoppedAtMs !== undefined && anas.stoppedAtMs !== undefined);
      await world.until(() => factsOf('transfer.ended', id).length === 1);
      expect(factsOf('transfer.passed', id)).toMatchObject([
        { fromAgentId: 'agent-ana', agentId: null, agentName: 'Claims desk', mode: 'cold' },
      ]);
      expect(factsOf('transfer.ended', id)[0]).toMatchObject({
        outcome: 'connected',
        detail: expect.stringMatching(/^The carrier took .* to Claims desk\.$/),
      });
      expect(factsOf('agent.wrap-up', id)).toMatchObject([{ agentId: 'agent-ana' }]);
      await world.until(() => statuses(anas).includes(200));
      expect(world.carrier.calls, 'nobody was dialled').toHaveLength(dialled);
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'the carrier refuses: the record says with what, the number is dialled here, and who answers has the lead',
    async () => {
      const { id, lead, anas } = await live();
      expect((await anas.sip.refer(`sip:${CLAIMS}@127.0.0.1`)).status).toBe(202);
      const dialled = world.carrier.calls.length;
      (await asked(lead)).reject(403, 'No transfers on this line.');
      await world.until(() => world.carrier.calls.length > dialled);
      expect(factsOf('transfer.pass-bridged', id)).toMatchObject([
        {
          words: expect.stringMatching(/It answered 403 Forbidden: No transfers on this line\. Baton dials/),
        },
      ]);
      const claims = world.carrier.calls.at(-1)!;
      expect(claims.invite!.number).toBe(CLAIMS);
      claims.answer();
      await world.until(() => anas.stoppedAtMs !== undefined);
      expect(factsOf('transfer.passed', id)).toMatchObject([{ agentId: null, agentName: 'Claims desk' }]);
      expect(lead.stoppedAtMs).toBeUndefined();
      lead.sip.bye();
      await world.until(() => claims.stoppedAtMs !== undefined);
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'nobody answers there: the lead stays with Ana, whose phone is told why',
    async () => {
      const { id, lead, anas, ana } = await live();
      expect((await anas.sip.refer(`sip:${CLAIMS}@127.0.0.1`)).status).toBe(202);
      const refer = await asked(lead);
      refer.accept();
      refer.report(480);
      await world.until(() => statuses(anas).includes(408));
      expect(factsOf('transfer.pass-ended', id)).toMatchObject([{ why: 'missed' }]);
      expect(factsOf('transfer.pass-bridged', id)).toEqual([]);
      await hears(ana, 'lead');
      expect((await stateOf(id)).phase).toBe('connected');
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'is refused when it is set for a carrier that is not there, or says that it takes no REFER',
    async () => {
      const commands = sipCommands({
        db: db.pool,
        id: () => crypto.randomUUID(),
        sip: world.side,
      } as unknown as Core);
      const actor = { kind: 'local', id: 'local', name: 'test', role: 'admin', agentId: null } as const;
      const call = {
        id: 'trunk-1',
        query: undefined,
        scope: { kind: 'all' },
        requestKey: null,
        nowMs: world.floor.clock.nowMs(),
      } as const;
      const stored = async (): Promise<string> => {
        const { rows } = await db.pool.query<{ transfers: string }>(
          `select transfers from baton.sip_trunks where id = 'trunk-1'`,
        );
        return rows[0]!.transfers;
      };
      await commands.editTrunk(actor, { ...call, body: { transfers: 'bridge' } });
      expect(await stored()).toBe('bridge');
      const { sip } = world.side.telephony!;
      const withAnswer = async (answer: Awaited<ReturnType<typeof sip.ping>>): Promise<unknown> => {
        const real = sip.ping;
        sip.ping = async () => answer;
        return commands
          .editTrunk(actor, { ...call, body: { transfers: 'refer' } })
          .catch((error: unknown) => error)
          .finally(() => {
            sip.ping = real;
          });
      };
      expect(
        await withAnswer({ status: 200, reason: 'OK', tookMs: 1, allows: ['INVITE', 'ACK', 'BYE'] }),
      ).toMatchObject({
        code: 'VALIDATION',
        message: expect.stringContaining('INVITE, ACK, BYE and no REFER'),
      });
      expect(await withAnswer({ status: 0, reason: 'timed-out', tookMs: 1 })).toMatchObject({
        code: 'VALIDATION',
        message: expect.stringContaining('No answer'),
      });
      expect(await stored()).toBe('bridge');
      // One that does not say is not known to be unable; where it refuses a call, that call is bridged and says so.
      expect(await withAnswer({ status: 404, reason: 'Not Found', tookMs: 1 })).toEqual({ ok: true });
      await commands.editTrunk(actor, { ...call, body: { transfers: 'bridge' } });
      // The carrier itself is asked.
      await commands.editTrunk(actor, { ...call, body: { transfers: 'refer' } });
      expect(await stored()).toBe('refer');
      expect((await commands.sipTrunks(actor, { ...call, body: undefined })).trunks[0]).toMatchObject({
        transfers: 'refer',
      });
    },
    LIMIT_MS,
  );
});
