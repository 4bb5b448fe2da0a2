import { describe, expect, it } from 'vitest';
import {
  type ClientEvent,
  type ClientInviteState,
  startClientInvite,
  stepClientInvite,
} from './client-invite.ts';
import { type ClientRequestState, startClientRequest, stepClientRequest } from './client-request.ts';
import { type ServerEvent, type ServerInviteState, stepServerInvite } from './server-invite.ts';
import { type ServerRequestState, stepServerRequest } from './server-request.ts';
import { RFC_TIMERS } from './timer-values.ts';

const T = RFC_TIMERS;
const res = (status: number): ClientEvent => ({ type: 'response', status });
const say = (status: number): ServerEvent => ({ type: 'respond', status });
const tick = { type: 'tick' } as const;
const lost = { type: 'send-failed' } as const;

/** `[state, event, next state, actions]` at time 100,000 over an unreliable transport. */
type Row<S, E> = [S, E, string, string[]];
const NOW = 100_000;

describe('INVITE client, RFC 3261 figure 5 and RFC 6026 figure 5', () => {
  const calling: ClientInviteState = {
    name: 'calling',
    repeatAtMs: NOW + 1,
    repeatMs: 500,
    endAtMs: NOW + 9,
  };
  const completed: ClientInviteState = { name: 'completed', endAtMs: NOW + 9 };
  const accepted: ClientInviteState = { name: 'accepted', endAtMs: NOW + 9 };
  const rows: Row<ClientInviteState, ClientEvent>[] = [
    [calling, res(180), 'proceeding', ['deliver']],
    [calling, res(200), 'accepted', ['deliver']],
    [calling, res(486), 'completed', ['send-ack', 'deliver']],
    [calling, tick, 'calling', []],
    [{ ...calling, repeatAtMs: NOW }, tick, 'calling', ['send-request']],
    [{ ...calling, endAtMs: NOW }, tick, 'terminated', ['timed-out', 'terminated']],
    [calling, lost, 'terminated', ['send-failed', 'terminated']],
    [{ name: 'proceeding' }, res(183), 'proceeding', ['deliver']],
    [{ name: 'proceeding' }, res(200), 'accepted', ['deliver']],
    [{ name: 'proceeding' }, res(600), 'completed', ['send-ack', 'deliver']],
    [{ name: 'proceeding' }, tick, 'proceeding', []],
    [{ name: 'proceeding' }, lost, 'proceeding', []],
    [completed, res(486), 'completed', ['send-ack']],
    [completed, res(200), 'completed', []],
    [completed, tick, 'completed', []],
    [{ ...completed, endAtMs: NOW }, tick, 'terminated', ['terminated']],
    [completed, lost, 'terminated', ['send-failed', 'terminated']],
    [accepted, res(200), 'accepted', ['deliver']],
    [accepted, res(486), 'accepted', []],
    [accepted, res(180), 'accepted', []],
    [accepted, lost, 'accepted', []],
    [{ ...accepted, endAtMs: NOW }, tick, 'terminated', ['terminated']],
    [{ name: 'terminated' }, res(200), 'terminated', []],
    [{ name: 'terminated' }, tick, 'terminated', []],
    [{ name: 'terminated' }, lost, 'terminated', []],
  ];
  it.each(rows)('%o on %o -> %s %o', (state, event, next, actions) => {
    const step = stepClientInvite(state, event, NOW, false, T);
    expect([step.state.name, step.actions]).toEqual([next, actions]);
  });

  it('repeats at 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s (timer A) and gives up at 32 s (timer B)', () => {
    let { state } = startClientInvite(0, false, T);
    const sent: number[] = [];
    let endedAt = 0;
    for (let now = 0; now <= 40_000; now += 100) {
      const step = stepClientInvite(state, tick, now, false, T);
      state = step.state;
      if (step.actions[0] === 'send-request') sent.push(now);
      if (step.actions[0] === 'timed-out') endedAt = now;
    }
    expect(sent).toEqual([500, 1500, 3500, 7500, 15500, 31500]);
    expect(endedAt).toBe(32_000);
  });

  it('over a reliable transport never repeats and does not linger after a refusal (timer D = 0)', () => {
    const { state } = startClientInvite(0, true, T);
    expect(stepClientInvite(state, tick, 31_999, true, T).actions).toEqual([]);
    expect(stepClientInvite(state, res(404), 5, true, T).state).toEqual({ name: 'completed', endAtMs: 5 });
  });
});

describe('other client, RFC 3261 figure 6', () => {
  const trying: ClientRequestState = { name: 'trying', repeatAtMs: NOW + 1, repeatMs: 500, endAtMs: NOW + 9 };
  const proceeding: ClientRequestState = { name: 'proceeding', repeatAtMs: NOW + 1, endAtMs: NOW + 9 };
  const completed: ClientRequestState = { name: 'completed', endAtMs: NOW + 9 };
  const rows: Row<ClientRequestState, ClientEvent>[] = [
    [trying, res(100), 'proceeding', ['deliver']],
    [trying, res(404), 'completed', ['deliver']],
    [trying, lost, 'terminated', ['send-failed', 'terminated']],
    [{ ...trying, repeatAtMs: NOW }, tick, 'trying', ['send-request']],
    [{ ...trying, endAtMs: NOW }, tick, 'terminated', ['timed-out', 'terminated']],
    [proceeding, res(100), 'proceeding', ['deliver']],
    [proceeding, res(200), 'completed', ['deliver']],
    [proceeding, lost, 'terminated', ['send-failed', 'terminated']],
    [{ ...proceeding, repeatAtMs: NOW }, tick, 'proceeding', ['send-request']],
    [{ ...proceeding, endAtMs: NOW }, tick, 'terminated', ['timed-out', 'terminated']],
    [completed, res(200), 'completed', []],
    [completed, lost, 'completed', []],
    [{ ...completed, endAtMs: NOW }, tick, 'terminated', ['terminated']],
    [{ name: 'terminated' }, res(200), 'terminated', []],
  ];
  it.each(rows)('%o on %o -> %s %o', (state, event, next, actions) => {
    const step = stepClientRequest(state, event, NOW, false, T);
    expect([step.state.name, step.actions]).toEqual([next, actions]);
  });

  it('repeats doubling up to T2 (timer E): eleven times in all before timer F', () => {
    let { state } = startClientRequest(0, false, T);
    const sent: number[] = [];
    for (let now = 0; now < 40_000; now += 100) {
      const step = stepClientRequest(state, tick, now, false, T);
      state = step.state;
      if (step.actions[0] === 'send-request') sent.push(now);
    }
    expect(sent).toEqual([500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500]);
  });
});

describe('INVITE server, RFC 3261 figure 7 and RFC 6026 figure 3', () => {
  const completed: ServerInviteState = {
    name: 'completed',
    repeatAtMs: NOW + 1,
    repeatMs: 500,
    endAtMs: NOW + 9,
  };
  const accepted: ServerInviteState = { name: 'accepted', endAtMs: NOW + 9 };
  const confirmed: ServerInviteState = { name: 'confirmed', endAtMs: NOW + 9 };
  const rows: Row<ServerInviteState, ServerEvent>[] = [
    [{ name: 'proceeding' }, { type: 'repeat' }, 'proceeding', ['send-response']],
    [{ name: 'proceeding' }, say(183), 'proceeding', ['send-response']],
    [{ name: 'proceeding' }, say(200), 'accepted', ['send-response']],
    [{ name: 'proceeding' }, say(486), 'completed', ['send-response']],
    [{ name: 'proceeding' }, { type: 'ack' }, 'proceeding', []],
    [{ name: 'proceeding' }, tick, 'proceeding', []],
    [{ name: 'proceeding' }, lost, 'proceeding', ['send-failed']],
    [completed, { type: 'repeat' }, 'completed', ['send-response']],
    [completed, { type: 'ack' }, 'confirmed', []],
    [completed, say(200), 'completed', []],
    [completed, tick, 'completed', []],
    [{ ...completed, repeatAtMs: NOW }, tick, 'completed', ['send-response']],
    [{ ...completed, endAtMs: NOW }, tick, 'terminated', ['unacknowledged', 'terminated']],
    [completed, lost, 'terminated', ['send-failed', 'terminated']],
    [confirmed, { type: 'ack' }, 'confirmed', []],
    [confirmed, { type: 'repeat' }, 'confirmed', []],
    [confirmed, say(200), 'confirmed', []],
    [confirmed, lost, 'confirmed', []],
    [{ ...confirmed, endAtMs: NOW }, tick, 'terminated', ['terminated']],
    [accepted, { type: 'repeat' }, 'accepted', []],
    [accepted, { type: 'ack' }, 'accepted', ['deliver-ack']],
    [accepted, say(200), 'accepted', ['send-response']],
    [accepted, say(486), 'accepted', []],
    [accepted, lost, 'accepted', ['send-failed']],
    [{ ...accepted, endAtMs: NOW }, tick, 'terminated', ['terminated']],
    [{ name: 'terminated' }, { type: 'repeat' }, 'terminated', []],
  ];
  it.each(rows)('%o on %o -> %s %o', (state, event, next, actions) => {
    const step = stepServerInvite(state, event, NOW, false, T);
    expect([step.state.name, step.actions]).toEqual([next, actions]);
  });

  it('repeats a refusal doubling up to T2 (timer G) until timer H', () => {
    let state = stepServerInvite({ name: 'proceeding' }, say(486), 0, false, T).state;
    const sent: number[] = [];
    for (let now = 0; now < 40_000; now += 100) {
      const step = stepServerInvite(state, tick, now, false, T);
      state = step.state;
      if (step.actions[0] === 'send-response') sent.push(now);
    }
    expect(sent).toEqual([500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500]);
    expect(state.name).toBe('terminated');
  });
});

describe('other server, RFC 3261 figure 8', () => {
  const completed: ServerRequestState = { name: 'completed', endAtMs: NOW + 9 };
  const rows: Row<ServerRequestState, ServerEvent>[] = [
    [{ name: 'trying' }, { type: 'repeat' }, 'trying', []],
    [{ name: 'trying' }, say(100), 'proceeding', ['send-response']],
    [{ name: 'trying' }, say(200), 'completed', ['send-response']],
    [{ name: 'trying' }, lost, 'terminated', ['send-failed', 'terminated']],
    [{ name: 'proceeding' }, { type: 'repeat' }, 'proceeding', ['send-response']],
    [{ name: 'proceeding' }, say(500), 'completed', ['send-response']],
    [completed, { type: 'repeat' }, 'completed', ['send-response']],
    [completed, say(500), 'completed', []],
    [completed, lost, 'terminated', ['send-failed', 'terminated']],
    [{ ...completed, endAtMs: NOW }, tick, 'terminated', ['terminated']],
    [{ name: 'terminated' }, { type: 'repeat' }, 'terminated', []],
  ];
  it.each(rows)('%o on %o -> %s %o', (state, event, next, actions) => {
    const step = stepServerRequest(state, event, NOW, false, T);
    expect([step.state.name, step.actions]).toEqual([next, actions]);
  });
});
