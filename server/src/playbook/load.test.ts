import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeProblem, loadPlaybooks, parsePlaybook } from './load.ts';

const dir = new URL('../../../playbooks', import.meta.url).pathname;
const good = readFileSync(`${dir}/insurance.yaml`, 'utf8');

/** Field names and values that leads are read into; other systems depend on them. */
const FIELDS: Record<string, Record<string, string[] | string>> = {
  insurance: {
    coverage_type: ['auto', 'home', 'renters', 'life', 'health', 'commercial'],
    zip: 'zip',
    current_carrier: 'company',
  },
  lending: {
    loan_purpose: ['purchase', 'refinance', 'home_equity', 'personal', 'auto'],
    loan_amount: 'money',
    credit_profile: 'credit',
  },
  'higher-ed': {
    program: 'text',
    start_term: 'term',
    education_level: ['high_school', 'some_college', 'associate', 'bachelor', 'master'],
  },
  events: {
    interest: ['tickets', 'sponsorship', 'exhibitor', 'group'],
    party_size: 'integer',
    budget: 'money',
  },
  healthcare: {
    visit_reason: ['new_patient', 'follow_up', 'urgent', 'billing'],
    insurance_carrier: 'company',
    preferred_day: 'weekday',
  },
  'home-services': {
    service: ['repair', 'install', 'maintenance', 'quote'],
    system: ['ac', 'furnace', 'plumbing', 'electrical', 'roof'],
    zip: 'zip',
  },
  'saas-support': {
    topic: ['billing', 'cancel', 'technical', 'upgrade', 'scheduling'],
    account_email: 'email',
    seats: 'integer',
  },
};

describe('the playbooks that come with the program', async () => {
  const { playbooks, problems } = await loadPlaybooks(dir);

  it('load without a problem', () => {
    expect(problems.map(describeProblem)).toEqual([]);
    expect([...playbooks.keys()].toSorted()).toEqual(Object.keys(FIELDS).toSorted());
  });

  it.each(Object.entries(FIELDS))('%s asks for its fields and knows enough', (id, fields) => {
    const playbook = playbooks.get(id);
    const found = playbook?.questions.map(({ field, value }) => [
      field,
      value.kind === 'choice' ? Object.keys(value.options) : value.kind,
    ]);
    expect(Object.fromEntries(found ?? [])).toEqual(fields);
    expect(playbook?.knowledge.length).toBeGreaterThanOrEqual(8);
    expect(playbook?.knowledge.length).toBeLessThanOrEqual(15);
    expect(playbook?.objections.length).toBeGreaterThanOrEqual(5);
    expect(playbook?.objections.length).toBeLessThanOrEqual(8);
    expect(playbook?.opening.length).toBeGreaterThanOrEqual(3);
    expect(playbook?.questions.every((question) => question.es !== undefined)).toBe(true);
  });

  it('regulated ones are surer', () => {
    for (const id of ['lending', 'healthcare']) expect(playbooks.get(id)?.regulated).toBe(true);
  });
});

describe('a mistake is told with file, line, path and mend', () => {
  const swap = (from: string | RegExp, to: string) => {
    const text = good.replace(from, to);
    expect(text).not.toBe(good);
    return text;
  };

  it.each<[string, string, string, RegExp]>([
    [
      'an opening without the AI',
      swap('the AI assistant at {seller}', 'from {seller}'),
      'opening.0',
      /AI writes/,
    ],
    [
      'an opening without the seller',
      swap('at {seller}, about the', 'and this is about the'),
      'opening.0',
      /seller/,
    ],
    [
      'an opening without the way out',
      swap('{question} Reply STOP to opt out.', '{question}'),
      'opening.0',
      /opt-out/,
    ],
    [
      'too few phrasings',
      swap('      - Is this for a car, a home, renters, life, health or a business?\n', ''),
      'questions.0.ask',
      /(>=2|2 items)/,
    ],
    [
      'two questions at once',
      swap("What's the ZIP where you live?", "What's the ZIP? Do you live there?"),
      'questions.1.ask.1',
      /two questions/,
    ],
    [
      'no question at all',
      swap("What's the ZIP where you live?", 'Send the ZIP.'),
      'questions.1.ask.1',
      /asks nothing/,
    ],
    [
      'an invited opt-out',
      swap("What's the ZIP where you live?", 'What ZIP, or should I cancel?'),
      'questions.1.ask.1',
      /opt-out/,
    ],
    [
      'an unknown placeholder',
      swap("I'm {assistant}, the AI assistant at {seller}. We", "I'm {bot}, AI at {seller}. We"),
      'knowledge.0.answer.0',
      /\{bot\}/,
    ],
    ['a doubled knowledge id', swap('id: is-ai', 'id: who-is-this'), 'knowledge.1.id', /stands twice/],
    [
      'a condition on nothing',
      swap('    value: { kind: zip }', '    value: { kind: zip }\n    when: [{ field: age, is: 3 }]'),
      'questions.1.when.0.field',
      /no question fills "age"/,
    ],
    [
      'a condition on a wrong value',
      swap(
        '    value: { kind: zip }',
        '    value: { kind: zip }\n    when: [{ field: coverage_type, is: boat }]',
      ),
      'questions.1.when.0',
      /"boat" is no value/,
    ],
    [
      'a dead end',
      swap(
        '    value: { kind: zip }',
        '    value: { kind: zip }\n    when: [{ field: coverage_type, is: auto }, { field: coverage_type, is: home }]',
      ),
      'questions.1.when',
      /dead end/,
    ],
    [
      'a condition on a later question',
      swap(
        '    type: factual\n    value:\n      kind: choice',
        '    type: factual\n    when: [{ field: zip, known: true }]\n    value:\n      kind: choice',
      ),
      'questions.0.when.0',
      /asked after/,
    ],
    [
      'an answer that asks',
      swap("It's usually a ten minute call, give or take.", 'Ten minutes, okay?'),
      'knowledge.9.answer.1',
      /must not ask/,
    ],
    ['a wrong kind', swap('kind: zip', 'kind: zipcode'), 'questions.1.value.kind', /./],
    ['a wrong type', swap('version: 1', 'version: one'), 'version', /number/],
  ])('%s', (_, text, path, what) => {
    const parsed = parsePlaybook(text, 'x.yaml');
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    const problem = parsed.problems.find((found) => found.path === path);
    expect(problem, parsed.problems.map(describeProblem).join('\n')).toBeDefined();
    expect(problem?.what).toMatch(what);
    expect(problem?.mend).not.toBe('');
    expect(problem?.line).toBeGreaterThan(0);
    expect(describeProblem(problem!)).toMatch(/^x\.yaml:\d+ /);
  });

  it('not YAML', () => {
    const parsed = parsePlaybook('id: [insurance', 'x.yaml');
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.problems[0]?.line).toBe(1);
  });

  it('the line is the line', () => {
    const text = swap("What's the ZIP where you live?", 'Send the ZIP.');
    const parsed = parsePlaybook(text, 'x.yaml');
    if (parsed.ok) throw new Error('should not load');
    const line = text.split('\n')[(parsed.problems[0]?.line ?? 0) - 1];
    expect(line).toContain('Send the ZIP.');
  });
});
