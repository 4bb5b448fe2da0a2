/** The reader's warm-up, a reading at a time, so that a lead who writes meanwhile waits for one of them at most. */
import type { Clock } from '../kernel/clock.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Reader } from '../ports/reader.ts';
import { warmUp } from '../reading/index.ts';

/** @returns stops it */
export function warmReader(reader: Reader, playbooks: Iterable<Playbook>, clock: Clock): () => void {
  const readings = warmUp(reader, playbooks, clock.nowMs());
  let next = clock.after(0, step);
  function step(): void {
    if (!readings.next().done) next = clock.after(1, step);
  }
  return () => next.cancel();
}
