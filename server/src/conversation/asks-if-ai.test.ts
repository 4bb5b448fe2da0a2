/** T27: "are you a real person?" in ten phrasings and three languages gets a truthful yes-an-AI, and a human is offered. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeBrief } from '../brief/index.ts';
import { parsePlaybook } from '../playbook/load.ts';
import { createReader } from '../reading/index.ts';
import { asksIfAi } from './asks-if-ai.ts';
import { createStage } from './testing/stage.ts';

const file = new URL('../../../playbooks/insurance.yaml', import.meta.url).pathname;
const parsed = parsePlaybook(readFileSync(file, 'utf8'), file);
if (!parsed.ok) throw new Error('the insurance playbook does not load');
const { playbook } = parsed;
const MONDAY = Date.parse('2026-11-16T10:00:00-06:00');

const asked = {
  en: [
    'are you a real person?',
    'Is this a bot?',
    'am I talking to a human',
    'hey u a real guy or ai',
    'are you human?',
    'wait is this automated',
    'human or robot?',
    'Am I texting with a machine?',
    'you sound like a robot',
    'is this chatgpt?',
  ],
  es: [
    '¿Eres una persona real?',
    '¿Es usted un robot?',
    '¿Estoy hablando con una máquina?',
    'eres humano?',
    '¿Hablo con una persona?',
    '¿Es esto un bot?',
    '¿Me contesta una máquina?',
    '¿persona o robot? ¿robot o persona?',
    '¿Eres una inteligencia artificial?',
    '¿Hay una persona ahí?',
  ],
  fr: [
    'Êtes-vous une vraie personne ?',
    'Etes-vous un robot ?',
    'Vous êtes humain ?',
    'Tu es un bot ?',
    "C'est une machine ?",
    'Je parle à un humain ?',
    'Je parle avec une vraie personne ?',
    'Humain ou robot ?',
    'Est-ce une intelligence artificielle ?',
    "Y a-t-il quelqu'un ?",
  ],
} as const;

describe.each(Object.entries(asked))('T27 in %s', (language, phrasings) => {
  it.each(phrasings)('%s', (phrasing) => {
    expect(asksIfAi(phrasing)).toBe(language);
    const s = createStage({ playbook, deps: { reader: createReader(), makeBrief }, startMs: MONDAY });
    s.create();
    const answer = s.lead(phrasing);
    expect(answer).toMatch(/\bAI\b|\bIA\b|inteligencia artificial|intelligence artificielle/);
    // A human is offered: who calls is a person.
    expect(answer).toMatch(/person|people|agent|humaine/i);
    expect(answer).not.toMatch(/\bI(?:'m| am) (?:a )?(?:real |human)/i);
    expect(s.facts.some((fact) => fact.type === 'consent.revoked')).toBe(false);
  });
});

it.each([
  'is the agent licensed in Texas',
  'are you open now',
  'I am a real estate agent',
  'es para una persona',
  'the insurance is for one person',
  'cest pour une voiture',
  'my robot vacuum broke',
])('is not asked by: %s', (text) => expect(asksIfAi(text)).toBeNull());
