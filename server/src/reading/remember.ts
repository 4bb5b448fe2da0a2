/** A bounded memory for a pure function of one text. It changes nothing but the time taken. */
export function remember<T>(limit: number, f: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const hit = known.get(text);
    if (hit !== undefined) return hit;
    const made = f(text);
    if (known.size >= limit) known.clear();
    known.set(text, made);
    return made;
  };
}
