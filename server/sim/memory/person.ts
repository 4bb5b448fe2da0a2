/** What the gate asks about one person, and the heads of the decision log's chains. */

import { type Known, type KnownStatements, type Row, text } from './known.ts';
import { readBack } from './read-back.ts';

interface Attempt extends Row {
  ref: string;
  at_ms: number;
}
interface Facts extends Row {
  version: number | null;
  history: Attempt[] | null;
}

/** `version` of a contact's new row (000010_consent.sql). */
const firstVersion = 1;
const tables = [
  'consent_contacts',
  'consent_suppressions',
  'consent_records',
  'consent_status',
  'consent_attempts',
];
/** As many as the gate's look takes. */
const maxHistory = 500;

/** What was asked about each number, by its digits. */
function createPersons() {
  const known = new Map<string, Facts>();
  return {
    known,
    forget: (digits: unknown): void => void known.delete(text(digits)),
    forgetAll: (): void => known.clear(),
    changeHistory(digits: string, changed: (history: Attempt[]) => Attempt[]): void {
      const facts = known.get(digits);
      if (facts) known.set(digits, { ...facts, history: changed(facts.history ?? []) });
    },
  };
}
type Persons = ReturnType<typeof createPersons>;

export function rememberPersons(): KnownStatements {
  const persons = createPersons();
  return {
    'select contact.version, contact.last_inbound_ms': look(persons),
    ...contacts(persons),
    ...suppressions(persons),
    ...consents(persons),
    ...attempts(persons),
    ...rememberLog(),
  };
}

/** Everything about one number, at once. */
const look = ({ known }: Persons): Known => ({
  tables,
  answer(values) {
    const [digits, , hmac] = values;
    const facts = hmac === null ? known.get(text(digits)) : undefined;
    if (!facts) return undefined;
    const sinceMs = Number(values[9]);
    const history = (facts.history ?? []).filter((one) => one.at_ms > sinceMs).slice(0, maxHistory);
    return { rows: [{ ...facts, history: history.length > 0 ? history : null }] };
  },
  learn([digits, , hmac], rows) {
    if (hmac === null && rows[0]) known.set(text(digits), rows[0] as Facts);
  },
  // Of one moment PostgreSQL gives them as it finds them.
  inOrder: ([row]) => [
    { ...row, history: null },
    [...((row?.history ?? []) as Attempt[])].sort((a, b) => b.at_ms - a.at_ms || (a.ref < b.ref ? -1 : 1)),
  ],
});

function contacts({ forget }: Persons): KnownStatements {
  /** By seller and digits: every row there is. */
  const versions = new Map<string, number>();
  /** A row is made, or changed as `again` says. */
  function upsert(again: (version: number) => number): Known {
    const versionOf = (name: string): number => {
      const before = versions.get(name);
      return before === undefined ? firstVersion : again(before);
    };
    return {
      tables,
      writes: true,
      answer: ([seller, digits]) => ({ rows: [{ version: versionOf(`${seller} ${digits}`) }] }),
      apply([seller, digits]) {
        const name = `${seller} ${digits}`;
        const version = versionOf(name);
        if (versions.get(name) !== version) forget(digits);
        versions.set(name, version);
      },
    };
  }
  return {
    'insert into baton.consent_contacts (seller_id, phone) values': {
      ...upsert((version) => version),
      writes: ([seller, digits]) => !versions.has(`${seller} ${digits}`),
    },
    'insert into baton.consent_contacts (seller_id, phone, last_inbound_ms)': upsert(
      (version) => version + 1,
    ),
  };
}

function suppressions({ forget, forgetAll }: Persons): KnownStatements {
  /** Numbers that ever had an entry. */
  const entered = new Set<string>();
  return {
    'insert into baton.consent_suppressions': {
      tables,
      writes: true,
      apply([digits]) {
        entered.add(text(digits));
        forget(digits);
      },
    },
    'update baton.consent_suppressions': { tables, writes: true, apply: forgetAll },
    'select id, seller_id, channels, purposes, reason, effective_ms, lifted_ms from baton.consent_suppressions':
      {
        tables,
        answer: ([digits, , hmac]) => (hmac !== null || entered.has(text(digits)) ? undefined : { rows: [] }),
      },
  };
}

function consents({ forget, forgetAll }: Persons): KnownStatements {
  const records = new Map<string, { digits: string; digest: string; record: unknown }>();
  return {
    'insert into baton.consent_records': {
      tables,
      writes: true,
      answer: ([id]) => ({ rows: [], rowCount: records.has(text(id)) ? 0 : 1 }),
      apply([id, , digits, , , , record, digest]) {
        if (records.has(text(id))) return;
        records.set(text(id), { digits: text(digits), digest: text(digest), record: readBack(record) });
        forget(digits);
      },
    },
    'select digest, record from baton.consent_records where consent_id = any': {
      tables,
      answer([ids]) {
        const asked = (ids as string[]).map((id) => records.get(id));
        if (asked.includes(undefined)) return undefined;
        return { rows: asked.map((one) => ({ digest: one?.digest, record: one?.record })) };
      },
      inOrder: (rows) => [...rows].sort((a, b) => (text(a.digest) < text(b.digest) ? -1 : 1)),
    },
    'insert into baton.consent_status': {
      tables,
      writes: true,
      answer: () => ({ rows: [], rowCount: 1 }),
      apply: ([id]) => forget(records.get(text(id))?.digits),
    },
    'update baton.consent_status set': { tables, writes: true, apply: forgetAll },
  };
}

function attempts({ changeHistory }: Persons): KnownStatements {
  const numberOf = new Map<string, string>();
  return {
    'insert into baton.consent_attempts': {
      tables,
      writes: true,
      answer: ([ref]) => ({ rows: [], rowCount: numberOf.has(text(ref)) ? 0 : 1 }),
      apply([ref, , digits, atMs, channel, answered, voicemail, direct, failed]) {
        if (numberOf.has(text(ref))) return;
        numberOf.set(text(ref), text(digits));
        const outcome = { answered, voicemail, direct_reply: direct, failed };
        const row = { ref: text(ref), channel, at_ms: Number(atMs), ...outcome };
        changeHistory(text(digits), (history) => [row, ...history]);
      },
    },
    'update baton.consent_attempts set answered': {
      tables,
      writes: true,
      answer: ([, , , ref]) => ({ rows: [], rowCount: numberOf.has(text(ref)) ? 1 : 0 }),
      apply([answered, voicemail, failed, ref]) {
        const digits = numberOf.get(text(ref));
        if (digits === undefined) return;
        const settled = (one: Attempt): Attempt => ({
          ...one,
          answered: answered ?? one.answered,
          voicemail: voicemail ?? one.voicemail,
          failed: failed ?? one.failed,
        });
        changeHistory(digits, (history) => history.map((one) => (one.ref === ref ? settled(one) : one)));
      },
    },
  };
}

function rememberLog(): KnownStatements {
  const heads = new Map<number, number>();
  return {
    'with head as ( select seq + 1 as seq, hash from baton.consent_log_heads': {
      tables: ['consent_log', 'consent_log_heads'],
      writes: true,
      answer([chain]) {
        const seq = heads.get(Number(chain));
        return seq === undefined ? undefined : { rows: [{ seq: seq + 1 }] };
      },
      learn: ([chain], rows) => void heads.set(Number(chain), Number(rows[0]?.seq)),
      apply([chain]) {
        const seq = heads.get(Number(chain));
        if (seq !== undefined) heads.set(Number(chain), seq + 1);
      },
    },
  };
}
