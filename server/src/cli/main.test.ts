import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SETTINGS } from '../config.ts';
import { COMMANDS, helpText, modulesOf, nearest } from './help.ts';
import { main } from './main.ts';
import { columns, readable } from './output.ts';

let out: string;
let err: string;
beforeEach(() => {
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

describe('the command line', () => {
  it('lists every command and every setting in its help', async () => {
    expect(await main(['--help'])).toBe(0);
    for (const { name, summary } of COMMANDS) {
      expect(out).toContain(`\n  ${name} `);
      expect(out).toContain(summary);
    }
    for (const [name] of SETTINGS) expect(out).toContain(`\n  ${name} `);
  });

  it('shows help without a command, as a mistake', async () => {
    expect(await main([])).toBe(2);
    expect(out).toContain('Usage:');
  });

  it.each([
    ['tset', 'Did you mean ./baton test?'],
    ['docter', 'Did you mean ./baton doctor?'],
    ['xyzzy', './baton --help lists all commands.'],
  ])('refuses %s with a way out', async (word, words) => {
    expect(await main([word])).toBe(2);
    expect(err).toContain(`There is no command "${word}"`);
    expect(err).toContain(words);
    expect(out).toBe('');
  });

  it('explains one command', async () => {
    expect(await main(['test', '--help'])).toBe(0);
    expect(out).toContain('Usage: ./baton test [FILTER...]');
  });

  it('tells its version', async () => {
    expect(await main(['version'])).toBe(0);
    expect(out).toMatch(/^baton \d+\.\d+\.\d+ \(node /);
  });

  it('refuses what a command does not take', async () => {
    expect(await main(['test', '--watch'])).toBe(2);
    expect(err).toContain('no option --watch');
  });

  it('has the functions that its table names', async () => {
    for (const command of COMMANDS) {
      const [own] = modulesOf(command);
      if (own === undefined || !own.pathname.endsWith(`/${command.name}.ts`)) continue;
      const module = (await import(own.href)) as Record<string, unknown>;
      expect(module[command.entry], `${command.entry} of ${command.name}.ts`).toBeTypeOf('function');
    }
    expect(helpText()).not.toContain('(not in this version) start');
  });
});

describe('small parts', () => {
  it('finds the nearest command, or none', () => {
    expect(nearest('strat')).toBe('start');
    expect(nearest('simulat')).toBe('simulate');
    expect(nearest('banana')).toBe(null);
  });

  it('lines columns up', () => {
    expect(
      columns([
        ['a', 'bb', 'c'],
        ['aaa', 'b', ''],
      ]),
    ).toEqual(['  a    bb  c', '  aaa  b']);
  });

  it('makes a log line readable, and leaves others alone', () => {
    const line = '{"level":40,"time":"2026-03-01T10:00:00.123Z","ms":12,"who":"x","msg":"late"}';
    expect(readable(line)).toBe('10:00:00.123 warn  late ms=12 who=x\n');
    expect(readable('not json')).toBe('not json');
  });
});
