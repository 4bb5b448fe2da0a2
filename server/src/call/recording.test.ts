import { describe, expect, it } from 'vitest';
import type { Fact } from '../kernel/events.ts';
import { type Call, introSource, newCall } from './call.ts';
import { decideCall } from './decide.ts';
import { hearing } from './hearing.ts';
import { noticeSource } from './recording.ts';

const context = { nowMs: 1, id: () => 'x', random: () => 0.5, inputs: undefined };
const play = (call: Call, ...facts: Fact[]): Call =>
  facts.reduce((state, fact) => decideCall(state, fact, context).state, call);
const phase = (
  name: 'briefing' | 'ringing' | 'introduction' | 'connected' | 'over',
  by: 'assistant' | 'agent',
): Fact => ({
  type: 'call.phase',
  callId: 'c',
  phase: name,
  ...(name === 'over' || name === 'ringing' ? {} : { agentLegId: 'agent' }),
  leadLegId: 'lead',
  intro: 'Maria, Ana is here.',
  recording: { notice: 'This call is recorded.', by },
});
const finished = (sourceId: string): Fact => ({ type: 'play.finished', callId: 'c', sourceId });
const record = (on: boolean): Fact => ({ type: 'call.record', callId: 'c', on, by: 'Ana' });
const introduced = play(
  newCall('c', 8_000),
  phase('briefing', 'assistant'),
  phase('introduction', 'assistant'),
);
const noticed = play(introduced, finished(introSource(introduced)));
const running = play(noticed, finished(noticeSource(noticed)));
const opened = play(newCall('c', 8_000), phase('connected', 'agent'));

describe('recording follows the notice (REC-02)', () => {
  it('neither the brief nor the introduction is recorded', () => {
    expect(hearing(play(newCall('c', 8_000), phase('briefing', 'assistant'))).record).toBeUndefined();
    expect(introduced.recording?.state).toBe('planned');
    expect(hearing(introduced).record).toBeUndefined();
  });
  it('the notice is said to both when the introduction is over, and the file begins with it', () => {
    const { hears, plays, record: written } = hearing(noticed);
    const source = noticeSource(noticed);
    expect(hears.lead).toContain(source);
    expect(hears.agent).toContain(source);
    expect(plays.find(({ sourceId }) => sourceId === source)).toMatchObject({ mustBeSaid: true });
    expect(written).toEqual({ recordingId: 'c_0', left: ['lead'], right: ['agent', source] });
  });
  it('after it the two are recorded, the lead left', () => {
    expect(running.recording?.state).toBe('on');
    expect(hearing(running).record).toEqual({ recordingId: 'c_0', left: ['lead'], right: ['agent'] });
    expect(hearing(running).hears).toEqual({ lead: ['agent'], agent: ['lead'] });
  });
  it('where an artificial voice is not agreed to, nothing is recorded until the agent says the notice was given', () => {
    expect(hearing(opened).record).toBeUndefined();
    expect(hearing(opened).hears.lead).toEqual(['agent']);
    expect(hearing(play(opened, record(true))).record?.left).toEqual(['lead']);
  });
  it('a notice that cannot be spoken is the agent’s to give, under another name of file', () => {
    const silent = play(noticed, { type: 'call.unannounced', callId: 'c' });
    expect(silent.recording).toMatchObject({ by: 'agent', state: 'planned' });
    expect(hearing(silent).record).toBeUndefined();
    expect(hearing(play(silent, record(true))).record?.recordingId).toBe('c_1');
  });
  it('no plan, no recording, whatever is pressed', () => {
    const { recording: _none, ...plain } = phase('connected', 'agent') as Extract<
      Fact,
      { type: 'call.phase' }
    >;
    expect(hearing(play(newCall('c', 8_000), plain, record(true))).record).toBeUndefined();
  });
});

describe('what is left out', () => {
  const silence = { recordingId: 'c_0', left: [], right: [] };
  it('a pause, until the agent lets it run again', () => {
    const paused = play(running, record(false));
    expect(hearing(paused).record).toEqual(silence);
    expect(hearing(paused).hears).toEqual({ lead: ['agent'], agent: ['lead'] });
    expect(hearing(play(paused, record(true))).record?.left).toEqual(['lead']);
  });
  it('hold, a desk that is gone for a moment, a muted agent', () => {
    const held = play(running, { type: 'call.hold', callId: 'c', legId: 'agent', on: true, by: 'Ana' });
    expect(hearing(held).record).toEqual(silence);
    expect(hearing(play(running, { type: 'leg.lost', callId: 'c', legId: 'agent' })).record).toEqual(silence);
    const muted = play(running, { type: 'call.mute', callId: 'c', legId: 'agent', on: true, by: 'Ana' });
    expect(hearing(muted).record).toEqual({ recordingId: 'c_0', left: ['lead'], right: [] });
  });
  it('the wait for another agent: the file ends, and the next part begins with a notice (REC-05)', () => {
    const waiting = play(running, phase('ringing', 'assistant'));
    expect(hearing(waiting).record).toBeUndefined();
    const again = play(waiting, phase('connected', 'assistant'));
    expect(again.recording).toMatchObject({ state: 'notice', part: 1 });
    expect(hearing(again).record?.recordingId).toBe('c_1');
  });
  it('everything after the end, and after the disk failed', () => {
    expect(hearing(play(running, phase('over', 'assistant'))).record).toBeUndefined();
    const end = {
      type: 'recording.ended',
      callId: 'c',
      recordingId: 'c_0',
      lengthMs: 9,
      bytes: 9,
      lostMs: 0,
    } as const;
    const failed = play(running, { ...end, failure: 'ENOSPC' });
    expect(failed.recording?.state).toBe('failed');
    expect(hearing(play(failed, record(true))).record).toBeUndefined();
  });
});
