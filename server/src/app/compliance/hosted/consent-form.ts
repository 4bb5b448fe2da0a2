/** The hosted consent form: what is shown, and what is kept of it. */

import { sha256 } from '../../../consent/hash-chain.ts';
import { consentWording } from '../../../consent/index.ts';
import type { Playbook } from '../../../playbook/playbook.ts';
import type { ConsentGiven } from '../../consent-given.ts';
import { escapeHtml, page, problemBox } from './html.ts';

export const BUTTON = 'Contact me';

export interface Offered {
  playbook: Playbook;
  /** Who is being agreed to: the seller's legal name. */
  seller: string;
  /** Address at which anybody can opt out. */
  optOutUrl: string;
}
export interface Typed {
  name: string;
  phone: string;
  zip: string;
  agree: boolean;
  /** Hash of the words that were on the page they sent. */
  shown: string;
}
export const NOTHING_TYPED: Typed = { name: '', phone: '', zip: '', agree: false, shown: '' };

/** The words, exactly; kept with the consent and hashed. */
export function wordsOf({ playbook, seller, optOutUrl }: Offered): string {
  return consentWording({ seller, button: BUTTON, topic: playbook.subject, optOutUrl });
}

/** What keeps the form from being taken, by field; empty when it is good. */
export function problemsOf(
  offered: Offered,
  typed: Typed,
  phoneProblem: string | null,
): Partial<Record<keyof Typed, string>> {
  const problems: Partial<Record<keyof Typed, string>> = {};
  if (typed.name.trim() === '') problems.name = 'Please type your name.';
  if (phoneProblem !== null) problems.phone = phoneProblem;
  if (typed.zip !== '' && !/^\d{5}(-\d{4})?$/.test(typed.zip)) problems.zip = 'A ZIP code has five digits.';
  if (!typed.agree)
    problems.agree = 'Without your agreement we do not text or call. Tick the box, or leave this page.';
  if (typed.shown !== sha256(wordsOf(offered)))
    problems.shown = 'The words below have changed since you opened the page. Please read them again.';
  return problems;
}

/** What is stored as consent, beside the person's number and name. */
export function consentOf(
  offered: Offered,
  seen: { atMs: number; ip: string; pageUrl: string; userAgent: string; verifiedAtMs?: number },
): ConsentGiven {
  return {
    channels: ['sms', 'voice'],
    textShown: wordsOf(offered),
    atMs: seen.atMs,
    source: 'own form',
    ip: seen.ip.slice(0, 64),
    pageUrl: seen.pageUrl.slice(0, 2000),
    userAgent: seen.userAgent.slice(0, 1000),
    signedWith: BUTTON,
    formId: `consent/${offered.playbook.id}`,
    ...(seen.verifiedAtMs === undefined ? {} : { verifiedAtMs: seen.verifiedAtMs }),
  };
}

function field(
  name: 'name' | 'phone' | 'zip',
  label: string,
  value: string,
  problem: string | undefined,
  more: string,
): string {
  const says =
    problem === undefined ? '' : `<span class="bad" id="${name}-problem">${escapeHtml(problem)}</span>`;
  const marks = problem === undefined ? '' : ` aria-invalid="true" aria-describedby="${name}-problem"`;
  return `<label class="field" for="${name}">${label} ${says}<input id="${name}" name="${name}" value="${escapeHtml(value)}"${marks} ${more}></label>`;
}

/** The box is never ticked when the page is opened, nor when it comes back with a mistake: each sending is a new agreement. */
export function consentPage(
  offered: Offered,
  typed: Typed,
  problems: Partial<Record<keyof Typed, string>>,
): string {
  const words = wordsOf(offered);
  const wrong = Object.keys(problems).length > 0;
  const agreeMarks =
    problems.agree === undefined ? '' : ' aria-invalid="true" aria-describedby="agree-problem"';
  return page(
    `${offered.playbook.seller.name}: ${offered.playbook.subject}`,
    `${problemBox(problems.shown ?? (wrong ? 'Something is missing. See the notes below.' : null))}<form method="post" accept-charset="utf-8">
${field('name', 'Your name', typed.name, problems.name, 'type="text" autocomplete="name" maxlength="120" required')}
${field('phone', 'Mobile number', typed.phone, problems.phone, 'type="tel" autocomplete="tel" inputmode="tel" maxlength="40" required')}
${field('zip', 'ZIP code (if you like, so that we call at a fit hour)', typed.zip, problems.zip, 'type="text" autocomplete="postal-code" inputmode="numeric" maxlength="10"')}
<div class="agree"><input type="checkbox" id="agree" name="agree" value="yes" required${agreeMarks}>
<div>${problems.agree === undefined ? '' : `<p class="bad" id="agree-problem">${escapeHtml(problems.agree)}</p>`}<label for="agree" class="wrap">${escapeHtml(words)}</label></div></div>
<input type="hidden" name="shown" value="${sha256(words)}">
<button type="submit">${BUTTON}</button>
</form>`,
  );
}

/** The code that was texted, typed back; the form waits for it on our side. */
export function codePage(offered: Offered, phone: string, id: string, problem: string | null): string {
  const marks = problem === null ? '' : ' aria-invalid="true"';
  return page(
    'Is this your number?',
    `${problemBox(problem)}<form method="post" action="/consent/${encodeURIComponent(offered.playbook.id)}/code" accept-charset="utf-8">
<p>We have texted a code of six digits to ${escapeHtml(phone)}. It is good for ten minutes.</p>
<label class="field" for="code">Code <input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required${marks}></label>
<input type="hidden" name="id" value="${escapeHtml(id)}">
<button type="submit">This is my number</button>
</form>`,
  );
}

/** After it was taken: what happens next, what was agreed to, and how to end it. */
export function thanksPage(offered: Offered, next: string, optOutLink: string): string {
  return page(
    'Thank you',
    `<div class="card"><p>${escapeHtml(next)}</p>
<p>You agreed to this:</p><blockquote class="wrap">${escapeHtml(wordsOf(offered))}</blockquote>
<p>To stop at any time: reply STOP, say so on a call, or <a href="${escapeHtml(optOutLink)}">opt out here</a>.</p></div>`,
  );
}
