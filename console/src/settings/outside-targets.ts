/** Phones outside as text that a person can type, paste and read back. Pure. */
export interface Target {
  name: string;
  to: string;
}

/** One target a line: "Claims desk = +15125550177". */
export function readTargets(text: string): { targets: Target[]; problem: string | null } {
  const lines = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [{ line, number: i + 1 }]));
  const targets: Target[] = [];
  for (const { line, number } of lines) {
    const at = line.indexOf('=');
    const [name, to] = [line.slice(0, Math.max(0, at)).trim(), line.slice(at + 1).trim()];
    if (at < 1 || name === '' || to === '')
      return { targets, problem: `Line ${number} needs a name, =, and a number or address.` };
    targets.push({ name, to: to.startsWith('+') ? to.replace(/[\s().-]/g, '') : to });
  }
  return { targets, problem: null };
}
export const writeTargets = (targets: Target[]): string =>
  targets.map(({ name, to }) => `${name} = ${to}`).join('\n');
