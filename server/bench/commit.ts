import { type Spread, spread } from './figures.ts';
import type { Stage } from './stage.ts';

/**
 * One insert of a small row and its commit, one after the other: the machine's own price of durability. Measured again
 * before each part, because neighbours come and go.
 */
export async function commits(stage: Stage, count: number): Promise<Spread> {
  const { pool } = await stage.database(`commits_${stage.next()}`);
  const client = await pool.connect();
  const took: number[] = [];
  await client.query('create table one (id bigint, body text)');
  for (let i = 0; i < count + 10; i++) {
    const beganMs = performance.now();
    await client.query({
      name: 'one',
      text: 'insert into one values ($1, $2)',
      values: [i, 'x'.repeat(200)],
    });
    if (i >= 10) took.push(performance.now() - beganMs);
  }
  client.release();
  await pool.end();
  return spread(took);
}
