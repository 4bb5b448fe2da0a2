/** A squad on the real rooms: a thread changes hands by the lead's words, with the declared context, and who is asked follows. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkoutRoot } from '../src/config.ts';
import { squadFaults } from '../src/playbook/check.ts';
import { loadPlaybooks, parsePlaybook } from '../src/playbook/load.ts';
import type { Playbook } from '../src/playbook/playbook.ts';
import { testDatabase } from '../src/testing/pg.ts';
import { addLead, hire, simFloor, writes } from './sim-floor.ts';

type Rule = NonNullable<Playbook['handOvers']>[number];

/** The insurance playbook, and a second one of the same seller that takes what is about a claim. */
function squad(context: Rule['context'], turns = 2): Map<string, Playbook> {
  const file = path.join(checkoutRoot(), 'playbooks/insurance.yaml');
  const parsed = parsePlaybook(readFileSync(file, 'utf8'), file);
  if (!parsed.ok) throw new Error('the insurance playbook does not load');
  const sales = parsed.playbook;
  const rule: Rule = {
    to: 'claims',
    said: ['a bill of mine', 'renters'],
    context,
    turns,
    say: ['Claims here, I have you.'],
  };
  const claims: Playbook = {
    ...sales,
    id: 'claims',
    name: 'Claims',
    followUps: [{ afterMinutes: 7, say: ['Is the claim still open for you?'] }],
    questions: [
      ...sales.questions.filter((question) => question.field === 'zip'),
      {
        ...sales.questions[0]!,
        field: 'policy',
        label: 'Policy',
        value: { kind: 'text', maxChars: 60 },
        ask: ['Which policy is it?', 'What policy is that on?'],
        again: ['Could you tell me the policy?', 'Which of your policies?'],
      },
    ],
  };
  return new Map([
    ['insurance', { ...sales, handOvers: [rule] }],
    ['claims', claims],
  ]);
}

interface Kept {
  playbookId: string;
  fields: Record<string, unknown>;
  seenFrom?: string;
  turns: { id: string }[];
}

describe('a squad', () => {
  const db = testDatabase();
  let leads = 0;

  async function handedOver(context: Rule['context'], turns?: number) {
    leads += 1;
    const floor = await simFloor({
      pool: db.pool,
      owner: `squad-${leads}`.padEnd(12 + leads, 'x'),
      change: { playbooks: squad(context, turns) },
    });
    await hire(db.pool, floor, 'Ana');
    const phone = `+1512555${String(2_000 + leads)}`;
    const leadId = await addLead(db.pool, floor, phone);
    const said = ['auto', '78701', 'renters'];
    for (const [i, body] of said.entries()) {
      await writes(floor, leadId, body, `${leadId}-${i}`);
      await floor.playTo(floor.clock.nowMs() + 30_000);
    }
    const { rows } = await db.pool.query<{ state: Kept; playbook: string }>(
      'select c.state, l.playbook from baton.conversations c join baton.leads l using (id) where id = $1',
      [leadId],
    );
    const texts = () => floor.messaging.sent().flatMap(({ text }) => (text.to === phone ? [text.body] : []));
    return { floor, leadId, row: rows[0]!, texts };
  }

  it('gives everything with "all", and the other playbook asks, follows up and is the one on record', async () => {
    const { floor, row, texts } = await handedOver('all');
    expect(row.playbook).toBe('claims');
    expect(row.state.playbookId).toBe('claims');
    expect(row.state.fields).toMatchObject({ zip: { value: '78701' } });
    expect(row.state.fields).not.toHaveProperty('coverage_type');
    expect(row.state.seenFrom).toBeUndefined();
    expect(texts().at(-1)).toMatch(/^Claims here, I have you\. .*polic\w+.*\?$/);
    expect(
      floor.facts.map(({ fact }) => fact).filter((fact) => fact.type === 'lead.handed-over'),
    ).toMatchObject([{ from: 'insurance', playbookId: 'claims', context: 'all' }]);
    // Its own cadence for those who fall silent.
    await floor.playTo(floor.clock.nowMs() + 8 * 60_000);
    expect(texts().at(-1)).toBe('Is the claim still open for you?');
    await floor.loop.stop();
  });

  it.each([
    ['fields', 1, true],
    ['last', 2, false],
    ['none', 1, false],
  ] as const)('gives what "%s" declares and no more', async (context, shown, keepsZip) => {
    const { floor, row } = await handedOver(context, 2);
    const { state } = row;
    expect('zip' in state.fields).toBe(keepsZip);
    const told = floor.facts.map(({ fact }) => fact).filter((fact) => fact.type === 'text.received').length;
    expect(told).toBe(3);
    const before = state.turns.findIndex((turn) => turn.id === state.seenFrom);
    const cause = state.turns.findIndex((turn) => turn.id.endsWith('-2'));
    expect(cause - before + 1).toBe(shown);
    await floor.loop.stop();
  });
});

describe('the check of a squad', () => {
  it('refuses a playbook that does not exist, itself, and another seller', async () => {
    const { playbooks } = await loadPlaybooks(path.join(checkoutRoot(), 'playbooks'));
    const one = playbooks.get('insurance')!;
    const rule = { said: ['billing'], context: 'all' as const, turns: 6, say: ['Billing here.'] };
    const faults = (to: string) => squadFaults({ ...one, handOvers: [{ ...rule, to }] }, playbooks);
    expect(faults('nowhere')[0]?.what).toMatch(/no playbook/);
    expect(faults('insurance')[0]?.what).toMatch(/itself/);
    expect(faults('lending')[0]?.what).toMatch(/another seller/);
    const sister = new Map<string, Pick<Playbook, 'seller'>>([...playbooks, ['sister', one]]);
    expect(squadFaults({ ...one, handOvers: [{ ...rule, to: 'sister' }] }, sister)).toEqual([]);
  });
});
