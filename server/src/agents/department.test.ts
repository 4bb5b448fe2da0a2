import { describe, expect, it } from 'vitest';
import type { Department } from '../../../contract/departments.ts';
import type { Need } from '../kernel/events.ts';
import { type Agent, newAgentState } from './agent.ts';
import { type Checked, departmentNeed, departmentProblems } from './department.ts';
import { whoIsFree, whyNotFree } from './select.ts';
import { soonestSlots } from './slots.ts';

/** Monday 16 November 2026, noon in Chicago. */
const noon = Date.UTC(2026, 10, 16, 18);
const hours = (days: number[], from = '09:00', to = '17:00') => [{ days, from, to }];
const weekdays = hours([1, 2, 3, 4, 5]);

const agent = (id: string, over: Partial<Agent> = {}): Agent => ({
  id,
  name: id,
  tz: 'America/Chicago',
  skills: ['auto'],
  languages: ['en'],
  licences: [],
  shifts: [],
  target: { kind: 'station', stationId: `desk:${id}` },
  demo: false,
  state: { ...newAgentState(noon - 1_000), set: 'available', device: { ok: true, sinceMs: 0, words: '' } },
  ...over,
});
const department = (id: string, over: Partial<Department> = {}): Department => ({
  id,
  name: id[0]!.toUpperCase() + id.slice(1),
  playbook: 'insurance',
  agentIds: ['ana'],
  callerId: null,
  hours: [],
  tz: 'America/Chicago',
  ring: null,
  ringSeconds: null,
  fallback: null,
  ...over,
});
const needIn = (departments: Department[], id: string): Need => ({
  skills: ['auto'],
  department: departmentNeed(departments, id)!,
});

describe('who is free for a department', () => {
  it('asks its agents alone, and says of the others why not', () => {
    const need = needIn([department('claims')], 'claims');
    const { free, notFree } = whoIsFree([agent('ana'), agent('ben')], need, noon);
    expect(free.map((one) => one.id)).toEqual(['ana']);
    expect(notFree[0]?.reasons).toMatchObject([{ reason: 'lacks-skill', detail: 'the department Claims' }]);
  });

  it('is closed outside its hours, and says until when', () => {
    const closed = needIn([department('claims', { hours: hours([2]) })], 'claims');
    expect(whyNotFree(agent('ana'), closed, noon)).toMatchObject([
      { reason: 'off-shift', detail: 'Claims', freesAtMs: Date.UTC(2026, 10, 17, 15) },
    ]);
  });

  it.each([
    ['nobody in it is free', {}, { ana: false }],
    ['it is closed', { hours: hours([2]) }, {}],
  ] as const)('%s: whoever stands in is asked', (_name, over, free) => {
    const departments = [
      department('claims', { ...over, fallback: 'sales' } as Partial<Department>),
      department('sales', { agentIds: ['ben'] }),
    ];
    const roster = [agent('ana'), agent('ben')].map((one) =>
      'ana' in free && one.id === 'ana' ? { ...one, state: { ...one.state, set: 'away' as const } } : one,
    );
    expect(whoIsFree(roster, needIn(departments, 'claims'), noon).free.map((one) => one.id)).toEqual(['ben']);
  });

  it('nobody stands in who is not free either: the reasons are those of the department itself', () => {
    const departments = [
      department('claims', { fallback: 'sales' }),
      department('sales', { agentIds: ['ben'] }),
    ];
    const away = (one: Agent): Agent => ({ ...one, state: { ...one.state, set: 'away' } });
    const { free, notFree } = whoIsFree(
      [away(agent('ana')), away(agent('ben'))],
      needIn(departments, 'claims'),
      noon,
    );
    expect(free).toEqual([]);
    expect(notFree.find((one) => one.agent.id === 'ana')?.reasons[0]?.reason).toBe('away');
  });

  it('books only while it, or who stands in for it, is open', () => {
    const slots = (departments: Department[]) =>
      soonestSlots([agent('ana'), agent('ben')], needIn(departments, 'claims'), [], () => true, noon, 1)[0]
        ?.atMs;
    const tuesday = department('claims', { hours: hours([2]) });
    expect(slots([tuesday])).toBe(Date.UTC(2026, 10, 17, 15));
    const today = department('sales', { agentIds: ['ben'], hours: hours([1], '14:00') });
    expect(slots([{ ...tuesday, fallback: 'sales' }, today])).toBe(Date.UTC(2026, 10, 16, 20));
  });
});

describe('no lead ends nowhere', () => {
  const checked = (departments: Department[], over: Partial<Checked> = {}): Checked => ({
    departments,
    agents: [agent('ana', { shifts: weekdays }), agent('ben')],
    playbooks: [{ id: 'insurance', name: 'Insurance', skills: ['auto'], department: null }],
    numbers: [],
    ownNumbers: ['+15125550100'],
    ...over,
  });
  const found = (departments: Department[], over: Partial<Checked> = {}) =>
    departmentProblems(checked(departments, over), noon).map((one) => `${one.at}: ${one.words}`);

  it('takes what is whole', () => {
    const sales = department('sales', {
      agentIds: ['ana', 'ben'],
      callerId: '+15125550100',
      hours: weekdays,
    });
    expect(found([sales, department('claims', { fallback: 'sales' })])).toEqual([]);
  });

  it('an empty department is whole where another stands in', () => {
    const empty = department('claims', { agentIds: [] });
    expect(found([empty])).toEqual(['departments.0.agentIds: A lead of Insurance: nobody works in Claims.']);
    expect(found([{ ...empty, fallback: 'sales' }, department('sales')])).toEqual([]);
  });

  it.each<[string, Department[], Partial<Checked>, string]>([
    [
      'open only while nobody works',
      [department('claims', { hours: hours([6, 7]) })],
      {},
      'departments.0.agentIds: A lead of Insurance: while Claims is open, nobody who fits is on shift this week.',
    ],
    [
      'nobody with the skill',
      [department('claims', { agentIds: ['ben'] })],
      { agents: [agent('ben', { skills: [] })] },
      'departments.0.agentIds: A lead of Insurance: nobody in Claims has auto.',
    ],
    [
      'a playbook that leads there asks for more',
      [department('claims')],
      {
        playbooks: [
          { id: 'insurance', name: 'Insurance', skills: ['auto'], department: null },
          { id: 'boats', name: 'Boats', skills: ['boat'], department: 'claims' },
        ],
      },
      'departments.0.agentIds: A lead of Boats: nobody in Claims has boat.',
    ],
    [
      'stands in for itself',
      [department('claims', { fallback: 'sales' }), department('sales', { fallback: 'claims' })],
      {},
      'departments.0.fallback: Claims stands in for itself in the end.',
    ],
    [
      'a fallback that is not there',
      [department('claims', { fallback: 'nowhere' })],
      {},
      'departments.0.fallback: The department nowhere is not there.',
    ],
    [
      'a number that is not ours',
      [department('claims', { callerId: '+14155550100' })],
      {},
      'departments.0.callerId: +14155550100 is not one of our numbers.',
    ],
    [
      'an agent who left',
      [department('claims', { agentIds: ['ana', 'gone'] })],
      {},
      'departments.0.agentIds: There is no agent gone.',
    ],
    [
      'a playbook that is not loaded',
      [department('claims', { playbook: 'x' })],
      {},
      'departments.0.playbook: No playbook has the id x.',
    ],
    [
      'the same id twice',
      [department('claims'), department('claims')],
      {},
      'departments.1.id: Two departments have the id claims.',
    ],
    [
      'a number leads to a department that is taken away',
      [],
      { numbers: [{ e164: '+15125550111', department: 'claims' }] },
      'departments: The number +15125550111 leads to the department claims, which is not there.',
    ],
    [
      'a playbook leads to a department that is taken away',
      [],
      { playbooks: [{ id: 'boats', name: 'Boats', skills: [], department: 'claims' }] },
      'departments: The playbook Boats leads to the department claims, which is not there.',
    ],
  ])('refuses: %s', (_name, departments, over, words) => {
    expect(found(departments, over)).toContain(words);
  });
});
