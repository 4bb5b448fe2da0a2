/** What phones, thumbs and dictation do to a line. */
import type { Random } from './random.ts';

const SHORT: [RegExp, string][] = [
  [/\byou\b/g, 'u'],
  [/\byour\b/g, 'ur'],
  [/\bare\b/g, 'r'],
  [/\bplease\b/g, 'pls'],
  [/\bplease\b/g, 'plz'],
  [/\btomorrow\b/g, 'tmrw'],
  [/\bbecause\b/g, 'bc'],
  [/\band\b/g, 'n'],
  [/\bwith\b/g, 'w'],
  [/\btext\b/g, 'txt'],
  [/\bmessages\b/g, 'msgs'],
  [/\bsomeone\b/g, 'some1'],
  [/\bright now\b/g, 'rn'],
  [/\bgoing to\b/g, 'gonna'],
  [/\bthanks\b/g, 'thx'],
  [/\bi dont know\b/g, 'idk'],
  [/\bto\b/g, '2'],
  [/\bfor\b/g, '4'],
];
const BEFORE = [
  'hey ',
  'hi ',
  'ok ',
  'um ',
  'so ',
  'look ',
  'sorry ',
  'lol ',
  'hi there, ',
  'yo ',
  'well ',
  'ok so ',
  'hello. ',
  'uh ',
  'honestly ',
];
const AFTER = [
  ' thanks',
  ' pls',
  ' lol',
  ' 🙏',
  '!!!',
  ' ok',
  ' thx',
  ' thank you',
  '...',
  ' 😊',
  '!',
  '.',
  ' sorry',
  ' haha',
  ' 😅',
  ' ty',
  ' please',
  ' man',
  ' sir',
];

function typo(word: string, r: Random): string {
  if (word.length < 4) return word;
  const i = 1 + Math.floor(r.next() * (word.length - 2));
  const kind = Math.floor(r.next() * 4);
  if (kind === 0) return word.slice(0, i) + word.slice(i + 1);
  if (kind === 1) return word.slice(0, i) + word.charAt(i) + word.slice(i);
  if (kind === 2) return word.slice(0, i) + word.charAt(i + 1) + word.charAt(i) + word.slice(i + 2);
  const keys = 'qwertyuiopasdfghjklzxcvbnm';
  return word.slice(0, i) + keys.charAt(Math.floor(r.next() * keys.length)) + word.slice(i + 1);
}

/** One noisy variant; `level` 0 leaves it as written. */
export function noisy(line: string, r: Random, level: number): string {
  if (level === 0) return line;
  let s = line;
  for (const [re, to] of SHORT) if (r.chance(0.25 * level)) s = s.replace(re, to);
  if (r.chance(0.3 * level)) s = s.replace(/[.,!?']/g, '');
  if (r.chance(0.2 * level)) s = r.pick(BEFORE) + s;
  if (r.chance(0.3 * level)) s += r.pick(AFTER);
  if (r.chance(0.3 * level))
    s = s
      .split(' ')
      .map((w) => (r.chance(0.15) ? typo(w, r) : w))
      .join(' ');
  if (r.chance(0.08 * level)) s = s.toUpperCase();
  else if (r.chance(0.2 * level)) s = s.charAt(0).toUpperCase() + s.slice(1);
  if (r.chance(0.05 * level)) s = s.replace(/([.,;]) /g, '\n');
  return s;
}
