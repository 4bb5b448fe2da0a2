/** Scripted leads. They read what they are sent as a person would: which question is this, am I offered a call or times? */
import type { Playbook, Question } from '../src/playbook/playbook.ts';
import type { VirtualClock } from './clock.ts';
import type { Phone } from './telephony.ts';

export const leadKinds = [
  'eager',
  'curious',
  'slow',
  'rude',
  'opting-out',
  'not-answering',
  'later',
  'silent',
  'wrong-person',
] as const;
export type LeadKind = (typeof leadKinds)[number];

const between = (random: () => number, least: number, most: number) =>
  Math.round(least + random() * (most - least));
const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

const sayings = {
  wantCall: [
    'can someone call me now?',
    'yes please call me',
    'just call me',
    'ready to talk, call now',
    'can i talk to a person now',
  ],
  yes: ['yes', 'yes please', 'sure', 'ok call me', 'yep go ahead'],
  no: ['not interested', 'no thanks', 'not for me'],
  later: ['tomorrow at 10 am', 'call me tomorrow afternoon around 3', 'in 2 hours', 'tomorrow 11'],
  stop: [
    'STOP',
    'stop texting me',
    'please remove me from your list',
    'unsubscribe',
    'take me off this list',
  ],
  curious: ['how much is it?', 'is this a real person?', 'how long does it take', 'who are you again?'],
  rude: ['what do you want', 'you people again', 'this better be quick'],
  wrong: ['wrong number', 'you have the wrong person'],
} as const;

/** An answer a lead may give to a question of this kind. */
export function answerTo(question: Question, random: () => number): string {
  const { value } = question;
  switch (value.kind) {
    case 'choice': {
      const options = Object.entries(value.options);
      const [name, words] = pick(random, options);
      return words[0] ?? name;
    }
    case 'zip':
      return pick(random, ['78701', '60601', '10001', '94103', '33101']);
    case 'money':
      return pick(random, ['25000', '$18,500', '250k', 'about 40k']);
    case 'integer':
      return pick(random, ['2', '3', '4']);
    case 'email':
      return 'sam@example.com';
    case 'weekday':
      return pick(random, ['tuesday', 'thursday']);
    case 'term':
      return pick(random, ['fall', 'january']);
    case 'credit':
      return pick(random, ['good', '700', 'fair']);
    case 'company':
      return pick(random, Object.keys(value.known).length > 0 ? Object.keys(value.known) : ['Acme']);
    case 'yes-no':
      return pick(random, ['yes', 'no']);
    case 'date':
      return 'march 3';
    case 'text':
      return pick(random, ['a general checkup', 'business administration', 'the usual']);
  }
}

/** The sentences of a playbook, letters only, so that a question is recognised inside a longer text. */
const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/\{[a-z]+\}/g, '')
    .replace(/[^a-z ]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

export function askedIn(body: string, playbook: Playbook): Question | null {
  const said = plain(body);
  for (const question of playbook.questions) {
    if (
      [...question.ask, ...question.again].some(
        (phrase) => plain(phrase).length > 8 && said.includes(plain(phrase)),
      )
    )
      return question;
  }
  return null;
}

export interface LeadBot extends Phone {
  hears(body: string): void;
}

export interface LeadActs {
  write(body: string): void;
}

export function createLeadBot(
  kind: LeadKind,
  playbook: Playbook,
  clock: VirtualClock,
  random: () => number,
  acts: LeadActs,
): LeadBot {
  let texts = 0;
  let answers = 0;
  let gone = false;
  const ringing = new Set<string>();
  const reply = (body: string) => {
    const ms = kind === 'slow' ? between(random, 5 * 60_000, 50 * 60_000) : between(random, 6_000, 90_000);
    clock.after(ms, () => {
      if (!gone || body === 'start') acts.write(body);
    });
  };
  const leave = (body: string) => {
    reply(body);
    clock.after(100 * 60_000, () => {
      gone = true;
    });
  };

  /** What it returns is not looked at: a reply is ordered, or nothing is. */
  function next(body: string): unknown {
    const question = askedIn(body, playbook);
    const offersCall = /\b(call|phone|ring|talk|hop on|line)\b/i.test(body) && body.includes('?');
    const offersTimes = /\d{1,2}(:\d\d)? ?(am|pm)/i.test(body) && body.includes('?');
    if (kind === 'silent') return;
    if (kind === 'wrong-person') return texts === 1 ? leave(pick(random, sayings.wrong)) : undefined;
    if (kind === 'opting-out' && texts >= 2) return leave(pick(random, sayings.stop));
    if (kind === 'rude' && texts === 2) return reply(pick(random, sayings.rude));
    if (kind === 'rude' && texts >= 4)
      return leave(random() < 0.5 ? pick(random, sayings.no) : pick(random, sayings.stop));
    if (kind === 'curious' && texts % 3 === 2) return reply(pick(random, sayings.curious));
    if (offersTimes) return reply(random() < 0.8 ? 'the first one works' : 'no thanks');
    if (kind === 'later' && (offersCall || answers >= 2)) return reply(pick(random, sayings.later));
    if (offersCall && !question) return reply(pick(random, sayings.yes));
    if (kind === 'eager' && answers >= 2 && random() < 0.5) return reply(pick(random, sayings.wantCall));
    if (question) {
      answers += 1;
      return reply(answerTo(question, random));
    }
    if (texts < 12 && body.includes('?')) reply(random() < 0.5 ? 'ok' : pick(random, sayings.wantCall));
  }

  return {
    hears(body) {
      texts += 1;
      // A person writes less and less to something that does not get to the point.
      if (!gone && texts <= 16) next(body);
    },
    rings(order, hand) {
      ringing.add(order.legId);
      const answersPhone = kind === 'not-answering' ? random() < 0.25 : random() < 0.92;
      if (!answersPhone) {
        if (random() < 0.4)
          clock.after(between(random, 9_000, 20_000), () => ringing.has(order.legId) && hand.machine());
        return;
      }
      clock.after(between(random, 2_000, 11_000), () => {
        if (!ringing.has(order.legId)) return;
        hand.answer();
        // Some hang up before anybody speaks.
        if (random() < 0.03) clock.after(1_200, () => hand.end('hung-up'));
        else clock.after(between(random, 60_000, 1_200_000), () => hand.end('hung-up'));
      });
    },
    stopped: (legId) => void ringing.delete(legId),
  };
}
