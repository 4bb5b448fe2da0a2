import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** From the ground up: a layer imports itself, those before it, and the ground. */
const LAYERS = ['grammar', 'transport', 'transactions', 'dialogs', 'agent'];
const GROUND = ['clock.ts', 'real-clock.ts', 'virtual-clock.ts'];
/** Node's own modules a layer may use. What is not named here decides without a network, a file or the clock. */
const BUILT_IN: Readonly<Record<string, string[]>> = {
  'transport/udp.ts': ['node:dgram', 'node:net'],
  'transport/stream.ts': ['node:net', 'node:tls'],
  'transport/local-address.ts': ['node:os'],
  'agent/digest.ts': ['node:crypto'],
  'agent/authenticate.ts': ['node:crypto'],
  'agent/dns-resolver.ts': ['node:dns', 'node:net'],
  'agent/resolve.ts': ['node:net'],
  'agent/trunk.ts': ['node:net'],
  'real-clock.ts': ['node:crypto', 'node:perf_hooks'],
};
const BANNED =
  /\b(Date\.now|new Date|Math\.random|setTimeout|setInterval|setImmediate|process\.(env|nextTick))\b/;
/** Tables of messages are as long as there are messages. */
const TABLES = ['grammar/torture-messages.ts'];
const MAX_LINES = 400;
const MAX_FUNCTION_LINES = 70;

const root = import.meta.dirname;
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('real/'))
  .sort();
const text = new Map(files.map((name) => [name, readFileSync(join(root, name), 'utf8')]));

function imports(name: string): string[] {
  return [...text.get(name)!.matchAll(/^(?:import|export)\b[^;']*?\bfrom\s+'([^']+)'/gm)].map(
    (match) => match[1]!,
  );
}

const layerOf = (name: string): string => (name.includes('/') ? name.split('/')[0]! : 'top');

describe.each(files)('%s', (name) => {
  it('imports nothing from above', () => {
    const own = LAYERS.indexOf(layerOf(name));
    for (const target of imports(name)) {
      if (!target.startsWith('.')) continue;
      const path = relative(root, resolve(root, dirname(name), target));
      expect(path.startsWith('..'), `${name} reaches out of the folder: ${target}`).toBe(false);
      if (layerOf(name) === 'top') continue;
      const allowed = layerOf(path) === 'top' ? GROUND.includes(path) : LAYERS.indexOf(layerOf(path)) <= own;
      expect(allowed, `${name} imports ${path}`).toBe(true);
      // Another layer is entered by its front door.
      if (layerOf(path) !== 'top' && layerOf(path) !== layerOf(name))
        expect(path).toBe(`${layerOf(path)}/index.ts`);
    }
  });

  it('imports no package, and of Node only what is listed', () => {
    const outside = imports(name).filter((target) => !target.startsWith('.'));
    expect(outside.filter((target) => !(BUILT_IN[name] ?? []).includes(target))).toEqual([]);
  });

  it('takes time and chance as arguments', () => {
    const code = text.get(name)!.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(name === 'real-clock.ts' ? null : BANNED.exec(code)?.[0]).toBeFalsy();
  });

  it('is short', () => {
    const lines = text.get(name)!.split('\n');
    if (!TABLES.includes(name)) expect(lines.length).toBeLessThanOrEqual(MAX_LINES);
    let start = -1;
    for (const [index, line] of lines.entries()) {
      if (/^(export )?(async )?function /.test(line)) start = index;
      if (line === '}' && start >= 0) {
        expect(index - start, `${name}:${start + 1}`).toBeLessThan(MAX_FUNCTION_LINES);
        start = -1;
      }
    }
  });
});

it('there are files to look at', () => {
  expect(files.length).toBeGreaterThan(40);
});
