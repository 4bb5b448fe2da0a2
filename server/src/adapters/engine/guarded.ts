/** A listener that throws is a fault of its own and must not keep facts from the others. */
export function guarded(act: () => void): void {
  try {
    act();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
