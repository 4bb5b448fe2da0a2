import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { STATION_REATTACH_LIMIT_MS, type StationDown } from '../../../../contract/station.ts';
import type { ToWorker } from '../../media/protocol.ts';
import { createStations, type StationTable } from './stations.ts';

/** The table alone, with a media worker that says what the test wants. */
describe('stations', () => {
  let table: StationTable;
  let orders: ToWorker[];
  let happened: string[];
  beforeEach(() => {
    vi.useFakeTimers();
    orders = [];
    happened = [];
    let count = 0;
    table = createStations({
      send: (order) => orders.push(order),
      nowMs: () => performance.now(),
      newId: () => {
        count += 1;
        return `${count}`;
      },
      legsOf: () => [],
      onLegFrame: (stationId, frame) => happened.push(`${stationId} ${frame.type}`),
      onPeer: (stationId) => happened.push(`${stationId} peer`),
      onLink: () => {},
      onGone: (stationId) => happened.push(`${stationId} gone`),
    });
  });
  afterEach(() => {
    table.close();
    vi.useRealTimers();
  });

  const open = (stationId = 'desk:ana') => {
    const told: StationDown[] = [];
    let closed = 0;
    const session = table.attach(
      stationId,
      (message) => told.push(message),
      () => {
        closed += 1;
      },
    );
    return { session, told, closed: () => closed, types: () => told.map(({ type }) => type) };
  };
  const lastPeer = (): string =>
    (orders.findLast((order) => order.type === 'peer.open') as { peerId: string }).peerId;
  const connect = (page: ReturnType<typeof open>): void => {
    page.session.receive({ type: 'hello', sdp: 'offer' });
    table.takePeerReport({ type: 'peer.answer', peerId: lastPeer(), sdp: 'answer' });
    table.takePeerReport({ type: 'peer.state', peerId: lastPeer(), state: 'connected' });
  };

  it('is online from the moment its sound is up until its page goes', () => {
    const page = open();
    expect(table.isOnline('desk:ana')).toBe(false);
    connect(page);
    expect(table.isOnline('desk:ana')).toBe(true);
    expect(page.types()).toEqual(['welcome']);
    page.session.detach();
    page.session.detach();
    expect(table.isOnline('desk:ana')).toBe(false);
  });

  it('is waited for 20 s, then gone and forgotten, its peer closed', () => {
    const page = open();
    connect(page);
    page.session.detach();
    vi.advanceTimersByTime(STATION_REATTACH_LIMIT_MS - 1);
    expect(happened).not.toContain('desk:ana gone');
    expect(table.isKnown('desk:ana')).toBe(true);
    vi.advanceTimersByTime(1);
    expect(happened).toContain('desk:ana gone');
    expect(table.isKnown('desk:ana')).toBe(false);
    expect(orders.at(-1)).toMatchObject({ type: 'peer.close' });
  });

  it('one that comes back in time, and again, is never gone', () => {
    let page = open();
    connect(page);
    for (let i = 0; i < 5; i += 1) {
      page.session.detach();
      vi.advanceTimersByTime(STATION_REATTACH_LIMIT_MS - 1);
      page = open();
      page.session.receive({ type: 'hello', peer: lastPeer() });
      expect(page.types()).toEqual(['welcome']);
    }
    vi.advanceTimersByTime(10_000);
    expect(happened).toEqual(['desk:ana peer']);
  });

  it('a peer it does not know, or one that is not up, is to be made anew', () => {
    const page = open();
    page.session.receive({ type: 'hello', peer: 'of-another-server' });
    page.session.receive({ type: 'hello' });
    expect(page.types()).toEqual(['renew', 'renew']);
    connect(page);
    table.takePeerReport({ type: 'peer.state', peerId: lastPeer(), state: 'failed' });
    expect(page.types().at(-1)).toBe('renew');
    expect(table.isOnline('desk:ana')).toBe(false);
  });

  it('the first page is told it was replaced, is closed, and is not listened to any more', () => {
    const first = open();
    connect(first);
    const second = open();
    expect(first.types().at(-1)).toBe('replaced');
    expect(first.closed()).toBe(1);
    first.session.receive({ type: 'answer', legId: 'x' });
    first.session.detach();
    connect(second);
    expect(table.isOnline('desk:ana')).toBe(true);
    expect(happened.filter((line) => line.endsWith('answer'))).toEqual([]);
  });

  it('a report about a peer that was replaced is of no account', () => {
    const page = open();
    connect(page);
    const old = lastPeer();
    connect(page);
    table.takePeerReport({ type: 'peer.state', peerId: old, state: 'failed' });
    expect(table.isOnline('desk:ana')).toBe(true);
    expect(page.types()).not.toContain('renew');
  });

  it('a page that says nothing for 16 s is given up, one that answers pings is not', () => {
    const silent = open('desk:silent');
    const alive = open('desk:alive');
    connect(silent);
    connect(alive);
    for (let i = 0; i < 5; i += 1) {
      vi.advanceTimersByTime(5_000);
      alive.session.receive({ type: 'pong', at: 0 });
    }
    expect(silent.closed()).toBe(1);
    expect([table.isOnline('desk:silent'), table.isOnline('desk:alive')]).toEqual([false, true]);
  });

  it('new sound connections are limited', () => {
    const page = open();
    for (let i = 0; i < 20; i += 1) page.session.receive({ type: 'hello', sdp: 'offer' });
    expect(orders.filter((order) => order.type === 'peer.open')).toHaveLength(8);
    expect(page.told.at(-1)).toMatchObject({ type: 'error', code: 'TOO_MANY' });
    vi.advanceTimersByTime(10_001);
    page.session.receive({ type: 'hello', sdp: 'offer' });
    expect(orders.filter((order) => order.type === 'peer.open')).toHaveLength(9);
  });

  it('when the media worker was started anew every page is asked to connect again', () => {
    const page = open();
    connect(page);
    table.renewAll();
    expect(page.types().at(-1)).toBe('renew');
    expect(table.isOnline('desk:ana')).toBe(false);
    connect(page);
    expect(table.isOnline('desk:ana')).toBe(true);
  });
});
