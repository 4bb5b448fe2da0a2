/**
 * Whose number is it? Six digits, texted to it, typed back on the form. Kept as a keyed hash with the form beside it; five tries, ten
 * minutes, one use; three codes a number and day, which the gate's caps hold besides.
 */
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { phoneDigits } from '../../../consent/index.ts';
import type { Tx } from '../../../kernel/loop.ts';
import { inTransaction } from '../../../kernel/transaction.ts';
import type { Core } from '../../core.ts';
import { secretOf } from '../keeping/secrets.ts';
import type { Typed } from './consent-form.ts';

const LIFE_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
const TRIES = 5;
const A_DAY = 3;
const CODES = 1_000_000;

export type Begun = { ok: true; id: string } | { ok: false; words: string };
export type Checked = { ok: true; form: Typed } | { ok: false; words: string; over: boolean };

const hashOf = (key: Buffer, id: string, code: string): Buffer =>
  createHmac('sha256', key).update(`code\n${id}\n${code}`).digest();

/** @param digits for tests; otherwise drawn by chance that cannot be guessed */
export async function beginCode(
  core: Core,
  phone: string,
  form: Typed,
  nowMs: number,
  digits: () => number = () => randomInt(CODES),
): Promise<Begun> {
  if (!core.sendCode) return { ok: false, words: 'No code can be sent from here now.' };
  const { rows } = await core.db.query<{ n: number }>({
    name: 'codes-today',
    text: 'select count(*)::int as n from baton.number_codes where phone = $1::bigint and made_ms > $2',
    values: [phoneDigits(phone), nowMs - DAY_MS],
  });
  if ((rows[0]?.n ?? 0) >= A_DAY)
    return { ok: false, words: 'Three codes were sent to this number today. Please try again tomorrow.' };
  const id = core.id();
  const code = String(digits()).padStart(6, '0');
  const key = await secretOf(core.db, 'opt-out', nowMs);
  await core.db.query({
    text: `insert into baton.number_codes (id, phone, code_hash, form, made_ms, expires_ms) values ($1, $2::bigint, $3, $4, $5, $6)`,
    values: [id, phoneDigits(phone), hashOf(key, id, code), JSON.stringify(form), nowMs, nowMs + LIFE_MS],
  });
  const body = `${core.settings.seller.name}: your code is ${code}. It is good for 10 minutes. Not you? Ignore this, or reply STOP.`;
  const sent = await core.sendCode({ phone, body, ref: `code-${id}` }, nowMs);
  if (sent.ok) return { ok: true, id };
  await core.db.query({ text: 'delete from baton.number_codes where id = $1', values: [id] });
  return {
    ok: false,
    words:
      sent.reason === 'SUPPRESSED'
        ? `This number has opted out. Text START from it to ${core.settings.seller.number}, then send the form again.`
        : 'No code can be sent to this number now. Please call us instead.',
  };
}

/** A wrong code costs a try, and the row lock makes guesses wait for each other. */
export async function checkCode(core: Core, id: string, typed: string, nowMs: number): Promise<Checked> {
  const key = await secretOf(core.db, 'opt-out', nowMs);
  return inTransaction(core.db, async (tx): Promise<Checked> => {
    const row = await rowOf(tx, id);
    if (!row || row.used_ms !== null || nowMs > Number(row.expires_ms) || row.tries >= TRIES)
      return { ok: false, words: 'This code is over. Please send the form again.', over: true };
    const good = timingSafeEqual(hashOf(key, id, typed.replace(/\D/g, '')), row.code_hash);
    await tx.query({
      text: 'update baton.number_codes set tries = tries + 1, used_ms = $2 where id = $1',
      values: [id, good ? nowMs : null],
    });
    return good
      ? { ok: true, form: row.form }
      : {
          ok: false,
          words: 'This is not the code we sent. Please look again.',
          over: row.tries + 1 >= TRIES,
        };
  });
}

async function rowOf(tx: Tx, id: string) {
  const { rows } = await tx.query<{
    code_hash: Buffer;
    form: Typed;
    expires_ms: number;
    tries: number;
    used_ms: number | null;
  }>({
    name: 'number-code',
    text: 'select code_hash, form, expires_ms, tries, used_ms from baton.number_codes where id = $1 for update',
    values: [id],
  });
  return rows[0];
}
