/** The message that is left on a lead's voicemail: its template, what it must say, and how numbers are read aloud. Pure. */
import { scriptFacts } from '../consent/index.ts';
import type { VoicemailMessage } from '../kernel/events.ts';

export interface MessageParts {
  firstName: string;
  seller: string;
  /** E.164: calling it back reaches the same people. */
  number: string;
  /** E.164, toll-free, one of ours: its menu takes an opt-out. */
  optOutNumber: string;
}

/** What the settings page proposes. */
export const SUGGESTION =
  'Hello {first_name}, this is the AI assistant of {seller}, an artificial voice, calling because you asked to talk with us. ' +
  'We are texting you to find a time. You can call us back at {number}. ' +
  'To opt out of our calls and messages, call {opt_out_number}, toll-free.';

const PLACEHOLDERS = ['{first_name}', '{seller}', '{number}', '{opt_out_number}'];

/** +1 numbers in the usual groups; any other as it is. */
const written = (e164: string): string => {
  const [, area, exchange, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164) ?? [];
  return area === undefined ? e164 : `${area}-${exchange}-${line}`;
};

/** Digit by digit, with a breath between the groups. */
const spoken = (e164: string): string =>
  written(e164)
    .replace(/^\+/, '')
    .split('-')
    .map((group) => [...group].join(' '))
    .join(', ');

const fill = (template: string, parts: MessageParts, number: (e164: string) => string): string =>
  template
    .replaceAll('{first_name}', parts.firstName)
    .replaceAll('{seller}', parts.seller)
    .replaceAll('{number}', number(parts.number))
    .replaceAll('{opt_out_number}', number(parts.optOutNumber));

export function messageOf(template: string, parts: MessageParts): Omit<VoicemailMessage, 'leadId'> {
  return { written: fill(template, parts, written), spoken: fill(template, parts, spoken) };
}

/** Toll-free numbers of the North American plan. */
export function isTollFree(e164: string): boolean {
  return /^\+18(00|33|44|55|66|77|88)\d{7}$/.test(e164);
}

/** What is wrong with a template, each with its mend; empty: it can be used. Rules AIV-01 and AIV-04. */
export function messageProblems(template: string): string[] {
  const unknown = (template.match(/\{[^{}]*\}/g) ?? []).filter((name) => !PLACEHOLDERS.includes(name));
  if (unknown.length > 0) return [`${unknown[0]} is not known; there are ${PLACEHOLDERS.join(', ')}.`];
  const says = scriptFacts(
    messageOf(template, {
      firstName: 'Maria',
      seller: 'Northside Quotes',
      number: '+15125550100',
      optOutNumber: '+18005550199',
    }).written,
    'Northside Quotes',
  );
  const first = template.split(/[.!?]/)[0] ?? '';
  return [
    first.includes('{seller}') ? '' : 'The first sentence must say {seller}.',
    says.ai ? '' : 'Say that an AI speaks.',
    says.purpose ? '' : 'Say why you call, for example "because you asked to talk with us".',
    says.optOut && template.includes('{opt_out_number}') ? '' : 'Say how to opt out, with {opt_out_number}.',
    template.includes('{number}') ? '' : 'Say {number}, to call back.',
  ].filter((problem) => problem !== '');
}
