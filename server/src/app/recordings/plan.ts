/** Whether a transfer's conversation is recorded, with the notice that the lead's place wants and who may say it. */
import { type CompiledRules, recordingNotice } from '../../consent/index.ts';
import type { Tx } from '../../kernel/loop.ts';
import type { Lead } from '../../lead/lead.ts';
import type { Transfer } from '../../transfer/transfer.ts';
import { loadRecordingSettings } from './store.ts';

export type RecordingPlan = NonNullable<Transfer['spec']['recording']>;

/**
 * The assistant says the notice where it introduces both anyhow, or where the lead called us; elsewhere an artificial voice is
 * not covered by consent (CON-01), so the agent says it and then begins the recording.
 */
export function createRecordingPlan(
  rules: CompiledRules,
  prepare: (text: string) => void,
): (
  tx: Tx,
  lead: Lead,
  spec: Pick<Transfer['spec'], 'mode' | 'origin'>,
) => Promise<RecordingPlan | undefined> {
  return async (tx, lead, { mode, origin }) => {
    if (!(await loadRecordingSettings(tx)).on) return undefined;
    const places = lead.state ? [`US-${lead.state}`] : [];
    // Spoken in English, as all the assistant says on the phone.
    const { text } = recordingNotice(rules, places, 'en');
    const by = mode === 'agentic-warm' || origin === 'caller' ? 'assistant' : 'agent';
    if (by === 'assistant') prepare(text);
    return { notice: text, by };
  };
}
