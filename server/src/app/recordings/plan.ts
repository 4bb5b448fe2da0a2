/** Whether a transfer's conversation is recorded, with the notice that the lead's places want and who may say it. */
import { type CompiledRules, recordingNotice } from '../../consent/index.ts';
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

/** In the language of the thread, as all that the lead hears. */
export function createRecordingPlan(
  rules: CompiledRules,
  prepare: (text: string, language: string) => void,
): (
  tx: Tx,
  lead: Lead,
  spec: Pick<Transfer['spec'], 'mode' | 'origin' | 'language'>,
) => Promise<RecordingPlan | undefined> {
  return async (tx, lead, spec) => {
    if (!(await loadRecordingSettings(tx)).on) return undefined;
    const language = spec.language ?? 'en';
    const { text } = recordingNotice(rules, placesOf(rules, lead), language);
    const by = noticeBy(spec);
    if (by === 'assistant') prepare(text, language);
    return { notice: text, by };
  };
}
