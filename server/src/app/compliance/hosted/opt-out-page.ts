/** Opting out on the web: by a link of one's own, or by typing the number. */
import { escapeHtml, page, problemBox } from './html.ts';

/** "the number that ends in 42". */
export const endOf = (phone: string): string => `the number that ends in ${phone.slice(-2)}`;

/** By link: one button. Opening the page alone does nothing, because mail and chat programs open links by themselves. */
export function confirmPage(seller: string, phone: string): string {
  return page(
    `Stop texts and calls from ${seller}`,
    `<form method="post"><p>${escapeHtml(seller)} will not text or call ${escapeHtml(endOf(phone))} any more.</p><button type="submit">Stop texts and calls</button></form>`,
  );
}

export function numberPage(seller: string, typed: string, problem: string | null): string {
  return page(
    `Stop texts and calls from ${seller}`,
    `${problemBox(problem)}<form method="post" accept-charset="utf-8"><label class="field" for="phone">Your number<input id="phone" name="phone" type="tel" autocomplete="tel" inputmode="tel" maxlength="40" required value="${escapeHtml(typed)}"${problem === null ? '' : ' aria-invalid="true"'}></label><button type="submit">Stop texts and calls</button></form>`,
  );
}

export function stoppedPage(seller: string, phone: string): string {
  return page(
    'You are opted out',
    `<div class="card"><p>${escapeHtml(seller)} will not text or call ${escapeHtml(endOf(phone))} any more. It took effect at once.</p></div>`,
  );
}

export function badLinkPage(): string {
  return page(
    'This link is not complete',
    '<div class="card"><p>Part of it may be missing. You can <a href="/opt-out">opt out with your number</a> instead, or reply STOP to any text.</p></div>',
  );
}
