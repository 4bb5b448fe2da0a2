/**
 * What a schema cannot say about a playbook: placeholders, disclosure, one question a text, no dead ends.
 * Pure.
 */
import type { Condition, FieldSpec, Playbook, Question } from './playbook.ts';

export interface Fault {
  path: (string | number)[];
  what: string;
  mend: string;
}

const PLACEHOLDERS = new Set(['lead', 'seller', 'assistant', 'subject', 'agent']);
/**
 * 47 CFR 64.1200(a)(10): each of these alone is a revocation, so no question may invite one as its answer.
 */
const OPT_OUT_WORD = /\b(stop|quit|end|revoke|cancel|unsubscribe|opt[ -]?out)\b/i;
const MAX_SMS_CHARS = 306;
const OPENING_CHARS = 306;

/** Every fault of a playbook that fits the schema; empty when it may be used. */
export function checkPlaybook(playbook: Playbook): Fault[] {
  return [
    ...openingFaults(playbook),
    ...questionFaults(playbook),
    ...conditionFaults(playbook),
    ...duplicateFaults(playbook),
    ...textFaults(playbook),
    ...followUpFaults(playbook),
    ...thresholdFaults(playbook),
  ];
}

function openingFaults(playbook: Playbook): Fault[] {
  return playbook.opening.flatMap((text, i) => {
    const path = ['opening', i];
    const faults: Fault[] = [];
    if (!text.includes('{seller}') && !text.includes(playbook.seller.name)) {
      faults.push({ path, what: 'the opening does not name the seller', mend: 'Put {seller} into it.' });
    }
    if (!/\bAI\b/.test(text)) {
      faults.push({
        path,
        what: 'the opening does not say that an AI writes',
        mend: 'Say "AI assistant" in it.',
      });
    }
    if (!/\bSTOP\b/.test(text)) {
      faults.push({
        path,
        what: 'the opening has no opt-out line',
        mend: 'End it with "Reply STOP to opt out."',
      });
    }
    if (longest(text, playbook) > OPENING_CHARS) {
      faults.push({
        path,
        what: `with its values the opening is over ${OPENING_CHARS} characters`,
        mend: 'Shorten it to two SMS.',
      });
    }
    return faults;
  });
}

/** Length with the values put in; the longest first question where the opening holds one. */
function longest(text: string, playbook: Playbook): number {
  const ask = Math.max(...(playbook.questions[0]?.ask ?? ['']).map((words) => words.length));
  return text
    .replace('{question}', 'x'.repeat(ask))
    .replaceAll('{seller}', playbook.seller.name)
    .replaceAll('{assistant}', playbook.assistant.name)
    .replaceAll('{subject}', playbook.subject)
    .replaceAll('{agent}', playbook.agentTitle)
    .replaceAll('{lead}', 'Alexander').length;
}

function questionFaults(playbook: Playbook): Fault[] {
  return playbook.questions.flatMap((question, i) => [
    ...askFaults(question, ['questions', i]),
    ...(question.es ? askFaults(question.es, ['questions', i, 'es']) : []),
  ]);
}

function askFaults(words: Pick<Question, 'ask' | 'again'>, path: (string | number)[]): Fault[] {
  const faults: Fault[] = [];
  for (const key of ['ask', 'again'] as const) {
    words[key].forEach((text, j) => {
      const marks = questions(text);
      if (marks !== 1) {
        const what = marks === 0 ? 'this phrasing asks nothing' : 'this phrasing asks two questions';
        faults.push({ path: [...path, key, j], what, mend: 'Write it with exactly one question mark.' });
      }
      const word = OPT_OUT_WORD.exec(text)?.[0];
      if (word) {
        const what = `a lead could answer "${word}", which by law is an opt-out`;
        faults.push({ path: [...path, key, j], what, mend: 'Say it in other words ("closing a plan").' });
      }
    });
  }
  const all = [...words.ask, ...words.again].map((text) => text.toLowerCase());
  if (new Set(all).size !== all.length) {
    faults.push({
      path,
      what: 'a phrasing stands twice',
      mend: 'Make each one different: none is sent twice in a thread.',
    });
  }
  return faults;
}

function questions(text: string): number {
  return text.match(/\?+/g)?.length ?? 0;
}

function conditionFaults(playbook: Playbook): Fault[] {
  const faults: Fault[] = [];
  playbook.questions.forEach((question, i) => {
    question.when.forEach((condition, j) => {
      const path = ['questions', i, 'when', j];
      const at = playbook.questions.findIndex((other) => other.field === condition.field);
      const other = playbook.questions[at];
      if (!other) {
        const known = playbook.questions.map((q) => q.field).join(', ');
        faults.push({
          path: [...path, 'field'],
          what: `no question fills "${condition.field}"`,
          mend: `Use one of: ${known}.`,
        });
      } else if (at >= i) {
        const what = `"${condition.field}" is asked after this question, so the condition cannot hold in time`;
        faults.push({ path, what, mend: `Move the question for "${condition.field}" above this one.` });
      } else {
        faults.push(...valueFaults(condition, other.value, path));
      }
    });
    const never = contradiction(question.when);
    if (never) {
      const what = `the conditions on "${never}" can never hold together: this question is a dead end`;
      faults.push({ path: ['questions', i, 'when'], what, mend: 'Remove one of them.' });
    }
  });
  return faults;
}

function valueFaults(condition: Condition, spec: FieldSpec, path: (string | number)[]): Fault[] {
  if (condition.is === undefined && condition.isNot === undefined && condition.known === undefined) {
    return [{ path, what: 'the condition says nothing', mend: 'Add is, isNot or known.' }];
  }
  if (spec.kind !== 'choice') return [];
  const values = Object.keys(spec.options);
  return [condition.is, condition.isNot]
    .filter((value) => value !== undefined && !values.includes(String(value)))
    .map((value) => ({
      path,
      what: `"${String(value)}" is no value of "${condition.field}"`,
      mend: `Use one of: ${values.join(', ')}.`,
    }));
}

function contradiction(when: readonly Condition[]): string | undefined {
  for (const a of when) {
    for (const b of when) {
      if (a.field !== b.field) continue;
      if (a.is !== undefined && b.is !== undefined && a.is !== b.is) return a.field;
      if (a.is !== undefined && a.is === b.isNot) return a.field;
      if (a.is !== undefined && b.known === false) return a.field;
    }
  }
  return undefined;
}

function duplicateFaults(playbook: Playbook): Fault[] {
  const faults: Fault[] = [];
  const check = (list: string, key: string, ids: string[]) => {
    ids.forEach((id, i) => {
      if (ids.indexOf(id) === i) return;
      faults.push({
        path: [list, i, key],
        what: `"${id}" stands twice`,
        mend: 'Give each entry a name of its own.',
      });
    });
  };
  check(
    'questions',
    'field',
    playbook.questions.map((question) => question.field),
  );
  check(
    'knowledge',
    'id',
    playbook.knowledge.map((entry) => entry.id),
  );
  check(
    'objections',
    'id',
    playbook.objections.map((entry) => entry.id),
  );
  return faults;
}

/** Placeholders, questions and length of every text that is not a question. */
function textFaults(playbook: Playbook): Fault[] {
  const faults: Fault[] = [];
  const statement = (texts: readonly string[] | undefined, path: (string | number)[]) => {
    texts?.forEach((text, i) => {
      if (questions(text) > 0) {
        const what = 'an answer must not ask: the next question follows it';
        faults.push({ path: [...path, i], what, mend: 'Turn the question into a statement.' });
      }
    });
  };
  playbook.knowledge.forEach((entry, i) => {
    statement(entry.answer, ['knowledge', i, 'answer']);
    statement(entry.es, ['knowledge', i, 'es']);
  });
  playbook.objections.forEach((entry, i) => {
    statement(entry.reply, ['objections', i, 'reply']);
    statement(entry.es, ['objections', i, 'es']);
  });
  playbook.handOvers?.forEach((rule, i) => {
    statement(rule.say, ['handOvers', i, 'say']);
    statement(rule.es, ['handOvers', i, 'es']);
  });
  for (const { path, text, opening } of texts(playbook)) {
    for (const [, name] of text.matchAll(/\{([^}]*)\}/g)) {
      if (PLACEHOLDERS.has(name ?? '') || (opening && name === 'question')) continue;
      const mend = `Use ${[...PLACEHOLDERS].map((known) => `{${known}}`).join(', ')}${opening ? ' or {question}' : ''}.`;
      faults.push({ path, what: `unknown placeholder {${name}}`, mend });
    }
    if (!opening && text.length > MAX_SMS_CHARS / 2) {
      faults.push({
        path,
        what: `${text.length} characters leave no room for a question after it`,
        mend: 'Keep it under 153.',
      });
    }
    if (opening && (text.match(/\{question\}/g)?.length ?? 0) + questions(text) > 1) {
      faults.push({
        path,
        what: 'the opening asks two questions',
        mend: 'Ask once, or use {question} once.',
      });
    }
  }
  return faults;
}

function texts(playbook: Playbook): { path: (string | number)[]; text: string; opening: boolean }[] {
  const found: { path: (string | number)[]; text: string; opening: boolean }[] = [];
  const add = (list: readonly string[] | undefined, path: (string | number)[], opening = false) => {
    list?.forEach((text, i) => {
      found.push({ path: [...path, i], text, opening });
    });
  };
  add(playbook.opening, ['opening'], true);
  playbook.questions.forEach((question, i) => {
    add(question.ask, ['questions', i, 'ask']);
    add(question.again, ['questions', i, 'again']);
    add(question.es?.ask, ['questions', i, 'es', 'ask']);
    add(question.es?.again, ['questions', i, 'es', 'again']);
  });
  playbook.knowledge.forEach((entry, i) => {
    add(entry.answer, ['knowledge', i, 'answer']);
    add(entry.es, ['knowledge', i, 'es']);
  });
  playbook.objections.forEach((entry, i) => {
    add(entry.reply, ['objections', i, 'reply']);
    add(entry.es, ['objections', i, 'es']);
  });
  playbook.handOvers?.forEach((rule, i) => {
    add(rule.say, ['handOvers', i, 'say']);
    add(rule.es, ['handOvers', i, 'es']);
  });
  playbook.followUps.forEach((step, i) => {
    add(step.say, ['followUps', i, 'say']);
    add(step.es, ['followUps', i, 'es']);
  });
  return found;
}

/** Faults between playbooks: a squad is one seller's, because consent is given to one seller. */
export function squadFaults(
  playbook: Playbook,
  others: ReadonlyMap<string, Pick<Playbook, 'seller'>>,
): Fault[] {
  return (playbook.handOvers ?? []).flatMap(({ to }, i): Fault[] => {
    const path = ['handOvers', i, 'to'];
    const next = others.get(to);
    if (!next)
      return [
        {
          path,
          what: `no playbook has the id "${to}"`,
          mend: `Use one of: ${[...others.keys()].join(', ')}.`,
        },
      ];
    if (to === playbook.id)
      return [{ path, what: 'it hands over to itself', mend: 'Name another playbook.' }];
    if (next.seller.legalName === playbook.seller.legalName) return [];
    const what = `"${to}" is another seller's playbook, and consent was given to this one`;
    return [{ path, what, mend: 'Hand over within one seller only.' }];
  });
}

function followUpFaults(playbook: Playbook): Fault[] {
  return playbook.followUps.flatMap((step, i) =>
    [...step.say, ...(step.es ?? [])]
      .filter((text) => questions(text) > 1)
      .map(() => ({ path: ['followUps', i], what: 'a follow-up asks two questions', mend: 'Ask one.' })),
  );
}

function thresholdFaults(playbook: Playbook): Fault[] {
  const { open, regulated } = playbook.thresholds;
  if (!playbook.regulated || regulated >= open) return [];
  const what = 'the regulated threshold is below the open one though the playbook is regulated';
  return [{ path: ['thresholds', 'regulated'], what, mend: 'Raise it: regulated playbooks must be surer.' }];
}
