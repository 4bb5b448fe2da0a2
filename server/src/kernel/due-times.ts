/**
 * When what is waiting is due, by name: a rehearsal moves its clock from one to the next and need not ask the database at
 * every step, nor for an alarm that was replaced or taken back meanwhile.
 */
export class DueTimes {
  readonly #times = new Map<string, number>();
  /** The soonest of them; undefined when it must be looked for. */
  #soonestMs: number | undefined = Number.POSITIVE_INFINITY;

  /** Replaces the time of that name. */
  set(name: string, dueMs: number): void {
    this.clear(name);
    this.#times.set(name, dueMs);
    if (this.#soonestMs !== undefined) this.#soonestMs = Math.min(this.#soonestMs, dueMs);
  }

  clear(name: string): void {
    if (this.#times.get(name) === this.#soonestMs) this.#soonestMs = undefined;
    this.#times.delete(name);
  }

  /** The soonest, in epoch ms; null when nothing waits. */
  nextMs(): number | null {
    if (this.#soonestMs === undefined) {
      this.#soonestMs = Number.POSITIVE_INFINITY;
      for (const dueMs of this.#times.values()) if (dueMs < this.#soonestMs) this.#soonestMs = dueMs;
    }
    return this.#soonestMs === Number.POSITIVE_INFINITY ? null : this.#soonestMs;
  }

  /** Takes out what is due by now. @returns whether there was anything */
  takeDue(nowMs: number): boolean {
    if ((this.nextMs() ?? Number.POSITIVE_INFINITY) > nowMs) return false;
    for (const [name, dueMs] of this.#times) if (dueMs <= nowMs) this.#times.delete(name);
    this.#soonestMs = undefined;
    return true;
  }
}
