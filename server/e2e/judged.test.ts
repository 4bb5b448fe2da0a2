/** What a wish for a call was held against stays with its outcome: from the text, over the transfer, to the row calibration reads. */
import { describe, expect, it } from 'vitest';
import { floorOutcomes, judgedAtStart } from '../src/app/assistant/calibration.ts';
import type { Db } from '../src/kernel/loop.ts';
import { testDatabase } from '../src/testing/pg.ts';
import type { Transfer } from '../src/transfer/transfer.ts';
import { addLead, hire, simFloor, writes } from './sim-floor.ts';

describe('the outcome of a transfer', () => {
  const db = testDatabase();
  let attempt = 0;

  it('carries playbook, question type, score and threshold of the moment it began', async () => {
    attempt += 1;
    const floor = await simFloor({ pool: db.pool, owner: `judged-${'x'.repeat(attempt)}` });
    const agentId = await hire(db.pool, floor, `Ana${attempt}`);
    const leadId = await addLead(db.pool, floor, `+1512555${String(3_000 + attempt)}`);
    await writes(floor, leadId, 'auto', `${leadId}-1`);
    await floor.playTo(floor.clock.nowMs() + 10_000);
    await writes(floor, leadId, 'can someone call me right now?', `${leadId}-2`);
    await floor.playTo(floor.clock.nowMs() + 3_000);
    const ready = floor.facts.map(({ fact }) => fact).find((fact) => fact.type === 'lead.ready');
    // The second text came while the ZIP was asked for, so the factual threshold held.
    expect(ready?.judged).toMatchObject({ playbookId: 'insurance', questionType: 'factual', threshold: 0.8 });
    expect(ready?.judged?.score).toBeGreaterThanOrEqual(0.8);
    const tx = db.pool as unknown as Db;
    const transferId = ready?.transferId ?? '';
    const judged = await judgedAtStart(tx, { id: transferId, leadId } as Transfer);
    expect(judged).toEqual({ judged: ready?.judged });
    await floor.loop.emit({
      type: 'agent.disposition',
      agentId,
      transferId,
      leadId,
      disposition: 'had-to-repeat',
      notes: '',
      ...judged,
    });
    await floor.loop.settle();
    const [outcome] = await floorOutcomes(tx);
    expect(outcome).toEqual({
      playbook: 'insurance',
      type: 'factual',
      score: ready?.judged?.score,
      disposition: 'had-to-repeat',
    });
    await floor.loop.stop();
  });
});
