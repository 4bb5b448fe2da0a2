/**
 * Demo data in the contract's shapes: one floor, told from one instant, so that every screen can be shown in every
 * state without a server. Every value is checked by the contract's own schemas before it is sent. Pure: time is given.
 */
import type { z } from 'zod';
import type * as api from '../../contract/api.ts';

export type DeskView = z.infer<typeof api.DeskView>;
type LeadSummary = z.infer<typeof api.LeadSummary>;
type Turn = z.infer<typeof api.Turn>;
type Field = z.infer<typeof api.Field>;
type Brief = z.infer<typeof api.Brief>;
type AgentView = z.infer<typeof api.AgentView>;
type TransferSummary = z.infer<typeof api.TransferSummary>;
type Permit = z.infer<typeof api.Permit>;

const TZ = 'America/Chicago';
const SELLER = { name: 'Northside Quotes', number: '+15125550100' };
export const MARIA_PHONE = '+15125550142';

export const people = {
  ana: { personId: 'p-ana', name: 'Ana Brooks', email: 'ana@demo.example', role: 'agent', agentId: 'a-ana' },
  ben: { personId: 'p-ben', name: 'Ben Ortiz', email: 'ben@demo.example', role: 'agent', agentId: 'a-ben' },
  dana: {
    personId: 'p-dana',
    name: 'Dana Whitfield',
    email: 'dana@demo.example',
    role: 'supervisor',
    agentId: null,
  },
  admin: {
    personId: 'p-admin',
    name: 'Robin Hale',
    email: 'admin@demo.example',
    role: 'admin',
    agentId: null,
  },
} as const;
export type Person = keyof typeof people;

export function me(person: Person): z.infer<typeof api.Me> {
  return { ...people[person], demo: true, tz: TZ, mustChangePassword: false };
}

export const demoInfo: z.infer<typeof api.DemoInfo> = {
  demo: true,
  lead: { phone: MARIA_PHONE, name: 'Maria Alvarez' },
  agents: [
    { person: 'ana', agentId: 'a-ana', name: 'Ana Brooks' },
    { person: 'ben', agentId: 'a-ben', name: 'Ben Ortiz' },
  ],
  supervisor: 'dana',
  seller: SELLER.name,
  number: SELLER.number,
};

const lead = (
  nowMs: number,
  leadId: string,
  name: string,
  state: LeadSummary['state'],
  readiness: number,
  more: Partial<LeadSummary> = {},
): LeadSummary => ({
  leadId,
  name,
  phone: MARIA_PHONE,
  playbook: 'insurance-auto',
  vertical: 'Auto quote',
  tz: TZ,
  place: 'Austin, Texas',
  state,
  stateSinceMs: nowMs - 48_000,
  readiness,
  threshold: 0.8,
  line: 'Asked what it costs; has not said when.',
  bookedAtMs: null,
  lastMessageAtMs: nowMs - 48_000,
  demo: true,
  ...more,
});

export const maria = (nowMs: number, state: LeadSummary['state'] = 'ringing'): LeadSummary =>
  lead(nowMs, 'l-maria', 'Maria Alvarez', state, 0.86, { line: 'Asked for a call and gave a price.' });

export const warming = (nowMs: number): LeadSummary[] => [
  lead(nowMs, 'l-novak', 'Petra Novak', 'warming', 0.74, {
    vertical: 'Home insurance',
    place: 'Columbus, Ohio',
    phone: '+16145550118',
    tz: 'America/New_York',
  }),
  lead(nowMs, 'l-okafor', 'James Okafor', 'warming', 0.41, {
    vertical: 'Personal loan',
    place: 'Dallas, Texas',
    phone: '+12145550119',
  }),
  lead(nowMs, 'l-diaz', 'Sofia Diaz', 'warming', 0.22, {
    place: null,
    phone: '+13035550121',
    tz: 'America/Denver',
  }),
];

export const booked = (nowMs: number): LeadSummary =>
  lead(nowMs, 'l-hill', 'Walter Hill', 'booked', 0.9, {
    bookedAtMs: nowMs + 5_400_000,
    line: 'Nobody was free; chose a time.',
    phone: '+15125550133',
  });
export const optedOut = (nowMs: number): LeadSummary =>
  lead(nowMs, 'l-rossi', 'Carla Rossi', 'opted-out', 0.1, {
    line: 'Wrote: please stop texting me',
    phone: '+15125550134',
  });

export function turns(nowMs: number): Turn[] {
  const at = (secondsAgo: number) => nowMs - secondsAgo * 1_000;
  const turn = (
    messageId: string,
    ago: number,
    from: Turn['from'],
    body: string,
    more: Partial<Turn> = {},
  ): Turn => ({
    messageId,
    atMs: at(ago),
    channel: 'sms',
    from,
    by: null,
    body,
    status: from === 'lead' ? 'received' : 'delivered',
    statusWords: null,
    why: null,
    ...more,
  });
  return [
    turn(
      'm1',
      300,
      'assistant',
      'Hi Maria, this is the AI assistant of Northside Quotes. You asked for an auto quote. How many cars? Reply STOP to opt out.',
      { why: 'opening · insurance-auto 3' },
    ),
    turn('m2', 260, 'lead', 'hi, yes two cars'),
    turn('m3', 258, 'assistant', 'Two cars, got it. Any accidents or tickets in the last five years?', {
      why: 'ask record · 0.97',
    }),
    turn('m4', 220, 'lead', 'nope clean record'),
    turn('m5', 218, 'assistant', 'A clean record helps. What do you pay now?', { why: 'ask price · 0.95' }),
    turn('m6', 170, 'lead', '212 a month, too much. acme was too pricey too'),
    turn(
      'm7',
      168,
      'assistant',
      'That is above what most with two cars and a clean record pay here. When does it renew?',
      { why: 'objection price · shown bundle' },
    ),
    turn('m7b', 167, 'system', 'Held: quiet hours until 8:00 AM CST', {
      status: 'held',
      statusWords: 'Held: quiet hours until 8:00 AM CST',
    }),
    turn('m8', 60, 'lead', 'renewal is the 12th. can someone call me?'),
  ];
}

export const brief: Brief = {
  headline: 'Two cars, clean record, renews on the 12th',
  spoken:
    'Maria Alvarez, Austin Texas, auto quote. She asked for a call now. Two cars, clean record, pays 212 a month and finds it too much. Renewal is the 12th. I promised a ten minute quote.',
  screen: '',
  facts: [
    { kind: 'why', label: 'Why now', text: '“can someone call me?”', source: 9, messageId: 'm8' },
    {
      kind: 'known',
      label: 'Known',
      text: '2 cars, clean record, pays $212 a month',
      source: 6,
      messageId: 'm6',
    },
    { kind: 'timing', label: 'Timing', text: 'Renewal is the 12th', source: 9, messageId: 'm8' },
    {
      kind: 'objection',
      label: 'Said no',
      text: '“too pricey at Acme”, was shown the bundle',
      source: 6,
      messageId: 'm6',
    },
    { kind: 'promise', label: 'Promised', text: 'A quote in ten minutes', source: 7, messageId: 'm7' },
  ],
  withheld: ['card number'],
};

export const fields = (nowMs: number): Field[] => {
  const field = (
    name: string,
    label: string,
    value: Field['value'],
    messageId: string | null,
    more: Partial<Field> = {},
  ): Field => ({
    name,
    label,
    value,
    atMs: value === null ? null : nowMs - 200_000,
    messageId,
    by: 'assistant',
    asked: 1,
    sensitive: false,
    ...more,
  });
  return [
    field('cars', 'Cars', 2, 'm2'),
    field('record', 'Record', 'clean', 'm4'),
    field('pays', 'Pays', '$212 a month', 'm6'),
    field('renewal', 'Renewal', 'the 12th', 'm8'),
    field('owner', 'Home owner', null, null, { asked: 2 }),
    field('licence', 'Driver licence', '•••', 'm4', { sensitive: true }),
  ];
};

export function agent(
  nowMs: number,
  who: 'ana' | 'ben',
  presence: AgentView['presence'],
  more: Partial<AgentView> = {},
): AgentView {
  return {
    agentId: people[who].agentId,
    name: people[who].name,
    tz: TZ,
    presence,
    sinceMs: nowMs - 72_000,
    free: presence === 'available',
    reasons: [],
    skills: ['insurance'],
    licences: [{ state: 'TX', until: '2027-03-01' }],
    misses: 0,
    call: null,
    demo: true,
    ...more,
  };
}
const because = (
  reason: AgentView['reasons'][number]['reason'],
  words: string,
  source: string,
  nowMs: number,
) => [{ reason, words, source, sinceMs: nowMs - 600_000, freesAtMs: nowMs + 1_800_000 }];

export const agents = (nowMs: number): AgentView[] => [
  agent(nowMs, 'ana', 'available'),
  agent(nowMs, 'ben', 'available'),
  agent(nowMs, 'ben', 'reserved', {
    agentId: 'a-ravi',
    name: 'Ravi Patel',
    free: false,
    reasons: because('reserved', 'Being offered Maria Alvarez, 9 s left', 'transfer t-maria', nowMs),
  }),
  agent(nowMs, 'ben', 'on-call', {
    agentId: 'a-kim',
    name: 'Kim Lee',
    free: false,
    reasons: because('on-call', 'On a call for 6:12', 'leg 8f2a', nowMs),
    call: { transferId: 't-kim', leadName: 'Noah Berg', sinceMs: nowMs - 372_000 },
  }),
  agent(nowMs, 'ben', 'available', {
    agentId: 'a-joe',
    name: 'Joe Marsh',
    free: false,
    reasons: because('lacks-licence', 'Licence for TX ended 2026-11-01', 'licence record', nowMs),
  }),
  agent(nowMs, 'ben', 'available', {
    agentId: 'a-mia',
    name: 'Mia Sand',
    free: false,
    reasons: because('in-meeting', 'In a meeting until 2:30 PM CST', 'calendar', nowMs),
  }),
  agent(nowMs, 'ben', 'offline', {
    agentId: 'a-lou',
    name: 'Lou Field',
    free: false,
    reasons: because('offline', 'Offline since 12:04 PM CST', 'desk', nowMs),
  }),
];

export const deskStates = [
  'idle',
  'away',
  'offline',
  'paused',
  'missed',
  'offer',
  'taken',
  'withdrawn',
  'briefing',
  'joining',
  'live',
  'held',
  'voicemail',
  'wrap-up',
  'result-missing',
] as const;
export type DeskStateName = (typeof deskStates)[number];

/** Ana's desk in one of its states. */
export function desk(state: DeskStateName, nowMs: number): DeskView {
  const base: DeskView = {
    nowMs,
    agent: agent(nowMs, 'ana', 'available'),
    why: ['On shift until 5:00 PM CST', 'Calendar clear', 'Browser phone connected'],
    maxMisses: 3,
    warming: warming(nowMs).map((l) => ({ ...l, reasons: readiness(nowMs).reasons })),
    offer: null,
    call: null,
    wrapUp: null,
    missingResults: [],
    notice: null,
    today: { offers: 6, accepted: 5, joined: 4 },
  };
  const call = (
    callState: NonNullable<DeskView['call']>['state'],
    more: Partial<NonNullable<DeskView['call']>> = {},
  ): DeskView => ({
    ...base,
    agent: agent(nowMs, 'ana', 'on-call', {
      reasons: because('on-call', 'On a call for 0:42', 'leg', nowMs),
    }),
    call: {
      transferId: 't-maria',
      callId: 'c-1',
      legId: 'leg-ana',
      lead: maria(nowMs, 'on-call'),
      state: callState,
      sinceMs: nowMs - 3_000,
      liveSinceMs: null,
      brief,
      leadLeg: { state: 'ringing', sinceMs: nowMs - 4_000, words: 'Calling Maria… ringing' },
      briefMs: 8_000,
      onCall: ['You'],
      held: false,
      muted: false,
      monitor: null,
      tell: null,
      helpSinceMs: null,
      optedOut: null,
      recording:
        state === 'live'
          ? { state: 'on', by: 'assistant', notice: 'This call is recorded.', written: true, listens: true }
          : null,
      turns: turns(nowMs),
      fields: fields(nowMs),
      pass: null,
      passWords: null,
      ...more,
    },
  });
  switch (state) {
    case 'idle':
      return base;
    case 'away':
      return {
        ...base,
        agent: agent(nowMs, 'ana', 'away', {
          reasons: because('away', 'Away since 1:40 PM CST: lunch', 'desk', nowMs),
        }),
      };
    case 'offline':
      return {
        ...base,
        warming: [],
        agent: agent(nowMs, 'ana', 'offline', {
          reasons: because('offline', 'Offline since 12:04 PM CST', 'desk', nowMs),
        }),
      };
    case 'paused':
      return {
        ...base,
        agent: agent(nowMs, 'ana', 'available', {
          free: false,
          misses: 3,
          reasons: because('paused-after-misses', 'Paused after 3 missed offers', 'misses', nowMs),
        }),
      };
    case 'missed':
      return {
        ...base,
        agent: agent(nowMs, 'ana', 'available', { misses: 1 }),
        notice: {
          kind: 'missed',
          words: 'You missed Maria at 2:02 PM CST. Ben took the call after 6 s.',
          atMs: nowMs - 60_000,
        },
      };
    case 'offer':
      return {
        ...base,
        agent: agent(nowMs, 'ana', 'reserved', {
          reasons: because('reserved', 'Being offered Maria Alvarez', 'transfer', nowMs),
        }),
        offer: {
          transferId: 't-maria',
          callId: 'c-1',
          legId: 'leg-ana',
          lead: maria(nowMs),
          brief,
          deadlineMs: nowMs + 14_000,
          windowMs: 20_000,
          offeredAtMs: nowMs - 6_000,
          alsoRinging: ['Ben', 'Ravi'],
          turns: turns(nowMs),
          pass: null,
        },
      };
    case 'taken':
      return { ...base, notice: { kind: 'taken', words: 'Taken by Ben.', atMs: nowMs } };
    case 'withdrawn':
      return { ...base, notice: { kind: 'withdrawn', words: 'Maria asked us to stop.', atMs: nowMs } };
    case 'briefing':
      return call('briefing');
    case 'joining':
      return call('joining', {
        leadLeg: { state: 'answered', sinceMs: nowMs - 200, words: 'Maria answered.' },
      });
    case 'live':
      return call('live', {
        liveSinceMs: nowMs - 42_000,
        onCall: ['Maria Alvarez', 'You', 'Assistant'],
        leadLeg: { state: 'answered', sinceMs: nowMs - 44_000, words: 'Maria answered.' },
      });
    case 'held':
      return call('live', {
        liveSinceMs: nowMs - 187_000,
        held: true,
        monitor: { by: 'Dana Whitfield', how: 'listen' },
        onCall: ['Maria Alvarez', 'You'],
        leadLeg: { state: 'answered', sinceMs: nowMs - 190_000, words: 'Maria answered.' },
      });
    case 'voicemail':
      return call('lead-gone', {
        leadLeg: {
          state: 'ended',
          sinceMs: nowMs - 1_000,
          words: "Maria's phone went to voicemail. The assistant is texting Maria to set a time.",
        },
      });
    case 'wrap-up':
      return {
        ...base,
        agent: agent(nowMs, 'ana', 'wrap-up', {
          reasons: because('wrap-up', 'Wrapping up, 15 s left', 'transfer', nowMs),
        }),
        wrapUp: {
          transferId: 't-maria',
          leadId: 'l-maria',
          leadName: 'Maria Alvarez',
          leadTz: TZ,
          untilMs: nowMs + 15_000,
          windowMs: 15_000,
          notesDraft: 'Two cars, renewal on the 12th. Wants the bundle price by e-mail.',
        },
      };
    case 'result-missing':
      return {
        ...base,
        missingResults: [{ transferId: 't-old', leadName: 'Walter Hill', atMs: nowMs - 1_200_000 }],
      };
  }
}

export function readiness(nowMs: number): z.infer<typeof api.LeadDetail>['readiness'] {
  return {
    score: 0.86,
    threshold: 0.8,
    questionType: 'factual',
    reasons: [
      { code: 'ASKED_FOR_CALL', text: 'Asked for a call', weight: 0.4, messageId: 'm8' },
      { code: 'GAVE_PRICE', text: 'Said what is paid now', weight: 0.2, messageId: 'm6' },
      { code: 'UNKNOWN_OWNER', text: 'Home owner is not known', weight: -0.1 },
    ],
    history: [
      { atMs: nowMs - 300_000, score: 0.1, messageId: 'm1' },
      { atMs: nowMs - 260_000, score: 0.25, messageId: 'm2' },
      { atMs: nowMs - 220_000, score: 0.35, messageId: 'm4' },
      { atMs: nowMs - 170_000, score: 0.55, messageId: 'm6' },
      { atMs: nowMs - 60_000, score: 0.86, messageId: 'm8' },
    ],
  };
}

const permit = (verdict: Permit['verdict'], words: string, more: Partial<Permit> = {}): Permit => ({
  verdict,
  reason: verdict === 'allow' ? null : 'QUIET_HOURS',
  words,
  untilMs: null,
  ruleId: verdict === 'allow' ? null : 'US-QH-1',
  rulesVersion: '2026-11-21.1',
  gates: [
    { gate: 'consent', verdict: 'allow', detail: 'express written, 3 Nov' },
    { gate: 'quiet-hours', verdict: verdict === 'allow' ? 'allow' : 'defer', detail: '8 AM to 9 PM CST' },
  ],
  ...more,
});

export function transferSummary(
  nowMs: number,
  state: 'ringing' | 'waiting' | 'connected' | 'ended',
): TransferSummary {
  const joined = state === 'connected' || state === 'ended';
  return {
    transferId: state === 'waiting' ? 'waiting-l-diaz' : `t-${state === 'ended' ? 'maria' : state}`,
    leadId: state === 'waiting' ? 'l-diaz' : 'l-maria',
    leadName: state === 'waiting' ? 'Sofia Diaz' : state === 'connected' ? 'Noah Berg' : 'Maria Alvarez',
    state,
    outcome: state === 'ended' ? 'connected' : null,
    readyAtMs: nowMs - (state === 'connected' ? 380_000 : state === 'ended' ? 600_000 : 21_000),
    joinedAtMs: joined ? nowMs - (state === 'ended' ? 591_600 : 372_000) : null,
    endedAtMs: state === 'ended' ? nowMs - 300_000 : null,
    agentId: joined ? 'a-ana' : null,
    agentName: joined ? 'Ana Brooks' : null,
    ringing: state === 'ringing' ? ['Ana Brooks', 'Ben Ortiz', 'Ravi Patel'] : [],
    line: state === 'waiting' ? 'Nobody is free' : state === 'ringing' ? 'Ringing 3' : 'With Ana Brooks',
    nextStep: state === 'ended' ? null : 'Text and book',
  };
}

export function failedSummary(nowMs: number): TransferSummary {
  return {
    ...transferSummary(nowMs, 'ended'),
    transferId: 't-failed',
    leadName: 'Walter Hill',
    leadId: 'l-hill',
    outcome: 'unanswered',
    joinedAtMs: null,
    agentId: null,
    agentName: null,
    line: 'Nobody accepted in 20 s',
    nextStep: 'The assistant texted Walter and booked 3:30 PM CST',
  };
}

export function leadDetail(leadId: string, nowMs: number): z.infer<typeof api.LeadDetail> {
  const quiet = leadId === 'l-novak';
  const one =
    [maria(nowMs, 'ready'), ...warming(nowMs), booked(nowMs), optedOut(nowMs)].find(
      (l) => l.leadId === leadId,
    ) ?? maria(nowMs, 'ready');
  return {
    lead: one,
    email: 'lead@demo.example',
    model: {
      turns: 4,
      answered: 3,
      inputTokens: 3_600,
      outputTokens: 240,
      costUsd: 0.0007,
      failures: ['deadline'],
    },
    source: 'web form',
    turns: turns(nowMs),
    fields: fields(nowMs),
    readiness: readiness(nowMs),
    assistant: { mode: 'on', takenOverBy: null, untilMs: null, suggestion: null },
    permit: {
      sms: quiet
        ? permit('defer', 'It is 9:40 PM for Petra. It may go at 8:02 AM EST.', {
            untilMs: nowMs + 36_000_000,
          })
        : permit('allow', 'Consent on record, inside the permitted hours.'),
      voice: permit('allow', 'Consent on record, inside the permitted hours.'),
    },
    consents: [
      {
        atMs: nowMs - 86_400_000,
        channels: ['sms', 'voice'],
        textShown:
          'I agree that Northside Quotes may text and call me about my quote, also by automated means.',
        source: 'quote form',
        status: 'active',
      },
    ],
    timeline: [
      {
        atMs: nowMs - 300_000,
        fact: 'message.sent',
        words: 'First text, 0.4 s after the form',
        why: 'opening',
      },
      { atMs: nowMs - 60_000, fact: 'lead.ready', words: 'Ready', why: 'Asked for a call' },
      { atMs: nowMs - 59_000, fact: 'transfer.ringing', words: '3 agents rung', why: null },
    ],
    transfers: [transferSummary(nowMs, 'ended')],
  };
}

export type FloorView = z.infer<typeof api.FloorView>;
export function floor(nowMs: number): FloorView {
  return {
    nowMs,
    serviceLevel: { withinMs: 30_000, joined: 23, total: 25 },
    readyWaiting: 1,
    longestWaitMs: 21_000,
    freeAgents: 2,
    warming: warming(nowMs),
    transfers: [
      { ...transferSummary(nowMs, 'ringing'), lead: maria(nowMs), whyNot: [] },
      {
        ...transferSummary(nowMs, 'waiting'),
        lead: lead(nowMs, 'l-diaz', 'Sofia Diaz', 'ready', 0.82),
        whyNot: [
          { agentId: 'a-joe', name: 'Joe Marsh', words: 'Licence for TX ended 2026-11-01' },
          { agentId: 'a-mia', name: 'Mia Sand', words: 'In a meeting until 2:30 PM CST' },
        ],
      },
    ],
    calls: [
      {
        ...transferSummary(nowMs, 'connected'),
        lead: lead(nowMs, 'l-berg', 'Noah Berg', 'on-call', 0.9),
        monitor: null,
        helpSinceMs: null,
        listening: {
          say: 'assistant',
          words: 'A supervisor of Northside Quotes is joining this call and will hear it.',
        },
      },
    ],
    agents: agents(nowMs),
    booked: [booked(nowMs)],
    optedOutToday: 1,
  };
}

export function transferDetail(id: string, nowMs: number): z.infer<typeof api.TransferDetail> {
  const failed = id === 't-failed';
  const transfer = failed ? failedSummary(nowMs) : transferSummary(nowMs, 'ended');
  const t0 = transfer.readyAtMs;
  const seg = (
    kind: z.infer<typeof api.TransferDetail>['legs'][number]['segments'][number]['kind'],
    from: number,
    to: number | null,
    words: string,
  ) => ({
    kind,
    fromMs: t0 + from,
    toMs: to === null ? null : t0 + to,
    words,
  });
  return {
    transfer,
    lead: maria(nowMs, 'handed-over'),
    mode: 'Assistant-led warm',
    parts: failed
      ? {
          readyToRingingMs: 62,
          ringingToAcceptedMs: null,
          acceptedToAnsweredMs: null,
          answeredToJoinedMs: null,
          readyToJoinedMs: null,
        }
      : {
          readyToRingingMs: 62,
          ringingToAcceptedMs: 3_900,
          acceptedToAnsweredMs: 4_238,
          answeredToJoinedMs: 200,
          readyToJoinedMs: 8_400,
        },
    limits: { ringMs: 20_000, acceptMs: 15_000, briefMs: 8_000, totalMs: 90_000 },
    legs: failed
      ? [
          {
            legId: 'leg-ana',
            role: 'agent',
            name: 'Ana Brooks',
            segments: [seg('ringing', 62, 20_062, 'Ringing'), seg('missed', 20_062, 20_062, 'Missed')],
          },
          {
            legId: 'leg-ben',
            role: 'agent',
            name: 'Ben Ortiz',
            segments: [seg('ringing', 62, 1_800, 'Ringing'), seg('declined', 1_800, 1_800, 'Declined')],
          },
        ]
      : [
          {
            legId: 'leg-lead',
            role: 'lead',
            name: 'Maria Alvarez',
            segments: [
              seg('text', 0, 3_962, 'In text'),
              seg('dialing', 3_962, 4_600, 'Dialled'),
              seg('ringing', 4_600, 8_200, 'Ringing'),
              seg('talk', 8_400, 90_000, 'Talking'),
            ],
          },
          {
            legId: 'leg-asst',
            role: 'assistant',
            name: 'Assistant',
            segments: [
              seg('text', 0, 3_962, 'Texting'),
              seg('brief', 3_962, 8_162, 'Brief'),
              seg('introduction', 8_400, 11_000, 'Introduces'),
            ],
          },
          {
            legId: 'leg-ana',
            role: 'agent',
            name: 'Ana Brooks',
            segments: [
              seg('ringing', 62, 3_962, 'Ringing'),
              seg('accepted', 3_962, 3_962, 'Accepted'),
              seg('brief', 3_962, 8_162, 'Hears the brief'),
              seg('talk', 8_400, 90_000, 'Talking'),
            ],
          },
          {
            legId: 'leg-ben',
            role: 'agent',
            name: 'Ben Ortiz',
            segments: [seg('ringing', 62, 4_003, 'Ringing'), seg('taken', 4_003, 4_003, 'Taken by Ana')],
          },
          {
            legId: 'leg-ravi',
            role: 'agent',
            name: 'Ravi Patel',
            segments: [
              seg('ringing', 62, 1_800, 'Ringing'),
              seg('declined', 1_800, 1_800, 'Declined after 1.8 s'),
            ],
          },
        ],
    events: [
      { offsetMs: 0, leg: 'Maria Alvarez', fact: 'lead.ready', words: 'Maria is ready: asked for a call.' },
      { offsetMs: 62, leg: 'Agents', fact: 'leg.ringing', words: 'Ana, Ben and Ravi ring.' },
      { offsetMs: 1_800, leg: 'Ravi Patel', fact: 'agent.declined', words: 'Ravi declined.' },
      ...(failed
        ? [{ offsetMs: 20_062, leg: 'Ana Brooks', fact: 'timer', words: 'Nobody accepted in 20 s.' }]
        : [
            {
              offsetMs: 3_962,
              leg: 'Ana Brooks',
              fact: 'agent.accepted',
              words: 'Ana accepted. Ben and Ravi released (41 ms).',
            },
            { offsetMs: 4_600, leg: 'Maria Alvarez', fact: 'leg.ringing', words: "Maria's phone rings." },
            { offsetMs: 8_200, leg: 'Maria Alvarez', fact: 'leg.answered', words: 'Maria answered.' },
            {
              offsetMs: 8_400,
              leg: 'Ana Brooks',
              fact: 'bridge.joined',
              words: 'Joined: Maria and Ana talk.',
            },
          ]),
    ],
    brief,
    offered: [
      {
        agentId: 'a-ana',
        name: 'Ana Brooks',
        result: failed ? 'missed' : 'accepted',
        words: failed ? 'Did not answer in 20 s' : 'Accepted after 3.9 s',
      },
      {
        agentId: 'a-ben',
        name: 'Ben Ortiz',
        result: failed ? 'declined' : 'taken',
        words: failed ? 'Declined after 1.8 s' : 'Taken by Ana',
      },
    ],
    notOffered: [
      { agentId: 'a-mia', name: 'Mia Sand', reason: 'in-meeting', words: 'In a meeting until 2:30 PM CST' },
    ],
    nextStep: transfer.nextStep,
  };
}

export const handset = (
  nowMs: number,
  texts: {
    id: string;
    from: 'them' | 'me';
    body: string;
    atMs: number;
    status: 'sent' | 'delivered' | 'failed';
  }[],
) => ({
  type: 'thread' as const,
  seller: SELLER,
  texts,
  nowMs,
});
export const handsetTexts = (nowMs: number) =>
  turns(nowMs)
    .filter((t) => t.from === 'lead' || t.from === 'assistant')
    .map((t) => ({
      id: t.messageId,
      from: t.from === 'lead' ? ('me' as const) : ('them' as const),
      body: t.body,
      atMs: t.atMs,
      status: 'delivered' as const,
    }));
export { SELLER };

export const recordings = (nowMs: number): unknown => ({
  recordings: [
    {
      id: 't-maria_0',
      beganAtMs: nowMs - 600_000,
      lengthMs: 142_000,
      bytes: 44 + 142_000 * 32,
      agentName: 'Ana Brooks',
      leadName: 'Maria Alvarez',
      state: 'kept',
      words: '',
      deletedAtMs: nowMs + 395 * 86_400_000,
      plays: [{ by: 'Dana Cole', atMs: nowMs - 60_000 }],
    },
  ],
});

/** Two people who take turns. */
export const wave = (): unknown => {
  const side = (turn: number): number[] =>
    Array.from({ length: 240 }, (_, x) =>
      Math.floor(x / 24) % 2 === turn ? 0.1 + 0.3 * Math.abs(Math.sin(x * 1.7)) : 0,
    );
  return { lengthMs: 142_000, left: side(0), right: side(1) };
};

export const lines = (): unknown => ({
  lines: [
    {
      legId: 'leg-lead',
      name: 'Maria Alvarez',
      lostShare: 0.042,
      jitterMs: 18,
      farLostShare: 0.001,
      roundTripMs: 210,
      verdict: 'poor',
    },
    {
      legId: 'leg-ana',
      name: 'Ana Brooks',
      lostShare: 0,
      jitterMs: 1,
      farLostShare: null,
      roundTripMs: null,
      verdict: 'good',
    },
  ],
});
