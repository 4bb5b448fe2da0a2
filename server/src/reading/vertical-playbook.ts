/** A playbook for a vertical alone: what `read` uses when no playbook file is at hand. Not for talking to leads. */
import type { Playbook } from '../playbook/playbook.ts';
import { VERTICAL_FIELDS, type Vertical } from './verticals.ts';

const made = new Map<Vertical, Playbook>();

export function isVertical(name: string): name is Vertical {
  return name in VERTICAL_FIELDS;
}

/** The minimal playbook of a vertical: its fields and no words. The same object each time. */
export function verticalPlaybook(vertical: Vertical): Playbook {
  const known = made.get(vertical);
  if (known) return known;
  const questions = Object.entries(VERTICAL_FIELDS[vertical]).map(([field, words]) => ({
    field,
    label: field.replace(/_/g, ' '),
    type: 'factual' as const,
    value: words.spec,
    ask: [`${field}?`, `${field}, please?`],
    again: [`${field}?`, `Your ${field}?`],
    when: [],
    required: true,
    sensitive: false,
  }));
  const playbook: Playbook = {
    id: vertical,
    version: 1,
    name: vertical,
    vertical,
    regulated: ['insurance', 'lending', 'healthcare'].includes(vertical),
    seller: { name: 'Baton', legalName: 'Baton' },
    assistant: { name: 'the assistant' },
    agentTitle: 'agent',
    subject: vertical.replace('-', ' '),
    needs: { skills: [], licence: false },
    opening: ['Hi'],
    questions,
    knowledge: [],
    objections: [],
    thresholds: { factual: 0.8, open: 0.6, regulated: 0.85 },
    costs: { wrongAnswer: 5, unneededTransfer: 10, lostLead: 50 },
    followUps: [],
    transfer: { mode: 'agentic-warm', ring: 'all' },
  };
  made.set(vertical, playbook);
  return playbook;
}
