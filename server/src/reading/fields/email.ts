/** An email address, typed or spoken ("jo dot lee at gmail dot com"). */
import { digitize } from '../number-words.ts';
import type { Norm } from '../text.ts';
import { CORRECTION, type FieldHit } from './common.ts';

const TYPED = /[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/g;
const JOINED = /\b(all one word|one word|no spaces?|no space in between)\b/;
const FILLER =
  /\b(its|it is|my|email|is|the|address|e mail|correo|es|sure|yeah|yes|use|try|send|to|it|on|account|under|ok|probably|think|i|believe|work|one|should|be|um|uh)\b/g;
/** A second address that is not the account's: copies, and ones said to be old or wrong. */
const NOT_THE_ACCOUNT =
  /\b(login|log in|personal|cc|copy|also send|not|old|used to be|was|isnt|instead of)( (is|me|to|it|too|at|the|my|one|on))* $/;

export function readEmail(norm: Norm): FieldHit | null {
  return typed(norm) ?? atSaid(norm) ?? spoken(norm);
}

function typed(norm: Norm): FieldHit | null {
  const text = norm.clean.replace(/\s*@\s*/g, '@');
  const all = [...text.matchAll(TYPED)];
  const good = all.filter((m) => !NOT_THE_ACCOUNT.test(text.slice(0, m.index)));
  const list = good.length > 0 ? good : all;
  const pick = /\b(the )?first one\b|\bcc\b/.test(text) ? list[0] : list.at(-1);
  if (!pick) return null;
  return {
    value: pick[0].replace(/\.$/, ''),
    confidence: 0.97,
    corrected: all.length > 1 || CORRECTION.test(norm.text),
  };
}

/** "sam at example.org": only the sign is said. */
function atSaid(norm: Norm): FieldHit | null {
  const m = /(?:^|[\s:,])([a-z0-9][a-z0-9._-]*) (?:at|arroba) ((?:[a-z0-9-]+\.)+[a-z]{2,})\b/.exec(
    norm.clean,
  );
  if (
    !m?.[1] ||
    /^(me|us|it|is|its|look|looking|meet|here|there|am|pm|im|you|account|login|site)$/.test(m[1])
  )
    return null;
  return { value: `${m[1]}@${m[2]}`, confidence: 0.85, corrected: CORRECTION.test(norm.text) };
}

function spoken(norm: Norm): FieldHit | null {
  const joined = JOINED.test(norm.clean);
  const text = digitize(
    norm.clean
      .replace(/[,!?]/g, ' ')
      .replace(/\s+/g, ' ')
      .replace(
        / (at|arroba) ((?:[a-z0-9-]+ ){2,5})(dot|punto) /g,
        (whole, at: string, name: string, dot: string) =>
          joined || / (at|arroba) /.test(whole)
            ? ` ${at} ${name.replace(/ (dash|hyphen|guion) /g, '-').replace(/ /g, '')} ${dot} `
            : whole,
      ),
  );
  const m =
    /\b((?:[a-z0-9._-]+ (?:dot |underscore |dash |hyphen |period )?){1,4}) ?(?:at|arroba) ((?:[a-z0-9-]+ (?:dot|punto) )+[a-z]{2,})\b/.exec(
      text,
    );
  if (!m?.[1] || !m[2]) return null;
  const local = m[1]
    .replace(FILLER, ' ')
    .trim()
    .replace(/ ?\b(dot|period|punto)\b ?/g, '.')
    .replace(/ ?\bunderscore\b ?/g, '_')
    .replace(/ ?\b(dash|hyphen)\b ?/g, '-')
    .replace(/\s+/g, '');
  const domain = m[2].replace(/ (dot|punto) /g, '.');
  return local
    ? { value: `${local}@${domain}`, confidence: 0.85, corrected: CORRECTION.test(norm.text) }
    : null;
}
