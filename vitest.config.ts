import { defineConfig } from 'vitest/config';

/** Browsers, real SIP peers, benches: run with `npx vitest run -c vitest.serial.config.ts [FILTER]`. */
export const SERIAL_TESTS = [
  '{server,console}/**/*.browser.test.ts',
  'server/**/*.real.test.ts',
  'server/**/{bench,*-bench}.test.ts',
];

export default defineConfig({
  test: {
    include: ['server/**/*.test.ts', 'contract/**/*.test.ts', 'console/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'tmp/**', '.baton/**', ...SERIAL_TESTS],
    globalSetup: ['server/src/testing/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // Some hold real phones and databases to their time limits, two files at once: what is broken fails twice.
    retry: 1,
  },
});
