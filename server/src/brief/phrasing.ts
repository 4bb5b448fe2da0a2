/** The headline and the spoken form: what an agent reads in a glance and hears before the join. Pure. */
import type { SlotValue } from '../ports/reader.ts';
import { stateOfZip } from './zip-state.ts';

export type Known = Record<string, SlotValue | undefined>;

const words = (v: SlotValue): string => String(v).replace(/_/g, ' ');
const dollars = (v: SlotValue): string =>
  typeof v === 'number' ? `$${v.toLocaleString('en-US')}` : words(v);
const upper = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1);
const article = (s: string): string =>
  `${/^[aeiou]/i.test(s) && !/^(uni|use|one)/i.test(s) ? 'an' : 'a'} ${s}`;
const SYSTEMS: Record<string, string> = { ac: 'AC', electrical: 'electrical', roof: 'roof' };

/** What the lead is after, as a noun phrase ("auto quote", "AC repair", "refinance loan"); undefined when unknown. */
export function productOf(vertical: string, k: Known): string | undefined {
  const say = (name: string): string | undefined =>
    k[name] === undefined ? undefined : words(k[name] as SlotValue);
  switch (vertical) {
    case 'insurance':
      return k.coverage_type === undefined ? undefined : `${say('coverage_type')} quote`;
    case 'lending': {
      const purpose = say('loan_purpose');
      return purpose
        ? purpose === 'refinance'
          ? 'refinance'
          : `${purpose} loan`
        : k.loan_amount === undefined
          ? undefined
          : 'loan';
    }
    case 'higher-ed':
      return k.program === undefined ? undefined : `${say('program')} program`;
    case 'events': {
      const interest = say('interest');
      if (interest === 'exhibitor') return 'exhibitor booth';
      return interest === 'group' ? 'group booking' : interest;
    }
    case 'healthcare':
      return k.visit_reason === undefined
        ? undefined
        : k.visit_reason === 'billing'
          ? 'billing question'
          : `${words(k.visit_reason).replace('new patient', 'new-patient').replace('follow up', 'follow-up')} visit`;
    case 'home-services': {
      const system = say('system');
      const service = say('service');
      const named = system ? (SYSTEMS[system] ?? system) : undefined;
      return named || service ? [named, service].filter(Boolean).join(' ') : undefined;
    }
    case 'saas-support':
      return k.topic === undefined
        ? undefined
        : `${say('topic')} ${/cancel|upgrade/.test(String(k.topic)) ? 'request' : 'question'}`;
    default:
      return undefined;
  }
}

/** Short details after the product, most telling first. */
export function detailsOf(k: Known): string[] {
  const out: string[] = [];
  if (k.loan_amount !== undefined) out.push(dollars(k.loan_amount));
  if (k.credit_profile !== undefined) out.push(`${words(k.credit_profile)} credit`);
  if (k.party_size !== undefined) out.push(`party of ${k.party_size}`);
  if (k.seats !== undefined) out.push(`${k.seats} seats`);
  if (k.budget !== undefined) out.push(`budget ${dollars(k.budget)}`);
  if (k.current_carrier !== undefined) out.push(`with ${words(k.current_carrier)}`);
  if (k.insurance_carrier !== undefined) out.push(words(k.insurance_carrier));
  if (k.start_term !== undefined) out.push(`starts ${words(k.start_term)}`);
  if (k.preferred_day !== undefined) out.push(`${words(k.preferred_day)} preferred`);
  return out;
}

/** "Auto quote, TX: with Geico, wants a call now". */
export function headline(
  vertical: string,
  subject: string,
  k: Known,
  fallback: string | undefined,
  wish: string | undefined,
): string {
  const product = productOf(vertical, k);
  const place = typeof k.zip === 'string' ? stateOfZip(k.zip) : undefined;
  const head = upper(product ?? subject) + (place ? `, ${place}` : '');
  const rest = [
    ...detailsOf(k).slice(0, 2),
    ...(product || !fallback ? [] : [fallback]),
    ...(wish ? [wish] : []),
  ];
  return rest.length ? `${head}: ${rest.join(', ')}` : head;
}

/** The known fields as short sentences, the product first. */
export function sentences(
  first: string,
  vertical: string,
  subject: string,
  k: Known,
  label: (field: string) => string,
  hidden: (field: string) => boolean,
): string[] {
  const shown = new Set<string>();
  const product = productOf(vertical, k);
  for (const field of [
    'coverage_type',
    'loan_purpose',
    'program',
    'interest',
    'visit_reason',
    'system',
    'service',
    'topic',
  ])
    shown.add(field);
  const wants = product === 'tickets' || product === 'sponsorship' ? product : article(product ?? subject);
  const has =
    vertical === 'saas-support' || product === 'billing question'
      ? 'has'
      : product || vertical !== 'healthcare'
        ? 'wants'
        : 'asks about';
  const out = [`${first} ${product ? has : 'asked about'} ${product ? wants : subject}.`];
  const line = (field: string, text: (v: SlotValue) => string): void => {
    const v = k[field];
    shown.add(field);
    if (v !== undefined && !hidden(field)) out.push(`${text(v)}.`);
  };
  line('loan_amount', (v) => `Amount ${dollars(v)}`);
  line('party_size', (v) => `Party of ${v}`);
  line('seats', (v) => `${v} seats`);
  line('zip', (v) => `ZIP ${[...String(v)].join(' ')}`);
  line('current_carrier', (v) => `With ${words(v)} now`);
  line('insurance_carrier', (v) => `Insured with ${words(v)}`);
  line('credit_profile', (v) => `${upper(words(v))} credit`);
  line('education_level', (v) => `Education: ${words(v)}`);
  line('start_term', (v) => `Would start ${words(v)}`);
  line('preferred_day', (v) => `Prefers ${words(v)}`);
  line('budget', (v) => `Budget ${dollars(v)}`);
  line('account_email', (v) => `Account ${words(v)}`);
  for (const [field, v] of Object.entries(k))
    if (!shown.has(field) && v !== undefined && !hidden(field))
      out.push(
        `${upper(label(field).toLowerCase())}: ${v === true ? 'yes' : v === false ? 'no' : words(v)}.`,
      );
  return out;
}
