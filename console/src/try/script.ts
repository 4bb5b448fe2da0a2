/** The 90 seconds of the Try it page: steps that tick from what the server said to the panes, never by a click. Pure. */
export interface Facts {
  mine: number;
  theirs: number;
  handsetCall: 'none' | 'ringing' | 'live';
  /** What each desk showed so far in this round. */
  desks: {
    presence: string;
    is: string;
    call: string | null;
    offered: boolean;
    accepted: boolean;
    live: boolean;
  }[];
  readiness: { value: number; threshold: number } | null;
  ready: boolean;
}

export interface Step {
  id: string;
  words: string;
  done: boolean;
  /** What "Type it for me" would write. */
  type?: string;
  hint?: string;
}

/** One who qualifies by answering: used in turn, one for each question the assistant asks. */
const answers = [
  'yes, two cars',
  'clean record, no accidents',
  '212 a month, too much',
  'yes I own my home',
  'next week',
  'no, that is all',
];

export function steps(facts: Facts): Step[] {
  const someOffered = facts.desks.some((d) => d.offered);
  const someAccepted = facts.desks.some((d) => d.accepted);
  const someLive = facts.desks.some((d) => d.live);
  const available =
    facts.desks.length > 0 && facts.desks.some((d) => d.presence !== 'offline' && d.presence !== 'away');
  const answered = Math.max(0, facts.mine - 1);
  return [
    {
      id: 'available',
      words: 'Go available on a desk',
      done: available || someOffered,
      hint: 'Press Go available in one of the desks.',
    },
    { id: 'hi', words: 'Text “hi”', done: facts.mine >= 1, type: 'hi' },
    {
      id: 'answer',
      words: 'Answer a few questions',
      done: answered >= 3 || someOffered,
      type: answers[answered % answers.length] ?? 'yes',
      hint: 'The assistant asks one thing at a time.',
    },
    { id: 'call', words: 'Say “can someone call me?”', done: someOffered, type: 'can someone call me?' },
    {
      id: 'accept',
      words: 'Accept on a desk',
      done: someAccepted,
      hint: 'Press Accept, or 1 with the desk in focus.',
    },
    {
      id: 'pick-up',
      words: 'Answer the handset',
      done: facts.handsetCall === 'live' || someLive,
      hint: 'It rings while the agent hears the brief.',
    },
    { id: 'live', words: 'Talk', done: someLive },
  ];
}

/** The first step not done, null when all are. */
export const nextStep = (all: Step[]): Step | null => all.find((s) => !s.done) ?? null;
