import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkoutRoot } from '../config.ts';
import { blankComments, findOffences, parse, type SourceFile, type Tables } from './tidy.ts';
import * as tables from './tidy-tables.ts';

const root = checkoutRoot();

function readSources(): SourceFile[] {
  return ['server', 'contract', 'console']
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (name) => `${folder}/${name}`,
      ),
    )
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('node_modules/') && !file.endsWith('.d.ts'))
    .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }));
}

describe('the checkout', () => {
  it('keeps its own rules', () => {
    const files = readSources();
    expect(files.length).toBeGreaterThan(50);
    const offences = findOffences(files);
    if (offences.length > 0) {
      throw new Error(
        `${offences.length} offences; exceptions are in testing/tidy-tables.ts:\n${offences.join('\n')}`,
      );
    }
  });
});

// Each rule is shown to fail: a file with one planted offence, and what is said of it.
const none = {
  CODE_BETWEEN_ROOMS: {},
  NOT_YET_WIRED: {},
  IMPURE_ROOM_FILES: { 'store.ts': 'sql' },
  CLOCK_FILES: {},
  ENVIRONMENT_FILES: {},
  LONG_FILES: {},
};
const given = { ...tables, ...none } as Tables;
const judge = (file: string, text: string) =>
  findOffences([{ path: file, text }], given).filter(
    (line) => !line.startsWith('server/src/testing/tidy-tables'),
  );

function named(cases: (readonly [file: string, text: string, words?: RegExp])[]) {
  return cases.map(([file, text, words]) => ({
    title: `${file}: ${text.slice(0, 60).trim()}`,
    file,
    text,
    words,
  }));
}

describe('circles of imports', () => {
  it('are found whole, types counted, and a chain is none', () => {
    const files = [
      { path: 'console/src/a.ts', text: "import { b } from './b.ts';" },
      { path: 'console/src/b.ts', text: "import type { C } from './c.ts';" },
      { path: 'console/src/c.ts', text: "import { a } from './a.ts';\nimport { d } from './d.ts';" },
      { path: 'console/src/d.ts', text: "import { e } from './e.ts';" },
      { path: 'console/src/e.ts', text: '' },
    ];
    expect(findOffences(files, given).filter((line) => line.includes('circle'))).toEqual([
      'console/src/a.ts:1  stands in a circle of imports with console/src/b.ts, console/src/c.ts',
    ]);
  });
});

describe('the rules', () => {
  it.each(
    named([
      [
        'server/src/kernel/room.ts',
        "import { x } from '../transfer/decide.ts';",
        /kernel may not import code/,
      ],
      [
        'server/src/ports/model.ts',
        "import type { X } from '../lead/lead.ts';",
        /ports may not import types/,
      ],
      [
        'server/src/transfer/decide.ts',
        "import { x } from '../agents/select.ts';",
        /no code of another room/,
      ],
      ['server/src/agents/select.ts', "import type { X } from '../transfer/transfer.ts';", /to its right/],
      ['server/src/transfer/decide.ts', "import { open } from './store.ts';", /pure file imports/],
      [
        'server/src/transfer/decide.ts',
        "import { now } from '../kernel/clock.ts';",
        /time and effects are arguments/,
      ],
      ['server/src/transfer/decide.ts', "import pino from 'pino';", /imports pino/],
      ['server/src/transfer/decide.ts', "import { readFileSync } from 'node:fs';", /imports node:fs/],
      [
        'server/src/transfer/decide.ts',
        "import { sql } from '../adapters/postgres/sql.ts';",
        /imports the database/,
      ],
      ['server/src/transfer/store.ts', "import { x } from '../adapters/twilio/sms.ts';", /may not import/],
      [
        'server/src/transfer/decide.ts',
        "const m = await import('../call/decide.ts');",
        /no code of another room/,
      ],
      [
        'server/src/adapters/twilio/sms.ts',
        "import { x } from '../../lead/lead.ts';",
        /adapters may not import code/,
      ],
      [
        'server/src/http/routes.ts',
        "import { x } from '../adapters/twilio/sms.ts';",
        /http may not import code/,
      ],
      ['server/src/transfer/decide.ts', 'const at = Date.now();', /time or chance/],
      ['server/src/transfer/decide.ts', 'const at = new Date();', /time or chance/],
      ['server/src/transfer/decide.ts', 'const chance = Math.random();', /time or chance/],
      ['server/src/media/leg.ts', 'setTimeout(() => {}, 5);', /time or chance/],
      ['server/src/http/server.ts', 'const port = process.env.PORT;', /config\.ts alone/],
      ['server/src/http/server.ts', 'function f(x: any) {}', /uses any/],
      ['server/src/http/server.ts', 'const y = x as any;', /uses any/],
      ['console/src/page.tsx', 'const list: any[] = [];', /uses any/],
      ['server/src/http/server.ts', '// @ts-expect-error\nfoo();', /@ts-ignore/],
      ['server/src/http/a.test.ts', "it.only('x', () => {});", /\.only/],
      ['server/src/http/a.test.ts', "describe.skip('x', () => {});", /\.skip/],
      ['console/src/page.tsx', 'x\n'.repeat(401), /401 lines, more than 400/],
    ]),
  )('$title', ({ file, text, words }) => {
    const found = judge(file, text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(words ?? /never/);
  });

  it.each(
    named([
      ['server/src/transfer/decide.ts', "import type { Agent } from '../agents/agent.ts';"],
      ['server/src/transfer/decide.ts', "import { type Agent, type B } from '../agents/agent.ts';"],
      ['server/src/transfer/store.ts', "import { sql } from '../adapters/postgres/sql.ts';"],
      ['server/src/transfer/decide.ts', "import { BatonError } from '../errors.ts';"],
      ['server/src/transfer/a.test.ts', "import { x } from '../call/decide.ts';\nsetTimeout(f, 1);"],
      [
        'server/src/transfer/decide.ts',
        '// Date.now() is not for us, see https://example.com/any\nconst many = 1;',
      ],
      ['server/src/transfer/decide.ts', "const words = 'any: all'; const company: Company = 1;"],
      [
        'server/src/http/a.test.ts',
        '// biome-ignore lint/suspicious/noExplicitAny: answers of every shape\nlet body: any;',
      ],
      ['server/src/transfer/a.test.ts', "it.skipIf(!phone)('rings', () => {});"],
      ['console/src/page.tsx', 'x\n'.repeat(400)],
    ]),
  )('$title', ({ file, text }) => {
    expect(judge(file, text)).toEqual([]);
  });

  it('finds files that no program reaches', () => {
    const files = [
      { path: 'server/src/app.ts', text: "import { a } from './lead/a.ts';" },
      { path: 'server/src/lead/a.ts', text: "new Worker(new URL('./worker.js', import.meta.url));" },
      { path: 'server/src/lead/worker.ts', text: '' },
      { path: 'server/src/lead/lost.ts', text: '' },
      { path: 'server/src/lead/fake-wire.ts', text: '' },
      { path: 'server/src/lead/a.test.ts', text: "import { f } from './fake-wire.ts';" },
    ];
    const found = findOffences(files, given).filter((line) => line.includes('reached'));
    expect(found).toEqual([
      'server/src/lead/lost.ts:1  is reached from no program (ENTRIES, TEST_HELPERS, NOT_YET_WIRED)',
    ]);
  });

  it('reports exceptions that are no longer needed', () => {
    const stale = { ...given, CLOCK_FILES: { 'server/src/gone.ts': 'was needed once' } } as unknown as Tables;
    expect(findOffences([], stale).join('\n')).toContain('CLOCK_FILES has server/src/gone.ts');
  });
});

describe('reading sources', () => {
  it('keeps line numbers through comments and long imports', () => {
    const text = "/* one\n two */\nimport {\n  type A,\n  b,\n} from './x.ts';\n";
    expect(blankComments(text).split('\n')).toHaveLength(text.split('\n').length);
    expect(parse({ path: 'server/src/lead/y.ts', text }).imports).toEqual([
      { specifier: './x.ts', target: 'server/src/lead/x.ts', typeOnly: false, line: 3 },
    ]);
  });
});
