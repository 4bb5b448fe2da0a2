/** Whether a transfer's conversation is recorded or listened to, with the notice that the lead's places want and who may say it. */
import { type CompiledRules, notice, recordingNotice } from '../../consent/index.ts';
import type { Tx } from '../../kernel/loop.ts';
import type { Lead } from '../../lead/lead.ts';
import type { Transfer } from '../../transfer/transfer.ts';
import { placesOf } from '../lead-places.ts';
import { loadRecordingSettings } from './store.ts';

export type RecordingPlan = NonNullable<Transfer['spec']['recording']>;

/**
 * Who may say a notice to a lead: the assistant where it introduces both anyhow, or where the lead called us; elsewhere an artificial
 * voice is not covered by consent (CON-01), so the agent says it.
 */
export const noticeBy = ({ mode, origin }: Pick<Transfer['spec'], 'mode' | 'origin'>): RecordingPlan['by'] =>
  mode === 'agentic-warm' || origin === 'caller' ? 'assistant' : 'agent';

/**
 * In the language of the thread, as all that the lead hears. A machine that understands what is said wants the notice as a file does
 * (REC-04): that of the recording covers both, and where nothing is recorded a notice of its own is given.
 * @param listens whether speech is turned into text now
 */
export function createRecordingPlan(
  rules: CompiledRules,
  prepare: (text: string, language: string) => void,
  listens: () => boolean = () => false,
): (
  tx: Tx,
  lead: Lead,
  spec: Pick<Transfer['spec'], 'mode' | 'origin' | 'language' | 'seller'>,
) => Promise<RecordingPlan | undefined> {
  return async (tx, lead, spec) => {
    const written = (await loadRecordingSettings(tx)).on;
    const listened = listens() ? ({ listens: true } as const) : {};
    if (!written && !listened.listens) return undefined;
    const language = spec.language ?? 'en';
    const text = written
      ? recordingNotice(rules, placesOf(rules, lead), language).text
      : notice(rules, 'hearing', language, spec.seller.name);
    const by = noticeBy(spec);
    if (by === 'assistant') prepare(text, language);
    return { notice: text, by, ...listened, ...(written ? {} : { unwritten: true }) };
  };
}
