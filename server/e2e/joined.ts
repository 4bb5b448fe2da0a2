import { eventually } from './measure.ts';
import { qualify, WISH } from './script.ts';
import type { Stage } from './stage.ts';

/** Ana is live with Maria, and the assistant has left. */
export async function joined(stage: Stage): Promise<void> {
  await qualify(stage.lead);
  await stage.lead.texts(WISH);
  const ana = stage.desk('ana');
  await ana.sees('wants to talk now');
  await ana.page.getByRole('button', { name: /^Accept / }).click();
  await stage.lead.page.getByRole('button', { name: 'Answer' }).waitFor();
  await stage.lead.answers();
  await ana.sees("You're live with Maria");
  await eventually('the introduction is over', async () => {
    const { rows } = await stage
      .baton()
      .pool.query<{ state: { phase: string; introDone: boolean } }>('select state from baton.calls');
    return rows[0]?.state.phase === 'connected' && rows[0].state.introDone;
  });
}
