/** Whose words are understood, and when: as strictly as a recording, of which it is no lesser kind (REC-04). */
import { describe, expect, it } from 'vitest';
import type { Announced } from '../kernel/announced.ts';
import type { Fact } from '../kernel/events.ts';
import { type Call, introSource, newCall } from './call.ts';
import { decideCall } from './decide.ts';
import { hearing } from './hearing.ts';
import { noticeSource } from './recording.ts';

const context = { nowMs: 1, id: () => 'x', random: () => 0.5, inputs: undefined };
const play = (call: Call, ...facts: Fact[]): Call =>
  facts.reduce((state, fact) => decideCall(state, fact, context).state, call);
const LISTENED: Announced = { notice: 'Machines listen.', by: 'assistant', listens: true, unwritten: true };
const phase = (
  name: 'introduction' | 'connected' | 'over',
  recording: Announced,
  agentLegId = 'agent',
): Fact => ({
  type: 'call.phase',
  callId: 'c',
  phase: name,
  ...(name === 'over' ? {} : { agentLegId }),
  leadLegId: 'lead',
  intro: 'Maria, Ana is here.',
  language: 'es',
  recording,
});
const finished = (sourceId: string): Fact => ({ type: 'play.finished', callId: 'c', sourceId });
const said = (call: Call): Call => play(call, finished(noticeSource(call)));

const introduced = play(newCall('c', 8_000), phase('introduction', LISTENED));
const noticed = play(introduced, finished(introSource(introduced)));
const talking = said(noticed);

describe('listening', () => {
  it('begins when the notice is over, to the lead alone, in the language of the thread', () => {
    expect(hearing(introduced).listen).toBeUndefined();
    expect(noticed.recording?.state).toBe('notice');
    expect(hearing(noticed).hears.lead).toContain(noticeSource(noticed));
    expect(hearing(noticed).listen).toBeUndefined();
    expect(hearing(talking).listen).toEqual({ legId: 'lead', language: 'es' });
  });

  it('is part of the arrangement itself', () => {
    const { orders } = decideCall(noticed, finished(noticeSource(noticed)), context);
    expect(orders).toMatchObject([{ type: 'call.arrange', listen: { legId: 'lead', language: 'es' } }]);
  });

  it('writes no file where only listening was announced, and both where a recording was', () => {
    expect(hearing(talking).record).toBeUndefined();
    const { unwritten: _, ...both } = LISTENED;
    const first = play(newCall('c', 8_000), phase('introduction', both));
    const recorded = said(play(first, finished(introSource(first))));
    expect(hearing(recorded)).toMatchObject({ record: { left: ['lead'] }, listen: { legId: 'lead' } });
  });

  it('does not come with a recording that was announced alone', () => {
    const { listens: _, unwritten: __, ...recording } = LISTENED;
    const first = play(newCall('c', 8_000), phase('introduction', recording));
    expect(hearing(said(play(first, finished(introSource(first))))).listen).toBeUndefined();
  });

  it('waits for the agent where the notice is theirs to say', () => {
    const open = play(newCall('c', 8_000), phase('connected', { ...LISTENED, by: 'agent' }));
    expect(hearing(open).listen).toBeUndefined();
    const begun = play(open, { type: 'call.record', callId: 'c', on: true, by: 'Ana' });
    expect(hearing(begun).listen?.legId).toBe('lead');
  });

  it.each<[string, Fact]>([
    ['a pause for card numbers', { type: 'call.record', callId: 'c', on: false, by: 'Ana' }],
    ['hold', { type: 'call.hold', callId: 'c', legId: 'lead', on: true, by: 'Ana' }],
    ['a desk that is gone for a moment', { type: 'leg.lost', callId: 'c', legId: 'agent' }],
    ['the end', phase('over', LISTENED)],
    [
      'two agents who talk while the lead waits',
      { type: 'call.pass', callId: 'c', legId: 'ben', stage: 'second', spoken: '' },
    ],
  ])('stops with %s', (_, fact) => {
    expect(hearing(play(talking, fact)).listen).toBeUndefined();
  });

  it('wants the notice again for another agent (REC-05)', () => {
    const passed = play(
      { ...talking, joined: true },
      { type: 'call.pass', callId: 'c', legId: 'ben', stage: 'all', spoken: '' },
      phase('connected', LISTENED, 'ben'),
    );
    expect(passed.recording?.state).not.toBe('on');
    expect(hearing(passed).listen).toBeUndefined();
    expect(hearing(said(passed)).listen?.legId).toBe('lead');
  });
});
