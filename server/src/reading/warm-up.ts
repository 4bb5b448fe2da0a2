/**
 * The reader reads a few hundred texts of nobody before anybody writes: V8 compiles patterns and functions as they are used, so that
 * the first text after a start takes a hundred times what a text takes later, and the next two hundred twice as much.
 */
import type { Playbook } from '../playbook/playbook.ts';
import type { HistoryTurn, Reader } from '../ports/reader.ts';

/** One reading a step, so that whoever takes the steps can do other things between. Bounded: the texts below, once a playbook. */
export function* warmUp(reader: Reader, playbooks: Iterable<Playbook>, nowMs: number): Generator<void> {
  for (const playbook of playbooks) {
    for (const [i, message] of TEXTS.entries()) {
      const before = TEXTS[(i * 7 + 3) % TEXTS.length] as string;
      reader.read({
        playbook,
        lead: { name: 'Sam', tz: 'America/Chicago' },
        nowMs,
        history: [...ASKED, { from: 'lead', text: before }, OFFERED],
        message,
      });
      yield;
    }
  }
}

const ASKED: HistoryTurn[] = [
  { from: 'ai', text: 'Hi Sam, what are you looking for, and what is your ZIP code?' },
];
const OFFERED: HistoryTurn = { from: 'ai', text: 'Thanks. Shall we call you now, or at 3 PM?' };

/** Of every action, every kind of field and time, both languages. */
const TEXTS = [
  'yes please call me now',
  'not right now, maybe tomorrow after 3',
  'STOP texting me',
  "wrong number, this isn't Sam",
  'i already bought one, thanks anyway',
  'how much does it cost per month?',
  'this is a scam, i will call my lawyer',
  "my zip is 60614 and i'm with geico",
  'looking for auto and home insurance for a 2019 civic',
  'around 250k, credit is decent like 700',
  'i want to refinance, we owe 180 thousand',
  'nursing program, starting in the fall, i have an associates',
  '4 tickets please, budget about 500 dollars',
  'need to see the doctor for my knee, i have blue cross',
  "the ac is not cooling, it's 95 degrees in here",
  'billing question, my email is sam@example.com, we have 12 seats',
  'can you call in 20 minutes?',
  'half past 4 your time works',
  'Monday morning between 9 and 11 ET',
  'mañana a las 3 de la tarde está bien',
  'sí, llámame ahora',
  'no gracias, ya no me interesa',
  'actually make it 5, not 4',
  "I'm at work til 6, after the kids are asleep is best",
  'who is this and how did you get my number',
  'are you a robot?',
  'ok',
  '2',
  '👍 sounds good',
  "what's included in maintenance",
  "i'd rather text than talk",
  'take me off your list, i am done with this',
  "my husband handles that, he's right here, hang on",
  'not sure yet, still shopping around',
  'next tuesday 10am, the 24th',
];
