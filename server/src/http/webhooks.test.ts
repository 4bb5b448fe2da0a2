import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webhookEvents } from '../../../contract/api.ts';
import { withTransaction } from '../adapters/postgres/pool.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import type { Fact } from '../kernel/events.ts';
import { testDatabase } from '../testing/pg.ts';
import { createLogger } from './log.ts';
import { createWebhookDispatcher, type Dispatcher, type DispatcherOptions } from './webhook-dispatcher.ts';
import { tellOf } from './webhook-events.ts';
import { enqueueWebhooks } from './webhook-queue.ts';
import { MOST_TRIES, retryDelayMs } from './webhook-retry.ts';
import { signatureFits } from './webhook-signature.ts';
import { isPrivateAddress, urlFault } from './webhook-target.ts';
import {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  resendDelivery,
  rotateSecret,
} from './webhooks.ts';

const db = testDatabase();
const log = createLogger({ level: 'silent' });
let nowMs = Date.now();
/** Wall time stands still unless a test moves it; pauses are real. */
const clock: Clock = { ...systemClock, nowMs: () => nowMs };
let count = 0;
const id = () => `id${String(++count).padStart(6, '0')}`;

interface Got {
  path: string;
  body: string;
  signature: string;
  delivery: string;
}
let receiver: Server;
let url: string;
let got: Got[] = [];
let answers: ((path: string) => number | 'hang') | null = null;
beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const header = (name: string) => String(request.headers[name]);
      const path = request.url ?? '';
      got.push({ path, body, signature: header('baton-signature'), delivery: header('baton-delivery') });
      const answer = answers?.(path) ?? 200;
      if (answer !== 'hang')
        response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end('x');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterAll(() => {
  receiver.closeAllConnections();
  receiver.close();
});
beforeEach(async () => {
  got = [];
  answers = null;
  await db.pool.query('truncate baton.webhooks cascade');
});

const dispatcher = (options: Partial<DispatcherOptions> = {}): Dispatcher =>
  createWebhookDispatcher({
    pool: db.pool,
    clock,
    log,
    id,
    random: () => 0.5,
    allowPrivate: true,
    ...options,
  });
const joined = (transferId = 't1'): Fact => ({
  type: 'transfer.joined',
  transferId,
  leadId: 'l1',
  agentId: 'a1',
  agentName: 'Ana',
});
const enqueue = (...facts: Fact[]) =>
  withTransaction(db.pool, (tx) =>
    enqueueWebhooks({ query: (s) => tx.query(s) as never }, facts, { nowMs, id }),
  );

describe('facts that are told', () => {
  it('every event of the contract comes from some fact', () => {
    const base = {
      leadId: 'l',
      transferId: 't',
      agentId: 'a',
      agentName: 'A',
      agents: [],
      to: [],
      brief: { headline: 'h' },
    };
    const types = [
      'lead.created',
      'lead.ready',
      'lead.booked',
      'consent.revoked',
      'transfer.requested',
      'transfer.offered',
      'transfer.accepted',
      'transfer.joined',
      'transfer.passing',
      'transfer.passed',
      'transfer.pass-ended',
      'transfer.ended',
      'agent.disposition',
    ];
    const told = types.map((type) => tellOf({ ...base, type } as unknown as Fact)?.event);
    expect(told.sort()).toEqual([...webhookEvents].sort());
    expect(tellOf({ type: 'brief.done', transferId: 't' })).toBeNull();
  });

  it('an opt-out is told without the words of the lead', () => {
    const told = tellOf({ type: 'consent.revoked', leadId: 'l', words: 'stop, this is Maria', by: 'lead' });
    expect(JSON.stringify(told)).not.toContain('Maria');
  });
});

describe('a delivery', () => {
  it('is signed over time and body, and logged', async () => {
    const { secret, webhookId } = await createWebhook(
      db.pool,
      { id: id(), url: `${url}/a`, events: ['transfer.joined'] },
      nowMs,
    );
    expect(await enqueue(joined(), { type: 'brief.done', transferId: 't1' })).toBe(1);
    await dispatcher().settle();
    expect(got).toHaveLength(1);
    const { body, signature } = got[0]!;
    expect(JSON.parse(body)).toMatchObject({
      event: 'transfer.joined',
      atMs: nowMs,
      data: { transferId: 't1', agentName: 'Ana' },
    });
    expect(signatureFits(signature, body, secret, nowMs)).toBe(true);
    expect(signatureFits(signature, `${body} `, secret, nowMs)).toBe(false);
    expect(signatureFits(signature, body, 'other', nowMs)).toBe(false);
    expect(signatureFits(signature, body, secret, nowMs + 301_000)).toBe(false);
    expect(await listDeliveries(db.pool, webhookId)).toMatchObject([
      { status: 'delivered', httpStatus: 200, tries: 1 },
    ]);
  });

  it('is checked by the example of the documents', async () => {
    const { secret } = await createWebhook(
      db.pool,
      { id: id(), url: `${url}/a`, events: ['transfer.joined'] },
      nowMs,
    );
    await enqueue(joined());
    const startMs = nowMs;
    nowMs = Date.now();
    await dispatcher().settle();
    nowMs = startMs;
    const text = await readFile(new URL('../../../docs/API.md', import.meta.url), 'utf8');
    const example = /```js\n([\s\S]*?)```/.exec(text)![1]!;
    const module = (await import(`data:text/javascript,${encodeURIComponent(example)}`)) as {
      isFromBaton(header: string, body: string, secret: string): boolean;
    };
    const { signature, body } = got[0]!;
    expect(module.isFromBaton(signature, body, secret)).toBe(true);
    expect(module.isFromBaton(signature, body.replace('Ana', 'Eve'), secret)).toBe(false);
    expect(module.isFromBaton(signature, body, 'whsec_other')).toBe(false);
    expect(module.isFromBaton(signature.replace(/t=\d+/, 't=1'), body, secret)).toBe(false);
    expect(module.isFromBaton('', body, secret)).toBe(false);
  });

  it('goes to the webhooks that asked for the event, and to none after a rollback', async () => {
    await createWebhook(
      db.pool,
      { id: id(), url: `${url}/joined`, events: ['transfer.joined', 'transfer.ended'] },
      nowMs,
    );
    await createWebhook(db.pool, { id: id(), url: `${url}/ended`, events: ['transfer.ended'] }, nowMs);
    const failing = withTransaction(db.pool, async (tx) => {
      await enqueueWebhooks({ query: (s) => tx.query(s) as never }, [joined('rolled-back')], { nowMs, id });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await enqueue(joined());
    await dispatcher().settle();
    expect(got.map((one) => one.path)).toEqual(['/joined']);
    expect(got[0]!.body).not.toContain('rolled-back');
  });

  it('that fails is tried again with growing pauses, the same bytes, and given up after the last try', async () => {
    const { webhookId } = await createWebhook(db.pool, { id: id(), url, events: ['transfer.joined'] }, nowMs);
    answers = () => 500;
    await enqueue(joined());
    const startMs = nowMs;
    const sender = dispatcher();
    for (let round = 1; round <= MOST_TRIES; round++) {
      await sender.settle();
      expect(got).toHaveLength(round);
      const [one] = (await listDeliveries(db.pool, webhookId))!;
      expect(one).toMatchObject({
        tries: round,
        httpStatus: 500,
        status: round < MOST_TRIES ? 'pending' : 'failed',
      });
      if (one!.nextTryAtMs !== null) {
        nowMs = one!.nextTryAtMs - 1;
        await sender.settle();
        expect(got).toHaveLength(round);
        nowMs += 1;
      }
    }
    expect(new Set(got.map((one) => one.body)).size).toBe(1);
    expect(await listWebhooks(db.pool)).toMatchObject([{ failingSinceMs: startMs }]);
    answers = null;
    const [one] = (await listDeliveries(db.pool, webhookId))!;
    expect(await resendDelivery(db.pool, one!.deliveryId, nowMs)).toBe(true);
    await sender.settle();
    expect(await listDeliveries(db.pool, webhookId)).toMatchObject([{ status: 'delivered', tries: 1 }]);
    expect(await listWebhooks(db.pool)).toMatchObject([{ failingSinceMs: null }]);
  });

  it('does not follow redirects, stops at 410, and counts silence as failure', async () => {
    const { webhookId } = await createWebhook(db.pool, { id: id(), url, events: ['transfer.joined'] }, nowMs);
    answers = () => 302;
    await enqueue(joined());
    await dispatcher().settle();
    expect(got.map((one) => one.path)).toEqual(['/']);
    answers = () => 410;
    await enqueue(joined());
    await dispatcher().settle();
    answers = () => 'hang';
    await enqueue(joined());
    await dispatcher({ timeoutMs: 50 }).settle();
    const states = (await listDeliveries(db.pool, webhookId))!.map((one) => [one.status, one.httpStatus]);
    expect(states).toEqual(
      expect.arrayContaining([
        ['pending', 302],
        ['failed', 410],
        ['pending', null],
      ]),
    );
  });

  it('is sent once by two dispatchers, and taken over from a dead one when its lease ends', async () => {
    await createWebhook(db.pool, { id: id(), url, events: ['transfer.joined'] }, nowMs);
    await enqueue(...Array.from({ length: 30 }, (_, i) => joined(`t${i}`)));
    await Promise.all([dispatcher().settle(), dispatcher().settle()]);
    expect(got).toHaveLength(30);
    expect(new Set(got.map((one) => one.delivery)).size).toBe(30);
    await enqueue(joined('left'));
    await db.pool.query(
      `update baton.webhook_deliveries set lease_until_ms = $1, lease_owner = 'dead' where status = 'pending'`,
      [nowMs + 60_000],
    );
    await dispatcher().settle();
    expect(got).toHaveLength(30);
    nowMs += 60_000;
    await dispatcher().settle();
    expect(got).toHaveLength(31);
  });

  it('to a silent receiver does not hold up the others', async () => {
    await createWebhook(db.pool, { id: id(), url: `${url}/slow`, events: ['transfer.joined'] }, nowMs);
    await createWebhook(db.pool, { id: id(), url: `${url}/quick`, events: ['transfer.joined'] }, nowMs);
    answers = (path) => (path === '/slow' ? 'hang' : 200);
    await enqueue(...Array.from({ length: 20 }, (_, i) => joined(`t${i}`)));
    const sender = dispatcher({ timeoutMs: 3_000 });
    sender.start();
    await expect.poll(() => got.filter((one) => one.path === '/quick').length, { timeout: 2_500 }).toBe(20);
    expect(got.filter((one) => one.path === '/slow').length).toBeLessThanOrEqual(4);
    await sender.stop();
  });

  it('is signed with both secrets while one is rotated, then with the new one', async () => {
    const made = await createWebhook(db.pool, { id: id(), url, events: ['transfer.joined'] }, nowMs);
    const { secret } = (await rotateSecret(db.pool, made.webhookId, nowMs))!;
    await enqueue(joined());
    await dispatcher().settle();
    for (const one of [secret, made.secret])
      expect(signatureFits(got[0]!.signature, got[0]!.body, one, nowMs)).toBe(true);
    nowMs += 86_400_001;
    await enqueue(joined());
    await dispatcher().settle();
    expect(signatureFits(got[1]!.signature, got[1]!.body, made.secret, nowMs)).toBe(false);
    expect(signatureFits(got[1]!.signature, got[1]!.body, secret, nowMs)).toBe(true);
  });

  it('of a removed webhook is not sent', async () => {
    const { webhookId } = await createWebhook(db.pool, { id: id(), url, events: ['transfer.joined'] }, nowMs);
    await enqueue(joined());
    expect(await deleteWebhook(db.pool, webhookId, nowMs)).toBe(true);
    await dispatcher().settle();
    expect(got).toEqual([]);
    expect(await deleteWebhook(db.pool, webhookId, nowMs)).toBe(false);
  });
});

describe('where webhooks may go', () => {
  it.each([
    ['https://example.com/hook', false, true],
    ['http://example.com/hook', false, false],
    ['https://127.0.0.1/', false, false],
    ['https://localhost/', false, false],
    ['https://[::1]/', false, false],
    ['https://[::ffff:10.0.0.1]/', false, false],
    ['https://169.254.169.254/latest/meta-data', false, false],
    ['https://2130706433/', false, false],
    ['https://user:pw@example.com/', false, false],
    ['ftp://example.com/', true, false],
    ['http://127.0.0.1:9000/', true, true],
  ])('%s (private allowed: %s) -> %s', (text, allowPrivate, fine) => {
    expect(urlFault(text, allowPrivate) === null).toBe(fine);
  });

  it('a name that leads to a private address is refused when connecting', async () => {
    const { webhookId } = await createWebhook(
      db.pool,
      { id: id(), url: 'https://hooks.example.com/', events: ['transfer.joined'] },
      nowMs,
    );
    await enqueue(joined());
    const lookup = ((_name: string, _options: unknown, callback: (e: null, a: unknown) => void) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }])) as unknown as NonNullable<
      DispatcherOptions['lookup']
    >;
    await dispatcher({ allowPrivate: false, lookup }).settle();
    const stored = await db.pool.query(
      'select last_error from baton.webhook_deliveries where webhook_id = $1',
      [webhookId],
    );
    expect(stored.rows[0].last_error).toMatch(/private network/);
    expect(isPrivateAddress('nonsense')).toBe(true);
    expect(isPrivateAddress('93.184.216.34')).toBe(false);
  });

  it('pauses grow, are spread by chance and bounded', () => {
    const pauses = Array.from({ length: 12 }, (_, i) => retryDelayMs(i + 1, 0));
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses.at(-1)).toBe(6 * 3_600_000);
    expect(retryDelayMs(1, 0.999)).toBeGreaterThanOrEqual(5_000);
    expect(retryDelayMs(1, 0, 120_000)).toBe(120_000);
  });
});
