/** Files that import each other in a loop, types counted: such files can only be understood together. */

/**
 * Tarjan's strongly connected components of more than one file, each in the order of paths.
 * @param importsOf per file the files it imports; others are not looked at
 */
export function circlesOf(importsOf: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];

  const lower = (file: string, to: number): void => {
    lowest.set(file, Math.min(lowest.get(file) ?? to, to));
  };

  function visit(file: string): void {
    order.set(file, order.size);
    lower(file, order.get(file) ?? 0);
    open.push(file);
    isOpen.add(file);
    for (const target of importsOf.get(file) ?? []) {
      if (!importsOf.has(target)) continue;
      if (!order.has(target)) {
        visit(target);
        lower(file, lowest.get(target) ?? 0);
      } else if (isOpen.has(target)) lower(file, order.get(target) ?? 0);
    }
    if (lowest.get(file) === order.get(file)) close(file);
  }

  function close(root: string): void {
    const circle = open.splice(open.indexOf(root));
    for (const file of circle) isOpen.delete(file);
    if (circle.length > 1) found.push(circle.sort());
  }

  for (const file of importsOf.keys()) if (!order.has(file)) visit(file);
  return found;
}
