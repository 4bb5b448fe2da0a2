/** People, agents, limits, keys, webhooks and changes of the demo floor, for the pages of settings and agents. */
import type { z } from 'zod';
import type { SavedRoute } from '../../contract/saved.ts';
import type * as team from '../../contract/team.ts';
import type { TeamRoute } from '../../contract/team.ts';

const TZ = 'America/Chicago';

function person(
  personId: string,
  name: string,
  over: Partial<z.infer<typeof team.PersonView>> = {},
): z.infer<typeof team.PersonView> {
  return {
    personId,
    name,
    email: `${personId}@northside.example`,
    role: 'agent',
    tz: TZ,
    agentId: null,
    active: true,
    mustChangePassword: false,
    demo: false,
    createdAtMs: 1_763_000_000_000,
    ...over,
  };
}

const agents: z.infer<typeof team.AgentRecord>[] = [
  {
    agentId: 'a-ana',
    name: 'Ana Brooks',
    tz: TZ,
    skills: ['insurance', 'lending'],
    languages: ['en', 'es'],
    licences: [
      { state: 'TX', until: null },
      { state: 'FL', until: '2027-01-31' },
    ],
    shifts: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
    target: { kind: 'browser', words: 'the browser desk' },
    person: { personId: 'p-ana', email: 'p-ana@northside.example', active: true },
    demo: false,
  },
  {
    agentId: 'a-joe',
    name: 'Joe Marsh',
    tz: 'America/Los_Angeles',
    skills: [],
    languages: ['en'],
    licences: [{ state: 'TX', until: '2026-11-01' }],
    shifts: [],
    target: { kind: 'phone', words: '+15125550133' },
    person: null,
    demo: false,
  },
];

const limit = (
  name: string,
  label: string,
  kind: 'seconds' | 'count' | 'switch',
  value: number,
  over: Partial<z.infer<typeof team.Limit>> = {},
): z.infer<typeof team.Limit> => ({
  name,
  label,
  words: `What ${label.toLowerCase()} changes, in one line.`,
  kind,
  value,
  default: value,
  min: 0,
  max: kind === 'switch' ? 1 : 300,
  ...over,
});
const limits = [
  limit('ring', 'Ring', 'seconds', 25, { default: 20, min: 5 }),
  limit('misses', 'Misses before a pause', 'count', 3, { min: 1, max: 10 }),
  limit('monitoring', 'Supervisors may listen', 'switch', 1),
];

const webhook = (nowMs: number) => ({
  webhookId: 'w1',
  url: 'https://crm.example/hooks',
  events: ['transfer.joined'],
  createdAtMs: nowMs - 864e5,
  failingSinceMs: nowMs - 1_200_000,
});
const delivery = (nowMs: number) => ({
  deliveryId: 'd1',
  event: 'transfer.joined',
  atMs: nowMs - 300_000,
  status: 'pending',
  httpStatus: 500,
  tries: 3,
  nextTryAtMs: nowMs + 480_000,
  ms: 84,
  error: null,
  payload: {},
});
const key = (nowMs: number) => ({
  keyId: 'k1',
  name: 'crm',
  role: 'supervisor',
  createdAtMs: nowMs - 864e5,
  lastUsedAtMs: nowMs - 60_000,
  ends: '8f2a',
});

type SettingsRoute =
  | TeamRoute
  | SavedRoute
  | 'apiKeys'
  | 'createApiKey'
  | 'webhooks'
  | 'webhookDeliveries'
  | 'rotateWebhookSecret'
  | 'testWebhook';
const answers: { [N in SettingsRoute]: (nowMs: number, params: Record<string, string>) => unknown } = {
  saved: (_nowMs, { kind }) => ({
    saved: [
      {
        savedId: 's1',
        kind: 'reply',
        name: 'Hours',
        body: 'Hi {name}, we are open from 9 to 5.',
        shared: true,
        mayRemove: true,
        by: 'Dana Whitfield',
      },
      {
        savedId: 's3',
        kind: 'view',
        name: 'Warming in Texas',
        body: 'view=warming&q=TX',
        shared: true,
        mayRemove: true,
        by: 'Dana Whitfield',
      },
    ].filter((one) => one.kind === kind),
  }),
  keep: () => ({
    savedId: 's2',
    kind: 'view',
    name: 'Mine',
    body: 'q=Maria',
    shared: false,
    mayRemove: true,
    by: 'Dana Whitfield',
  }),
  unkeep: () => ({ ok: true }),
  apiKeys: (nowMs) => ({ keys: [key(nowMs)] }),
  createApiKey: () => ({ keyId: 'k2', key: 'baton_live_demo_key', name: 'new' }),
  webhooks: (nowMs) => ({ webhooks: [webhook(nowMs)] }),
  webhookDeliveries: (nowMs) => ({ deliveries: [delivery(nowMs)] }),
  rotateWebhookSecret: (nowMs) => ({ secret: 'whsec_demo_new_secret', oldSignsUntilMs: nowMs + 864e5 }),
  testWebhook: () => ({ deliveryId: 'd2' }),
  people: () => ({
    people: [
      person('p-ana', 'Ana Brooks', { agentId: 'a-ana' }),
      person('p-dana', 'Dana Whitfield', { role: 'supervisor' }),
      person('p-new', 'Nora New', { mustChangePassword: true }),
      person('p-gone', 'Gus Gone', { active: false }),
    ],
  }),
  createPerson: () => ({
    person: person('p-next', 'Next One', { agentId: 'a-next', mustChangePassword: true }),
    oneTimePassword: 'abcd-efgh-jkmn-pqrs',
  }),
  editPerson: () => person('p-ana', 'Ana Brooks', { agentId: 'a-ana' }),
  resetPassword: () => ({ person: person('p-ana', 'Ana Brooks'), oneTimePassword: 'abcd-efgh-jkmn-pqrs' }),
  agentRecords: () => ({ agents }),
  editAgent: () => agents[0],
  overridePresence: () => ({ ok: true }),
  settings: () => ({ limits }),
  editSettings: () => ({ limits }),
  changes: (nowMs) => ({
    changes: [
      {
        changeId: 'c1',
        atMs: nowMs - 60_000,
        by: 'Dana Whitfield',
        words: 'changed limits',
        kind: 'settings',
        thing: 'Limits and defaults',
        before: { ring: 20 },
        after: { ring: 25 },
      },
    ],
    nextCursor: null,
  }),
};

/** The ordinary answer of one of these routes; undefined when it is another's. */
export const teamAnswer = (name: string, nowMs: number, params: Record<string, string>): unknown =>
  name in answers ? answers[name as SettingsRoute](nowMs, params) : undefined;
