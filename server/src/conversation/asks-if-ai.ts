/** "Are you a real person?", as people ask it: always answered with the truth, whatever a playbook or a model would say (AIV-09). */

const WHO =
  '(?:real |actual |live |true )?(?:person|human(?: being)?|bot|chat ?bot|robot|machine|computer|ai|a\\.i\\.)';
const QUIEN =
  '(?:robot|bot|m[aá]quina|persona(?: real| de verdad| de carne y hueso)?|human[oa]|ia|inteligencia artificial|computadora|asistente virtual|ser humano)';
const QUI =
  '(?:robot|bot|machine|humaine?|[eê]tre humain|vraie personne|personne(?: r[eé]elle)?|ia|intelligence artificielle|ordinateur)';

const PATTERNS: readonly [language: 'en' | 'es' | 'fr', pattern: RegExp][] = [
  [
    'fr',
    new RegExp(
      `(?:^|[^a-zà-ÿ])[eê]tes[- ]vous (?:vraiment )?(?:un |une )?${QUI}|\\b(?:vous [eê]tes|tu es|es[- ]tu|c'?est|est-ce) (?:vraiment |bien )?(?:un |une )?${QUI}|` +
        `\\b(?:je parle|j'?[eé]cris|je discute|je suis en train de parler) (?:[aà]|avec) (?:un |une )?${QUI}|\\bhumain ou (?:un )?(?:robot|bot|machine|ia)\\b|` +
        `\\b(?:robot|bot|machine|ia) ou (?:un )?humain\\b|\\by a[- ]t[- ]il (?:un humain|quelqu'?un)`,
      'i',
    ),
  ],
  [
    'es',
    new RegExp(
      `\\b(?:eres|es|sos) (?:usted |t[uú] |esto |realmente )?(?:un |una )?${QUIEN}(?![a-záéíóú])|\\b(?:hablo|hablando|escribo|escribiendo|chateo|chateando|trato) con (?:un |una )?${QUIEN}|` +
        `\\b(?:me )?(?:contesta|responde|escribe) (?:un |una )${QUIEN}|\\bhay (?:una |alguna )?persona\\b|\\bpersona (?:real|de verdad)\\b|\\bhuman[oa] o (?:un )?(?:robot|bot|m[aá]quina)\\b|\\b(?:robot|bot|m[aá]quina) o (?:una )?(?:persona|human[oa])\\b`,
      'i',
    ),
  ],
  [
    'en',
    new RegExp(
      `\\b(?:are|r|is|u) (?:you |u |this |it |there )?(?:a |an |really |actually |even |just |the )*(?:real|${WHO}|automated)\\b|` +
        `\\b(?:real (?:person|guy|human|lady)|chat ?gpt)\\b|\\b(?:talking|texting|speaking|chatting|talk|speak) (?:to|with) (?:a |an |the )?${WHO}\\b|` +
        `\\b(?:human|person|people) or (?:a |an )?(?:bot|robot|machine|ai|computer)\\b|\\b(?:bot|robot|machine|ai|computer) or (?:a |an )?(?:real |actual )?(?:human|person|people)\\b|` +
        `\\bu? ?sound like (?:a |an )(?:bot|robot|machine|ai|computer)\\b`,
      'i',
    ),
  ],
];

/** The language it was asked in, or null when nobody asked. */
export function asksIfAi(message: string): 'en' | 'es' | 'fr' | null {
  return PATTERNS.find(([, pattern]) => pattern.test(message))?.[0] ?? null;
}

/** Threads are held in English and Spanish; this one answer is owed in French too. */
export const isAiInFrench: readonly string[] = [
  "Je suis {assistant}, l'assistant IA (intelligence artificielle) de {seller}. La personne qui vous appelle est bien humaine.",
];
