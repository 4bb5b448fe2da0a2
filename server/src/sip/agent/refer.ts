import {
  formatReferTo,
  parseReplaces,
  referredBy,
  sipFragment,
  warning,
  warningWords,
} from '../dialogs/index.ts';
import { formatUri, type HeaderField, header, reasonPhrase, type SipRequest } from '../grammar/index.ts';
import type { PendingRefer, ReferAnswer } from './call-types.ts';
import type { CallRecord } from './core.ts';
import { sendInDialog } from './in-dialog.ts';

const MAX_TRANSFERS = 8;
/** An accepted transfer that nobody reports on is closed as failed after this. */
const REPORT_MS = 180_000;
/** Whoever is rejected or left waiting gets an answer in this time. */
const DECIDE_MS = 10_000;

/** Their REFER as something to decide on and report about (RFC 3515 2.4). */
export function offeredRefer(
  call: CallRecord,
  request: SipRequest,
  target: string,
  replaces: string | undefined,
  reply: (status: number, headers: HeaderField[]) => void,
): PendingRefer {
  const { wheel } = call.core.layer;
  const warned = (words: string | undefined): HeaderField[] =>
    words === undefined ? [] : [warning(call.core.userAgent, words)];
  let state: 'open' | 'accepted' | 'closed' = 'open';
  let deadline = wheel.add(DECIDE_MS, () => reject(408));
  const reject = (status = 603, words?: string): void => {
    if (state !== 'open') return;
    state = 'closed';
    wheel.remove(deadline);
    reply(status, warned(words));
  };
  const notify = (status: number, words?: string): void => {
    const final = status >= 200;
    const value = final ? 'terminated;reason=noresource' : 'active;expires=180';
    const headers: HeaderField[] = [
      { name: 'event', value: `refer;id=${request.cseq.number}` },
      { name: 'subscription-state', value },
    ];
    const contentType = 'message/sipfrag;version=2.0';
    const body = sipFragment(status, reasonPhrase(status), warned(words));
    sendInDialog(call, 'NOTIFY', { headers, body, contentType }, () => {});
  };
  const report = (status: number, words?: string): void => {
    if (state !== 'accepted') return;
    if (status >= 200) {
      state = 'closed';
      wheel.remove(deadline);
    }
    notify(status, words);
  };
  const accept = (): void => {
    if (state !== 'open') return;
    state = 'accepted';
    wheel.remove(deadline);
    deadline = wheel.add(REPORT_MS, () => report(408));
    reply(202, []);
    notify(100);
  };
  return {
    target,
    replaces,
    referredBy: header(request, 'referred-by'),
    accept,
    reject,
    report,
  };
}

const answered = (status: number): ReferAnswer => ({ status, reason: reasonPhrase(status) });

/** Our REFER. */
export function sendRefer(
  call: CallRecord,
  target: string,
  replaced: string | undefined,
  headers: HeaderField[],
): Promise<ReferAnswer> {
  const { dialog } = call;
  if (call.phase !== 'up' || !dialog) return Promise.resolve(answered(481));
  if (call.transfers >= MAX_TRANSFERS) return Promise.resolve(answered(500));
  const replaces = replaced === undefined ? undefined : parseReplaces(replaced);
  const all: HeaderField[] = [
    { name: 'refer-to', value: formatReferTo(target, replaces?.ok ? replaces.value : undefined) },
    { name: 'referred-by', value: referredBy(formatUri(dialog.local.uri)) },
    ...headers,
  ];
  // Counted before the answer: its NOTIFY may overtake it.
  call.transfers++;
  return new Promise((resolve) => {
    sendInDialog(call, 'REFER', { headers: all }, (outcome) => {
      const status = outcome.type === 'failed' ? 408 : outcome.response.status;
      if (status >= 300 && call.transfers > 0) call.transfers--;
      if (outcome.type === 'failed') return resolve(answered(status));
      const words = warningWords(header(outcome.response, 'warning'));
      resolve({ status, reason: outcome.response.reason, ...(words === undefined ? {} : { words }) });
    });
  });
}
