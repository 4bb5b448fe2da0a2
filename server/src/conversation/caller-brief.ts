/** The brief about a lead who is on the line: an agent must know that nobody is dialled, and that somebody waits. Pure. */
import type { Brief } from '../ports/brief.ts';
import { firstName } from './sentences.ts';

const HEADLINE_CHARS = 90;
const SPOKEN_CHARS = 350;

/** @param lead their name is their number while nobody knows another */
export function callerBrief(
  brief: Brief,
  lead: { name: string; phone: string },
  subject: string,
  hasSpoken: boolean,
): Brief {
  const nameless = lead.name === lead.phone;
  const who = nameless ? 'A caller' : firstName(lead.name);
  const said = hasSpoken ? brief.spoken : `It is about ${subject}.`;
  const pressed = 'Called us and pressed 1 to speak with somebody now';
  return {
    ...brief,
    headline: `On the line: ${nameless && !hasSpoken ? `caller about ${subject}` : brief.headline}`.slice(
      0,
      HEADLINE_CHARS,
    ),
    spoken: `${who} is on the line and waits for you. ${said}`.slice(0, SPOKEN_CHARS),
    screen: `${pressed}\n${brief.screen}`,
    facts: [...brief.facts, { kind: 'why', label: 'Call', text: pressed, source: -1 }],
  };
}
