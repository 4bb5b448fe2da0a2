/** Departments, phones outside, and to whom a call may be passed on, for the pages about them. */
const agents = [
  { agentId: 'a-ana', name: 'Ana Brooks' },
  { agentId: 'a-ben', name: 'Ben Ortiz' },
  { agentId: 'a-joe', name: 'Joe Chen' },
];
const targets = [{ name: 'Claims desk', to: '+15125550177' }];

const answers: Record<string, unknown> = {
  departments: {
    departments: [
      {
        id: 'claims',
        name: 'Claims',
        playbook: 'insurance',
        agentIds: ['a-ben'],
        callerId: '+15125550100',
        hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
        tz: 'America/Chicago',
        ring: null,
        ringSeconds: null,
        fallback: null,
      },
    ],
    problems: [
      {
        at: 'departments.0.agentIds',
        words: 'There is no agent a-kim.',
        mend: 'Choose from those who work here.',
      },
    ],
    ownNumbers: ['+15125550100'],
    agents,
    uses: [{ departmentId: 'claims', by: '+15125550111' }],
  },
  outsideTargets: { targets },
  passOptions: {
    agents: agents.map((one, i) => ({
      ...one,
      free: i === 1,
      words: i === 1 ? 'Available' : 'Away since 1:40 PM CST',
    })),
    freeWhoFit: 1,
    outside: targets,
    typed: false,
  },
};

/** The body for a route of these, or undefined for any other. */
export const passingAnswer = (name: string): unknown => answers[name];
