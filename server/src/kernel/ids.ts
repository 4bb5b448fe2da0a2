/**
 * Ids sort by the time they were made and, within one process and millisecond, by order of making: 9 characters of
 * milliseconds, 3 of a counter, 10 of chance, all base 32 (Crockford). The job table relies on that order.
 */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

function base32(value: number, length: number): string {
  let text = '';
  let rest = value;
  for (let i = 0; i < length; i++) {
    text = alphabet[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** @returns a maker of ids, from a clock and a source of chance (uniform in [0, 1)). */
export function createIds(nowMs: () => number, random: () => number): () => string {
  let lastMs = 0;
  let counter = 0;
  return () => {
    const now = nowMs();
    if (now > lastMs) {
      lastMs = now;
      counter = 0;
    } else {
      counter += 1;
      // 32,768 ids in one millisecond: borrow the next one rather than lose the order.
      if (counter === 32_768) {
        lastMs += 1;
        counter = 0;
      }
    }
    return base32(lastMs, 9) + base32(counter, 3) + base32(Math.floor(random() * 2 ** 50), 10);
  };
}

/** Deterministic chance for rehearsals and tests: mulberry32. Uniform in [0, 1). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
