/** What the command line prints: progress, answers, errors, and log lines a person can read. */
import pino from 'pino';
import type { Config } from '../config.ts';
import { errorLines } from '../errors.ts';
import { createLogger } from '../http/log.ts';

export type Log = pino.Logger;

/** An answer the user asked for. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** What is going on meanwhile; apart from answers, so that answers can be piped. */
export function progress(line: string): void {
  process.stderr.write(`baton: ${line}\n`);
}

export function printError(error: unknown): void {
  process.stderr.write(`${errorLines(error).join('\n')}\n`);
}

/** Cells as columns of equal width, two blanks apart. */
export function columns(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return rows.map((row) =>
    (indent + row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')).trimEnd(),
  );
}

/** JSON lines for machines, personal data blacked out; in a terminal the same as one readable line each. */
export function makeLog(
  config: Pick<Config, 'logLevel'>,
  terminal: boolean = process.stderr.isTTY === true,
): Log {
  const destination = {
    write: (line: string) => void process.stderr.write(terminal ? readable(line) : line),
  };
  return createLogger({ level: config.logLevel, destination });
}

/** `{"level":40,"time":"...T10:00:00.123Z","msg":"late","ms":12}` -> `10:00:00.123 warn  late ms=12` */
export function readable(line: string): string {
  try {
    const { level, time, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
    const word = pino.levels.labels[Number(level)] ?? 'info';
    const fields = Object.entries(rest).map(([name, value]) => {
      return `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
    });
    return `${[String(time).slice(11, 23), word.padEnd(5), String(msg ?? ''), ...fields].join(' ')}\n`;
  } catch {
    return line;
  }
}
